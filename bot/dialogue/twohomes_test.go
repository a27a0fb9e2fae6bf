package dialogue_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/web"
	"daicho/bot"
	"daicho/store"
)

// webHome is the company's second home.
const webHome = "web"

// twoHomes is a world whose people live in two homes, one of the paper and one
// of the web.
type twoHomes struct {
	*world
	paper  *adaptertest.Paper
	server *web.Server
	ends   []func() // what runs, the last to be ended first
	mail   func()   // ends the postman

	mu       sync.Mutex
	at       time.Time // the clock, read by all that runs
	browsers map[bot.Account]*browser
	posted   map[bot.Account]int
	shared   map[bot.Place]int
	settled  chan struct{}
}

// spread moves those who chat to the paper, the other speakers, and then
// everybody else, to the homes in turn, and begins the surfaces.
func spread(w *world, chatting, speakers, homes []string) *twoHomes {
	s := &twoHomes{
		world: w, paper: adaptertest.NewPaper(home), at: w.now, settled: make(chan struct{}, 1),
		browsers: map[bot.Account]*browser{}, posted: map[bot.Account]int{}, shared: map[bot.Place]int{},
	}
	s.homes = map[string]string{}
	for _, name := range chatting {
		s.homes[name] = home
	}
	w.turn(func(tx *store.Tx) error { return s.move(tx, speakers, homes) })
	s.start()
	w.t.Cleanup(s.stop)
	return s
}

func (s *twoHomes) move(tx *store.Tx, speakers, homes []string) error {
	company, err := tx.Company()
	if err != nil {
		return err
	}
	company.Homes = append(company.Homes, webHome)
	if err := tx.PutCompany(company); err != nil {
		return err
	}
	people, err := tx.People()
	if err != nil {
		return err
	}
	order, turn := slices.Clone(speakers), 0
	for _, p := range people {
		order = append(order, callName(p))
	}
	for _, name := range order {
		if _, placed := s.homes[name]; !placed {
			s.homes[name] = homes[turn%len(homes)]
			turn++
		}
	}
	for _, p := range people {
		for i, a := range p.Accounts {
			if a.Home == home {
				p.Accounts[i].Home = s.homes[callName(p)]
			}
		}
		if err := tx.PutPerson(p); err != nil {
			return err
		}
	}
	return nil
}

// start begins what serve begins: the surfaces and the postman.
func (s *twoHomes) start() {
	s.runner.Clock, s.runner.Store = s.clock, watched{s.store, s.settled}
	s.runner.Adapter = func(home string) bot.Adapter { return arriving{s, s.adapter(home)} }
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	const years = 10 * 365 * 24 * time.Hour
	server, err := web.New(web.Config{
		Listen: "127.0.0.1:0", Now: s.clock, Log: quiet, TurnsPerSecond: 1e6, TurnsAtOnce: 1e6, LinkFor: years, SessionFor: years,
	}, s.store)
	if err != nil {
		s.t.Fatal(err)
	}
	s.server = server
	s.run(func(ctx context.Context) error { return server.Run(ctx, s.Core()) })
	stop := s.paper.Start(s.Core())
	s.ends = append(s.ends, func() { _ = stop() })
	for _, b := range s.browsers {
		b.server = server
		if err := b.follow(); err != nil {
			s.t.Fatal(err)
		}
	}
	s.deliver()
}

// run runs something until stop.
func (s *twoHomes) run(fn func(context.Context) error) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- fn(ctx) }()
	end = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			s.t.Error(err)
		}
	})
	s.ends = append(s.ends, end)
	return end
}

func (s *twoHomes) deliver() { s.mail = s.run(s.runner.Deliver) }

func (s *twoHomes) stop() {
	s.mail()
	for _, b := range s.browsers {
		b.leave()
	}
	for len(s.ends) > 0 {
		last := len(s.ends) - 1
		s.ends[last]()
		s.ends = s.ends[:last]
	}
}

func (s *twoHomes) adapter(home string) bot.Adapter {
	if home == webHome {
		return s.server
	}
	return s.paper
}

// Paper implements adaptertest.Spread.
func (s *twoHomes) Paper() *adaptertest.Paper { return s.paper }

// Page implements adaptertest.Spread: a turn in the person's browser.
func (s *twoHomes) Page(ctx context.Context, ev bot.Event) (bot.View, error) {
	b, err := s.browser(ctx, ev.From)
	if err != nil {
		return bot.View{}, err
	}
	return b.turn(ctx, ev)
}

func (s *twoHomes) browser(ctx context.Context, who bot.Account) (*browser, error) {
	s.mu.Lock()
	b := s.browsers[who]
	s.mu.Unlock()
	if b != nil {
		return b, nil
	}
	b, err := openBrowser(ctx, s.server, who)
	if err == nil {
		s.mu.Lock()
		s.browsers[who] = b
		s.mu.Unlock()
	}
	return b, err
}

func (s *twoHomes) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// SetClock has the postman look again at the new hour: he sleeps by the wall
// clock.
func (s *twoHomes) SetClock(at time.Time) {
	s.mail()
	s.mu.Lock()
	s.now, s.at = at, at
	s.mu.Unlock()
	s.deliver()
	s.settle()
}

// Tick ends when what fell due is delivered.
func (s *twoHomes) Tick() error {
	err := s.world.Tick()
	s.settle()
	return err
}

// Restart ends all that runs and begins it anew on what is on disk.
func (s *twoHomes) Restart() {
	s.stop()
	s.world.Restart()
	s.start()
}

// Core is the bot, whose turns here end when their letters are delivered.
func (s *twoHomes) Core() bot.Core { return settling{s.runner, s} }

type settling struct {
	*bot.Runner[*store.Tx]
	s *twoHomes
}

func (c settling) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	view, err := codeTeller{c.Runner, c.s.world}.Handle(ctx, ev)
	if ev.Acts() || ev.Said != "" {
		c.s.settle()
	}
	return view, err
}

// settle waits until no letter is due.
func (s *twoHomes) settle() {
	late := time.After(20 * time.Second)
	for {
		due := s.due(lettersOf(s.world))
		if len(due) == 0 {
			return
		}
		select {
		case <-s.settled:
		case <-late:
			s.t.Errorf("never delivered: %+v", due)
			return
		}
	}
}

func (s *twoHomes) due(letters []bot.Letter) (due []bot.Letter) {
	for _, l := range letters {
		if !l.Dead && !l.NotBefore.After(s.clock()) {
			due = append(due, l)
		}
	}
	return due
}

// watched tells after each letter that it was dealt with.
type watched struct {
	*store.Store
	settled chan struct{}
}

func (w watched) Settle(ctx context.Context, home string, l bot.Letter, sent bool, when time.Time) error {
	err := w.Store.Settle(ctx, home, l, sent, when)
	select {
	case w.settled <- struct{}{}:
	default: // one is waiting there
	}
	return err
}

// arriving is a surface whose posts are followed until they are before their
// reader.
type arriving struct {
	s *twoHomes
	bot.Adapter
}

func (a arriving) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	arrived := func() error { return nil }
	if to.Account.Home == webHome {
		b, err := a.s.browser(ctx, to.Account)
		if err != nil {
			return err
		}
		arrived = func() error { return b.reads(v.Title) }
	}
	if err := a.Adapter.Post(ctx, to, v); err != nil {
		return err
	}
	if err := arrived(); err != nil {
		a.s.t.Error(err)
	}
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	if to.Place != (bot.Place{}) {
		a.s.shared[to.Place]++
	} else {
		a.s.posted[to.Account]++
	}
	return nil
}

func (b *browser) reads(title string) error {
	select {
	case got := <-b.notices:
		if got != title {
			return fmt.Errorf("%s reads %q, posted was %q", b.who.ID, got, title)
		}
		return nil
	case <-time.After(20 * time.Second):
		return fmt.Errorf("%q never came to the page of %s", title, b.who.ID)
	}
}

// lettersOf are the letters that wait in the company's outbox.
func lettersOf(w *world) []bot.Letter {
	letters, err := w.store.Outbox(context.Background(), home)
	if err != nil {
		w.t.Error(err)
	}
	return letters
}
