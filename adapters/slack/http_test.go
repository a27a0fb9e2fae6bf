package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktest"
)

// signed is a delivery as Slack signs it at a moment.
func signed(t *testing.T, url, secret, body string, at time.Time) *http.Request {
	t.Helper()
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	io.WriteString(mac, "v0:"+stamp+":"+body)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

// TestOnlySlackIsHeard: nothing of a delivery is looked at that is not signed,
// or was signed more than five minutes ago.
func TestOnlySlackIsHeard(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{})
	ws := workspace(t, fake, HTTPMode, nil)
	core := adaptertest.NewCore()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- ws.Run(ctx, core) }()
	until(t, "the listener", func() bool { return ws.address() != "" })
	url, secret := "http://"+ws.address()+DefaultPath, fake.Options().SigningSecret
	event := `{"type":"event_callback","team_id":"T0DAICHO","event_id":"Ev1","event":{"type":"message","channel_type":"im","user":"U0YAMADA","channel":"D0YAMADA","text":"台帳"}}`
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	ask := func(r *http.Request) (int, string) {
		t.Helper()
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, _ := io.ReadAll(res.Body)
		return res.StatusCode, string(text)
	}
	now := time.Now()
	tampered := signed(t, url, secret, event, now)
	tampered.Body = io.NopCloser(strings.NewReader(strings.Replace(event, "台帳", "帳台", 1)))
	unsigned := signed(t, url, secret, event, now)
	unsigned.Header.Del("X-Slack-Signature")
	elsewhere := signed(t, url+"/x", secret, event, now)
	for what, c := range map[string]struct {
		r    *http.Request
		want int
	}{
		"another secret":      {signed(t, url, "guessed", event, now), http.StatusUnauthorized},
		"a changed body":      {tampered, http.StatusUnauthorized},
		"no signature":        {unsigned, http.StatusUnauthorized},
		"six minutes ago":     {signed(t, url, secret, event, now.Add(-6*time.Minute)), http.StatusUnauthorized},
		"in six minutes":      {signed(t, url, secret, event, now.Add(6*time.Minute)), http.StatusUnauthorized},
		"another path":        {elsewhere, http.StatusNotFound},
		"too long":            {signed(t, url, secret, strings.Repeat("x", maxBody+1), now), http.StatusRequestEntityTooLarge},
		"signed, but nothing": {signed(t, url, secret, "{}", now), http.StatusOK},
	} {
		if got, _ := ask(c.r); got != c.want {
			t.Errorf("%s: answered %d, want %d", what, got, c.want)
		}
	}
	if n := len(core.Events()); n != 0 {
		t.Fatalf("%d deliveries reached the core", n)
	}
	if got, text := ask(signed(t, url, secret, `{"type":"url_verification","challenge":"abc"}`, now)); got != http.StatusOK || text != "abc" {
		t.Errorf("the challenge: %d %q", got, text)
	}
	if got, _ := ask(signed(t, url, secret, event, now)); got != http.StatusOK || len(core.Events()) != 1 {
		t.Errorf("what Slack signed: %d, %d events", got, len(core.Events()))
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestAnotherWorkspaceIsRefused: the same app in a workspace that is not
// configured is told so, and reaches nothing.
func TestAnotherWorkspaceIsRefused(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{})
	ws := workspace(t, fake, SocketMode, nil)
	ws.teamID = "T0OTHER"
	core := adaptertest.NewCore()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- ws.Run(ctx, core) }()
	until(t, "a connection", func() bool { return fake.Sockets() > 0 })
	<-fake.Command("U0YAMADA", "C0GENERAL", "/ledger", "").Done
	<-fake.Say("U0YAMADA", "D0YAMADA", "台帳").Done
	until(t, "the refusal", func() bool { return len(fake.Screens("U0YAMADA", "C0GENERAL")) == 1 })
	if s := fake.Screens("U0YAMADA", "C0GENERAL")[0]; s.Kind != "ephemeral" || s.Text != sayForeign {
		t.Errorf("%+v", s)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := len(core.Events()); n != 0 {
		t.Errorf("%d deliveries reached the core", n)
	}
}

// TestARefusedTokenEndsTheAdapter: an operator must act, and is told.
func TestARefusedTokenEndsTheAdapter(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{})
	ws := workspace(t, fake, SocketMode, func(c *Config) { c.AppToken = "xapp-wrong" })
	if err := ws.Run(t.Context(), adaptertest.NewCore()); !TokenRefused(err) {
		t.Errorf("Run: %v, want a refused token", err)
	}
	bad, err := New(Config{BotToken: "xoxb-wrong", AppToken: slacktest.AppToken, APIURL: fake.APIURL()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bad.Connect(t.Context()); !TokenRefused(err) {
		t.Errorf("Connect: %v, want a refused token", err)
	}
	fake.Fail("auth.test", 1, slacktest.Failure{Status: 503})
	if _, err := ws.Connect(t.Context()); err == nil || TokenRefused(err) {
		t.Errorf("Connect while Slack is down: %v", err)
	}
}
