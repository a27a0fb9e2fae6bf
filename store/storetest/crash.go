//go:build unix

package storetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daicho/store/kv"
)

const (
	childWriters = 16
	crashCopies  = 25
)

// serveChild is what the child does: writers without end, each of which
// writes the number of its turn to three keys far apart, and acknowledges.
func (s Subject) serveChild(path string) {
	e, err := s.Open(path)
	if err != nil {
		panic(err)
	}
	acks := AckFile()
	for w := range childWriters {
		go childWriter(e, acks, w)
	}
	select {}
}

func childWriter(e kv.Engine, acks io.Writer, w int) {
	for n := 1; ; n++ {
		err := e.Update(context.Background(), func(tx kv.Tx) error {
			for _, part := range []string{"a", "m", "z"} {
				if err := tx.Put(childKey(part, w, n), bytes.Repeat([]byte{byte(n)}, n%700)); err != nil {
					return err
				}
			}
			if n > 40 { // so that pages are freed and used again
				return tx.Delete(childKey("m", w, n-40))
			}
			return nil
		})
		if err != nil {
			panic(err)
		}
		if err := Acknowledge(acks, Ack{uint32(w), uint32(n)}); err != nil {
			panic(err)
		}
	}
}

func childKey(part string, w, n int) []byte { return fmt.Appendf(nil, "%s/%02d/%08d", part, w, n) }

// crashCopies copies the file of a child that is writing at random moments:
// what the copy holds is what a crash at that moment would have left.
func (s Subject) crashCopies(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "data")
	top, _, _ := strings.Cut(t.Name(), "/")
	c := StartChild(t, top, path)
	acked := [childWriters]int{}
	count := func(acks []Ack) {
		for _, a := range acks {
			acked[a.Writer] = max(acked[a.Writer], int(a.Turn))
		}
	}
	for i := range crashCopies {
		count(c.Await(1 + rand.IntN(800)))
		to := filepath.Join(dir, fmt.Sprint("copy", i))
		c.Freeze(func() {
			copyFile(t, path, to)
			count(c.Rest())
		})
		s.checkCopy(t, to, acked)
		os.Remove(to)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// checkCopy opens a crash copy and looks for whole turns, every acknowledged
// one, and at most one more of each writer.
func (s Subject) checkCopy(t *testing.T, path string, acked [childWriters]int) {
	t.Helper()
	e, err := s.Open(path)
	if err != nil {
		t.Fatal("a crash copy does not open:", err)
	}
	defer e.Close()
	err = e.View(func(tx kv.Tx) error {
		for w, n := range acked {
			last := len(list(tx, fmt.Sprintf("a/%02d/", w), ""))
			if last < n || last > n+1 {
				return fmt.Errorf("writer %d: %d turns are there, %d were acknowledged", w, last, n)
			}
			for i := 1; i <= last+1; i++ {
				a, m, z := tx.Get(childKey("a", w, i)), tx.Get(childKey("m", w, i)), tx.Get(childKey("z", w, i))
				there := i <= last
				if (a != nil) != there || !bytes.Equal(a, z) || (m != nil) != (there && i > last-40) {
					return fmt.Errorf("writer %d: turn %d of %d is there by half", w, i, last)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	put(t, e, "after", "the crash")
}

// backup writes a copy through the engine while turns go on, and opens it.
func (s Subject) backup(t *testing.T) {
	e, path := s.open(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	turns := 0
	begun := make(chan struct{})
	go func() {
		defer close(ended)
		for n := 1; ctx.Err() == nil; n++ {
			update(t, e, func(tx kv.Tx) error { return tx.Put(childKey("a", 0, n), make([]byte, 900)) })
			if turns = n; n == 200 {
				close(begun)
			}
		}
	}()
	<-begun
	var b bytes.Buffer
	n, err := e.Backup(&b)
	cancel()
	<-ended
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("backup of %d bytes: %d, %v", b.Len(), n, err)
	}
	if err := os.WriteFile(path+".copy", b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	held := len(all(t, s.reopen(t, path+".copy")))
	if held < 200 || held > turns {
		t.Errorf("the backup holds %d turns of %d", held, turns)
	}
}
