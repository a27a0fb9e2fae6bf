// Package bolt is the storage engine that is built in: one file, kept by
// go.etcd.io/bbolt, behind the seam store/kv. Nothing else of the program
// knows bbolt, but for "daicho bench", which measures it bare beside this.
//
// What it adds is group commit. bbolt commits one transaction at a time and
// waits for the disk twice in each, so a thousand people who answer at once
// would queue behind two thousand syncs. Here one goroutine owns the only
// writing transaction: it runs every turn that is waiting, one after the
// other, and commits them together with one sync. Turns write straight into
// the transaction; each keeps a log of what it overwrote, so that one that
// fails or panics is undone alone and its neighbours never notice.
package bolt

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"daicho/store/kv"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Options change how a file is opened. The zero value is right for use.
type Options struct {
	// NoSync commits without waiting for the disk: what was acknowledged is
	// lost with the power. For benchmarks, and for the test that must notice.
	NoSync bool
}

const (
	// lockWait is how long Open waits for another process to let go of the
	// file: long enough for a restart's overlap, short for somebody waiting.
	lockWait = 300 * time.Millisecond
	// mapSize of address space is mapped from the start (it costs nothing):
	// below it the file grows without waiting for readers such as a backup.
	mapSize = 1 << 30
	// growth is by how many bytes the file grows at a time.
	growth = 1 << 20
	// fill is how full a page is left when it splits. Most keys are appended
	// behind others of their kind, so little room is needed before them.
	fill = 0.9
)

// bucket is the one bucket that holds all keys.
var bucket = []byte("daicho")

// DB is one open file. It implements kv.Engine.
type DB struct {
	bolt    *bbolt.DB
	path    string
	queue   *queue
	written chan struct{}         // closed when the writer has gone
	doubt   atomic.Pointer[error] // set once: why nothing can be trusted
	closed  atomic.Bool
	turns   atomic.Int64
	commits atomic.Int64
	arena   arena
	// commit ends a writing transaction; tests put a failing disk here.
	commit func(*bbolt.Tx) error
}

var _ kv.Engine = (*DB)(nil)

// Open opens the file at path and creates it, mode 0600, if it is not there.
// It returns kv.ErrLocked if another process has it open, kv.ErrForeign if it
// was not written by this program, and kv.ErrDamaged if a part of it is gone.
func Open(path string, o Options) (*DB, error) {
	_, err := os.Stat(path)
	created := errors.Is(err, os.ErrNotExist)
	b, err := openWhole(path, options(o))
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	b.AllocSize = growth
	if err := prepare(b, path, created); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), b.Close())
	}
	db := &DB{bolt: b, path: path, queue: newQueue(), written: make(chan struct{}), commit: (*bbolt.Tx).Commit}
	go db.write()
	return db, nil
}

// openWhole opens a file of which no part is gone. Where one is, bbolt panics
// over what it reads, or reads behind the end of the file, which faults.
func openWhole(path string, o *bbolt.Options) (b *bbolt.DB, err error) {
	err = guarded(func() (err error) {
		if b, err = bbolt.Open(path, 0o600, o); err != nil {
			return openError(path, err)
		}
		if err = notCut(b, path); err != nil {
			return errors.Join(err, b.Close())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// guarded runs what reads a file that may be spoilt, and returns
// kv.ErrDamaged where that panics or faults.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: %v", kv.ErrDamaged, v)
		}
	}()
	return fn()
}

// notCut compares the length of the file with what its head says of it.
func notCut(b *bbolt.DB, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return b.View(func(tx *bbolt.Tx) error {
		if info.Size() < tx.Size() {
			return fmt.Errorf("%w: it has %d bytes of %d", kv.ErrDamaged, info.Size(), tx.Size())
		}
		return nil
	})
}

func options(o Options) *bbolt.Options {
	opts := &bbolt.Options{
		Timeout:      lockWait,
		FreelistType: bbolt.FreelistMapType,
		NoSync:       o.NoSync,
		NoStatistics: true,
	}
	if runtime.GOOS != "windows" && ^uint(0)>>32 != 0 { // elsewhere the file itself would become that large
		opts.InitialMmapSize = mapSize
	}
	return opts
}

func openError(path string, err error) error {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return kv.ErrLocked
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, berrors.ErrChecksum):
		return fmt.Errorf("%w: %w", kv.ErrForeign, err)
	}
	if info, _ := os.Stat(path); info != nil && info.Mode().IsRegular() && info.Size() < int64(2*os.Getpagesize()) {
		return fmt.Errorf("%w: %w", kv.ErrDamaged, err) // bbolt has no error of its own for this
	}
	return err
}

// prepare makes the bucket in a new file and refuses a file in which others
// keep theirs, before anything is written to it.
func prepare(b *bbolt.DB, path string, created bool) error {
	ours, err := whose(b)
	if err != nil || ours {
		return err
	}
	err = b.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucket(bucket)
		return err
	})
	if err == nil && created {
		err = syncFolder(filepath.Dir(path))
	}
	return err
}

// whose reports whether our bucket is there, false for a file that holds
// nothing yet; kv.ErrForeign where others keep theirs.
func whose(b *bbolt.DB) (ours bool, err error) {
	err = b.View(func(tx *bbolt.Tx) error {
		ours = tx.Bucket(bucket) != nil
		if first, _ := tx.Cursor().First(); !ours && first != nil {
			return kv.ErrForeign
		}
		return nil
	})
	return ours, err
}

// syncFolder makes a new file's name as durable as its content.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// View implements kv.Engine.
func (db *DB) View(fn func(kv.Tx) error) error {
	b, err := db.snapshot()
	if err != nil {
		return err
	}
	defer b.Rollback()
	if !db.bolt.IsReadOnly() {
		return fn(&tx{b: b.Bucket(bucket)})
	}
	return guarded(func() error { return fn(&tx{b: b.Bucket(bucket)}) })
}

func (db *DB) snapshot() (*bbolt.Tx, error) {
	if err := db.refusal(); err != nil {
		return nil, err
	}
	b, err := db.bolt.Begin(false)
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return nil, kv.ErrClosed
	}
	return b, err
}

// refusal is why nothing more is done, nil as a rule.
func (db *DB) refusal() error {
	if db.closed.Load() {
		return kv.ErrClosed
	}
	if why := db.doubt.Load(); why != nil {
		return *why
	}
	return nil
}

// Backup implements kv.Engine: what it writes is a file that Open opens. A
// slow w makes the data file grow meanwhile, and does not hold up writers
// until the file outgrows mapSize.
func (db *DB) Backup(w io.Writer) (int64, error) {
	b, err := db.snapshot()
	if err != nil {
		return 0, err
	}
	defer b.Rollback()
	return b.WriteTo(w)
}

// Stats implements kv.Engine.
func (db *DB) Stats() kv.Stats {
	s := kv.Stats{Turns: db.turns.Load(), Commits: db.commits.Load()}
	if info, err := os.Stat(db.path); err == nil {
		s.Bytes = info.Size()
	}
	return s
}

// Close implements kv.Engine: turns that wait already are still run, readers
// are waited for. Closing twice is no error.
func (db *DB) Close() error {
	db.closed.Store(true)
	db.queue.close()
	<-db.written
	return db.bolt.Close()
}
