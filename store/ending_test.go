package store

import (
	"errors"
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

func TestEndingSheet(t *testing.T) {
	s := newStore(t)
	sheet, _ := guidance.Sheet{}.Give("erased", guidance.EndOpen, "p1", noon, 0)
	sheet, out := sheet.Give("erased", guidance.EndDone, "p2", noon, 1)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutEndingSheet(3, sheet), tx.AddEndingChange(3, *out.Was))
	})
	turn(t, s, "home", func(tx *Tx) error {
		got, err1 := tx.EndingSheet(3)
		other, err2 := tx.EndingSheet(30)
		checklist, err3 := tx.ChecklistSheet(3)
		changes, err4 := tx.EndingChanges(3)
		checks, err5 := tx.ChecklistChanges(3)
		if !reflect.DeepEqual(got, sheet) || !reflect.DeepEqual(changes, []guidance.Change{*out.Was}) {
			t.Errorf("read back %+v and %+v", got, changes)
		}
		if len(other.Answers)+len(checklist.Answers)+len(checks) > 0 {
			t.Errorf("elsewhere are %+v, %+v and %+v", other, checklist, checks)
		}
		return errors.Join(err1, err2, err3, err4, err5)
	})
}

// TestServiceEffects keeps what a service's importance was weighed by, in
// today's record and in earlier ones, and reads a record from before as having
// none.
func TestServiceEffects(t *testing.T) {
	s := newStore(t)
	e := guidance.Effects{Leak: guidance.Heavy, Change: guidance.Some, Loss: guidance.Hardly, Stop: ""}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(
			tx.PutService(guidance.Service{No: 1, Rev: 1, Importance: guidance.Low}),
			tx.PutService(guidance.Service{No: 1, Rev: 2, Effects: e}),
			tx.PutService(guidance.Service{No: 1, Rev: 3, Effects: guidance.Effects{Stop: guidance.Some}}))
	})
	turn(t, s, "home", func(tx *Tx) error {
		for rev, want := range []guidance.Effects{{}, e, {Stop: guidance.Some}} {
			got, err := tx.ServiceVersion(1, rev+1)
			if err != nil || got.Effects != want {
				t.Errorf("revision %d: %v, %v, want %v", rev+1, got.Effects, err, want)
			}
		}
		return nil
	})
}
