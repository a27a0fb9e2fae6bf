package dialogue

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

func chargeFlow() flow {
	return flow{
		screens: map[string]screen{"charges": drawCharges, "charge": drawCharge, "handover": drawHandover},
		saves:   map[string]deed{"charge": saveCharge, "handover": saveHandover},
		deeds:   map[string]deed{"charge": doCharge, "uncharge": doUncharge, "handover": doHandover},
	}
}

// lastInCharge is said to whoever may not leave a service to nobody.
const lastInCharge = "管理担当者が誰もいなくなるため、外していません。ほかの人に頼むときは「ほかの人に引き継ぐ」を使ってください。未定にする必要があるときは、会社の管理者に相談してください。"

// present are the parts of people who are still there, and of people outside
// the bot.
func (t *turn) present(s guidance.Service) []guidance.Charge {
	return slices.DeleteFunc(slices.Clone(s.InCharge), func(c guidance.Charge) bool {
		_, there := t.nameOf(c.Person)
		return c.Person != "" && !there
	})
}

// leftAlone reports whether a change leaves a service to nobody that somebody
// was in charge of.
func (t *turn) leftAlone(before, after guidance.Service) bool {
	return len(t.present(after)) == 0 && len(t.present(before)) > 0
}

// tell is notify, but for somebody who is no longer there.
func (a *acting) tell(p guidance.PersonID, n guidance.Notice) error {
	if _, there := a.nameOf(p); !there {
		return nil
	}
	if err := a.notify(p, n); err != nil {
		return fmt.Errorf("tell about a service: %w", err)
	}
	return nil
}

// drawCharges lists who is in charge of a service 管理担当者 and what for
// (seed p. 33).
func drawCharges(t *turn, args []string) (bot.View, error) {
	s, instead, err := t.mayService(args, guidance.SeeService)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.chargesPage(s), nil
}

func (t *turn) chargesPage(s guidance.Service) bot.View {
	may := t.me.May(guidance.ChangeService, &s)
	view := bot.View{
		At:    bot.ActionID(fmt.Sprintf("charges/%d", s.No)),
		Title: s.No.String() + " " + s.Name + "の管理担当者",
		Body: []string{
			"サービスの特性がわかる人を決めておきます。入力項目とその活用は営業部長、技術とヘルプデスクはシステム管理者、のように分けられます。",
			"管理担当者は、このサービスの内容を見て直し、チェックに答えられます。",
		},
		Watch: []string{serviceTopic(s.No)},
	}
	if len(t.present(s)) == 0 {
		view.Body = append(view.Body, undecided+"です。")
	}
	if len(s.InCharge) > 0 {
		view.Table = t.chargeTable(s, may)
	}
	if may {
		view.Actions = t.chargeActions(s)
	}
	view.Actions = append(view.Actions,
		bot.Action{ID: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Label: "このサービスの画面に戻る"},
		bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view
}

func (t *turn) chargeTable(s guidance.Service, may bool) *bot.Table {
	table := &bot.Table{Caption: "管理担当者", Head: []string{"氏名", "受け持ち"}}
	for i, c := range s.InCharge {
		name := t.chargeName(c)
		if c.Person == "" {
			name += "（" + gonePerson + "）"
		}
		row := bot.Row{Cells: []bot.Cell{{Text: name}, {Text: scopeText(c)}}}
		if may {
			row.Open = chargeRoute("charge", s, i+1)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

// scopeText is what somebody is in charge of, in words.
func scopeText(c guidance.Charge) string {
	if c.Scope == "" {
		return "全体"
	}
	return c.Scope
}

func (t *turn) chargeActions(s guidance.Service) []bot.Action {
	var list []bot.Action
	if len(s.InCharge) < guidance.MaxCharges {
		list = append(list, bot.Action{ID: chargeRoute("charge", s, 0), Label: "管理担当者を追加する"})
	}
	if len(t.handParts(s)) > 0 {
		list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("handover/%d/%d", s.No, s.Rev)), Label: "ほかの人に引き継ぐ"})
	}
	return list
}

// chargeRoute names a part by its place, from 1, in the version the route
// carries; 0 is one to come.
func chargeRoute(verb string, s guidance.Service, place int) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("%s/%d/%d/%d", verb, s.No, s.Rev, place))
}

// charging is a change to who is in charge of a service: the part as it was
// when the page was drawn, none where one is to be added.
type charging struct {
	editing
	part guidance.Charge
	adds bool
}

// mayCharge reads a route charge/SERVICE/REVISION/PLACE. A part that is no
// longer there leads to the list.
func (t *turn) mayCharge(args []string) (charging, *bot.View, error) {
	e, instead, err := t.mayEdit(args[:min(len(args), 2)])
	if err != nil || instead != nil {
		return charging{editing: e}, instead, err
	}
	place := 0
	if len(args) > 2 {
		if place, err = strconv.Atoi(args[2]); err != nil || place < 0 || place > len(e.base.InCharge) {
			return charging{}, nil, guidance.ErrNotFound
		}
	}
	if place == 0 {
		return charging{editing: e, adds: true}, nil, nil
	}
	c := charging{editing: e, part: e.base.InCharge[place-1]}
	if e.now.Part(c.part) >= 0 {
		return c, nil, nil
	}
	view := t.chargesPage(e.now)
	view.Problem = fmt.Sprintf("%sに%sがこのサービスの記録を直しています。%sの担当は変わっています。いまの担当は下のとおりです。直すときは、もう一度選んでください。",
		t.moment(e.now.Changed), t.name(e.now.By), t.chargeCall(c.part))
	return c, &view, nil
}

func drawCharge(t *turn, args []string) (bot.View, error) {
	c, instead, err := t.mayCharge(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if !c.adds {
		return t.scopePage(c), nil
	}
	draft, err := t.Draft(t.me.ID, c.draftKey())
	if err != nil {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.addPage(c, draft, nil)
}

func saveCharge(a *acting, args []string) (bot.View, error) {
	c, instead, err := a.mayCharge(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if !c.adds {
		view, _, err := a.giveScope(c)
		return view, err
	}
	draft, err := a.keepForm(c.draftKey(), a.ev.Values, c.drawn, isChargeField)
	if err != nil {
		return bot.View{}, err
	}
	return a.addPage(c, draft, nil)
}

// doCharge adds somebody, or ends the page on which a scope was changed.
func doCharge(a *acting, args []string) (bot.View, error) {
	c, instead, err := a.mayCharge(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if c.adds {
		return a.addCharge(c)
	}
	view, after, err := a.giveScope(c)
	if err != nil || after == nil {
		return view, err
	}
	view = a.chargesPage(*after)
	view.Notice = "受け持ちを保存しました。"
	return view, nil
}

func (t *turn) scopePage(c charging) bot.View {
	s, place := c.now, c.now.Part(c.part)+1
	out := bot.Action{ID: chargeRoute("do/uncharge", s, place), Label: "担当から外す", Style: bot.Danger,
		Confirm: t.chargeCall(c.part) + "を、この担当から外しますか？"}
	switch {
	case t.leftAlone(s, s.Without(c.part)):
		out.Confirm = "外すと、このサービスは" + undecided + "になります。外しますか？"
	case c.part.Person == t.me.ID && !t.me.May(guidance.SeeLedger, nil) && len(s.Parts(t.me.ID)) == 1:
		out.Confirm = "自分を外すと、このサービスの内容を見られなくなります。外しますか？"
	}
	view := bot.View{
		At:    chargeRoute("charge", s, place),
		Title: s.Name + "：" + t.chargeCall(c.part) + "の受け持ち",
		Fields: []bot.Field{{ID: scopeField, Kind: bot.Text, Label: "受け持ち", Optional: true, Value: c.part.Scope, Max: maxLine,
			Hint: "例：入力項目とその活用／技術とヘルプデスク。空にすると、全体の担当になります。"}},
		Submit:  bot.Action{ID: chargeRoute("do/charge", s, place), Label: "受け持ちを保存する", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID(fmt.Sprintf("charges/%d", s.No)), Label: "戻る"}},
		Watch:   []string{serviceTopic(s.No)},
	}
	if !t.leftAlone(s, s.Without(c.part)) || t.me.May(guidance.AssignService, nil) {
		view.Actions = append(view.Actions, out)
	}
	return view
}

// giveScope writes the scope as it was entered. It returns the service to go
// on with, or nil if the view says why not.
func (a *acting) giveScope(c charging) (bot.View, *guidance.Service, error) {
	scope, given := a.ev.Values[scopeField]
	scope = oneLine(scope)
	if !given || scope == c.part.Scope {
		return a.scopePage(c), &c.now, nil
	}
	is := c.part
	is.Scope = scope
	problem := tooLong(scope)
	if c.now.Part(is) >= 0 {
		problem = "同じ人の同じ受け持ちが、もうあります。別の受け持ちにするか、この担当を外してください。"
	}
	if problem != "" {
		view := a.scopePage(c)
		view.Fields[0].Value, view.Fields[0].Problem = scope, problem
		return view, nil, nil
	}
	after := c.now
	after.InCharge = slices.Clone(after.InCharge)
	after.InCharge[after.Part(c.part)] = is
	if err := a.changeService(c.now, &after); err != nil {
		return bot.View{}, nil, err
	}
	c.now, c.part = after, is
	return a.scopePage(c), &after, nil
}

func tooLong(line string) string {
	if n := utf8.RuneCountInString(line); n > maxLine {
		return fmt.Sprintf("%d文字までです。いまは%d文字あり、まだ保存していません。短くしてください。", maxLine, n)
	}
	return ""
}

// doUncharge takes a part from somebody. The last one can only be taken by
// whoever may decide that nobody is in charge.
func doUncharge(a *acting, args []string) (bot.View, error) {
	c, instead, err := a.mayCharge(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	if c.adds {
		return a.chargesPage(c.now), nil
	}
	after := c.now.Without(c.part)
	if a.leftAlone(c.now, after) && !a.me.May(guidance.AssignService, nil) {
		view := a.chargesPage(c.now)
		view.Problem = lastInCharge
		return view, nil
	}
	if err := a.changeService(c.now, &after); err != nil {
		return bot.View{}, err
	}
	if err := a.tellCharged(c.now, after); err != nil {
		return bot.View{}, err
	}
	view := a.chargesPage(after)
	if !a.me.May(guidance.SeeService, &after) {
		if view, err = drawMenu(a.turn, nil); err != nil {
			return view, err
		}
	}
	view.Notice = a.chargeCall(c.part) + "を、「" + after.Name + "」の担当から外しました。"
	if c.part.Person == a.me.ID {
		view.Notice = "あなたを、「" + after.Name + "」の担当から外しました。"
	}
	if len(a.present(after)) == 0 {
		view.Notice += "このサービスは" + undecided + "です。"
	}
	return view, nil
}

// tellRelieved tells people that somebody else has taken them out of the
// charge of a service.
func (a *acting) tellRelieved(before, after guidance.Service) error {
	told := map[guidance.PersonID]bool{"": true, a.me.ID: true}
	for _, c := range before.InCharge {
		if told[c.Person] || after.Has(c.Person) {
			continue
		}
		told[c.Person] = true
		n := guidance.Notice{
			Key:   fmt.Sprintf("uncharge-%s-%d-%s", after.No, after.Rev, c.Person),
			Text:  a.me.Name + "さんが、あなたを「" + after.Name + "」の管理担当者から外しました。このサービスについてのお願いは、もう出ません。",
			Route: "ledger",
		}
		if err := a.tell(c.Person, n); err != nil {
			return err
		}
	}
	return nil
}
