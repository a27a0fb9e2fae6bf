package store

import (
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

func TestMinutesAreKept(t *testing.T) {
	s := newStore(t)
	want := guidance.Minutes{
		Visit: 3, Decided: "次の訪問までにチェックを終える。\n規程を見直す。", Comment: "よく準備されていました。", Evaluation: "役に立った。", Conclusion: "対策が進んだ。",
		Agreed: []guidance.Agreed{{What: "review", Company: guidance.Word{By: "p1", At: noon}}, {What: "goals", Company: guidance.Word{By: "p1", At: noon}, Expert: guidance.Word{By: "p3", At: noon}}},
		Closed: noon, ClosedBy: "p3", Rev: 4, Changed: noon, By: "p3",
		Then: guidance.Standings{At: noon, Round: 2, Total: 61, Answered: 25, Of: 25, Services: []guidance.ServiceStanding{
			{No: 1, Name: "グループウェア", Status: guidance.InUse, Edition: "cloud-3.1", Score: 38, Answered: 15, Of: 15, Concerns: 1}, {No: 2, Name: "会計v1", Status: guidance.Ended},
		}},
	}
	turn(t, s, "home", func(tx *Tx) error {
		if got, err := tx.Minutes(1, 3); err != nil || !reflect.DeepEqual(got, guidance.Minutes{Visit: 3}) {
			t.Errorf("before: %+v, %v", got, err)
		}
		return tx.PutMinutes(1, want)
	})
	read(t, s, "home", func(tx *Tx) error {
		got, err := tx.Minutes(1, 3)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("kept %+v", got)
		}
		return err
	})
	for _, bad := range []struct{ plan, visit int }{{0, 1}, {1, 0}, {1, 4}} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutMinutes(bad.plan, guidance.Minutes{Visit: bad.visit}) }); err == nil {
			t.Errorf("minutes of visit %d of plan %d are kept", bad.visit, bad.plan)
		}
	}
}
