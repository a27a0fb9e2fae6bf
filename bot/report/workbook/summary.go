package workbook

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Summary is what the workbook of a closed round 「自社診断結果のまとめ」 holds (seed p.
// 6): nothing of what people answered but what was published at the close.
type Summary struct {
	Company    string
	At         time.Time // when it was read, in the company's time zone
	Instrument *rubric.Instrument
	Figures    guidance.Figures
	Before     *guidance.Figures // of the round before, where it is of the same edition
	// Picture is the round's radar as PNG, drawn from Radar; without it there is
	// none in the workbook.
	Picture []byte
}

// ReadSummary reads the newest round that is closed. The error is ErrNothing where
// there is none of an edition that is loaded.
func ReadSummary(r guidance.Reader, lib *rubric.Library, now time.Time) (Summary, error) {
	company, err := r.Company()
	if err != nil {
		return Summary{}, fmt.Errorf("read company: %w", err)
	}
	s := Summary{Company: company.Name, At: now.In(company.Location())}
	rounds, err := r.Rounds()
	if err != nil {
		return s, fmt.Errorf("read rounds: %w", err)
	}
	for _, round := range slices.Backward(rounds) {
		f, err := r.Figures(round.No)
		switch {
		case errors.Is(err, guidance.ErrNotFound):
			continue
		case err != nil:
			return s, fmt.Errorf("read figures: %w", err)
		case s.Instrument == nil:
			in, loaded := lib.Instrument(f.Edition)
			if !loaded {
				return s, ErrNothing
			}
			s.Instrument, s.Figures = in, f
		case f.Edition == s.Figures.Edition:
			s.Before = &f
			return s, nil
		}
	}
	if s.Instrument == nil {
		return s, ErrNothing
	}
	return s, nil
}

// Radar describes the round's picture.
func (x Summary) Radar() guidance.Radar {
	return guidance.FiguresRadar(x.Instrument, x.Figures, fmt.Sprintf("%s（第%d回・%s）", x.Instrument.Title, x.Figures.Round, guidance.DayOf(x.Figures.At, x.At.Location())))
}

// The sheets, by their names.
const (
	summarySheet   = "まとめ"
	questionsSheet = "質問ごとの答え"
	pictureSheet   = "図"
)

// summaryTitle is what the workbook is called.
const summaryTitle = "自社診断結果のまとめ"

// Write writes the workbook.
func (x Summary) Write(w io.Writer) error {
	b := newBook()
	defer b.Close()
	x.overview(b)
	x.questions(b)
	picturePage(b, x.Picture, x.Radar().Title)
	return b.finish(w, summaryTitle, x.Company, x.At)
}

// overview is the sheet of the totals, of what the company can improve, and of
// where its people say less than it does.
func (x Summary) overview(b *book) {
	s := b.sheet(summarySheet, []float64{6, 24, 44, 18, 30}, func(s *sheet) { s.printed(false, "") })
	s.title(fmt.Sprintf("%s（第%d回）　%s", summaryTitle, x.Figures.Round, x.Company), "点数は会社の回答1枚から出したもので、従業員の答えの平均ではありません。"+x.Instrument.Attribution, 5)
	s.add()
	score := x.Instrument.ScoreSeq(x.Figures.Company.Labels)
	for _, f := range x.totals(score) {
		s.field(f[0], f[1], 2, 5)
	}
	s.add()
	s.add(s.heads("", "部", "点数", "満点", "未回答")...)
	for i, g := range score.Groups {
		s.add(cell(b.group(i), g.Group.Mark), cell(b.text, g.Group.Title), excelize.Cell{StyleID: b.number, Value: g.Total}, excelize.Cell{StyleID: b.number, Value: g.Max}, cell(b.text, restText(g.Of-g.Answered)))
	}
	s.add()
	x.improvements(s)
	x.gaps(s)
	s.end()
}

// picturePage is a sheet of a picture, as it is shown in the chat; none without one.
func picturePage(b *book, png []byte, alt string) {
	if len(png) == 0 {
		return
	}
	_, err := b.NewSheet(pictureSheet)
	b.try(err)
	s := &sheet{b: b, name: pictureSheet}
	s.printed(false, "")
	one := 1
	b.try(b.SetPageLayout(pictureSheet, &excelize.PageLayoutOptions{FitToHeight: &one}))
	b.try(b.AddPictureFromBytes(pictureSheet, "A1", &excelize.Picture{Extension: ".png", File: png, Format: &excelize.GraphicOptions{AltText: alt}}))
}

func restText(n int) string {
	if n == 0 {
		return "なし"
	}
	return fmt.Sprintf("%d問", n)
}

// totals are the total in words, and who is counted.
func (x Summary) totals(score rubric.Score) [][2]string {
	f, in := x.Figures, x.Instrument
	total := fmt.Sprintf("%d／%d点", score.Total, score.Max)
	if rest := score.Of - score.Answered; rest > 0 {
		total += fmt.Sprintf("（未回答が%d問あるため、途中の点数です）", rest)
	} else if band, ok := in.Band(score.Total); ok {
		total += "　" + band.Title + "。" + band.Advice
	}
	people := fmt.Sprintf("%d人に聞き、%d人がすべての質問に答えました。", f.Asked, f.Whole)
	if f.ByProxy > 0 {
		people += fmt.Sprintf("そのうち代理入力の%d人は、集計に入れていません。", f.ByProxy)
	}
	if f.People == nil {
		people += guidance.Withheld(f)
	}
	list := [][2]string{{"締め切った日", guidance.DayOf(f.At, x.At.Location()).String()}, {"会社の回答", total}, {"従業員の答え", people}}
	if x.Before != nil {
		list = append(list, [2]string{"前の回から", x.compared(score)})
	}
	return list
}

// compared holds the total against that of the round before.
func (x Summary) compared(is rubric.Score) string {
	was := x.Instrument.ScoreSeq(x.Before.Company.Labels)
	text := fmt.Sprintf("第%d回（%s）は%d点で、今回は%d点です（%+d点）。", x.Before.Round, guidance.DayOf(x.Before.At, x.At.Location()), was.Total, is.Total, is.Total-was.Total)
	if was.Answered < was.Of || is.Answered < is.Of {
		text += "未回答のある回は、そのぶん低く出ています。"
	}
	return text
}

// improvements lists the questions that the company does not answer with the most
// points, the worst first.
func (x Summary) improvements(s *sheet) {
	type weak struct {
		item  rubric.Item
		label rubric.Label
	}
	var list []weak
	for _, item := range x.Instrument.Items {
		a, _ := x.Figures.Company.Answer(item.ID)
		if label, ok := item.Label(a.Label); ok && label.Points < item.Max() {
			list = append(list, weak{item, label})
		}
	}
	slices.SortStableFunc(list, func(a, b weak) int { return cmp.Compare(a.label.Points, b.label.Points) })
	s.addHigh(20, cell(s.b.title, fmt.Sprintf("改善したいところ（%d問）", len(list))))
	if len(list) == 0 {
		s.addHigh(20, cell(s.b.small, "満点でない答えはありません。未回答の質問と、満点の答えの根拠を確かめてください。"))
		s.merge(fmt.Sprintf("A%d", s.row), fmt.Sprintf("E%d", s.row))
		s.add()
		return
	}
	s.add(s.heads("No", "分類", "質問", "会社の回答", "従業員の答え")...)
	for _, w := range list {
		group, _ := x.Instrument.Group(w.item.Group)
		s.add(excelize.Cell{StyleID: s.b.number, Value: w.item.No}, cell(s.b.text, group.Title), cell(s.b.text, w.item.Title), cell(s.b.text, w.label.Text), cell(s.b.text, guidance.SpreadText(x.Figures, w.item)))
	}
	s.add()
}

// gaps lists where the company says that something is done and its people say
// less, as far as that is published.
func (x Summary) gaps(s *sheet) {
	list := slices.DeleteFunc(guidance.GapsOf(x.Figures, x.Instrument), func(g guidance.Gap) bool { return g.Less == 0 })
	if len(list) == 0 {
		return
	}
	s.addHigh(20, cell(s.b.title, fmt.Sprintf("会社の回答より、従業員の答えが低い質問（%d問）", len(list))))
	s.add(s.heads("No", "分類", "質問", "会社の回答", "従業員の答え")...)
	for _, g := range list {
		group, _ := x.Instrument.Group(g.Item.Group)
		s.add(excelize.Cell{StyleID: s.b.number, Value: g.Item.No}, cell(s.b.text, group.Title), cell(s.b.text, g.Item.Title), cell(s.b.text, g.Company.Text), cell(s.b.text, guidance.GapText(x.Figures, g)))
	}
	s.add()
}

// questions is the sheet of every question, with a native radar beside it.
func (x Summary) questions(b *book) {
	last := len(x.Instrument.Items) + 3
	s := b.sheet(questionsSheet, []float64{6, 18, 46, 18, 8, 44, 8, 14}, func(s *sheet) {
		s.printed(true, "$3:$3")
		b.try(b.AddChart(questionsSheet, "J3", x.chart(last)))
	})
	s.title("質問ごとの答え", "従業員の答えは、誰の答えかわからないように近い答えを合わせて数えたものです。「真ん中」は、合わせた答えの点を平均して小さいほうにそろえています。", 8)
	s.add(s.heads("No", "分類", "質問", "会社の回答", "点", "従業員の答え", "真ん中", "図の項目")...)
	middles := guidance.Middles(x.Instrument, x.Figures)
	values := guidance.ValuesOf(x.Instrument, x.Figures.Company.ByItem())
	for i, item := range x.Instrument.Items {
		group, _ := x.Instrument.Group(item.Group)
		a, _ := x.Figures.Company.Answer(item.ID)
		label, _ := item.Label(a.Label)
		s.add(excelize.Cell{StyleID: b.number, Value: item.No}, cell(b.text, group.Title), cell(b.text, item.Title), cell(b.text, label.Text), x.points(b, values[i]),
			cell(b.text, guidance.SpreadText(x.Figures, item)), x.points(b, middles[i]), cell(b.small, item.Axis))
	}
	s.end()
}

// points is a value; an empty cell where there is none.
func (x Summary) points(b *book, value int) excelize.Cell {
	if value == guidance.Unanswered {
		return cell(b.number, "")
	}
	return excelize.Cell{StyleID: b.number, Value: value}
}

// chart is the native radar: the company's answers, and the middle of the people's
// where that is published.
func (x Summary) chart(last int) *excelize.Chart {
	q := quoted(questionsSheet)
	series := func(name, column, colour string) excelize.ChartSeries {
		return excelize.ChartSeries{
			Name: name, Categories: fmt.Sprintf("%s!$H$4:$H$%d", q, last), Values: fmt.Sprintf("%s!$%s$4:$%s$%d", q, column, column, last),
			Line: excelize.LineOptions{Type: excelize.LineSolid, Width: 2, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}},
		}
	}
	all := []excelize.ChartSeries{series(q+"!$D$3", "E", "1D2F6F")}
	if x.Figures.People != nil {
		all = append(all, series(q+"!$F$3", "G", "B4531F"))
	}
	low, high := float64(x.Instrument.Items[0].Min()), float64(x.Instrument.Items[0].Max())
	return &excelize.Chart{
		Type: excelize.Radar, Dimension: excelize.ChartDimension{Width: 640, Height: 560}, Legend: excelize.ChartLegend{Position: "bottom"},
		Title:  excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: x.Instrument.Title}}},
		Series: all,
		XAxis:  excelize.ChartAxis{Font: excelize.Font{Color: "1B1F27", Size: 9}},
		YAxis:  excelize.ChartAxis{Font: excelize.Font{Color: "5B6470", Size: 8}, Minimum: &low, Maximum: &high, MajorUnit: 1, MajorGridLines: true},
	}
}
