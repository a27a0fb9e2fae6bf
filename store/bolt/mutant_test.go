package bolt

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"

	"daicho/store/kv"
	"daicho/store/storetest"
)

// mutant is an engine that breaks one promise. TestMutants sees that the
// suite notices each.
type mutant struct {
	kv.Engine
	update func(e kv.Engine, ctx context.Context, fn func(kv.Tx) error) error
	view   func(e kv.Engine, fn func(kv.Tx) error) error
}

func (m mutant) Update(ctx context.Context, fn func(kv.Tx) error) error {
	if m.update == nil {
		return m.Engine.Update(ctx, fn)
	}
	return m.update(m.Engine, ctx, fn)
}

func (m mutant) View(fn func(kv.Tx) error) error {
	if m.view == nil {
		return m.Engine.View(fn)
	}
	return m.view(m.Engine, fn)
}

// mutants, each with the part of the suite that is to notice it.
var mutants = map[string]struct {
	part string
	mutant
}{
	"keeps what failed": {"failing_turns", mutant{update: func(e kv.Engine, ctx context.Context, fn func(kv.Tx) error) error {
		var failed error
		err := e.Update(ctx, func(tx kv.Tx) error { failed = fn(tx); return nil })
		if err == nil {
			err = failed
		}
		return err
	}}},
	"keeps half of what failed": {"model", mutant{update: func(e kv.Engine, ctx context.Context, fn func(kv.Tx) error) error {
		var undone halfUndone
		err := e.Update(ctx, func(tx kv.Tx) error { undone = halfUndone{Tx: tx}; return fn(&undone) })
		if err != nil && undone.key != nil {
			_ = e.Update(ctx, func(tx kv.Tx) error { return tx.Put(undone.key, undone.value) })
		}
		return err
	}}},
	"acknowledges early": {"crash_copies", mutant{update: func(e kv.Engine, ctx context.Context, fn func(kv.Tx) error) error {
		ran := make(chan struct{})
		go func() { _ = e.Update(ctx, func(tx kv.Tx) error { defer close(ran); return fn(tx) }) }()
		<-ran
		return nil
	}}},
	"ignores contexts": {"context", mutant{update: func(e kv.Engine, _ context.Context, fn func(kv.Tx) error) error {
		return e.Update(context.Background(), fn)
	}}},
	"views what is newest": {"snapshot", mutant{view: func(e kv.Engine, fn func(kv.Tx) error) error {
		return e.View(func(tx kv.Tx) error { return fn(newest{tx, e}) })
	}}},
	"scans too far": {"scan", mutant{view: func(e kv.Engine, fn func(kv.Tx) error) error {
		return e.View(func(tx kv.Tx) error { return fn(tooFar{tx}) })
	}}},
}

// halfUndone remembers the last write.
type halfUndone struct {
	kv.Tx
	key, value []byte
}

func (t *halfUndone) Put(key, value []byte) error {
	t.key, t.value = bytes.Clone(key), bytes.Clone(value)
	return t.Tx.Put(key, value)
}

// newest looks at a snapshot of its own each time.
type newest struct {
	kv.Tx
	e kv.Engine
}

func (t newest) Scan(prefix, from []byte, fn func(k, v []byte) bool) {
	_ = t.e.View(func(tx kv.Tx) error { tx.Scan(prefix, from, fn); return nil })
}

// tooFar leaves out the prefix.
type tooFar struct{ kv.Tx }

func (t tooFar) Scan(prefix, from []byte, fn func(k, v []byte) bool) {
	t.Tx.Scan(nil, max2(prefix, from), fn)
}

func max2(a, b []byte) []byte {
	if bytes.Compare(a, b) > 0 {
		return a
	}
	return b
}

const mutantName = "DAICHO_MUTANT"

func TestMutant(t *testing.T) {
	m, ok := mutants[os.Getenv(mutantName)]
	if !ok {
		t.Skip("run by TestMutants")
	}
	storetest.Run(t, storetest.Subject{OneFile: true, Open: func(path string) (kv.Engine, error) {
		e, err := openEngine(path)
		if err != nil {
			return nil, err
		}
		broken := m.mutant
		broken.Engine = e
		return broken, nil
	}})
}

func TestMutants(t *testing.T) {
	for name, m := range mutants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run=^TestMutant$/^"+m.part+"$", "-test.v")
			cmd.Env = append(os.Environ(), mutantName+"="+name)
			out, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestMutant/"+m.part) {
				t.Errorf("not noticed: %v\n%s", err, out)
			}
		})
	}
}
