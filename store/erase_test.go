package store

import (
	"errors"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// somebody registers a person with two accounts, a link with a session, and
// one of everything that is kept of people.
func somebody(t *testing.T, s *Store, id guidance.PersonID) {
	t.Helper()
	chat, page := guidance.Account{Home: "home", ID: string(id)}, guidance.Account{Home: "home", ID: string(id) + ".2"}
	sheet, _ := guidance.Sheet{Edition: "e"}.Give("q1", "4", id, noon, 0)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(
			tx.PutPerson(guidance.Person{ID: id, Name: "鈴木 花子", Accounts: []guidance.Account{chat, page}}),
			tx.PutDiagnosisSheet(id, 1, sheet), tx.PutDiagnosisSheet(id, 2, sheet),
			tx.AddDiagnosisChange(id, 1, guidance.Change{Rev: 1, By: id}),
			tx.PutDraft(id, "k", map[string]string{"a": "b"}),
			tx.AddNotice(id, guidance.Notice{Key: "n", Text: "t"}),
			tx.Remember(bot.Account(chat), "delivery", "menu", noon),
			tx.Enqueue(bot.Letter{Key: "letter-" + string(id), Person: string(id)}),
		)
	})
	var secret, session [32]byte
	ref := "home~" + string(id)
	err := errors.Join(s.PutLink(t.Context(), "home", bot.Account(page), ref, secret, noon.Add(time.Hour)),
		s.OpenSession(t.Context(), "home", ref, secret, session, noon, noon.Add(time.Hour)))
	if err != nil {
		t.Fatal(err)
	}
}

// TestErasePerson leaves no key and no value that names the person, and
// nobody else's touched: p1 is erased, p11 and p2 stay.
func TestErasePerson(t *testing.T) {
	s := newStore(t)
	sheet, _ := guidance.Sheet{Edition: "e"}.Give("c1", "3", "p1", noon, 0)
	for _, id := range []guidance.PersonID{"p1", "p11", "p2"} {
		somebody(t, s, id)
	}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutChecklistSheet(1, sheet), tx.PutFigures(guidance.Figures{Round: 1, Whole: 3}))
	})
	for range 2 { // once more is no error
		turn(t, s, "home", func(tx *Tx) error { return tx.ErasePerson("p1") })
	}
	left := map[string]int{}
	read(t, s, "home", func(tx *Tx) error {
		tx.kv.Scan(nil, nil, func(k, _ []byte) bool {
			for part := range strings.SplitSeq(string(k), "/") {
				left[part]++
			}
			return true
		})
		if _, err := tx.PersonOf(guidance.Account{Home: "home", ID: "p1"}); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("the account still leads somewhere: %v", err)
		}
		return nil
	})
	for _, part := range []string{"02p1", "p1", "p1.2", "home%7Ep1", "letter-p1"} {
		if left[part] > 0 {
			t.Errorf("%d keys still name %s", left[part], part)
		}
		other := strings.Replace(part, "p1", "p2", 1)
		if left[other] == 0 {
			t.Errorf("nothing is left of %s", other)
		}
	}
	companyOwns(t, s)
}

// companyOwns: what somebody who was erased answered about a service stays,
// and so does what was published.
func companyOwns(t *testing.T, s *Store) {
	t.Helper()
	read(t, s, "home", func(tx *Tx) error {
		people, err1 := tx.People()
		other, err2 := tx.DiagnosisSheet("p11", 1)
		sheet, err3 := tx.ChecklistSheet(1)
		figures, err4 := tx.Figures(1)
		if len(people) != 2 || len(other.Answers) != 1 || len(sheet.Answers) != 1 || sheet.Answers[0].By != "p1" || figures.Whole != 3 {
			t.Errorf("left: %d people, %+v, %+v, %+v", len(people), other, sheet, figures)
		}
		return errors.Join(err1, err2, err3, err4)
	})
}

// TestErasedIdsAreNotGivenAgain: what names an id that is gone must never
// come to name somebody else.
func TestErasedIdsAreNotGivenAgain(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		first, err := tx.NewPersonID()
		if err != nil {
			return err
		}
		if err := errors.Join(tx.PutPerson(guidance.Person{ID: first}), tx.ErasePerson(first)); err != nil {
			return err
		}
		if next, err := tx.NewPersonID(); err != nil || next == first {
			t.Errorf("after %s was erased comes %s, %v", first, next, err)
		}
		return nil
	})
}
