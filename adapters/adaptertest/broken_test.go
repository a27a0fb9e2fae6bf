package adaptertest

import (
	"context"
	"strconv"
	"sync"

	"daicho/bot"
)

// The larger of the mutants.

// body breaks paragraphs on their way out.
func body(change func(string) string) mutant {
	return out(func(v bot.View) bot.View {
		changed := make([]string, len(v.Body))
		for i, s := range v.Body {
			changed[i] = change(s)
		}
		v.Body = changed
		return v
	})
}

func labelled(change func(string) string) mutant {
	return out(func(v bot.View) bot.View {
		changed := make([]bot.Action, len(v.Actions))
		for i, a := range v.Actions {
			a.Label = change(a.Label)
			changed[i] = a
		}
		v.Actions = changed
		return v
	})
}

// renaming numbers deliveries when they arrive.
func renaming() mutant {
	var n int
	var mu sync.Mutex
	return in(func(ev bot.Event) bot.Event {
		mu.Lock()
		defer mu.Unlock()
		n++
		ev.ID = strconv.Itoa(n)
		return ev
	})
}

// swallower answers a repeat by itself.
type swallower struct {
	bot.Core
	seen *sync.Map
}

func (s swallower) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	if _, again := s.seen.LoadOrStore(ev.ID, true); again {
		return doneView(), nil
	}
	return s.Core.Handle(ctx, ev)
}

func swallowing() mutant {
	return mutant{core: func(_ *paperWire, c bot.Core) bot.Core { return swallower{c, &sync.Map{}} }}
}

// unqueued hands things on as they come, whatever is still under way.
func unqueued(w *paperWire, who bot.Account, act Act) Receipt {
	d := w.saying(who, act.In, act.Say)
	d.event.Surface = PaperSurface
	w.mu.Lock()
	ctx, core := w.ctx, w.core
	w.mu.Unlock()
	return w.going(func() error { w.hand(ctx, core, d); return nil })
}

// single lets one turn at a time into the core.
type single struct {
	bot.Core
	mu *sync.Mutex
}

func (s single) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Core.Handle(ctx, ev)
}

func oneQueue() mutant {
	return mutant{core: func(_ *paperWire, c bot.Core) bot.Core { return single{c, &sync.Mutex{}} }}
}

func swallowError() mutant {
	return mutant{core: func(_ *paperWire, c bot.Core) bot.Core {
		return between{Core: c, out: func(_ bot.Event, v bot.View, err error) (bot.View, error) {
			if err != nil {
				return doneView(), nil
			}
			return v, nil
		}}
	}}
}

func errorsOut() mutant {
	return mutant{core: func(_ *paperWire, c bot.Core) bot.Core {
		return between{Core: c, out: func(_ bot.Event, v bot.View, err error) (bot.View, error) {
			if err != nil {
				v.Body = []string{err.Error()}
			}
			return v, err
		}}
	}}
}

type noPictures struct{ bot.Core }

func (noPictures) Make(context.Context, bot.Attachment) ([]byte, error) { return []byte("PNG"), nil }

func closed() Receipt {
	done := make(chan struct{})
	close(done)
	return done
}

// deletedForGood edits the message that was there, and nothing else.
func deletedForGood() mutant {
	return mutant{core: func(w *paperWire, c bot.Core) bot.Core {
		return between{Core: c, out: func(ev bot.Event, v bot.View, err error) (bot.View, error) {
			if ev.Press == doNote && w.Card(ev.From).Text == "" {
				v = bot.View{}
			}
			return v, err
		}}
	}}
}

// publicAnswers shows the answer where the question was asked.
func publicAnswers() mutant {
	return mutant{core: func(w *paperWire, c bot.Core) bot.Core {
		return between{Core: c, out: func(ev bot.Event, v bot.View, err error) (bot.View, error) {
			if ev.Place != (bot.Place{}) {
				_ = w.Post(context.Background(), bot.Recipient{Place: ev.Place}, v)
			}
			return v, err
		}}
	}}
}

func postToAll(ctx context.Context, w *paperWire, to bot.Recipient, v bot.View) error {
	for _, who := range w.People() {
		if err := w.Post(ctx, bot.Recipient{Account: who}, v); err != nil {
			return err
		}
	}
	return nil
}

// postLast edits the message that is in a place already.
func postLast(ctx context.Context, w *paperWire, to bot.Recipient, v bot.View) error {
	w.mu.Lock()
	w.places[to.Place] = nil
	w.mu.Unlock()
	return w.Post(ctx, to, v)
}

func kindless(ctx context.Context, w *paperWire, to bot.Recipient, v bot.View) error {
	if w.Post(ctx, to, v) != nil {
		return errOpaque
	}
	return nil
}

func impatient(ctx context.Context, w *paperWire, to bot.Recipient, v bot.View) error {
	if err := w.Post(ctx, to, v); err != nil {
		return &bot.Limited{}
	}
	return nil
}

func taken(ctx context.Context, w *paperWire, to bot.Recipient, v bot.View) error {
	_ = w.Post(ctx, to, v)
	return nil
}

// leaking starts something with every adapter that ends only with the test.
func leaking() mutant {
	return mutant{start: func(w *paperWire) {
		end, ended := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			<-end
		}()
		w.t.Cleanup(func() {
			close(end)
			<-ended
		})
	}}
}

// hasty ends without waiting for the turns under way: the core goes on.
func hasty() mutant {
	return mutant{
		core: func(_ *paperWire, c bot.Core) bot.Core { return unending{c} },
		stop: func(w *paperWire) error {
			w.once.Do(func() {
				stop := w.stop
				w.under.Go(func() { w.ended = stop() })
				w.t.Cleanup(w.under.Wait)
			})
			return nil
		},
	}
}

// unending does not tell the core that its context ended.
type unending struct{ bot.Core }

func (u unending) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	return u.Core.Handle(context.WithoutCancel(ctx), ev)
}
