package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// given is one answer as it came from a page.
type given struct {
	item  *rubric.Item
	label rubric.Label
}

// readAnswers reads a page's values in the order of the items. A value is a
// label's id or its words; an empty one is no answer.
func readAnswers(in *rubric.Instrument, values map[bot.FieldID]string) ([]given, problems) {
	var list []given
	wrong := problems{}
	for id, text := range values {
		item, ok := in.Item(string(id))
		if !ok {
			wrong[id] = "この質問は見つかりませんでした。画面を開き直してください。"
			continue
		}
		label, ok := item.Label(text)
		if !ok {
			label, ok = item.Read(text)
		}
		switch {
		case ok:
			list = append(list, given{item, label})
		case text != "":
			wrong[id] = "「" + clip(text, 30) + "」は、この質問の答えとして読み取れませんでした。選択肢から選んでください。"
		}
	}
	slices.SortFunc(list, func(a, b given) int { return a.item.No - b.item.No })
	return list, wrong
}

// giveAll puts the answers that came with the event into a sheet that was
// drawn at a revision, and returns it with the answers that were replaced. One
// that somebody else gave after the page was drawn is not overwritten: it is
// shown, and choosing again takes its place.
func (a *acting) giveAll(in *rubric.Instrument, sheet guidance.Sheet, drawn int) (guidance.Sheet, []guidance.Change, problems) {
	list, wrong := readAnswers(in, a.ev.Values)
	var replaced []guidance.Change
	for _, g := range list {
		next, out := sheet.Give(g.item.ID, g.label.ID, a.me.ID, a.ev.At, drawn)
		if out.Conflict != nil {
			wrong[bot.FieldID(g.item.ID)] = a.conflict(*g.item, *out.Conflict, g.label.Text)
			continue
		}
		if sheet = next; out.Was != nil {
			replaced = append(replaced, *out.Was)
		}
	}
	sheet.Edition = in.Edition
	return sheet, replaced, wrong
}

// conflict says whose newer answer stands, and how to put one's own in its
// place.
func (t *turn) conflict(item rubric.Item, theirs guidance.Answer, mine string) string {
	label := "メモだけを"
	if l, ok := item.Label(theirs.Label); ok {
		label = "「" + l.Text + "」と"
	}
	return fmt.Sprintf("%sに%sが%s記入しています。あなたが選んだ「%s」は、まだ保存していません。「%s」に直すときは、もう一度選んでください。",
		t.moment(theirs.At), t.name(theirs.By), label, mine, mine)
}

// problems are sentences about fields whose values were not taken.
type problems map[bot.FieldID]string

// mark puts the sentences beside their fields, and those of no field of the
// view above it.
func (p problems) mark(v *bot.View) {
	rest := len(p)
	for i := range v.Fields {
		if text, ok := p[v.Fields[i].ID]; ok {
			v.Fields[i].Problem = text
			rest--
		}
	}
	if rest > 0 {
		v.Problem = "読み取れなかった答えがあります。ほかの答えは保存してあります。画面を開き直してください。"
	}
}
