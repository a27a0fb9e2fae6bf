package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"daicho/store/kv"
)

// TestDamagedFilesAreSaid cuts a file off and spoils pages of it: it is an
// error that says so, and never the end of the program.
func TestDamagedFilesAreSaid(t *testing.T) {
	whole := filledFile(t)
	page := os.Getpagesize()
	spoiled := bytes.Clone(whole)
	for i := 2 * page; i < len(spoiled); i++ {
		spoiled[i] = 0xa5
	}
	for name, content := range map[string][]byte{
		"cut within its head": whole[:page+page/4],
		"cut behind its head": whole[:2*page],
		"cut in the middle":   whole[:len(whole)/2],
		"pages spoiled":       spoiled,
	} {
		path := filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := Open(path, Options{})
		if err == nil {
			err = errors.Join(errors.New("it was opened"), db.Close())
		}
		if !errors.Is(err, kv.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, content) {
			t.Errorf("%s: it was changed (%v)", name, err)
		}
	}
}

// filledFile is a file that was filled further than it grows at a time.
func filledFile(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "whole")
	db, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		err := db.Update(t.Context(), func(k kv.Tx) error {
			return k.Put([]byte(fmt.Sprint("key", i)), make([]byte, growth))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
