package workbook

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
)

// Report is one version of the report of a visit 「実施報告書」 (seed pp. 8–10).
type Report struct {
	guidance.Report
	Zone  *time.Location               // the company's
	Names map[guidance.PersonID]string // of everybody in it
	// Picture is the radar of the newest closed round as PNG; none without one.
	Picture []byte
}

// ReadReport reads a version, with what people in it are called now.
// The error is guidance.ErrNotFound for one that is not there.
func ReadReport(r guidance.Reader, plan, visit, no int) (Report, error) {
	version, err := r.Report(plan, visit, no)
	if err != nil {
		return Report{}, fmt.Errorf("read the version: %w", err)
	}
	company, err := r.Company()
	if err != nil {
		return Report{}, fmt.Errorf("read company: %w", err)
	}
	x := Report{Report: version, Zone: company.Location(), Names: map[guidance.PersonID]string{}}
	ids := []guidance.PersonID{version.By, version.Signed.Company.By, version.Signed.Expert.By}
	for _, b := range version.Blocks {
		for _, row := range b.Rows {
			for _, c := range row {
				ids = append(ids, c.People...)
			}
		}
	}
	for _, id := range ids {
		if x.Names[id], err = nameOf(r, id); err != nil {
			return x, err
		}
	}
	return x, nil
}

// The sheets, by their names.
const (
	reportSheet  = "実施報告書"
	figuresSheet = "点数"
)

const reportColumns = 6

// reportWidths are those of the columns, however many of them a table has.
var reportWidths = []float64{30, 26, 18, 16, 16, 12}

// Write writes the workbook.
func (x Report) Write(w io.Writer) error {
	b := newBook()
	defer b.Close()
	s := b.sheet(reportSheet, reportWidths, func(s *sheet) { s.printed(true, "") })
	made := fmt.Sprintf("%s　第%d版（%s", x.Company, x.No, guidance.DayOf(x.At, x.Zone))
	if name := x.Names[x.By]; name != "" {
		made += "、" + name
	}
	s.title(fmt.Sprintf("%s（第%d回訪問指導）", reportSheet, x.Visit), made+"）。点数は「どこまで確認したか」を表し、安全かどうかの評価ではありません。", reportColumns)
	s.add()
	for _, block := range x.Blocks {
		x.block(s, block)
	}
	x.signed(s)
	s.end()
	for _, block := range x.Blocks {
		if block.Kind == guidance.FiguresBlock {
			x.figures(b, block)
		}
	}
	picturePage(b, x.Picture, "自社診断のレーダーチャート")
	return b.finish(w, fmt.Sprintf("%s（第%d回）", reportSheet, x.Visit), x.Company, x.At)
}

// block writes one piece below what is there.
func (x Report) block(s *sheet, b guidance.Block) {
	switch b.Kind {
	case guidance.ChapterBlock:
		s.addHigh(22, cell(s.b.title, b.Text))
	case guidance.TextBlock:
		s.field("", b.Text, 1, reportColumns)
		s.add()
	case guidance.TableBlock:
		x.table(s, b)
		s.add()
	}
}

// table writes a table; one without a head is fields, and what stands in them.
func (x Report) table(s *sheet, b guidance.Block) {
	if len(b.Head) == 0 {
		for _, row := range b.Rows {
			s.field(x.text(row[0]), x.text(row[1]), 1, reportColumns)
		}
		return
	}
	s.add(s.heads(b.Head...)...)
	for _, row := range b.Rows {
		var cells []any
		for _, c := range row {
			cells = append(cells, cell(s.b.text, x.text(c)))
		}
		s.addWhole(cells...)
	}
}

// text is a cell with the people in it by name: what stands beside them in brackets.
func (x Report) text(c guidance.BlockCell) string {
	if len(c.People) == 0 {
		return c.Text
	}
	var names []string
	for _, id := range c.People {
		names = append(names, x.Names[id])
	}
	text := strings.Join(names, "、")
	if c.Text != "" {
		text += "（" + c.Text + "）"
	}
	return text
}

// signed is who agrees to this version.
func (x Report) signed(s *sheet) {
	s.addHigh(22, cell(s.b.title, "この報告書への同意"))
	for _, side := range []struct {
		name string
		word guidance.Word
	}{{"会社", x.Signed.Company}, {"専門家", x.Signed.Expert}} {
		text := "まだ"
		if side.word.By != "" {
			text = fmt.Sprintf("%s（%s）", x.Names[side.word.By], guidance.DayOf(side.word.At, x.Zone))
		}
		s.field(side.name, text, 1, reportColumns)
	}
}

// figures is the sheet of every service's figures, with a native chart.
func (x Report) figures(b *book, block guidance.Block) {
	last := len(block.Rows) + 3
	s := b.sheet(figuresSheet, []float64{9, 34, 12, 10, 10, 10, 14}, func(s *sheet) {
		s.printed(true, "$3:$3")
		if len(block.Rows) > 0 {
			b.try(b.AddChart(figuresSheet, "I3", pointsChart(last)))
		}
	})
	s.title("サービスごとの点数", "訪問を締めくくったときの数字です。質問の版が違うサービスの点数は、比べていません。", len(block.Head))
	s.add(s.heads(block.Head...)...)
	for _, row := range block.Rows {
		var cells []any
		for _, c := range row {
			if n, err := strconv.Atoi(c.Text); err == nil {
				cells = append(cells, excelize.Cell{StyleID: b.number, Value: n})
				continue
			}
			cells = append(cells, cell(b.text, c.Text))
		}
		s.add(cells...)
	}
	s.end()
}

// pointsChart is the native one of the points, beside those before.
func pointsChart(last int) *excelize.Chart {
	q, zero, same := quoted(figuresSheet), 0.0, false
	series := func(column string) excelize.ChartSeries {
		return excelize.ChartSeries{
			Name: fmt.Sprintf("%s!$%s$3", q, column), Categories: fmt.Sprintf("%s!$B$4:$B$%d", q, last), Values: fmt.Sprintf("%s!$%s$4:$%s$%d", q, column, column, last),
		}
	}
	return &excelize.Chart{
		Type: excelize.Bar, Dimension: excelize.ChartDimension{Width: 640, Height: uint(min(160+40*(last-3), 1200))}, Legend: excelize.ChartLegend{Position: "bottom"},
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "確認の進み具合（点）"}}},
		VaryColors: &same, Series: []excelize.ChartSeries{series("D"), series("G")}, XAxis: excelize.ChartAxis{ReverseOrder: true}, YAxis: excelize.ChartAxis{Minimum: &zero, MajorGridLines: true},
	}
}
