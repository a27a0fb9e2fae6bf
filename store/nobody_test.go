package store

import (
	"errors"
	"testing"

	"daicho/bot/guidance"
)

// What is written for somebody who was erased meanwhile is not taken for a
// person, and everybody else is found.
func TestNobodysRecords(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		var errs []error
		for _, id := range []guidance.PersonID{"p1", "p2", "p3", "p10"} {
			errs = append(errs, tx.PutPerson(guidance.Person{ID: id, Name: string(id)}))
		}
		errs = append(errs, tx.ErasePerson("p2"), tx.ErasePerson("p10"))
		for _, id := range []guidance.PersonID{"p2", "p10"} {
			errs = append(errs,
				tx.AddNotice(id, guidance.Notice{Key: "late", Text: "お知らせ", Route: "menu", At: noon}),
				tx.PutDiagnosisSheet(id, 1, guidance.Sheet{Edition: "e", Rev: 1}))
		}
		return errors.Join(errs...)
	})
	turn(t, s, "home", func(tx *Tx) error {
		people, err := tx.People()
		if len(people) != 2 || people[0].ID != "p1" || people[1].ID != "p3" {
			t.Errorf("people are %+v", people)
		}
		return err
	})
}
