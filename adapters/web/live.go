package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"daicho/bot"
)

// perLink is how many live pages one link may have at a time.
const perLink = 12

// notice is a message that a live page shows beside what it is showing.
type notice struct {
	Title string       `json:"title"`
	Text  string       `json:"text,omitempty"`
	At    bot.ActionID `json:"at,omitempty"`
}

// streams are the live pages. The zero value with max set is ready.
type streams struct {
	max   int
	mu    sync.Mutex
	total int
	byRef map[string]int
	byWho map[bot.Account]map[chan notice]bool
	idle  sync.WaitGroup
}

// open counts a page in. It returns false where there are too many.
func (s *streams) open(c caller) (chan notice, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byRef == nil {
		s.byRef, s.byWho = map[string]int{}, map[bot.Account]map[chan notice]bool{}
	}
	if s.total >= s.max || s.byRef[c.ref] >= perLink {
		return nil, false
	}
	s.total++
	s.byRef[c.ref]++
	if s.byWho[c.account] == nil {
		s.byWho[c.account] = map[chan notice]bool{}
	}
	ch := make(chan notice, 4)
	s.byWho[c.account][ch] = true
	s.idle.Add(1)
	return ch, true
}

func (s *streams) leave(c caller, ch chan notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.total--
	if s.byRef[c.ref]--; s.byRef[c.ref] == 0 {
		delete(s.byRef, c.ref)
	}
	if delete(s.byWho[c.account], ch); len(s.byWho[c.account]) == 0 {
		delete(s.byWho, c.account)
	}
	s.idle.Done()
}

// tell hands the notice to the account's live pages. One that does not keep
// up misses it: the notice still waits in its menu.
func (s *streams) tell(a bot.Account, n notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ch := range s.byWho[a] {
		select {
		case ch <- n:
		default:
		}
	}
}

// Post implements bot.Adapter: it shows the view's title and first sentence on
// the account's open pages. Where none is open nothing is lost, since the core
// keeps notices in the menu. This surface has no places: a Place is
// bot.ErrRefused.
func (s *Server) Post(_ context.Context, to bot.Recipient, v bot.View) error {
	account, ok := privately(to)
	if !ok {
		return fmt.Errorf("web: there are no places to post to: %w", bot.ErrRefused)
	}
	n := notice{Title: v.Title, At: v.At}
	switch {
	case v.Notice != "":
		n.Text = v.Notice
	case len(v.Body) > 0:
		n.Text = v.Body[0]
	}
	s.streams.tell(account, n)
	return nil
}

// privately is whose conversation a recipient names; false for a place, or for
// nobody.
func privately(to bot.Recipient) (bot.Account, bool) {
	return to.Account, to.Account != (bot.Account{}) && to.Place == (bot.Place{})
}

// changes is GET …/changes?at=A&tag=T: server-sent events for the page that
// shows A and whose view has the tag T. "changed" says that A should be drawn
// again, "notice" brings a message, "gone" says that the session ended. What is
// watched is what the view itself says, read here: a page cannot ask for
// topics that are not its own.
func (s *Server) changes(w http.ResponseWriter, r *http.Request, c caller) {
	at, err := drawing(r.URL.Query().Get("at"))
	if err != nil {
		s.fail(w, r, http.StatusBadRequest, sayNotDrawn, "at: "+err.Error())
		return
	}
	notices, ok := s.streams.open(c)
	if !ok {
		s.tooMany(w, r, 30*time.Second)
		return
	}
	defer s.streams.leave(c, notices)
	s.prolong(w, r, c) // a page may stay open for months
	view, changed, err := s.watch(r.Context(), c, at)
	if err != nil {
		s.show(w, r, c, view, err)
		return
	}
	l := live{w: w, wire: http.NewResponseController(w), changed: changed, notices: notices}
	if l.open() != nil {
		return
	}
	if onWire(view).Tag != r.URL.Query().Get("tag") {
		if l.send("event: changed\ndata: {}\n\n") != nil {
			return
		}
	}
	s.follow(r, c, l)
}

// watch draws the view and subscribes to what it was drawn from. It draws once
// more afterwards, so that no change falls between the two.
func (s *Server) watch(ctx context.Context, c caller, at bot.ActionID) (bot.View, <-chan struct{}, error) {
	view, err := s.handle(ctx, c, bot.Event{Press: at})
	if err != nil || len(view.Watch) == 0 {
		return view, nil, err
	}
	changed := s.core.Changes(ctx, c.account.Home, view.Watch)
	view, err = s.handle(ctx, c, bot.Event{Press: at})
	return view, changed, err
}

// follow passes on what happens until the page, its session or the server
// ends.
func (s *Server) follow(r *http.Request, c caller, l live) {
	beat := time.NewTicker(s.cfg.beat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return
		case <-s.stopping:
			return
		case <-l.changed:
			err = l.send("event: changed\ndata: {}\n\n")
		case n := <-l.notices:
			data, _ := json.Marshal(n) // texts always can be written
			err = l.send("event: notice\ndata: " + string(data) + "\n\n")
		case <-beat.C:
			if _, gone := s.who(r); gone != nil && nobody(gone) {
				_ = l.send("event: gone\ndata: {}\n\n")
				return
			}
			err = l.send(": still here\n\n")
		}
		if err != nil {
			return
		}
	}
}

// live is the wire of one live page.
type live struct {
	w       http.ResponseWriter
	wire    *http.ResponseController
	changed <-chan struct{}
	notices <-chan notice
}

// open begins the answer. The request was read whole; what bounds it from now
// on is the deadline of each send.
func (l live) open() error {
	if err := l.wire.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	l.w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	l.w.Header().Set("X-Accel-Buffering", "no")
	return l.send("retry: 5000\n\n")
}

func (l live) send(text string) error {
	if err := l.wire.SetWriteDeadline(time.Now().Add(15 * time.Second)); err != nil {
		return err
	}
	if _, err := l.w.Write([]byte(text)); err != nil {
		return err
	}
	return l.wire.Flush()
}
