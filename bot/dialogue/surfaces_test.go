package dialogue_test

import (
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/store"
)

// TestSurfacesByName: a home is called by its platform, on whatever surface its
// name is read.
func TestSurfacesByName(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	w.runner.Talk = w.runner.Talk.(*dialogue.Dialogue[*store.Tx]).WithSurfaces(func(string) string { return "仕事チャット" })
	if v := w.chats(bot.Event{From: paper("山田"), Surface: bot.OwnSurface, Press: "people"}); !strings.Contains(v.Text(), "仕事チャット") {
		t.Errorf("on the page the people are read as\n%s", v.Text())
	}
	if v := w.chats(bot.Event{From: paper("山田"), Press: "people"}); !strings.Contains(v.Text(), "社内チャット") {
		t.Errorf("on the chat they are read as\n%s", v.Text())
	}
}

// TestPaperFromAChat: nothing is printed from a chat, so what to do instead is
// said there.
func TestPaperFromAChat(t *testing.T) {
	for name, c := range map[string]struct {
		page bool
		says string
	}{"with a page": {true, "別の端末で使う"}, "without": {false, "ワープロ"}} {
		w := newWorld(t)
		if c.page {
			withPage(w)
		}
		view := w.chats(bot.Event{From: paper("山田"), Press: "do/round/print/1"})
		if text := view.Text(); !strings.Contains(text, c.says) || strings.Contains(text, "この画面を") {
			t.Errorf("%s it says\n%s", name, text)
		}
		if text := w.chats(bot.Event{From: paper("山田"), Surface: bot.OwnSurface, Press: "print/1"}).Text(); !strings.Contains(text, "この画面を、A4の紙に印刷して") {
			t.Errorf("on the page it says\n%s", text)
		}
	}
}
