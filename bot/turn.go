package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Runner takes turns: it is the Core that adapters speak to. Its fields are
// set before the first call and not changed after.
type Runner[T Tx] struct {
	Store Store[T]
	Talk  Talk[T]
	// Maker makes what an Attachment's Spec describes.
	Maker func(ctx context.Context, spec string) ([]byte, error)
	// Understand reads a file, or words that are rows of one, outside of any turn,
	// since that may take long, and keeps what it has read. It returns the key of
	// that, or a word that says why nothing could be read. Nil understands nothing.
	Understand func(ctx context.Context, ev Event) (key, unread string, err error)
	// Adapter returns the adapter of a home, nil if it has none here.
	Adapter func(home string) Adapter
	// Clock is the only clock of a turn.
	Clock func() time.Time
	Log   *slog.Logger

	hub  hub
	bell bell
	work bell
	// unnoted are the letters that were sent and could not be noted; the
	// postman's alone.
	unnoted map[string]bool
}

// Handle implements Core.
func (r *Runner[T]) Handle(ctx context.Context, ev Event) (View, error) {
	ev.At = r.Clock()
	view, err := r.handle(ctx, cleaned(ev))
	if err == nil || errors.Is(err, context.Canceled) {
		return view, err
	}
	reference := newReference()
	r.Log.Error("turn failed", "reference", reference, "route", string(ev.Press), "acts", ev.Acts(), "err", err)
	return r.Talk.Sorry(err, reference), err
}

func (r *Runner[T]) handle(ctx context.Context, ev Event) (View, error) {
	if ev.Typing {
		return r.draw(ctx, ev)
	}
	if ev.Said != "" && ev.Shown != "" {
		var err error
		if ev, err = r.understand(ctx, ev); err != nil {
			return View{}, err
		}
	}
	if !ev.Acts() && (ev.Said == "" || !r.Talk.Does(ev.Said)) {
		return r.draw(ctx, ev)
	}
	if ev.File != nil || ev.Said != "" {
		var err error
		if ev, err = r.read(ctx, ev); err != nil {
			return View{}, err
		}
	}
	return r.act(ctx, ev)
}

// read has what came with the event understood, where that is to be.
func (r *Runner[T]) read(ctx context.Context, ev Event) (Event, error) {
	if r.Understand == nil {
		return ev, nil
	}
	var reads bool
	err := r.Store.Read(ctx, ev.From.Home, func(tx T) (err error) {
		if _, seen, err := tx.Seen(ev.From, ev.ID); err != nil || seen {
			return err
		}
		reads, err = r.Talk.Reads(tx, ev)
		return err
	})
	if err == nil && reads {
		ev.Draft, ev.Unread, err = r.Understand(ctx, ev)
	}
	return ev, err
}

// understand turns words typed under a view into what the view offers: the
// button or the answer that has this label. Other words are left as they are.
func (r *Runner[T]) understand(ctx context.Context, ev Event) (Event, error) {
	shown := ev
	shown.Said, shown.Press = "", ev.Shown
	if shown.Acts() {
		return ev, nil // an id that acts draws nothing to match against
	}
	view, err := r.draw(ctx, shown)
	if err != nil {
		return ev, err
	}
	if press, values, ok := view.match(ev.Said); ok {
		ev.Said, ev.Press, ev.Values = "", press, values
	}
	return ev, nil
}

func (r *Runner[T]) draw(ctx context.Context, ev Event) (view View, err error) {
	err = r.Store.Read(ctx, ev.From.Home, func(tx T) error {
		view, err = r.Talk.Draw(tx, ev)
		return err
	})
	return view, err
}

// act runs the event in one transaction. What it hands out afterwards is
// only what the last run of it said.
func (r *Runner[T]) act(ctx context.Context, ev Event) (View, error) {
	reply, err := r.turn(ctx, ev)
	if err == nil && reply.More {
		r.work.ring(ev.From.Home)
	}
	return reply.View, err
}

func (r *Runner[T]) turn(ctx context.Context, ev Event) (reply Reply, err error) {
	var company string
	err = r.Store.Turn(ctx, ev.From.Home, func(tx T) (err error) {
		company = tx.CompanyID()
		reply, err = r.once(tx, ev)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	r.hub.publish(company, reply.Changed)
	if len(reply.Post) > 0 {
		r.bell.ring(ev.From.Home)
	}
	return reply, nil
}

// once acts unless this delivery has been handled; a repeat draws what the
// first one led to.
func (r *Runner[T]) once(tx T, ev Event) (Reply, error) {
	kept, seen, err := tx.Seen(ev.From, ev.ID)
	if err != nil {
		return Reply{}, fmt.Errorf("look for repeat: %w", err)
	}
	if seen {
		view, err := r.repeat(tx, ev, kept)
		return Reply{View: view}, err
	}
	reply, err := r.Talk.Act(tx, ev)
	if err != nil {
		return Reply{}, err
	}
	for _, letter := range reply.Post {
		if err := tx.Enqueue(letter); err != nil {
			return Reply{}, fmt.Errorf("enqueue: %w", err)
		}
	}
	if err := tx.Remember(ev.From, ev.ID, remembered(reply.View), ev.At); err != nil {
		return Reply{}, fmt.Errorf("remember delivery: %w", err)
	}
	return reply, nil
}

// repeat draws what the first delivery led to, and says so if something of it
// was refused then.
func (r *Runner[T]) repeat(tx T, ev Event, kept ActionID) (View, error) {
	at, refused := recall(kept)
	again := ev
	again.Press, again.Values, again.Said, again.Tick, again.File = at, nil, "", "", nil
	view, err := r.Talk.Draw(tx, again)
	if err == nil && refused {
		view = refusedBefore(view, ev.Values)
	}
	return view, err
}

// Make implements Core.
func (r *Runner[T]) Make(ctx context.Context, a Attachment) ([]byte, error) {
	return r.Maker(ctx, a.Spec)
}

// Changes implements Core. A home that cannot be looked up is as silent as
// one of no company.
func (r *Runner[T]) Changes(ctx context.Context, home string, topics []string) <-chan struct{} {
	var company string
	err := r.Store.Read(ctx, home, func(tx T) error {
		company = tx.CompanyID()
		return nil
	})
	if err != nil {
		return make(chan struct{})
	}
	return r.hub.subscribe(ctx, company, topics)
}

// newReference is a short word under which people and operators find the
// same failure.
func newReference() string { return rand.Text()[:8] }
