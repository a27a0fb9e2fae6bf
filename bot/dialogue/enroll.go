package dialogue

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// enrollFlow puts people of the company on the list who are on a surface that
// knows its people. Whoever presses twice is led to their menu.
func enrollFlow() flow {
	return flow{
		screens: map[string]screen{"enroll": drawMenu},
		saves:   map[string]deed{"enroll": func(a *acting, _ []string) (bot.View, error) { return drawMenu(a.turn, nil) }},
		deeds:   map[string]deed{"enroll": doEnroll},
	}
}

// inChat reports whether the event came from a surface of somebody else's,
// where several people read in one place and which knows its own people.
func (t *turn) inChat() bool { return t.ev.Surface != "" && t.ev.Surface != bot.OwnSurface }

// stranger is shown to an account that is nobody of the company.
func (t *turn) stranger() bot.View {
	view := bot.View{
		At:    "menu",
		Title: "まだ登録がありません",
		Body: []string{
			"会社の名簿に、あなたの登録がまだありません。",
			"使いはじめるには、会社の管理者に「daicho に登録してほしい」と伝えてください。",
			"ほかの画面でもう使っているなら、そこで「コードでつなぐ」を選び、出たコードを、下の「コードを入れる」を押して入れてください。",
		},
		Actions: []bot.Action{{ID: "join", Label: "コードを入れる"}},
	}
	if t.inChat() {
		view.Body[1] = "「登録してはじめる」を押すと、" + t.ev.Surface + "での名前で名簿に入ります。名前は管理者に見え、質問先や管理担当者を選ぶ画面では、ほかの人にも見えます。"
		view.Actions = append([]bot.Action{{ID: "do/enroll", Label: enrollLabel, Style: bot.Primary, Vouch: true}}, view.Actions...)
	}
	return view
}

const enrollLabel = "登録してはじめる"

// isEnrolling reports whether somebody asks to be put on the list.
func isEnrolling(ev bot.Event) bool {
	return strings.HasPrefix(string(ev.Press)+"/", "do/enroll/")
}

// doEnroll puts whoever the surface vouches for on the list. A name proves
// nothing: where it is like one that is there, it is asked whether they are
// that person, who joins by a code.
func doEnroll(a *acting, args []string) (bot.View, error) {
	if a.me.ID != "" {
		view, err := drawMenu(a.turn, nil)
		view.Notice = "もう登録してあります。"
		return view, err
	}
	profile := a.ev.Profile
	if !a.inChat() || profile == nil || !profile.Member || !profile.Enrolls && !profile.Manager {
		return a.unvouched(), nil
	}
	name, typed := profileName(profile.Name), false
	if name == "" {
		if name, typed = oneLine(a.ev.Values["name"]), true; name == "" || longName(name) {
			return enrollForm(name, a.ev.Values != nil), nil
		}
	}
	people, err := a.People()
	if err != nil {
		return bot.View{}, fmt.Errorf("read people: %w", err)
	}
	same := guidance.SimilarPeople(people, name)
	apart := len(args) == 1 && args[0] == "new"
	if len(same) > 0 && !apart {
		return whichOne(name, same, typed), nil
	}
	return a.enroll(name, profile.Manager)
}

// profileName is a name as a surface gives it, tidied and cut to what the list
// takes.
func profileName(text string) string {
	runes := []rune(oneLine(bot.Clean(text)))
	return strings.TrimSpace(string(runes[:min(len(runes), guidance.MaxPersonName)]))
}

func longName(name string) bool { return utf8.RuneCountInString(name) > guidance.MaxPersonName }

// unvouched is shown to whom the surface does not call one of its own people,
// or to whom the company leaves no way but an invitation.
func (t *turn) unvouched() bot.View {
	view := t.stranger()
	switch {
	case t.ev.Profile == nil && t.inChat():
		view.Problem = "あなたがこの会社の人かどうかを、いま確かめられませんでした。まだ登録していません。" +
			"「" + enrollLabel + "」のボタンをもう一度押してください。続くときは、会社の管理者に「daicho に登録してほしい」と伝えてください。"
		return view
	case t.inChat() && t.ev.Profile.Member:
		view.Problem = "この会社では、管理者が一人ずつ登録することになっています。会社の管理者に「daicho に登録してほしい」と伝えてください。"
	default:
		view.Problem = "ご自分で登録できるのは、会社の人と確かめられた方だけです。まだ登録していません。会社の管理者に「daicho に登録してほしい」と伝えてください。"
	}
	view.Body = append(view.Body[:1:1], view.Body[2])
	view.Actions = []bot.Action{{ID: "join", Label: "コードを入れる"}}
	return view
}

// enrollForm asks for a name where the surface has none; asked says that it
// was sent in before.
func enrollForm(name string, asked bool) bot.View {
	field := bot.Field{ID: "name", Kind: bot.Text, Label: "名前", Hint: "例：鈴木 花子", Value: name, Max: guidance.MaxPersonName}
	switch {
	case longName(name):
		field.Problem = fmt.Sprintf("「名前」は%d文字までです。短くしてください。", guidance.MaxPersonName)
	case asked && name == "":
		field.Problem = "「名前」を入れてください。"
	}
	return bot.View{
		At:      "enroll",
		Title:   "名簿に登録する",
		Body:    []string{"名簿に入れる名前を教えてください。名前は管理者に見え、質問先や管理担当者を選ぶ画面では、ほかの人にも見えます。"},
		Fields:  []bot.Field{field},
		Submit:  bot.Action{ID: "do/enroll/named", Label: "この名前で登録する", Style: bot.Primary, Vouch: true},
		Actions: []bot.Action{{ID: "join", Label: "コードを入れる"}, {ID: "menu", Label: "やめて戻る"}},
	}
}

// whichOne asks whether somebody of the list is the one who presses. A name
// that was typed goes along in its field.
func whichOne(name string, same []guidance.Person, typed bool) bot.View {
	view := bot.View{
		At:    "menu",
		Title: "同じ人ではありませんか",
		Body: []string{
			"「" + name + "」に似た名前の人が、もう名簿にいます。まだ登録していません。",
			"あなたのことなら、もう使っている画面で「コードでつなぐ」を選び、出たコードを、下の「コードを入れる」を押して入れてください。その画面がないときは、会社の管理者に伝えてください。",
			"別の人なら「" + apartLabel + "」を押してください。",
		},
		Table: &bot.Table{Head: []string{"名前", "部署"}},
		Actions: []bot.Action{
			{ID: "join", Label: "コードを入れる"}, {ID: "do/enroll/new", Label: apartLabel, Vouch: true}, {ID: "menu", Label: "やめて戻る"},
		},
	}
	for _, p := range same[:min(len(same), mostNear)] {
		view.Table.Rows = append(view.Table.Rows, bot.Row{Cells: []bot.Cell{{Text: p.Name}, {Text: orDash(p.Department)}}})
	}
	if typed {
		form := enrollForm(name, true)
		form.Title, form.Body, form.Table = view.Title, view.Body, view.Table
		form.Submit.ID, form.Submit.Label, form.Submit.Style = "do/enroll/new", apartLabel, bot.Normal
		return form
	}
	return view
}

const apartLabel = "別の人として登録する"

// mostNear is how many people of the list somebody is told of who is not on it.
const mostNear = 5

// enroll puts the account's person on the list. The surface has proven who
// they are.
func (a *acting) enroll(name string, manager bool) (bot.View, error) {
	id, err := a.tx.NewPersonID()
	if err != nil {
		return bot.View{}, fmt.Errorf("number a person: %w", err)
	}
	p := guidance.Person{ID: id, Name: name, Role: guidance.Employee, Accounts: []guidance.Account{guidance.Account(a.ev.From)}, Created: a.ev.At}
	notice := "「" + name + "」さんとして名簿に登録しました。名前が違うときは、会社の管理者に直してもらってください。"
	if manager {
		p.Role = guidance.Manager
		notice = "「" + name + "」さんを、管理者として名簿に登録しました。"
	}
	a.me = p
	if err := cmp.Or(a.tx.PutPerson(p), a.audit(guidance.DidEnroll, fmt.Sprintf("%s %s", id, string(p.Role)))); err != nil {
		return bot.View{}, fmt.Errorf("enroll somebody: %w", err)
	}
	a.changed = append(a.changed, peopleTopic)
	view, err := drawMenu(a.turn, nil)
	view.Notice = notice
	return view, err
}

// fromOutside takes what somebody nobody knows does; view is shown for all
// else.
func (a *acting) fromOutside(view bot.View) (bot.View, error) {
	switch {
	case isJoining(a.ev):
		return a.joinStranger()
	case isEnrolling(a.ev):
		return doEnroll(a, a.ev.Press.Parts()[2:])
	}
	return view, nil
}
