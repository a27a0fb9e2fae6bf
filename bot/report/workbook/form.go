package workbook

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// blankSheet is the sheet on which one service is written down (seed pp. 17–18).
const blankSheet = "クラウドサービス安全利用チェックシート｜記入用個票"

// Form is the workbook 「個票」 in which one service is written down by hand, with the
// row that is then pasted into the list (seed pp. 17–18). Read reads it as it is.
type Form struct {
	Company   string
	At        time.Time          // when it was handed out
	Checklist *rubric.Instrument // whose items are asked
	Service   Service            // what stands there already; zero for a blank one
}

// ReadForm is the form of a service, with what stands in the ledger.
func ReadForm(r guidance.Reader, lib *rubric.Library, no guidance.ServiceNo, now time.Time) (Form, error) {
	company, err := r.Company()
	if err != nil {
		return Form{}, fmt.Errorf("read company: %w", err)
	}
	s, err := r.Service(no)
	if err != nil {
		return Form{}, fmt.Errorf("read service: %w", err)
	}
	x := Form{Company: company.Name, At: now.In(company.Location()), Checklist: lib.Current(rubric.Checklist)}
	x.Service, err = Ledger{Checklist: x.Checklist}.service(r, lib, s)
	return x, err
}

// Write writes the workbook.
func (x Form) Write(w io.Writer) error {
	b := newBook()
	defer b.Close()
	rows := x.sheet(b)
	x.pasteRow(b, rows)
	x.ledger().points(b)
	return b.finish(w, "クラウドサービス安全利用チェックシート（記入用個票）", x.Company, x.At)
}

// ledger is one of this service alone.
func (x Form) ledger() Ledger { return Ledger{Checklist: x.Checklist, Services: []Service{x.Service}} }

// values are the 24 cells of the service; those of a blank form are empty.
func (x Form) values(b *book) []any {
	cells := x.ledger().values(b, x.Service)
	if x.Service.No == 0 {
		cells[0] = cell(b.text, "")
	}
	return cells
}

// sheet is the form itself, in the places of the card. It says in which row each
// item stands, by its place in the checklist.
func (x Form) sheet(b *book) (rows []int) {
	s := b.sheet(blankSheet, []float64{24, 5, 30, 48, 26}, func(s *sheet) {
		s.printed(false, "")
		x.choices(b)
	})
	s.addHigh(24, cell(b.title, "クラウドサービス安全利用チェックシート（記入用個票）"))
	s.addHigh(2*lineHigh+4, cell(b.small, "色の付いた見出しの右に記入します。ステータスとチェックは、一覧から選べます。日付は 2026/4/1 のように書き、決まっていなければ「未定」と書きます。"))
	s.merge("A2", "E2")
	x.fields(s)
	s.add()
	s.add(cell(b.head, "分類"), cell(b.head, "No"), cell(b.head, "チェック項目"), cell(b.head, "ポイント"), cell(b.head, "チェック"))
	rows = x.items(s)
	s.add()
	total := ""
	for i, row := range rows {
		if i > 0 {
			total += "+"
		}
		total += pointsOf(fmt.Sprintf("$B$%d", row), fmt.Sprintf("$E$%d", row))
	}
	s.add(nil, nil, nil, cell(b.title, totalLabel), formula(b.title, fmt.Sprintf(`(%s)&" /%d点"`, total, x.Checklist.Max()), fmt.Sprintf("%d /%d点", x.Service.Total, x.Checklist.Max())))
	s.end()
	return rows
}

func (x Form) fields(s *sheet) {
	values := x.values(s.b)
	for i, name := range columns {
		label := name + "："
		if name == string(nameColumn) {
			label = "対象サービス名："
		}
		value := values[i].(excelize.Cell)
		s.add(cell(s.b.head, label), cell(s.b.head, ""), value, cell(value.StyleID, ""))
		s.merge(fmt.Sprintf("A%d", s.row), fmt.Sprintf("B%d", s.row))
		s.merge(fmt.Sprintf("C%d", s.row), fmt.Sprintf("D%d", s.row))
	}
}

func (x Form) items(s *sheet) []int {
	rows := make([]int, len(x.Checklist.Items))
	for i, g := range x.Checklist.Groups {
		from := s.row + 1
		for j, item := range x.Checklist.Items {
			if item.Group == g.ID {
				s.add(cell(s.b.group(i), g.Mark+"．"+cardTitle(g)), excelize.Cell{StyleID: s.b.number, Value: item.No}, cell(s.b.text, item.Title), cell(s.b.text, item.Question), cell(s.b.text, x.Service.Answers[item.ID]))
				rows[j] = s.row
			}
		}
		s.merge(fmt.Sprintf("A%d", from), fmt.Sprintf("A%d", s.row))
	}
	return rows
}

// choices give the status and every answer a list to choose from.
func (x Form) choices(b *book) {
	add := func(at string, set func(v *excelize.DataValidation)) {
		v := excelize.NewDataValidation(true)
		v.Sqref = at
		set(v)
		v.SetError(excelize.DataValidationErrorStyleWarning, "選択肢にない答えです", "一覧から選んでください。")
		b.try(b.AddDataValidation(blankSheet, v))
	}
	add(fmt.Sprintf("C%d", cardField+6), func(v *excelize.DataValidation) { b.try(v.SetDropList(statusTexts())) })
	from, row := 2, cardItem
	for _, g := range x.Checklist.Groups {
		for _, item := range x.Checklist.Items {
			if item.Group == g.ID {
				at := x.labelsFrom(item)
				add(fmt.Sprintf("E%d", row), func(v *excelize.DataValidation) {
					v.SetSqrefDropList(fmt.Sprintf("%s!$C$%d:$C$%d", quoted(pointsSheet), from+at, from+at+len(item.Labels)-1))
				})
				row++
			}
		}
	}
}

// labelsFrom is how many labels stand before those of an item in the table of
// points.
func (x Form) labelsFrom(item rubric.Item) (n int) {
	for _, before := range x.Checklist.Items {
		if before.ID == item.ID {
			break
		}
		n += len(before.Labels)
	}
	return n
}

// pasteRow is the sheet whose cells A2 to X2 are copied and pasted into the list as
// values.
func (x Form) pasteRow(b *book, rows []int) {
	s := b.sheet(pasteSheet, listWidths(x.Checklist), func(s *sheet) { s.printed(true, "") })
	s.add(cell(b.small, "下の1行をコピーし、一覧表のいちばん下に「値」として貼り付けてください。チャットに貼り付けても取り込めます。"))
	s.merge("A1", "I1")
	cells := x.values(b)
	for i, c := range cells {
		value := c.(excelize.Cell)
		at := fmt.Sprintf("%s!$C$%d", quoted(blankSheet), cardField+i)
		if i >= len(columns) {
			at = fmt.Sprintf("%s!$E$%d", quoted(blankSheet), rows[i-len(columns)])
		}
		cells[i] = formula(value.StyleID, fmt.Sprintf(`IF(%s="","",%s)`, at, at), value.Value)
	}
	s.add(cells...)
	s.end()
}
