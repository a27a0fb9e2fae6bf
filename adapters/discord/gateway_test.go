package discord_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// served runs the adapter of a fake until the test ends it.
func served(t *testing.T, fake *discordtest.Discord, core bot.Core) (*discord.App, <-chan error) {
	t.Helper()
	a := connected(t, fake, func(c *discord.Config) { c.Staleness = time.Second })
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, core); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended })
	return a, ended
}

// TestTheConnectionComesBack: whatever breaks it, somebody is answered again soon,
// and in order.
func TestTheConnectionComesBack(t *testing.T) {
	for name, breaks := range map[string]func(*discordtest.Discord){
		"a request to reconnect":            func(d *discordtest.Discord) { d.Reconnect() },
		"another one when it identifies":    func(d *discordtest.Discord) { d.AnswerIdentify(7, 1); d.Reconnect() },
		"too many at once":                  func(d *discordtest.Discord) { d.AnswerIdentify(9, 1); d.Reconnect() },
		"a session that is no longer valid": func(d *discordtest.Discord) { d.Invalidate() },
		"a connection that is cut":          func(d *discordtest.Discord) { d.DropConnections() },
		"one that goes away":                func(d *discordtest.Discord) { d.Close(1001) },
		"an unknown error":                  func(d *discordtest.Discord) { d.Close(4000) },
		"a dead one":                        func(d *discordtest.Discord) { d.Silence() },
		"a page where an address is asked": func(d *discordtest.Discord) {
			d.Fail("GET /gateway", 1, discordtest.Failure{Status: 429, HTML: true})
			d.DropConnections()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := discordtest.Start(t, discordtest.Options{Heartbeat: 200 * time.Millisecond})
			core := adaptertest.NewCore(bot.View{At: "menu", Title: "メニュー"})
			a, _ := served(t, fake, core)
			until(t, "a connection", func() bool { return a.Stood() > 0 })
			before, began := fake.Identifies(), time.Now()
			breaks(fake)
			until(t, "another session", func() bool { return fake.Identifies() > before && fake.Sessions() > 0 })
			t.Logf("back after %v", time.Since(began).Round(time.Millisecond))
			d := fake.Command(discordtest.Yamada, discordtest.General, "daicho")
			<-d.Done
			if d.Failure() != "" {
				t.Error(d.Failure())
			}
		})
	}
}

// TestASilentOpeningIsGivenUp: the library waits for ever where nothing is said on
// a new connection.
func TestASilentOpeningIsGivenUp(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as an opening may")
	}
	t.Parallel()
	fake := discordtest.Start(t, discordtest.Options{})
	fake.SilentOpens(1)
	a, _ := served(t, fake, adaptertest.NewCore())
	until(t, "a connection after the silent one", func() bool { return a.Stood() > 0 })
}

// TestWhatMustBeMendedEndsIt: where connecting again is of no use, the mend is
// said, in both languages and without the token.
func TestWhatMustBeMendedEndsIt(t *testing.T) {
	for code, mend := range map[int][]string{4004: {"Reset Token", "作り直して"}, 4014: {"intent", "許されていない"}} {
		fake := discordtest.Start(t, discordtest.Options{})
		fake.RefuseIdentify(code, 1)
		_, ended := served(t, fake, adaptertest.NewCore())
		select {
		case err := <-ended:
			if err == nil || !errors.Is(err, bot.ErrBroken) || strings.Contains(err.Error(), discordtest.Token) {
				t.Errorf("%d: ended with %v", code, err)
				continue
			}
			for _, words := range mend {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("%d: %q does not say %q", code, err, words)
				}
			}
		case <-time.After(20 * time.Second):
			t.Errorf("%d: it goes on", code)
		}
	}
}
