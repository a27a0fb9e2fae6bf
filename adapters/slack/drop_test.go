package slack

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// TestEveryFileIsAnswered: of several files in one message each is handed on,
// and what became of each is said.
func TestEveryFileIsAnswered(t *testing.T) {
	big := make([]byte, bot.MaxFile+1)
	pdf := func(name string) slacktest.File { return slacktest.File{Name: name, Data: []byte("%PDF")} }
	for name, c := range map[string]struct {
		files  []slacktest.File
		fails  int // downloads
		says   []string
		handed int
	}{
		"the first is too big":       {[]slacktest.File{{Name: "大.pdf", Data: big}, pdf("b.pdf")}, 0, []string{"「大.pdf」は大きすぎる", "b.pdf を加えました"}, 1},
		"the last is too big":        {[]slacktest.File{pdf("a.pdf"), {Name: "大.pdf", Data: big}}, 0, []string{"a.pdf を加えました", "「大.pdf」は大きすぎる", "ほかの内容は、そのまま残っています"}, 1},
		"the first cannot be had":    {[]slacktest.File{pdf("a.pdf"), pdf("b.pdf")}, 1, []string{"「a.pdf」を受け取れませんでした", "b.pdf を加えました"}, 1},
		"the first is refused":       {[]slacktest.File{pdf("old.doc"), pdf("b.pdf")}, 0, []string{"「old.doc」：古い形式です", "b.pdf を加えました"}, 2},
		"a page is shown under them": {[]slacktest.File{{Name: "大.pdf", Data: big}}, 0, []string{"「大.pdf」は大きすぎる", "［入力をはじめる］"}, 0},
	} {
		r := newRoom(t, form())
		r.core.Means("開く", "form")
		r.say("開く")
		takes := &taker{Core: r.core}
		r.ws.life.Store(&life{takes, t.Context()})
		r.fake.Fail("download", c.fails, slacktest.Failure{Status: 503})
		r.wait(r.fake.DropAll(r.user, r.dm(), "", c.files...))
		for _, part := range c.says {
			if s := r.newest(); !strings.Contains(s.Text, part) {
				t.Errorf("%s: %q is not said:\n%s", name, part, s.Text)
			}
		}
		if takes.handed != c.handed {
			t.Errorf("%s: %d were handed on", name, takes.handed)
		}
	}
}

// TestAFileThatComesAgain: one that could not be had at first is received when
// it is delivered once more, and that is said.
func TestAFileThatComesAgain(t *testing.T) {
	r := newRoom(t, bot.View{At: adaptertest.FileRoute, Title: "受け取りました"})
	r.fake.Fail("download", 1, slacktest.Failure{Status: 503})
	d := r.fake.Drop(r.user, r.dm(), "a.pdf", []byte("%PDF"), "")
	r.wait(d)
	if s := r.newest(); !strings.Contains(s.Text, "「a.pdf」を受け取れませんでした") {
		t.Errorf("at first it says\n%s", s.Text)
	}
	r.wait(r.fake.Again(d))
	if s := r.newest(); !strings.Contains(s.Text, "受け取りました") {
		t.Errorf("then it says\n%s", s.Text)
	}
}

// TestWordsBesideAFile: a file is received, and that the words beside it are not
// is said.
func TestWordsBesideAFile(t *testing.T) {
	r := newRoom(t, bot.View{At: adaptertest.FileRoute, Title: "受け取りました"})
	for words, want := range map[string]bool{"": false, "これです": true} {
		r.wait(r.fake.Drop(r.user, r.dm(), "a.pdf", []byte("%PDF"), words))
		if s := r.newest(); !strings.Contains(s.Text, "受け取りました") || strings.Contains(s.Text, "添えられた文は、受け取っていません") != want {
			t.Errorf("beside %q it says\n%s", words, s.Text)
		}
	}
}

func records() bot.View {
	f := form()
	f.At, f.Title, f.Attach = "doc", "わたしの記録", []bot.Attachment{{Kind: bot.Document, Name: "mydata.txt", Alt: "自分の記録", Spec: "d"}}
	return f
}

// TestADocumentIsSentOnce: however often its button is delivered; it bears the
// name by which it was promised, and the page stays what it was.
func TestADocumentIsSentOnce(t *testing.T) {
	r := newRoom(t, records())
	r.core.Makes("d", []byte("x"))
	r.core.Means("開く", "doc")
	r.say("開く")
	page := r.newest()
	d := r.tap(page, "受け取る：自分の記録")
	r.wait(d)
	r.wait(r.fake.Again(d))
	var file slacktest.Screen
	until(t, "the file", func() bool {
		all := r.fake.Screens(r.user, r.dm())
		file = all[len(all)-1]
		return len(file.Files) == 1
	})
	sent := make(chan struct{})
	r.ws.errands.Put(r.user+" ", func() { close(sent) })
	<-sent
	if n := r.fake.Calls("files.completeUploadExternal"); n != 1 || file.Files[0].Title != "自分の記録" {
		t.Errorf("sent %d times: %+v", n, file.Files)
	}
	for _, s := range r.fake.Screens(r.user, r.dm()) {
		if s.TS == page.TS && (!strings.Contains(s.Text, "「自分の記録」を、このアプリとのダイレクトメッセージに送ります") || !strings.Contains(s.Text, "［入力をはじめる］")) {
			t.Errorf("the page has become\n%s", s.Text)
		}
	}
}

// files is how many files stand in the conversation.
func (r *room) files() (n int) {
	for _, s := range r.fake.Screens(r.user, r.dm()) {
		n += len(s.Files)
	}
	return n
}

// TestADocumentThatCannotBeSent: that is said where the document was promised,
// with the button that sends it; and the end of the adapter waits for it.
func TestADocumentThatCannotBeSent(t *testing.T) {
	r := newRoom(t, records())
	r.core.Makes("d", []byte("x"))
	r.core.Means("開く", "doc")
	r.say("開く")
	r.fake.Fail("files.completeUploadExternal", 1, slacktest.Failure{Error: "file_update_failed"})
	r.press(r.newest(), "受け取る")
	until(t, "a word", func() bool {
		return strings.Contains(r.newest().Text, "「自分の記録」を送れませんでした")
	})
	r.press(r.newest(), "受け取る：自分の記録")
	until(t, "the file", func() bool { return r.files() == 1 })
	r.fake.Fail("files.getUploadURLExternal", 1, slacktest.Failure{Status: 429, RetryAfter: time.Second})
	r.say("開く")
	r.press(r.newest(), "受け取る")
	if r.end(); r.files() != 2 {
		t.Error("the adapter has ended, and the document was not sent")
	}
}

// taker is a core that takes files, but for those of an old kind.
type taker struct {
	*adaptertest.Core
	handed int
}

func (c *taker) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	if ev.File == nil {
		return c.Core.Handle(ctx, ev)
	}
	c.handed++
	v := bot.View{At: "form", Title: "根拠資料", Notice: ev.File.Name + " を加えました。"}
	if strings.HasSuffix(ev.File.Name, ".doc") {
		v.Notice, v.Problem = "", "古い形式です。"
	}
	return v, nil
}

// TestWordsInAThread: they are answered there, whether they are shown outside it
// too or not.
func TestWordsInAThread(t *testing.T) {
	r := newRoom(t, menu())
	r.core.Means("開く", "menu")
	for _, sub := range []string{"", "thread_broadcast"} {
		payload, err := json.Marshal(map[string]any{"team_id": r.ws.teamID, "event_id": "Ev" + sub, "event": map[string]any{
			"type": "message", "subtype": sub, "channel_type": "im", "channel": r.dm(), "user": r.user, "text": "開く", "event_ts": "2.0", "thread_ts": "1.0",
		}})
		if err != nil {
			t.Fatal(err)
		}
		before := r.newest().Seq
		r.ws.deliver(t.Context(), eventEnvelope, payload, func(any) error { return nil })
		<-r.ws.Settled(r.user)
		if s := r.newest(); s.Seq == before || s.Thread != "1.0" {
			t.Errorf("%q: answered by %+v", sub, s)
		}
	}
}
