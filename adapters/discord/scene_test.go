package discord_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtalk"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// scene is the adapter at work over a fake, with a core that says what it is told
// to.
type scene struct {
	t    *testing.T
	fake *discordtest.Discord
	app  *discord.App
	core *adaptertest.Core
	hand discordtalk.Hand
	end  func()
}

// other is a second server.
const other = "200000000000000002"

func newScene(t *testing.T, core *adaptertest.Core, o discordtest.Options, change func(*discord.Config)) *scene {
	t.Helper()
	if o.Limits == nil {
		o.Limits = map[string]discordtest.Limit{"POST /channels/{channel}/messages": {Calls: 1e6, Per: time.Second}}
	}
	fake := discordtest.Start(t, o)
	s := &scene{t: t, fake: fake, core: core}
	s.starts(change)
	return s
}

// starts begins a process.
func (s *scene) starts(change func(*discord.Config)) {
	s.t.Helper()
	s.app = connected(s.t, s.fake, change)
	s.hand = discordtalk.Hand{Fake: s.fake, Settled: s.app.Settled}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.app.Run(ctx, s.core) }()
	until(s.t, "a connection", func() bool { return s.app.Stood() > 0 })
	s.end = func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
		s.end = func() {}
	}
	s.t.Cleanup(func() { s.end() })
}

// after waits until what somebody did is dealt with.
func (s *scene) after(user string, d *discordtest.Delivery) {
	s.t.Helper()
	if err := s.hand.After(s.t.Context(), user, d); err != nil {
		s.t.Fatal(err)
	}
}

// says types words and waits until the core has heard them.
func (s *scene) says(user, words string) {
	s.t.Helper()
	s.hears(user, func() { s.fake.Say(user, s.fake.DM(user), words) })
}

// hears waits until the core has heard what somebody does.
func (s *scene) hears(user string, does func()) {
	s.t.Helper()
	from := func(ev bot.Event) bool { return ev.From.ID == user }
	n := len(s.core.Matching(from))
	does()
	ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	if err := s.core.Await(ctx, n+1, from); err != nil {
		s.t.Fatal(err)
	}
	s.after(user, nil)
}

// newest is what came up last before somebody.
func (s *scene) newest(user string) discordtest.Screen {
	s.t.Helper()
	all := s.hand.Alone(user, discordtest.General)
	if len(all) == 0 {
		s.t.Fatalf("%s sees nothing", user)
	}
	return all[0]
}

// presses presses what is called so on the newest screen.
func (s *scene) presses(user, label string) {
	s.t.Helper()
	on := s.newest(user)
	s.after(user, s.fake.Click(user, on, s.button(on, label)))
}

func (s *scene) button(on discordtest.Screen, label string) discordtest.Button {
	s.t.Helper()
	i := slices.IndexFunc(on.Buttons, func(b discordtest.Button) bool { return b.Label == label })
	if i < 0 {
		s.t.Fatalf("there is no %s on\n%s", label, on.Text)
	}
	return on.Buttons[i]
}

func (s *scene) noComplaints() {
	s.t.Helper()
	for _, c := range s.fake.Complaints() {
		s.t.Errorf("Discord complains: %s", c)
	}
}

// menu is a core with a menu, a page of one question and what comes after it.
func menu() *adaptertest.Core {
	core := adaptertest.NewCore(
		bot.View{At: "menu", Title: "メニュー", Actions: []bot.Action{
			{ID: "ledger", Label: "台帳を見る"}, {ID: "do/remove/1", Label: "名簿から外す", Style: bot.Danger, Confirm: "山田さんを名簿から外しますか？"},
		}},
		bot.View{At: "ledger", Title: "台帳", Actions: []bot.Action{{ID: "menu", Label: "戻る"}}},
		bot.View{At: "note/1", Title: "メモ", Fields: []bot.Field{{ID: "note", Kind: bot.LongText, Label: "メモ"}}, Submit: bot.Action{ID: "do/note/1", Label: "保存する"}},
		bot.View{At: "share/1", Title: "共有", Fields: []bot.Field{{ID: "place", Kind: bot.PlaceField, Label: "チャンネル"}}, Submit: bot.Action{ID: "do/share/1", Label: "共有する"}},
		bot.View{At: "done", Title: "できました", Actions: []bot.Action{{ID: "menu", Label: "戻る"}}},
	)
	for _, does := range []bot.ActionID{"do/remove/1", "do/note/1", "do/share/1"} {
		core.Leads(does, "done")
	}
	for words, at := range map[string]bot.ActionID{"メニュー": "menu", "メモ": "note/1", "共有": "share/1"} {
		core.Means(words, at)
	}
	return core
}
