package store

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
)

func TestRemindersAreKept(t *testing.T) {
	s := newStore(t)
	want := guidance.Reminding{Plan: 1, Checkpoint: "2027-04-14", Passed: "2026-12-17", Month: "2026-12", Visits: [guidance.VisitCount]guidance.Said{
		{Day: "2026-12-10", Before: guidance.AfterVisit}, {Day: "2026-12-24", Before: 7}, {Before: guidance.NothingSaid},
	}}
	turn(t, s, "home", func(tx *Tx) error {
		if got, err := tx.Reminding(1); err != nil || got != guidance.NewReminding(1) {
			t.Errorf("before the first: %+v, %v", got, err)
		}
		return tx.PutReminding(want)
	})
	read(t, s, "home", func(tx *Tx) error {
		got, err := tx.Reminding(1)
		if got != want {
			t.Errorf("kept %+v", got)
		}
		other, err2 := tx.Reminding(2)
		if other != guidance.NewReminding(2) {
			t.Errorf("of another plan: %+v", other)
		}
		return errors.Join(err, err2)
	})
	if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutReminding(guidance.Reminding{}) }); err == nil {
		t.Error("reminders of no plan are kept")
	}
}

// TestWaiting: letters that were given up do not wait, and one that is taken
// back can be put in again.
func TestWaiting(t *testing.T) {
	s := newStore(t)
	waiting := func() (keys []string) {
		read(t, s, "home", func(tx *Tx) error {
			all, err := tx.Waiting("remind-")
			keys = slices.Sorted(maps.Keys(all))
			return err
		})
		return keys
	}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.Enqueue(bot.Letter{Key: "remind-p1-1"}), tx.Enqueue(bot.Letter{Key: "remind-p2-1", Dead: true}),
			tx.Enqueue(bot.Letter{Key: "remind-p3-1"}), tx.Enqueue(bot.Letter{Key: "other"}))
	})
	if got := waiting(); !slices.Equal(got, []string{"remind-p1-1", "remind-p3-1"}) {
		t.Errorf("%q wait", got)
	}
	turn(t, s, "home", func(tx *Tx) error { return errors.Join(tx.DropLetter("remind-p1-1"), tx.DropLetter("remind-p9-1")) })
	if got := waiting(); !slices.Equal(got, []string{"remind-p3-1"}) {
		t.Errorf("%q wait", got)
	}
	turn(t, s, "home", func(tx *Tx) error { return tx.Enqueue(bot.Letter{Key: "remind-p1-1"}) })
	if got := waiting(); len(got) != 2 {
		t.Errorf("%q wait", got)
	}
}
