package slack

import (
	"context"
	"testing"
	"time"

	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

func menu() bot.View {
	return bot.View{At: "menu", Title: "メニュー", Actions: []bot.Action{{ID: "other", Label: "ほかを見る"}, {ID: "do/x", Label: "する"}}}
}

// TestNobodyWaitsForWhatIsShown: a press is acknowledged while the answer to the
// one before it waits for Slack.
func TestNobodyWaitsForWhatIsShown(t *testing.T) {
	r := newRoom(t, menu(), bot.View{At: "other", Title: "ほか"})
	r.core.Means("開く", "menu")
	r.say("開く")
	s := r.newest()
	r.fake.Fail("chat.postMessage", 1, slacktest.Failure{Status: 429, RetryAfter: 2 * time.Second})
	<-r.fake.Say(r.user, r.dm(), "開く").Done
	before := r.newest().Seq
	<-r.tap(s, "ほかを見る").Done
	if r.newest().Seq != before {
		t.Error("the answer had not to wait")
	}
	<-r.ws.Settled(r.user)
	if got := r.newest(); got.Text == s.Text {
		t.Errorf("not shown:\n%s", got.Text)
	}
}

// TestWhatIsReplacedIsNotShown: of several things that wait to be shown in one
// place the newest alone is, and what has no place is not left out.
func TestWhatIsReplacedIsNotShown(t *testing.T) {
	r := newRoom(t, menu())
	held, got := make(chan struct{}), make(chan string, 9)
	do := &task{w: r.ws, d: delivery{user: r.user}}
	shows := func(place, what string) { do.later(place, func(context.Context) { got <- what }) }
	do.later("", func(context.Context) { <-held })
	shows("modal V1", "old")
	shows("home", "tab")
	shows("", "word")
	shows("", "word")
	shows("modal V1", "new")
	close(held)
	<-r.ws.Settled(r.user)
	shows("modal V1", "newest")
	<-r.ws.Settled(r.user)
	close(got)
	var all string
	for what := range got {
		all += what + " "
	}
	if want := "tab word word new newest "; all != want {
		t.Errorf("shown were %swant %s", all, want)
	}
}

// TestOneThingAtATime: the home tab is drawn in the order of what its owner
// does, never beside it.
func TestOneThingAtATime(t *testing.T) {
	r := newRoom(t, menu(), bot.View{At: "do/x", Title: "しました"})
	r.core.Means("開く", "menu")
	r.wait(r.fake.OpenHome(r.user))
	r.say("開く")
	held := r.core.Hold(func(ev bot.Event) bool { return ev.Press == "do/x" })
	pressed := r.tap(r.newest(), "する")
	if err := r.core.Await(t.Context(), 1, func(ev bot.Event) bool { return ev.Press == "do/x" }); err != nil {
		t.Fatal(err)
	}
	r.ws.drawHome(r.user, "")
	held.Release()
	r.wait(pressed)
	if all := r.core.Overlaps(); len(all) > 0 {
		t.Errorf("at once: %+v", all)
	}
}
