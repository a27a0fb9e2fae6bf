package store

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"daicho/bot/guidance"
)

func TestProgrammesAreKept(t *testing.T) {
	s := newStore(t)
	first := guidance.Programme{No: 1, Applied: "2026-05-25", Checkpoint: "2026-10-16", Rev: 3, Changed: noon, By: "p1", Visits: [guidance.VisitCount]guidance.Visit{
		{Day: "2026-06-04", Hours: "13:30〜17:00", Place: "本社 会議室", Attendees: []guidance.PersonID{"p1", "p2"}},
		{Day: "2026-06-25", Online: guidance.Online{Equal: "p3", Agreed: "p1"}}, {Day: guidance.Undecided},
	}}
	second := guidance.Programme{No: 2, Applied: "2027-05-25"}
	turn(t, s, "home", func(tx *Tx) error {
		if _, err := tx.Programme(); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("before the first: %v", err)
		}
		return tx.PutProgramme(first)
	})
	for _, want := range []guidance.Programme{first, second} {
		turn(t, s, "home", func(tx *Tx) error { return tx.PutProgramme(want) })
		read(t, s, "home", func(tx *Tx) error {
			got, err := tx.Programme()
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("kept %+v, %v", got, err)
			}
			return err
		})
	}
	if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutProgramme(guidance.Programme{}) }); err == nil {
		t.Error("a plan without a number is kept")
	}
}

// TestWorkdaysAreKept: the company's own, or none.
func TestWorkdaysAreKept(t *testing.T) {
	s := newStore(t)
	days := guidance.UsualWorkdays()
	days.Off, days.Closed = []time.Weekday{time.Wednesday}, []guidance.Span{{From: "2026-06-08", To: "2026-06-09"}}
	for _, want := range []*guidance.Workdays{nil, &days} {
		turn(t, s, "home", func(tx *Tx) error {
			c, err := tx.Company()
			c.Workdays = want
			return errors.Join(err, tx.PutCompany(c))
		})
		read(t, s, "home", func(tx *Tx) error {
			c, err := tx.Company()
			if !reflect.DeepEqual(c.Workdays, want) {
				t.Errorf("kept %+v, want %+v", c.Workdays, want)
			}
			return err
		})
	}
}
