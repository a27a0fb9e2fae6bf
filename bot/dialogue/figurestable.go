package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// back are the buttons from a round's tables to its result.
func (l looked) back() []bot.Action {
	list := []bot.Action{{ID: "menu", Label: "メニューに戻る"}}
	if !l.round.IsOpen() {
		list = append([]bot.Action{{ID: l.route("figures", 0), Label: "結果に戻る"}}, list...)
	}
	return list
}

// spreadPage is the company's answers beside what is published of the
// people's, all questions in their order.
func (t *turn) spreadPage(l looked, args []string) bot.View {
	page := pageAt(args, len(l.in.Items))
	view := bot.View{
		At:      l.route("figures", page),
		Title:   fmt.Sprintf("質問ごとの答え（%s）　%d／%dページ", l.name(), page, pagesOf(len(l.in.Items))),
		Body:    []string{spreadLead(l.figures)},
		Table:   &bot.Table{Caption: "会社の回答と従業員の答え", Head: []string{"質問", "会社の回答", "従業員の答え"}},
		Actions: append(turnPages(l.to("figures"), page, len(l.in.Items), "問"), l.back()...),
		Footer:  []string{l.in.Attribution},
		Watch:   []string{l.topic()},
	}
	for _, item := range pageOfRows(l.in.Items, page) {
		view.Table.Rows = append(view.Table.Rows, bot.Row{Cells: []bot.Cell{
			{Text: itemName(item)}, {Text: companyText(l, item)}, {Text: guidance.SpreadText(l.figures, item)},
		}})
	}
	return view
}

func spreadLead(f guidance.Figures) string {
	if f.People == nil {
		return guidance.Withheld(f)
	}
	return fmt.Sprintf("従業員の答えは、自分で答えた%d人のものです。誰の答えかわからないように、3人に満たない答えや全員が同じ答えは、近い答えと合わせて数えています。0人の答えは書いていません。", f.Own())
}

func itemName(item rubric.Item) string { return fmt.Sprintf("%d　%s", item.No, item.Title) }

func companyText(l looked, item rubric.Item) string {
	answer, _ := l.company.Answer(item.ID)
	if label, ok := item.Label(answer.Label); ok {
		return label.Text
	}
	return "未回答"
}

// drawGaps lists where the company says that something is done and its people
// say less.
func drawGaps(t *turn, args []string) (bot.View, error) {
	l, instead, err := t.lookAt(args, false)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	gaps := slices.DeleteFunc(guidance.GapsOf(l.figures, l.in), func(g guidance.Gap) bool { return g.Less+g.Maybe == 0 })
	page := pageAt(beyond(args), len(gaps))
	view := bot.View{
		At:      l.route("gaps", page),
		Title:   fmt.Sprintf("本音ギャップ（%s）", l.name()),
		Body:    gapLead(l, gaps, page),
		Actions: append(turnPages(l.to("gaps"), page, len(gaps), "問"), l.back()...),
		Watch:   []string{l.topic()},
	}
	if len(gaps) == 0 {
		return view, nil
	}
	view.Table = &bot.Table{Caption: "会社の回答と従業員の答えのちがい（会社より低い人の多い順）", Head: []string{"質問", "会社の回答", "従業員の答え"}}
	for _, g := range pageOfRows(gaps, page) {
		cell := bot.Cell{Text: guidance.GapText(l.figures, g)}
		if g.Less > 0 {
			cell.Mark = bot.Caution
		}
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: itemName(g.Item)}, {Text: g.Company.Text}, cell},
			Open:  l.probeRoute("probe", g.Item.ID),
		})
	}
	return view, nil
}

func gapLead(l looked, gaps []guidance.Gap, page int) []string {
	switch {
	case l.figures.People == nil:
		return []string{guidance.Withheld(l.figures)}
	case len(gaps) == 0:
		return []string{"会社が「実施している」「一部実施している」と答えた質問のなかに、従業員の答えがそれより低いものはありませんでした。"}
	}
	lead := []string{
		"会社が「実施している」「一部実施している」と答えた質問を、従業員の答えと比べています。",
		"責める材料ではなく、確かめるきっかけです。質問を選ぶと、根拠と例外を書き留められます。",
	}
	if pages := pagesOf(len(gaps)); pages > 1 {
		lead = append(lead, fmt.Sprintf("%d問中 %d／%dページです。", len(gaps), page, pages))
	}
	return lead
}
