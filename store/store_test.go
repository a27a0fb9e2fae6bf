package store

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store/bolt"
	"daicho/store/kv"
)

var noon = time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)

func openEngine(t testing.TB, o bolt.Options) kv.Engine {
	t.Helper()
	e, err := bolt.Open(filepath.Join(t.TempDir(), "data"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// newStore has one company with the home "home". It waits for no disk.
func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), openEngine(t, bolt.Options{NoSync: true}))
	if err != nil {
		t.Fatal(err)
	}
	create(t, s, "home")
	return s
}

func create(t testing.TB, s *Store, homes ...string) guidance.Company {
	t.Helper()
	c, err := s.CreateCompany(t.Context(), guidance.Company{Name: "株式会社みほん", Homes: homes, Zone: "Asia/Tokyo", Created: noon})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func turn(t testing.TB, s *Store, home string, fn func(*Tx) error) {
	t.Helper()
	if err := s.Turn(t.Context(), home, fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, s *Store, home string, fn func(*Tx) error) {
	t.Helper()
	if err := s.Read(t.Context(), home, fn); err != nil {
		t.Fatal(err)
	}
}

func TestCompanies(t *testing.T) {
	s := newStore(t)
	for range 10 {
		create(t, s)
	}
	if _, err := s.CreateCompany(t.Context(), guidance.Company{Homes: []string{"new", "home"}}); !errors.Is(err, ErrTaken) {
		t.Errorf("a home that another company has: %v", err)
	}
	if err := s.Read(t.Context(), "new", nil); !errors.Is(err, bot.ErrUnknownHome) {
		t.Errorf("a company that was not created left a home: %v", err)
	}
	for id, want := range map[string]bool{"c3": false, "c12": true, "C13": false, "c/14": false, "../c1": false} {
		if _, err := s.CreateCompany(t.Context(), guidance.Company{ID: id}); (err == nil) != want {
			t.Errorf("company %q: %v", id, err)
		}
	}
	named := create(t, s, "last") // passes over c12
	list, err := s.Companies(t.Context())
	var ids []string
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	want := []string{"c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11", "c12", "c13"}
	if err != nil || !slices.Equal(ids, want) || named.ID != "c13" || list[0].Name != "株式会社みほん" {
		t.Errorf("companies %v, %v; want %v", ids, err, want)
	}
	if homes, err := s.Homes(t.Context()); err != nil || !slices.Equal(homes, []string{"home", "last"}) {
		t.Errorf("homes %q, %v", homes, err)
	}
}

func TestHomesMove(t *testing.T) {
	s := newStore(t)
	second := create(t, s, "second")
	move := func(tx *Tx) error {
		c, err := tx.Company()
		if err != nil {
			return err
		}
		c.Homes = []string{"third"}
		return tx.PutCompany(c)
	}
	turn(t, s, "home", move)
	if err := s.Turn(t.Context(), "second", move); !errors.Is(err, ErrTaken) {
		t.Errorf("took a home of another company: %v", err)
	}
	for home, want := range map[string]string{"home": "", "third": "c1", "second": second.ID} {
		id := ""
		err := s.Read(t.Context(), home, func(tx *Tx) error { id = tx.CompanyID(); return nil })
		if id != want || (err != nil) != (want == "") {
			t.Errorf("home %s is of %q, %v; want %q", home, id, err, want)
		}
	}
	err := s.Turn(t.Context(), "third", func(tx *Tx) error { return tx.PutCompany(second) })
	if err == nil {
		t.Error("wrote one company in a turn of another")
	}
}

func TestTurnsAndReads(t *testing.T) {
	s := newStore(t)
	never := func(*Tx) error { t.Error("ran"); return nil }
	for _, call := range []func(context.Context, string, func(*Tx) error) error{s.Turn, s.Read} {
		if err := call(t.Context(), "nowhere", never); !errors.Is(err, bot.ErrUnknownHome) {
			t.Errorf("unknown home: %v", err)
		}
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		if err := call(ended, "home", never); !errors.Is(err, context.Canceled) {
			t.Errorf("ended context: %v", err)
		}
	}
	err := s.Read(t.Context(), "home", func(tx *Tx) error { return tx.PutRound(guidance.Round{No: 1}) })
	if !errors.Is(err, kv.ErrReadOnly) {
		t.Errorf("writing in a read: %v", err)
	}
	err = s.Turn(t.Context(), "home", func(tx *Tx) error {
		_ = tx.PutRound(guidance.Round{No: 1})
		_ = tx.AddNotice("p1", guidance.Notice{Key: string(make([]byte, kv.MaxKey))})
		return nil // as if both had been written
	})
	if !errors.Is(err, kv.ErrTooLarge) {
		t.Errorf("a turn of which a write failed: %v", err)
	}
	read(t, s, "home", func(tx *Tx) error {
		if _, err := tx.Round(); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("half of it was kept: %v", err)
		}
		return nil
	})
}

func TestNumbering(t *testing.T) {
	s := newStore(t)
	other := create(t, s, "other")
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p3"}), tx.PutService(guidance.Service{No: 2}))
	})
	var people []guidance.PersonID
	var services []guidance.ServiceNo
	for range 11 {
		turn(t, s, "home", func(tx *Tx) error {
			p, err1 := tx.NewPersonID()
			no, err2 := tx.NewServiceNo()
			people, services = append(people, p), append(services, no)
			return errors.Join(err1, err2, tx.PutPerson(guidance.Person{ID: p}), tx.PutService(guidance.Service{No: no}))
		})
	}
	if people[0] != "p1" || people[2] != "p4" || people[10] != "p12" || !slices.IsSorted(services) || services[1] != 3 || services[10] != 12 {
		t.Errorf("numbers given: %v, %v", people, services)
	}
	lost := errors.New("lost")
	err := s.Turn(t.Context(), "home", func(tx *Tx) error { _, _ = tx.NewServiceNo(); return lost })
	if !errors.Is(err, lost) {
		t.Fatal(err)
	}
	turn(t, s, "home", func(tx *Tx) error {
		all, err := tx.People()
		if no, _ := tx.NewServiceNo(); no != 13 || err != nil || len(all) != 12 || all[1].ID != "p2" || all[9].ID != "p10" {
			t.Errorf("after a failed turn %v is given; people %v, %v", no, all, err)
		}
		return nil
	})
	turn(t, s, "other", func(tx *Tx) error {
		p, err := tx.NewPersonID()
		if p != "p1" || err != nil || tx.CompanyID() != other.ID {
			t.Errorf("another company begins with %v, %v", p, err)
		}
		return nil
	})
}

func TestAccounts(t *testing.T) {
	s := newStore(t)
	a, b, c := guidance.Account{Home: "home", ID: "a"}, guidance.Account{Home: "home", ID: "b"}, guidance.Account{Home: "web", ID: "a"}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Accounts: []guidance.Account{a, b}}),
			tx.PutPerson(guidance.Person{ID: "p2", Accounts: []guidance.Account{c}}))
	})
	err := s.Turn(t.Context(), "home", func(tx *Tx) error {
		return tx.PutPerson(guidance.Person{ID: "p2", Accounts: []guidance.Account{c, a}})
	})
	if !errors.Is(err, ErrTaken) {
		t.Errorf("an account that leads to somebody else: %v", err)
	}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Accounts: []guidance.Account{b}}),
			tx.PutPerson(guidance.Person{ID: "p2", Accounts: []guidance.Account{a, c}}))
	})
	read(t, s, "home", func(tx *Tx) error {
		for account, want := range map[guidance.Account]guidance.PersonID{a: "p2", b: "p1", c: "p2", {Home: "web", ID: "b"}: ""} {
			p, err := tx.PersonOf(account)
			if p.ID != want || want == "" && !errors.Is(err, guidance.ErrNotFound) {
				t.Errorf("%v leads to %q, %v; want %q", account, p.ID, err, want)
			}
		}
		return nil
	})
}
