package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"daicho/bot/guidance"
)

// TestGuidelinesAreKept: every version can be had again as it was made.
func TestGuidelinesAreKept(t *testing.T) {
	s := newStore(t)
	all := []guidance.Guideline{
		{No: 1, Company: "光陽精機株式会社", At: noon, By: "p1", Blocks: []guidance.Block{
			{Kind: guidance.ChapterBlock, Text: "第1章　目的"},
			{Kind: guidance.TableBlock, Head: []string{"何について", "連絡する人"}, Rows: [][]guidance.BlockCell{{{Text: "台帳"}, {People: []guidance.PersonID{"p1", "p2"}}}}},
		}},
		{No: 2, Company: "光陽精機株式会社", At: noon, Blocks: []guidance.Block{{Kind: guidance.TextBlock, Text: strings.Repeat("長い文。", 100_000)}}},
	}
	for _, g := range all {
		turn(t, s, "home", func(tx *Tx) error { return tx.AddGuideline(g) })
	}
	read(t, s, "home", func(tx *Tx) error {
		heads, err := tx.Guidelines()
		for i, g := range all {
			whole, err2 := tx.Guideline(g.No)
			if err = errors.Join(err, err2); !reflect.DeepEqual(whole, g) {
				t.Errorf("version %d came back as %.300v", g.No, whole)
			}
			if g.Blocks = nil; !reflect.DeepEqual(heads[i], g) {
				t.Errorf("the list has %+v", heads[i])
			}
		}
		return err
	})
	for _, no := range []int{-1, 0, 3} {
		read(t, s, "home", func(tx *Tx) error {
			if _, err := tx.Guideline(no); !errors.Is(err, guidance.ErrNotFound) {
				t.Errorf("version %d: %v", no, err)
			}
			return nil
		})
	}
	for _, no := range []int{0, 2, 4} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.AddGuideline(guidance.Guideline{No: no}) }); err == nil {
			t.Errorf("version %d is kept", no)
		}
	}
}
