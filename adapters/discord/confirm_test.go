package discord_test

import (
	"strings"
	"testing"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtalk"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// TestWhatIsToBeConfirmed is asked with the core's words, after a restart too;
// where the page is not to be had, with those on the button.
func TestWhatIsToBeConfirmed(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "メニュー")
	s.presses(discordtest.Yamada, "名簿から外す")
	if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "山田さんを名簿から外しますか？") {
		t.Errorf("it asks %q", text)
	}
	s.presses(discordtest.Yamada, "やめて戻る")
	s.end()
	s.starts(nil)
	s.presses(discordtest.Yamada, "名簿から外す")
	if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "山田さんを名簿から外しますか？") || len(s.core.Matching(bot.Event.Acts)) > 0 {
		t.Errorf("after a restart it asks %q", text)
	}
	s.presses(discordtest.Yamada, "やめて戻る")
	s.end()
	s.starts(nil)
	s.core.Fail(func(bot.Event) bool { return true }, bot.View{}, bot.ErrBroken)
	s.presses(discordtest.Yamada, "名簿から外す")
	s.core.Mend()
	if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "「名簿から外す」を押すと") || len(s.core.Matching(bot.Event.Acts)) > 0 {
		t.Errorf("where the page is not to be had it asks %q", text)
	}
	s.presses(discordtest.Yamada, "名簿から外す")
	if got := s.core.Matching(bot.Event.Acts); len(got) != 1 || got[0].Press != "do/remove/1" {
		t.Errorf("the core was asked %+v", got)
	}
	s.noComplaints()
}

// TestWhatIsSharedAsksWhereTo: before it is sent, its channel is named, after a
// restart too, when its route is another.
func TestWhatIsSharedAsksWhereTo(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	show := func(key, place string) {
		s.core.Show(bot.View{At: "share/1", Title: "共有", Fields: []bot.Field{{ID: "place", Kind: bot.PlaceField, Label: "チャンネル", Value: place}},
			Submit: bot.Action{ID: bot.ActionID("do/share/" + key + "/1"), Label: "共有する", Confirm: "全員が読めます。共有しますか？"}})
	}
	show("k1", discordtest.Office)
	s.says(discordtest.Yamada, "共有")
	for _, restarts := range []bool{false, true} {
		if restarts {
			s.end()
			show("k2", "") // the core keeps nothing of what was chosen
			s.starts(nil)
		}
		s.presses(discordtest.Yamada, "共有する")
		if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "共有しますか？") || !strings.Contains(text, "チャンネル：#office") {
			t.Errorf("restarted %v, it asks %q", restarts, text)
		}
		if !restarts {
			s.presses(discordtest.Yamada, "やめて戻る")
		}
	}
	s.presses(discordtest.Yamada, "共有する")
	if got := s.core.Matching(bot.Event.Acts); len(got) != 1 || got[0].Press != "do/share/k1/1" || got[0].Values["place"] != discordtest.Office {
		t.Errorf("the core was asked %+v", got)
	}
	s.noComplaints()
}

// TestPressedTwice: what ends a page, pressed twice before anything changes, is
// the same route twice, which the core knows.
func TestPressedTwice(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.core.Show(bot.View{At: "note/1", Title: "メモ", Fields: []bot.Field{
		{ID: "note", Kind: bot.LongText, Label: "メモ", Value: "書いたもの"}, {ID: "more", Kind: bot.Text, Label: "ほか", Optional: true},
	}, Submit: bot.Action{ID: "do/note/1", Label: "保存する"}})
	s.says(discordtest.Yamada, "メモ")
	on := s.newest(discordtest.Yamada)
	b, _ := discordtalk.Button(on, func(m discord.Meaning) bool { return m.Does == discord.Ends })
	first := s.fake.Click(discordtest.Yamada, on, b)
	second := s.fake.ClickBefore(discordtest.Yamada, on, b)
	s.after(discordtest.Yamada, first)
	s.after(discordtest.Yamada, second)
	got := s.core.Matching(bot.Event.Acts)
	if len(got) != 2 || got[0].Press != "do/note/1" || got[1].Press != "do/note/1" || got[0].ID == got[1].ID {
		t.Errorf("pressed is %+v", got)
	}
	s.noComplaints()
}
