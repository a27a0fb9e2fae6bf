package workbook

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// The sheets, by their names.
const (
	listSheet    = "一覧表"
	cardSheet    = "個票"
	pasteSheet   = "貼り付けデータ生成"
	pointsSheet  = "配点"
	concernSheet = "要注意"
	ownSheet     = "自社診断"
	nameSheet    = "選ぶ名前"
	extraSheet   = "独自の項目"
)

var ownSheets = []string{listSheet, cardSheet, pasteSheet, pointsSheet, concernSheet, ownSheet, nameSheet, extraSheet}

// columns are the nine of a service before those of the items.
var columns = []string{"管理番号", "サービス名", "作成日", "記入担当者氏名", "所管部署", "サービスの概要", "ステータス", "サービス利用開始（予定）日", "サービス利用終了（予定）日"}

const totalColumn = "総合評価"

// Write writes the workbook.
func (l Ledger) Write(w io.Writer) error {
	b := newBook()
	defer b.Close()
	l.list(b)
	l.card(b)
	l.paste(b)
	l.points(b)
	l.concerns(b)
	if l.Diagnosis != nil {
		l.own(b)
	}
	if len(l.Extra) > 0 {
		l.extra(b)
	}
	return b.finish(w, "クラウドサービス台帳兼チェックリスト", l.Company, l.At)
}

// firstRow is the row of the list's first service; the headings stand above it.
const firstRow = 4

// lastRow is the row of its last service, or of the first where there is none.
func (l Ledger) lastRow() int { return firstRow + max(len(l.Services), 1) - 1 }

// list is the sheet with a row for each service.
func (l Ledger) list(b *book) {
	total := columnName(len(columns) + len(l.Checklist.Items) + 1)
	s := b.sheet(listSheet, append(listWidths(l.Checklist), 10), func(s *sheet) {
		s.printed(true, "$2:$3")
		b.try(b.SetPanes(listSheet, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: firstRow - 1, TopLeftCell: fmt.Sprintf("C%d", firstRow), ActivePane: "bottomRight"}))
		l.choices(b)
		b.try(b.SetConditionalFormat(listSheet, fmt.Sprintf("%s%d:%s%d", total, firstRow, total, l.lastRow()), []excelize.ConditionalFormatOptions{
			{Type: "data_bar", Criteria: "=", MinType: "num", MinValue: "0", MaxType: "num", MaxValue: fmt.Sprint(l.Checklist.Max()), BarColor: "#8DB6D9"},
		}))
	})
	s.addHigh(24, cell(b.title, "クラウドサービス台帳兼安全利用チェックシート　"+l.Company))
	l.heads(s)
	for i, x := range l.Services {
		cells := l.values(b, x)
		s.add(append(cells, formula(b.number, l.totalFormula(firstRow+i), x.Total))...)
	}
	s.end()
}

// listWidths are how wide the 24 columns are, in characters.
func listWidths(in *rubric.Instrument) []float64 {
	widths := []float64{9, 26, 11, 14, 14, 28, 10, 12, 12}
	for range in.Items {
		widths = append(widths, 14)
	}
	return widths
}

// heads are the two rows of headings: the groups over their items.
func (l Ledger) heads(s *sheet) {
	b := s.b
	groups, names := []any{}, []any{}
	for _, name := range columns {
		groups, names = append(groups, cell(b.head, "")), append(names, cell(b.head, name))
	}
	at := len(columns)
	for i, g := range l.Checklist.Groups {
		from := at
		for _, item := range l.Checklist.Items {
			if item.Group == g.ID {
				groups, names = append(groups, cell(b.group(i), g.Mark+"．"+g.Title)), append(names, cell(b.group(i), item.Column))
				at++
			}
		}
		s.merge(fmt.Sprintf("%s2", columnName(from+1)), fmt.Sprintf("%s2", columnName(at)))
	}
	s.add(append(groups, cell(b.head, ""))...)
	s.addHigh(48, append(names, cell(b.head, totalColumn))...)
}

// values are a service's 24 cells.
func (l Ledger) values(b *book, x Service) []any {
	cells := append(make([]any, 0, len(columns)+len(l.Checklist.Items)+1),
		cell(b.text, x.No.String()), cell(b.text, x.Name), b.dayCell(x.Written), cell(b.text, x.WrittenBy), cell(b.text, x.Department), cell(b.text, x.Summary),
		cell(b.text, statusText(x)), b.dayCell(x.Start), b.dayCell(x.End))
	for _, item := range l.Checklist.Items {
		cells = append(cells, cell(b.text, x.Answers[item.ID]))
	}
	return cells
}

func statusText(x Service) string {
	if x.Status == "" {
		return ""
	}
	return x.Status.String()
}

// statusTexts are what a status may be.
func statusTexts() (list []string) {
	for _, s := range guidance.Statuses {
		list = append(list, s.String())
	}
	return list
}

// totalFormula adds up the points of a row by the sheet of points.
func (l Ledger) totalFormula(row int) string {
	text := make([]string, len(l.Checklist.Items))
	for i, item := range l.Checklist.Items {
		text[i] = pointsOf(strconv.Itoa(item.No), columnName(len(columns)+i+1)+strconv.Itoa(row))
	}
	return strings.Join(text, "+")
}

// pointsOf looks the points of an answer up.
func pointsOf(no, answer string) string {
	const p = "'" + pointsSheet + "'!"
	return "SUMIFS(" + p + "$D:$D," + p + "$A:$A," + no + "," + p + "$C:$C," + answer + ")"
}

// choices give every answer, and the status, a list to choose from, with room for
// further rows.
func (l Ledger) choices(b *book) {
	last := l.lastRow() + 200
	add := func(column, source string) {
		v := excelize.NewDataValidation(true)
		v.Sqref = fmt.Sprintf("%s%d:%s%d", column, firstRow, column, last)
		v.SetSqrefDropList(source)
		v.SetError(excelize.DataValidationErrorStyleWarning, "選択肢にない答えです", "一覧から選んでください。")
		b.try(b.AddDataValidation(listSheet, v))
	}
	row := 2
	for i, item := range l.Checklist.Items {
		add(columnName(len(columns)+i+1), fmt.Sprintf("%s!$C$%d:$C$%d", quoted(pointsSheet), row, row+len(item.Labels)-1))
		row += len(item.Labels)
	}
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("G%d:G%d", firstRow, last)
	b.try(v.SetDropList(statusTexts()))
	b.try(b.AddDataValidation(listSheet, v))
}

// paste is the sheet with rows of plain values, to be pasted into another file of
// this layout (seed p. 18).
func (l Ledger) paste(b *book) {
	s := b.sheet(pasteSheet, []float64{9, 26, 11, 14, 14, 28, 10, 12, 12}, func(s *sheet) { s.printed(true, "") })
	var heads []any
	for _, name := range columns {
		heads = append(heads, cell(b.head, name))
	}
	for _, item := range l.Checklist.Items {
		heads = append(heads, cell(b.head, item.Column))
	}
	s.add(heads...)
	for _, x := range l.Services {
		s.add(l.values(b, x)...)
	}
	s.end()
}

// points is the table of what each answer is worth: of each item its labels, and
// below all of them other spellings that count the same.
func (l Ledger) points(b *book) {
	s := b.sheet(pointsSheet, []float64{6, 34, 34, 8}, func(s *sheet) { s.printed(false, "$1:$1") })
	s.add(cell(b.head, "No"), cell(b.head, "チェック項目"), cell(b.head, "チェック"), cell(b.head, "点"))
	line := func(item rubric.Item, text string, points int) {
		s.add(excelize.Cell{StyleID: b.number, Value: item.No}, cell(b.text, item.Title), cell(b.text, text), excelize.Cell{StyleID: b.number, Value: points})
	}
	for _, item := range l.Checklist.Items {
		for _, label := range item.Labels {
			line(item, label.Text, label.Points)
		}
	}
	for _, item := range l.Checklist.Items {
		for _, label := range item.Labels {
			for _, alias := range label.Aliases {
				line(item, alias, label.Points)
			}
		}
	}
	s.end()
}
