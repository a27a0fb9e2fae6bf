package store

import (
	"errors"
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

func TestSurveysAreKept(t *testing.T) {
	s := newStore(t)
	first := guidance.Survey{No: 1, By: "p9", Asked: noon, Done: noon, Added: []guidance.ServiceNo{3, 4}}
	second := guidance.Survey{No: 2, Asked: noon, Withdrawn: noon, Apart: []string{"box"},
		Kinds: []guidance.KindAnswer{{Kind: "mail", Use: guidance.UseNow, Names: "Gmail\nOutlook"}, {Kind: "shop", Use: guidance.UseNone}}}
	turn(t, s, "home", func(tx *Tx) error {
		if _, err := tx.Survey("p1"); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("before the first: %v", err)
		}
		return errors.Join(tx.PutSurvey("p1", second), tx.PutSurvey("p1", first), tx.PutSurvey("p2", guidance.Survey{No: 1}))
	})
	read(t, s, "home", func(tx *Tx) error {
		newest, err := tx.Survey("p1")
		if err != nil || !reflect.DeepEqual(newest, second) {
			t.Errorf("newest %+v, %v", newest, err)
		}
		all, err := tx.Surveys("p1")
		if err != nil || !reflect.DeepEqual(all, []guidance.Survey{first, second}) {
			t.Errorf("all %+v, %v", all, err)
		}
		return err
	})
	turn(t, s, "home", func(tx *Tx) error { return tx.ErasePerson("p1") })
	read(t, s, "home", func(tx *Tx) error {
		if all, err := tx.Surveys("p1"); err != nil || len(all) > 0 {
			t.Errorf("after erasing: %v, %v", all, err)
		}
		if all, err := tx.Surveys("p2"); err != nil || len(all) != 1 {
			t.Errorf("another's: %v, %v", all, err)
		}
		return nil
	})
	for _, bad := range []struct {
		p  guidance.PersonID
		no int
	}{{"", 1}, {"p1", 0}} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutSurvey(bad.p, guidance.Survey{No: bad.no}) }); err == nil {
			t.Errorf("survey %d of %q was kept", bad.no, bad.p)
		}
	}
}

func TestSuggestionsAreKept(t *testing.T) {
	s := newStore(t)
	one := guidance.Suggestion{Key: "a1-k", Name: "Box", Use: "図面", Department: "設計部", By: "p2", At: noon}
	two := guidance.Suggestion{Key: "a2-k", Name: "Miro", By: "p3", At: noon, Decision: guidance.Declined, DecidedBy: "p1", Decided: noon, Service: 7, Reason: "試用のみ"}
	turn(t, s, "home", func(tx *Tx) error { return errors.Join(tx.PutSuggestion(two), tx.PutSuggestion(one)) })
	read(t, s, "home", func(tx *Tx) error {
		if all, err := tx.Suggestions(); err != nil || !reflect.DeepEqual(all, []guidance.Suggestion{one, two}) {
			t.Errorf("all %+v, %v", all, err)
		}
		if got, err := tx.Suggestion("a2-k"); err != nil || got != two {
			t.Errorf("%+v, %v", got, err)
		}
		for _, key := range []string{"", "a3-k", "#"} {
			if _, err := tx.Suggestion(key); !errors.Is(err, guidance.ErrNotFound) {
				t.Errorf("%q: %v", key, err)
			}
		}
		return nil
	})
	for _, key := range []string{"", "#x", string(make([]byte, maxTail+1))} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.PutSuggestion(guidance.Suggestion{Key: key}) }); err == nil {
			t.Errorf("%q was kept", key)
		}
	}
}
