package dialogue

import (
	"cmp"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// readFirst is how many explanations a result recommends.
const readFirst = 3

// drawResult shows a person their own diagnosis, which nobody else sees.
func drawResult(t *turn, _ []string) (bot.View, error) {
	if !t.me.May(guidance.AnswerDiagnosis, nil) {
		return t.refuse("自社診断は、会社の方に答えていただくものです。専門家の方の結果はありません。")
	}
	d, ok, err := t.openDiagnosis()
	if err != nil {
		return bot.View{}, err
	}
	if !ok {
		return t.refuse("いま受け付けている自社診断はありません。始まると、メニューに出ます。")
	}
	if len(d.sheet.Answers) == 0 {
		return drawDiagnosis(t, nil)
	}
	missing := d.sheet.Missing(d.in)
	view := bot.View{
		At:       "result",
		Title:    d.in.Title + "の結果（あなただけに見えています）",
		Progress: progressOf(d.in, d.sheet),
		Footer:   []string{d.in.Attribution},
		Watch:    []string{personTopic(t.me.ID)},
	}
	if len(missing) > 0 {
		return t.unfinished(view, d, missing), nil
	}
	return t.finished(view, d), nil
}

// unfinished says what is left, with a way to each page of it.
func (t *turn) unfinished(view bot.View, d opened, missing []rubric.Item) bot.View {
	view.Title = d.in.Title + "の途中です"
	view.Body = []string{
		fmt.Sprintf("あと%d問です。ここまでの答えは保存してあります。", len(missing)),
		"判断がつかない質問は「わからない」を選んでください。それも大切な答えです。",
	}
	view.Table = &bot.Table{Caption: "まだ答えていない質問", Head: []string{"番号", "質問"}}
	for _, item := range missing {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: fmt.Sprint(item.No)}, {Text: item.Title}},
			Open:  bot.ActionID(fmt.Sprintf("diagnosis/%d", item.Page)),
		})
	}
	view.Actions = []bot.Action{
		{ID: "diagnosis", Label: "続きを答える", Style: bot.Primary},
		{ID: "pause", Label: "あとで続ける"},
	}
	return view
}

func (t *turn) finished(view bot.View, d opened) bot.View {
	score := d.in.ScoreSeq(d.sheet.Labels)
	view.Body = []string{fmt.Sprintf("%d点満点中 %d点です。", score.Max, score.Total)}
	if band, ok := d.in.Band(score.Total); ok {
		view.Body = append(view.Body, "「"+band.Title+"」にあたります。"+band.Advice)
	}
	view.Body = append(view.Body, "「わからない」は1問につき−1点として数えています。")
	view.Table = &bot.Table{Caption: "部ごとの点数", Head: []string{"部", "点数"}}
	for _, g := range score.Groups {
		view.Table.Rows = append(view.Table.Rows, bot.Row{Cells: []bot.Cell{
			{Text: g.Group.Mark + "　" + g.Group.Title},
			{Text: fmt.Sprintf("%d／%d点", g.Total, g.Max), Bar: &bot.Progress{Done: max(g.Total, 0), Of: g.Max, Unit: "点"}},
		}})
	}
	view.Sections = toRead(d)
	view.Actions = []bot.Action{
		{ID: "diagnosis/1", Label: "答えを見直す"},
		{ID: "menu", Label: "メニューに戻る"},
	}
	return view
}

// toRead is what to read first: the explanations of the answers worth least,
// in the order of the questions.
func toRead(d opened) []bot.Section {
	type weak struct {
		item   rubric.Item
		points int
		label  string
	}
	var all []weak
	for _, item := range d.in.Items {
		answer, _ := d.sheet.Answer(item.ID)
		if label, ok := item.Label(answer.Label); ok && label.Points < item.Max() {
			all = append(all, weak{item, label.Points, label.Text})
		}
	}
	slices.SortStableFunc(all, func(a, b weak) int { return cmp.Compare(readRank(a.points), readRank(b.points)) })
	var sections []bot.Section
	for _, w := range all[:min(len(all), readFirst)] {
		sections = append(sections, bot.Section{
			Heading: fmt.Sprintf("まず読むなら：%d　%s（%s）", w.item.No, w.item.Title, w.label),
			Body:    w.item.Help,
		})
	}
	return sections
}

// readRank puts what is not done (0) before what is not known (−1): the
// first can be begun at once, the second is asked about first.
func readRank(points int) int {
	if points < 0 {
		return 1
	}
	return points
}
