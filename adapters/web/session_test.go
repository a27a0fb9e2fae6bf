package web

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestLinksExpire(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	h := open(t, func(c *Config) { c.Now = clock; c.LinkFor = 48 * time.Hour; c.SessionFor = 24 * time.Hour })
	page, cookie := h.comeIn(t)
	later := func(d time.Duration) { mu.Lock(); now = now.Add(d); mu.Unlock() }
	later(25 * time.Hour)
	if res := ask(t, "GET", page, "", "Cookie", cookie); res.StatusCode != 401 {
		t.Errorf("session after its end: %s", res.Status)
	}
	h.comeIn(t)
	later(24 * time.Hour)
	if res := ask(t, "GET", h.link, ""); res.StatusCode != 404 {
		t.Errorf("link after its end: %s", res.Status)
	}
}

// TestSessionsMoveOn: whoever opens the page every week is never put out, with
// one write a day at most; whoever stays away for the whole time is.
func TestSessionsMoveOn(t *testing.T) {
	const day = 24 * time.Hour
	start := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	var after atomic.Int64
	h := open(t, func(c *Config) { c.Now = func() time.Time { return start.Add(time.Duration(after.Load())) } })
	page, cookie := h.comeIn(t)
	for week := range 60 {
		after.Store(int64(7 * day * time.Duration(week)))
		for range 2 {
			res := ask(t, "GET", page, "", "Cookie", cookie)
			if res.StatusCode != 200 {
				t.Fatalf("week %d: %s", week, res.Status)
			}
			if set := res.Cookies(); len(set) > 0 && (set[0].MaxAge != int(90*day/time.Second) || set[0].Name+"="+set[0].Value != cookie) {
				t.Errorf("week %d: the cookie became %+v", week, set[0])
			}
		}
		if res := ask(t, "POST", page+"turn", `{"press":"menu"}`, "Cookie", cookie, "X-Daicho", "1"); res.StatusCode != 200 || len(res.Cookies()) != 0 {
			t.Errorf("week %d, a turn: %s, cookies %v", week, res.Status, res.Cookies())
		}
	}
	if n := h.secrets.prolonged; n != 59 {
		t.Errorf("the end was moved %d times in 60 weeks of two looks each", n)
	}
	after.Add(int64(89 * day))
	if res := ask(t, "GET", page, "", "Cookie", cookie); res.StatusCode != 200 {
		t.Errorf("89 days later: %s", res.Status)
	}
	after.Add(int64(91 * day))
	if res := ask(t, "GET", page, "", "Cookie", cookie); res.StatusCode != 401 {
		t.Errorf("91 days without a look: %s", res.Status)
	}
}

// TestOpenPageKeepsItsSession: a page that stays open asks for what changes
// and is never put out either.
func TestOpenPageKeepsItsSession(t *testing.T) {
	start := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	var after atomic.Int64
	h := open(t, func(c *Config) { c.Now = func() time.Time { return start.Add(time.Duration(after.Load())) } })
	page, cookie := h.comeIn(t)
	for range 3 {
		after.Add(int64(80 * 24 * time.Hour))
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, "GET", page+"changes?at=menu", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", cookie)
		res, err := client.Do(req)
		if err != nil || res.StatusCode != 200 || len(res.Cookies()) != 1 {
			t.Errorf("%+v, %v", res, err)
		}
		cancel()
		_ = res.Body.Close()
	}
}
