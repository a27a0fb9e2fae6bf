package slack

import (
	"slices"
	"strings"
	"testing"

	"daicho/adapters/slack/slacktest"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

const longText = "20分かけて書いた長い説明"

// TestClosingLosesNothingWithoutAWord: what was typed is saved, or comes back by
// the button of the message, or stands in it.
func TestClosingLosesNothingWithoutAWord(t *testing.T) {
	for name, c := range map[string]struct {
		breaks func(*room)
		says   string
		back   bool // by the button
	}{
		"kept":           {func(*room) {}, sayGoOn, true},
		"not saved":      {func(r *room) { r.core.Fail(saving, failing, bot.ErrBroken) }, "K7QX", true},
		"nothing to ask": {func(r *room) { r.core.Fail(func(bot.Event) bool { return true }, failing, bot.ErrBroken) }, longText, false},
		"gone": {func(r *room) {
			r.core.Show(bot.View{At: "form", Title: "メニュー", Problem: "このサービスは、もう台帳にありません。"})
		}, longText, false},
		"after a restart": {func(r *room) { r.ws.desks.all = nil }, sayGoOn, true},
		"kept only when it is sent": {func(r *room) {
			f := form()
			f.At = "form/sent"
			r.core.Show(f)
			r.core.Leads("form", "form/sent")
		}, sayLoose, true},
	} {
		r := inForm(t, form())
		r.enter("note", longText)
		c.breaks(r)
		r.closes()
		r.core.Mend()
		if !strings.Contains(r.newest().Text, c.says) {
			t.Errorf("%s: the message says\n%s", name, r.newest().Text)
		}
		if !c.back {
			continue
		}
		if r.press(r.newest(), "入力をはじめる"); !strings.Contains(r.modal().Text, longText) {
			t.Errorf("%s: it does not come back:\n%s", name, r.modal().Text)
		}
	}
}

// TestANoteIsLeftWithAWord: a page whose routes carry a revision is left like any
// other, also where something of it was not taken.
func TestANoteIsLeftWithAWord(t *testing.T) {
	o := newOffice(t, 1, slacktest.Options{}, func(c *Config) { c.Unhurried = true })
	o.start()
	h := o.presser(o.users[0])
	h.command("/ledger", "add Dropbox")
	h.sends()
	h.press(h.newest(), "チェックをはじめる")
	h.press(h.modal(), "メモを書く")
	h.enter("note", longText)
	h.closes()
	if s := h.newest(); !strings.Contains(s.Text, sayGoOn) || strings.Contains(s.Text, "ここで1つずつ入れる") {
		t.Errorf("after a note that was kept:\n%s", s.Text)
	}
	h.press(h.newest(), "入力をはじめる")
	h.enter("url", "www.example.co.jp/yakkan")
	h.closes()
	if s := h.newest(); !strings.Contains(s.Text, "根拠資料のURL：ページのアドレスとして読めなかった") {
		t.Errorf("after an address that was not taken:\n%s", s.Text)
	}
	h.press(h.newest(), "入力をはじめる")
	if m := h.modal(); !strings.Contains(m.Text, "www.example.co.jp/yakkan") || !strings.Contains(m.Text, longText) {
		t.Errorf("it does not come back:\n%s", m.Text)
	}
	o.noComplaints()
}

// TestOnceMoreIsLeftLikeTheForm: what is mended on the page that asks once more
// is kept when it is closed there.
func TestOnceMoreIsLeftLikeTheForm(t *testing.T) {
	f := form()
	f.Submit.Confirm, f.Fields = "送りますか？", f.Fields[:1]
	r := inForm(t, f)
	r.enter("note", "一行目")
	r.sends()
	if m := r.modal(); !strings.Contains(m.Text, "まだ行っていません") {
		t.Errorf("it asks\n%s", m.Text)
	}
	r.enter("note", "一行目。二行目。")
	r.closes()
	if got := r.gave("form"); got["note"] != "一行目。二行目。" {
		t.Errorf("saved %v", got)
	}
}

// TestSomebodyTakenOffTheListReadsWhatTheyTyped: it is theirs, and nobody keeps
// it any more.
func TestSomebodyTakenOffTheListReadsWhatTheyTyped(t *testing.T) {
	o := newOffice(t, 1, slacktest.Options{}, func(c *Config) { c.Unhurried = true })
	o.start()
	h := o.presser(o.users[0])
	h.command("/ledger", "add Dropbox")
	h.enter("summary", longText)
	home := o.ws.Home()
	err := o.store.Turn(t.Context(), home, func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: h.user})
		if err != nil {
			return err
		}
		p.Accounts = nil
		return tx.PutPerson(p)
	})
	if err != nil {
		t.Fatal(err)
	}
	h.closes()
	if s := h.newest(); !strings.Contains(s.Text, "まだ登録がありません") || !strings.Contains(s.Text, longText) {
		t.Errorf("the message says\n%s", s.Text)
	}
}

// TestAnAnsweredPageIsLeftWithoutBeingAsked: where nothing is wanted any more,
// nobody is told to go on.
func TestAnAnsweredPageIsLeftWithoutBeingAsked(t *testing.T) {
	f := form()
	f.Fields, f.Progress = slices.Clone(f.Fields[1:]), &bot.Progress{Done: 1, Of: 1, Unit: "問"}
	f.Fields[0].Number = "1"
	r := newRoom(t, f)
	r.core.Means("開く", "form")
	r.say("開く")
	r.press(r.newest(), "画面を開いて答える")
	r.enter("state", "1")
	r.closes()
	if s := r.newest(); !strings.Contains(s.Text, sayReview) {
		t.Errorf("the message says\n%s", s.Text)
	}
}
