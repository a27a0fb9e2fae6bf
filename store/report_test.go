package store

import (
	"errors"
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

// TestReportsAreKept: every version of a visit's report can be had again as it was
// made, with who has agreed to it since.
func TestReportsAreKept(t *testing.T) {
	s := newStore(t)
	blocks := []guidance.Block{
		{Kind: guidance.TableBlock, Rows: [][]guidance.BlockCell{{{Text: "出席者"}, {People: []guidance.PersonID{"p1", "p2"}}}}},
		{Kind: guidance.FiguresBlock, Head: []string{"点数"}, Rows: [][]guidance.BlockCell{{{Text: "30"}}}},
	}
	all := []guidance.Report{
		{Plan: 1, Visit: 2, No: 1, Company: "光陽精機株式会社", At: noon, By: "p1", Blocks: blocks},
		{Plan: 1, Visit: 2, No: 2, Company: "光陽精機株式会社", At: noon, Blocks: blocks[:1]},
	}
	for _, r := range all {
		turn(t, s, "home", func(tx *Tx) error { return tx.AddReport(r) })
	}
	all[0].Signed = guidance.Agreed{Company: guidance.Word{By: "p2", At: noon}, Expert: guidance.Word{By: "p3", At: noon}}
	turn(t, s, "home", func(tx *Tx) error { return tx.SignReport(all[0]) })
	read(t, s, "home", func(tx *Tx) error {
		heads, err := tx.Reports(1, 2)
		for i, r := range all {
			whole, err2 := tx.Report(1, 2, r.No)
			if err = errors.Join(err, err2); !reflect.DeepEqual(whole, r) {
				t.Errorf("version %d came back as %+v", r.No, whole)
			}
			if r.Blocks = nil; !reflect.DeepEqual(heads[i], r) {
				t.Errorf("the list has %+v", heads[i])
			}
		}
		if other, err := tx.Reports(1, 1); err != nil || len(other) != 0 {
			t.Errorf("of another visit: %+v, %v", other, err)
		}
		return err
	})
	for _, r := range []guidance.Report{{Plan: 1, Visit: 2, No: 2}, {Plan: 1, Visit: 2, No: 4}, {Plan: 1, Visit: 4, No: 1}, {Visit: 1, No: 1}, {Plan: 1, Visit: 1}} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.AddReport(r) }); err == nil {
			t.Errorf("%+v is kept", r)
		}
	}
	if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.SignReport(guidance.Report{Plan: 1, Visit: 2, No: 3}) }); err == nil {
		t.Error("a version that is not there is signed")
	}
}
