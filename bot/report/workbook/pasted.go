package workbook

import (
	"encoding/csv"
	"fmt"
	"strings"

	"daicho/rubric"
)

// pastedSheet stands for the sheet of rows that were pasted.
const pastedSheet = "貼り付け"

// ReadPasted reads rows that were copied out of a sheet and pasted as text, a line
// each with a tab between the cells: with the headings above them, or without,
// then in the order of 貼り付けデータ生成, A to X.
func ReadPasted(text string, in *rubric.Instrument) (Found, error) {
	lines := csv.NewReader(strings.NewReader(text))
	lines.Comma, lines.LazyQuotes, lines.FieldsPerRecord = '\t', true, -1 // a cell of several lines stands in quotes
	rows, err := lines.ReadAll()
	if err != nil || len(rows) == 0 {
		return Found{}, fmt.Errorf("%w: %w", ErrNotBook, err)
	}
	if len(rows) > maxRows {
		return Found{}, errManyLines
	}
	r := &reading{in: in, unheaded: map[int]bool{}, found: Found{Sheet: pastedSheet}}
	first := 0
	if r.head = headingsOf(pastedSheet, 1, rows[0], in); r.head.enough() {
		first = 1
	} else {
		r.head = headingsOf(pastedSheet, 0, pastedHeads(in), in)
	}
	for i, cells := range rows[first:] {
		if first == 0 && i == 0 {
			cells = withNumber(cells)
		}
		r.row(first+i+1, cells[:min(len(cells), maxColumns)])
	}
	r.found.Remarks = append(r.head.strange, r.found.Remarks...)
	if len(r.found.Rows) == 0 {
		return Found{}, ErrNoLedger
	}
	return r.found, nil
}

// withNumber puts the empty number back before a row that lost it: what people type
// comes without the blanks at its ends. Behind the name stands a day.
func withNumber(cells []string) []string {
	if len(cells) > 2 {
		if d, ok := readDay(strings.TrimSpace(cells[1])); ok && d != "" {
			return append([]string{""}, cells...)
		}
	}
	return cells
}

// pastedHeads are the headings of A to X, which are not pasted with a row.
func pastedHeads(in *rubric.Instrument) []string {
	heads := append([]string(nil), columns...)
	for i := range in.Items {
		heads = append(heads, in.Items[i].Title)
	}
	return append(heads, totalColumn)
}
