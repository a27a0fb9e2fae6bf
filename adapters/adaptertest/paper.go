package adaptertest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"daicho/bot"
)

// PaperSurface is the paper's name for people, unless Call says otherwise.
const PaperSurface = "紙の画面"

// Paper is a surface in memory with the shape of a chat platform: it shows
// one field a card, as one row of buttons. A choice is a press of its view's
// At with that one value; texts and dates are typed. After the last required
// field the paper presses the view's Submit itself, unless that is to be
// confirmed first, with all values as the
// core last showed them: it keeps no answer of its own, so what the core does
// not show as kept is asked again.
//
// A script drives it from outside: every method that stands for something a
// person does returns once the core has answered and the answer is shown. For
// one person it hands on one thing at a time, in the order in which they were
// done. It implements bot.Adapter.
type Paper struct {
	home string

	mu       sync.Mutex
	core     bot.Core
	ctx      context.Context
	running  chan struct{} // closed while Run takes deliveries
	line     chan struct{} // closed while connected
	turns    sync.WaitGroup
	desks    map[bot.Account]*desk
	places   map[bot.Place][]Card
	gone     map[bot.Recipient]bool
	surface  string
	profiles map[bot.Account]bot.Profile
	failures []error
	ids      int
}

// desk is what one person has before them.
type desk struct {
	tail   chan struct{} // closed when the last thing they did is done
	cards  []Card        // all ever shown, the oldest first
	screen Card          // what they look at
	posts  []Card
	last   *delivery
	ended  bool // the last thing they did ended its page by itself
}

// delivery is one thing a person did, as it is handed on and handed on again.
type delivery struct {
	event bot.Event
	asks  bot.FieldID // what the next card is to ask
	help  bool
	ends  *bot.View // the page whose last required field this may have been
	vouch bool      // a button was pressed that asks for the presser's profile
}

// NewPaper returns the paper of one home.
func NewPaper(home string) *Paper {
	line := make(chan struct{})
	close(line)
	return &Paper{
		home: home, line: line, running: make(chan struct{}),
		desks: map[bot.Account]*desk{}, places: map[bot.Place][]Card{}, gone: map[bot.Recipient]bool{},
		surface: PaperSurface, profiles: map[bot.Account]bot.Profile{},
	}
}

// Run implements bot.Adapter.
func (p *Paper) Run(ctx context.Context, core bot.Core) error {
	p.mu.Lock()
	p.core, p.ctx = core, ctx
	close(p.running)
	p.mu.Unlock()
	<-ctx.Done()
	p.mu.Lock()
	p.core, p.running = nil, make(chan struct{})
	p.mu.Unlock()
	p.turns.Wait()
	return nil
}

// Start runs the paper and returns once it takes deliveries. stop ends it and
// returns what Run returned.
func (p *Paper) Start(core bot.Core) (stop func() error) {
	p.mu.Lock()
	running := p.running
	p.mu.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx, core) }()
	<-running
	return func() error {
		cancel()
		return <-ended
	}
}

// Post implements bot.Adapter. Every person and every place of the home can
// be posted to until it is forgotten.
func (p *Paper) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if (to.Account == bot.Account{}) == (to.Place == bot.Place{}) {
		return fmt.Errorf("post to nobody or to two: %w", bot.ErrRefused)
	}
	if to.Home() != p.home || p.gone[to] {
		return fmt.Errorf("post to %s: %w", to.Home(), bot.ErrGone)
	}
	if len(p.failures) > 0 {
		err := p.failures[0]
		p.failures = p.failures[1:]
		return err
	}
	if !p.connected() || p.core == nil {
		return fmt.Errorf("post: not connected: %w", bot.ErrBroken)
	}
	card := drawCard(v, "", false)
	card.Files = made(ctx, p.core, v)
	if to.Place != (bot.Place{}) {
		p.places[to.Place] = append(p.places[to.Place], card)
		return nil
	}
	d := p.desk(to.Account)
	d.posts = append(d.posts, card)
	return nil
}

// FailPosts makes the next posts fail, one with each error.
func (p *Paper) FailPosts(errs ...error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failures = append(p.failures, errs...)
}

// Forget takes a person's account or a place away; what is posted there
// afterwards is gone.
func (p *Paper) Forget(r bot.Recipient) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone[r] = true
}

// Call gives the paper another name for people. By the name of bot.OwnSurface
// it vouches for nobody.
func (p *Paper) Call(surface string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.surface = surface
}

// Know has the paper vouch for somebody from now on, with this profile.
func (p *Paper) Know(who bot.Account, profile bot.Profile) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.profiles[who] = profile
}

// profile is what the paper says of somebody; p.mu is held.
func (p *Paper) profile(who bot.Account) *bot.Profile {
	profile, known := p.profiles[who]
	if !known || p.surface == bot.OwnSurface {
		return nil
	}
	return &profile
}

// Disconnect breaks the connection: what people do waits until Connect, and
// posts fail.
func (p *Paper) Disconnect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.connected() {
		p.line = make(chan struct{})
	}
}

// Connect mends the connection.
func (p *Paper) Connect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.connected() {
		close(p.line)
	}
}

func (p *Paper) connected() bool {
	select {
	case <-p.line:
		return true
	default:
		return false
	}
}

// Screen is the card the person looks at, as plain text.
func (p *Paper) Screen(who bot.Account) string { return p.Card(who).Text }

// Card is the card the person looks at.
func (p *Paper) Card(who bot.Account) Card {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.desk(who).screen
}

// Cards returns every card the person was shown, the oldest first.
func (p *Paper) Cards(who bot.Account) []Card {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.desk(who).cards)
}

// Posts returns what was posted to the person or place, the oldest first.
func (p *Paper) Posts(to bot.Recipient) []Card {
	p.mu.Lock()
	defer p.mu.Unlock()
	if to.Place != (bot.Place{}) {
		return slices.Clone(p.places[to.Place])
	}
	return slices.Clone(p.desk(to.Account).posts)
}

// Places are where something was posted, in the order of their names.
func (p *Paper) Places() []bot.Place {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.SortedFunc(maps.Keys(p.places), func(a, b bot.Place) int { return strings.Compare(a.Inside, b.Inside) })
}

// desk returns a person's desk; p.mu is held.
func (p *Paper) desk(who bot.Account) *desk {
	d := p.desks[who]
	if d == nil {
		d = &desk{}
		p.desks[who] = d
	}
	return d
}

// begin takes a delivery into the person's queue at once and returns what
// hands it on when its time has come. A delivery without an id gets one.
func (p *Paper) begin(dl delivery) (run func() error, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.core == nil {
		return nil, fmt.Errorf("the paper is not running: %w", bot.ErrBroken)
	}
	if dl.event.ID == "" {
		p.ids++
		dl.event.ID = "paper-" + strconv.Itoa(p.ids)
		dl.event.Surface = p.surface
		if dl.vouch {
			dl.event.Profile = p.profile(dl.event.From)
		}
	}
	d := p.desk(dl.event.From)
	d.last = &dl
	before, done := d.tail, make(chan struct{})
	d.tail = done
	p.turns.Add(1)
	core, ctx, line := p.core, p.ctx, p.line
	return func() error {
		defer p.turns.Done()
		defer close(done)
		if !await(ctx, line) || !await(ctx, before) {
			return fmt.Errorf("the paper was put away before it was handed on: %w", bot.ErrBroken)
		}
		p.hand(ctx, core, dl)
		return nil
	}, nil
}

// await waits for ch, if there is one; it returns false when ctx ended first.
func await(ctx context.Context, ch <-chan struct{}) bool {
	if ch == nil {
		return true
	}
	select {
	case <-ch:
		return true
	case <-ctx.Done():
		return false
	}
}

// hand takes one delivery to the core, shows the answer and ends the page if
// nothing required is left open on it and nothing is to be confirmed.
func (p *Paper) hand(ctx context.Context, core bot.Core, dl delivery) {
	view, ok := p.ask(ctx, core, dl.event)
	ends := ok && dl.ends != nil && view.Problem == "" && dl.ends.SamePage(view) && view.Asks("") < 0 && view.Submit.Confirm == ""
	if ends {
		submit := dl.event
		submit.ID += "/submit"
		submit.Press, submit.Values = view.Submit.ID, view.Values()
		if view.Submit.Vouch {
			p.mu.Lock()
			submit.Profile = p.profile(submit.From)
			p.mu.Unlock()
		}
		view, _ = p.ask(ctx, core, submit)
		dl.asks = ""
	}
	card := drawCard(view, dl.asks, dl.help)
	card.Files = made(ctx, core, view)
	p.show(dl.event.From, card, ends)
}

// made makes what the view describes; what cannot be made has its words only.
func made(ctx context.Context, core bot.Core, v bot.View) []Shown {
	var all []Shown
	for _, a := range v.Attach {
		data, err := core.Make(ctx, a)
		if err != nil {
			data = nil
		}
		all = append(all, Shown{Name: a.Name, Alt: a.Alt, Data: data})
	}
	return all
}

// ask calls the core; ok is false when nothing was kept.
func (p *Paper) ask(ctx context.Context, core bot.Core, ev bot.Event) (view bot.View, ok bool) {
	ev.At = time.Time{}
	ev.Values = maps.Clone(ev.Values)
	view, err := core.Handle(ctx, ev)
	if err != nil && view.Title == "" {
		view = sorry("うまくいきませんでした。いまの操作は保存していません。もう一度お試しください。")
	}
	return view, err == nil
}

func (p *Paper) show(who bot.Account, c Card, ended bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.desk(who)
	d.screen, d.ended = c, ended
	d.cards = append(d.cards, c)
}

// lastAnswer reports whether the last thing the person did was an answer on a
// page, and whether the page ended with it.
func (p *Paper) lastAnswer(who bot.Account) (answered, ended bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.desk(who)
	answered = d.last != nil && d.last.event.Values != nil && !d.last.event.Press.Acts()
	return answered, d.ended
}
