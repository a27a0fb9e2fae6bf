//go:build linux

package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"daicho/store/kv"
)

const fullPath = "DAICHO_FULL_CHILD"

// TestFullDisk lets the file reach a size that the system does not let it
// pass, with many turns waiting, and then makes room again. It happens in a
// process of its own, whose limit it is.
func TestFullDisk(t *testing.T) {
	if path := os.Getenv(fullPath); path != "" {
		if err := fillUp(path); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "data")
	cmd := exec.Command(os.Args[0], "-test.run=^TestFullDisk$")
	cmd.Env = append(os.Environ(), fullPath+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	checkFile(t, db)
}

func fillUp(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	db, err := Open(path, Options{})
	if err != nil {
		return err
	}
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		return err
	}
	small := old
	small.Cur = 3 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		return err
	}
	var kept, lost []wrote
	for from := 0; from < 2000; from += 100 { // what waits together is kept or lost together
		more, none := writeMany(db, from, 100)
		kept, lost = append(kept, more...), append(lost, none...)
	}
	if err := agree(db, kept, lost); err != nil {
		return err
	}
	if len(kept) == 0 || len(lost) < 100 {
		return fmt.Errorf("%d turns kept, %d lost: the disk was not full", len(kept), len(lost))
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		return err
	}
	more, none := writeMany(db, 2000, 500)
	if len(none) > 0 {
		return fmt.Errorf("with room again, %d turns were lost: %w", len(none), none[0].err)
	}
	return errors.Join(agree(db, append(kept, more...), lost), db.Close())
}

// wrote is a turn and what it was told.
type wrote struct {
	key string
	err error
}

func writeMany(db *DB, from, n int) (kept, lost []wrote) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for i := range n {
		wg.Go(func() {
			w := wrote{key: fmt.Sprintf("%06d", from+i)}
			w.err = db.Update(context.Background(), func(tx kv.Tx) error { return tx.Put([]byte(w.key), make([]byte, 4000)) })
			mu.Lock()
			defer mu.Unlock()
			if w.err == nil {
				kept = append(kept, w)
			} else {
				lost = append(lost, w)
			}
		})
	}
	wg.Wait()
	return kept, lost
}

// agree compares what turns were told with what is there.
func agree(db *DB, kept, lost []wrote) error {
	return db.View(func(tx kv.Tx) error {
		for _, w := range kept {
			if tx.Get([]byte(w.key)) == nil {
				return fmt.Errorf("%s was kept and is gone", w.key)
			}
		}
		for _, w := range lost {
			if tx.Get([]byte(w.key)) != nil || !errors.Is(w.err, kv.ErrNotKept) {
				return fmt.Errorf("%s was lost: %v; there: %v", w.key, w.err, tx.Get([]byte(w.key)) != nil)
			}
		}
		return nil
	})
}
