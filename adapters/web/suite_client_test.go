package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"

	"daicho/adapters/adaptertest"
	"daicho/bot"
)

// client is one person's browser.
type client struct {
	w    *suiteWire
	http *http.Client
	link string // the personal link
	page string // where the page is

	mu      sync.Mutex
	ids     int
	sent    int // turns put on their way
	shown   int // of which the screen shows this one
	view    wireView
	before  wireView
	notices []adaptertest.Sight
	cut     context.CancelFunc // ends the live connection
	live    chan struct{}      // closed once it stands
}

// wireView is a view as the server sends it, or why there is none.
type wireView struct {
	bot.View
	Attach []struct {
		bot.Attachment
		URL string `json:"url"`
	} `json:"attach"`
	Tag   string `json:"tag"`
	Error string `json:"error"`
}

func newClient(w *suiteWire, link string) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return &client{w: w, link: link, page: link[:strings.LastIndex(link, "/")], http: &http.Client{Jar: jar, Transport: &http.Transport{}}}
}

// enter opens the personal link, which leaves a cookie.
func (c *client) enter() {
	res, err := c.http.Get(c.link)
	if err != nil {
		c.w.t.Fatalf("%v", err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		c.w.t.Fatalf("open the link: %s, %v", res.Status, err)
	}
}

// body is what the page sends for the act.
func (c *client) body(act adaptertest.Act) map[string]any {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids++
	body := map[string]any{"id": fmt.Sprintf("t-%d", c.ids)}
	switch on := c.view; {
	case act.File != nil:
		body["shown"], body["file"] = on.At, act.File
	case act.Say != "":
		body["said"] = act.Say
	case act.Answer != nil && act.Submit:
		body["press"], body["values"] = on.Submit.ID, act.Answer
	case act.Answer != nil:
		body["press"], body["values"] = on.At, act.Answer
	case act.Old && !offers(c.before.View, act.Press):
		c.w.t.Fatalf("the earlier screen offers no %q", act.Press)
	default:
		body["press"] = act.Press
	}
	return body
}

func offers(v bot.View, id bot.ActionID) bool {
	return slices.ContainsFunc(v.Actions, func(a bot.Action) bool { return a.ID == id })
}

func (c *client) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent++
	return c.sent
}

// turn sends one turn; ok is false when no answer came.
func (c *client) turn(body map[string]any) (v wireView, ok bool) {
	if file, ok := body["file"].(*bot.File); ok {
		query := url.Values{"id": {fmt.Sprint(body["id"])}, "shown": {fmt.Sprint(body["shown"])}, "name": {file.Name}}
		return c.send("/drop?"+query.Encode(), "application/octet-stream", file.Data)
	}
	data, err := json.Marshal(body)
	if err != nil {
		return v, false
	}
	return c.send("/turn", "application/json", data)
}

func (c *client) send(to, kind string, data []byte) (v wireView, ok bool) {
	at := c.page
	if c.w.byLink {
		at = c.link
	}
	req, err := http.NewRequest(http.MethodPost, at+to, bytes.NewReader(data))
	if err != nil {
		return v, false
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("X-Daicho", "1")
	res, err := c.http.Do(req)
	if err != nil {
		return v, false
	}
	defer res.Body.Close()
	return v, json.NewDecoder(res.Body).Decode(&v) == nil
}

// show puts the answer to turn n on the screen, unless a later one is there.
func (c *client) show(n int, v wireView) {
	c.mu.Lock()
	if n < c.shown {
		c.mu.Unlock()
		return
	}
	c.shown = n
	if v.At != c.view.At {
		c.before = c.view
	}
	c.view = v
	c.mu.Unlock()
	if v.Error == "" {
		c.follow()
	}
}

func (c *client) sight() adaptertest.Sight {
	c.mu.Lock()
	v := c.view
	c.mu.Unlock()
	if v.Error != "" || v.Title == "" {
		return adaptertest.Sight{Text: v.Error}
	}
	for _, a := range v.Attach {
		v.View.Attach = append(v.View.Attach, a.Attachment)
	}
	s := adaptertest.Sight{Text: v.Text()}
	for _, a := range v.Actions {
		s.Buttons = append(s.Buttons, adaptertest.Button{Label: a.Label, Press: a.ID})
	}
	if v.Table != nil {
		for _, r := range v.Table.Rows {
			s.Buttons = append(s.Buttons, adaptertest.Button{Label: r.Cells[0].Text, Press: r.Open})
		}
	}
	for _, a := range v.Attach {
		s.Files = append(s.Files, adaptertest.Shown{Name: a.Name, Alt: a.Alt, Data: c.file(a.URL)})
	}
	return s
}

// file gets what an attachment's address leads to.
func (c *client) file(ref string) []byte {
	res, err := c.http.Get(c.page + "/" + ref)
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return nil
	}
	return data
}

// follow opens the live connection of what is on the screen, in place of the
// one that was there.
func (c *client) follow() {
	c.leave()
	c.mu.Lock()
	defer c.mu.Unlock()
	ctx, cut := context.WithCancel(context.Background())
	c.cut, c.live = cut, make(chan struct{})
	n, v, live := c.shown, c.view, c.live
	c.w.under.Go(func() { c.listen(ctx, n, v, live) })
}

// leave ends the live connection.
func (c *client) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut != nil {
		c.cut()
		c.cut = nil
	}
}

// listening waits until the live connection stands, if there is a screen.
func (c *client) listening(ctx context.Context) {
	c.mu.Lock()
	live := c.live
	none := c.cut == nil
	c.mu.Unlock()
	if none {
		c.follow()
		c.listening(ctx)
		return
	}
	select {
	case <-live:
	case <-ctx.Done():
	}
}

// listen reads what the live connection of screen n brings.
func (c *client) listen(ctx context.Context, n int, v wireView, live chan struct{}) {
	query := url.Values{"at": {string(v.At)}, "tag": {v.Tag}}
	if v.At == "" {
		query.Set("at", "menu")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.page+"/changes?"+query.Encode(), nil)
	if err != nil {
		return
	}
	res, err := c.http.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	event := ""
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, data, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case name == "retry":
			close(live)
		case name == "event":
			event = data
		case name == "data" && event == "changed":
			c.redraw(ctx, n, v.At)
		case name == "data" && event == "notice":
			c.notice(data)
		}
	}
}

// redraw draws what is on the screen again, as long as it still is.
func (c *client) redraw(ctx context.Context, n int, at bot.ActionID) {
	fresh, ok := c.turn(map[string]any{"press": at})
	c.mu.Lock()
	defer c.mu.Unlock()
	if ok && ctx.Err() == nil && n == c.shown && n == c.sent {
		c.view = fresh
	}
}

func (c *client) notice(data string) {
	var n struct {
		Title, Text string
		At          bot.ActionID
	}
	if err := json.Unmarshal([]byte(data), &n); err != nil {
		c.w.t.Errorf("notice %q: %v", data, err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.notices = append(c.notices, adaptertest.Sight{Text: n.Title + "\n" + n.Text, Buttons: []adaptertest.Button{{Label: "見る", Press: n.At}}})
}
