package store

import (
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

func TestHomeworkIsKept(t *testing.T) {
	s := newStore(t)
	all := []guidance.Homework{
		{ID: "own-1", Visit: 2, Text: "社内の規程をそろえる", Owner: "p2", Due: "2026-12-21", Note: "総務に頼んだ", Rev: 2, Changed: noon, By: "p1"},
		{ID: "v1-room", Visit: 1, Done: noon, DoneBy: "p1", Rev: 1, Changed: noon, By: "p1"},
		{ID: "v2-checks-x", Visit: 2, Expert: true, Owner: "p3", Rev: 1, Changed: noon, By: "p3"},
	}
	turn(t, s, "home", func(tx *Tx) error {
		for _, h := range all {
			if err := tx.PutHomework(1, h); err != nil {
				return err
			}
		}
		return tx.PutHomework(2, guidance.Homework{ID: "v1-room", Visit: 1})
	})
	kept := func() (list []guidance.Homework) {
		read(t, s, "home", func(tx *Tx) (err error) {
			list, err = tx.Homework(1)
			return err
		})
		return list
	}
	if got := kept(); !reflect.DeepEqual(got, all) {
		t.Errorf("kept %+v", got)
	}
	turn(t, s, "home", func(tx *Tx) error { return tx.DropHomework(1, "own-1") })
	if got := kept(); !reflect.DeepEqual(got, all[1:]) {
		t.Errorf("without the first: %+v", got)
	}
	for name, put := range map[string]func(tx *Tx) error{
		"of no plan": func(tx *Tx) error { return tx.PutHomework(0, all[0]) },
		"without id": func(tx *Tx) error { return tx.PutHomework(1, guidance.Homework{}) },
		"hashed":     func(tx *Tx) error { return tx.PutHomework(1, guidance.Homework{ID: "#x"}) },
	} {
		if err := s.Turn(t.Context(), "home", put); err == nil {
			t.Errorf("one %s is kept", name)
		}
	}
}
