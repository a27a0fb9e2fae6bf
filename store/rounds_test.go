package store

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"daicho/bot/guidance"
	"daicho/store/bolt"
)

func TestRounds(t *testing.T) {
	s := newStore(t)
	first := guidance.Round{No: 1, Edition: "e", Opened: noon, By: "p1", Due: "2026-12-10", Filler: "p2", K: 7,
		Notice: []string{"誰に見えるか"}, Fixed: noon, Closed: noon.AddDate(0, 0, 9), ClosedBy: "p3",
		Key: "k1", Rev: 3, Reminded: noon.AddDate(0, 0, 2), RemindedBy: "p1"}
	second := guidance.Round{No: 2, Edition: "e", Opened: noon}
	turn(t, s, "home", func(tx *Tx) error { return errors.Join(tx.PutRound(second), tx.PutRound(first)) })
	turn(t, s, "home", func(tx *Tx) error {
		all, err := tx.Rounds()
		if want := []guidance.Round{first, second}; !reflect.DeepEqual(all, want) {
			t.Errorf("rounds %+v, want %+v", all, want)
		}
		newest, err2 := tx.Round()
		if !reflect.DeepEqual(newest, second) {
			t.Errorf("newest round %+v, want %+v", newest, second)
		}
		return errors.Join(err, err2)
	})
}

func TestCompanySheet(t *testing.T) {
	s := newStore(t)
	sheet, _ := guidance.Sheet{Edition: "e"}.Give("q1", "4", "p1", noon, 0)
	sheet, out := sheet.Give("q1", "2", "p2", noon, 1)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutCompanySheet(3, sheet), tx.AddCompanyChange(3, *out.Was))
	})
	turn(t, s, "home", func(tx *Tx) error {
		got, err1 := tx.CompanySheet(3)
		other, err2 := tx.CompanySheet(30)
		changes, err3 := tx.CompanyChanges(3)
		if !reflect.DeepEqual(got, sheet) || len(other.Answers) > 0 || !reflect.DeepEqual(changes, []guidance.Change{*out.Was}) {
			t.Errorf("read back %+v, %+v and %+v", got, other, changes)
		}
		return errors.Join(err1, err2, err3)
	})
}

// TestFigures publishes once: figures that changed afterwards could be held
// against those somebody has already seen.
func TestFigures(t *testing.T) {
	s := newStore(t)
	company, _ := guidance.Sheet{Edition: "e"}.Give("q1", "4", "p1", noon, 0)
	f := guidance.Figures{Round: 2, Edition: "e", At: noon, K: 5, Asked: 9, Whole: 7, ByProxy: 1, Company: company, People: []guidance.Spread{
		{Item: "q1", Cells: []guidance.Cell{{Labels: []string{"4", "2"}, Count: 4}, {Labels: []string{"0", "-1"}, Count: 3}}},
		{Item: "q2", Cells: []guidance.Cell{{Labels: []string{"4", "2", "0", "-1"}, Count: 7}}},
	}}
	turn(t, s, "home", func(tx *Tx) error { return tx.PutFigures(f) })
	again := f
	again.People = nil
	err := s.Turn(context.Background(), "home", func(tx *Tx) error { return tx.PutFigures(again) })
	if err == nil {
		t.Error("figures were published twice")
	}
	turn(t, s, "home", func(tx *Tx) error {
		got, err := tx.Figures(2)
		if !reflect.DeepEqual(got, f) {
			t.Errorf("figures %+v, want %+v", got, f)
		}
		if _, err := tx.Figures(1); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("figures of a round that is open: %v", err)
		}
		return err
	})
}

// TestFirstDataFile opens a data file that an earlier daicho wrote.
func TestFirstDataFile(t *testing.T) {
	engine, err := bolt.Open(unpacked(t, "../testdata/data/schema1-first.db.gz"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	s, err := Open(context.Background(), engine)
	if err != nil {
		t.Fatal(err)
	}
	homes, err := s.Homes(context.Background())
	if err != nil || len(homes) != 1 {
		t.Fatalf("homes %v, %v", homes, err)
	}
	turn(t, s, homes[0], func(tx *Tx) error {
		people, err1 := tx.People()
		services, err2 := tx.Services()
		rounds, err3 := tx.Rounds()
		sheet, err4 := tx.ChecklistSheet(4)
		if len(people) != 8 || len(services) != 7 || len(rounds) != 1 || len(sheet.Answers) != 15 {
			t.Errorf("%d people, %d services, %d rounds, %d answers about S0004", len(people), len(services), len(rounds), len(sheet.Answers))
		}
		if r := rounds[0]; !r.IsOpen() || r.Anonymous() != guidance.DefaultK || !r.Fixed.IsZero() {
			t.Errorf("its round reads as %+v", r)
		}
		return errors.Join(err1, err2, err3, err4)
	})
}

// unpacked is a compressed file as a file of the test's own.
func unpacked(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "daicho.db")
	if err := os.WriteFile(out, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}
