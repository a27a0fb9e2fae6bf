package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/bot"
)

var yamada = bot.Account{Home: "web", ID: "yamada"}

// house is a running server with one person's link.
type house struct {
	*Server
	core    *fakeCore
	secrets *fakeSecrets
	link    string
	ref     string
	log     *safeBuffer
	stop    func() error
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func open(t *testing.T, change ...func(*Config)) *house {
	t.Helper()
	log := &safeBuffer{}
	cfg := Config{Listen: "127.0.0.1:0", Grace: time.Second, Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))}
	for _, fn := range change {
		fn(&cfg)
	}
	h := &house{core: newFakeCore(), secrets: newFakeSecrets(), log: log}
	var err error
	if h.Server, err = New(cfg, h.secrets); err != nil {
		t.Fatal(err)
	}
	if h.link, err = h.NewLink(t.Context(), yamada); err != nil {
		t.Fatal(err)
	}
	h.ref = strings.Split(h.link, "/")[4]
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- h.Run(ctx, h.core) }()
	h.stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return h
}

// client does not follow redirects and keeps no connection.
var client = &http.Client{
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	Transport:     &http.Transport{DisableKeepAlives: true},
}

type answer struct {
	*http.Response
	body string
}

func ask(t *testing.T, method, url, body string, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res, string(data)}
}

// comeIn exchanges the link for a cookie.
func (h *house) comeIn(t *testing.T) (page, cookie string) {
	t.Helper()
	res := ask(t, "GET", h.link, "")
	if res.StatusCode != http.StatusSeeOther || len(res.Cookies()) != 1 {
		t.Fatalf("link: %s %s", res.Status, res.body)
	}
	c := res.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/p/"+h.ref+"/" || c.Secure != h.cfg.secure() {
		t.Errorf("cookie %+v", c)
	}
	if got := res.Header.Get("Location"); got != "/p/"+h.ref+"/" {
		t.Errorf("sent on to %q", got)
	}
	return h.Base() + "/p/" + h.ref + "/", c.Name + "=" + c.Value
}

func TestConversationByLink(t *testing.T) {
	h := open(t)
	res := ask(t, "POST", h.link+"/turn", `{"said":"台帳"}`)
	var view struct {
		At, Title, Tag string
	}
	if err := json.Unmarshal([]byte(res.body), &view); err != nil || res.StatusCode != 200 || view.At != "ledger/1" || view.Tag == "" {
		t.Fatalf("%s %s %v", res.Status, res.body, err)
	}
	res = ask(t, "POST", h.link+"/turn", `{"press":"diag/1","values":{"q1":"yes"},"id":"d-1"}`, "Accept", "text/plain")
	if !strings.Contains(res.body, "● 実施している [yes]") || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("%s %s", res.Status, res.body)
	}
	if ev := h.core.events[1]; ev.From != yamada || ev.Surface != "この画面" || ev.ID != "d-1" {
		t.Errorf("event %+v", ev)
	}
	res = ask(t, "POST", h.link+"/turn", `{"said":"台帳"}`, "Content-Type", "application/x-www-form-urlencoded")
	if res.StatusCode != 200 {
		t.Errorf("curl's own content type: %s", res.Status)
	}
}

func TestCookieTurn(t *testing.T) {
	h := open(t)
	page, cookie := h.comeIn(t)
	if res := ask(t, "GET", page, "", "Cookie", cookie, "Accept", "text/html"); res.StatusCode != 200 || !strings.Contains(res.body, "main.js") {
		t.Errorf("page: %s", res.Status)
	}
	turn := func(headers ...string) int {
		return ask(t, "POST", page+"turn", `{"press":"menu"}`, append([]string{"Cookie", cookie}, headers...)...).StatusCode
	}
	for name, c := range map[string]struct {
		want    int
		headers []string
	}{
		"page":              {200, []string{"X-Daicho", "1", "Origin", h.Base(), "Sec-Fetch-Site", "same-origin"}},
		"no origin":         {200, []string{"X-Daicho", "1"}},
		"no header":         {403, []string{"Origin", h.Base()}},
		"foreign origin":    {403, []string{"X-Daicho", "1", "Origin", "https://evil.example"}},
		"null origin":       {403, []string{"X-Daicho", "1", "Origin", "null"}},
		"cross-site":        {403, []string{"X-Daicho", "1", "Sec-Fetch-Site", "cross-site"}},
		"form":              {415, []string{"X-Daicho", "1", "Content-Type", "application/x-www-form-urlencoded"}},
		"text":              {415, []string{"X-Daicho", "1", "Content-Type", "text/plain"}},
		"other charset":     {415, []string{"X-Daicho", "1", "Content-Type", "application/json; charset=shift_jis"}},
		"foreign host":      {421, []string{"X-Daicho", "1", "Host", "evil.example"}},
		"rebound host+port": {421, []string{"X-Daicho", "1", "Host", "evil.example:" + h.listener.Addr().String()[10:]}},
		"wrong cookie":      {401, []string{"X-Daicho", "1", "Cookie", h.cookieName() + "=" + token(32)}},
		"odd cookie":        {401, []string{"X-Daicho", "1", "Cookie", h.cookieName() + "=x"}},
	} {
		if got := turn(c.headers...); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if again := ask(t, "GET", h.link, "", "Cookie", cookie); len(again.Cookies()) != 0 || again.StatusCode != 303 {
		t.Errorf("a second session was opened for the same browser")
	}
	if head := ask(t, "HEAD", h.link, ""); len(head.Cookies()) != 0 {
		t.Errorf("a look at the link opened a session")
	}
}

func TestStatuses(t *testing.T) {
	h := open(t)
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"malformed": {`{"said":1}`, 400}, "too long": {`{"said":"` + strings.Repeat("あ", maxBody) + `"}`, 413},
		"long words": {`{"said":"` + strings.Repeat("あ", 1400) + `"}`, 413},
	} {
		res := ask(t, "POST", h.link+"/turn", c.body)
		var said struct{ Error, Detail string }
		if err := json.Unmarshal([]byte(res.body), &said); err != nil || res.StatusCode != c.want || said.Error == "" || said.Detail == "" {
			t.Errorf("%s: %s %s", name, res.Status, res.body)
		}
	}
	h.core.with(func() { h.core.fail = errors.New("disk full") })
	res := ask(t, "POST", h.link+"/turn", `{"press":"do/form"}`)
	if res.StatusCode != 503 || !strings.Contains(res.body, "いまは記録できませんでした") || res.Header.Get("Retry-After") == "" {
		t.Errorf("failing core: %s %s", res.Status, res.body)
	}
	h.core.with(func() { h.core.fail = nil })
	for _, path := range []string{"/nowhere", "/p/x", "/p/", "/p/" + h.ref + "/" + token(32), "/p/web~0000000000000000/" + token(32)} {
		res := ask(t, "GET", h.Base()+path, "", "Accept", "text/html")
		if path != "/p/x" && res.StatusCode != 404 {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	if err := h.secrets.DropLink(t.Context(), "web", h.ref); err != nil {
		t.Fatal(err)
	}
	res = ask(t, "GET", h.link, "", "Accept", "text/html")
	if res.StatusCode != 404 || !strings.Contains(res.body, "新しいリンクを頼んでください") {
		t.Errorf("dropped link: %s %s", res.Status, res.body)
	}
	h.secrets.fail = errors.New("no disk")
	if res = ask(t, "GET", h.Base()+"/p/"+h.ref+"/", "", "Cookie", h.cookieName()+"="+token(32)); res.StatusCode != 503 {
		t.Errorf("failing store: %s", res.Status)
	}
}

func TestLimits(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	h := open(t, func(c *Config) { c.Now = func() time.Time { return now }; c.TurnsAtOnce = 5; c.TurnsPerSecond = 0.5 })
	for range 5 {
		if res := ask(t, "POST", h.link+"/turn", `{"press":"menu"}`); res.StatusCode != 200 {
			t.Fatalf("within the limit: %s", res.Status)
		}
	}
	res := ask(t, "POST", h.link+"/turn", `{"press":"menu"}`)
	if res.StatusCode != 429 || res.Header.Get("Retry-After") != "2" {
		t.Errorf("over the limit: %s, again after %q", res.Status, res.Header.Get("Retry-After"))
	}
	other, err := h.NewLink(t.Context(), bot.Account{Home: "web", ID: "suzuki"})
	if err != nil {
		t.Fatal(err)
	}
	wrong := h.Base() + "/p/" + h.ref + "/" + token(32)
	for range wrongAtOnce {
		if res := ask(t, "GET", wrong, ""); res.StatusCode != 404 {
			t.Fatalf("wrong link: %s", res.Status)
		}
	}
	if res := ask(t, "GET", wrong, ""); res.StatusCode != 429 {
		t.Errorf("too many wrong links: %s", res.Status)
	}
	if res := ask(t, "POST", other+"/turn", `{"press":"menu"}`); res.StatusCode != 200 {
		t.Errorf("a right link after many wrong ones: %s", res.Status)
	}
}

func TestSecurityHeadersAndSilentLog(t *testing.T) {
	h := open(t)
	page, cookie := h.comeIn(t)
	ask(t, "POST", h.link+"/turn", `{"press":"diag/1","values":{"q1":"秘密の答え"}}`)
	h.core.with(func() { h.core.fail = errors.New("disk full") })
	ask(t, "POST", h.link+"/turn", `{"press":"diag/1","values":{"q1":"秘密の答え"}}`)
	res := ask(t, "GET", page, "", "Cookie", cookie)
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=()",
	} {
		if got := res.Header.Get(name); !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
	secret := h.link[strings.LastIndex(h.link, "/")+1:]
	log := h.log.String()
	for _, hidden := range []string{secret, h.ref, strings.SplitN(cookie, "=", 2)[1], "秘密の答え", "yamada"} {
		if strings.Contains(log, hidden) {
			t.Errorf("the log holds %q:\n%s", hidden, log)
		}
	}
	if !strings.Contains(log, "disk full") || !strings.Contains(log, hashed(h.ref)) {
		t.Errorf("the log does not say what failed: %s", log)
	}
}

func TestPictures(t *testing.T) {
	h := open(t)
	res := ask(t, "POST", h.link+"/turn", `{"press":"service/4"}`)
	var view struct{ Attach []struct{ URL string } }
	if err := json.Unmarshal([]byte(res.body), &view); err != nil || len(view.Attach) != 1 || strings.Contains(res.body, "Spec") {
		t.Fatalf("%s %v", res.body, err)
	}
	page, cookie := h.comeIn(t)
	for _, base := range []string{page, h.link + "/"} {
		got := ask(t, "GET", base+view.Attach[0].URL, "", "Cookie", cookie)
		if got.StatusCode != 200 || got.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.body, "\x89PNG") ||
			got.Header.Get("Cache-Control") != "private, max-age=31536000, immutable" {
			t.Errorf("%s: %s %v", base, got.Status, got.Header)
		}
		again := ask(t, "GET", base+view.Attach[0].URL, "", "Cookie", cookie, "If-None-Match", got.Header.Get("ETag"))
		if again.StatusCode != 304 {
			t.Errorf("again: %s", again.Status)
		}
	}
	stale := ask(t, "GET", page+"file?at=service/4&name=radar.png&key=old", "", "Cookie", cookie)
	if stale.StatusCode != 200 || stale.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("an old key: %s %s", stale.Status, stale.Header.Get("Cache-Control"))
	}
	for query, want := range map[string]int{"at=do/end&name=radar.png": 400, "at=menu&name=radar.png": 404, "name=radar.png": 400} {
		if got := ask(t, "GET", page+"file?"+query, "", "Cookie", cookie); got.StatusCode != want {
			t.Errorf("%s: %s", query, got.Status)
		}
	}
	if h.core.done() != 0 {
		t.Error("drawing a file acted")
	}
}

func TestTurnsOfOnePersonGoOneAtATime(t *testing.T) {
	h := open(t, func(c *Config) { c.TurnsAtOnce = 1000 })
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() { ask(t, "POST", h.link+"/turn", fmt.Sprintf(`{"press":"diag/1","values":{"q1":"%d"}}`, i)) })
	}
	all.Wait()
	if h.core.overlap || len(h.core.events) != 24 {
		t.Errorf("overlap %v, %d events", h.core.overlap, len(h.core.events))
	}
	if len(h.order.lines) != 0 {
		t.Errorf("%d lines left", len(h.order.lines))
	}
}

func TestFrontPageAndHealth(t *testing.T) {
	h := open(t)
	if res := ask(t, "GET", h.Base()+"/", ""); res.StatusCode != 200 || !strings.Contains(res.body, "自分用のリンク") {
		t.Errorf("front page: %s", res.Status)
	}
	if res := ask(t, "GET", h.Base()+"/healthz", "", "Host", "10.0.0.1"); res.StatusCode != 200 || res.body != "ok\n" {
		t.Errorf("health: %s", res.Status)
	}
	for name := range h.assets.files {
		res := ask(t, "GET", h.Base()+"/assets/"+h.assets.build+"/"+name, "")
		if html := strings.HasSuffix(name, ".html"); html != (res.StatusCode == 404) {
			t.Errorf("%s: %s", name, res.Status)
		}
	}
}

// TestACallerWhoLeftIsNoFailure asks on behalf of somebody who has closed the
// page meanwhile, and of somebody who has not.
func TestACallerWhoLeftIsNoFailure(t *testing.T) {
	h := open(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	h.secrets.fail = context.Canceled
	ask := func(ctx context.Context) {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, strings.TrimPrefix(h.link, h.Base()), nil)
		r.Host = strings.TrimPrefix(h.Base(), "http://")
		h.handler().ServeHTTP(httptest.NewRecorder(), r)
	}
	ask(ended)
	if log := h.log.String(); strings.Contains(log, "ERROR") || !strings.Contains(log, "DEBUG") {
		t.Errorf("of a caller who left it says %s", log)
	}
	ask(t.Context())
	if log := h.log.String(); !strings.Contains(log, "ERROR") {
		t.Errorf("of a caller who waits it says %s", log)
	}
}
