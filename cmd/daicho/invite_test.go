package main

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daicho/adapters/web"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestInvitedByLink goes the whole way over a real server: a manager invites
// somebody, whose browser opens the link once and is they; nobody else can
// open it after. The secret is in no file and no log.
func TestInvitedByLink(t *testing.T) {
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	var log bytes.Buffer
	wc := h.cfg.webConfig(h.now, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	wc.Listen = "127.0.0.1:0"
	server, err := web.New(wc, h.store)
	if err != nil {
		t.Fatal(err)
	}
	c, err := h.createCompany(t.Context(), "光陽精機")
	if err != nil {
		t.Fatal(err)
	}
	boss := guidance.Account{Home: c.Homes[0], ID: "p1"}
	err = h.store.Turn(t.Context(), boss.Home, func(tx *store.Tx) error {
		return tx.PutPerson(guidance.Person{ID: "p1", Name: "山田 一郎", Role: guidance.Manager, Accounts: []guidance.Account{boss}})
	})
	if err != nil {
		t.Fatal(err)
	}
	runner := h.runner(nil, webLinks{server})
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx, runner) }()
	view, err := runner.Handle(t.Context(), bot.Event{From: bot.Account(boss), Press: "do/invite/k1", Values: map[bot.FieldID]string{"name": "新井 健"}})
	if err != nil || len(view.Attach) != 1 {
		t.Fatalf("%v\n%s", err, view.Text())
	}
	png, err := runner.Make(t.Context(), view.Attach[0])
	if err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		t.Errorf("no picture of the link: %v", err)
	}
	link := view.Attach[0].Alt
	opensOnce(t, link)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(h.cfg.Data)
	secret := link[strings.LastIndex(link, "/")+1:]
	if err != nil || len(secret) != 43 || bytes.Contains(data, []byte(secret)) || strings.Contains(log.String(), secret) {
		t.Errorf("a secret of %d characters is kept or logged (%v)", len(secret), err)
	}
}

// opensOnce opens the link in one browser, and then tries another.
func opensOnce(t *testing.T, link string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	first, second := &http.Client{Jar: jar}, &http.Client{}
	for _, c := range []struct {
		who    *http.Client
		method string
		want   int
	}{{first, "GET", 200}, {second, "GET", 200}, {first, "POST", 200}, {second, "GET", 410}, {second, "POST", 410}, {first, "GET", 200}} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, link, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := c.who.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil || res.StatusCode != c.want {
			t.Errorf("%s: %s, want %d (%v)", c.method, res.Status, c.want, err)
		}
	}
}
