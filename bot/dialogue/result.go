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

// drawResult shows a person their own diagnosis, which nobody else sees: of
// the round that the route names, else of the newest.
func drawResult(t *turn, args []string) (bot.View, error) {
	d, instead, err := t.ownDiagnosis(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	missing := d.sheet.Missing(d.in)
	view := bot.View{
		At:       ownRoute("result", d, args),
		Title:    d.in.Title + "の結果（あなただけに見えています）",
		Progress: progressOf(d.in, d.sheet),
		Footer:   []string{d.in.Attribution},
		Watch:    append(t.ownWatch(), roundTopic),
	}
	if by, ok := d.sheet.Enterer(t.me.ID); ok {
		view.Title = d.in.Title + "の結果"
		view.Body = []string{"【代理入力】" + t.name(by) + "が、あなたの紙の質問票から入力した答えがあります。その答えは、入力した人にも見えています。"}
		if d.round.IsOpen() {
			view.Body[0] += "違うところは「答えを見直す」で直せます。"
		}
	} else if entered, err := t.wasEntered(t.me.ID, d.round.No); err != nil {
		return bot.View{}, err
	} else if entered {
		view.Body = []string{"以前、ほかの人があなたの分を代わりに入力しました。" + notCounted}
	}
	switch {
	case len(missing) > 0 && d.round.IsOpen():
		view = t.unfinished(view, d, missing)
	case len(missing) > 0:
		view = t.cutShort(view, d, missing)
	default:
		view = t.finished(view, d)
	}
	return view, nil
}

// wasEntered reports whether somebody else ever entered an answer for the
// person in the round, be it one that is gone.
func (t *turn) wasEntered(p guidance.PersonID, round int) (bool, error) {
	sheet, err := t.DiagnosisSheet(p, round)
	if err != nil {
		return false, fmt.Errorf("read diagnosis: %w", err)
	}
	replaced, err := t.DiagnosisChanges(p, round)
	if err != nil {
		return false, fmt.Errorf("read replaced answers: %w", err)
	}
	return guidance.ByProxy(p, sheet, replaced), nil
}

// ownDiagnosis is what this person answered in the round that the route names,
// else in the newest in which they answered; or the view to show instead.
func (t *turn) ownDiagnosis(args []string) (opened, *bot.View, error) {
	instead := func(view bot.View, err error) (opened, *bot.View, error) { return opened{}, &view, err }
	if !t.me.May(guidance.AnswerDiagnosis, nil) {
		return instead(t.refuse("自社診断は、会社の方に答えていただくものです。専門家の方の結果はありません。"))
	}
	rounds, err := t.Rounds()
	if err := cmp.Or(err, t.provenAtAll()); err != nil {
		return opened{}, nil, fmt.Errorf("read rounds: %w", err)
	}
	for _, round := range slices.Backward(rounds) {
		if len(args) > 0 && args[0] != fmt.Sprint(round.No) {
			continue
		}
		in, ok := t.lib.Instrument(round.Edition)
		sheet, _, err := t.ownSheet(round.No)
		if err != nil {
			return opened{}, nil, fmt.Errorf("read diagnosis: %w", err)
		}
		if !ok && len(sheet.Answers) > 0 {
			return opened{}, nil, &guidance.LostEditionError{Kind: rubric.Diagnosis, Edition: round.Edition}
		}
		if len(sheet.Answers) > 0 {
			return opened{round: round, in: in, sheet: sheet}, nil, nil
		}
	}
	if len(args) > 0 {
		return opened{}, nil, guidance.ErrNotFound
	}
	return instead(drawDiagnosis(t, nil))
}

// ownRoute is the route of one's own result: with the round where it names
// one.
func ownRoute(verb string, d opened, args []string) bot.ActionID {
	if len(args) == 0 {
		return bot.ActionID(verb)
	}
	return bot.ActionID(fmt.Sprintf("%s/%d", verb, d.round.No))
}

// unfinished says what is left, with a way to each page of it.
func (t *turn) unfinished(view bot.View, d opened, missing []rubric.Item) bot.View {
	view.Title = d.in.Title + "の途中です"
	view.Body = append(view.Body,
		fmt.Sprintf("あと%d問です。ここまでの答えは保存してあります。", len(missing)),
		"判断がつかない質問は「わからない」を選んでください。それも大切な答えです。",
	)
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

// cutShort is a diagnosis that was not finished when its round was closed.
func (t *turn) cutShort(view bot.View, d opened, missing []rubric.Item) bot.View {
	view.Title = d.in.Title + "は締め切られました"
	view.Body = append(view.Body,
		fmt.Sprintf("%sに締め切りました。あなたの答えは%d問中%d問です。", t.day(d.round.Closed), len(d.in.Items), len(d.in.Items)-len(missing)),
		"途中までの答えは、どの集計にも入りません。",
	)
	view.Actions = []bot.Action{
		{ID: bot.ActionID(fmt.Sprintf("answers/%d", d.round.No)), Label: "自分の答えを見る"},
		{ID: "menu", Label: "メニューに戻る"},
	}
	return view
}

func (t *turn) finished(view bot.View, d opened) bot.View {
	score := d.in.ScoreSeq(d.sheet.Labels)
	view.Body = append(view.Body, fmt.Sprintf("%d点満点中 %d点です。", score.Max, score.Total))
	if band, ok := d.in.Band(score.Total); ok {
		view.Body = append(view.Body, "「"+band.Title+"」にあたります。"+band.Advice)
	}
	view.Body = append(view.Body, "「わからない」は1問につき−1点として数えています。")
	if !d.round.IsOpen() {
		view.Body = append(view.Body, t.day(d.round.Closed)+"に締め切った、第"+fmt.Sprint(d.round.No)+"回の答えです。")
	}
	view.Table = groupTable(score)
	view.Sections = toRead(d)
	view.Actions = []bot.Action{
		{ID: "diagnosis/1", Label: "答えを見直す"},
		{ID: "menu", Label: "メニューに戻る"},
	}
	if !d.round.IsOpen() || !d.round.Asks(t.me) {
		view.Actions[0] = bot.Action{ID: bot.ActionID(fmt.Sprintf("answers/%d", d.round.No)), Label: "自分の答えを見る"}
	}
	return view
}

// groupTable is a score by the parts of its instrument.
func groupTable(score rubric.Score) *bot.Table {
	table := &bot.Table{Caption: "部ごとの点数", Head: []string{"部", "点数"}}
	for _, g := range score.Groups {
		table.Rows = append(table.Rows, bot.Row{Cells: []bot.Cell{
			{Text: g.Group.Mark + "　" + g.Group.Title},
			{Text: fmt.Sprintf("%d／%d点", g.Total, g.Max), Bar: &bot.Progress{Done: max(g.Total, 0), Of: g.Max, Unit: "点"}},
		}})
	}
	return table
}

// drawAnswers lists what this person answered, for rounds in which it can no
// longer be changed.
func drawAnswers(t *turn, args []string) (bot.View, error) {
	d, instead, err := t.ownDiagnosis(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	title := fmt.Sprintf("第%d回の自社診断：自分の答え", d.round.No)
	if _, ok := d.sheet.Enterer(t.me.ID); !ok {
		title += "（あなただけに見えています）"
	}
	return bot.View{
		At:    ownRoute("answers", d, args),
		Title: title,
		Sections: answerSections(d.in, d.sheet, func(a guidance.Answer) string {
			if a.By == t.me.ID {
				return ""
			}
			return "（代理入力：" + t.name(a.By) + "）"
		}),
		Actions: []bot.Action{
			{ID: bot.ActionID(fmt.Sprintf("result/%d", d.round.No)), Label: "結果に戻る"},
			{ID: "menu", Label: "メニューに戻る"},
		},
		Footer: []string{d.in.Attribution},
	}, nil
}

// answerSections are the answers of a sheet by part, each with what is said of
// it behind.
func answerSections(in *rubric.Instrument, sheet guidance.Sheet, behind func(guidance.Answer) string) []bot.Section {
	var sections []bot.Section
	for _, g := range in.Groups {
		section := bot.Section{Heading: g.Mark + "　" + g.Title}
		for _, item := range in.Items {
			if item.Group != g.ID {
				continue
			}
			answer, _ := sheet.Answer(item.ID)
			text := "未回答"
			if label, ok := item.Label(answer.Label); ok {
				text = label.Text + behind(answer)
			}
			section.Points = append(section.Points, fmt.Sprintf("%d　%s：%s", item.No, item.Title, text))
		}
		sections = append(sections, section)
	}
	return sections
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
