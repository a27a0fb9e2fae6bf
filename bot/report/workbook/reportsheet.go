package workbook

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
)

// The sheets, by their names.
const (
	reportSheet   = "実施報告書"
	standingSheet = "点数"
)

const reportColumns = 6

// Write writes the workbook.
func (x Report) Write(w io.Writer) error {
	b := newBook()
	defer b.Close()
	x.sheet(b)
	x.standings(b)
	picturePage(b, x.Picture, "自社診断のレーダーチャート")
	return b.finish(w, fmt.Sprintf("%s（第%d回）", reportSheet, x.No), x.Company, x.At)
}

// sheet is the report itself.
func (x Report) sheet(b *book) {
	s := b.sheet(reportSheet, []float64{9, 9, 34, 26, 13, 15}, func(s *sheet) { s.printed(false, "") })
	s.title(fmt.Sprintf("%s（第%d回訪問指導）", reportSheet, x.No), fmt.Sprintf("%s。締めくくった日：%s。作った日：%s。点数は「どこまで確認したか」を表し、安全かどうかの評価ではありません。",
		x.Company, guidance.DayOf(x.Closed, x.At.Location()), guidance.DayOf(x.At, x.At.Location())), reportColumns)
	s.add()
	where := cmp.Or(x.Visit.Place, "未記入")
	if x.Visit.Online.Holds() {
		where += "（オンライン）"
	}
	s.field("日時", strings.TrimSpace(x.Visit.Day.String()+"　"+x.Visit.Hours), reportColumns)
	s.field("場所", where, reportColumns)
	s.field("出席者（会社）", cmp.Or(strings.Join(x.Attendees, "、"), "未記入"), reportColumns)
	s.field("専門家", cmp.Or(strings.Join(x.Experts, "、"), "未記入"), reportColumns)
	s.field("確かめた内容", x.reviewed(), reportColumns)
	s.field("話し合ったこと・決まったこと", cmp.Or(x.Decided, "未記入"), reportColumns)
	s.field("専門家からのコメント", cmp.Or(x.Comment, "未記入"), reportColumns)
	if x.No == guidance.VisitCount {
		s.field("会社による、指導の評価", cmp.Or(x.Evaluation, "未記入"), reportColumns)
		s.field("専門家のまとめと評価", cmp.Or(x.Conclusion, "未記入"), reportColumns)
	}
	next := "次回の予定"
	if x.No == guidance.VisitCount {
		next = "その後の確認"
	}
	s.field(next, x.Next.String(), reportColumns)
	s.add()
	x.agreed(s)
	x.findings(s)
	x.measures(s)
	x.tasks(s)
	s.end()
}

// reviewed says in a few lines what the figures were, against those before.
func (x Report) reviewed() string {
	lines := []string{}
	if t := x.Then; t.Round > 0 {
		line := fmt.Sprintf("自社診断（第%d回）：会社の回答 %d点（%d／%d問に回答）", t.Round, t.Total, t.Answered, t.Of)
		if x.Before != nil && x.Before.Round > 0 {
			line += fmt.Sprintf("。第%d回の訪問のときは%d点", x.BeforeNo, x.Before.Total)
		}
		lines = append(lines, line)
	}
	line := fmt.Sprintf("クラウドサービス：%d件、要注意の答え %d件、未回答の項目 %d件", len(x.Then.Services), concernsIn(x.Then), openIn(x.Then))
	if x.Before != nil {
		line += fmt.Sprintf("。第%d回の訪問のときは%d件、要注意 %d件、未回答 %d件", x.BeforeNo, len(x.Before.Services), concernsIn(*x.Before), openIn(*x.Before))
	}
	return strings.Join(append(lines, line), "\n")
}

func concernsIn(s guidance.Standings) (n int) {
	for _, x := range s.Services {
		n += x.Concerns
	}
	return n
}

func openIn(s guidance.Standings) (n int) {
	for _, x := range s.Services {
		n += x.Open()
	}
	return n
}

// agreed is on what both sides agree.
func (x Report) agreed(s *sheet) {
	if len(x.Agreements) == 0 {
		return
	}
	s.heading("確認と合意")
	s.spread(s.b.head, "内容", "会社", "専門家")
	for _, a := range x.Agreements {
		s.spread(s.b.text, a.Text, a.Company, a.Expert)
	}
	s.add()
}

// findings are the answers that want attention, the worst first.
func (x Report) findings(s *sheet) {
	s.heading(fmt.Sprintf("要注意の答え（%sの台帳から。気になる順に%d件）", guidance.DayOf(x.At, x.At.Location()), len(x.Concerns)))
	if len(x.Concerns) == 0 {
		s.field("", "要注意の答えはありません。答えていない項目が残っていないかも、確かめてください。", reportColumns)
		s.add()
		return
	}
	s.add(s.heads("管理番号", "No", "サービス・項目", "いまの答え", "重要度", "ステータス")...)
	for _, c := range x.Concerns {
		s.addWhole(cell(s.b.text, c.Service.No.String()), excelize.Cell{StyleID: s.b.number, Value: c.Item.No}, cell(s.b.text, c.Service.Name+"　"+c.Item.Title),
			cell(s.b.text, c.Label.Text), cell(s.b.text, levelText(c.Service.Importance)), cell(s.b.text, c.Service.Status.String()))
	}
	s.add()
}

// measures are what was decided to be done.
func (x Report) measures(s *sheet) {
	if len(x.Plan.Measures) == 0 {
		return
	}
	s.heading("対策（取り組む順）")
	s.add(s.heads("順", "種類", "対策", "対象", "担当", "期日")...)
	for i, m := range x.Plan.Measures {
		s.addWhole(cell(s.b.number, fmt.Sprint(i+1)), cell(s.b.text, approachText(m.Approach)), cell(s.b.text, m.Text), cell(s.b.text, m.About), cell(s.b.text, m.Owner), s.b.dayCell(m.Due))
	}
	s.add()
}

// tasks are what is to be done before the next visit.
func (x Report) tasks(s *sheet) {
	if len(x.Homework) == 0 {
		return
	}
	s.heading(fmt.Sprintf("第%d回の訪問までの宿題", x.No+1))
	s.add(s.heads("", "担う側", "宿題", "担当", "期日", "いま")...)
	for i, t := range x.Homework {
		s.addWhole(cell(s.b.number, fmt.Sprint(i+1)), cell(s.b.text, t.Side), cell(s.b.text, t.Text), cell(s.b.text, cmp.Or(t.Owner, "まだ")), cell(s.b.text, t.Due), cell(s.b.text, t.State))
	}
	s.add()
}

// heading stands over a part of a sheet.
func (s *sheet) heading(text string) { s.addHigh(22, cell(s.b.title, text)) }

// spread writes three texts: over three columns, over one, and over two.
func (s *sheet) spread(style int, first, second, third string) {
	wide := s.widths[0] + s.widths[1] + s.widths[2]
	high := max(linesOf(first, wide), linesOf(second, s.widths[3]), linesOf(third, s.widths[4]+s.widths[5]))
	s.addHigh(float64(high)*lineHigh+4, cell(style, first), cell(style, ""), cell(style, ""), cell(style, second), cell(style, third), cell(style, ""))
	s.merge(fmt.Sprintf("A%d", s.row), fmt.Sprintf("C%d", s.row))
	s.merge(fmt.Sprintf("E%d", s.row), fmt.Sprintf("F%d", s.row))
}

// standings is the sheet of every service's figures when the visit was closed,
// with a native chart.
func (x Report) standings(b *book) {
	last := len(x.Then.Services) + 3
	s := b.sheet(standingSheet, []float64{9, 34, 12, 10, 10, 14}, func(s *sheet) {
		s.printed(true, "$3:$3")
		if len(x.Then.Services) > 0 {
			b.try(b.AddChart(standingSheet, "H3", x.chart(last)))
		}
	})
	says := "訪問を締めくくったときの数字です。"
	before := "前の点数"
	if x.Before != nil {
		before = fmt.Sprintf("第%d回の点数", x.BeforeNo)
		says += "質問の版が違うサービスの点数は、比べていません。"
	}
	s.title("サービスごとの点数", says, 6)
	s.add(s.heads("管理番号", "サービス名", "ステータス", "点数", "要注意", before)...)
	for _, v := range x.Then.Services {
		was := cell(b.number, "")
		if x.Before != nil {
			if old, there := x.Before.Service(v.No); there && old.Edition == v.Edition {
				was = excelize.Cell{StyleID: b.number, Value: old.Score}
			}
		}
		s.add(cell(b.text, v.No.String()), cell(b.text, v.Name), cell(b.text, v.Status.String()), excelize.Cell{StyleID: b.number, Value: v.Score}, excelize.Cell{StyleID: b.number, Value: v.Concerns}, was)
	}
	s.end()
}

func (x Report) chart(last int) *excelize.Chart {
	q, zero, same := quoted(standingSheet), 0.0, false
	series := func(column string) excelize.ChartSeries {
		return excelize.ChartSeries{
			Name: fmt.Sprintf("%s!$%s$3", q, column), Categories: fmt.Sprintf("%s!$B$4:$B$%d", q, last), Values: fmt.Sprintf("%s!$%s$4:$%s$%d", q, column, column, last),
		}
	}
	all := []excelize.ChartSeries{series("D")}
	if x.Before != nil {
		all = append(all, series("F"))
	}
	return &excelize.Chart{
		Type: excelize.Bar, Dimension: excelize.ChartDimension{Width: 640, Height: uint(min(160+40*len(x.Then.Services), 1200))}, Legend: excelize.ChartLegend{Position: "bottom"},
		Title:      excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "確認の進み具合（点）"}}},
		VaryColors: &same, Series: all, XAxis: excelize.ChartAxis{ReverseOrder: true}, YAxis: excelize.ChartAxis{Minimum: &zero, MajorGridLines: true},
	}
}
