package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// memberFlow is people of the chat whom a manager chooses: for an invitation,
// or for somebody who is on the list.
func memberFlow() flow {
	return flow{
		screens: map[string]screen{"welcome": drawMenu, "tie": drawTie},
		saves:   map[string]deed{"tie": saveTie},
		deeds:   map[string]deed{"tie": doTie, "untie": doUntie},
		cards:   map[string]bool{"welcome": true},
	}
}

// maxMember is how long the id of an account may be that a manager chooses.
const maxMember = 40

func memberField() bot.Field {
	return bot.Field{ID: "member", Kind: bot.MemberField, Label: "チャットの人を選ぶ", Hint: "選んだ人にダイレクトメッセージで案内が届きます。", Optional: true}
}

// isMember reports whether a text that came from outside can name an account.
func isMember(text string) bool {
	return text != "" && len(text) <= maxMember && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
}

// member is the account of this home with an id.
func (t *turn) member(id string) guidance.Account {
	return guidance.Account{Home: t.ev.From.Home, ID: id}
}

// inviteFields are those of an invitation that are asked everywhere.
var inviteFields = []bot.FieldID{"name", "department", "role", "until"}

// keepInvite is keepEntered for an invitation: with who was chosen it keeps in
// which home, since the same id means somebody else in another.
func (a *acting) keepInvite(key string) (map[string]string, error) {
	fields := inviteFields
	if a.inChat() {
		fields = append(slices.Clone(fields), "member", "home")
		values := maps.Clone(a.ev.Values)
		delete(values, "home")
		if _, chosen := values["member"]; chosen {
			values["home"] = a.ev.From.Home
		}
		a.ev.Values = values
	}
	return a.keepEntered(key, fields...)
}

// chosen is the id that a draft of an invitation chose in this home; empty for
// nobody.
func (t *turn) chosen(draft map[string]string) string {
	if !t.inChat() || draft["home"] != t.ev.From.Home {
		return ""
	}
	return strings.TrimSpace(draft["member"])
}

// notToChoose says why an account cannot be chosen; empty where it can, or
// where none is.
func (t *turn) notToChoose(id string) string {
	if id == "" {
		return ""
	}
	if !isMember(id) {
		return "この人を読み取れませんでした。もう一度選んでください。"
	}
	owner, there, err := ifThere(t.PersonOf(t.member(id)))
	t.fault = cmp.Or(t.fault, err)
	if there {
		return "この人は、もう「" + owner.Name + "」さんとして登録してあります。まだ何も変えていません。ほかの人を選んでください。"
	}
	return ""
}

// invitedBefore finds whom the first of two quick presses has invited with
// these entries.
func (a *acting) invitedBefore(draft map[string]string) (guidance.Person, bool, error) {
	id := a.chosen(draft)
	if !isMember(id) {
		return guidance.Person{}, false, nil
	}
	p, there, err := ifThere(a.PersonOf(a.member(id)))
	same := there && p.Screen(a.member(id)).By == a.me.ID && p.Name == oneLine(draft["name"]) && p.Greeted.IsZero()
	return p, same, err
}

// invitedMember is shown when somebody of the chat was invited.
func invitedMember(p guidance.Person) bot.View {
	return bot.View{
		At:     bot.ActionID("person/" + string(p.ID)),
		Title:  p.Name + "さんを招きました",
		Notice: p.Name + "さんを登録しました。",
		Body: []string{
			p.Name + "さんに、ダイレクトメッセージで案内が届きます。",
			"届いていないようなら、本人からここに話しかけてもらってください。そのまま使いはじめられます。",
			"人を選び間違えたときは、" + p.Name + "さんのページの「" + untieLabel + "」で取り消せます。",
		},
		Actions: []bot.Action{
			{ID: bot.ActionID("person/" + string(p.ID)), Label: p.Name + "さんのページを見る"}, {ID: "people", Label: "人の一覧に戻る"},
		},
	}
}

// welcomeKey is that of the notice which brings somebody here for the first
// time. It is of no use any more once they have begun.
func welcomeKey(p guidance.PersonID) string { return "welcome-" + string(p) }

func (a *acting) welcome(p guidance.Person) error {
	return a.notify(p.ID, guidance.Notice{
		Key: welcomeKey(p.ID), Route: "welcome", Text: a.me.Name + "さんが、あなたを会社の名簿に登録しました。ここで、このまま使えます。",
	})
}

const (
	tieLabel   = "チャットの人を結びつける"
	untieLabel = "チャットの結びつきを外す"
)

// tieActions are the buttons about somebody's account of this chat.
func (t *turn) tieActions(p guidance.Person) (list []bot.Action) {
	if !t.inChat() {
		return nil
	}
	list = []bot.Action{{ID: bot.ActionID("tie/" + string(p.ID)), Label: tieLabel}}
	if len(t.tied(p)) > 0 {
		list = append(list, bot.Action{ID: bot.ActionID("do/untie/" + string(p.ID)), Label: untieLabel, Style: bot.Danger,
			Confirm: "管理者が選んで結びつけたチャットの人は、" + p.Name + "さんとして使えなくなります。記録は残ります。自社診断のこれまでの答えは、本人にも見られなくなることがあります。外しますか？"})
	}
	return list
}

// tied are the accounts of this chat that somebody else has chosen for a
// person. Whether one is proven makes no difference: it would tell who has
// begun the diagnosis.
func (t *turn) tied(p guidance.Person) (list []guidance.Account) {
	for _, a := range p.Accounts {
		if by := p.Screen(a).By; a.Home == t.ev.From.Home && by != "" && by != p.ID {
			list = append(list, a)
		}
	}
	return list
}

// mayTie returns the person for whom an account is chosen, or what is shown
// instead.
func (t *turn) mayTie(args []string) (guidance.Person, *bot.View, error) {
	p, instead, err := t.mayManage(args)
	if err != nil || instead != nil {
		return p, instead, err
	}
	if p.ID == t.me.ID {
		view, err := drawCode(t, nil)
		return p, &view, err
	}
	if !t.inChat() {
		view, err := drawPerson(t, args)
		view.Problem = "チャットの人は、チャットの画面から選んでください。"
		return p, &view, err
	}
	return p, nil, nil
}

func drawTie(t *turn, args []string) (bot.View, error) {
	p, instead, err := t.mayTie(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return tieForm(p, "", ""), nil
}

func tieForm(p guidance.Person, id, problem string) bot.View {
	field := memberField()
	field.Hint, field.Optional, field.Value, field.Problem = "", false, id, problem
	return bot.View{
		At:    bot.ActionID("tie/" + string(p.ID)),
		Title: p.Name + "さん：" + tieLabel,
		Body: []string{
			"選んだ人は、チャットで" + p.Name + "さんとして使えるようになります。本人だけを選んでください。",
			"自社診断の答えは、本人のものと確かめられるまで、そこには出ません。渡してまだ開かれていないリンクは、使えなくなります。",
		},
		Fields: []bot.Field{field},
		Submit: bot.Action{ID: bot.ActionID("do/tie/" + string(p.ID)), Label: "この人を結びつける", Style: bot.Primary,
			Confirm: "選んだ人が、" + p.Name + "さんとして使えるようになります。本人ですか？"},
		Actions: []bot.Action{{ID: bot.ActionID("person/" + string(p.ID)), Label: p.Name + "さんのページに戻る"}},
	}
}

func saveTie(a *acting, args []string) (bot.View, error) {
	p, instead, err := a.mayTie(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	id := strings.TrimSpace(a.ev.Values["member"])
	return tieForm(p, clip(id, maxMember), a.notToChoose(id)), nil
}

// doTie gives somebody an account of the chat. It is as safe as a link that is
// handed out: it acts as that person, and sees nothing that they answered
// elsewhere.
func doTie(a *acting, args []string) (bot.View, error) {
	p, instead, err := a.mayTie(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	id := strings.TrimSpace(a.ev.Values["member"])
	account := a.member(id)
	if slices.Contains(p.Accounts, account) {
		view, err := drawPerson(a.turn, args)
		view.Notice = "この人は、もう結びついています。"
		return view, err
	}
	problem := a.notToChoose(id)
	switch {
	case id == "":
		problem = "結びつける人を選んでください。"
	case problem == "" && len(p.Accounts) >= guidance.MaxAccounts:
		problem = fmt.Sprintf("1人が使える画面は%dまでです。使っていない画面を、本人に切り離してもらってください。", guidance.MaxAccounts)
	}
	if problem != "" {
		return tieForm(p, clip(id, maxMember), problem), nil
	}
	return a.tie(p, account)
}

func (a *acting) tie(p guidance.Person, account guidance.Account) (bot.View, error) {
	p, err := a.cutWaiting(p)
	if err != nil {
		return bot.View{}, err
	}
	first := len(p.Accounts) == 0
	p = p.WithAccount(account, a.ev.At, a.me.ID, guidance.Account(a.ev.From))
	if err := cmp.Or(a.tx.PutPerson(p), a.audit(guidance.DidLink, string(p.ID)+" member")); err != nil {
		return bot.View{}, fmt.Errorf("tie an account: %w", err)
	}
	a.changed = append(a.changed, peopleTopic, personTopic(p.ID))
	notice := "チャットの人を結びつけました。本人のいまの画面に、確かめるためのお知らせが届きます。"
	if first {
		notice = "チャットの人を結びつけました。本人に、ダイレクトメッセージで案内が届きます。"
		err = a.welcome(p)
	} else {
		err = a.notify(p.ID, guidance.Notice{
			Key: "link-" + screenHash(account), Route: "screen/" + screenHash(account),
			Text: a.me.Name + "さんが、チャットの画面をあなたに結びつけました。あなたが使うものか、確かめてください。",
		})
	}
	view, drawErr := drawPerson(a.turn, []string{string(p.ID)})
	view.Notice = notice
	return view, errors.Join(err, drawErr)
}

// doUntie takes back what managers have chosen for somebody in this chat.
func doUntie(a *acting, args []string) (bot.View, error) {
	p, instead, err := a.mayTie(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	cut := a.tied(p)
	for _, account := range cut {
		p = p.WithoutAccount(account)
		if err := a.tx.DropNotice(p.ID, "link-"+screenHash(account)); err != nil {
			return bot.View{}, err
		}
	}
	if len(cut) > 0 {
		if err := cmp.Or(a.tx.PutPerson(p), a.audit(guidance.DidUnlink, string(p.ID)+" member")); err != nil {
			return bot.View{}, fmt.Errorf("untie accounts: %w", err)
		}
		a.changed = append(a.changed, peopleTopic, personTopic(p.ID))
	}
	view, err := drawPerson(a.turn, args)
	view.Notice = "チャットの結びつきを外しました。記録は残っています。"
	return view, err
}
