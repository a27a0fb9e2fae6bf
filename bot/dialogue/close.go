package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// lastVisit is the number of the newest visit whose day has come, 0 for none.
func (t *turn) lastVisit(p guidance.Programme) (n int) {
	for i, v := range p.Visits {
		if isSet(v.Day) && v.Day <= t.today() {
			n = i + 1
		}
	}
	return n
}

// drawClose shows what was taken down of a visit and what is still to be done
// before it is closed: close/N, of the newest visit where the route names none.
func drawClose(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	if len(args) == 0 {
		p, planned, err := t.programme()
		if n := t.lastVisit(p); err == nil && planned && n > 0 {
			return drawClose(t, []string{fmt.Sprint(n)})
		}
		view, err2 := drawVisits(t, nil)
		view.Problem = "訪問の日になると、ここで訪問の記録を書き、締めくくることができます。"
		return view, errors.Join(err, err2)
	}
	v, err := t.visitedOf(args)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("close/%d", v.Visit)),
		Title: fmt.Sprintf("第%d回の訪問の記録（%s）", v.Visit, t.dayIn(v.day())),
		Body:  []string{t.closedText(v)},
		Watch: []string{visitsTopic, homeworkTopic},
	}
	for _, x := range minutesTexts {
		if text := *x.of(&v.Minutes); text != "" {
			view.Sections = append(view.Sections, bot.Section{Heading: x.label, Body: []string{text}})
		}
	}
	view.Table = t.agreementTable(v)
	view.Actions = append(t.agreeActions(v), bot.Action{ID: bot.ActionID(fmt.Sprintf("minutes/%d", v.Visit)), Label: "記録を書く"})
	if v.Visit < guidance.VisitCount {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("hwall/%d", v.Visit+1)), Label: fmt.Sprintf("第%d回までの宿題を決める", v.Visit+1)})
	}
	view.Actions = append(view.Actions, t.closeActions(v)...)
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("visit/%d", v.Visit)), Label: "訪問の内容に戻る"})
	return view, nil
}

// dayIn is a day inside brackets: 12月10日・木.
func (t *turn) dayIn(d guidance.Day) string {
	return strings.NewReplacer("（", "・", "）", "").Replace(t.date(d))
}

// hasCome reports whether the day of a visit has come.
func (t *turn) hasCome(v visited) bool { return isSet(v.day()) && v.day() <= t.today() }

func (t *turn) closedText(v visited) string {
	switch {
	case !v.Closed.IsZero():
		return fmt.Sprintf("%sに、%sが締めくくりました。", t.day(v.Closed), t.name(v.ClosedBy))
	case !t.hasCome(v):
		return "訪問の日になると、合意を記録し、締めくくることができます。記録は、いまからでも書けます。"
	}
	return "書き終えたら、締めくくってください。そのときの台帳と自社診断の数字を残し、あとで比べられるようにします。"
}

// closeActions close the visit once its day has come, and lead to what has
// changed since it was closed.
func (t *turn) closeActions(v visited) []bot.Action {
	switch {
	case !v.Closed.IsZero():
		return []bot.Action{{ID: bot.ActionID(fmt.Sprintf("reports/%d", v.Visit)), Label: "実施報告書を作る"}, {ID: bot.ActionID(fmt.Sprintf("since/%d", v.Visit)), Label: "そのあとに変わったことを見る"}}
	case !t.hasCome(v):
		return nil
	}
	return []bot.Action{{ID: bot.ActionID(fmt.Sprintf("do/close/%d", v.Visit)), Label: "訪問を締めくくる", Style: bot.Primary,
		Confirm: "いまの台帳と自社診断の数字を、第" + fmt.Sprint(v.Visit) + "回の結果として残します。あとから取り消すことはできません。締めくくりますか。"}}
}

// agreementTable says on what who agrees.
func (t *turn) agreementTable(v visited) *bot.Table {
	table := &bot.Table{Caption: "確認と合意", Head: []string{"内容", "会社", "専門家"}}
	for _, x := range t.lib.Agreements(v.Visit) {
		a := v.On(x.ID)
		row := bot.Row{Cells: []bot.Cell{{Text: x.Text}, t.wordCell(a.Company), t.wordCell(a.Expert)}}
		if t.myWord(&a).By == "" && t.hasCome(v) {
			row.Open = bot.ActionID(fmt.Sprintf("do/agree/%d/%s", v.Visit, x.ID))
			table.Caption = "確認と合意（選ぶと、その内容に合意します）"
		}
		table.Rows = append(table.Rows, row)
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}

func (t *turn) wordCell(w guidance.Word) bot.Cell {
	if w.By == "" {
		return bot.Cell{Text: "まだ", Mark: bot.Open}
	}
	return bot.Cell{Text: t.name(w.By) + "　" + t.day(w.At), Mark: bot.Done}
}

// myWord is this person's side of an agreement.
func (t *turn) myWord(a *guidance.Agreed) *guidance.Word {
	if t.me.Role == guidance.Expert {
		return &a.Expert
	}
	return &a.Company
}

// agreeActions let this person's side agree: to everything at once where there is
// more than one thing; the table's rows are for each.
func (t *turn) agreeActions(v visited) []bot.Action {
	if !t.hasCome(v) {
		return nil
	}
	var list []bot.Action
	open := 0
	all := t.lib.Agreements(v.Visit)
	for _, x := range all {
		a := v.On(x.ID)
		if t.myWord(&a).By == "" {
			open++
			list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("do/agree/%d/%s", v.Visit, x.ID)), Label: "「" + clip(x.Text, 20) + "」に合意する"})
		}
	}
	if open > 1 {
		return []bot.Action{{ID: bot.ActionID(fmt.Sprintf("do/agree/%d", v.Visit)), Label: fmt.Sprintf("%d件すべてに合意する", open)}}
	}
	return list
}

// doAgree has this person's side agree: to one thing, or to all.
func doAgree(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	v, err := a.visitedOf(args[:min(1, len(args))])
	if err != nil {
		return bot.View{}, err
	}
	if !a.hasCome(v) { // what was agreed cannot be taken back
		view, err := drawClose(a.turn, args[:1])
		view.Problem = "訪問の日になると、合意を記録できます。"
		return view, err
	}
	all := a.lib.Agreements(v.Visit)
	if len(args) > 1 {
		all = slices.DeleteFunc(slices.Clone(all), func(x rubric.Agreement) bool { return x.ID != args[1] })
	}
	if len(all) == 0 {
		return bot.View{}, guidance.ErrNotFound
	}
	m, changed := v.Minutes, false
	for _, x := range all {
		said := m.On(x.ID)
		if w := a.myWord(&said); w.By == "" {
			*w, changed = guidance.Word{By: a.me.ID, At: a.ev.At}, true
			m = m.With(said)
		}
	}
	if changed {
		if err := a.putMinutes(v.plan, m); err != nil {
			return bot.View{}, fmt.Errorf("write an agreement: %w", err)
		}
	}
	view, err := drawClose(a.turn, args[:1])
	view.Notice = "合意したことを記録しました。"
	return view, err
}

// doCloseVisit closes a visit: how things stand then is kept.
func doCloseVisit(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	v, err := a.visitedOf(args[:min(1, len(args))])
	if err != nil {
		return bot.View{}, err
	}
	if !v.Closed.IsZero() || !a.hasCome(v) {
		return drawClose(a.turn, args[:1])
	}
	m := v.Minutes
	if m.Then, err = guidance.StandingsOf(a, a.lib, a.ev.At); err != nil {
		return bot.View{}, fmt.Errorf("read how things stand: %w", err)
	}
	m.Closed, m.ClosedBy = a.ev.At, a.me.ID
	err = errors.Join(a.putMinutes(v.plan, m), a.audit(guidance.DidClose, fmt.Sprintf("%d %d", v.plan.No, v.Visit)), a.tellVisitClosed(v))
	if err != nil {
		return bot.View{}, fmt.Errorf("close a visit: %w", err)
	}
	view, err := drawClose(a.turn, args[:1])
	view.Notice = fmt.Sprintf("第%d回の訪問を締めくくりました。関わる人にお知らせします。", v.Visit)
	return view, err
}

// tellVisitClosed tells the others who may read it that a visit was closed.
func (a *acting) tellVisitClosed(v visited) error {
	people, err := a.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, one := range people {
		if one.ID == a.me.ID || one.Ended(a.today()) || !one.May(guidance.PlanVisits, nil) {
			continue
		}
		n := guidance.Notice{
			Key:   fmt.Sprintf("closed-%d-%d-%s", v.plan.No, v.Visit, one.ID),
			Text:  fmt.Sprintf("%sさんが、第%d回の訪問（%s）を締めくくりました。記録を確かめて、合意をお願いします。", a.me.Name, v.Visit, a.dayIn(v.day())),
			Route: fmt.Sprintf("close/%d", v.Visit),
		}
		if err := a.notify(one.ID, n); err != nil {
			return fmt.Errorf("tell that a visit was closed: %w", err)
		}
	}
	return nil
}
