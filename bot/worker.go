package bot

import (
	"context"
	"time"
)

const (
	// workRest is how long after a piece of work nothing is done for its company:
	// as long as the piece took, so that half of the time is everybody else's, but
	// at least this.
	workRest = 5 * time.Millisecond
	// workLook is how often it is looked for work that nobody rang for: what a
	// process left that was ended, and what has become too old.
	workLook = time.Hour
	// workRetry is how long a piece that failed is left alone.
	workRetry = time.Minute
)

// Work does what turns left for later, a piece a turn, until ctx ends: once at
// the start for every company, then whenever a turn leaves some.
func (r *Runner[T]) Work(ctx context.Context) error {
	look := time.NewTicker(workLook)
	defer look.Stop()
	ring := r.work.channel()
	homes, err := r.Store.Homes(ctx)
	for ctx.Err() == nil {
		if err != nil {
			r.Log.Error("companies cannot be listed", "err", err)
		}
		for _, home := range homes {
			if err := r.WorkAt(ctx, home); err != nil && ctx.Err() == nil {
				r.Log.Error("work could not be done", "home", home, "err", err)
				time.AfterFunc(workRetry, func() { r.work.ring(home) })
			}
		}
		select {
		case <-ctx.Done():
		case <-ring:
			homes, err = r.work.take(), nil
		case <-look.C:
			homes, err = r.Store.Homes(ctx)
		}
	}
	return nil
}

// WorkAt does a company's work until nothing is left of it.
func (r *Runner[T]) WorkAt(ctx context.Context, home string) error {
	for {
		began := time.Now()
		more, err := r.WorkOnce(ctx, home)
		if err != nil || !more {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(time.Since(began), workRest)):
		}
	}
}

// WorkOnce does one piece of a company's work, and reports whether more is left.
func (r *Runner[T]) WorkOnce(ctx context.Context, home string) (more bool, err error) {
	var reply Reply
	var company string
	ev := Event{From: Account{Home: home}, At: r.Clock(), Tick: WorkTick}
	err = r.Store.Turn(ctx, home, func(tx T) (err error) {
		company = tx.CompanyID()
		reply, err = r.once(tx, ev)
		return err
	})
	if err != nil {
		return false, err
	}
	r.hub.publish(company, reply.Changed)
	if len(reply.Post) > 0 {
		r.bell.ring(home)
	}
	return reply.More, nil
}
