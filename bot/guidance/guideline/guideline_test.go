package guideline

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
	"daicho/store/bolt"
)

var monday = time.Date(2026, 11, 30, 0, 30, 0, 0, time.UTC)

// office is a store with one company, a manager and a service in use.
func office(t *testing.T) (turn func(func(*store.Tx) error)) {
	t.Helper()
	engine, err := bolt.Open(filepath.Join(t.TempDir(), "daicho.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	s, err := store.Open(t.Context(), engine)
	if err == nil {
		_, err = s.CreateCompany(t.Context(), guidance.Company{Name: "光陽精機株式会社", Homes: []string{"web"}, Zone: "Asia/Tokyo", Created: monday})
	}
	if err != nil {
		t.Fatal(err)
	}
	turn = func(do func(*store.Tx) error) {
		t.Helper()
		if err := s.Turn(t.Context(), "web", do); err != nil {
			t.Fatal(err)
		}
	}
	turn(func(tx *store.Tx) error {
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Name: "山田 一郎", Role: guidance.Manager}),
			tx.PutService(guidance.Service{No: 1, Name: "会計", Status: guidance.InUse, Rev: 1}))
	})
	return turn
}

// happening is something that changes in the records, and whether the guideline
// speaks of it.
type happening struct {
	name  string
	fresh bool
	do    func(*store.Tx) error
}

func happenings(edition string) []happening {
	sheet := func(label string) guidance.Sheet {
		return guidance.Sheet{Edition: edition, Rev: 1, Answers: []guidance.Answer{{Item: "c10", Label: label, By: "p1", At: monday, Rev: 1}}}
	}
	return []happening{
		{"the first", true, func(*store.Tx) error { return nil }},
		{"nothing", false, func(*store.Tx) error { return nil }},
		{"an answer", true, func(tx *store.Tx) error { return tx.PutChecklistSheet(1, sheet("1")) }},
		{"the same answer", false, func(tx *store.Tx) error { return tx.PutChecklistSheet(1, sheet("1")) }},
		{"another answer", true, func(tx *store.Tx) error { return tx.PutChecklistSheet(1, sheet("3")) }},
		{"a measure", true, func(tx *store.Tx) error {
			return tx.PutMeasure(guidance.Measure{ID: "S0001-c10", Service: 1, Item: "c10", Text: "写しを取る"})
		}},
		{"a measure about nothing in it", false, func(tx *store.Tx) error { return tx.PutMeasure(guidance.Measure{ID: "own-1", Text: "研修を開く"}) }},
		{"who is in charge", true, func(tx *store.Tx) error {
			return tx.PutService(guidance.Service{No: 1, Name: "会計", Status: guidance.InUse, Rev: 2, InCharge: []guidance.Charge{{Person: "p1"}}})
		}},
		{"an own item", true, func(tx *store.Tx) error {
			return tx.PutOwnItem(guidance.OwnItem{No: 1, Title: "名義", Question: "会社の名義ですか？", Rev: 1, Added: monday, Asked: monday})
		}},
		{"an answer to it", true, func(tx *store.Tx) error {
			return tx.PutOwnSheet(1, guidance.Sheet{Rev: 1, Answers: []guidance.Answer{{Item: "x1", Label: "3", By: "p1", At: monday, Rev: 1}}})
		}},
		{"an own item given up", true, func(tx *store.Tx) error {
			return tx.PutOwnItem(guidance.OwnItem{No: 1, Title: "名義", Question: "会社の名義ですか？", Rev: 2, Added: monday, Asked: monday, Retired: monday})
		}},
		{"the end of use", true, func(tx *store.Tx) error {
			return tx.PutService(guidance.Service{No: 1, Name: "会計", Status: guidance.Ended, End: "2026-12-31", Rev: 3})
		}},
		{"a task of it", true, func(tx *store.Tx) error {
			return tx.PutEndingSheet(1, guidance.Sheet{Rev: 1, Answers: []guidance.Answer{{Item: "erased", Label: guidance.EndDone, By: "p1", At: monday, Rev: 1}}})
		}},
		{"another manager", true, func(tx *store.Tx) error {
			return tx.PutPerson(guidance.Person{ID: "p2", Name: "鈴木 花子", Role: guidance.Manager})
		}},
		{"an employee", false, func(tx *store.Tx) error {
			return tx.PutPerson(guidance.Person{ID: "p3", Name: "吉田 太郎", Role: guidance.Employee})
		}},
	}
}

// TestMakeAnew: whatever the guideline speaks of makes a new version when it
// changes, and nothing else does: not the day, and not who asks.
func TestMakeAnew(t *testing.T) {
	turn, lib, at, last := office(t), rubric.MustEmbedded(), monday, 1
	for _, h := range happenings(lib.Current(rubric.Checklist).Edition) {
		at = at.AddDate(0, 0, 40)
		turn(func(tx *store.Tx) error {
			if err := h.do(tx); err != nil {
				return err
			}
			g, fresh, err := Make(tx, lib, at, "p1")
			if fresh != h.fresh || g.No != last && !fresh || fresh && (!g.At.Equal(at) || g.No != last && g.No != last+1) {
				t.Errorf("%s: version %d of %s, new %v", h.name, g.No, g.At, fresh)
			}
			last = g.No
			return err
		})
	}
	if last != 11 {
		t.Errorf("%d versions were made", last)
	}
}

// TestNamesNobody: people stand in it as who they are, never by name.
func TestNamesNobody(t *testing.T) {
	turn := office(t)
	turn(func(tx *store.Tx) error {
		err := tx.PutService(guidance.Service{No: 1, Name: "会計", Status: guidance.InUse, Rev: 2, InCharge: []guidance.Charge{{Person: "p1", Name: "山田 一郎"}}})
		blocks, err2 := Compose(tx, rubric.MustEmbedded())
		people := 0
		for _, b := range blocks {
			for _, row := range append(b.Rows, []guidance.BlockCell{{Text: b.Text}}) {
				for _, c := range row {
					people += len(c.People)
					if strings.Contains(c.Text, "山田") {
						t.Errorf("named in %q", c.Text)
					}
				}
			}
		}
		if people < 2 {
			t.Errorf("people stand in %d places", people)
		}
		return errors.Join(err, err2)
	})
}
