package dialogue_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// from presses a button from an account of any home.
func (w *world) from(a bot.Account, id bot.ActionID, values map[bot.FieldID]string) bot.View {
	w.t.Helper()
	view, err := w.runner.Handle(context.Background(), bot.Event{From: a, Press: id, Values: values, Surface: bot.OwnSurface})
	if err != nil {
		w.t.Fatalf("%v presses %s: %v", a, id, err)
	}
	sound(w.t.(*testing.T), string(id), view)
	return view
}

func paper(name string) bot.Account { return bot.Account{Home: home, ID: name} }

// sheetOf is what a person answered in the first round.
func (w *world) sheetOf(p guidance.PersonID) (s guidance.Sheet) {
	w.read(func(tx *store.Tx) (err error) {
		s, err = tx.DiagnosisSheet(p, 1)
		return err
	})
	return s
}

// opens confirms the notice and answers some questions of the first page.
func (w *world) opens(a bot.Account, label string) {
	w.t.Helper()
	v := w.from(a, "diagnosis", nil)
	w.from(a, v.Actions[0].ID, nil)
	w.from(a, "diagnosis/1", map[bot.FieldID]string{"d01": label, "d02": label})
}

// handed makes a link for somebody as 山田, and returns the account behind it.
func (w *world) handed(who string, p guidance.PersonID) bot.Account {
	w.t.Helper()
	had := len(w.wereLinked[who])
	v := w.press("山田", bot.ActionID("link/"+string(p)), nil)
	w.press("山田", v.Actions[0].ID, nil)
	a, ok := w.linked(who + "のリンク" + string(rune('1'+had)))
	if !ok {
		w.t.Fatalf("no link for %s was made", who)
	}
	return a
}

// TestAHandedOutLinkReadsNothing is a manager who makes a link for somebody
// who has answered, keeps it, and tries every way to the answers.
func TestAHandedOutLinkReadsNothing(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	w.opens(paper("鈴木"), "0")
	before := w.sheetOf("p2")
	spy := w.handed("鈴木", "p2")
	hash := regexp.MustCompile(`screen/[0-9a-f]+`)
	mine := bot.ActionID(hash.FindString(w.from(spy, "screens", nil).Text()))
	for _, id := range []bot.ActionID{
		"menu", "next", "pause", "diagnosis", "diagnosis/1", "diagnosis/2", "do/diagnosis/1", "do/diagnosis/5", "privacy", "do/begin", "do/begin/1/0",
		"result", "result/1", "mydata", "do/forget/1", "eraseme", "do/eraseme", "help", "proof", "do/takeon", "screens", mine,
		"do/vouch/" + mine[len("screen/"):], "do/others", "code", "device", "do/device/k9", "join",
	} {
		v := w.from(spy, id, nil)
		text := v.Text()
		if strings.Contains(text, "点満点中") || strings.Contains(text, "2／25問") || strings.Contains(text, "実施していない [0]") {
			t.Errorf("%s shows\n%s", id, text)
		}
		w.from(spy, id, map[bot.FieldID]string{"d01": "4", "code": "x"})
	}
	if after := w.sheetOf("p2"); len(after.Answers) != len(before.Answers) || after.Answers[0].Label != "0" {
		t.Errorf("answers became %+v", after)
	}
	if v := w.from(spy, "result", nil); v.At != "proof" {
		t.Errorf("is led to %s", v.At)
	}
	if p := w.person("鈴木"); len(p.Accounts) != 2 {
		t.Errorf("brought along %v", p.Accounts)
	}
	notice := w.from(spy, "menu", nil).Table.Rows[0].Open
	w.from(spy, notice, nil)
	if v := w.from(paper("鈴木"), "menu", nil); v.Table.Rows[0].Open != notice {
		t.Errorf("the question about the new screen was taken away:\n%s", v.Text())
	}
	if v := w.from(paper("鈴木"), "result", nil); !strings.Contains(v.Text(), "2／25問") {
		t.Errorf("the person themselves sees\n%s", v.Text())
	}
}

// TestABegunPersonHandedOver is a manager who begins as somebody else and then
// hands the person a link: whoever begins anew is read by nobody.
func TestABegunPersonHandedOver(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	w.turn(func(tx *store.Tx) error {
		return tx.PutPerson(guidance.Person{ID: "p9", Name: "新井 健", Role: guidance.Employee})
	})
	spy := w.handed("新井", "p9")
	w.opens(spy, "4")
	device := w.from(spy, "device", nil)
	w.from(spy, device.Actions[0].ID, nil)
	arai, _ := w.linked("新井のリンク2")
	if v := w.from(arai, "diagnosis", nil); v.At != "proof" || !strings.Contains(v.Text(), "ブラウザー") {
		t.Errorf("is not told from where else answers are seen:\n%s", v.Text())
	}
	w.from(arai, "do/afresh", nil)
	if s := w.sheetOf("p9"); len(s.Answers) != 0 {
		t.Errorf("answers of before are left: %+v", s)
	}
	w.opens(arai, "-1")
	if v := w.from(spy, "result", nil); v.At != "proof" {
		t.Errorf("the one who began sees\n%s", v.Text())
	}
	if v := w.from(arai, "result", nil); !strings.Contains(v.Text(), "2／25問") {
		t.Errorf("the person sees\n%s", v.Text())
	}
}

var codeForm = regexp.MustCompile(`[A-Z0-9]{4}-[A-Z0-9]{4}`)

func (w *world) code(a bot.Account) string {
	return codeForm.FindString(w.from(a, "do/code", nil).Title)
}

// TestJoining joins a stranger's account and another person's, and holds what
// each then sees against what they wrote.
func TestJoining(t *testing.T) {
	stranger := bot.Account{Home: home, ID: "stranger"}
	type story struct {
		name         string
		owner, other string // who begins the diagnosis before
		who          bot.Account
		ownerSees    bool
		otherSees    bool
		answered     string // label that is left
	}
	for _, c := range []story{
		{"a stranger", "0", "", stranger, true, false, "0"},
		{"somebody who has answered nothing", "0", "", paper("吉田"), true, false, "0"},
		{"both have answered: the owner's stay", "0", "4", paper("吉田"), true, false, "0"},
		{"only the other has: nobody else sees them", "", "4", paper("吉田"), false, true, "4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			withPage(w)
			w.service("会計", "吉田", guidance.InUse, "")
			if c.owner != "" {
				w.opens(paper("鈴木"), c.owner)
			}
			if c.other != "" {
				w.opens(c.who, c.other)
			}
			code := w.code(paper("鈴木"))
			v := w.from(c.who, "do/join", map[bot.FieldID]string{"code": strings.ToLower(code)})
			if !strings.Contains(v.Notice, "つながりました") {
				t.Fatalf("not joined:\n%s", v.Text())
			}
			if s := w.sheetOf("p2"); len(s.Answers) != 2 || s.Answers[0].Label != c.answered || s.Answers[0].By != "p2" {
				t.Errorf("left is %+v", s)
			}
			for a, want := range map[bot.Account]bool{paper("鈴木"): c.ownerSees, c.who: c.otherSees} {
				if sees := w.from(a, "result", nil).At == "result"; sees != want {
					t.Errorf("%v sees the answers: %v", a, sees)
				}
			}
			if c.who.ID == "吉田" {
				w.read(func(tx *store.Tx) error {
					s, err := tx.Service(2)
					if !s.Has("p2") || s.Has("p3") {
						t.Errorf("in charge: %+v", s.InCharge)
					}
					return err
				})
			}
			if v := w.from(paper("客"), "do/join", map[bot.FieldID]string{"code": code}); v.Fields[0].Problem == "" {
				t.Error("a code was taken twice")
			}
		})
	}
}

func TestJoiningGivesNoRight(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	for owner, other := range map[string]string{"山田": "鈴木", "鈴木": "山田", "中村": "鈴木"} {
		v := w.from(paper(other), "do/join", map[bot.FieldID]string{"code": w.code(paper(owner))})
		if v.Fields[0].Problem == "" || w.person(other).Name != callName(w.person(other))+" "+strings.Fields(w.person(other).Name)[1] {
			t.Errorf("%s was joined to %s", other, owner)
		}
	}
	if w.person("山田").Role != guidance.Manager || w.person("鈴木").Role != guidance.Employee {
		t.Error("a role has changed")
	}
}

func TestWrongCodesEnd(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	code, stranger := w.code(paper("鈴木")), bot.Account{Home: home, ID: "guesser"}
	enter := func(code string) bot.View {
		return w.from(stranger, "do/join", map[bot.FieldID]string{"code": code})
	}
	for range guidance.MaxWrong {
		enter("AAAA-AAAA")
	}
	if v := enter(code); len(v.Fields) == 0 || !strings.Contains(v.Fields[0].Problem, "しばらく") {
		t.Errorf("after five wrong codes:\n%s", v.Text())
	}
	w.now = w.now.Add(guidance.WrongFor)
	if v := enter(code); !strings.Contains(v.Fields[0].Problem, "期限") {
		t.Errorf("an old code:\n%s", v.Text())
	}
	if v := enter(w.code(paper("鈴木"))); !strings.Contains(v.Notice, "つながりました") {
		t.Errorf("an hour later:\n%s", v.Text())
	}
}

// TestNoSecretIsKept looks for a link's secret and a code in the data file and
// in every view that can be drawn again.
func TestNoSecretIsKept(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	v := w.press("山田", "link/p2", nil)
	again := v.Actions[0].ID
	made := w.press("山田", again, nil)
	secret, code := regexp.MustCompile(`secret-\d+`).FindString(made.Text()), w.code(paper("鈴木"))
	if secret == "" || code == "" || len(made.Attach) != 1 || !made.Attach[0].Once {
		t.Fatalf("no link was shown:\n%s", made.Text())
	}
	for _, id := range []bot.ActionID{again, made.At, "person/p2", "people/1", "audit/1", "menu"} {
		if strings.Contains(string(id), secret) || strings.Contains(w.press("山田", id, nil).Text(), secret) {
			t.Errorf("%s has the secret", id)
		}
	}
	data, err := os.ReadFile(w.path)
	if err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{secret, code, strings.ReplaceAll(code, "-", "")} {
		if strings.Contains(string(data), hidden) {
			t.Errorf("the data file has %q", hidden)
		}
	}
}

// TestWrongRoleAtEveryDoor: nobody but a manager changes anything about
// people, whatever ids they make up.
func TestWrongRoleAtEveryDoor(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	before := kept(w)
	for _, who := range []string{"鈴木", "中村", "客（社外）"} {
		for _, id := range []bot.ActionID{
			"people", "people/9", "person/p1", "person/p99", "person/", "invite/k1", "amend/p1/x", "link/p1", "resign/employee", "audit", "audit/x",
			"do/invite/k1", "do/invite/k1/another", "do/amend/p1/x", "do/role/p2/manager", "do/role/p1/employee/sure", "do/role/p2", "do/remove/p1",
			"do/link/p1/k1", "do/link/p1", "do/unlink/p1", "do/part/x", "do/vouch/x", "do/takeon", "do/afresh", "do/forget/1", "screen/x", "do/device/",
		} {
			account, _ := w.Account(who)
			w.from(account, id, nil)
			w.from(account, id, map[bot.FieldID]string{"name": "新井", "role": "manager", "department": "x", "until": "2020-01-01"})
		}
	}
	if after := kept(w); after != before {
		t.Errorf("forged presses changed\n%s\nto\n%s", before, after)
	}
}

// TestExpertAtMidnight ends an expert's access with the day in the company's
// time zone, for what they press and for what is sent to them.
func TestExpertAtMidnight(t *testing.T) {
	w := newWorld(t)
	p := w.person("中村")
	p.Until = "2026-12-10"
	w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
	w.press("山田", "do/role/p4/manager", nil)
	w.press("山田", "do/role/p4/expert", nil)
	p = w.person("中村")
	p.Until = "2026-12-10"
	w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
	letters, err := w.store.Outbox(context.Background(), home)
	if err != nil || len(letters) == 0 {
		t.Fatalf("letters %v, %v", letters, err)
	}
	for _, c := range []struct {
		at   time.Time
		over bool
	}{{time.Date(2026, 12, 10, 14, 59, 59, 0, time.UTC), false}, {time.Date(2026, 12, 10, 15, 0, 0, 0, time.UTC), true}} {
		w.now = c.at
		v := w.press("中村", "ledger", nil)
		if over := strings.Contains(v.Title, "利用期間が終わりました"); over != c.over {
			t.Errorf("at %v is shown\n%s", c.at, v.Text())
		}
		w.read(func(tx *store.Tx) error {
			_, _, sent, err := w.runner.Talk.Deliver(tx, letters[0], c.at)
			if sent == c.over {
				t.Errorf("at %v a letter is sent: %v", c.at, sent)
			}
			return err
		})
	}
}
