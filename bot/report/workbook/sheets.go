package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"daicho/rubric"
)

// The rows of the card: nine fields, then the items.
const (
	cardField = 3 // the first field
	cardHead  = 13
	cardItem  = cardHead + 1
	indexCell = "$H$1" // which row of the list is shown
)

// card is the sheet that shows one service, chosen by its name (seed p. 19), with
// its radar: all of it follows by formulas.
func (l Ledger) card(b *book) {
	last := cardItem + len(l.Checklist.Items) - 1
	names, chosen := l.nameRange(b)
	s := b.sheet(cardSheet, []float64{18, 8, 30, 48, 24, 3, 6, 20}, func(s *sheet) {
		s.printed(true, "")
		b.try(b.AddChart(cardSheet, "I3", radarChart(last)))
		v := excelize.NewDataValidation(true)
		v.Sqref = fmt.Sprintf("C%d", cardField+1)
		v.SetSqrefDropList(names)
		b.try(b.AddDataValidation(cardSheet, v))
	})
	var x Service
	if len(l.Services) > 0 {
		x = l.Services[0]
	}
	s.addHigh(24, cell(b.title, "クラウドサービス安全利用チェックシート（個票）"), nil, nil, nil, nil, nil, cell(b.small, "行"),
		formula(b.small, fmt.Sprintf("IFERROR(MATCH($C$%d,%s,0),0)", cardField+1, names), min(len(l.Services), 1)))
	s.add(cell(b.small, "「対象サービス名」を選ぶと、そのサービスの答えとレーダーチャートが出ます。"))
	s.merge("A2", "E2")
	l.cardFields(s, x, chosen)
	s.add()
	s.add(cell(b.head, "分類"), cell(b.head, "No"), cell(b.head, "チェック項目"), cell(b.head, "ポイント"), cell(b.head, "チェック"), nil, cell(b.head, "点"), cell(b.head, "項目"))
	l.cardItems(s, x)
	s.add()
	s.add(nil, nil, nil, cell(b.title, "安全利用チェックレベル評価点："),
		formula(b.title, fmt.Sprintf(`SUM($G$%d:$G$%d)&" /%d点"`, cardItem, last, l.Checklist.Max()), fmt.Sprintf("%d /%d点", x.Total, l.Checklist.Max())))
	s.end()
}

// nameRange is where the names stand from which one is chosen, and the first of
// them. Where several services have one name, each has its number behind it, on a
// sheet that is not shown.
func (l Ledger) nameRange(b *book) (at, first string) {
	if len(l.Services) > 0 {
		first = l.Services[0].Name
	}
	of := map[string]int{}
	for _, x := range l.Services {
		of[x.Name]++
	}
	if len(of) == len(l.Services) {
		return fmt.Sprintf("%s!$B$%d:$B$%d", quoted(listSheet), firstRow, l.lastRow()), first
	}
	s := b.sheet(nameSheet, []float64{40}, func(*sheet) { b.try(b.SetSheetVisible(nameSheet, false)) })
	for i, x := range l.Services {
		name := x.Name
		if of[name] > 1 {
			name += "（" + x.No.String() + "）"
		}
		if s.add(cell(b.text, name)); i == 0 {
			first = name
		}
	}
	s.end()
	return fmt.Sprintf("%s!$A$1:$A$%d", quoted(nameSheet), len(l.Services)), first
}

// cardFields are the nine fields of the service that is chosen.
func (l Ledger) cardFields(s *sheet, x Service, chosen string) {
	b, p := s.b, quoted(listSheet)
	values := l.values(b, x)
	for i, name := range columns {
		label := name + "："
		if i == 1 {
			s.add(cell(b.head, "対象サービス名："), nil, cell(b.text, chosen))
			continue
		}
		value := values[i].(excelize.Cell)
		c := columnName(i + 1)
		at := fmt.Sprintf("INDEX(%s!$%s$%d:$%s$%d,%s)", p, c, firstRow, c, l.lastRow(), indexCell)
		if len(l.Services) == 0 {
			value.Value = ""
		}
		s.add(cell(b.head, label), nil, formula(value.StyleID, fmt.Sprintf(`IF(%s=0,"",IF(%s="","",%s))`, indexCell, at, at), value.Value))
	}
	for i := range columns {
		row := cardField + i
		s.merge(fmt.Sprintf("A%d", row), fmt.Sprintf("B%d", row))
		s.merge(fmt.Sprintf("C%d", row), fmt.Sprintf("D%d", row))
	}
}

func (l Ledger) cardItems(s *sheet, x Service) {
	b, p := s.b, quoted(listSheet)
	from := cardItem
	for i, g := range l.Checklist.Groups {
		to := from - 1
		for j, item := range l.Checklist.Items {
			if item.Group != g.ID {
				continue
			}
			to++
			c := columnName(len(columns) + j + 1)
			at := fmt.Sprintf("INDEX(%s!$%s$%d:$%s$%d,%s)", p, c, firstRow, c, l.lastRow(), indexCell)
			answer := fmt.Sprintf("$E$%d", to)
			s.add(cell(b.group(i), g.Mark+"．"+cardTitle(g)), excelize.Cell{StyleID: b.number, Value: item.No}, cell(b.text, item.Title), cell(b.text, item.Question),
				formula(b.text, fmt.Sprintf(`IF(%s=0,"",IF(%s="","",%s))`, indexCell, at, at), x.Answers[item.ID]), nil,
				formula(b.number, pointsOf(fmt.Sprintf("$B$%d", to), answer), l.worth(item, x.Answers[item.ID])), cell(b.small, item.Axis))
		}
		s.merge(fmt.Sprintf("A%d", from), fmt.Sprintf("A%d", to))
		from = to + 1
	}
}

func cardTitle(g rubric.Group) string {
	if g.Card != "" {
		return g.Card
	}
	return g.Title
}

// worth is what an answer gives.
func (l Ledger) worth(item rubric.Item, text string) int {
	for _, label := range item.Labels {
		if label.Text == text {
			return label.Points
		}
	}
	return 0
}

// radarChart is the native one beside the card.
func radarChart(last int) *excelize.Chart {
	c := quoted(cardSheet)
	one, three := 1.0, 3.0
	zero := 0.0
	return &excelize.Chart{
		Type: excelize.Radar, Dimension: excelize.ChartDimension{Width: 560, Height: 460}, Legend: excelize.ChartLegend{Position: "none"},
		Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "クラウドサービス安全利用チェックレベル"}}},
		Series: []excelize.ChartSeries{{
			Name: fmt.Sprintf("%s!$C$%d", c, cardField+1), Categories: fmt.Sprintf("%s!$H$%d:$H$%d", c, cardItem, last), Values: fmt.Sprintf("%s!$G$%d:$G$%d", c, cardItem, last),
			Line: excelize.LineOptions{Type: excelize.LineSolid, Width: 2, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1D2F6F"}}},
		}},
		XAxis: excelize.ChartAxis{Font: excelize.Font{Color: "1B1F27", Size: 9}},
		YAxis: excelize.ChartAxis{Font: excelize.Font{Color: "5B6470", Size: 8}, Minimum: &zero, Maximum: &three, MajorUnit: one, MajorGridLines: true},
	}
}

// concerns is the sheet of the answers that want attention, by service.
func (l Ledger) concerns(b *book) {
	s := b.sheet(concernSheet, []float64{9, 28, 6, 38, 26, 46}, func(s *sheet) { s.printed(true, "$3:$3") })
	s.addHigh(24, cell(b.title, "要注意の答え"))
	s.add(cell(b.small, "点数は「どこまで確認したか」を表し、安全かどうかの評価ではありません。"))
	s.merge("A2", "F2")
	s.add(cell(b.head, "管理番号"), cell(b.head, "サービス名"), cell(b.head, "No"), cell(b.head, "チェック項目"), cell(b.head, "いまの答え"), cell(b.head, "次の一歩"))
	for _, x := range l.Services {
		for _, c := range x.Concerns {
			s.add(cell(b.text, x.No.String()), cell(b.text, x.Name), excelize.Cell{StyleID: b.number, Value: c.Item.No}, cell(b.text, c.Item.Title), cell(b.text, c.Label.Text), cell(b.text, c.Item.Step))
		}
	}
	for _, x := range l.Services {
		if x.Other != "" {
			s.add(cell(b.text, x.No.String()), cell(b.text, x.Name), nil, cell(b.text, "答えは別の版（"+x.Other+"）のため、このファイルには入れていません。"))
		}
	}
	s.end()
}

// own is the sheet of the company's diagnosis.
func (l Ledger) own(b *book) {
	d := l.Diagnosis
	s := b.sheet(ownSheet, []float64{6, 22, 60, 18, 8}, func(s *sheet) { s.printed(false, "$3:$3") })
	s.addHigh(24, cell(b.title, fmt.Sprintf("自社診断　第%d回　会社の回答", d.Round)))
	s.addHigh(2*lineHigh, cell(b.small, d.Instrument.Attribution))
	s.merge("A2", "E2")
	s.add(cell(b.head, "No"), cell(b.head, "分類"), cell(b.head, "診断項目"), cell(b.head, "答え"), cell(b.head, "点"))
	first := s.row + 1
	for i, g := range d.Instrument.Groups {
		for _, item := range d.Instrument.Items {
			if item.Group != g.ID {
				continue
			}
			label, answered := d.Answers[item.ID]
			points := any(nil)
			if answered {
				points = label.Points
			}
			s.add(excelize.Cell{StyleID: b.number, Value: item.No}, cell(b.group(i), g.Title), cell(b.text, item.Title), cell(b.text, label.Text), excelize.Cell{StyleID: b.number, Value: points})
		}
	}
	s.add(nil, nil, nil, cell(b.head, "合計"), formula(b.number, fmt.Sprintf("SUM($E$%d:$E$%d)", first, s.row), d.Score.Total))
	s.end()
}
