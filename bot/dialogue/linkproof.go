package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// errNotMine is returned where this account may not see what its person
// answered: see guidance.Standing.
var errNotMine = errors.New("dialogue: not proven to be the person's own account")

// standing is how far this account is known to be its person's own.
func (t *turn) standing() (guidance.Standing, error) {
	here := guidance.Account(t.ev.From)
	if !slices.Contains(t.me.Unproven, here) {
		return guidance.Proven, nil
	}
	begun, err := t.begun()
	return t.me.Standing(here, begun), err
}

// begun reports whether anything of this person's own diagnosis exists.
func (t *turn) begun() (bool, error) {
	if !t.me.NoticeRead.IsZero() {
		return true, nil
	}
	rounds, err := t.Rounds()
	if err != nil {
		return false, fmt.Errorf("read rounds: %w", err)
	}
	for _, r := range rounds {
		sheet, err := t.DiagnosisSheet(t.me.ID, r.No)
		if err != nil || len(sheet.Answers) > 0 {
			return true, err
		}
	}
	return false, nil
}

// proven is nil where this person's own answers of a round may be seen and
// changed from this account, else errNotMine.
func (t *turn) proven(round int) error {
	standing, err := t.standing()
	switch {
	case err != nil:
		return err
	case standing == guidance.Fresh, t.me.Sees(guidance.Account(t.ev.From), round):
		return nil
	}
	return errNotMine
}

// provenAtAll is errNotMine where nothing of this person's own diagnosis may
// be seen from this account.
func (t *turn) provenAtAll() error {
	standing, err := t.standing()
	if err == nil && (standing == guidance.Foreign || standing == guidance.Vouched) {
		err = errNotMine
	}
	return err
}

// mustStay reports whether a notice waits for the person at a screen that is
// proven: it asks about new ones, and whoever holds such a one must not take
// it away unread.
func (t *turn) mustStay(n guidance.Notice) bool {
	return strings.HasPrefix(n.Key, "link-") && slices.Contains(t.me.Unproven, guidance.Account(t.ev.From))
}

// claimFresh makes the account at which a person begins theirs.
func (a *acting) claimFresh() error {
	standing, err := a.standing()
	if err != nil || standing != guidance.Fresh {
		return err
	}
	round, err := a.Round()
	if errors.Is(err, guidance.ErrNotFound) {
		return nil
	}
	a.me = a.me.Claim(guidance.Account(a.ev.From), round.No)
	return err
}

// proofRow leads from the menu to what is missing before the diagnosis is
// shown on this screen.
func proofRow(t *turn) ([]bot.Row, error) {
	if !t.me.May(guidance.AnswerDiagnosis, nil) {
		return nil, nil
	}
	standing, err := t.standing()
	if err != nil || standing == guidance.Proven || standing == guidance.Fresh {
		return nil, err
	}
	return []bot.Row{{
		Cells: []bot.Cell{{Text: "自社診断：この画面が本人のものかを確かめる"}, {Text: "確認待ち", Mark: bot.Open}}, Open: "proof",
	}}, nil
}

// drawProof says why the diagnosis is not shown on this screen, and how it
// will be.
func drawProof(t *turn, _ []string) (bot.View, error) {
	standing, err := t.standing()
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{At: "proof", Watch: []string{personTopic(t.me.ID)}}
	switch standing {
	case guidance.Vouched:
		view.Title = "この画面で自社診断を開く前に"
		view.Body = []string{
			"あなたの答えは、下の画面からも見えます。どれもあなたの画面なら「この画面でも使う」を押してください。",
			"覚えのない画面があるときは、「この画面だけで、はじめから答える」を押してください。ほかの画面からは見えなくなります。",
		}
		view.Actions = []bot.Action{{ID: "do/takeon", Label: "この画面でも使う", Style: bot.Primary}}
	case guidance.Foreign:
		view.Title = "この画面では、自社診断の答えを出していません"
		view.Body = []string{
			"この画面があなた本人のものと、まだ確かめられていないためです。ほかのことは、そのまま使えます。",
			"下の画面のどれかを使えるなら、そこで「自分の画面」を開き、この画面を認めてください。",
		}
	default:
		return drawScreens(t, nil)
	}
	home, err := t.linkHome()
	view.Table = t.provenTable(home)
	if view.Table == nil {
		view.Body[len(view.Body)-1] = "確かめられる画面は、いまほかにありません。"
	}
	return t.orAfresh(view), err
}

// provenTable lists from where else this person's answers are seen; nil for
// nowhere.
func (t *turn) provenTable(home string) *bot.Table {
	table := &bot.Table{Caption: "答えが見える画面", Head: []string{"画面", "使いはじめ"}}
	for _, a := range t.me.Accounts {
		if !slices.Contains(t.me.Unproven, a) {
			table.Rows = append(table.Rows, bot.Row{Cells: []bot.Cell{{Text: t.screenName(a, home)}, {Text: t.screenOrigin(a)}}})
		}
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return table
}

// orAfresh adds the way that needs no other screen, where a round is open.
func (t *turn) orAfresh(view bot.View) bot.View {
	round, err := t.Round()
	if err == nil && round.IsOpen() && t.me.May(guidance.AnswerDiagnosis, nil) {
		view.Actions = append(view.Actions, bot.Action{ID: "do/afresh", Label: "この画面だけで、はじめから答える", Style: bot.Danger,
			Confirm: "いまの回のこれまでの答えは、誰にも見せずに消します。ほかの画面からは、自社診断の答えが見えなくなります。はじめから答えますか？"})
	} else {
		view.Body = append(view.Body, "次の自社診断が始まれば、この画面からはじめから答えることもできます。")
		if !errors.Is(err, guidance.ErrNotFound) {
			t.fault = cmp.Or(t.fault, err)
		}
	}
	view.Actions = append(view.Actions, bot.Action{ID: "screens", Label: "自分の画面を確かめる"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view
}

// doTakeOn goes on at a screen that was recognised from another.
func doTakeOn(a *acting, _ []string) (bot.View, error) {
	p, ok := a.me.TakeOn(guidance.Account(a.ev.From))
	if !ok {
		return a.draw("proof")
	}
	if err := cmp.Or(a.keepMe(p, "link-"+screenHash(guidance.Account(a.ev.From))), a.audit(guidance.DidProve, string(p.ID))); err != nil {
		return bot.View{}, err
	}
	return a.draw("diagnosis")
}

// afreshKey is that of the notice which says that a screen began anew.
func afreshKey(a guidance.Account) string { return "link-afresh-" + screenHash(a) }

// tellOfAfresh leaves word on the person's other screens, from which the
// answers were seen: whoever began anew here may be somebody who kept a link.
// It is not posted, since what is posted goes to this screen from now on.
func (a *acting) tellOfAfresh(p guidance.Person) error {
	if len(p.Accounts) < 2 {
		return nil
	}
	return a.tx.AddNotice(p.ID, guidance.Notice{
		Key: afreshKey(guidance.Account(a.ev.From)), Route: "proof", At: a.ev.At,
		Text: "ほかの画面で、自社診断をはじめから答え直すことになり、それまでの答えは消えました。覚えがなければ、開いて確かめてください。",
	})
}

// doAfresh begins the open round anew at this screen, and at this one alone.
func doAfresh(a *acting, _ []string) (bot.View, error) {
	standing, err := a.standing()
	if err != nil {
		return bot.View{}, err
	}
	round, err := a.Round()
	if err != nil || standing != guidance.Foreign && standing != guidance.Vouched || !round.IsOpen() || !a.me.May(guidance.AnswerDiagnosis, nil) {
		return orDraw(nil, func() (bot.View, error) { return a.draw("proof") }, err)
	}
	if err := a.dropAnswers(round); err != nil {
		return bot.View{}, err
	}
	p := a.me.Claim(guidance.Account(a.ev.From), round.No)
	p.NoticeRead, p.NoticeRound = time.Time{}, 0 // who sees what is said to whoever begins here
	if err := cmp.Or(a.keepMe(p, ""), a.audit(guidance.DidProve, string(p.ID)+" afresh"), a.tellOfAfresh(p)); err != nil {
		return bot.View{}, err
	}
	view, err := a.draw("diagnosis")
	view.Notice = "この画面だけで、はじめから答えられるようにしました。ほかの画面からは、あなたの答えは見えません。"
	return view, err
}
