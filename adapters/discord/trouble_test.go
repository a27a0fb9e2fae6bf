package discord_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// slips is a core with a mistake in it.
type slips struct {
	*adaptertest.Core
	once atomic.Bool
}

// Handle implements bot.Core.
func (c *slips) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	if !c.once.Swap(true) {
		panic("a mistake of the program's")
	}
	return c.Core.Handle(ctx, ev)
}

// TestAMistakeIsNotSilence: where a turn fails for a mistake of the program's, its
// presser hears so, and the next one is served.
func TestAMistakeIsNotSilence(t *testing.T) {
	fake := discordtest.Start(t, discordtest.Options{})
	a, _ := served(t, fake, &slips{Core: menu()})
	until(t, "a connection", func() bool { return a.Stood() > 0 })
	for _, want := range []string{"保存できていないおそれがあります", "メニュー"} {
		d := fake.Command(discordtest.Yamada, discordtest.General, "daicho")
		<-d.Done
		<-a.Settled(discordtest.Yamada)
		all := fake.Screens(discordtest.Yamada, discordtest.General)
		if d.Failure() != "" || len(all) == 0 || !strings.Contains(all[len(all)-1].Text+all[0].Text, want) {
			t.Errorf("%q: they see %+v", d.Failure(), all)
		}
	}
}

// TestAChosenPersonLeaves between the choice and the end of the page: they are not
// taken.
func TestAChosenPersonLeaves(t *testing.T) {
	for _, leaves := range []bool{false, true} {
		core := menu()
		core.Show(bot.View{At: "give/1", Title: "担当", Fields: []bot.Field{{ID: "who", Kind: bot.MemberField, Label: "人"}}, Submit: bot.Action{ID: "do/give/1", Label: "決める", Confirm: "よいですか"}})
		core.Means("担当", "give/1")
		core.Leads("do/give/1", "done")
		s := newScene(t, core, discordtest.Options{}, nil)
		s.says(discordtest.Yamada, "担当")
		on := s.newest(discordtest.Yamada)
		s.after(discordtest.Yamada, s.fake.Choose(discordtest.Yamada, on, on.Selects[0], discordtest.Suzuki))
		if leaves {
			s.fake.Forget(discordtest.Suzuki)
		}
		s.presses(discordtest.Yamada, "決める")
		s.presses(discordtest.Yamada, "決める")
		took := len(core.Matching(func(ev bot.Event) bool { return ev.Press == "do/give/1" })) > 0
		if text := s.newest(discordtest.Yamada).Text; took == leaves || strings.Contains(text, "いまこのサーバーにいません") != leaves {
			t.Errorf("leaves: %v, taken: %v, they see %q", leaves, took, text)
		}
	}
}

// TestWordsBesideAFile: a file is taken, and that the words beside it are not is
// said.
func TestWordsBesideAFile(t *testing.T) {
	core := menu()
	core.Show(bot.View{At: "proof/1", Title: "根拠資料", Drop: &bot.Drop{Label: "ファイルを加える"}})
	core.Means("資料", "proof/1")
	s := newScene(t, core, discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "資料")
	for words, want := range map[string]bool{"": false, "これです": true} {
		s.hears(discordtest.Yamada, func() {
			s.fake.Drop(discordtest.Yamada, s.fake.DM(discordtest.Yamada), "約款.pdf", []byte("x"), words)
		})
		if text := s.newest(discordtest.Yamada).Text; strings.Contains(text, "添えられた文は、受け取っていません") != want {
			t.Errorf("beside %q they see %q", words, text)
		}
	}
	if n := len(core.Matching(func(ev bot.Event) bool { return ev.File != nil })); n != 2 {
		t.Errorf("%d files were taken", n)
	}
}
