package dialogue

import (
	"cmp"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// drawScreens lists the accounts that lead to this person.
func drawScreens(t *turn, _ []string) (bot.View, error) {
	home, err := t.linkHome()
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    "screens",
		Title: "自分の画面",
		Body:  []string{"あなたとして使われている画面です。覚えのないものがあれば、選んで切り離してください。"},
		Table: &bot.Table{Head: []string{"画面", "使いはじめ", "状態"}},
		Watch: []string{personTopic(t.me.ID)},
		Actions: []bot.Action{
			{ID: "device", Label: "別の端末で使う"}, {ID: "code", Label: "コードでつなぐ"}, {ID: "menu", Label: "メニューに戻る"},
		},
	}
	for _, a := range t.me.Accounts {
		row := bot.Row{Cells: []bot.Cell{{Text: t.screenName(a, home)}, {Text: t.screenOrigin(a)}, t.screenState(a)}, Open: bot.ActionID("screen/" + screenHash(a))}
		view.Table.Rows = append(view.Table.Rows, row)
	}
	if len(t.me.Accounts) > 1 && !slices.Contains(t.me.Unproven, guidance.Account(t.ev.From)) {
		view.Actions = slices.Insert(view.Actions, 2, bot.Action{ID: "do/others", Label: "ほかの画面をすべて切り離す", Style: bot.Danger,
			Confirm: "いまの画面のほかは、使えなくなります。記録は残ります。切り離しますか？"})
	}
	return view, nil
}

func (t *turn) screenName(a guidance.Account, home string) string {
	name := t.surfaceOf(a.Home, home)
	if a == guidance.Account(t.ev.From) {
		name += "（いまの画面）"
	}
	return name
}

// screenOrigin says since when and from whom a screen is.
func (t *turn) screenOrigin(a guidance.Account) string {
	s := t.me.Screen(a)
	switch {
	case s.Made.IsZero():
		return "はじめから使用"
	case s.By == t.me.ID:
		return t.day(s.Made) + "に自分で追加"
	case s.By == "":
		return t.day(s.Made) + "にコードで追加"
	}
	return t.day(s.Made) + "に" + t.name(s.By) + "が用意"
}

func (t *turn) screenState(a guidance.Account) bot.Cell {
	switch {
	case !slices.Contains(t.me.Unproven, a):
		return bot.Cell{Text: "本人の画面", Mark: bot.Done}
	case t.me.Screen(a).Vouched:
		return bot.Cell{Text: "認めた画面", Mark: bot.Done}
	}
	return bot.Cell{Text: "まだ確かめていない", Mark: bot.Open}
}

// screenMeans says what may be seen on a screen.
func (t *turn) screenMeans(a guidance.Account) string {
	switch {
	case !slices.Contains(t.me.Unproven, a):
		return "あなたの自社診断の答えが見えます。"
	case t.me.Screen(a).Vouched:
		return "あなたが認めました。その画面で確かめると、自社診断の答えが見えるようになります。"
	}
	return "本人のものとまだ確かめていないため、自社診断の答えは見えません。"
}

// screenOf finds one of this person's accounts by what stands for it.
func (t *turn) screenOf(args []string) (guidance.Account, bool) {
	i := slices.IndexFunc(t.me.Accounts, func(a guidance.Account) bool { return len(args) == 1 && screenHash(a) == args[0] })
	if i < 0 {
		return guidance.Account{}, false
	}
	return t.me.Accounts[i], true
}

func noScreen(t *turn) (bot.View, error) {
	view, err := drawScreens(t, nil)
	view.Problem = "その画面は、もうつながっていません。"
	return view, err
}

// drawScreen is one of this person's screens, with what can be done about it.
func drawScreen(t *turn, args []string) (bot.View, error) {
	a, ok := t.screenOf(args)
	if !ok {
		return noScreen(t)
	}
	home, err := t.linkHome()
	if err != nil {
		return bot.View{}, err
	}
	here, proven := guidance.Account(t.ev.From), !slices.Contains(t.me.Unproven, guidance.Account(t.ev.From))
	view := bot.View{
		At:    bot.ActionID("screen/" + args[0]),
		Title: "自分の画面：" + t.screenName(a, home),
		Body:  []string{t.screenOrigin(a) + "した画面です。" + t.screenMeans(a)},
		Watch: []string{personTopic(t.me.ID)},
	}
	if proven && slices.Contains(t.me.Unproven, a) && !t.me.Screen(a).Vouched {
		view.Body = append(view.Body,
			"あなたが使う画面なら「自分の画面として認める」を押してください。認めると、その画面でも、あなたの自社診断の答えが見えるようになります。",
			"覚えがなければ「覚えがない」を押してください。その画面は使えなくなります。")
		view.Actions = []bot.Action{
			{ID: bot.ActionID("do/vouch/" + args[0]), Label: "自分の画面として認める", Confirm: "その画面を使う人に、あなたの自社診断の答えが見えるようになります。あなた自身の画面ですか？"},
			{ID: bot.ActionID("do/part/" + args[0]), Label: "覚えがない（無効にする）", Style: bot.Danger},
		}
	} else if proven || a == here {
		view.Actions = []bot.Action{{ID: bot.ActionID("do/part/" + args[0]), Label: "この画面を切り離す", Style: bot.Danger,
			Confirm: "切り離した画面では、あなたとして使えなくなります。記録は残ります。切り離しますか？"}}
	} else {
		view.Body = append(view.Body, "ほかの画面を認めたり切り離したりは、本人と確かめられた画面からできます。")
	}
	view.Actions = append(view.Actions, bot.Action{ID: "screens", Label: "自分の画面の一覧に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

// doVouch recognises a screen from one that is proven.
func doVouch(a *acting, args []string) (bot.View, error) {
	account, ok := a.screenOf(args)
	if !ok {
		return noScreen(a.turn)
	}
	p, ok := a.me.Vouch(account, guidance.Account(a.ev.From))
	if !ok {
		return drawScreen(a.turn, args)
	}
	if err := cmp.Or(a.keepMe(p, "link-"+args[0]), a.audit(guidance.DidProve, string(p.ID))); err != nil {
		return bot.View{}, err
	}
	view, err := drawScreens(a.turn, nil)
	view.Notice = "自分の画面として認めました。その画面で、もう一度確かめてから使えるようになります。"
	return view, err
}

// keepMe writes what changed about this person's own screens.
func (a *acting) keepMe(p guidance.Person, notice string) error {
	if err := cmp.Or(a.tx.PutPerson(p), a.tx.DropNotice(p.ID, notice)); err != nil {
		return fmt.Errorf("keep screens: %w", err)
	}
	a.me = p
	a.changed = append(a.changed, personTopic(p.ID), peopleTopic)
	return nil
}

// doPart cuts one of this person's screens off.
func doPart(a *acting, args []string) (bot.View, error) {
	account, ok := a.screenOf(args)
	if !ok {
		return noScreen(a.turn)
	}
	here := guidance.Account(a.ev.From)
	if account != here && slices.Contains(a.me.Unproven, here) {
		return drawScreen(a.turn, args)
	}
	if len(a.me.Accounts) == 1 {
		view, err := drawScreens(a.turn, nil)
		view.Problem = "ほかにつながっている画面がないため、切り離せません。切り離すと、あなたの記録を開けなくなります。"
		return view, err
	}
	p := a.me.WithoutAccount(account)
	err := cmp.Or(a.tx.DropLinks(account), a.keepMe(p, "link-"+args[0]), a.audit(guidance.DidPart, string(p.ID)))
	if err != nil {
		return bot.View{}, err
	}
	if account == here {
		a.me = guidance.Person{}
		view := a.stranger()
		view.Notice = "この画面を切り離しました。あなたの記録は残っています。"
		return view, nil
	}
	view, err := drawScreens(a.turn, nil)
	view.Notice = "画面を切り離しました。"
	return view, err
}

// doPartOthers cuts off all of this person's screens but the one in use.
func doPartOthers(a *acting, _ []string) (bot.View, error) {
	here := guidance.Account(a.ev.From)
	if slices.Contains(a.me.Unproven, here) {
		return drawScreens(a.turn, nil)
	}
	p := a.me
	for _, account := range a.me.Accounts {
		if account == here {
			continue
		}
		if err := cmp.Or(a.tx.DropLinks(account), a.tx.DropNotice(p.ID, "link-"+screenHash(account))); err != nil {
			return bot.View{}, err
		}
		p = p.WithoutAccount(account)
	}
	if err := cmp.Or(a.keepMe(p, ""), a.audit(guidance.DidPart, string(p.ID))); err != nil {
		return bot.View{}, err
	}
	view, err := drawScreens(a.turn, nil)
	view.Notice = "ほかの画面をすべて切り離しました。"
	return view, err
}
