package dialogue_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"

	"daicho/adapters/web"
	"daicho/bot"
)

// browser is one person's, with their page open: they came in by their
// personal link, have a cookie from then on, and a live connection that brings
// notices.
type browser struct {
	who     bot.Account
	server  *web.Server
	http    *http.Client
	page    string      // the path of their page, below the server's base
	notices chan string // titles
	live    sync.WaitGroup
	cut     context.CancelFunc
}

// openBrowser has the person open a new personal link.
func openBrowser(ctx context.Context, s *web.Server, who bot.Account) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	wire := &http.Transport{DisableKeepAlives: true}
	b := &browser{who: who, server: s, http: &http.Client{Jar: jar, Transport: wire}, notices: make(chan string, 16)}
	if err := b.enter(ctx); err != nil {
		return nil, err
	}
	return b, b.follow()
}

// enter exchanges a new link for a cookie.
func (b *browser) enter(ctx context.Context) error {
	link, err := b.server.NewLink(ctx, b.who)
	if err != nil {
		return err
	}
	res, err := b.http.Get(link)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if at := res.Request.URL.String(); res.StatusCode != http.StatusOK || at == link {
		return fmt.Errorf("the link of %s leads to %s: %s", b.who.ID, at, res.Status)
	}
	b.page = strings.TrimPrefix(link[:strings.LastIndex(link, "/")], b.server.Base())
	return nil
}

// turn takes one turn, as the page does.
func (b *browser) turn(ctx context.Context, ev bot.Event) (bot.View, error) {
	view, status, err := b.post(ctx, ev)
	if status == http.StatusUnauthorized || status == http.StatusNotFound {
		// Their link was withdrawn. What a talk asks is what the bot says to
		// who comes all the same: so they come by a new one.
		if err := b.enter(ctx); err != nil {
			return bot.View{}, err
		}
		view, _, err = b.post(ctx, ev)
	}
	return view, err
}

func (b *browser) post(ctx context.Context, ev bot.Event) (v bot.View, status int, err error) {
	if ev.File != nil {
		return b.drop(ctx, ev)
	}
	turn := map[string]any{"id": ev.ID, "shown": ev.Shown}
	if ev.Said != "" {
		turn["said"] = ev.Said
	} else {
		turn["press"] = ev.Press
	}
	if ev.Values != nil {
		turn["values"] = ev.Values
	}
	body, err := json.Marshal(turn)
	if err != nil {
		return v, 0, err
	}
	return b.send(ctx, "/turn", "application/json", body)
}

// drop hands a file in.
func (b *browser) drop(ctx context.Context, ev bot.Event) (v bot.View, status int, err error) {
	query := url.Values{"id": {ev.ID}, "shown": {string(ev.Shown)}, "name": {ev.File.Name}}
	return b.send(ctx, "/drop?"+query.Encode(), "application/octet-stream", ev.File.Data)
}

func (b *browser) send(ctx context.Context, to, kind string, body []byte) (v bot.View, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.server.Base()+b.page+to, bytes.NewReader(body))
	if err != nil {
		return v, 0, err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Daicho", "1")
	res, err := b.http.Do(req)
	if err != nil {
		return v, 0, err
	}
	defer res.Body.Close()
	var got struct {
		bot.View
		Error  string `json:"error"`
		Detail string `json:"detail"`
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil {
		return v, res.StatusCode, err
	}
	if res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s (%s)", res.Status, cmp.Or(got.Error, got.Problem), got.Detail)
	}
	return got.View, res.StatusCode, err
}

// follow opens the live connection and returns once it stands.
func (b *browser) follow() error {
	ctx, cut := context.WithCancel(context.Background())
	b.cut = cut
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.server.Base()+b.page+"/changes?at=menu", nil)
	if err != nil {
		return err
	}
	res, err := b.http.Do(req)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(res.Body)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "retry:") {
		return fmt.Errorf("no live page for %s: %s: %s", b.who.ID, res.Status, lines.Text())
	}
	b.live.Go(func() {
		defer res.Body.Close()
		b.listen(ctx, lines)
	})
	return nil
}

// listen takes notices in until the connection ends.
func (b *browser) listen(ctx context.Context, lines *bufio.Scanner) {
	event := ""
	for lines.Scan() {
		name, data, _ := strings.Cut(lines.Text(), ": ")
		if name == "event" {
			event = data
		}
		if name != "data" || event != "notice" {
			continue
		}
		var n struct{ Title string }
		if json.Unmarshal([]byte(data), &n) != nil {
			n.Title = "unreadable: " + data
		}
		select {
		case b.notices <- n.Title:
		case <-ctx.Done():
		}
	}
}

// leave closes the page. The cookie stays.
func (b *browser) leave() {
	b.cut()
	b.live.Wait()
}
