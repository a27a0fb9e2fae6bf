package store

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

func TestCodesAndWrongOnes(t *testing.T) {
	s := newStore(t)
	who := guidance.Account{Home: "home", ID: "u/1"}
	first := guidance.Code{Hash: [32]byte{1}, Person: "p1", From: who, Expires: noon.Add(time.Minute)}
	second := guidance.Code{Hash: [32]byte{2}, Person: "p1", From: who, Expires: noon.Add(time.Hour), Used: noon}
	other := guidance.Code{Hash: [32]byte{3}, Person: "p11", Expires: noon.Add(time.Hour)}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutCode(first), tx.PutCode(other), tx.PutCode(second), tx.PutWrongCodes(who, []time.Time{noon, noon.Add(time.Second)}))
	})
	turn(t, s, "home", func(tx *Tx) error {
		if got, err := tx.Code([32]byte{2}); err != nil || !reflect.DeepEqual(got, second) {
			t.Errorf("code %+v, %v", got, err)
		}
		if _, err := tx.Code([32]byte{1}); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("an earlier code of the same person: %v", err)
		}
		if times, err := tx.WrongCodes(who); err != nil || len(times) != 2 || !times[1].Equal(noon.Add(time.Second)) {
			t.Errorf("wrong codes %v, %v", times, err)
		}
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Accounts: []guidance.Account{who}}), tx.ErasePerson("p1"))
	})
	read(t, s, "home", func(tx *Tx) error {
		times, err := tx.WrongCodes(who)
		_, mine := tx.Code([32]byte{2})
		_, theirs := tx.Code([32]byte{3})
		if len(times) > 0 || !errors.Is(mine, guidance.ErrNotFound) || theirs != nil {
			t.Errorf("after erasing: %v, %v, %v", times, mine, theirs)
		}
		return err
	})
}

// TestLinkOfASingleUse is opened once: the next one with its secret is told
// that it was used, and whoever has another secret learns nothing.
func TestLinkOfASingleUse(t *testing.T) {
	s := newStore(t)
	secret, wrong, session := [32]byte{1}, [32]byte{2}, [32]byte{3}
	who := guidance.Account{Home: "home", ID: "p1.k"}
	link := guidance.Link{Ref: "home~r_1", Account: who, Made: noon, By: "p9", Once: true, Expires: noon.Add(time.Hour)}
	turn(t, s, "home", func(tx *Tx) error { return tx.PutLink(link, secret) })
	open := func(with, session [32]byte, at time.Time) error {
		return s.OpenSession(t.Context(), "home", link.Ref, with, session, at, at.Add(time.Hour))
	}
	if a, once, err := s.Link(t.Context(), "home", link.Ref, secret, noon); guidance.Account(a) != who || !once || err != nil {
		t.Errorf("before: %v %v %v", a, once, err)
	}
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"another secret", open(wrong, session, noon), bot.ErrGone},
		{"too late", open(secret, session, noon.Add(time.Hour)), bot.ErrGone},
		{"in time", open(secret, session, noon.Add(time.Minute)), nil},
		{"once more", open(secret, [32]byte{4}, noon.Add(time.Minute)), bot.ErrUsed},
		{"once more after its end", open(secret, [32]byte{4}, noon.Add(time.Hour)), bot.ErrUsed},
		{"another secret then", open(wrong, [32]byte{4}, noon.Add(time.Minute)), bot.ErrGone},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, c.err, c.want)
		}
	}
	if a, err := s.Session(t.Context(), "home", link.Ref, session, noon.Add(2*time.Minute)); guidance.Account(a) != who || err != nil {
		t.Errorf("whoever opened it is %v, %v", a, err)
	}
	read(t, s, "home", func(tx *Tx) error {
		links, err := tx.Links(who)
		link.Used, link.Open = noon.Add(time.Minute), 1
		if !reflect.DeepEqual(links, []guidance.Link{link}) {
			t.Errorf("links %+v, want %+v", links, link)
		}
		return err
	})
}

func TestAuditsPageByPage(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		var err error
		for i := range 25 {
			err = errors.Join(err, tx.Audit(guidance.Entry{At: noon.Add(time.Duration(i) * time.Minute), Who: "p1", Did: "role"}))
		}
		return err
	})
	read(t, s, "home", func(tx *Tx) error {
		for _, c := range []struct{ skip, most, first, n int }{{0, 10, 24, 10}, {20, 10, 4, 5}, {25, 10, 0, 0}, {-3, 1, 24, 1}} {
			log, all, err := tx.Audits(c.skip, c.most)
			if err != nil || all != 25 || len(log) != c.n || c.n > 0 && !log[0].At.Equal(noon.Add(time.Duration(c.first)*time.Minute)) {
				t.Errorf("after %d: %d of %d, %v", c.skip, len(log), all, err)
			}
		}
		return nil
	})
}

// What names somebody who was joined to another leads to whoever remains, over
// any number of joinings, until that one is erased.
func TestBecame(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutBecame("p1", "p2"), tx.PutBecame("p11", "p4"), tx.PutBecame("p2", "p3"))
	})
	hold := func(want map[guidance.PersonID]guidance.PersonID) {
		t.Helper()
		read(t, s, "home", func(tx *Tx) error {
			for p, to := range want {
				if got, err := tx.Became(p); got != to || err != nil {
					t.Errorf("%s became %s, %v", p, got, err)
				}
			}
			people, err := tx.People()
			if len(people) > 0 {
				t.Errorf("it made people: %v", people)
			}
			return err
		})
	}
	hold(map[guidance.PersonID]guidance.PersonID{"p1": "p3", "p2": "p3", "p3": "p3", "p11": "p4", "p9": "p9", "": ""})
	turn(t, s, "home", func(tx *Tx) error { return tx.ErasePerson("p3") })
	hold(map[guidance.PersonID]guidance.PersonID{"p1": "p1", "p2": "p2", "p11": "p4"})
	for _, c := range [][2]guidance.PersonID{{"", "p1"}, {"p1", ""}, {"p1", "p1"}} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutBecame(c[0], c[1]) }); err == nil {
			t.Errorf("%q became %q", c[0], c[1])
		}
	}
}
