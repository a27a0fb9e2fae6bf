package discord

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/bot"
)

// asked is an adapter whose Discord answers as it is told, and how often it was
// asked.
func asked(t *testing.T, answers http.HandlerFunc) (*App, *int) {
	t.Helper()
	calls := new(int)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*calls++
		answers(w, r)
	}))
	t.Cleanup(server.Close)
	a, err := New(Config{Token: "MTIz.abc.def", APIURL: server.URL + "/api/v9/", Guilds: []Guild{{ID: "200000000000000001"}}, Unhurried: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.calls.http.CloseIdleConnections)
	return a, calls
}

func says(status int, header, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if w.Header().Set("Content-Type", "application/json"); body != "" && body[0] == '<' {
			w.Header().Set("Content-Type", "text/html")
		}
		if header != "" {
			w.Header().Set("Retry-After", header)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// TestKinds: what Discord, or what stands before it, answers, and what that means
// for a letter: only Discord's own word ends one.
func TestKinds(t *testing.T) {
	for name, c := range map[string]struct {
		answers http.HandlerFunc
		want    error
	}{
		"a code of Discord's":     {says(400, "", `{"code": 50035, "message": "Invalid Form Body"}`), bot.ErrRefused},
		"a message that is gone":  {says(404, "", `{"code": 10008}`), bot.ErrGone},
		"a server that is gone":   {says(404, "", `{"code": 10004}`), bot.ErrBroken},
		"no direct messages":      {says(403, "", `{"code": 50007}`), bot.ErrGone},
		"a page of a proxy":       {says(403, "", "<html>"), bot.ErrBroken},
		"nothing at all":          {says(404, "", ""), bot.ErrBroken},
		"an object without code":  {says(408, "", `{}`), bot.ErrBroken},
		"something else than yes": {says(202, "", `{}`), bot.ErrBroken},
		"the token":               {says(401, "", `{"code": 0, "message": "401: Unauthorized"}`), errToken},
	} {
		a, _ := asked(t, c.answers)
		if err := a.calls.once(t.Context(), "POST", "channels/1/messages", message{}, nil, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestTooMany: how long to wait where something is too much, however that is said.
func TestTooMany(t *testing.T) {
	for name, c := range map[string]struct {
		answers http.HandlerFunc
		want    time.Duration
	}{
		"as Discord says it":      {says(429, "", `{"retry_after": 2.5}`), 2500 * time.Millisecond},
		"at once":                 {says(429, "", `{"retry_after": 0}`), time.Second},
		"a page with its header":  {says(429, "600", "<html>"), 10 * time.Minute},
		"a page without":          {says(429, "", "<html>"), time.Second},
		"for a day":               {says(429, "86400", `{"retry_after": 86400}`), time.Hour},
		"a header of no number":   {says(429, "soon", "<html>"), time.Second},
		"a header beyond measure": {says(429, "1e300", "<html>"), time.Hour},
	} {
		a, calls := asked(t, c.answers)
		for n := range 2 { // the second is not even made where the first said for how long
			var limited *bot.Limited
			err := a.calls.once(t.Context(), "GET", "users/@me", nil, nil, nil)
			if !errors.As(err, &limited) || limited.After > c.want || n == 0 && limited.After != c.want {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if c.want > callTime && *calls != 1 {
			t.Errorf("%s: asked %d times", name, *calls)
		}
	}
}

// TestHoldsEndWithTheTurn: whoever has to wait for longer than their turn may take
// hears so at once, and what is about an interaction waits for nothing else.
func TestHoldsEndWithTheTurn(t *testing.T) {
	a, calls := asked(t, says(204, "", ""))
	a.calls.holds.hold(everything, 3*time.Second)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var limited *bot.Limited
	if err := a.calls.once(ctx, "POST", "channels/1/messages", message{}, nil, nil); !errors.As(err, &limited) || ctx.Err() != nil {
		t.Errorf("a letter: %v, %v", err, ctx.Err())
	}
	if err := a.calls.once(ctx, "POST", "interactions/1/x/callback", reply{}, nil, nil); err != nil || *calls != 1 {
		t.Errorf("an interaction: %v, %d calls", err, *calls)
	}
	a.calls.holds.hold(everything, 50*time.Millisecond)
	if err := a.calls.once(ctx, "GET", "users/@me", nil, nil, nil); err != nil {
		t.Errorf("after a moment: %v", err)
	}
}

// TestHoldsAreForgotten: what is over is cleared away.
func TestHoldsAreForgotten(t *testing.T) {
	h := &holds{}
	for n := range 10 * manyHolds {
		h.hold(fmt.Sprint(n), time.Nanosecond)
	}
	if n := len(h.until); n > manyHolds+1 {
		t.Errorf("%d are kept", n)
	}
}

// TestNotInTheServerAnyMore: who was there a month ago is not taken to be there
// where Discord does not let the bot look, nor where it does not answer.
func TestNotInTheServerAnyMore(t *testing.T) {
	const who, guild = "100000000000000001", "200000000000000001"
	for name, c := range map[string]struct {
		answers http.HandlerFunc
		ago     time.Duration
		want    bool
		unsure  bool
	}{
		"asked a moment ago":      {says(500, "", ""), time.Second, true, false},
		"no answer for a while":   {says(500, "", ""), 10 * time.Minute, true, false},
		"no answer for long":      {says(500, "", ""), 2 * time.Hour, false, true},
		"the bot was thrown out":  {says(403, "", `{"code": 50001}`), 10 * time.Minute, false, false},
		"the server is not there": {says(404, "", `{"code": 10004}`), 10 * time.Minute, false, false},
		"somebody has left":       {says(404, "", `{"code": 10007}`), 10 * time.Minute, false, false},
		"somebody is there":       {says(200, "", `{"user": {}}`), 2 * time.Hour, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := asked(t, c.answers)
			a.desk(who, func(k *desk) { k.in = map[string]time.Time{guild: time.Now().Add(-c.ago)} })
			in, err := (&task{a: a, d: delivery{user: who}}).isIn(t.Context(), guild)
			if in != c.want || (err != nil) != c.unsure {
				t.Errorf("%v, %v", in, err)
			}
		})
	}
}

// TestDesksAreCleared: of whom nothing was needed for a day, nothing is kept, but
// that they take no direct messages.
func TestDesksAreCleared(t *testing.T) {
	a, _ := asked(t, says(204, "", ""))
	for _, who := range []string{"old", "closed", "new"} {
		a.desk(who, func(*desk) {})
	}
	a.desks["old"].used = time.Now().Add(-2 * idle)
	a.desks["closed"].used, a.desks["closed"].closed = time.Now().Add(-2*idle), time.Now().Add(time.Hour)
	a.cleared = time.Now().Add(-2 * time.Hour)
	a.desk("new", func(*desk) {})
	if len(a.desks) != 2 || a.desks["old"] != nil {
		t.Errorf("%d are kept", len(a.desks))
	}
}

// TestAComponentOfNobodys: what nothing here has drawn is answered with a sentence
// and the menu, and the core is asked for nothing else.
func TestAComponentOfNobodys(t *testing.T) {
	for _, data := range []string{
		`{"custom_id":""}`, `{"custom_id":"p"}`, `{"custom_id":"paa:"}`, `{"custom_id":"zaa:menu"}`, `{"custom_id":"laa:page/1:a"}`,
		`{"custom_id":"raa:menu","values":["p:menu","p:menu"]}`, `{"custom_id":"paa:` + strings.Repeat("a", 200) + `"}`,
	} {
		var body string
		a, calls := asked(t, func(w http.ResponseWriter, r *http.Request) {
			text, _ := io.ReadAll(r.Body)
			body = string(text)
			w.WriteHeader(http.StatusNoContent)
		})
		core := adaptertest.NewCore(bot.View{At: "menu", Title: "メニュー"})
		a.life.Store(&life{core: core, turning: t.Context(), showing: t.Context()})
		a.turns.Open()
		d, err := decode("INTERACTION_CREATE", []byte(`{"id":"300000000000000009","type":3,"token":"t","guild_id":"200000000000000001","member":{"user":{"id":"100000000000000001"}},"data":`+data+`}`))
		if err != nil {
			t.Errorf("%.40s: %v", data, err)
			continue
		}
		a.take(d)
		a.turns.Shut()
		if *calls != 1 || !strings.Contains(body, "いまは使えません") || len(core.Events()) != 1 || core.Events()[0].Press != "menu" {
			t.Errorf("%.40s: %d calls, %s, %+v", data, *calls, body, core.Events())
		}
	}
}

// TestLabelsAreSeen: what leaves nothing on the screen is no label.
func TestLabelsAreSeen(t *testing.T) {
	for _, text := range []string{"", " \n", "\u200b", "\u200c", "\ufeff", "\u2060", "\u3164", "\u2800", "\u3000"} {
		if got := label(text, maxLabel); got != "…" {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
	if got := label(" 台帳\n を見る ", maxLabel); got != "台帳 を見る" {
		t.Errorf("it is shown as %q", got)
	}
}
