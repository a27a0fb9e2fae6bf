package store

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store/bolt"
	"daicho/store/kv"
)

// crafted are ids that would reach another record, were they put into a key
// as they are.
var crafted = []string{
	"", "/", "me", "me/", "me/s", "me/s/", "me/s/d1", "me/l/", "%", "%2F", "me%2F", "#", hashed("me"), "..", "../c2/a/me",
	"ＭＥ", "me\x00", "me\xff", strings.Repeat("m", maxName), strings.Repeat("m", maxName+1), strings.Repeat("/", 90), strings.Repeat("me/s/", 500),
	hashed(strings.Repeat("me/s/", 500)), "02", "02p1", "p1/d/0001/",
}

// TestCraftedIDsStayApart: no two ids share a key, and no id's key begins
// another's.
func TestCraftedIDsStayApart(t *testing.T) {
	tx := &Tx{company: "c1"}
	for kind, make := range map[string]func(a, b string) key{
		"account":  func(a, b string) key { return tx.accountKey(guidance.Account{Home: a, ID: b}) },
		"delivery": func(a, b string) key { return deliveryOf(tx.personKey("p1"), bot.Account{Home: "h", ID: a}, b) },
		"person":   func(a, b string) key { return tx.personKey(guidance.PersonID(a + b)) },
		"link":     func(a, b string) key { return tx.linkOfKey(bot.Account{Home: "h", ID: a}, b) },
		"home":     func(a, b string) key { return homeKey(a + b) },
	} {
		seen := map[string]string{}
		var keys []key
		for _, a := range crafted {
			for _, b := range crafted {
				id := a + "\x01" + b
				if kind == "person" || kind == "home" {
					id = a + b
				}
				k := make(a, b)
				if other, ok := seen[string(k)]; ok && other != id {
					t.Errorf("%s: %q and %q share the key %s", kind, id, other, k)
				} else if !ok {
					keys = append(keys, k)
				}
				seen[string(k)] = id
				if len(k) > kv.MaxKey {
					t.Errorf("%s: a key of %d bytes", kind, len(k))
				}
			}
		}
		if kind != "delivery" { // which is a last part
			apart(t, kind, keys)
		}
	}
}

func apart(t *testing.T, kind string, keys []key) {
	t.Helper()
	slices.SortFunc(keys, func(a, b key) int { return bytes.Compare(a, b) })
	for i := 1; i < len(keys); i++ {
		if bytes.HasPrefix(keys[i], keys[i-1]) {
			t.Errorf("%s: %q begins %q", kind, keys[i-1], keys[i])
		}
	}
}

// TestCompaniesStayApart writes everything in c1 and finds nothing of it from
// c10, whose id c1's begins.
func TestCompaniesStayApart(t *testing.T) {
	s := newStore(t)
	for range 8 {
		create(t, s)
	}
	if c := create(t, s, "tenth"); c.ID != "c10" {
		t.Fatal(c.ID)
	}
	for _, id := range crafted {
		turn(t, s, "home", func(tx *Tx) error {
			a := guidance.Account{Home: "tenth", ID: id}
			return errors.Join(tx.PutPerson(guidance.Person{ID: guidance.PersonID("x" + id), Accounts: []guidance.Account{a}}),
				tx.Remember(bot.Account(a), "d"+id, "menu", noon), tx.PutMadeBy(id, 1))
		})
	}
	_ = s.engine.View(func(k kv.Tx) error {
		k.Scan([]byte("c10/"), nil, func(key, _ []byte) bool {
			if string(key) != "c10/i" {
				t.Errorf("in c10: %s", key)
			}
			return true
		})
		return nil
	})
	read(t, s, "tenth", func(tx *Tx) error {
		people, err := tx.People()
		if len(people) > 0 {
			t.Errorf("c10 has people: %v", people)
		}
		return err
	})
}

// TestAPersonIsOnePrefix: all that is a person's own lies under the person's
// key and those of the accounts.
func TestAPersonIsOnePrefix(t *testing.T) {
	s := newStore(t)
	before := keysOf(s)
	a := guidance.Account{Home: "home", ID: "me"}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Accounts: []guidance.Account{a}}), tx.PutDiagnosisSheet("p1", 1, guidance.Sheet{}),
			tx.AddDiagnosisChange("p1", 1, guidance.Change{}), tx.AddNotice("p1", guidance.Notice{Key: "n"}), tx.PutSurvey("p1", guidance.Survey{No: 1}),
			tx.PutDraft("p1", "d", map[string]string{"a": "b"}), tx.Remember(bot.Account(a), "d1", "menu", noon))
	})
	tx := &Tx{company: "c1"}
	n := 0
	for _, k := range keysOf(s) {
		if slices.Contains(before, k) {
			continue
		}
		if n++; !strings.HasPrefix(k, string(tx.personKey("p1"))) && !strings.HasPrefix(k, string(tx.accountKey(a))) {
			t.Errorf("outside: %s", k)
		}
	}
	if n != 9 {
		t.Errorf("%d keys", n)
	}
}

func keysOf(s *Store) (keys []string) {
	_ = s.engine.View(func(k kv.Tx) error {
		k.Scan(nil, nil, func(key, _ []byte) bool { keys = append(keys, string(key)); return true })
		return nil
	})
	return keys
}

func TestMigrations(t *testing.T) {
	e := openEngine(t, bolt.Options{})
	step := func(name string) migration {
		return func(k kv.Tx) error { return k.Put([]byte("log"), append(bytes.Clone(k.Get([]byte("log"))), name...)) }
	}
	fails := func(k kv.Tx) error { return errors.Join(k.Put([]byte("log"), []byte("spoilt")), errors.New("no")) }
	for i, tt := range []struct {
		steps   []migration
		log     string
		version int
		ok      bool
	}{
		{nil, "", 1, true},
		{[]migration{step("a"), fails, step("c")}, "a", 2, false},
		{[]migration{step("a"), step("b"), step("c")}, "abc", 4, true},
		{[]migration{step("a"), step("b"), step("c")}, "abc", 4, true},
		{[]migration{step("a"), step("b")}, "abc", 4, false}, // an older program
	} {
		err := migrate(t.Context(), e, tt.steps)
		version, err2 := schemaOf(e)
		log := ""
		_ = e.View(func(k kv.Tx) error { log = string(k.Get([]byte("log"))); return nil })
		if (err == nil) != tt.ok || err2 != nil || version != tt.version || log != tt.log {
			t.Errorf("%d: %v, %v; version %d, log %q", i, err, err2, version, log)
		}
	}
	fresh := openEngine(t, bolt.Options{}) // new data needs no migration
	if err := migrate(t.Context(), fresh, []migration{fails}); err != nil {
		t.Error(err)
	}
	_, err := Open(t.Context(), e)
	var newer *NewerError
	if !errors.As(err, &newer) || *newer != (NewerError{4, 1}) || !strings.Contains(Advice(err), "新しい daicho で起動") || !strings.Contains(err.Error(), "start the newer daicho") {
		t.Errorf("data of a newer daicho: %v", err)
	}
}

func TestForeignDataIsLeftAlone(t *testing.T) {
	for key, value := range map[string]string{"theirs": "x", "/schema": "\xa2\x01\x01\x02\x65other", "/": ""} {
		e := openEngine(t, bolt.Options{})
		if err := e.Update(t.Context(), func(k kv.Tx) error { return k.Put([]byte(key), []byte(value)) }); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), e); !errors.Is(err, kv.ErrForeign) {
			t.Errorf("%q: %v", key, err)
		}
		if keys := keysOf(&Store{e}); len(keys) != 1 {
			t.Errorf("%q: it was changed: %q", key, keys)
		}
	}
}

func TestAdvice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	e, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	_, locked := bolt.Open(path, bolt.Options{})
	for _, err := range []error{locked, kv.ErrForeign, kv.ErrDamaged, kv.ErrInDoubt} {
		if said := Advice(err); !strings.Contains(said, " / ") || !strings.Contains(said, "。") {
			t.Errorf("%v: %q", err, said)
		}
	}
	if said := Advice(context.Canceled); said != "" {
		t.Errorf("advice where none is needed: %q", said)
	}
}
