package slack

import (
	"strings"
	"testing"

	"daicho/adapters/crowdtest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// TestTheNewestChoiceIsSent: what a modal still shows of an older choice takes
// the place of no newer one, made there or elsewhere.
func TestTheNewestChoiceIsSent(t *testing.T) {
	f := form()
	f.Fields = append(f.Fields, bot.Field{ID: "start", Kind: bot.Date, Label: "利用開始日", Optional: true, Options: []bot.Option{{Value: "undecided", Label: "未定"}}})
	r := inForm(t, f, bot.View{At: "do/form", Title: "できました"})
	r.enter("start", "2026-12-10")
	r.enter("state", "1")
	r.fake.Fail("views.update", 1, slacktest.Failure{Error: "view_not_found"}) // the modal goes on showing the day
	undecided := r.enters("start", optionPart, "undecided")
	r.wait(r.fake.Submit(r.user))
	r.wait(undecided)
	if got := r.gave("do/form"); got["start"] != "undecided" || got["state"] != "1" {
		t.Errorf("sent %v", got)
	}
}

// TestAnAnswerFromElsewhereStays: turning the page of a modal does not bring back
// what was answered in it before a newer answer on another device.
func TestAnAnswerFromElsewhereStays(t *testing.T) {
	o := newOffice(t, 1, slacktest.Options{}, func(c *Config) { c.Unhurried = true })
	o.start()
	h := presser{t, o.fake, o.ws, o.users[0]}
	h.say("自社診断")
	card := h.newest()
	h.press(card, "画面を開いて答える")
	for _, in := range h.modal().Inputs {
		h.wait(o.fake.Enter(h.user, h.modal(), in, in.Options[0].Value))
	}
	first, _, _ := fieldOf(h.modal().Inputs[0].BlockID)
	h.press(card, "ここで1問ずつ答える")
	h.press(h.newest(), "1問目を直す")
	h.press(h.newest(), "実施していない")
	newer := crowdtest.AnswersOf(t, o.store, o.ws.Home(), h.user)[string(first)]
	h.sends()
	if got := crowdtest.AnswersOf(t, o.store, o.ws.Home(), h.user)[string(first)]; got != newer {
		t.Errorf("the older answer %s is back, the newer one was %s", got, newer)
	}
}

// TestASaveThatFailsTakesNothingAway: what was entered stays in the modal, with
// the reason, and is kept with the next save.
func TestASaveThatFailsTakesNothingAway(t *testing.T) {
	for how, does := range map[string]func(*room){
		"by a choice": func(r *room) { r.enter("state", "1") },
		"by a button": func(r *room) { r.press(r.modal(), "ほかを見る") },
	} {
		r := inForm(t, form(), bot.View{At: "other", Title: "ほか"})
		r.enter("note", "20分かけて書いた。")
		r.core.Fail(saving, failing, bot.ErrBroken)
		does(r)
		if m := r.modal(); !strings.Contains(m.Text, "20分かけて書いた。") || !strings.Contains(m.Text, "K7QX") {
			t.Errorf("%s: the modal shows\n%s", how, m.Text)
		}
		r.core.Mend()
		r.closes()
		if got := r.kept("form"); got["note"] != "20分かけて書いた。" || how == "by a choice" && got["state"] != "1" {
			t.Errorf("%s: after it was closed there is kept %v", how, got)
		}
	}
}

// TestNothingFailsWithoutAWord: where not even the page can be drawn, the modal
// stays as it is, and a message says why.
func TestNothingFailsWithoutAWord(t *testing.T) {
	r := inForm(t, form())
	r.enter("note", "20分かけて書いた。")
	r.core.Fail(func(bot.Event) bool { return true }, failing, bot.ErrBroken)
	r.enter("state", "1")
	if m := r.modal(); !strings.Contains(m.Text, "20分かけて書いた。") || strings.Contains(m.Text, "K7QX") {
		t.Errorf("the modal shows\n%s", m.Text)
	}
	if s := r.newest(); !strings.Contains(s.Text, "K7QX") {
		t.Errorf("the message says\n%s", s.Text)
	}
}

// TestWhatWasDeletedStaysDeleted: an older button brings back nothing that has
// been kept and taken out since.
func TestWhatWasDeletedStaysDeleted(t *testing.T) {
	r := inForm(t, form())
	r.enter("note", "消すはずの内容")
	r.closes()
	old := r.newest()
	r.say("開く")
	r.press(r.newest(), "入力をはじめる")
	r.enter("note", "")
	r.closes()
	r.press(old, "入力をはじめる")
	if m := r.modal(); strings.Contains(m.Text, "消すはずの内容") {
		t.Errorf("it is back:\n%s", m.Text)
	}
}

// TestCarrying: a button carries along what is kept nowhere, and puts it back
// unless something else is kept by then.
func TestCarrying(t *testing.T) {
	page := func(code, note string) bot.View {
		return bot.View{At: "join", Submit: bot.Action{ID: "do/join"}, Fields: []bot.Field{{ID: "code", Kind: bot.Text, Value: code}, {ID: "note", Kind: bot.Text, Value: note}}}
	}
	all := carrying(page("ABCD", "同じ"), page("", "同じ"))
	for name, c := range map[string]struct{ now, want bot.View }{
		"as it was":      {page("", "同じ"), page("ABCD", "同じ")},
		"kept since":     {page("EFGH", "同じ"), page("EFGH", "同じ")},
		"another beside": {page("", "別"), page("ABCD", "別")},
	} {
		if got := withCarried(c.now, all).Values(); got["code"] != c.want.Fields[0].Value || got["note"] != c.want.Fields[1].Value {
			t.Errorf("%s: %v", name, got)
		}
	}
	if carrying(page("", "同じ"), page("", "同じ")) != "" || carrying(page(strings.Repeat("長", 800), ""), page("", "")) != "" {
		t.Error("a button carries along what it need not, or cannot")
	}
	if withCarried(page("", ""), `{"code":"x"}`).Fields[0].Value != "" {
		t.Error("what nobody wrote so is put in")
	}
}

// TestATextTooLongForItsInputStaysWhole: what Slack has no room for is not cut off
// by opening the page and closing it.
func TestATextTooLongForItsInputStaysWhole(t *testing.T) {
	f := form()
	f.Fields[0].Value = strings.Repeat("長", maxInput+1)
	r := inForm(t, f)
	r.enter("state", "1")
	r.closes()
	if got := r.kept("form")["note"]; got != f.Fields[0].Value {
		t.Errorf("of %d characters %d are kept", maxInput+1, len([]rune(got)))
	}
}

// TestAChoiceCostsNoCall: on a page whose routes carry its revision, a choice
// leaves the modal as it stands, and sending it makes no conflict with oneself.
func TestAChoiceCostsNoCall(t *testing.T) {
	o := newOffice(t, 1, slacktest.Options{}, func(c *Config) { c.Unhurried = true })
	o.start()
	h := o.presser(o.users[0])
	h.command("/ledger", "add Dropbox")
	h.sends()
	h.press(h.newest(), "チェックをはじめる")
	h.press(h.modal(), "解説を読む")
	before := o.fake.Calls("views.update")
	for _, in := range h.modal().Inputs {
		for _, o := range in.Options[:2] {
			h.wait(h.fake.Enter(h.user, h.modal(), in, o.Value))
		}
	}
	if n := o.fake.Calls("views.update") - before; n != 0 || !strings.Contains(h.modal().Text, "【解説】") {
		t.Errorf("%d calls, and the modal shows\n%s", n, h.modal().Text)
	}
	h.sends()
	if m := h.modal(); strings.Contains(m.Text, "！") || !strings.Contains(m.Text, "6／15問") {
		t.Errorf("the next page:\n%s", m.Text)
	}
	o.noComplaints()
}

// TestOwnChangesAreNoConflict: where the core takes a page of an older revision
// for overtaken, one's own choices have moved the revision along.
func TestOwnChangesAreNoConflict(t *testing.T) {
	page := func(rev string) bot.View {
		f := form()
		f.At, f.Submit.ID = bot.ActionID("form/"+rev), bot.ActionID("do/form/"+rev)
		f.Fields[0].Value, f.Fields[1].Value = "メモ", "1"
		return f
	}
	r := inForm(t, page("1"), page("2"), bot.View{At: "do/form/2", Title: "できました"})
	r.core.Leads("form/1", "form/2")
	r.enter("state", "1")
	r.sends()
	if r.gave("do/form/2") == nil {
		t.Errorf("pressed were %+v", r.core.Matching(func(ev bot.Event) bool { return ev.Press.Acts() }))
	}
}

// TestNoGuestIsHandedOn: who cannot be chosen is not handed to the core by the
// choice alone either.
func TestNoGuestIsHandedOn(t *testing.T) {
	f := bot.View{At: "tie", Title: "結びつける", Fields: []bot.Field{{ID: "member", Kind: bot.MemberField, Label: "人"}}, Submit: bot.Action{ID: "do/tie", Label: "送る"}}
	r := inForm(t, f)
	r.enter("member", "U0GUEST")
	if got := r.core.Matching(saving); len(got) != 0 || !strings.Contains(r.modal().Text, sayOutsider) {
		t.Errorf("handed on %+v, the modal shows\n%s", got, r.modal().Text)
	}
	r.enter("member", "U0OWN")
	if got := r.core.Matching(saving); len(got) != 1 || strings.Contains(r.modal().Text, sayOutsider) {
		t.Errorf("handed on %+v, the modal shows\n%s", got, r.modal().Text)
	}
}

// TestWhatWasShownIsPressed: the button that ends a page presses the submit that
// was shown with it, whatever the page has become.
func TestWhatWasShownIsPressed(t *testing.T) {
	f := form()
	f.Fields[1].Value = "1"
	r := newRoom(t, f)
	r.core.Means("開く", "form")
	if err := r.ws.Post(t.Context(), bot.Recipient{Account: r.ws.account(r.user)}, f); err != nil {
		t.Fatal(err)
	}
	shown := r.newest()
	f.Submit.ID = "do/form/delete"
	r.core.Show(f)
	r.press(shown, "保存する")
	if r.gave("do/form") == nil || r.gave("do/form/delete") != nil {
		t.Errorf("pressed were %+v", r.core.Matching(saving))
	}
}
