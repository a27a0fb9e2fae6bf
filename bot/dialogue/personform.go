package dialogue

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// inviteKey begins the keys of drafts of invitations.
const inviteKey = "invite-"

// newInvite is the route of an empty invitation. Once drawn it has a route of
// its own, with the key of the person it makes.
const newInvite bot.ActionID = "invite"

// personFields are the questions about a person. Those who are invited are
// asked for their role too; for others it is a button, which says what it
// means. Only of an expert it is asked until when.
func (t *turn) personFields(p guidance.Person, invited bool) []bot.Field {
	fields := []bot.Field{
		{ID: "name", Kind: bot.Text, Label: "名前", Hint: "例：鈴木 花子", Value: p.Name, Max: guidance.MaxPersonName},
		{ID: "department", Kind: bot.Text, Label: "部署", Hint: "例：総務部", Value: p.Department, Max: guidance.MaxPersonName, Optional: true},
	}
	if invited {
		role := bot.Field{ID: "role", Kind: bot.Choice, Label: "役割", Value: string(p.Role),
			Hint: "管理者は人の登録や自社診断の回を扱えます。専門家は訪問指導をする社外の方です。"}
		for _, r := range guidance.Roles {
			role.Options = append(role.Options, bot.Option{Value: string(r), Label: r.String()})
		}
		fields = append(fields, role)
	}
	if p.Role == guidance.Expert {
		fields = append(fields, bot.Field{ID: "until", Kind: bot.Date, Label: "専門家が使える最後の日", Value: string(p.Until), Optional: true,
			Hint: "その日の終わりまで使えます。"})
	}
	return fields
}

// fillPerson puts a form's values into a person. What cannot be taken stays
// out and gets a sentence.
func (t *turn) fillPerson(p *guidance.Person, values map[bot.FieldID]string, invited bool) problems {
	wrong := problems{}
	text := func(id bot.FieldID, into *string, label string) {
		v, ok := values[id]
		tidy := oneLine(v)
		switch {
		case !ok:
		case id == "name" && tidy == "":
			wrong[id] = "「名前」を入れてください。ほかの欄は残してあります。"
		case utf8.RuneCountInString(tidy) > guidance.MaxPersonName:
			wrong[id] = fmt.Sprintf("「%s」は%d文字までです。短くしてください。", label, guidance.MaxPersonName)
		default:
			*into = tidy
		}
	}
	text("name", &p.Name, "名前")
	text("department", &p.Department, "部署")
	if v, ok := values["role"]; ok && invited {
		role, known := readRole(v)
		if !known && v != "" {
			wrong["role"] = "「" + clip(v, 30) + "」は役割として読み取れませんでした。選択肢から選んでください。"
		} else {
			p.Role = role
		}
	}
	if v, ok := values["until"]; ok && p.Role == guidance.Expert {
		day, known := guidance.ParseDay(v)
		if !known || day == guidance.Undecided {
			wrong["until"] = "日付として読めませんでした。2026-12-10 のように入れてください。ほかの欄は残してあります。"
		} else {
			p.Until = day
		}
	}
	return wrong
}

func readRole(text string) (guidance.Role, bool) {
	i := slices.IndexFunc(guidance.Roles, func(r guidance.Role) bool { return text == string(r) || guidance.Fold(text) == r.String() })
	if i < 0 {
		return "", false
	}
	return guidance.Roles[i], true
}

// mayInvite returns the draft's key, or the view to show instead: also where
// the invitation was already made.
func (t *turn) mayInvite(args []string) (string, *bot.View, error) {
	if !t.me.May(guidance.ManagePeople, nil) {
		view, err := t.refuse("人を招けるのは管理者です。必要なときは、会社の管理者に伝えてください。")
		return "", &view, err
	}
	if len(args) == 0 || !isKey(args[0]) {
		return "", nil, guidance.ErrNotFound
	}
	home, err := t.linkHome()
	if err != nil {
		return "", nil, err
	}
	p, err := t.PersonOf(invited(home, args[0]))
	if errors.Is(err, guidance.ErrNotFound) {
		return inviteKey + args[0], nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	view, err := drawLink(t, []string{string(p.ID)})
	view.Notice = p.Name + "さんは、もう登録してあります。リンクは作ったときに一度だけ表示しました。"
	return "", &view, err
}

// invited is the account of somebody who is invited: named by the key of the
// invitation, so that the same one, sent twice, makes one person.
func invited(home, key string) guidance.Account {
	return guidance.Account{Home: home, ID: "invited." + key}
}

func drawInvite(t *turn, args []string) (bot.View, error) {
	if len(args) == 0 {
		args = []string{t.newKey()}
	}
	key, instead, err := t.mayInvite(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := t.Draft(t.me.ID, key)
	if err != nil {
		return bot.View{}, err
	}
	return t.inviteForm(args[0], draft)
}

const inviteLabel = "登録して招く"

func (t *turn) inviteForm(key string, draft map[string]string) (bot.View, error) {
	home, err := t.linkHome()
	values := valuesIn(draft)
	p := guidance.Person{Role: guidance.Employee, Until: guidance.ExpertUntil(t.ev.At, t.in())}
	wrong := t.fillPerson(&p, values, true)
	view := bot.View{
		At:      bot.ActionID("invite/" + key),
		Title:   "人を招く",
		Body:    []string{"名前を入れて「" + inviteLabel + "」を押すと、" + linkOrList(home)},
		Fields:  t.personFields(p, true),
		Submit:  bot.Action{ID: bot.ActionID("do/invite/" + key), Label: inviteLabel, Style: bot.Primary},
		Actions: []bot.Action{{ID: "people", Label: "やめて人の一覧に戻る"}},
	}
	if t.inChat() {
		view.Body = []string{"名前を入れ、チャットの人を選んで「" + inviteLabel + "」を押すと、本人に案内が届きます。", "チャットの人を選ばずに登録すると、" + linkOrList(home)}
		view.Fields = slices.Insert(view.Fields, 1, memberField())
		values["member"] = bot.Clean(t.chosen(draft))
		if problem := t.notToChoose(t.chosen(draft)); problem != "" {
			wrong["member"] = problem + "ほかの欄は残してあります。"
		}
	}
	show(&view, values)
	wrong.mark(&view)
	return view, err
}

// linkOrList says what an invitation brings that names no account.
func linkOrList(home string) string {
	if home == "" {
		return "名簿に入ります。案内は届きません。"
	}
	return "本人に渡すリンクが出ます。"
}

func saveInvite(a *acting, args []string) (bot.View, error) {
	key, instead, err := a.mayInvite(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepInvite(key)
	if err != nil {
		return bot.View{}, err
	}
	return a.inviteForm(args[0], draft)
}

// doInvite registers the person of the form, with the account that was chosen
// or with their first link. A name like one that is there is asked about first.
func doInvite(a *acting, args []string) (bot.View, error) {
	key, instead, err := a.mayInvite(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	draft, err := a.keepInvite(key)
	if err != nil {
		return bot.View{}, err
	}
	if p, before, err := a.invitedBefore(draft); err != nil || before {
		return invitedMember(p), cmp.Or(err, a.tx.PutDraft(a.me.ID, key, nil))
	}
	values := map[bot.FieldID]string{"name": ""}
	maps.Copy(values, valuesIn(draft))
	p := guidance.Person{Role: guidance.Employee, Until: guidance.ExpertUntil(a.ev.At, a.in()), Created: a.ev.At}
	if wrong := a.fillPerson(&p, values, true); len(wrong) > 0 || a.notToChoose(a.chosen(draft)) != "" {
		view, err := a.inviteForm(args[0], draft)
		wrong.mark(&view)
		return view, err
	}
	people, err := a.People()
	if err != nil {
		return bot.View{}, fmt.Errorf("read people: %w", err)
	}
	same := guidance.SimilarPeople(people, p.Name)
	if len(same) > 0 && !slices.Equal(args[1:], []string{"another"}) {
		return a.whichPerson(args[0], p.Name, same), nil
	}
	if p.Role == "" {
		p.Role = guidance.Employee
	}
	if p.Role != guidance.Expert {
		p.Until = ""
	}
	return a.register(p, key, args[0], a.chosen(draft))
}

// whichPerson asks about a name that is like one on the list.
func (t *turn) whichPerson(key, name string, same []guidance.Person) bot.View {
	view := bot.View{
		At:    bot.ActionID("invite/" + key),
		Title: "同じ人ではありませんか",
		Body:  []string{"「" + name + "」に似た名前の人が、もう名簿にいます。同じ人なら、その人を選んでください。", "別の人なら「別の人として登録する」を押してください。入れた内容は残してあります。"},
		Table: &bot.Table{Head: []string{"名前", "部署", "役割"}},
		Actions: []bot.Action{
			{ID: bot.ActionID("do/invite/" + key + "/another"), Label: "別の人として登録する"},
			{ID: bot.ActionID("invite/" + key), Label: "入力に戻る"}, {ID: "people", Label: "やめて人の一覧に戻る"},
		},
	}
	for _, p := range same[:min(len(same), pageRows)] {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: p.Name}, {Text: orDash(p.Department)}, {Text: p.Role.String()}}, Open: bot.ActionID("person/" + string(p.ID)),
		})
	}
	return view
}

// register puts somebody on the list: with the account of the chat that was
// chosen, or else, where there is a page to lead to, with a link.
func (a *acting) register(p guidance.Person, draft, key, member string) (bot.View, error) {
	id, err := a.tx.NewPersonID()
	if err != nil {
		return bot.View{}, fmt.Errorf("number a person: %w", err)
	}
	p.ID = id
	about := fmt.Sprintf("%s %s", id, string(p.Role))
	if member != "" {
		p = p.WithAccount(a.member(member), a.ev.At, a.me.ID, guidance.Account(a.ev.From))
		about += " member"
	}
	err = cmp.Or(a.tx.PutPerson(p), a.tx.PutDraft(a.me.ID, draft, nil), a.audit(guidance.DidInvite, about))
	if err != nil {
		return bot.View{}, fmt.Errorf("register a person: %w", err)
	}
	a.changed = append(a.changed, peopleTopic)
	if member != "" {
		return invitedMember(p), a.welcome(p)
	}
	home, err := a.linkHome()
	if err != nil {
		return bot.View{}, err
	}
	if home == "" {
		view, err := drawPerson(a.turn, []string{string(id)})
		view.Notice = p.Name + "さんを登録しました。"
		return view, err
	}
	made, view, err := a.mintFor(p, invited(home, key), guidance.HandedFor)
	if err != nil || view != nil {
		return orView(view), err
	}
	shown := a.showLink(p, made)
	shown.Notice = p.Name + "さんを登録しました。"
	return shown, nil
}

// personRev stands for what a form about a person was drawn from.
func personRev(p guidance.Person) string {
	sum := sha256.Sum256([]byte(p.Name + "\x00" + p.Department + "\x00" + string(p.Until)))
	return hex.EncodeToString(sum[:4])
}

func drawAmend(t *turn, args []string) (bot.View, error) {
	p, instead, err := t.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), err
	}
	return t.amendForm(p), nil
}

func (t *turn) amendForm(p guidance.Person) bot.View {
	route := "amend/" + string(p.ID) + "/" + personRev(p)
	return bot.View{
		At:      bot.ActionID(route),
		Title:   p.Name + "さんの登録を直す",
		Body:    []string{"役割は、" + p.Name + "さんのページのボタンで変えます。"},
		Fields:  t.personFields(p, false),
		Submit:  bot.Action{ID: bot.ActionID("do/" + route), Label: "これで登録する", Style: bot.Primary},
		Actions: []bot.Action{{ID: bot.ActionID("person/" + string(p.ID)), Label: "戻る"}},
	}
}

// saveAmend keeps a person's name, department and end of access as they are
// entered.
func saveAmend(a *acting, args []string) (bot.View, error) {
	view, _, _, err := a.amend(args)
	return view, err
}

// doAmend ends the form.
func doAmend(a *acting, args []string) (bot.View, error) {
	view, p, ok, err := a.amend(args)
	if err != nil || !ok {
		return view, err
	}
	view, err = drawPerson(a.turn, []string{string(p.ID)})
	view.Notice = "登録を直しました。"
	return view, err
}

// amend writes what differs, unless somebody else has meanwhile changed the
// person: then what stands there now is shown.
func (a *acting) amend(args []string) (bot.View, guidance.Person, bool, error) {
	was, instead, err := a.mayManage(args)
	if err != nil || instead != nil {
		return orView(instead), was, false, err
	}
	p := was
	wrong := a.fillPerson(&p, a.ev.Values, false)
	if p.Role != guidance.Expert {
		p.Until = was.Until
	}
	changed := personRev(p) != personRev(was)
	if changed && (len(args) != 2 || args[1] != personRev(was)) {
		view := a.amendForm(was)
		view.Problem = "ほかの人が先に直したため、まだ変えていません。いまの内容を確かめて、必要ならもう一度入れてください。"
		return view, was, false, nil
	}
	if changed {
		if err := cmp.Or(a.tx.PutPerson(p), a.audit(guidance.DidPerson, string(p.ID))); err != nil {
			return bot.View{}, p, false, fmt.Errorf("change a person: %w", err)
		}
		if p.ID == a.me.ID {
			a.me = p
		}
		a.changed = append(a.changed, peopleTopic, personTopic(p.ID))
	}
	view := a.amendForm(p)
	show(&view, a.ev.Values)
	wrong.mark(&view)
	return view, p, len(wrong) == 0, nil
}

// inviteDraft says in words what a half-filled invitation is of.
func (t *turn) inviteDraft(key, rest string) (string, bot.ActionID, error) {
	draft, err := t.Draft(t.me.ID, key)
	if err == nil && !t.me.May(guidance.ManagePeople, nil) {
		err = guidance.ErrNotFound
	}
	return "人を招く：" + draftName(draft), bot.ActionID("invite/" + rest), err
}
