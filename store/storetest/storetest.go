// Package storetest is the suite that any engine under the store must pass.
// It tests what store/kv promises, through that interface alone.
package storetest

import (
	"os"
	"path/filepath"
	"testing"

	"daicho/store/kv"
)

// Subject is an engine under test.
type Subject struct {
	// Open opens what is kept at path, a name in a folder of the test's own,
	// and makes it if there is nothing. It may be called from another process
	// than Run.
	Open func(path string) (kv.Engine, error)
	// OneFile says that all data is in the one file at path and survives a
	// copy of it: then crash copies are tested and Backup writes such a file.
	OneFile bool
}

// Run runs the whole suite as subtests of t. The name of t must be that of a
// top-level test: some parts run it again in a process of their own.
func Run(t *testing.T, s Subject) {
	if path := os.Getenv(childPath); path != "" {
		s.serveChild(path) // does not return
	}
	t.Run("keys", s.keys)
	t.Run("scan", s.scan)
	t.Run("limits", s.limits)
	t.Run("read only", s.readOnly)
	t.Run("failing turns", s.failing)
	t.Run("ended goroutine", s.exiting)
	t.Run("context", s.context)
	t.Run("close", s.close)
	t.Run("locked", s.locked)
	t.Run("snapshot", s.snapshot)
	t.Run("model", s.model)
	if s.OneFile {
		t.Run("backup", s.backup)
		t.Run("crash copies", s.crashCopies)
	}
}

// open opens an engine in a new folder and closes it with the test.
func (s Subject) open(t *testing.T) (kv.Engine, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data")
	return s.reopen(t, path), path
}

func (s Subject) reopen(t *testing.T, path string) kv.Engine {
	t.Helper()
	e, err := s.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error("close:", err)
		}
	})
	return e
}

// update runs a turn that must succeed.
func update(t *testing.T, e kv.Engine, fn func(kv.Tx) error) {
	t.Helper()
	if err := e.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// put stores pairs of keys and values in one turn.
func put(t *testing.T, e kv.Engine, pairs ...string) {
	t.Helper()
	update(t, e, func(tx kv.Tx) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := tx.Put([]byte(pairs[i]), []byte(pairs[i+1])); err != nil {
				return err
			}
		}
		return nil
	})
}

// all reads everything, as "key=value" in the order of a scan.
func all(t *testing.T, e kv.Engine) []string {
	t.Helper()
	var out []string
	if err := e.View(func(tx kv.Tx) error { out = list(tx, "", ""); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

// list is a scan as "key=value".
func list(tx kv.Tx, prefix, from string) []string {
	out := []string{}
	tx.Scan([]byte(prefix), []byte(from), func(k, v []byte) bool {
		out = append(out, string(k)+"="+string(v))
		return true
	})
	return out
}
