package slack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/adapters/crowdtest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// tab is the home tab of somebody, once it says something.
func (o *office) tab(user, says string) slacktest.Screen {
	o.t.Helper()
	var s slacktest.Screen
	until(o.t, "a home tab that says "+says, func() (ok bool) {
		s, ok = o.fake.Home(user)
		return ok && strings.Contains(s.Text, says)
	})
	return s
}

// TestTheHomeTabIsABoard: it shows what is open for its reader, leads there, and
// follows what they do elsewhere, drawn once for many deeds.
func TestTheHomeTabIsABoard(t *testing.T) {
	o := newOffice(t, 2, slacktest.Options{}, nil)
	o.start()
	p := newPhone(o.fake, o.users[0], 1, 0)
	<-o.fake.OpenHome(p.user).Done
	board := o.tab(p.user, "あと25問")
	i := slices.IndexFunc(board.Elements, func(e slacktest.Element) bool {
		return e.Label == "続きを答える" || e.Label == "答えはじめる"
	})
	if i < 0 {
		t.Fatalf("nothing leads to the diagnosis:\n%s", board.Text)
	}
	<-o.fake.Click(p.user, board, board.Elements[i]).Done
	until(t, "the modal", func() bool { _, ok := o.fake.Modal(p.user); return ok })
	before := o.fake.Calls("views.publish")
	if err := p.AnswerAll(); err != nil {
		t.Fatal(err)
	}
	board = o.tab(p.user, "自社診断の結果") // the modal came from the tab: so its result is there
	if n := o.fake.Calls("views.publish") - before; n > 3 {
		t.Errorf("the tab was drawn %d times for one diagnosis", n)
	}
	if n := len(o.fake.Screens(p.user, dmOf(p.user))); n != 0 {
		t.Errorf("%d messages were sent to somebody who was in the home tab", n)
	}
	i = slices.IndexFunc(board.Elements, labelled("メニューに戻る"))
	<-o.fake.Click(p.user, board, board.Elements[i]).Done
	board = o.tab(p.user, "メニュー")
	if strings.Contains(board.Text, "あと25問") {
		t.Errorf("the board does not know what was done:\n%s", board.Text)
	}
	if _, ok := o.fake.Home(o.users[1]); ok {
		t.Error("a tab was drawn for somebody who never looked at it")
	}
	o.noComplaints()
}

// TestCommands: a command in a channel is answered to whoever gave it alone, one
// in the direct message stays there.
func TestCommands(t *testing.T) {
	o := newOffice(t, 2, slacktest.Options{}, nil)
	o.start()
	user, other := o.users[0], o.users[1]
	<-o.fake.Command(user, "C0GENERAL", "/daicho", "").Done
	until(t, "the answer", func() bool { return len(o.fake.Screens(user, "C0GENERAL")) == 1 })
	if s := o.fake.Screens(user, "C0GENERAL")[0]; s.Kind != "ephemeral" || !strings.Contains(s.Text, "メニュー") {
		t.Errorf("in the channel: %+v", s)
	}
	if n := len(o.fake.Screens(other, "C0GENERAL")); n != 0 {
		t.Errorf("others read %d answers", n)
	}
	<-o.fake.Command(user, "C0GENERAL", "/diagnosis", "").Done
	until(t, "the modal", func() bool { _, ok := o.fake.Modal(user); return ok })
	p := newPhone(o.fake, user, 1, 0)
	if err := p.AnswerAll(); err != nil {
		t.Fatal(err)
	}
	until(t, "the result", func() bool {
		all := o.fake.Screens(user, "C0GENERAL")
		return strings.Contains(all[len(all)-1].Text, "自社診断の結果")
	})
	if n := len(o.fake.Screens(other, "C0GENERAL")); n != 0 {
		t.Errorf("others read %d results", n)
	}
	// Also before the bot has spoken there, as after a restart.
	<-o.fake.Command(other, dmOf(other), "/ledger", "").Done
	until(t, "the ledger", func() bool { return len(o.fake.Screens(other, dmOf(other))) == 1 })
	if s := o.fake.Screens(other, dmOf(other))[0]; s.Kind != "message" {
		t.Errorf("in private the answer does not stay: %+v", s)
	}
	o.noComplaints()
}

// TestAModalLosesNothing: what was tapped and typed is there again after the
// modal was closed, also where it was never sent.
func TestAModalLosesNothing(t *testing.T) {
	o := newOffice(t, 1, slacktest.Options{}, nil)
	o.start()
	p := newPhone(o.fake, o.users[0], 1, 0)
	open := func() slacktest.Screen {
		t.Helper()
		<-o.ws.Settled(p.user)
		m, ok := o.fake.Modal(p.user)
		if !ok {
			t.Fatalf("no modal:\n%s", p.newest().Text)
		}
		return m
	}
	type_ := func(field, value string) {
		t.Helper()
		m := open()
		i := slices.IndexFunc(m.Inputs, func(in slacktest.Input) bool { f, _, _ := fieldOf(in.BlockID); return string(f) == field })
		if i < 0 {
			t.Fatalf("the modal does not ask %s:\n%s", field, m.Text)
		}
		if d := o.fake.Enter(p.user, m, m.Inputs[i], value); d != nil {
			<-d.Done
		}
	}
	<-o.fake.Command(p.user, dmOf(p.user), "/ledger", "add Dropbox").Done
	type_("summary", "図面を <b>渡す</b>。")
	<-o.fake.CloseModal(p.user).Done
	<-o.ws.Settled(p.user)
	if s := p.newest(); !strings.Contains(s.Text, "ここまでの内容は保存してあります") {
		t.Errorf("nothing says that it is kept:\n%s", s.Text)
	}
	if err := p.click(does(verb("open"))); err != nil {
		t.Fatal(err)
	}
	if m := open(); !strings.Contains(m.Text, "図面を <b>渡す</b>。") || !strings.Contains(m.Text, "Dropbox") {
		t.Errorf("what was typed is gone:\n%s", m.Text)
	}
	o.noComplaints()
}

// TestTheTabSaysWhatHappensElsewhere: a question that finds no modal, a picture,
// and a workspace that nobody knows.
func TestTheTabSaysWhatHappensElsewhere(t *testing.T) {
	picture := bot.View{At: "picture", Title: "結果", Attach: []bot.Attachment{{Kind: bot.Picture, Name: "radar.png", Alt: "レーダーチャート", Spec: "p"}}}
	start := bot.View{At: "menu", Title: "メニュー", Actions: []bot.Action{{ID: "form", Label: "記入する"}, {ID: "picture", Label: "結果を見る"}}}
	r := newRoom(t, start, form(), picture)
	r.core.Makes("p", []byte(crowdtest.OnePixel))
	tab := func() slacktest.Screen { s, _ := r.fake.Home(r.user); return s }
	r.core.Fail(func(bot.Event) bool { return true }, failing, bot.ErrUnknownHome)
	r.wait(r.fake.OpenHome(r.user))
	if !strings.Contains(tab().Text, "K7QX") {
		t.Errorf("nothing is said in a blank tab:\n%s", tab().Text)
	}
	r.core.Mend()
	r.wait(r.fake.OpenHome(r.user))
	r.core.Fail(func(bot.Event) bool { return true }, failing, bot.ErrBroken)
	r.wait(r.fake.OpenHome(r.user))
	r.core.Mend()
	if strings.Contains(tab().Text, "K7QX") {
		t.Errorf("what stood there is gone:\n%s", tab().Text)
	}
	r.fake.Fail("views.open", 1, slacktest.Failure{Status: 429, RetryAfter: time.Minute})
	r.press(tab(), "記入する")
	until(t, "a word in the tab", func() bool { return strings.Contains(tab().Text, sayAsked) })
	if s := r.newest(); !strings.Contains(s.Text, "状態") {
		t.Errorf("the question is\n%s", s.Text)
	}
	r.press(tab(), "結果を見る")
	if !strings.Contains(tab().Text, sayAbove) {
		t.Errorf("the picture is nowhere:\n%s", tab().Text)
	}
}
