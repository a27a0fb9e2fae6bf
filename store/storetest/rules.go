package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/store/kv"
)

func (s Subject) keys(t *testing.T) {
	e, path := s.open(t)
	update(t, e, func(tx kv.Tx) error {
		k, v := []byte("a"), []byte("one")
		if err := tx.Put(k, v); err != nil {
			return err
		}
		copy(k, "x") // the engine keeps neither
		copy(v, "xxx")
		if got := string(tx.Get([]byte("a"))); got != "one" {
			t.Errorf("a turn reads %q of what it wrote", got)
		}
		return errors.Join(tx.Put([]byte("empty"), nil), tx.Put([]byte("gone"), []byte("x")), tx.Delete([]byte("gone")),
			tx.Delete([]byte("never")), tx.Put([]byte{0, 0xff}, []byte{0}))
	})
	check := func(e kv.Engine) {
		t.Helper()
		err := e.View(func(tx kv.Tx) error {
			if got := tx.Get([]byte("empty")); got == nil || len(got) != 0 {
				t.Errorf("an empty value reads %#v", got)
			}
			if got := tx.Get([]byte("gone")); got != nil {
				t.Errorf("a deleted key reads %q", got)
			}
			return nil
		})
		if want := []string{"\x00\xff=\x00", "a=one", "empty="}; err != nil || !slices.Equal(all(t, e), want) {
			t.Errorf("kept %q (%v), want %q", all(t, e), err, want)
		}
	}
	check(e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	check(s.reopen(t, path))
}

func (s Subject) scan(t *testing.T) {
	e, _ := s.open(t)
	put(t, e, "b/2", "2", "b", "0", "b/10", "10", "c", "c", "b/1", "1", "a/9", "9", "b0", "after", "b/\xff", "ff")
	tests := []struct{ prefix, from, want string }{
		{"b/", "", "b/1=1 b/10=10 b/2=2 b/\xff=ff"},
		{"b/", "b/10", "b/10=10 b/2=2 b/\xff=ff"},
		{"b/", "b/11", "b/2=2 b/\xff=ff"},
		{"b/", "a", "b/1=1 b/10=10 b/2=2 b/\xff=ff"}, // from before the prefix
		{"b/", "c", ""}, // from behind it
		{"", "b0", "b0=after c=c"},
		{"d", "", ""},
		{"", "", "a/9=9 b=0 b/1=1 b/10=10 b/2=2 b/\xff=ff b0=after c=c"},
	}
	for _, tt := range tests {
		_ = e.View(func(tx kv.Tx) error {
			if got := strings.Join(list(tx, tt.prefix, tt.from), " "); got != tt.want {
				t.Errorf("scan of %q from %q: %q, want %q", tt.prefix, tt.from, got, tt.want)
			}
			return nil
		})
	}
	update(t, e, func(tx kv.Tx) error { return scanWithin(t, tx) })
}

// scanWithin looks at the scans of a turn that writes.
func scanWithin(t *testing.T, tx kv.Tx) error {
	calls := 0
	tx.Scan(nil, nil, func(k, v []byte) bool {
		calls++
		if err := tx.Put([]byte("x"), nil); !errors.Is(err, kv.ErrScanning) {
			t.Errorf("Put during a scan: %v", err)
		}
		if err := tx.Delete(k); !errors.Is(err, kv.ErrScanning) {
			t.Errorf("Delete during a scan: %v", err)
		}
		return !bytes.Equal(k, []byte("b"))
	})
	if calls != 2 {
		t.Errorf("%d keys after the scan was ended at the second", calls)
	}
	if err := errors.Join(tx.Delete([]byte("b/10")), tx.Put([]byte("b/15"), []byte("15"))); err != nil {
		return err
	}
	if got := strings.Join(list(tx, "b/1", ""), " "); got != "b/1=1 b/15=15" {
		t.Errorf("a turn's scan does not see what it wrote: %q", got)
	}
	return nil
}

func (s Subject) limits(t *testing.T) {
	e, _ := s.open(t)
	longest, largest := strings.Repeat("k", kv.MaxKey), bytes.Repeat([]byte("v"), kv.MaxValue)
	bad := map[string]func(tx kv.Tx) error{
		"empty key":       func(tx kv.Tx) error { return tx.Put(nil, nil) },
		"key too long":    func(tx kv.Tx) error { return tx.Put([]byte(longest+"k"), nil) },
		"value too large": func(tx kv.Tx) error { return tx.Put([]byte("v"), append(largest, 'v')) },
	}
	for name, fn := range bad {
		if err := e.Update(t.Context(), fn); !errors.Is(err, kv.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := all(t, e); len(got) != 0 {
		t.Errorf("a refused write left %d keys", len(got))
	}
	update(t, e, func(tx kv.Tx) error { return tx.Put([]byte(longest), largest) })
	_ = e.View(func(tx kv.Tx) error {
		if !bytes.Equal(tx.Get([]byte(longest)), largest) {
			t.Error("the largest value does not come back")
		}
		if tx.Get(nil) != nil || tx.Get([]byte(longest+"k")) != nil {
			t.Error("a key that cannot be there reads as if it were")
		}
		return nil
	})
}

func (s Subject) readOnly(t *testing.T) {
	e, _ := s.open(t)
	put(t, e, "a", "1")
	err := e.View(func(tx kv.Tx) error {
		if err := tx.Put([]byte("a"), []byte("2")); !errors.Is(err, kv.ErrReadOnly) {
			t.Errorf("Put in a view: %v", err)
		}
		if err := tx.Delete([]byte("a")); !errors.Is(err, kv.ErrReadOnly) {
			t.Errorf("Delete in a view: %v", err)
		}
		return os.ErrExist
	})
	if !errors.Is(err, os.ErrExist) {
		t.Errorf("a view returns %v, not its fn's error", err)
	}
	if got := all(t, e); !slices.Equal(got, []string{"a=1"}) {
		t.Errorf("a view changed the data: %q", got)
	}
}

// failing runs turns that fail in every way between ones that do not, all of
// them waiting together behind one turn that holds the writer.
func (s Subject) failing(t *testing.T) {
	e, _ := s.open(t)
	put(t, e, "kept", "old", "n", "")
	spoil := func(tx kv.Tx) {
		_ = tx.Put([]byte("kept"), []byte("new"))
		_ = tx.Put([]byte("kept"), []byte("newer"))
		_ = tx.Delete([]byte("n"))
		_ = tx.Put([]byte("n"), []byte("spoilt"))
		_ = tx.Put([]byte("made"), []byte("x"))
		_ = tx.Delete([]byte("made"))
		_ = tx.Put([]byte("made"), []byte("y"))
		_ = tx.Delete([]byte("kept"))
	}
	var wg sync.WaitGroup
	hold, held := make(chan struct{}), make(chan struct{})
	wg.Go(func() { _ = e.Update(t.Context(), func(kv.Tx) error { close(held); <-hold; return nil }) })
	<-held
	for i := range 90 {
		wg.Go(func() {
			err := e.Update(t.Context(), func(tx kv.Tx) error {
				if i%3 == 0 {
					return tx.Put([]byte("n"), append(bytes.Clone(tx.Get([]byte("n"))), 'x'))
				}
				if spoil(tx); i%3 == 1 {
					return os.ErrInvalid
				}
				panic("a mistake")
			})
			var panicked *kv.PanicError
			switch ok := [3]bool{err == nil, errors.Is(err, os.ErrInvalid), errors.As(err, &panicked)}; {
			case !ok[i%3]:
				t.Errorf("turn %d returned %v", i, err)
			case panicked != nil && (panicked.Value != "a mistake" || len(panicked.Stack) == 0):
				t.Errorf("a panic came back as %v", panicked)
			}
		})
	}
	close(hold)
	wg.Wait()
	if got, want := all(t, e), []string{"kept=old", "n=" + strings.Repeat("x", 30)}; !slices.Equal(got, want) {
		t.Errorf("after failing turns: %q, want %q", got, want)
	}
}

// exiting runs turns that end their goroutine, as t.Fatal does.
func (s Subject) exiting(t *testing.T) {
	e, _ := s.open(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			err := e.Update(t.Context(), func(tx kv.Tx) error {
				if err := tx.Put(fmt.Appendf(nil, "%02d", i), nil); err != nil {
					return err
				}
				if i%4 == 3 {
					runtime.Goexit()
				}
				return nil
			})
			if (err == nil) != (i%4 != 3) {
				t.Errorf("turn %d returned %v", i, err)
			}
		})
	}
	wg.Wait()
	if got := len(all(t, e)); got != 15 {
		t.Errorf("%d of 15 turns are there", got)
	}
}

func (s Subject) context(t *testing.T) {
	e, _ := s.open(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	never := func(kv.Tx) error { t.Error("a turn ran whose context had ended"); return nil }
	if err := e.Update(gone, never); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that had ended: %v", err)
	}
	// The turn that holds the writer ends another's context and then ends
	// itself; the other is noticed only then, and still must not run.
	late, cancelLate := context.WithCancel(t.Context())
	outcome := make(chan error)
	update(t, e, func(kv.Tx) error {
		go func() { outcome <- e.Update(late, never) }()
		cancelLate()
		return nil
	})
	if err := <-outcome; !errors.Is(err, context.Canceled) {
		t.Fatalf("a context that ended before its turn came: %v", err)
	}
	waiting, cancel := context.WithCancel(t.Context())
	err := e.Update(t.Context(), func(tx kv.Tx) error {
		outcome := make(chan error)
		go func() { outcome <- e.Update(waiting, never) }()
		cancel() // this turn holds the writer: the other cannot have begun
		if err := <-outcome; !errors.Is(err, context.Canceled) {
			t.Errorf("a context that ended while waiting: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	running, cancel := context.WithCancel(t.Context())
	err = e.Update(running, func(tx kv.Tx) error { cancel(); return tx.Put([]byte("k"), nil) })
	if got := all(t, e); err != nil || len(got) != 1 {
		t.Errorf("a context that ended in the middle: %v, %q; want the outcome", err, got)
	}
}

func (s Subject) close(t *testing.T) {
	before := runtime.NumGoroutine()
	e, err := s.Open(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	begun, finish := make(chan struct{}), make(chan struct{})
	wg.Go(func() {
		err := e.Update(t.Context(), func(tx kv.Tx) error { close(begun); <-finish; return tx.Put([]byte("k"), nil) })
		if err != nil {
			t.Errorf("a turn that ran while the engine closed: %v", err)
		}
	})
	<-begun
	wg.Go(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	close(finish)
	wg.Wait()
	if err := e.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	_, backup := e.Backup(&bytes.Buffer{})
	for name, err := range map[string]error{
		"View":   e.View(func(kv.Tx) error { t.Error("ran"); return nil }),
		"Update": e.Update(t.Context(), func(kv.Tx) error { t.Error("ran"); return nil }),
		"Backup": backup,
	} {
		if !errors.Is(err, kv.ErrClosed) {
			t.Errorf("%s after Close: %v", name, err)
		}
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if runtime.NumGoroutine() <= before { // those that have ended may still be counted for a moment
			return
		}
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

func (s Subject) locked(t *testing.T) {
	_, path := s.open(t)
	if e, err := s.Open(path); !errors.Is(err, kv.ErrLocked) {
		t.Errorf("opened a second time: %v", err)
		if err == nil {
			e.Close()
		}
	}
}

// snapshot looks at a view that began before a turn and ends after it.
func (s Subject) snapshot(t *testing.T) {
	e, _ := s.open(t)
	put(t, e, "a", "1", "b", "1")
	_ = e.View(func(tx kv.Tx) error {
		first := string(tx.Get([]byte("a")))
		done := make(chan struct{})
		go func() {
			defer close(done)
			put(t, e, "a", "2", "b", "2", "c", "2")
		}()
		<-done
		if got := list(tx, "", ""); first != "1" || !slices.Equal(got, []string{"a=1", "b=1"}) {
			t.Errorf("a view changed while it was looked at: %q", got)
		}
		return nil
	})
	if got := all(t, e); !slices.Equal(got, []string{"a=2", "b=2", "c=2"}) {
		t.Errorf("afterwards: %q", got)
	}
}
