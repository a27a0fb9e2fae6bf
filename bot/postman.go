package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// How letters are tried again.
const (
	// With lastRetry between them, maxTries make about two days: a platform
	// that is down over a weekend's night must not cost a reminder.
	maxTries   = 300
	firstRetry = 2 * time.Second
	lastRetry  = 10 * time.Minute
	// keepSent is how long a sent letter's key is remembered.
	keepSent = 90 * 24 * time.Hour
	// idle is how long the postman sleeps at most: letters that were put in
	// by another hand (a command beside the server) wait no longer.
	idle = time.Minute
	// settleTime is how long it may take to note what became of a letter.
	settleTime = 10 * time.Second
)

// bell tells the postman which homes have new letters. The zero value is
// ready.
type bell struct {
	mu    sync.Mutex
	homes map[string]bool
	ch    chan struct{}
}

func (b *bell) channel() chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ch == nil {
		b.ch = make(chan struct{}, 1)
	}
	return b.ch
}

func (b *bell) ring(home string) {
	ch := b.channel()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.homes == nil {
		b.homes = map[string]bool{}
	}
	b.homes[home] = true
	select {
	case ch <- struct{}{}:
	default:
	}
}

func (b *bell) take() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var homes []string
	for home := range b.homes {
		homes = append(homes, home)
	}
	clear(b.homes)
	return homes
}

// Deliver empties the outbox until ctx ends: once at the start for every
// company, then whenever a turn left a letter or a waiting one falls due.
func (r *Runner[T]) Deliver(ctx context.Context) error {
	ring := r.bell.channel()
	due := map[string]time.Time{}
	var swept time.Time
	for ctx.Err() == nil {
		if now := r.Clock(); now.Sub(swept) >= idle {
			swept = now
			r.sweep(ctx, due, now)
		}
		wait := r.deliverDue(ctx, due)
		select {
		case <-ctx.Done():
		case <-ring:
			for _, home := range r.bell.take() {
				due[home] = r.Clock()
			}
		case <-time.After(wait):
		}
	}
	return nil
}

// sweep makes every company due, also those nobody rang for.
func (r *Runner[T]) sweep(ctx context.Context, due map[string]time.Time, now time.Time) {
	homes, err := r.Store.Homes(ctx)
	if err != nil && ctx.Err() == nil {
		r.Log.Error("companies cannot be listed", "err", err)
	}
	for _, home := range homes {
		due[home] = now
	}
}

// deliverDue goes through the homes that are due and returns how long until
// the next one is.
func (r *Runner[T]) deliverDue(ctx context.Context, due map[string]time.Time) time.Duration {
	wait := idle
	for home, at := range due {
		early := at.Sub(r.Clock())
		if early <= 0 {
			if early = r.deliverHome(ctx, home); early >= idle {
				delete(due, home) // the next sweep comes sooner
				continue
			}
			due[home] = r.Clock().Add(early)
		}
		wait = min(wait, early)
	}
	return wait
}

// deliverHome sends what is due and returns how long until the next is.
func (r *Runner[T]) deliverHome(ctx context.Context, home string) time.Duration {
	letters, err := r.Store.Outbox(ctx, home)
	if err != nil {
		if ctx.Err() == nil {
			r.Log.Error("outbox cannot be read", "err", err)
		}
		return idle
	}
	wait, held := idle, map[string]bool{}
	for _, l := range letters {
		to := l.Person + "\x00" + l.Place.Home + "\x00" + l.Place.Inside
		if l.Dead || held[to] || ctx.Err() != nil {
			continue
		}
		if early := l.NotBefore.Sub(r.Clock()); early > 0 {
			wait = min(wait, early)
			held[to] = l.Tries > 0 // a retry keeps the order of its place
			continue
		}
		if again := r.deliverOne(ctx, home, l); again > 0 {
			wait = min(wait, again)
			held[to] = true
		}
	}
	return wait
}

// deliverOne sends one letter and notes what became of it. It returns how
// long to wait before the next try, 0 if there is none.
func (r *Runner[T]) deliverOne(ctx context.Context, home string, l Letter) time.Duration {
	now := r.Clock()
	about := home + "\x00" + l.Key
	var err error
	if !r.unnoted[about] {
		err = r.send(ctx, home, l, now)
	}
	if err != nil && ctx.Err() != nil {
		return 0 // it stays where it is
	}
	var again time.Duration
	if err != nil {
		l, again = retry(l, err, now)
	}
	// What was sent is noted also while the process is ending, or it would be
	// sent once more by the next.
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	failed := r.Store.Settle(soon, home, l, err == nil, now.Add(keepSent))
	r.notes(about, err == nil && failed != nil)
	if failed != nil {
		r.Log.Error("letter cannot be settled", "key", l.Key, "err", failed)
		return firstRetry
	}
	return again
}

// notes remembers that a letter was sent and could not be noted as that: while
// the disk fails it must not be sent again and again.
func (r *Runner[T]) notes(about string, unnoted bool) {
	switch {
	case !unnoted:
		delete(r.unnoted, about)
	case r.unnoted == nil:
		r.unnoted = map[string]bool{about: true}
	default:
		r.unnoted[about] = true
	}
}

func (r *Runner[T]) send(ctx context.Context, home string, l Letter, now time.Time) error {
	if !l.Expires.IsZero() && now.After(l.Expires) {
		return nil
	}
	var to Recipient
	var view View
	var ok bool
	err := r.Store.Read(ctx, home, func(tx T) (err error) {
		to, view, ok, err = r.Talk.Deliver(tx, l, now)
		return err
	})
	if err != nil || !ok {
		return err
	}
	adapter := r.Adapter(to.Home())
	if adapter == nil {
		return fmt.Errorf("no adapter serves this home: %w", ErrBroken)
	}
	return adapter.Post(ctx, to, view)
}

// retry decides what an error means for a letter: later again, or never.
func retry(l Letter, err error, now time.Time) (Letter, time.Duration) {
	l.Tries++
	l.Failed = err.Error()
	var limited *Limited
	after := min(firstRetry<<min(l.Tries-1, 20), lastRetry)
	switch {
	case errors.As(err, &limited):
		l.Tries-- // being asked to wait is no failure
		after = max(limited.After, time.Millisecond)
	case errors.Is(err, ErrGone), errors.Is(err, ErrRefused), l.Tries >= maxTries:
		l.Dead = true
		return l, 0
	}
	l.NotBefore = now.Add(after)
	return l, after
}
