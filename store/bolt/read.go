package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"daicho/store/kv"

	"go.etcd.io/bbolt"
)

// ErrEmpty is returned by OpenToRead for a file to which nothing was written
// yet. Open would set it up.
var ErrEmpty = errors.New("bolt: nothing was written to the file yet")

// OpenToRead opens a file that is there, and never changes it: Update returns
// kv.ErrReadOnly, and View kv.ErrDamaged where it comes upon a spoilt part. It
// returns what Open returns, fs.ErrNotExist and ErrEmpty besides. While it is
// open, no Open of the same file succeeds.
func OpenToRead(path string) (*DB, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() == 0 {
		err = ErrEmpty
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	o := options(Options{})
	o.ReadOnly, o.PreLoadFreelist = true, true
	b, err := openWhole(path, o)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	var ours bool
	err = guarded(func() (err error) {
		ours, err = whose(b)
		return err
	})
	if err == nil && !ours {
		err = ErrEmpty
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), b.Close())
	}
	db := &DB{bolt: b, path: path, queue: newQueue(), written: make(chan struct{}), commit: (*bbolt.Tx).Commit}
	close(db.written)
	return db, nil
}

// mostFaults is how many faults Verify tells.
const mostFaults = 5

// Verify reads every key and value of a file opened by OpenToRead, and what
// the file says of its own pages. The error is kv.ErrDamaged, with the first
// faults found.
func (db *DB) Verify(ctx context.Context) error {
	if err := db.View(func(t kv.Tx) error { return inOrder(ctx, t) }); err != nil {
		return err
	}
	b, err := db.snapshot()
	if err != nil {
		return err
	}
	defer b.Rollback()
	var faults []error
	for fault := range b.Check() { // drained, or its goroutine would stay
		if len(faults) < mostFaults {
			faults = append(faults, fault)
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: %w", kv.ErrDamaged, errors.Join(faults...))
	}
	return nil
}

// inOrder walks all keys, which a spoilt page puts out of order, and touches
// all values.
func inOrder(ctx context.Context, t kv.Tx) (err error) {
	var before []byte
	touched := byte(0)
	t.Scan(nil, nil, func(k, value []byte) bool {
		switch {
		case ctx.Err() != nil:
			err = ctx.Err()
		case bytes.Compare(before, k) >= 0:
			err = fmt.Errorf("%w: its keys are out of order", kv.ErrDamaged)
		}
		for i := 0; i < len(value); i += 512 { // each page of the disk
			touched ^= value[i]
		}
		before = append(before[:0], k...)
		return err == nil
	})
	_ = touched
	return err
}
