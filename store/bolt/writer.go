package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"daicho/store/kv"

	"go.etcd.io/bbolt"
)

// A group ends at so many turns or bytes written, so that the first of it
// does not wait for ever and memory stays bounded.
const (
	groupTurns = 1024
	groupBytes = 4 << 20
)

// errExited is the outcome of a turn that ended its goroutine (a test that
// calls t.Fatal inside a turn does).
var errExited = errors.New("bolt: a turn ended its goroutine")

// Update implements kv.Engine.
func (db *DB) Update(ctx context.Context, fn func(kv.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := db.refusal(); err != nil {
		return err
	}
	if db.bolt.IsReadOnly() {
		return kv.ErrReadOnly
	}
	t := newTurn(ctx, fn)
	if !db.queue.add(t) {
		return kv.ErrClosed
	}
	select {
	case err := <-t.done:
		return err
	case <-ctx.Done():
		if t.drop() {
			return ctx.Err()
		}
		return <-t.done
	}
}

// write is the one writer: it commits group after group until the queue is
// closed and empty.
func (db *DB) write() {
	for {
		waiting := db.queue.next(groupTurns, true)
		if len(waiting) == 0 {
			close(db.written)
			return
		}
		if !db.writeGroup(waiting) {
			return
		}
	}
}

// group is what is committed together.
type group struct {
	bolt  *bbolt.Tx
	keys  *bbolt.Bucket
	arena *arena
	turns []*turn
	dirty bool // something was written
	bytes int  // how much
	// inside is set while bbolt changes its tree, so that a panic from there
	// is told from one of a turn; spoiled is then why the group is given up.
	inside  bool
	spoiled error
}

// writeGroup runs the turns that wait, and those that arrive meanwhile,
// commits them and tells each its outcome. It reports false when a turn has
// ended the goroutine: another has then taken its place.
func (db *DB) writeGroup(waiting []*turn) (alive bool) {
	g := &group{arena: &db.arena}
	defer func() {
		if !alive {
			db.handOver(g, waiting)
		}
	}()
	err := db.begin(g)
	for len(waiting) > 0 {
		t := waiting[0]
		waiting = waiting[1:]
		if t.take() {
			g.turns = append(g.turns, t)
			if err == nil {
				t.err = errExited // unless run returns
				t.err = g.run(t.fn)
			}
		}
		if room := g.room(); room > 0 && len(waiting) == 0 {
			waiting = db.queue.next(room, false)
		} else if room == 0 {
			db.queue.putBack(waiting)
			waiting = nil
		}
	}
	if err == nil {
		err = db.end(g)
	}
	g.tell(err)
	return true
}

func (db *DB) begin(g *group) error {
	if why := db.doubt.Load(); why != nil {
		return *why
	}
	b, err := db.bolt.Begin(true)
	if err != nil {
		return fmt.Errorf("%w: %w", kv.ErrNotKept, err)
	}
	g.bolt, g.keys = b, b.Bucket(bucket)
	g.keys.FillPercent = fill
	return nil
}

// room is how many more turns the group may hold.
func (g *group) room() int {
	if g.bytes >= groupBytes {
		return 0
	}
	return groupTurns - len(g.turns)
}

// run runs one turn and undoes it if it fails.
func (g *group) run(fn func(kv.Tx) error) (err error) {
	t := &tx{b: g.keys, group: g}
	returned := false
	defer func() {
		if v := recover(); v != nil {
			err = &kv.PanicError{Value: v, Stack: debug.Stack()}
		} else if !returned {
			err = errExited
		}
		if g.inside {
			g.spoiled = err
		} else if spoiled := t.end(err != nil); spoiled != nil {
			g.spoiled = spoiled
		}
	}()
	err = fn(t)
	returned = true
	return err
}

// end makes the group durable. A group that wrote nothing is durable already.
func (db *DB) end(g *group) error {
	if g.spoiled != nil {
		return fmt.Errorf("%w: %w", kv.ErrNotKept, errors.Join(g.spoiled, g.bolt.Rollback()))
	}
	if !g.dirty {
		return g.bolt.Rollback()
	}
	id := g.bolt.ID()
	if err := db.tryCommit(g.bolt); err != nil {
		return db.failed(id, err)
	}
	db.commits.Add(1)
	for _, t := range g.turns {
		if t.err == nil {
			db.turns.Add(1)
		}
	}
	return nil
}

func (db *DB) tryCommit(b *bbolt.Tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			why := fmt.Errorf("%w: %v", kv.ErrInDoubt, v)
			db.doubt.CompareAndSwap(nil, &why)
			err = errors.Join(why, rollback(b))
		}
	}()
	return db.commit(b)
}

// rollback lets go of a transaction whose commit panicked, as far as it can.
func rollback(b *bbolt.Tx) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("rolling back: %v", v)
		}
	}()
	return b.Rollback()
}

// failed decides what a commit that failed has left behind. bbolt writes new
// pages beside the old ones, waits for the disk, and only then points the
// file's head at them. As long as the head is the old one, nothing has
// happened: the file and bbolt's memory of it are as before, and what was
// written lies in free pages. If the head is the new one, its last sync
// failed, and only the disk knows.
func (db *DB) failed(id int, cause error) error {
	if why := db.doubt.Load(); why != nil {
		return *why
	}
	b, err := db.bolt.Begin(false)
	if err == nil {
		seen := b.ID()
		if err = b.Rollback(); err == nil && seen < id {
			return fmt.Errorf("%w: %w", kv.ErrNotKept, cause)
		}
	}
	why := fmt.Errorf("%w: %w", kv.ErrInDoubt, errors.Join(cause, err))
	db.doubt.Store(&why)
	return why
}

// tell gives every turn its outcome. A turn that failed by itself has seen
// what earlier turns of its group wrote, so it too waits for the commit.
func (g *group) tell(err error) {
	for _, t := range g.turns {
		if err != nil {
			t.done <- err
		} else {
			t.done <- t.err
		}
	}
}

// handOver ends a group whose goroutine is ending, because its last turn did
// that and is undone by now, and lets another goroutine go on.
func (db *DB) handOver(g *group, waiting []*turn) {
	db.queue.putBack(waiting)
	g.tell(db.end(g))
	go db.write()
}
