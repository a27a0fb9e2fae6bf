package web_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/web"
	"daicho/bot"
)

// TestSuite runs the suite twice: as a script speaks to the server, by the
// personal link, and as the page does, by its cookie. Live changes and
// messages come to the page alone, in both.
func TestSuite(t *testing.T) {
	for name, byLink := range map[string]bool{"script": true, "page": false} {
		t.Run(name, func(t *testing.T) {
			adaptertest.Run(t, func(t adaptertest.T) adaptertest.Wire { return newWire(t, byLink) })
		})
	}
}

// suiteWire is the server on loopback, with a client for each person.
type suiteWire struct {
	t       adaptertest.T
	byLink  bool
	server  *web.Server
	people  []bot.Account
	clients map[bot.Account]*client
	last    func() adaptertest.Receipt
	under   sync.WaitGroup
	once    sync.Once
	cancel  context.CancelFunc
	run     chan error
	ended   error
}

func newWire(t adaptertest.T, byLink bool) *suiteWire {
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	// With so long a grace, whatever Run waits for in vain is noticed.
	server, err := web.New(web.Config{Listen: "127.0.0.1:0", Log: quiet, TurnsPerSecond: 1e6, TurnsAtOnce: 1e6, Grace: time.Hour}, newSecrets())
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() { _ = server.Close() })
	w := &suiteWire{t: t, byLink: byLink, server: server, clients: map[bot.Account]*client{}, run: make(chan error, 1)}
	for _, id := range []string{"yamada", "suzuki", "sato"} {
		who := bot.Account{Home: "web", ID: id}
		link, err := server.NewLink(t.Context(), who)
		if err != nil {
			t.Fatalf("%v", err)
		}
		w.people = append(w.people, who)
		w.clients[who] = newClient(w, link)
	}
	nobody := server.Base() + "/p/web~" + strings.Repeat("A", 16) + "/" + strings.Repeat("A", 43)
	w.clients[w.Stranger()] = newClient(w, nobody)
	return w
}

func (w *suiteWire) People() []bot.Account { return w.people }
func (w *suiteWire) Stranger() bot.Account { return bot.Account{Home: "web", ID: "nobody"} }
func (w *suiteWire) Place() bot.Place      { return bot.Place{} }

// Start runs the server and has everybody open their page.
func (w *suiteWire) Start(core bot.Core) {
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	go func() { w.run <- w.server.Run(ctx, core) }()
	for _, who := range w.people {
		w.clients[who].enter()
	}
}

func (w *suiteWire) Stop() error {
	w.once.Do(func() {
		for _, c := range w.clients {
			c.http.CloseIdleConnections() // an unused one holds the server up for five seconds
		}
		w.cancel()
		w.ended = <-w.run
		for _, c := range w.clients {
			c.leave()
		}
		w.under.Wait()
		for _, c := range w.clients {
			c.http.CloseIdleConnections()
		}
	})
	return w.ended
}

func (w *suiteWire) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	if c := w.clients[to.Account]; c != nil {
		c.listening(ctx) // a page that has just been drawn is not live yet
	}
	return w.server.Post(ctx, to, v)
}

func (w *suiteWire) Deliver(who bot.Account, act adaptertest.Act) adaptertest.Receipt {
	c := w.clients[who]
	body := c.body(act)
	w.last = func() adaptertest.Receipt { return w.send(c, body) }
	return w.last()
}

func (w *suiteWire) Repeat() adaptertest.Receipt { return w.last() }

// send puts the turn on its way; the acknowledgement is the whole answer.
func (w *suiteWire) send(c *client, body map[string]any) adaptertest.Receipt {
	done := make(chan struct{})
	n := c.next()
	w.under.Go(func() {
		if view, ok := c.turn(body); ok {
			c.show(n, view)
			close(done)
		}
	})
	return done
}

func (w *suiteWire) Sees(who bot.Account) adaptertest.Sight { return w.clients[who].sight() }

func (w *suiteWire) Posted(to bot.Recipient) []adaptertest.Sight {
	c := w.clients[to.Account]
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.notices)
}

func (w *suiteWire) Inject(f adaptertest.Fault) {
	for _, who := range w.people {
		switch f {
		case adaptertest.Disconnect:
			w.clients[who].leave()
		case adaptertest.Reconnect:
			w.clients[who].follow()
		}
	}
}

func (w *suiteWire) Lacks(a adaptertest.Ability) string {
	switch a {
	case adaptertest.Places:
		return "Everybody has a page of their own; there is none that several read."
	case adaptertest.Deletes:
		return "The screen is the browser's own; nobody can delete it from outside."
	case adaptertest.Breaks:
		return "Every turn is a request of its own; what is posted while no page is open waits in the menu."
	case adaptertest.Refuses, adaptertest.Limits, adaptertest.Outages, adaptertest.Leaves:
		return "Posting only tells the pages that are open; nothing there can refuse, limit or be gone."
	}
	return ""
}

// secrets keeps links and sessions in memory.
type secrets struct {
	mu       sync.Mutex
	links    map[string]kept            // by ref
	sessions map[string]map[string]kept // by ref and hash
}

type kept struct {
	hash    [32]byte
	who     bot.Account
	expires time.Time
}

func newSecrets() *secrets {
	return &secrets{links: map[string]kept{}, sessions: map[string]map[string]kept{}}
}

func (s *secrets) PutLink(_ context.Context, _ string, a bot.Account, ref string, secret [32]byte, expires time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.links[ref] = kept{secret, a, expires}
	s.sessions[ref] = map[string]kept{}
	return nil
}

func (s *secrets) Link(_ context.Context, home, ref string, secret [32]byte, now time.Time) (bot.Account, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.links[ref].whose(home, secret, now)
	return a, false, err
}

func (k kept) whose(home string, hash [32]byte, now time.Time) (bot.Account, error) {
	if k.who.ID == "" || k.who.Home != home || k.hash != hash || !now.Before(k.expires) {
		return bot.Account{}, bot.ErrGone
	}
	return k.who, nil
}

func (s *secrets) OpenSession(_ context.Context, home, ref string, link, session [32]byte, now, expires time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	who, err := s.links[ref].whose(home, link, now)
	if err != nil {
		return err
	}
	s.sessions[ref][string(session[:])] = kept{session, who, expires}
	return nil
}

func (s *secrets) Session(_ context.Context, home, ref string, session [32]byte, now time.Time) (bot.Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[ref][string(session[:])].whose(home, session, now)
}

// Prolong has nothing to do: no session of the suite ends.
func (s *secrets) Prolong(_ context.Context, home, ref string, session [32]byte, now, _ time.Time, _ time.Duration) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.sessions[ref][string(session[:])].whose(home, session, now)
	return false, err
}

func (s *secrets) DropLink(_ context.Context, _, ref string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.links, ref)
	delete(s.sessions, ref)
	return nil
}
