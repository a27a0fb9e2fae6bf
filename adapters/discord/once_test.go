package discord_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// heard is what the core has heard of what was typed, in its order.
func (s *scene) heard() (all []string) {
	for _, ev := range s.core.Events() {
		if ev.Said != "" {
			all = append(all, ev.Said)
		}
	}
	return all
}

// reaches waits until the core has heard exactly that.
func (s *scene) reaches(want ...string) {
	s.t.Helper()
	until(s.t, fmt.Sprintf("the core to hear %q", want), func() bool { return len(s.heard()) >= len(want) })
	s.after(discordtest.Yamada, nil)
	if got := s.heard(); !slices.Equal(got, want) {
		s.t.Errorf("the core heard %q, want %q", got, want)
	}
}

// types types words, and waits for nothing.
func (s *scene) types(words string) {
	s.fake.Say(discordtest.Yamada, s.fake.DM(discordtest.Yamada), words)
}

// TestWhatWasTypedMeanwhile: words typed while no connection stands are heard
// before newer ones, also where they cannot be fetched at first.
func TestWhatWasTypedMeanwhile(t *testing.T) {
	for name, failure := range map[string]discordtest.Failure{
		"at once": {}, "after a while": {Status: 503}, "where it is too much": {RetryAfter: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, menu(), discordtest.Options{}, nil)
			s.says(discordtest.Yamada, "メニュー")
			s.fake.HoldConnections()
			s.fake.DropConnections()
			s.types("一つ目")
			if failure != (discordtest.Failure{}) {
				s.fake.Fail("GET /channels/*/messages", 2, failure)
			}
			stood := s.app.Stood()
			s.fake.AllowConnections()
			until(t, "a connection", func() bool { return s.app.Stood() > stood })
			s.types("二つ目")
			s.reaches("メニュー", "一つ目", "二つ目")
		})
	}
}

// TestWhatCannotBeFetchedIsFetchedLater: nothing is given up where fetching fails
// for longer than somebody waits, nor where the connection breaks again meanwhile.
func TestWhatCannotBeFetchedIsFetchedLater(t *testing.T) {
	t.Parallel()
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "メニュー")
	for _, words := range []string{"一つ目", "二つ目"} {
		s.fake.HoldConnections()
		s.fake.DropConnections()
		s.types(words)
		s.fake.Fail("GET /channels/*/messages", 4, discordtest.Failure{Status: 503})
		stood := s.app.Stood()
		s.fake.AllowConnections()
		until(t, "a connection", func() bool { return s.app.Stood() > stood })
		s.after(discordtest.Yamada, nil)
	}
	s.reaches("メニュー", "一つ目", "二つ目")
}

// TestASessionThatIsTakenAway: words typed between two sessions on one connection
// are heard.
func TestASessionThatIsTakenAway(t *testing.T) {
	t.Parallel()
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "メニュー")
	s.fake.Invalidate()
	s.types("一つ目")
	s.reaches("メニュー", "一つ目")
}

// TestWhatWasTypedBeforeItBegan: words that nobody heard since no process ran are
// dealt with once their writer is met: by what they type next, by what they press,
// or by a letter to them. What was answered then is not answered again.
func TestWhatWasTypedBeforeItBegan(t *testing.T) {
	for name, meet := range map[string]func(*scene) []string{
		"by words": func(s *scene) []string { s.types("二つ目"); return []string{"一つ目", "二つ目"} },
		"by a press": func(s *scene) []string {
			s.presses(discordtest.Yamada, "台帳を見る")
			return []string{"一つ目"}
		},
		"by a letter": func(s *scene) []string {
			if err := s.wrote(discordtest.Company, bot.View{At: "ledger", Title: "お知らせ"}); err != nil {
				s.t.Error(err)
			}
			if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "お知らせ") {
				s.t.Errorf("the letter is not the newest: %q", text)
			}
			return []string{"一つ目"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, menu(), discordtest.Options{}, nil)
			s.says(discordtest.Yamada, "メモ")
			s.says(discordtest.Yamada, "メニュー")
			s.end()
			s.types("一つ目")
			s.starts(nil)
			s.reaches(append([]string{"メモ", "メニュー"}, meet(s)...)...)
		})
	}
}

// TestAnswersAreKnown: what was dealt with before the process began is told by its
// answer, whatever else the bot wrote since, and though nothing can be fetched at
// first; a word that came while it ended is heard afterwards.
func TestAnswersAreKnown(t *testing.T) {
	t.Parallel()
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "メモ")
	held := s.core.Hold(func(ev bot.Event) bool { return ev.Said == "メニュー" })
	s.types("メニュー")
	until(t, "the words in the core", func() bool { return s.core.Inside() == 1 })
	ended := make(chan struct{})
	go func() { defer close(ended); s.end() }()
	until(t, "its end", s.app.Ending)
	s.types("一つ目")
	held.Release()
	<-ended
	s.fake.Fail("GET /channels/*/messages", 4, discordtest.Failure{Status: 503})
	s.starts(nil)
	s.presses(discordtest.Yamada, s.newest(discordtest.Yamada).Buttons[0].Label)
	s.fake.DropConnections()
	s.reaches("メモ", "メニュー", "一つ目")
}

// TestSentOnce: where Discord's answer is lost, a letter and an answer stand there
// once all the same; what is said twice on purpose stands there twice.
func TestSentOnce(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	lost := discordtest.Failure{Cut: true, Done: true}
	s.fake.Fail("POST /channels/*/messages", 3, lost)
	s.says(discordtest.Yamada, "メニュー")
	if n := len(s.hand.Alone(discordtest.Yamada)); n != 1 {
		t.Errorf("the answer came %d times", n)
	}
	letter := bot.View{At: "ledger", Title: "お知らせ"}
	s.fake.Fail("POST /channels/*/messages", 1, lost)
	s.fake.Fail("POST /channels/*/messages", 1, discordtest.Failure{RetryAfter: time.Second})
	if err := s.wrote(discordtest.Company, letter); !errors.Is(err, bot.ErrBroken) {
		t.Errorf("what became of it is known: %v", err)
	}
	var limited *bot.Limited
	if err := s.wrote(discordtest.Company, letter); !errors.As(err, &limited) {
		t.Errorf("the second try: %v", err)
	}
	for want := range 3 {
		if n := len(s.hand.Alone(discordtest.Yamada)); n != 2+max(0, want-1) {
			t.Errorf("%d messages after %d tries", n, want)
		}
		if err := s.wrote(discordtest.Company, letter); err != nil {
			t.Error(err)
		}
	}
	s.fake.Fail("POST /interactions/*/*/callback", 1, lost)
	d := s.fake.Command(discordtest.Yamada, discordtest.General, "daicho")
	s.after(discordtest.Yamada, d)
	if d.Failure() != "" || len(s.fake.Screens(discordtest.Yamada, discordtest.General)) != 1 {
		t.Errorf("%q, and they see %d answers", d.Failure(), len(s.fake.Screens(discordtest.Yamada, discordtest.General)))
	}
	s.noComplaints()
}

// TestShutdownSaysSo: whoever was told to wait is told that it ends, in the core is
// nothing left, and nothing is sent any more.
func TestShutdownSaysSo(t *testing.T) {
	t.Parallel()
	s := newScene(t, menu(), discordtest.Options{Users: members(20)}, func(c *discord.Config) { c.Grace = 100 * time.Millisecond })
	held := s.core.Hold(func(bot.Event) bool { return true })
	defer held.Release()
	var all []*discordtest.Delivery
	for _, u := range slices.Concat(members(20), members(20)) { // the second waits for the first
		all = append(all, s.fake.Command(u.ID, discordtest.General, "daicho"))
	}
	for _, d := range all {
		<-d.Done
	}
	s.end()
	for _, u := range members(20) {
		seen := s.fake.Screens(u.ID, discordtest.General)
		text := fmt.Sprint(seen)
		if len(seen) != 2 || seen[0].Loading || seen[1].Loading || !strings.Contains(text, "中断されました") || !strings.Contains(text, "行っていません") {
			t.Errorf("%s sees %s", u.ID, text)
		}
	}
	if n := s.core.Inside(); n != 0 {
		t.Errorf("%d turns are still in the core", n)
	}
	if err := s.wrote(discordtest.Company, bot.View{At: "menu", Title: "x"}); !errors.Is(err, bot.ErrBroken) {
		t.Errorf("something is sent after it ended: %v", err)
	}
	s.noComplaints()
}

// TestTheMessageIsGoneMeanwhile: where the message that was pressed is deleted
// while its presser waits, the answer stands beside it.
func TestTheMessageIsGoneMeanwhile(t *testing.T) {
	t.Parallel()
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "メニュー")
	held := s.core.Hold(func(ev bot.Event) bool { return ev.Press == "ledger" })
	on := s.newest(discordtest.Yamada)
	d := s.fake.Click(discordtest.Yamada, on, s.button(on, "台帳を見る"))
	<-d.Done
	s.fake.DeleteMessages()
	held.Release()
	s.after(discordtest.Yamada, d)
	if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "台帳") {
		t.Errorf("they see %q", text)
	}
}

// TestOneServerIsGone: the others are served all the same, and what is for the
// people of the one waits.
func TestOneServerIsGone(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, func(c *discord.Config) {
		c.Guilds = append(c.Guilds, discord.Guild{ID: other, Enroll: true})
	})
	if err := s.wrote(discordtest.Company, bot.View{At: "menu", Title: "お知らせ"}); err != nil {
		t.Errorf("to the other one's: %v", err)
	}
	var absent *discord.Absent
	if err := s.wrote(other, bot.View{At: "menu", Title: "お知らせ"}); !errors.As(err, &absent) || !errors.Is(err, bot.ErrBroken) {
		t.Errorf("to its own: %v", err)
	}
}
