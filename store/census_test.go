package store_test

import (
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"daicho/bot/guidance"
	"daicho/store"
	"daicho/store/bolt"
)

// begun is a new data file with one company.
func begun(t *testing.T, c guidance.Company) (*bolt.DB, *store.Store, guidance.Company, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.db")
	engine, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), engine)
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.CreateCompany(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return engine, s, made, path
}

func TestTake(t *testing.T) {
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	engine, s, made, path := begun(t, guidance.Company{Name: "光陽精機", Homes: []string{"web"}, Created: at})
	answer := []guidance.Answer{{Item: "c01", Label: "3", By: "p1", At: at, Rev: 1}}
	err := s.Turn(t.Context(), "web", func(tx *store.Tx) error {
		return errors.Join(
			tx.PutPerson(guidance.Person{ID: "p1", Name: "山田"}),
			tx.PutRound(guidance.Round{No: 1, Edition: "ipa-5min-3.1", Opened: at}),
			tx.PutRound(guidance.Round{No: 2, Edition: "ipa-5min-4.0", Opened: at.Add(time.Hour)}),
			tx.PutService(guidance.Service{No: 1, Name: "A", Rev: 1}),
			tx.PutService(guidance.Service{No: 2, Name: "B", Rev: 1}),
			tx.PutChecklistSheet(1, guidance.Sheet{Edition: "cloud-4.0", Rev: 1, Answers: answer}),
			tx.AddChecklistSet(1, guidance.Set{Edition: "cloud-3.1", Answers: answer, At: at}),
			tx.AddChecklistSet(1, guidance.Set{Edition: "cloud-3.1", Answers: answer, At: at}),
			tx.Audit(store.Entry{At: at.Add(2 * time.Hour), Did: "role"}),
		)
	})
	if err := errors.Join(err, engine.Close()); err != nil {
		t.Fatal(err)
	}

	read, err := bolt.OpenToRead(path)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	all, version, err := store.Take(t.Context(), read)
	if err != nil || version != 1 || len(all) != 1 {
		t.Fatalf("%+v, version %d, %v", all, version, err)
	}
	got := all[0]
	if got.Records < 12 {
		t.Errorf("only %d records", got.Records)
	}
	got.Records = 0
	want := store.Census{Company: made, People: 1, Services: 2, Rounds: 2, Latest: at.Add(2 * time.Hour), Uses: []store.Use{
		{Edition: "ipa-5min-3.1", Round: 1}, {Edition: "ipa-5min-4.0", Round: 2},
		{Edition: "cloud-4.0", Service: 1}, {Edition: "cloud-3.1", Service: 1, Earlier: true},
	}}
	if !got.Latest.Equal(want.Latest) || !got.Company.Created.Equal(made.Created) {
		t.Errorf("latest %v, created %v", got.Latest, got.Company.Created)
	}
	got.Latest, got.Company.Created, want.Company.Created = want.Latest, time.Time{}, time.Time{}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if list := got.Editions(); !reflect.DeepEqual(list, []string{"cloud-3.1", "cloud-4.0", "ipa-5min-3.1", "ipa-5min-4.0"}) {
		t.Errorf("editions %v", list)
	}
}
