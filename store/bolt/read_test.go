package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"daicho/store/bolt"
	"daicho/store/kv"

	"go.etcd.io/bbolt"
)

// filled is a closed file with some hundred pages in it.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(context.Background(), func(tx kv.Tx) error {
		for i := range 2000 {
			if err := tx.Put(fmt.Appendf(nil, "c1/key/%05d", i), bytes.Repeat([]byte{byte(i)}, 300)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenToReadChangesNothing(t *testing.T) {
	path := filled(t)
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	db, err := bolt.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Verify(t.Context()); err != nil {
		t.Errorf("a whole file: %v", err)
	}
	if err := db.Update(t.Context(), func(kv.Tx) error { return nil }); !errors.Is(err, kv.ErrReadOnly) {
		t.Errorf("Update: %v", err)
	}
	if _, err := bolt.Open(path, bolt.Options{}); !errors.Is(err, kv.ErrLocked) {
		t.Errorf("opened beside it: %v", err)
	}
	if err := errors.Join(db.Close(), db.Close()); err != nil {
		t.Error(err)
	}
	if is, err := os.ReadFile(path); err != nil || !bytes.Equal(was, is) {
		t.Errorf("the file has changed: %v", err)
	}
}

func TestOpenToReadRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	others := filepath.Join(dir, "others.db")
	b, err := bbolt.Open(others, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	bare := filepath.Join(dir, "bare.db")
	b2, err := bbolt.Open(bare, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = b.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err })
	if err := errors.Join(err, b.Close(), b2.Close()); err != nil {
		t.Fatal(err)
	}
	held := filled(t)
	holder, err := bolt.Open(held, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	whole, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		path string
		want error
	}{
		"not there":      {filepath.Join(dir, "none.db"), fs.ErrNotExist},
		"no bytes":       {write("zero.db", nil), bolt.ErrEmpty},
		"no bucket":      {bare, bolt.ErrEmpty},
		"another's":      {others, kv.ErrForeign},
		"a text":         {write("text.db", bytes.Repeat([]byte("hello "), 5000)), kv.ErrForeign},
		"in use":         {held, kv.ErrLocked},
		"cut in half":    {write("half.db", whole[:len(whole)/2]), kv.ErrDamaged},
		"the head alone": {write("head.db", whole[:8192]), kv.ErrDamaged},
	} {
		if db, err := bolt.OpenToRead(c.path); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
			if err == nil {
				_ = db.Close()
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
}

// Whichever page is spoilt, Verify ends with a whole file or says that it is
// damaged. Pages in use are found.
func TestVerifyFindsSpoiltPages(t *testing.T) {
	whole, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	found, page := 0, os.Getpagesize()
	path := filepath.Join(t.TempDir(), "spoilt.db")
	for at := 2 * page; at+page <= len(whole); at += 7 * page {
		spoilt := bytes.Clone(whole)
		copy(spoilt[at:at+page], bytes.Repeat([]byte{0xa5}, page))
		if err := os.WriteFile(path, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := bolt.OpenToRead(path)
		if err == nil {
			err = errors.Join(db.Verify(t.Context()), db.Close())
		}
		switch {
		case errors.Is(err, kv.ErrDamaged):
			found++
		case err != nil:
			t.Errorf("page %d: %v", at/page, err)
		}
	}
	if found < 10 {
		t.Errorf("only %d spoilt pages were found", found)
	}
}
