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
	ctx    context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
	leave  map[bot.Account]context.CancelFunc
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
	changes := w.core.Changes(ctx, ev.From.Home, v.Watch)
	w.under.Go(func() {
		for await(ctx, changes) {
			fresh, _ := w.core.Handle(ctx, bot.Event{From: ev.From, Press: v.At, Surface: PaperSurface})
			w.mu.Lock()
			if ctx.Err() == nil {
				w.show(ev.From, drawCard(fresh, "", false), false)
			}
			w.mu.Unlock()
		}
	})
	return v, err
}

const liveName = "a live screen follows changes"

func liveComplaints(t *testing.T, patience time.Duration, shape func(*livePaper)) map[string][]string {
	suite := Suite{Patience: patience, Start: func(t T) Wire {
		w := &livePaper{paperWire: newPaperWire(t)}
		shape(w)
		return w
	}}
	return suite.Complaints(t, liveName)
}

func TestLiveCase(t *testing.T) {
	if found := liveComplaints(t, 0, func(*livePaper) {}); len(found) > 0 {
		t.Errorf("complaints about a sound live screen: %v", found)
	}
	if found := liveComplaints(t, 250*time.Millisecond, func(w *livePaper) { w.deaf = true }); len(found) == 0 {
		t.Error("a screen that follows nothing is not noticed")
	}
	if found := liveComplaints(t, 250*time.Millisecond, func(w *livePaper) { w.cling = true }); len(found) == 0 {
		t.Error("a screen that changes back to what the person has left is not noticed")
	}
}
