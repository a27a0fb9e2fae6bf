package slack

import (
	"errors"
	"strings"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// TestALatePressOverwritesNothing: what was pressed first and comes second, as
// it may when a connection broke, does not take the place of the newer answer.
func TestALatePressOverwritesNothing(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{})
	defer fake.Stop()
	ws := workspace(t, fake, SocketMode, nil)
	core := adaptertest.NewCore(bot.View{At: "check/1", Title: "問い", Fields: []bot.Field{
		{ID: "a", Kind: bot.Choice, Options: []bot.Option{{Value: "1", Label: "一"}, {Value: "2", Label: "二"}}},
		{ID: "b", Kind: bot.Choice, Options: []bot.Option{{Value: "1", Label: "一"}}},
	}, Submit: bot.Action{ID: "do/check/1", Label: "次へ"}})
	ws.life.Store(&life{core, t.Context()})
	ws.errands.Open()
	acked := 0
	tap := func(id, field, given, stamp string) {
		d := delivery{kind: didPress, id: id, team: ws.teamID, user: "U0YAMADA", verb: pick, route: "check/1", field: bot.FieldID(field), given: given, stamp: stamp, channel: "D0YAMADA"}
		ws.turn(t.Context(), d, func(any) error { acked++; return nil })
	}
	tap("t-2", "a", "2", "1700000002.000100")
	tap("t-1", "a", "1", "1700000001.000100")
	tap("t-0", "b", "1", "1700000000.000100")
	tap("t-2", "a", "2", "1700000002.000100") // a repeat, which the core recognises
	var given []string
	for _, ev := range core.Matching(func(ev bot.Event) bool { return ev.Values != nil && !ev.Press.Acts() }) {
		for field, value := range ev.Values {
			given = append(given, string(field)+"="+value)
		}
	}
	if want := "a=2 b=1 a=2"; strings.Join(given, " ") != want {
		t.Errorf("the core was given %s, want %s", strings.Join(given, " "), want)
	}
	if acked != 4 {
		t.Errorf("%d of 4 were acknowledged", acked)
	}
}

// TestNothingIsAskedBeforeSlackWants: after Slack has asked to wait, it is not
// asked again before.
func TestNothingIsAskedBeforeSlackWants(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{})
	ws := workspace(t, fake, SocketMode, nil)
	defer ws.calls.http.CloseIdleConnections()
	view := bot.View{At: "menu", Title: "お知らせ"}
	if err := ws.Post(t.Context(), bot.Recipient{Account: ws.account("U0YAMADA")}, view); !errors.Is(err, bot.ErrBroken) {
		t.Errorf("before it runs: %v, want ErrBroken", err)
	}
	ws.life.Store(&life{adaptertest.NewCore(), t.Context()})
	ws.errands.Open()
	fake.Fail("chat.postMessage", 1, slacktest.Failure{Status: 429, RetryAfter: 90 * time.Second})
	for range 3 {
		err := ws.Post(t.Context(), bot.Recipient{Account: ws.account("U0YAMADA")}, view)
		var limited *bot.Limited
		if !errors.As(err, &limited) || limited.After < 80*time.Second || limited.After > 90*time.Second {
			t.Errorf("%v, want to wait 90 seconds", err)
		}
	}
	if n := fake.Calls("chat.postMessage"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestTheAppCanBeInvited: what is shared in a channel where the app is not yet
// is kept for a later try.
func TestTheAppCanBeInvited(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{Outside: []string{"C0SALES"}, Limits: unlimited()})
	ws := workspace(t, fake, SocketMode, nil)
	ws.life.Store(&life{adaptertest.NewCore(), t.Context()})
	defer ws.calls.http.CloseIdleConnections()
	to := bot.Recipient{Place: bot.Place{Home: ws.Home(), Inside: "C0SALES"}}
	view := bot.View{At: "menu", Title: "共有された台帳"}
	if err := ws.Post(t.Context(), to, view); !errors.Is(err, bot.ErrBroken) {
		t.Errorf("not in the channel: %v", err)
	}
	fake.Invite("C0SALES")
	if err := ws.Post(t.Context(), to, view); err != nil {
		t.Errorf("invited: %v", err)
	}
}
