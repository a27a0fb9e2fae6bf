package bolt

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"daicho/store/kv"
	"daicho/store/storetest"

	"go.etcd.io/bbolt"
)

func openEngine(path string) (kv.Engine, error) {
	db, err := Open(path, Options{})
	if err != nil {
		return nil, err
	}
	return db, nil
}

func TestEngine(t *testing.T) {
	storetest.Run(t, storetest.Subject{Open: openEngine, OneFile: true})
}

func open(t testing.TB, o Options) *DB {
	t.Helper()
	db, err := Open(filepath.Join(t.TempDir(), "data"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func set(key, value string) func(kv.Tx) error {
	return func(tx kv.Tx) error { return tx.Put([]byte(key), []byte(value)) }
}

func get(t *testing.T, e kv.Engine, key string) (value string) {
	t.Helper()
	if err := e.View(func(tx kv.Tx) error { value = string(tx.Get([]byte(key))); return nil }); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestFileMode(t *testing.T) {
	db := open(t, Options{})
	info, err := os.Stat(db.path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the data file is readable to others: %v, %v", info.Mode(), err)
	}
}

func TestForeignFilesAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	another := filepath.Join(dir, "another.db")
	b, err := bbolt.Open(another, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = b.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err })
	if err := errors.Join(err, b.Close()); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"short.txt": []byte("a shopping list"),
		"long.txt":  make([]byte, 100_000),
	}
	if files["another.db"], err = os.ReadFile(another); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path, Options{}); !errors.Is(err, kv.ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != string(content) {
			t.Errorf("%s was changed (%v)", name, err)
		}
	}
	if _, err := Open(filepath.Join(dir, "no", "such", "folder"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// A commit that fails before the file's head is written leaves nothing.
func TestFailedCommitKeepsNothing(t *testing.T) {
	db := open(t, Options{})
	broken := errors.New("no room")
	works := db.commit
	if err := db.Update(t.Context(), set("k", "old")); err != nil {
		t.Fatal(err)
	}
	db.commit = func(tx *bbolt.Tx) error { return errors.Join(broken, tx.Rollback()) }
	if err := db.Update(t.Context(), set("k", "new")); !errors.Is(err, kv.ErrNotKept) || !errors.Is(err, broken) {
		t.Errorf("a turn that was not kept: %v", err)
	}
	if got := get(t, db, "k"); got != "old" {
		t.Errorf("read %q", got)
	}
	db.commit = works
	if err := db.Update(t.Context(), set("k", "newer")); err != nil || get(t, db, "k") != "newer" {
		t.Errorf("the engine does not go on: %v", err)
	}
}

// A commit that fails after the file's head was written is in doubt, and so
// is one that panics: nothing is read or written until the file is reopened.
func TestCommitInDoubt(t *testing.T) {
	late := errors.New("sync: input/output error")
	for name, commit := range map[string]func(*bbolt.Tx) error{
		"late":  func(tx *bbolt.Tx) error { return errors.Join(tx.Commit(), late) },
		"panic": func(tx *bbolt.Tx) error { panic(late) },
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, Options{})
			if err := db.Update(t.Context(), set("k", "old")); err != nil {
				t.Fatal(err)
			}
			db.commit = commit
			first := db.Update(t.Context(), set("k", "new"))
			second := db.Update(t.Context(), set("k", "newer"))
			view := db.View(func(kv.Tx) error { t.Error("read what is in doubt"); return nil })
			_, backup := db.Backup(nil)
			for i, err := range []error{first, second, view, backup} {
				if !errors.Is(err, kv.ErrInDoubt) {
					t.Errorf("call %d: %v", i, err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			again, err := Open(db.path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if got := get(t, again, "k"); got != "old" && got != "new" {
				t.Errorf("after reopening: %q", got)
			}
		})
	}
}
