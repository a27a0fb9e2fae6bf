// Package kv is the small ordered key-value seam under the store: what any
// engine must promise so that turns can run on it. It promises no more than a
// distributed engine could keep as well: serializable turns over one company,
// ordered keys that begin with the company, range reads, and counters that
// are ordinary keys.
package kv

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Limits that Put checks, so that a bad write fails in its own turn.
const (
	MaxKey   = 1024    // bytes
	MaxValue = 8 << 20 // bytes
)

var (
	// ErrReadOnly is returned by Put and Delete in a View.
	ErrReadOnly = errors.New("kv: read-only")
	// ErrTooLarge is returned by Put for a key or value out of bounds (an
	// empty key is, too).
	ErrTooLarge = errors.New("kv: key or value out of bounds")
	// ErrClosed is returned by calls after Close.
	ErrClosed = errors.New("kv: closed")
	// ErrLocked is returned by an engine's open when another process owns
	// the data.
	ErrLocked = errors.New("kv: in use by another process")
	// ErrForeign is returned by an engine's open for data that this program
	// did not write. Such data is left as it is.
	ErrForeign = errors.New("kv: not a data file of daicho")
	// ErrDamaged is returned by an engine's open for data that this program
	// may have written, but of which a part is missing or spoiled.
	ErrDamaged = errors.New("kv: the data file is damaged")
	// ErrNotKept is returned by Update, beside the cause, to every turn of a
	// group that could not be written (a full disk, for instance). Nothing of
	// the turn remains; the engine goes on and a later turn may succeed.
	ErrNotKept = errors.New("kv: could not be written, nothing was kept")
	// ErrInDoubt is returned by Update, beside the cause, when the disk
	// failed so late that nobody can say whether the turn will still be there
	// after a restart. From then on every method but Close returns it: what
	// the engine would read back cannot be trusted until it is opened anew.
	ErrInDoubt = errors.New("kv: the disk failed while confirming a write; restart to see what was kept")
	// ErrScanning is returned by Put and Delete within a Scan.
	ErrScanning = errors.New("kv: written during a scan")
)

// PanicError is what Update returns for a turn that panicked.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // where
}

func (p *PanicError) Error() string { return fmt.Sprintf("kv: a turn panicked: %v", p.Value) }

// Tx is one transaction. Slices it returns are valid until it ends and must
// not be changed.
type Tx interface {
	// Get returns the value of key, or nil if there is none. A present value
	// is never nil.
	Get(key []byte) []byte
	// Put stores a value; neither slice is kept after the call.
	Put(key, value []byte) error
	// Delete removes a key; one that is not there is no error.
	Delete(key []byte) error
	// Scan calls fn for each key that begins with prefix and is >= from (nil
	// for the first), in ascending order of bytes, until fn returns false.
	// Nothing may be written during a scan (Put and Delete return
	// ErrScanning): collect first, then write. Reading is fine.
	Scan(prefix, from []byte, fn func(key, value []byte) bool)
}

// Engine keeps keys and values. All methods may be called concurrently, but
// not from within the fn of another call: Update would wait for itself.
type Engine interface {
	// View runs fn on a consistent snapshot.
	View(fn func(Tx) error) error
	// Update runs fn alone of all writers and returns nil once what it wrote
	// is durable. If fn returns an error or panics, nothing of it remains
	// and Update returns the error (a panic as an error that says so); turns
	// committed together with it are not touched. fn may run more than once;
	// only its last run counts. When ctx ends before fn began to run, Update
	// returns ctx.Err() and fn never runs; afterwards it waits for the
	// outcome, so that nil and an error always mean what they say.
	Update(ctx context.Context, fn func(Tx) error) error
	// Backup writes a consistent copy of all data while writes go on.
	Backup(w io.Writer) (int64, error)
	// Stats counts since the engine was opened.
	Stats() Stats
	// Close waits for running turns and releases the data. Later calls of
	// other methods return ErrClosed.
	Close() error
}

// Stats are counters of an engine.
type Stats struct {
	Turns   int64 // updates that became durable
	Commits int64 // groups of turns that were synced together
	Bytes   int64 // size of the data file
}
