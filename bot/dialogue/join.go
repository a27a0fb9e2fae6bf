package dialogue

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

func joinFlow() flow {
	return flow{
		screens: map[string]screen{"join": func(t *turn, _ []string) (bot.View, error) { return drawJoining(t, "") }, "code": drawCode},
		saves:   map[string]deed{"join": func(a *acting, _ []string) (bot.View, error) { return drawJoining(a.turn, a.ev.Values["code"]) }},
		deeds:   map[string]deed{"join": doJoin, "code": doCode},
		words:   map[string]bot.ActionID{"つなぐ": "join", "コード": "code", "コードでつなぐ": "code"},
	}
}

// outside is what is shown to an account that is nobody's, and to an expert
// whose access is over; false for everybody else.
func (t *turn) outside() (bot.View, bool) {
	if t.me.ID == "" {
		if code, joins := toJoin(t.ev.Said); joins || t.ev.Press == "join" {
			return joinForm(cmp.Or(code, t.ev.Values["code"])), true
		}
		if t.ev.Press == "enroll" && t.inChat() {
			return enrollForm(oneLine(t.ev.Values["name"]), t.ev.Values != nil), true
		}
		return t.stranger(), true
	}
	if t.me.Role != guidance.Expert || !t.me.Ended(t.today()) {
		return bot.View{}, false
	}
	return bot.View{
		At:    "menu",
		Title: "利用期間が終わりました",
		Body: []string{
			"専門家としての利用は、" + t.me.Until.String() + "で終わりました。ありがとうございました。",
			"もう一度使うには、会社の管理者に期間を延ばすよう頼んでください。これまでの記録は、会社に残っています。",
		},
	}, true
}

// ended reports whether a person's access is over.
func ended(r guidance.Reader, p guidance.Person, now time.Time) (bool, error) {
	if p.Role != guidance.Expert {
		return false, nil
	}
	c, err := r.Company()
	return err == nil && p.Ended(guidance.DayOf(now, c.Location())), err
}

// toJoin finds the code in "つなぐ ABCD-EFGH"; empty where only the word is
// said.
func toJoin(said string) (code string, ok bool) {
	words := strings.TrimPrefix(guidance.Fold(said), "/")
	rest, ok := strings.CutPrefix(words, "つなぐ")
	if !ok || rest != "" && rest[0] != ' ' {
		return "", false
	}
	return strings.ToUpper(strings.TrimSpace(rest)), true
}

// drawCode says what a code is for, before one is made.
func drawCode(_ *turn, _ []string) (bot.View, error) {
	return bot.View{
		At:    "code",
		Title: "コードでつなぐ",
		Body: []string{
			"チャットとブラウザーなど、ほかの画面でも、あなたとして使えるようにします。",
			"ここでコードを出し、つなぎたい画面で「つなぐ」と入れてから、そのコードを入れます。コードは15分以内に、一度だけ使えます。",
			"コードは、ほかの人に教えないでください。コードを知った人が、あなたとして使えてしまいます。",
		},
		Actions: []bot.Action{
			{ID: "do/code", Label: "コードを出す", Style: bot.Primary}, {ID: "join", Label: "ほかの画面で出したコードを入れる"},
			{ID: "screens", Label: "自分の画面を確かめる"}, {ID: "menu", Label: "メニューに戻る"},
		},
	}, nil
}

// doCode makes a code. It is shown here and never again: its hash alone is
// kept.
func doCode(a *acting, _ []string) (bot.View, error) {
	if !a.me.MayHandOut(guidance.Account(a.ev.From)) {
		return noHandingOut(a.turn)
	}
	random := sha256.Sum256([]byte(a.newKey()))
	code := guidance.NewCode([8]byte(random[:8]))
	hash, _ := guidance.ReadCode(code)
	expires := a.ev.At.Add(guidance.CodeFor)
	err := a.tx.PutCode(guidance.Code{Hash: hash, Person: a.me.ID, From: guidance.Account(a.ev.From), Expires: expires})
	if err != nil {
		return bot.View{}, fmt.Errorf("keep a code: %w", err)
	}
	return bot.View{
		At:    "code",
		Title: "コード：" + code,
		Body: []string{
			"つなぎたい画面で「つなぐ " + code + "」と入れてください。" + a.moment(expires) + "まで、一度だけ使えます。",
			"ほかの画面に移ると、もう表示できません。ほかの人には教えないでください。",
		},
		Actions: []bot.Action{{ID: "screens", Label: "自分の画面を確かめる"}, {ID: "menu", Label: "メニューに戻る"}},
	}, nil
}

// joinForm asks for a code.
func joinForm(code string) bot.View {
	return bot.View{
		At:      "join",
		Title:   "ほかの画面につなぐ",
		Body:    []string{"もう使っている画面で「コードでつなぐ」を選び、出たコードを入れてください。この画面でも、同じ人として使えるようになります。"},
		Fields:  []bot.Field{{ID: "code", Kind: bot.Text, Label: "コード", Hint: "例：ABCD-EFGH", Value: code, Max: 40}},
		Submit:  bot.Action{ID: "do/join", Label: "つなぐ", Style: bot.Primary},
		Actions: []bot.Action{{ID: "menu", Label: "やめて戻る"}},
	}
}

// drawJoining is joinForm, which says to somebody of the list before what
// entering a code does to what is theirs.
func drawJoining(t *turn, code string) (bot.View, error) {
	view := joinForm(code)
	if t.me.ID == "" {
		return view, nil
	}
	has, err := t.belongingsOf(t.me)
	view.Body = append(view.Body, "いまの「"+t.me.Name+"」さんの登録は、コードを出した人の登録と1つになります。元には戻せません。")
	view.Sections = []bot.Section{
		{Heading: "引き継ぐもの", Points: orNone(has.points("："))},
		{Heading: "自社診断の答え", Points: []string{has.answersLine(), "締め切ったあとに公表した集計は変わりません。"}},
		{Heading: "消えるもの", Points: has.gone()},
	}
	view.Submit.Confirm = "「" + t.me.Name + "」さんの登録を、コードを出した人の登録と1つにします。" + has.confirm() + "元には戻せません。コードは、あなた自身が出したものですか？"
	return view, err
}

// isJoining reports whether somebody nobody knows enters a code.
func isJoining(ev bot.Event) bool {
	code, ok := toJoin(ev.Said)
	return ev.Press == "do/join" || ok && code != ""
}

// joinStranger takes a code from somebody nobody knows.
func (a *acting) joinStranger() (bot.View, error) {
	if a.ev.Values == nil {
		code, _ := toJoin(a.ev.Said)
		a.ev.Values = map[bot.FieldID]string{"code": code}
	}
	return doJoin(a, nil)
}

// doJoin makes this account lead to the person whose code was entered.
func doJoin(a *acting, _ []string) (bot.View, error) {
	here := guidance.Account(a.ev.From)
	text := a.ev.Values["code"]
	wrong, err := a.wrongCodes(here)
	if err != nil {
		return bot.View{}, err
	}
	if len(wrong) >= guidance.MaxWrong {
		return a.unjoined("", "正しくないコードが続いたため、しばらく受け付けられません。1時間ほどたってから、新しいコードでためしてください。")
	}
	code, owner, ok, err := a.readCode(text)
	if err != nil {
		return bot.View{}, err
	}
	if !ok {
		if err := a.tx.PutWrongCodes(here, append(wrong, a.ev.At)); err != nil {
			return bot.View{}, fmt.Errorf("count a wrong code: %w", err)
		}
		return a.unjoined(text, "このコードは使えません。入れ間違いか、15分の期限が過ぎたか、もう使われています。もとの画面で新しいコードを出して、もう一度ためしてください。")
	}
	switch guidance.MayJoin(a.me, owner) {
	case guidance.JoinSame:
		view, err := drawMenu(a.turn, nil)
		view.Notice = "この画面は、もうつながっています。"
		return view, err
	case guidance.JoinRoles:
		return a.unjoined("", "この画面の人（"+a.me.Role.String()+"）と、コードを出した人（"+owner.Role.String()+"）の役割が違うため、つなげません。会社の管理者に、登録を確かめてもらってください。")
	}
	if len(owner.Accounts)+max(len(a.me.Accounts), 1) > guidance.MaxAccounts {
		return a.unjoined("", "コードを出した人の画面が多すぎるため、つなげません。使っていない画面を切り離してから、もう一度ためしてください。")
	}
	return a.joinTo(owner, code)
}

// wrongCodes are the wrong codes of late.
func (a *acting) wrongCodes(here guidance.Account) ([]time.Time, error) {
	all, err := a.WrongCodes(here)
	return slices.DeleteFunc(all, func(at time.Time) bool { return a.ev.At.Sub(at) >= guidance.WrongFor }), err
}

// readCode finds whose code it is; false for one that is of no use.
func (a *acting) readCode(text string) (code guidance.Code, owner guidance.Person, ok bool, err error) {
	hash, ok := guidance.ReadCode(text)
	if !ok {
		return code, owner, false, nil
	}
	if code, err = a.Code(hash); err == nil {
		owner, err = a.Person(code.Person)
	}
	if errors.Is(err, guidance.ErrNotFound) {
		return code, owner, false, nil
	}
	good := err == nil && code.Used.IsZero() && a.ev.At.Before(code.Expires) && !owner.Ended(a.today()) && owner.MayHandOut(code.From)
	return code, owner, good, err
}

// unjoined is the form again, with what is wrong.
func (t *turn) unjoined(code, why string) (bot.View, error) {
	view, err := drawJoining(t, clip(code, 40))
	view.Fields[0].Problem = why
	return view, err
}

// joinTo makes this account, and all others of whoever it was, lead to the
// owner of the code. None of them is proven by it: the owner recognises them
// first, so that nobody reads what somebody else was talked into.
func (a *acting) joinTo(owner guidance.Person, code guidance.Code) (bot.View, error) {
	here, was := guidance.Account(a.ev.From), a.me
	accounts := was.Accounts
	if was.ID == "" {
		accounts = []guidance.Account{here}
	}
	has, err := a.belongingsOf(was)
	if err != nil {
		return bot.View{}, err
	}
	a.me = owner
	moved := false
	if was.ID != "" {
		if moved, err = a.absorb(owner, was); err != nil {
			return bot.View{}, fmt.Errorf("join two people: %w", err)
		}
	}
	for _, account := range accounts {
		owner = owner.WithAccount(account, a.ev.At, "", here)
	}
	if moved { // the account that brought the only answers is the one that sees them
		owner = owner.Claim(here, max(was.Screen(here).From, 1))
		owner.NoticeRead, owner.NoticeRound = was.NoticeRead, was.NoticeRound
	}
	if owner.Greeted.IsZero() {
		owner.Greeted = a.ev.At
	}
	code.Used = a.ev.At
	a.me = owner
	about := string(owner.ID)
	if was.ID != "" {
		about += " merged"
	}
	err = cmp.Or(a.tx.PutPerson(owner), a.tx.PutCode(code), a.tx.PutWrongCodes(here, nil), a.audit(guidance.DidJoin, about))
	if err != nil {
		return bot.View{}, fmt.Errorf("join an account: %w", err)
	}
	a.changed = append(a.changed, peopleTopic, ledgerTopic, personTopic(owner.ID), personTopic(was.ID))
	if err := a.tellOfJoin(owner, was, here); err != nil {
		return bot.View{}, err
	}
	view, err := drawMenu(a.turn, nil)
	view.Notice = "つながりました。この画面でも、" + owner.Name + "さんとして使えます。"
	if was.ID != "" {
		view.Notice += has.became(was, moved)
	}
	return view, err
}

// tellOfJoin asks the person, on a screen that is proven, about the new one, or
// says why it is now the new one that is.
func (a *acting) tellOfJoin(owner, was guidance.Person, here guidance.Account) error {
	if !slices.Contains(owner.Unproven, here) {
		return a.notify(owner.ID, guidance.Notice{
			Key: "joined-" + screenHash(here), Route: "screens",
			Text: "「" + was.Name + "」さんの登録が、あなたのコードであなたの登録と1つになりました。自社診断の答えは、その画面のものを引き継ぎました。",
		})
	}
	text := "新しい画面が、あなたのコードでつながりました。"
	if was.ID != "" {
		text = "「" + was.Name + "」さんの画面が、あなたのコードでつながりました。"
	}
	return a.notify(owner.ID, guidance.Notice{
		Key: "link-" + screenHash(here), Text: text + "あなたが使うものか、確かめてください。", Route: "screen/" + screenHash(here),
	})
}
