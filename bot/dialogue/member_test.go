package dialogue_test

import (
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// invites has 山田 begin an invitation in the chat of his home, and returns the
// button that ends it.
func (w *world) invites() bot.ActionID {
	w.t.Helper()
	return w.chats(bot.Event{From: paper("山田"), Press: "invite"}).Submit.ID
}

func (w *world) owner(a bot.Account) (p guidance.Person) {
	w.read(func(tx *store.Tx) error {
		p, _ = tx.PersonOf(guidance.Account(a))
		return nil
	})
	return p
}

// TestInvitedMember: whom a manager chooses in the chat is as unproven as
// whoever opens a link of his, begins theirs as they do, and is told once.
func TestInvitedMember(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	press, who := w.invites(), paper("U1")
	values := map[bot.FieldID]string{"member": "U1", "name": " 木村　拓 ", "role": "employee", "home": "elsewhere"}
	first := w.chats(bot.Event{From: paper("山田"), Press: press, Values: values})
	second := w.chats(bot.Event{From: paper("山田"), Press: press, Values: values})
	if first.Text() != second.Text() || strings.Contains(first.Text(), "リンク") || !strings.Contains(first.Text(), "ダイレクトメッセージ") {
		t.Errorf("is shown\n%s\nand then\n%s", first.Text(), second.Text())
	}
	p := w.owner(who)
	if p.Name != "木村 拓" || len(p.Accounts) != 1 || len(p.Unproven) != 1 || p.Screen(guidance.Account(who)).By != "p1" || !p.Greeted.IsZero() {
		t.Errorf("became %+v", p)
	}
	posts := w.Deliver()
	if len(posts) != 1 || posts[0].To.Account != who || !strings.Contains(posts[0].View.Title, "はじめまして") || posts[0].View.Actions[0].ID != "diagnosis" {
		t.Fatalf("was told %+v", posts)
	}
	w.opens(who, "4")
	if p = w.owner(who); len(p.Unproven) != 0 || len(w.Deliver()) != 0 || w.chats(bot.Event{From: who, Press: "result"}).At != "result" {
		t.Errorf("having begun is %+v", p)
	}
	if v := w.chats(bot.Event{From: who, Press: "menu"}); strings.Contains(v.Text(), "お知らせ") {
		t.Errorf("is still told of having come:\n%s", v.Text())
	}
	w.read(func(tx *store.Tx) error {
		drafts, err := tx.Drafts("p1")
		if len(drafts) > 0 {
			t.Errorf("left half filled: %q", drafts)
		}
		return err
	})
}

// TestChoosingNobody: what is no account, is somebody already, or was chosen
// elsewhere makes nobody, and what was entered stays.
func TestChoosingNobody(t *testing.T) {
	for name, c := range map[string]struct {
		values  map[bot.FieldID]string
		surface string
		field   bot.FieldID // with a problem
	}{
		"no name":           {map[bot.FieldID]string{"member": "U1", "department": "営業部"}, "", "name"},
		"no account":        {map[bot.FieldID]string{"member": "U 1", "name": "木村"}, "", "member"},
		"a mention":         {map[bot.FieldID]string{"member": "<@U1>", "name": "木村"}, "", "member"},
		"too long":          {map[bot.FieldID]string{"member": strings.Repeat("U", 41), "name": "木村"}, "", "member"},
		"somebody already":  {map[bot.FieldID]string{"member": "U9", "name": "木村"}, "", "member"},
		"someone like that": {map[bot.FieldID]string{"member": "U1", "name": "鈴木花子"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			withPage(w)
			p := w.person("吉田")
			p.Accounts = append(p.Accounts, guidance.Account(paper("U9")))
			w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
			before := kept(w)
			v := w.chats(bot.Event{From: paper("山田"), Press: w.invites(), Values: c.values, Surface: c.surface})
			if after := kept(w); after != before || len(w.Deliver()) > 0 {
				t.Errorf("was made of it:\n%s", after)
			}
			again := w.chats(bot.Event{From: paper("山田"), Press: v.At})
			for _, f := range again.Fields {
				if f.Value != strings.TrimSpace(c.values[f.ID]) && c.values[f.ID] != "" {
					t.Errorf("%s holds %q", f.ID, f.Value)
				}
			}
			for _, f := range v.Fields {
				if (f.Problem != "") != (f.ID == c.field) {
					t.Errorf("%s: %q", f.ID, f.Problem)
				}
			}
		})
	}
}

// TestChosenInOneHome: an id that was chosen in one home means nobody in
// another, nor on the page.
func TestChosenInOneHome(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	at := w.chats(bot.Event{From: paper("山田"), Press: "invite"}).At
	other := bot.Account{Home: webHome, ID: "yamada"}
	p := w.person("山田")
	p.Accounts = append(p.Accounts, guidance.Account(other))
	w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
	w.chats(bot.Event{From: paper("山田"), Press: at, Values: map[bot.FieldID]string{"member": "U1", "name": "木村 拓"}})
	if f := w.chats(bot.Event{From: other, Press: at}).Fields[1]; f.ID != "member" || f.Value != "" {
		t.Errorf("another chat holds %+v", f)
	}
	if f := w.from(paper("山田"), at, nil).Fields[0]; f.ID != "name" || f.Value != "木村 拓" {
		t.Errorf("the page holds %+v", f)
	}
	v := w.from(paper("山田"), "do/"+at, map[bot.FieldID]string{"member": "U2"})
	if w.owner(paper("U1")).ID != "" || w.owner(paper("U2")).ID != "" || !strings.Contains(v.Text(), "リンク") {
		t.Errorf("the page invites by\n%s", v.Text())
	}
}

// TestTiedMemberReadsNothing: an account that a manager chooses for somebody
// acts as them, but sees nothing of what they answered; and they hear of it.
func TestTiedMemberReadsNothing(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	w.opens(paper("鈴木"), "0")
	spy := paper("U1")
	for range 2 {
		w.chats(bot.Event{From: paper("山田"), Press: "do/tie/p2", Values: map[bot.FieldID]string{"member": "U1"}})
	}
	if p := w.owner(spy); p.ID != "p2" || len(p.Unproven) != 1 || len(p.Accounts) != 2 {
		t.Fatalf("tied to %+v", p)
	}
	for _, id := range []bot.ActionID{"result", "diagnosis", "diagnosis/1", "mydata", "do/forget/1", "do/takeon"} {
		if v := w.chats(bot.Event{From: spy, Press: id}); v.At != "proof" {
			t.Errorf("%s shows\n%s", id, v.Text())
		}
	}
	if v := w.chats(bot.Event{From: spy, Press: "do/code"}); codeForm.MatchString(v.Title) {
		t.Errorf("hands out %s", v.Title)
	}
	posts := w.Deliver()
	if len(posts) != 1 || posts[0].To.Account != paper("鈴木") {
		t.Errorf("told of it: %+v", posts)
	}
	w.chats(bot.Event{From: paper("山田"), Press: "do/untie/p2"})
	if p := w.person("鈴木"); w.owner(spy).ID != "" || len(p.Accounts) != 1 || len(w.sheetOf("p2").Answers) != 2 {
		t.Errorf("left is %+v", p)
	}
}

// TestTiedFirst: who has never been here is brought here by a message, and what
// was handed out before and not opened is of no use any more.
func TestTiedFirst(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	w.turn(func(tx *store.Tx) error {
		return tx.PutPerson(guidance.Person{ID: "p9", Name: "新井 健", Role: guidance.Employee})
	})
	link := w.handed("新井", "p9")
	w.Deliver()
	v := w.chats(bot.Event{From: paper("山田"), Press: "do/tie/p9", Values: map[bot.FieldID]string{"member": "U1"}})
	if w.owner(link).ID != "" || !strings.Contains(v.Notice, "ダイレクトメッセージ") {
		t.Errorf("the link is left, and is shown\n%s", v.Text())
	}
	if posts := w.Deliver(); len(posts) != 1 || posts[0].To.Account != paper("U1") || !strings.Contains(posts[0].View.Title, "はじめまして") {
		t.Errorf("told of it: %+v", posts)
	}
}

// TestMembersAtEveryDoor: nobody but a manager chooses an account for anybody,
// nor a manager for themselves or on the page.
func TestMembersAtEveryDoor(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	before := kept(w)
	values := map[bot.FieldID]string{"member": "U1", "name": "木村", "role": "manager"}
	for _, who := range []string{"鈴木", "中村", "客（社外）"} {
		account, _ := w.Account(who)
		for _, id := range []bot.ActionID{"tie/p1", "tie/", "tie", "do/tie/p1", "do/tie/p3", "do/tie/", "do/tie", "do/untie/p3", "do/untie", "invite/k1", "do/invite/k1", "do/invite/k1/another"} {
			w.chats(bot.Event{From: account, Press: id})
			w.chats(bot.Event{From: account, Press: id, Values: values})
			w.from(account, id, values)
		}
	}
	w.chats(bot.Event{From: paper("山田"), Press: "do/tie/p1", Values: values})
	w.from(paper("山田"), "do/tie/p2", values)
	if after := kept(w); after != before || len(w.Deliver()) > 0 {
		t.Errorf("forged presses changed\n%s\nto\n%s", before, after)
	}
}
