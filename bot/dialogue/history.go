package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// drawHistory shows a service's earlier answers: whole sets with their
// totals, and the latest single changes.
func drawHistory(t *turn, args []string) (bot.View, error) {
	s, instead, err := t.mayService(args, guidance.SeeService)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	changes, err := t.ChecklistChanges(s.No)
	if err != nil {
		return bot.View{}, fmt.Errorf("read changes: %w", err)
	}
	sheet, err := t.ChecklistSheet(s.No)
	if err != nil {
		return bot.View{}, fmt.Errorf("read checklist: %w", err)
	}
	sets, err := t.setLines(s, sheet)
	if err != nil {
		return bot.View{}, err
	}
	records, err := t.recordSections(s)
	if err != nil {
		return bot.View{}, err
	}
	back := bot.ActionID(fmt.Sprintf("service/%d", s.No))
	view := bot.View{
		At:       bot.ActionID(fmt.Sprintf("history/%d", s.No)),
		Title:    s.No.String() + " " + s.Name + "の履歴",
		Body:     []string{"答えとメモの変更を、新しいものから10件まで並べています。"},
		Table:    t.changeTable(guidance.EditionOf(t.lib, rubric.Checklist, sheet), changes, sheet),
		Sections: append([]bot.Section{{Heading: "安全利用チェックの点数", Points: sets}}, records...),
		Actions:  []bot.Action{{ID: back, Label: "このサービスの画面に戻る"}, {ID: "ledger", Label: "台帳に戻る"}},
		Footer:   []string{meaning},
		Watch:    []string{serviceTopic(s.No)},
	}
	if view.Table == nil {
		view.Body = []string{"変更された答えは、まだありません。"}
	}
	evidence, err := t.evidenceHistory(s, guidance.EditionOf(t.lib, rubric.Checklist, sheet))
	if err != nil {
		return bot.View{}, err
	}
	own, err := t.ownHistory(s)
	view.Sections = append(append(view.Sections, evidence...), own...)
	return view, err
}

// setLines are the totals of the sets, today's first. A total of another
// edition says so: it cannot be compared.
func (t *turn) setLines(s guidance.Service, sheet guidance.Sheet) ([]string, error) {
	sets, err := t.ChecklistSets(s.No)
	if err != nil {
		return nil, fmt.Errorf("read sets: %w", err)
	}
	in := guidance.EditionOf(t.lib, rubric.Checklist, sheet)
	score := in.ScoreSeq(sheet.Labels)
	lines := []string{fmt.Sprintf("いま：%d／%d点（%d問中%d問に答えています）", score.Total, score.Max, score.Of, score.Answered)}
	if guidance.Lost(t.lib, rubric.Checklist, sheet) {
		lines[0] = "いま：" + lostText(kindText[rubric.Checklist], sheet.Edition)
	}
	for _, set := range slices.Backward(sets) {
		old, ok := t.lib.Instrument(set.Edition)
		if !ok {
			lines = append(lines, t.day(set.At)+"：版 "+set.Edition+" の答え（この版の質問が見つからないため、点数を出せません）")
			continue
		}
		score := old.ScoreSeq(guidance.Sheet{Answers: set.Answers}.Labels)
		line := fmt.Sprintf("%s：%d／%d点", t.day(set.At), score.Total, score.Max)
		if set.Edition != in.Edition {
			line += "（質問の版が違うため、いまの点数とは比べられません）"
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// changeTable is the latest changes, a page of them; nil if there are none.
func (t *turn) changeTable(in *rubric.Instrument, changes []guidance.Change, sheet guidance.Sheet) *bot.Table {
	if len(changes) == 0 {
		return nil
	}
	table := &bot.Table{Caption: "最近の変更", Head: []string{"日時", "項目", "変更前", "変更後", "変えた人"}}
	for i := len(changes) - 1; i >= 0 && len(table.Rows) < pageRows; i-- {
		c := changes[i]
		item, ok := in.Item(c.Was.Item)
		if !ok {
			continue
		}
		table.Rows = append(table.Rows, bot.Row{Cells: []bot.Cell{
			{Text: t.moment(c.At)},
			{Text: fmt.Sprintf("%d　%s", item.No, item.Title)},
			{Text: answerText(item, c.Was)},
			{Text: answerText(item, after(changes[i+1:], sheet, c.Was.Item))},
			{Text: t.changer(c.By, c.File)},
		}})
	}
	return table
}

// after is what an item was changed to: the answer that the next change of
// it replaced, or the one that stands now.
func after(later []guidance.Change, sheet guidance.Sheet, item string) guidance.Answer {
	for _, c := range later {
		if c.Was.Item == item {
			return c.Was
		}
	}
	answer, _ := sheet.Answer(item)
	return answer
}

func answerText(item *rubric.Item, a guidance.Answer) string {
	text := "未回答"
	if label, ok := item.Label(a.Label); ok {
		text = label.Text
	}
	if a.Note != "" {
		text += "（メモ：" + clip(a.Note, 30) + "）"
	}
	return text
}
