package discord

import (
	"slices"
	"testing"

	"daicho/adapters/discord/discordtest"
)

// TestWhatIsNotTaken: what comes while nothing is taken any more is not told to
// wait, and is new where it comes again.
func TestWhatIsNotTaken(t *testing.T) {
	a, err := New(Config{Token: discordtest.Token, Guilds: []Guild{{ID: discordtest.Company}}})
	if err != nil {
		t.Fatal(err)
	}
	d := delivery{kind: didPress, id: "i-300000000000000009", user: discordtest.Yamada, channel: discordtest.General, guild: discordtest.Company}
	r, taken := a.take(d)
	if taken || r.timer.Stop() || slices.Contains(a.taken, d.id) {
		t.Errorf("taken: %v, known: %q, or it waits still", taken, a.taken)
	}
	if r, _ := a.take(d); r.repeat {
		t.Error("it counts as a repeat")
	}
	a.life.Store(&life{turning: t.Context(), showing: t.Context()})
	a.turns.Open()
	for _, repeat := range []bool{false, true} {
		r, taken := a.take(delivery{kind: didSpeak, id: "m-300000000000000009", user: discordtest.Yamada, bot: true})
		if !taken || r.repeat != repeat {
			t.Errorf("taken: %v, a repeat: %v, want %v", taken, r.repeat, repeat)
		}
	}
	a.turns.Shut()
}
