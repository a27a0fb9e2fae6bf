package store

import (
	"context"
	"errors"
	"os"
	"regexp"
	"testing"

	"daicho/bot/guidance"
	"daicho/store/kv"
)

// documented are the keys of a company as the list above the keys has them,
// and the lengths of the lists that only grow.
func documented(t *testing.T) (keys []string) {
	t.Helper()
	source, err := os.ReadFile("keys.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^//\tc1/(\S+)`).FindAllStringSubmatch(string(source), -1) {
		keys = append(keys, m[1])
	}
	return append(keys, "b/0001/c/", "N/h/0000001/", "h/0000001/c/", "h/0000001/e/", "h/0000001/t/", "p/02p1/d/0001/c/", "q/0001/d01/c/", "v/0000001/", "z/")
}

// TestEveryKindIsRead: a record of whichever documented kind that was spoilt is
// found by the census, and every kind of the census is documented.
func TestEveryKindIsRead(t *testing.T) {
	used := map[string]bool{}
	for _, k := range documented(t) { // ID, HOME and so on are any text
		kind, ok := kindOf([]byte(k))
		if !ok {
			t.Errorf("c1/%s is of no kind that the census reads", k)
			continue
		}
		used[kind.pattern] = true
		if kind.pattern == "w/*/#" {
			continue // bytes of a file: no value is wrong by itself
		}
		s := newStore(t)
		put := func(value []byte) {
			err := s.engine.Update(context.Background(), func(tx kv.Tx) error { return tx.Put([]byte("c1/"+k), value) })
			if err != nil {
				t.Fatal(err)
			}
		}
		put([]byte{0xff, 0x00, 0x13})
		if _, _, err := Take(t.Context(), s.engine); !errors.Is(err, kv.ErrDamaged) {
			t.Errorf("c1/%s spoilt: %v", k, err)
		}
	}
	for _, area := range kinds {
		for _, k := range area {
			if !used[k.pattern] {
				t.Errorf("%s is not in the list above the keys", k.pattern)
			}
		}
	}
}

// What a newer program added is counted and passed over.
func TestUnknownKinds(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error { return tx.PutPerson(guidance.Person{ID: "p1"}) })
	unknown := []string{"c1/A/x", "c1/p/02p1/q/1", "c1/p/02p1/d/x/", "c1/", "c1/j/x", "c1/q/0001/d01/x", "c1/l/", "c1/w/ab/x", "c1/ii"}
	for _, k := range unknown {
		if err := s.engine.Update(context.Background(), func(tx kv.Tx) error { return tx.Put([]byte(k), []byte{0xff}) }); err != nil {
			t.Fatal(err)
		}
	}
	all, _, err := Take(t.Context(), s.engine)
	if err != nil || len(all) != 1 || all[0].Unknown != len(unknown) || all[0].People != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}
