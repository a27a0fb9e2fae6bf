package dialogue

import (
	"cmp"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// mostButtons is how many buttons somebody in a hurry is shown under a menu or
// a sheet, those that lead back among them. Where there are more, the likeliest
// stay and one button leads to the rest.
const mostButtons = 5

const moreLabel = "ほかの操作を見る"

// fold leaves of all buttons those that are pressed often, with the one that
// leads to the rest where after says; rest is empty where all may stay.
func fold(all []bot.Action, often []string, more bot.ActionID, after string) (shown, rest []bot.Action) {
	if len(all) <= mostButtons {
		return all, nil
	}
	for _, a := range all {
		if slices.Contains(often, oftenWord(a.ID)) {
			shown = append(shown, a)
		} else {
			rest = append(rest, a)
		}
	}
	if len(rest) < 2 {
		return all, nil
	}
	at := len(shown)
	if i := slices.IndexFunc(shown, func(a bot.Action) bool { return oftenWord(a.ID) == after }); i >= 0 {
		at = i
	}
	return slices.Insert(shown, at, bot.Action{ID: more, Label: moreLabel}), rest
}

// oftenWord is by which word a button is known in a list of the likeliest: the
// first of its route, and for what acts its last but the number.
func oftenWord(id bot.ActionID) string {
	parts := id.Parts()
	if id.Acts() && len(parts) > 2 {
		return parts[2]
	}
	return parts[0]
}

// The buttons that stay, of each screen that has too many.
var (
	oftenInMenu    = []string{"newround", "next", "homework", "ledger", "rounds", "help"}
	oftenOnService = []string{"ending", "check", "unknown", "edit", "ledger"}
	oftenOnPerson  = []string{"amend", "link", "device", "people", "menu"}
	oftenOnRound   = []string{"company", "companysheet", "round", "remind", "close", "menu"}
)

func moreFlow() flow {
	return flow{
		screens: map[string]screen{"more": drawMore, "servicemore": drawServiceMore, "roundmore": drawRoundMore, "personmore": drawPersonMore},
		words:   map[string]bot.ActionID{"ほかの操作": "more"},
	}
}

// moreView shows the rest of the buttons, and what leads back.
func moreView(at bot.ActionID, title, lead string, rest []bot.Action, back ...bot.Action) bot.View {
	rest = slices.DeleteFunc(rest, func(a bot.Action) bool { return a.ID == "menu" })
	slices.SortStableFunc(rest, func(a, b bot.Action) int { return cmp.Compare(dangerLast(a), dangerLast(b)) })
	back = append(back, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return bot.View{At: at, Title: title + "ほかの操作", Body: []string{lead}, Actions: append(rest, back...)}
}

func dangerLast(a bot.Action) int {
	if a.Style == bot.Danger {
		return 1
	}
	return 0
}

// rareInMenu is in which order the rest of the menu stands.
var rareInMenu = []string{"figures", "surveys", "new", "people", "result"}

// drawMore is the rest of the menu.
func drawMore(t *turn, _ []string) (bot.View, error) {
	tasks, err := t.tasks(t)
	if err != nil {
		return bot.View{}, err
	}
	all, err := t.menuActions(tasks)
	if err != nil {
		return bot.View{}, err
	}
	_, rest := fold(all, oftenInMenu, "more", "help")
	if len(rest) == 0 {
		return drawMenu(t, nil)
	}
	slices.SortStableFunc(rest, func(a, b bot.Action) int {
		return cmp.Compare(slices.Index(rareInMenu, oftenWord(a.ID)), slices.Index(rareInMenu, oftenWord(b.ID)))
	})
	view := moreView("more", "", "あなたにできる、ほかの操作です。", rest)
	view.Watch = []string{personTopic(t.me.ID), ledgerTopic, roundTopic}
	return view, nil
}

// drawServiceMore is what else can be done with a service: servicemore/NO.
func drawServiceMore(t *turn, args []string) (bot.View, error) {
	whole, s, err := t.serviceView(args)
	if err != nil || s.No == 0 {
		return whole, err
	}
	_, rest := fold(whole.Actions, oftenOnService, serviceMore(s), "ledger")
	if len(rest) == 0 {
		return whole, nil
	}
	view := moreView(serviceMore(s), whole.Title+"：", "このサービスについてできる、ほかの操作です。", rest,
		bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "このサービスの画面に戻る"})
	view.Watch = whole.Watch
	return view, nil
}

func serviceMore(s guidance.Service) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("servicemore/%d", s.No))
}

// drawRoundMore is what else can be done with an open round: roundmore/NO.
func drawRoundMore(t *turn, args []string) (bot.View, error) {
	whole, round, err := t.roundView(args)
	if err != nil || round.No == 0 {
		return whole, err
	}
	_, rest := fold(whole.Actions, oftenOnRound, roundMore(round), "close")
	if len(rest) == 0 {
		return whole, nil
	}
	view := moreView(roundMore(round), roundName(round)+"：", "この回についてできる、ほかの操作です。", rest,
		bot.Action{ID: roundRoute(round), Label: "この回の画面に戻る"})
	view.Watch = whole.Watch
	return view, nil
}

func roundMore(r guidance.Round) bot.ActionID { return bot.ActionID(fmt.Sprintf("roundmore/%d", r.No)) }

// drawPersonMore is what a manager seldom does with a person:
// personmore/PERSON.
func drawPersonMore(t *turn, args []string) (bot.View, error) {
	p, instead, err := t.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	whole, err := t.personView(p)
	_, rest := fold(whole.Actions, oftenOnPerson, personMore(p), "people")
	if err != nil || len(rest) == 0 {
		return whole, err
	}
	lead := "役割を変える、使えなくする、名簿から外すといった操作です。押すと、変える前に確かめます。"
	view := moreView(personMore(p), whole.Title+"：", lead, rest, bot.Action{ID: whole.At, Label: whole.Title + "のページに戻る"})
	view.Watch = whole.Watch
	return view, nil
}

func personMore(p guidance.Person) bot.ActionID { return bot.ActionID("personmore/" + string(p.ID)) }
