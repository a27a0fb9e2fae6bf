package adaptertest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"daicho/bot"
)

// Core is a bot.Core that says what it was told to say and remembers what it
// was asked. It keeps answers as the real one does: what was given with a
// view's At stands in that view's fields when it is drawn again, for the
// person who gave it. It holds or fails turns on demand. All methods may be
// called at any time from anywhere.
type Core struct {
	mu      sync.Mutex
	views   map[bot.ActionID]bot.View
	leads   map[bot.ActionID]bot.ActionID
	words   map[string]bot.ActionID
	files   map[string][]byte
	answers map[answerKey]string
	seen    map[deliveryKey]bot.ActionID
	gates   []*Gate
	faults  []fault
	calls   []bot.Event
	flying  map[bot.Account]int
	overlap []bot.Event
	step    chan struct{} // closed and replaced whenever something happened
	watches map[chan struct{}][]string
}

type answerKey struct {
	who   bot.Account
	at    bot.ActionID
	field bot.FieldID
}

type deliveryKey struct {
	who bot.Account
	id  string
}

type fault struct {
	match func(bot.Event) bool
	sorry bot.View
	err   error
}

// Match says which events are meant.
type Match func(bot.Event) bool

// NewCore returns a core that knows the given views, each by its At.
func NewCore(views ...bot.View) *Core {
	c := &Core{
		views: map[bot.ActionID]bot.View{}, leads: map[bot.ActionID]bot.ActionID{}, words: map[string]bot.ActionID{},
		files: map[string][]byte{}, answers: map[answerKey]string{}, seen: map[deliveryKey]bot.ActionID{},
		flying: map[bot.Account]int{}, step: make(chan struct{}), watches: map[chan struct{}][]string{},
	}
	c.Show(views...)
	return c
}

// Show makes the views known, or replaces them, each by its At.
func (c *Core) Show(views ...bot.View) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range views {
		c.views[v.At] = v
	}
}

// Leads makes the press show the view at.
func (c *Core) Leads(press, at bot.ActionID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leads[press] = at
}

// Means makes the typed words show the view at.
func (c *Core) Means(words string, at bot.ActionID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.words[words] = at
}

// Makes is what Make returns for an attachment with this Spec; others fail.
func (c *Core) Makes(spec string, data []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.files[spec] = data
}

// Fail makes every matching turn end with err and show sorry, until Mend.
func (c *Core) Fail(match Match, sorry bot.View, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = append(c.faults, fault{match, sorry, err})
}

// Mend ends what Fail began.
func (c *Core) Mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = nil
}

// Forget takes all given answers back.
func (c *Core) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.answers)
}

// Gate holds turns.
type Gate struct {
	match Match
	open  chan struct{}
	once  sync.Once
}

// Release lets the held turns go on, and all later ones.
func (g *Gate) Release() { g.once.Do(func() { close(g.open) }) }

// Hold makes every matching turn wait inside Handle until it is released or
// its context ends.
func (c *Core) Hold(match Match) *Gate {
	c.mu.Lock()
	defer c.mu.Unlock()
	g := &Gate{match: match, open: make(chan struct{})}
	c.gates = append(c.gates, g)
	return g
}

// Events returns every event that reached Handle, in that order, repeats
// included.
func (c *Core) Events() []bot.Event { return c.Matching(func(bot.Event) bool { return true }) }

// Matching returns those events that match.
func (c *Core) Matching(match Match) []bot.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []bot.Event
	for _, ev := range c.calls {
		if match(ev) {
			found = append(found, ev)
		}
	}
	return found
}

// Overlaps returns the events that reached Handle while another one of the
// same person was still inside it.
func (c *Core) Overlaps() []bot.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Event(nil), c.overlap...)
}

// Inside counts the turns that are in Handle now.
func (c *Core) Inside() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, flying := range c.flying {
		n += flying
	}
	return n
}

// Await waits until n matching events have reached Handle.
func (c *Core) Await(ctx context.Context, n int, match Match) error {
	return c.until(ctx, func() error {
		if got := len(c.Matching(match)); got < n {
			return fmt.Errorf("%d of %d events reached the core", got, n)
		}
		return nil
	})
}

// AwaitWatch waits until at least n calls of Changes are open for the topic.
func (c *Core) AwaitWatch(ctx context.Context, topic string, n int) error {
	return c.until(ctx, func() error {
		c.mu.Lock()
		defer c.mu.Unlock()
		open := 0
		for _, topics := range c.watches {
			if slices.Contains(topics, topic) {
				open++
			}
		}
		if open < n {
			return fmt.Errorf("%q is watched %d times, want %d", topic, open, n)
		}
		return nil
	})
}

func (c *Core) until(ctx context.Context, check func() error) error {
	for {
		c.mu.Lock()
		step := c.step
		c.mu.Unlock()
		err := check()
		if err == nil {
			return nil
		}
		select {
		case <-step:
		case <-ctx.Done():
			return err
		}
	}
}

// Handle implements bot.Core.
func (c *Core) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	for _, open := range c.enter(ev) {
		select {
		case <-open:
		case <-ctx.Done():
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flying[ev.From]--
	if err := ctx.Err(); err != nil {
		return sorry("中断されました。何も保存していません。"), err
	}
	for _, f := range c.faults {
		if f.match(ev) {
			return f.sorry, f.err
		}
	}
	return c.answer(ev), nil
}

// enter notes the event and returns the gates it has to pass.
func (c *Core) enter(ev bot.Event) (gates []chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ev.Values = maps.Clone(ev.Values)
	if c.flying[ev.From] > 0 {
		c.overlap = append(c.overlap, ev)
	}
	c.flying[ev.From]++
	c.calls = append(c.calls, ev)
	c.stepped()
	for _, g := range c.gates {
		if g.match(ev) {
			gates = append(gates, g.open)
		}
	}
	return gates
}

func (c *Core) stepped() {
	close(c.step)
	c.step = make(chan struct{})
}

func (c *Core) answer(ev bot.Event) bot.View {
	key := deliveryKey{ev.From, ev.ID}
	if at, seen := c.seen[key]; seen && ev.Acts() && ev.ID != "" {
		return c.draw(ev.From, at)
	}
	view := c.draw(ev.From, c.route(ev))
	if ev.Acts() {
		c.seen[key] = view.At
	}
	return view
}

// route keeps what was given and says what is shown next.
func (c *Core) route(ev bot.Event) bot.ActionID {
	if ev.Said != "" {
		return c.words[ev.Said]
	}
	if _, page := c.views[ev.Press]; page {
		for f, v := range ev.Values {
			c.answers[answerKey{ev.From, ev.Press, f}] = v
		}
	}
	if at, ok := c.leads[ev.Press]; ok {
		return at
	}
	if ev.File != nil {
		return FileRoute
	}
	return ev.Press
}

// FileRoute is the At of the view that Core shows when a file was dropped in.
const FileRoute bot.ActionID = "file"

func (c *Core) draw(who bot.Account, at bot.ActionID) bot.View {
	v, ok := c.views[at]
	if !ok {
		return sorry("わかりませんでした。")
	}
	v.Fields = append([]bot.Field(nil), v.Fields...)
	for i := range v.Fields {
		if kept, ok := c.answers[answerKey{who, at, v.Fields[i].ID}]; ok {
			v.Fields[i].Value = kept
		}
	}
	return v
}

func sorry(words string) bot.View {
	return bot.View{At: "sorry", Title: "お知らせ", Problem: words}
}

// Make implements bot.Core.
func (c *Core) Make(_ context.Context, a bot.Attachment) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	data, ok := c.files[a.Spec]
	if !ok {
		return nil, fmt.Errorf("make %q: %w", a.Name, bot.ErrBroken)
	}
	return append([]byte(nil), data...), nil
}

// Changes implements bot.Core.
func (c *Core) Changes(ctx context.Context, _ string, topics []string) <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan struct{}, 1)
	c.watches[ch] = append([]string(nil), topics...)
	c.stepped()
	context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.watches, ch)
		c.stepped()
	})
	return ch
}

// Change tells everybody who watches one of the topics that it has changed.
func (c *Core) Change(topics ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for ch, watched := range c.watches {
		if !meets(watched, topics) {
			continue
		}
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func meets(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
