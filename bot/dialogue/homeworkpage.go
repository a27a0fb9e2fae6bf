package dialogue

import (
	"errors"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// homeworkOf is the one that the first two arguments of a route name, for whom
// it concerns: those who may plan, and who sees to it.
func (t *turn) homeworkOf(args []string) (guidance.Programme, assignment, error) {
	p, n, err := t.mayVisit(args)
	if err != nil || len(args) < 2 {
		return p, assignment{}, errors.Join(err, orNotFound(err == nil))
	}
	all, err := t.assignments(p, n)
	if err != nil {
		return p, assignment{}, err
	}
	i := slices.IndexFunc(all, func(one assignment) bool { return one.ID == args[1] })
	if i < 0 || !t.mine(all[i]) && !t.me.May(guidance.PlanVisits, nil) {
		return p, assignment{}, guidance.ErrNotFound
	}
	return p, all[i], nil
}

// drawOneHomework shows one: what it is, who sees to it, and how far it is.
func drawOneHomework(t *turn, args []string) (bot.View, error) {
	p, one, err := t.homeworkOf(args)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At: homeworkRoute(one), Title: one.task,
		Table: &bot.Table{Head: []string{"項目", "内容"}, Rows: []bot.Row{
			words("訪問", fmt.Sprintf("第%d回　%s", one.Visit, t.date(p.Visits[one.Visit-1].Day))), words("期日", t.dueText(one)), words("担当", t.ownerText(one)),
			{Cells: []bot.Cell{{Text: "いま"}, t.state(one)}},
		}},
		Watch: []string{visitsTopic, homeworkTopic},
	}
	if one.Note != "" {
		view.Table.Rows = append(view.Table.Rows, words("メモ", one.Note))
	}
	t.explain(&view, one)
	t.homeworkButtons(&view, one)
	return view, nil
}

// words is a row of two texts.
func words(name, text string) bot.Row {
	return bot.Row{Cells: []bot.Cell{{Text: name}, {Text: text}}}
}

// explain says in full what is to be done, who set it, and who said that it is
// done.
func (t *turn) explain(view *bot.View, one assignment) {
	full := one.step.Company
	if one.Expert {
		full = expertDoes(one.step)
	}
	switch {
	case one.IsOwn():
		view.Body = append(view.Body, t.name(one.By)+"が書きました。")
	case full != one.task:
		view.Body = append(view.Body, full)
	}
	if one.seen {
		view.Body = append(view.Body, "できると、自動で「済」になります。")
	}
	if one.step.Material != "" {
		view.Body = append(view.Body, one.step.Material)
	}
	if !one.Done.IsZero() {
		view.Body = append(view.Body, t.day(one.Done)+"に、"+t.name(one.DoneBy)+"が済ませました。")
	}
}

func (t *turn) homeworkButtons(view *bot.View, one assignment) {
	key := fmt.Sprintf("%d/%s", one.Visit, one.ID)
	switch {
	case one.seen:
		if t.me.May(guidance.PlanVisits, nil) {
			view.Actions = append(view.Actions, bot.Action{ID: one.route, Label: "進み具合を見る", Style: bot.Primary})
		}
	case one.done:
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID("do/hwdone/" + key + "/no"), Label: "「済」を取り消す"})
	default:
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID("do/hwdone/" + key + "/yes"), Label: "済ませた", Style: bot.Primary})
	}
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID("hwset/" + key), Label: "担当・期日・メモを直す"})
	if one.IsOwn() && t.me.May(guidance.PlanVisits, nil) {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID("do/hwdrop/" + key), Label: "この宿題を取り下げる", Confirm: "「" + clip(one.task, 30) + "」を宿題から外します。よろしいですか。"})
	}
	back := bot.Action{ID: "homework", Label: "宿題に戻る"}
	if t.me.May(guidance.PlanVisits, nil) && !t.mine(one) {
		back.ID = bot.ActionID(fmt.Sprintf("hwall/%d", one.Visit))
	}
	view.Actions = append(view.Actions, back)
}

// putHomework writes what was said of one.
func (a *acting) putHomework(p guidance.Programme, h guidance.Homework) error {
	h.Rev, h.Changed = h.Rev+1, a.ev.At
	if h.By == "" || !h.IsOwn() {
		h.By = a.me.ID // of one that people set, who set it
	}
	a.changed = append(a.changed, homeworkTopic)
	return a.tx.PutHomework(p.No, h)
}

// doHomeworkDone says that one is done, or takes that back.
func doHomeworkDone(a *acting, args []string) (bot.View, error) {
	p, one, err := a.homeworkOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if one.seen || len(args) != 3 || args[2] != "yes" && args[2] != "no" {
		return drawOneHomework(a.turn, args)
	}
	if done := args[2] == "yes"; done != one.done {
		h := one.Homework
		h.Done, h.DoneBy = a.ev.At, a.me.ID
		if !done {
			h.Done, h.DoneBy = noTime, ""
		}
		if err := a.putHomework(p, h); err != nil {
			return bot.View{}, fmt.Errorf("write homework: %w", err)
		}
		if err := a.tellDone(p, one, done); err != nil {
			return bot.View{}, err
		}
	}
	if args[2] != "yes" {
		view, err := drawOneHomework(a.turn, args)
		view.Notice = "「済」を取り消しました。"
		return view, err
	}
	view, err := drawHomework(a.turn, nil)
	view.Notice = "「" + clip(one.task, 30) + "」を済ませました。"
	return view, err
}

// tellDone tells who set a homework that it is done.
func (a *acting) tellDone(p guidance.Programme, one assignment, done bool) error {
	if !one.IsOwn() || !done || a.isMe(one.By) {
		return nil
	}
	n := guidance.Notice{
		Key:   fmt.Sprintf("hwdone-%d-%s-%d", p.No, one.ID, one.Rev),
		Text:  fmt.Sprintf("%sさんが、お願いされた「%s」を済ませました。", a.me.Name, clip(one.task, 30)),
		Route: string(homeworkRoute(one)),
	}
	if err := a.notify(one.By, n); err != nil {
		return fmt.Errorf("tell that homework is done: %w", err)
	}
	return nil
}

// doHomeworkDrop takes one away that people set.
func doHomeworkDrop(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayLead(); err != nil || instead != nil {
		return orView(instead), err
	}
	p, one, err := a.homeworkOf(args)
	if errors.Is(err, guidance.ErrNotFound) && len(args) == 2 { // it was pressed before, or by somebody else
		view, err := drawAllHomework(a.turn, args[:1])
		view.Notice = "この宿題は、もうありません。"
		return view, err
	}
	if err != nil || !one.IsOwn() {
		return bot.View{}, errors.Join(err, orNotFound(err == nil))
	}
	a.changed = append(a.changed, homeworkTopic)
	if err := a.tx.DropHomework(p.No, one.ID); err != nil {
		return bot.View{}, fmt.Errorf("drop homework: %w", err)
	}
	view, err := drawAllHomework(a.turn, args[:1])
	view.Notice = "「" + clip(one.task, 30) + "」を取り下げました。"
	return view, err
}
