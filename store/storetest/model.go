package storetest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"daicho/store/kv"
)

const (
	modelWriters = 64
	modelTurns   = 30 // of each writer
	modelKeys    = 400
	modelReaders = 2
)

// deed is one thing a turn did: wrote, deleted, or looked, and what it saw.
type deed struct {
	kind       byte // 'p', 'd', 'g' or 's'
	key, value string
	saw        uint64
}

// done is a turn that succeeded, with its place in the order of all.
type done struct {
	seq   uint64
	deeds []deed
}

// sight is what a view saw: everything, after so many turns.
type sight struct{ seq, saw uint64 }

// model runs many writers, some of whose turns fail or panic after they have
// written, beside readers. Every turn counts itself in a key, so that the
// order the engine chose is known; played back in that order on a plain map,
// every look of every turn and view must come out the same.
func (s Subject) model(t *testing.T) {
	e, _ := s.open(t)
	var (
		mu       sync.Mutex
		turns    []done
		sights   []sight
		writers  sync.WaitGroup
		readers  sync.WaitGroup
		finished = make(chan struct{})
	)
	for w := range modelWriters {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 1))
			for range modelTurns {
				if d, ok := modelTurn(t, e, r); ok {
					mu.Lock()
					turns = append(turns, d)
					mu.Unlock()
				}
			}
		})
	}
	for range modelReaders {
		readers.Go(func() {
			for {
				one := look(t, e)
				mu.Lock()
				sights = append(sights, one)
				mu.Unlock()
				select {
				case <-finished:
					return
				default:
				}
			}
		})
	}
	writers.Wait()
	close(finished)
	readers.Wait()
	playBack(t, turns, append(sights, look(t, e)))
}

var errOnPurpose = errors.New("on purpose")

// seqKey counts the turns that succeeded.
const seqKey = "seq"

// modelTurn runs one random turn and reports whether it was to succeed.
func modelTurn(t *testing.T, e kv.Engine, r *rand.Rand) (d done, ok bool) {
	plan, fails, panics := modelPlan(r), r.IntN(5) == 0, r.IntN(10) == 0
	err := e.Update(t.Context(), func(tx kv.Tx) error {
		d = done{seq: seq(tx) + 1, deeds: slices.Clone(plan)}
		if err := tx.Put([]byte(seqKey), binary.BigEndian.AppendUint64(nil, d.seq)); err != nil {
			return err
		}
		for i := range d.deeds {
			if err := d.deeds[i].do(tx); err != nil {
				return err
			}
		}
		if panics {
			panic(errOnPurpose)
		}
		if fails {
			return errOnPurpose
		}
		return nil
	})
	if (err != nil) != (fails || panics) {
		t.Errorf("a turn that fails %v, panics %v returned %v", fails, panics, err)
	}
	return d, err == nil
}

func modelPlan(r *rand.Rand) []deed {
	plan := make([]deed, 1+r.IntN(12))
	for i := range plan {
		d := deed{kind: "pppddgs"[r.IntN(7)], key: fmt.Sprintf("k/%d/%03d", r.IntN(4), r.IntN(modelKeys))}
		switch d.kind {
		case 's':
			d.key = d.key[:4]
		case 'p':
			d.value = fmt.Sprintf("%0*d", 1+r.IntN(300), r.Uint32())
		}
		plan[i] = d
	}
	if r.IntN(20) == 0 { // now and then a long run, so that pages empty and fill
		kind, from := "pd"[r.IntN(2)], r.IntN(modelKeys/2)
		for i := range modelKeys / 2 {
			plan = append(plan, deed{kind: kind, key: fmt.Sprintf("k/0/%03d", from+i), value: "run"})
		}
	}
	return plan
}

func (d *deed) do(tx kv.Tx) error {
	switch d.kind {
	case 'p':
		return tx.Put([]byte(d.key), []byte(d.value))
	case 'd':
		return tx.Delete([]byte(d.key))
	case 'g':
		d.saw = digest(string(tx.Get([]byte(d.key))))
	case 's':
		d.saw = digest(list(tx, d.key, "")...)
	}
	return nil
}

func seq(tx kv.Tx) uint64 {
	if v := tx.Get([]byte(seqKey)); len(v) == 8 {
		return binary.BigEndian.Uint64(v)
	}
	return 0
}

func look(t *testing.T, e kv.Engine) (s sight) {
	err := e.View(func(tx kv.Tx) error {
		s = sight{seq(tx), digest(list(tx, "k/", "")...)}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return s
}

var seed = maphash.MakeSeed()

func digest(texts ...string) uint64 {
	sum := uint64(len(texts))
	for _, text := range texts {
		sum = sum*1099511628211 ^ maphash.String(seed, text)
	}
	return sum
}

// playBack compares what was seen with what a plain map shows.
func playBack(t *testing.T, turns []done, sights []sight) {
	slices.SortFunc(turns, func(a, b done) int { return int(a.seq) - int(b.seq) })
	seen := map[uint64][]uint64{}
	for _, s := range sights {
		seen[s.seq] = append(seen[s.seq], s.saw)
	}
	m := plain{}
	compare := func(seq uint64) {
		if len(seen[seq]) == 0 {
			return
		}
		want := digest(m.list("k/")...)
		for _, saw := range seen[seq] {
			if saw != want {
				t.Fatalf("a view after turn %d saw something else than whole turns leave", seq)
			}
		}
		delete(seen, seq)
	}
	compare(0)
	for i, d := range turns {
		if d.seq != uint64(i+1) {
			t.Fatalf("turn %d of those that succeeded calls itself %d", i+1, d.seq)
		}
		for _, did := range d.deeds {
			if !m.redo(did) {
				t.Fatalf("turn %d saw something else at %q than the turns before it left", d.seq, did.key)
			}
		}
		compare(d.seq)
	}
	if len(turns) < modelWriters || len(seen) > 0 {
		t.Fatalf("%d turns succeeded; views saw %d states that no turn left", len(turns), len(seen))
	}
}

// plain is the simplest thing that behaves like an engine.
type plain map[string]string

func (m plain) redo(d deed) bool {
	switch d.kind {
	case 'p':
		m[d.key] = d.value
	case 'd':
		delete(m, d.key)
	case 'g':
		return d.saw == digest(m[d.key])
	case 's':
		return d.saw == digest(m.list(d.key)...)
	}
	return true
}

func (m plain) list(prefix string) []string {
	out := []string{}
	for k := range m {
		if len(k) >= len(prefix) && k[:len(prefix)] == prefix {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	for i, k := range out {
		out[i] = k + "=" + m[k]
	}
	return out
}
