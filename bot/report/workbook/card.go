package workbook

import (
	"fmt"
	"slices"
	"strings"

	"daicho/rubric"
)

// The card says its total below its items, which is never read but counted, and is
// not longer than this.
const (
	totalLabel = "安全利用チェックレベル評価点："
	cardRows   = 200
)

// cards reads the sheets on which one service each is written down, as in the form
// and on the card of the list (seed pp. 16–18). False where there is none.
func (r *reading) cards(names []string) (bool, error) {
	first := ""
	for _, name := range names {
		ok, err := r.card(name)
		if err != nil {
			return false, err
		}
		if ok && first == "" {
			first = name
		}
	}
	r.found.Sheet = first
	return first != "", nil
}

// card reads one sheet, if it is such a one.
func (r *reading) card(name string) (bool, error) {
	marks, err := r.a.marksOf(name)
	if err != nil {
		return false, err
	}
	lines, err := r.lines(name)
	if err != nil || !isCard(lines, r.in) {
		return false, err
	}
	r.found.Sheet, r.marks = name, marks
	if len(lines) > cardRows {
		r.remark(0, len(lines), "", fmt.Sprintf("下に離れすぎています。個票の%d行目より下は読んでいません。", cardRows))
		lines = lines[:cardRows]
	}
	x := newRow(0)
	answers := -1
	for i, cells := range lines {
		if at := slices.IndexFunc(cells, isAnswers); at > 0 {
			answers = at
		} else if !blank(cells) {
			x.Row = i + 1
			r.line(&x, cells, answers)
		}
	}
	x.Row = len(r.found.Rows) + 1
	if x.Service.Name == "" {
		r.found.Remarks = append(r.found.Remarks, Remark{name, "", "対象サービス名が空の個票です。読んでいません。"})
		return true, nil
	}
	r.found.Rows = append(r.found.Rows, x)
	return true, nil
}

// lines are the rows of a sheet, as far down as a card goes, and one more.
func (r *reading) lines(name string) (all [][]string, err error) {
	rows, err := r.f.Rows(name)
	if err != nil {
		return nil, nil // a chart, for instance
	}
	defer rows.Close()
	for len(all) <= cardRows && rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrNotBook, name, err)
		}
		all = append(all, cells[:min(len(cells), maxColumns)])
	}
	return all, nil
}

func isAnswers(text string) bool { return fold(text) == fold("チェック") }

// labelled finds what a row of a card speaks of, and where it says so.
func labelled(cells []string, in *rubric.Instrument) (column Column, item *rubric.Item, at int) {
	for i, text := range cells {
		if column, item = headOf(text, in); column != "" || item != nil {
			return column, item, i
		}
	}
	return "", nil, -1
}

// isCard reports whether the name of a service and two more stand below each other.
func isCard(lines [][]string, in *rubric.Instrument) bool {
	found := map[string]bool{}
	for _, cells := range lines {
		column, item, at := labelled(cells, in)
		if item != nil {
			found[item.ID] = true
		} else if at >= 0 && !slices.ContainsFunc(cells, isAnswers) {
			found[string(column)] = true
		}
	}
	return found[string(nameColumn)] && len(found) >= 3
}

// line reads one row of a card: what is asked on its left is answered on its right.
func (r *reading) line(x *FoundRow, cells []string, answers int) {
	column, item, label := labelled(cells, r.in)
	switch {
	case label < 0:
		r.strangeLine(x.Row, cells)
		return
	case item != nil && answers <= label:
		answers = len(cells) - 1
	case item == nil:
		answers = r.valueAt(x.Row, cells, label)
	}
	r.head = headings{at: map[int]Column{}, items: map[int]*rubric.Item{}}
	if item != nil {
		r.head.items[answers] = item
	} else {
		r.head.at[answers] = column
	}
	text := ""
	if answers < len(cells) {
		text = strings.TrimSpace(cells[answers])
	}
	r.cell(x, answers, text)
	for i := answers + 1; i < len(cells); i++ {
		if strings.TrimSpace(cells[i]) != "" {
			r.remark(i, x.Row, cells[i], "個票では、ここは読んでいません。記入するのは、見出しの右の1つのセルです。")
		}
	}
}

// valueAt is where the value stands of the label in a cell: the first cell behind it
// that holds something, which may be a formula that nobody has calculated.
func (r *reading) valueAt(row int, cells []string, label int) int {
	for i := label + 1; i < max(len(cells), label+4); i++ {
		if i < len(cells) && strings.TrimSpace(cells[i]) != "" || r.marks.empty.has(row, i+1) {
			return i
		}
	}
	return label + 1
}

// strangeLine names a row that says something and is not known. A single text is a
// title.
func (r *reading) strangeLine(row int, cells []string) {
	var at []int
	for i, text := range cells {
		if strings.TrimSpace(text) != "" {
			at = append(at, i)
		}
	}
	if len(at) > 1 && fold(cells[at[0]]) != fold(totalLabel) {
		r.remark(at[0], row, cells[at[0]], "知らない見出しの行です。この行は読んでいません。")
	}
}
