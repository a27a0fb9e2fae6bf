package dialogue

import (
	"cmp"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// Topics that views watch and turns change.
const ledgerTopic = "ledger"

func personTopic(p guidance.PersonID) string    { return "person/" + string(p) }
func serviceTopic(no guidance.ServiceNo) string { return fmt.Sprintf("service/%d", no) }

// ownTopic is changed by a person's own answers to the diagnosis. Nobody else
// watches it: when and how often somebody answers is theirs too.
func ownTopic(p guidance.PersonID) string { return "own/" + string(p) }

// ownWatch are the topics of what this person alone sees: with their answers
// where this account sees those.
func (t *turn) ownWatch() []string {
	list := []string{personTopic(t.me.ID)}
	if t.provenAtAll() == nil {
		list = append(list, ownTopic(t.me.ID))
	}
	return list
}

func menuFlow() flow {
	return flow{
		screens: map[string]screen{"menu": drawMenu, "waiting": drawWaiting, "pause": drawPause, "next": drawNext},
		deeds:   map[string]deed{"read": doReadNotice},
		words: map[string]bot.ActionID{
			"menu": "menu", "メニュー": "menu", "daicho": "menu", "台帳係": "menu", "はじめに戻る": "waiting", "戻る": "waiting",
			"続き": "next", "続ける": "next", "続きを答える": "next", "つづき": "next", "次": "next",
		},
	}
}

// drawMenu is where everybody begins: what waits, what is open, what they
// can do now. menu/2 is the second page of what waits.
func drawMenu(t *turn, args []string) (bot.View, error) {
	if t.isNew() {
		return t.greet()
	}
	return drawWaiting(t, args)
}

// drawWaiting is the menu of those who were greeted, and what a newcomer sees
// who wants to know first what waits for them.
func drawWaiting(t *turn, args []string) (bot.View, error) {
	tasks, err := t.tasks(t)
	if err != nil {
		return bot.View{}, err
	}
	notices, err := t.notices()
	if err != nil {
		return bot.View{}, err
	}
	rows, err := t.waits(t)
	if err != nil {
		return bot.View{}, err
	}
	actions, err := t.menuActions(tasks)
	if err != nil {
		return bot.View{}, err
	}
	actions, _ = fold(actions, oftenInMenu, "more", "help")
	view := bot.View{
		At:      "menu",
		Title:   t.me.Name + "さんのメニュー",
		Body:    summaryLines(tasks, notices),
		Actions: actions,
		Watch:   t.ownWatch(),
	}
	if t.isNew() {
		view.At = "waiting" // since the menu would greet again
	}
	menuPage(&view, menuRows(tasks, notices, rows), args)
	if !t.me.May(guidance.SeeLedger, nil) {
		return view, nil
	}
	view.Watch = append(view.Watch, ledgerTopic)
	line, err := t.ledgerLine()
	view.Body = append(view.Body, line)
	return view, err
}

// ledgerLine is the ledger in a sentence, for those who look after all of it.
func (t *turn) ledgerLine() (string, error) {
	ledger, err := t.visible()
	if err != nil {
		return "", err
	}
	if len(ledger.Rows) == 0 {
		return "台帳には、まだクラウドサービスの登録がありません。", nil
	}
	concerns, missing := sums(ledger.Rows)
	return fmt.Sprintf("台帳には%d件のクラウドサービスがあります。要注意の答えは%d件、未回答は%d問です。",
		len(ledger.Rows), concerns, missing), nil
}

// isNew reports whether this person has not yet been told what this is. The
// expert knows the programme and is not asked the questions.
func (t *turn) isNew() bool {
	return t.me.Greeted.IsZero() && t.me.May(guidance.AnswerDiagnosis, nil)
}

func (t *turn) greet() (bot.View, error) {
	line, first, err := t.firstAsk()
	view := bot.View{
		At:    "menu",
		Title: "はじめまして、台帳係の daicho です",
		Body:  []string{"会社のクラウドサービスを安心して使い続けるための確認を、ここで少しずつ進めます。", line},
		Watch: []string{personTopic(t.me.ID), roundTopic},
	}
	if first.ID != "" {
		view.Actions = append(view.Actions, first)
	}
	view.Actions = append(view.Actions, bot.Action{ID: "about", Label: "説明を見る"})
	if first.ID == "" || t.me.May(guidance.SeeLedger, nil) {
		view.Actions = append(view.Actions, bot.Action{ID: "ledger", Label: t.ledgerLabel()})
	}
	if err != nil {
		return view, err
	}
	return t.waitingBeforeGreeting(view)
}

// toMenu leads back to the menu. Who has just read the greeting is not greeted
// once more.
func (t *turn) toMenu(label string) bot.Action {
	if t.isNew() {
		return bot.Action{ID: "waiting", Label: label}
	}
	return bot.Action{ID: "menu", Label: label}
}

// summaryLines say in words what the table shows.
func summaryLines(tasks []task, notices []guidance.Notice) []string {
	var lines []string
	if len(notices) > 0 {
		lines = append(lines, fmt.Sprintf("新しいお知らせが%d件あります。", len(notices)))
	}
	open := 0
	for _, k := range tasks {
		if k.open() {
			open++
		}
	}
	switch {
	case open > 0:
		lines = append(lines, fmt.Sprintf("いまお願いしたいことが%d件あります。", open))
	case len(tasks) > 0:
		lines = append(lines, "いまお願いしたいことはありません。答えはいつでも見直せます。")
	}
	return lines
}

// menuPage shows the page of the rows that the menu's route names, with the
// ways to its neighbours before the last action.
func menuPage(view *bot.View, rows []bot.Row, args []string) {
	if len(rows) == 0 {
		return
	}
	page := pageAt(args, len(rows))
	view.Actions = slices.Insert(view.Actions, len(view.Actions)-1, turnPages(below(string(view.At)), page, len(rows), "件")...)
	if page > 1 {
		view.At = bot.ActionID(fmt.Sprintf("%s/%d", view.At, page))
	}
	view.Table = &bot.Table{Caption: "お願いと進み具合", Head: []string{"内容", "進み具合"}, Rows: pageOfRows(rows, page)}
}

// menuRows are notices first, then the tasks with how far they are.
func menuRows(tasks []task, notices []guidance.Notice, waits []bot.Row) (rows []bot.Row) {
	for _, n := range notices {
		rows = append(rows, bot.Row{
			Cells: []bot.Cell{{Text: n.Text}, {Text: "お知らせ"}},
			Open:  bot.ActionID("do/read/" + n.Key),
		})
	}
	for _, k := range tasks {
		rows = append(rows, k.row())
	}
	return append(rows, waits...)
}

// menuActions are the buttons of what this person can do now: to go on first,
// then those of the flows.
func (t *turn) menuActions(tasks []task) ([]bot.Action, error) {
	var list []bot.Action
	if slices.ContainsFunc(tasks, task.open) {
		list = append(list, bot.Action{ID: "next", Label: "続きを答える", Style: bot.Primary})
	}
	own, err := t.actions(t)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(own, func(a bot.Action) bool { return a.Style == bot.Primary }); i >= 0 {
		first := own[i] // what has to be begun comes before what can be gone on with
		own = slices.Delete(own, i, i+1)
		for j := range list {
			list[j].Style = bot.Normal
		}
		list = append([]bot.Action{first}, list...)
	}
	return append(append(list, own...), bot.Action{ID: "help", Label: "使い方と解説を見る"}), nil
}

func (t *turn) ledgerLabel() string {
	if t.me.May(guidance.SeeLedger, nil) {
		return "台帳を見る"
	}
	return "担当のサービスを見る"
}

// task is something a person is asked to do, with how far it is.
type task struct {
	text     string
	done, of int
	unit     string // 問 where it is empty
	rest     string // what is left, in words; counted in the unit where it is empty
	route    bot.ActionID
}

func (k task) open() bool { return k.done < k.of }

func (k task) row() bot.Row {
	unit := cmp.Or(k.unit, "問")
	state := bot.Cell{Text: "済", Mark: bot.Done, Bar: &bot.Progress{Done: k.done, Of: k.of, Unit: unit}}
	if k.open() {
		state.Text, state.Mark = cmp.Or(k.rest, fmt.Sprintf("あと%d%s", k.of-k.done, unit)), bot.Plain
	}
	return bot.Row{Cells: []bot.Cell{{Text: k.text}, state}, Open: k.route}
}

// drawNext leads to the first thing that is still open.
func drawNext(t *turn, _ []string) (bot.View, error) {
	tasks, err := t.tasks(t)
	if err != nil {
		return bot.View{}, err
	}
	for _, k := range tasks {
		if k.open() {
			return t.draw(k.route)
		}
	}
	view, err := drawMenu(t, nil)
	view.Notice = "まだ答えていない質問はありません。"
	return view, err
}

// drawPause is the menu after somebody stopped in the middle: of the
// diagnosis, or of the checklist of the service that the route names. Going
// on leads back to just that.
func drawPause(t *turn, args []string) (bot.View, error) {
	view, err := drawMenu(t, nil)
	view.At = "pause"
	if len(args) == 1 {
		view.At = bot.ActionID("pause/" + args[0])
		for i := range view.Actions {
			if view.Actions[i].ID == "next" {
				view.Actions[i].ID = paused(args[0])
			}
		}
	}
	view.Notice = "ここまでの答えは保存してあります。続きは、このメニューから答えられます。"
	return view, err
}

// paused is what the route of a pause leads back to.
func paused(what string) bot.ActionID {
	if what == "survey" {
		return "survey"
	}
	return bot.ActionID("check/" + what)
}

func doReadNotice(a *acting, args []string) (bot.View, error) {
	notices, err := a.notices()
	if err != nil {
		return bot.View{}, err
	}
	for _, n := range notices {
		if len(args) == 1 && n.Key == args[0] {
			if a.mustStay(n) {
				return a.draw(bot.ActionID(n.Route))
			}
			a.changed = append(a.changed, personTopic(a.me.ID))
			if err := a.tx.DropNotice(a.me.ID, n.Key); err != nil {
				return bot.View{}, err
			}
			return a.draw(bot.ActionID(n.Route))
		}
	}
	return drawMenu(a.turn, nil)
}

// notices are those that this person should have seen by now.
func (t *turn) notices() ([]guidance.Notice, error) {
	list, err := t.Notices(t.me.ID)
	here := afreshKey(guidance.Account(t.ev.From))
	return slices.DeleteFunc(list, func(n guidance.Notice) bool { return n.At.After(t.ev.At) || n.Key == here || !t.stillSo(n) }), err
}

// notify puts a notice before a person and posts it on the surface they use.
func (a *acting) notify(p guidance.PersonID, n guidance.Notice) error {
	n.At = a.ev.At
	a.changed = append(a.changed, personTopic(p))
	return a.notifyAt(p, n)
}

// notifyAt is notify for a day to come: should the notice still be there by
// n.At, it is posted then. Who has become part of somebody else is told there.
func (a *acting) notifyAt(p guidance.PersonID, n guidance.Notice) error {
	now, there, err := a.personNow(p)
	if err != nil || !there {
		return err // nobody is told who is gone
	}
	p = now.ID
	letter := bot.Letter{Key: n.Key, Person: string(p), Route: bot.ActionID(n.Route)}
	if n.At.After(a.ev.At) {
		letter.NotBefore = n.At
	}
	a.post = append(a.post, letter)
	return a.tx.AddNotice(p, n)
}

func noticeView(n guidance.Notice) bot.View {
	return bot.View{
		At:      "menu",
		Title:   "お知らせ",
		Body:    []string{n.Text},
		Actions: []bot.Action{{ID: bot.ActionID("do/read/" + n.Key), Label: "開いて見る", Style: bot.Primary}},
	}
}
