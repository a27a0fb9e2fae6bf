package bolt

import (
	"bytes"
	"fmt"

	"daicho/store/kv"

	"go.etcd.io/bbolt"
)

// tx is one turn, or one view where group is nil.
type tx struct {
	b        *bbolt.Bucket
	group    *group
	cursor   *bbolt.Cursor // for Get, made once
	undo     []was
	scanning int
	ended    bool
}

// was is what a key held before the turn wrote it; nil for nothing.
type was struct{ key, value []byte }

// Get implements kv.Tx.
func (t *tx) Get(key []byte) []byte {
	if len(key) == 0 {
		return nil
	}
	if t.cursor == nil {
		t.cursor = t.b.Cursor()
	}
	if k, v := t.cursor.Seek(key); bytes.Equal(k, key) {
		return v
	}
	return nil
}

// Put implements kv.Tx. bbolt checks its own limits too, but some only when
// the whole group is flushed.
func (t *tx) Put(key, value []byte) error {
	if len(key) == 0 || len(key) > kv.MaxKey || len(value) > kv.MaxValue {
		return fmt.Errorf("%w: key of %d bytes, value of %d", kv.ErrTooLarge, len(key), len(value))
	}
	if err := t.note(key); err != nil {
		return err
	}
	t.group.bytes += len(key) + len(value)
	return t.put(key, t.group.arena.copy(value))
}

// Delete implements kv.Tx.
func (t *tx) Delete(key []byte) error {
	if t.group != nil && t.Get(key) == nil {
		return nil
	}
	if err := t.note(key); err != nil {
		return err
	}
	return t.delete(key)
}

func (t *tx) put(key, value []byte) error {
	t.group.inside = true
	err := t.b.Put(key, value)
	t.group.inside = false
	return err
}

func (t *tx) delete(key []byte) error {
	t.group.inside = true
	err := t.b.Delete(key)
	t.group.inside = false
	return err
}

// note remembers what a key held before it is written.
func (t *tx) note(key []byte) error {
	switch {
	case t.group == nil:
		return kv.ErrReadOnly
	case t.ended:
		return kv.ErrClosed
	case t.scanning > 0:
		return kv.ErrScanning
	}
	t.group.dirty = true
	t.undo = append(t.undo, was{t.group.arena.copy(key), t.Get(key)})
	return nil
}

// Scan implements kv.Tx.
func (t *tx) Scan(prefix, from []byte, fn func(key, value []byte) bool) {
	t.scanning++
	defer func() { t.scanning-- }()
	if bytes.Compare(from, prefix) < 0 {
		from = prefix
	}
	c := t.b.Cursor()
	for k, v := c.Seek(from); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if !fn(k, v) {
			return
		}
	}
}

// end closes the turn and, if it failed, puts back in reverse what it
// overwrote. Values that are put back are bbolt's own or the arena's and stay
// valid until the group is committed, since pages move only then.
func (t *tx) end(failed bool) error {
	t.ended = true
	if !failed {
		return nil
	}
	for i := len(t.undo) - 1; i >= 0; i-- {
		if err := t.restore(t.undo[i]); err != nil {
			return fmt.Errorf("undoing a turn: %w", err)
		}
	}
	return nil
}

func (t *tx) restore(w was) error {
	if w.value == nil {
		return t.delete(w.key)
	}
	return t.put(w.key, w.value)
}

// arena holds copies of what turns write, since callers use their slices
// again. What it gave out is never written again.
type arena struct{ free []byte }

const arenaChunk = 64 << 10

func (a *arena) copy(b []byte) []byte {
	if len(a.free) < len(b) || a.free == nil {
		a.free = make([]byte, max(arenaChunk, len(b)))
	}
	out := a.free[:len(b):len(b)]
	copy(out, b)
	a.free = a.free[len(b):]
	return out
}
