package store

import (
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

// TestOwnItemsAreKept: the items, what they were before, and what was answered to
// them.
func TestOwnItemsAreKept(t *testing.T) {
	s := newStore(t)
	first := guidance.OwnItem{No: 1, Key: "k1", Title: "請求書の宛名", Question: "会社の名前で届きますか？", Decides: "総務部", Added: noon, Asked: noon, Rev: 1, Changed: noon, By: "p1"}
	second := first
	second.Question, second.Rev, second.Retired = "会社あてに届きますか？", 2, noon
	other := guidance.OwnItem{No: 2, Key: "k2", Title: "解約の窓口", Question: "わかっていますか？", Added: noon, Asked: noon, Rev: 1, Changed: noon, By: "p2"}
	sheet := guidance.Sheet{Rev: 2, Answers: []guidance.Answer{{Item: "x1", Label: "2", By: "p1", At: noon, Rev: 2}}}
	change := guidance.Change{Was: guidance.Answer{Item: "x1", Label: "1", By: "p1", At: noon, Rev: 1}, By: "p1", At: noon, Rev: 2}
	for _, i := range []guidance.OwnItem{first, other, second} {
		turn(t, s, "home", func(tx *Tx) error { return tx.PutOwnItem(i) })
	}
	turn(t, s, "home", func(tx *Tx) error { return tx.PutOwnSheet(7, sheet) })
	turn(t, s, "home", func(tx *Tx) error { return tx.AddOwnChange(7, change) })
	read(t, s, "home", func(tx *Tx) error {
		for _, c := range []struct {
			name string
			read func() (any, error)
			want any
		}{
			{"the items", func() (any, error) { return tx.OwnItems() }, []guidance.OwnItem{second, other}},
			{"the first before", func() (any, error) { return tx.OwnItemVersions(1) }, []guidance.OwnItem{first}},
			{"the second before", func() (any, error) { return tx.OwnItemVersions(2) }, []guidance.OwnItem(nil)},
			{"the answers", func() (any, error) { return tx.OwnSheet(7) }, sheet},
			{"no answers", func() (any, error) { return tx.OwnSheet(8) }, guidance.Sheet{}},
			{"those before", func() (any, error) { return tx.OwnChanges(7) }, []guidance.Change{change}},
		} {
			if got, err := c.read(); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%s: %+v, %v", c.name, got, err)
			}
		}
		return nil
	})
	for _, i := range []guidance.OwnItem{{No: 0, Rev: 1}, {No: 3}} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutOwnItem(i) }); err == nil {
			t.Errorf("%+v is kept", i)
		}
	}
}
