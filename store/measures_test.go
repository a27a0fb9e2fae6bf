package store

import (
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

func TestMeasuresAreKept(t *testing.T) {
	s := newStore(t)
	all := []guidance.Measure{
		{
			ID: "S0001-c12", Service: 1, Item: "c12", Text: "週に1回、手元に写しを取る", Approach: guidance.Reduce, Urgency: guidance.High, Importance: guidance.Medium, Difficulty: guidance.Low,
			Obstacles: "置き場所がない", Owner: "p2", Due: "2027-01-31", Consent: guidance.Word{By: "p1", At: noon}, Done: noon, DoneBy: "p2", Rev: 3, Changed: noon, By: "p1",
		},
		{ID: "own-1", Text: "研修を開く", Rev: 1, Changed: noon, By: "p1"},
	}
	kept := func() (list []guidance.Measure) {
		read(t, s, "home", func(tx *Tx) (err error) {
			list, err = tx.Measures()
			return err
		})
		return list
	}
	for _, m := range all {
		turn(t, s, "home", func(tx *Tx) error { return tx.PutMeasure(m) })
	}
	if got := kept(); !reflect.DeepEqual(got, all) {
		t.Errorf("kept %+v", got)
	}
	turn(t, s, "home", func(tx *Tx) error { return tx.DropMeasure("S0001-c12") })
	if got := kept(); !reflect.DeepEqual(got, all[1:]) {
		t.Errorf("without the first: %+v", got)
	}
	for _, id := range []string{"", "#x"} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutMeasure(guidance.Measure{ID: id}) }); err == nil {
			t.Errorf("one of the id %q is kept", id)
		}
	}
}
