package store

import (
	"errors"
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

func TestProbing(t *testing.T) {
	s := newStore(t)
	p := guidance.Probing{Round: 2, Item: "d01"}
	p, _ = p.Write(guidance.Grounds, "", "点検表がある", "p1", noon, 0, nil)
	p, _ = p.Write("p-1x", "担当者は決まっているか", "総務部", "p1", noon, 1, nil)
	p, out := p.Write(guidance.Grounds, "", "点検表を見た", "p2", noon, 2, nil)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutProbing(p), tx.AddProbingChange(2, "d01", *out.Was))
	})
	turn(t, s, "home", func(tx *Tx) error {
		got, err1 := tx.Probing(2, "d01")
		if !reflect.DeepEqual(got, p) {
			t.Errorf("probing %+v, want %+v", got, p)
		}
		changes, err2 := tx.ProbingChanges(2, "d01")
		if !reflect.DeepEqual(changes, []guidance.Change{*out.Was}) {
			t.Errorf("changes %+v", changes)
		}
		errs := []error{err1, err2}
		for _, other := range []guidance.Probing{{Round: 2, Item: "d0"}, {Round: 2, Item: "d01/c"}, {Round: 1, Item: "d01"}, {Round: 2, Item: ""}} {
			got, err := tx.Probing(other.Round, other.Item)
			changes, err3 := tx.ProbingChanges(other.Round, other.Item)
			if !reflect.DeepEqual(got, other) || len(changes) > 0 {
				t.Errorf("of another question %+v, %+v", got, changes)
			}
			errs = append(errs, err, err3)
		}
		return errors.Join(errs...)
	})
}
