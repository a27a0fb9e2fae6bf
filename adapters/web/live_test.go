package web

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daicho/bot"
)

// stream opens a live page and returns its lines.
func (h *house) stream(t *testing.T, ctx context.Context, query url.Values) (lines <-chan string, status int) {
	t.Helper()
	page, cookie := h.comeIn(t)
	req, err := http.NewRequestWithContext(ctx, "GET", page+"changes?"+query.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", cookie)
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan string, 100)
	go func() {
		defer close(out)
		defer res.Body.Close()
		for scan := bufio.NewScanner(res.Body); scan.Scan(); {
			out <- scan.Text()
		}
	}()
	return out, res.StatusCode
}

func await(t *testing.T, lines <-chan string, want string) {
	t.Helper()
	for line := range lines {
		if strings.HasPrefix(line, want) {
			return
		}
	}
	t.Fatalf("the stream ended without %q", want)
}

func TestLivePage(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	h := open(t, func(c *Config) { c.beat = time.Hour })
	lines, status := h.stream(t, t.Context(), url.Values{"at": {"ledger/1"}, "tag": {"old"}})
	if status != 200 {
		t.Fatal(status)
	}
	await(t, lines, "event: changed") // what the page shows is out of date
	h.core.somebodyElse("q1", "no")
	await(t, lines, "event: changed")
	view := bot.View{At: "menu", Title: "リマインド", Body: []string{"あと3日です。"}}
	if err := h.Post(t.Context(), bot.Recipient{Account: yamada}, view); err != nil {
		t.Fatal(err)
	}
	await(t, lines, "event: notice")
	await(t, lines, `data: {"title":"リマインド","text":"あと3日です。","at":"menu"}`)
	if err := h.Post(t.Context(), bot.Recipient{Account: bot.Account{Home: "web", ID: "away"}}, view); err != nil {
		t.Errorf("nobody there: %v", err)
	}
	if err := h.Post(t.Context(), bot.Recipient{Place: bot.Place{Home: "web"}}, view); !errors.Is(err, bot.ErrRefused) {
		t.Errorf("a place: %v", err)
	}
	if err := h.stop(); err != nil {
		t.Fatal(err)
	}
	for range lines { // ends with the server
	}
	if h.core.overlap {
		t.Error("two turns of one person ran at the same time")
	}
}

func TestLivePagesAreBounded(t *testing.T) {
	h := open(t, func(c *Config) { c.MaxPages = 2; c.beat = time.Hour })
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	at := url.Values{"at": {"menu"}, "tag": {""}}
	for range 2 {
		lines, _ := h.stream(t, ctx, at)
		await(t, lines, "event: changed")
	}
	if _, status := h.stream(t, ctx, at); status != 429 {
		t.Errorf("a third page: %d", status)
	}
	if _, status := h.stream(t, ctx, url.Values{"at": {"do/end"}}); status != 400 {
		t.Errorf("an acting id: %d", status)
	}
}

func TestLivePageEndsWithItsSession(t *testing.T) {
	h := open(t, func(c *Config) { c.beat = 5 * time.Millisecond })
	lines, _ := h.stream(t, t.Context(), url.Values{"at": {"menu"}, "tag": {""}})
	await(t, lines, ": still here")
	if err := h.secrets.DropLink(t.Context(), "web", h.ref); err != nil {
		t.Fatal(err)
	}
	await(t, lines, "event: gone")
}

// TestServingFails: a server that can take no more requests ends its live
// pages too, and says why it ended.
func TestServingFails(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	h := open(t)
	lines, _ := h.stream(t, t.Context(), url.Values{"at": {"ledger/1"}, "tag": {"old"}})
	await(t, lines, "event: changed")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	for range lines { // until the page has ended
	}
	run := h.stop
	h.stop = func() error { return nil }
	if err := run(); err == nil {
		t.Error("Run returned nil without its context having ended")
	}
}
