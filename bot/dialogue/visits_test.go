package dialogue_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestPlanIsNotDecided: days that cannot be are refused at their field and
// nothing is decided, whatever is sent; and who may not decide does not.
func TestPlanIsNotDecided(t *testing.T) {
	w := seeded(t, "visits")
	for who, values := range map[string]map[bot.FieldID]string{
		"山田": {"visit1": "2026-12-10", "visit2": "2026-12-10"},
		"中村": {"visit1": "", "visit2": "2026-12-24"},
		"鈴木": {"visit1": "2026-12-10", "visit2": "2026-12-24", "visit3": "2027-01-14"},
	} {
		a, _ := w.Account(who)
		view, err := w.runner.Handle(context.Background(), bot.Event{ID: "plan-" + who, From: a, Press: "do/visitplan/0", Values: values})
		if err != nil {
			t.Fatal(err)
		}
		problem := view.Problem
		for _, f := range view.Fields {
			problem += f.Problem
		}
		if problem == "" {
			t.Errorf("%s is shown %q", who, view.Title)
		}
	}
	w.read(func(tx *store.Tx) error {
		if p, err := tx.Programme(); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("decided is %+v, %v", p, err)
		}
		return nil
	})
}

// TestFirstVisitIsOnSite: no route makes the first one online, and a person who
// may not plan makes none.
func TestFirstVisitIsOnSite(t *testing.T) {
	w := seeded(t, "visits")
	w.turn(func(tx *store.Tx) error {
		return tx.PutProgramme(guidance.Programme{No: 1, Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-10"}, {Day: "2026-12-24"}, {Day: "2027-01-14"}}})
	})
	for _, press := range []struct{ who, route string }{{"山田", "do/online/1/yes"}, {"中村", "do/online/1/yes"}, {"鈴木", "do/online/2/yes"}, {"山田", "do/online/9/yes"}, {"山田", "do/online/2"}} {
		a, _ := w.Account(press.who)
		view, err := w.runner.Handle(context.Background(), bot.Event{ID: press.who + press.route, From: a, Press: bot.ActionID(press.route)})
		if err != nil || view.Problem == "" || strings.Contains(view.Notice, "記録") {
			t.Errorf("%s %s: %q, %v", press.who, press.route, view.Notice, err)
		}
	}
	w.read(func(tx *store.Tx) error {
		p, err := tx.Programme()
		for i, v := range p.Visits {
			if v.Online != (guidance.Online{}) {
				t.Errorf("visit %d is online by %+v", i+1, v.Online)
			}
		}
		return err
	})
}
