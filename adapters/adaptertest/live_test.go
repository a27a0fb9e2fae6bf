package adaptertest

import (
	"context"
	"sync"
	"testing"
	"time"

	"daicho/bot"
)

// livePaper is paper that rewrites itself: it proves the case of live screens,
// which the paper lacks.
type livePaper struct {
	*paperWire
	core   bot.Core
	deaf   bool // never asks for changes
	cling  bool // goes on watching what is no longer on the screen
	late   bool // does not catch up after a break
	ctx    context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	leave  map[bot.Account]context.CancelFunc
	cut    []func()
	open   []func() // opens what a break has closed
}

func (w *livePaper) Lacks(Ability) string { return "" }

func (w *livePaper) Start(core bot.Core) {
	w.ctx, w.cancel = context.WithCancel(context.Background())
	w.leave = map[bot.Account]context.CancelFunc{}
	w.core = core
	w.paperWire.Start(between{Core: core, out: w.watch})
}

func (w *livePaper) Stop() error {
	w.cancel()
	return w.paperWire.Stop()
}

// watch follows what the person is shown until they are shown something else.
func (w *livePaper) watch(ev bot.Event, v bot.View, err error) (bot.View, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if leave := w.leave[ev.From]; leave != nil && !w.cling {
		leave()
	}
	ctx, cancel := context.WithCancel(w.ctx)
	w.leave[ev.From] = cancel
	if len(v.Watch) == 0 || w.deaf {
		return v, err
	}
	w.follow(ctx, ev.From, v, false)
	return v, err
}

// follow draws the view again whenever it has changed, and at once where it
// may have changed unseen.
func (w *livePaper) follow(ctx context.Context, who bot.Account, v bot.View, missed bool) {
	line, cut := context.WithCancel(ctx)
	w.cut = append(w.cut, cut)
	w.open = append(w.open, func() { w.follow(ctx, who, v, !w.late) })
	changes := w.core.Changes(line, who.Home, v.Watch)
	w.under.Go(func() {
		for missed || await(line, changes) {
			missed = false
			fresh, _ := w.core.Handle(ctx, bot.Event{From: who, Press: v.At, Surface: PaperSurface})
			w.mu.Lock()
			if ctx.Err() == nil {
				w.show(who, drawCard(fresh, "", false), false)
			}
			w.mu.Unlock()
		}
	})
}

func (w *livePaper) Inject(f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch f {
	case Disconnect:
		for _, cut := range w.cut {
			cut()
		}
		w.cut = nil
	case Reconnect:
		open := w.open
		w.open = nil
		for _, f := range open {
			f()
		}
	}
}

func liveComplaints(t *testing.T, patience time.Duration, shape func(*livePaper)) map[string][]string {
	suite := Suite{Patience: patience, Start: func(t T) Wire {
		w := &livePaper{paperWire: newPaperWire(t)}
		shape(w)
		return w
	}}
	return suite.Complaints(t, liveNames...)
}

var liveNames = []string{"a live screen follows changes", "a live screen catches up after a break"}

func TestLiveCases(t *testing.T) {
	if found := liveComplaints(t, 0, func(*livePaper) {}); len(found) > 0 {
		t.Errorf("complaints about a sound live screen: %v", found)
	}
	soon := 250 * time.Millisecond
	for name, c := range map[string]struct {
		shape  func(*livePaper)
		notice string
	}{
		"follows nothing":                         {func(w *livePaper) { w.deaf = true }, liveNames[0]},
		"changes back to what the person left":    {func(w *livePaper) { w.cling = true }, liveNames[0]},
		"misses what changed while it was broken": {func(w *livePaper) { w.late = true }, liveNames[1]},
	} {
		if found := liveComplaints(t, soon, c.shape); len(found[c.notice]) == 0 {
			t.Errorf("a screen that %s is not noticed", name)
		}
	}
}
