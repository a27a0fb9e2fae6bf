package main

import (
	"encoding/csv"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
	"daicho/rubric"
	"daicho/store"
)

// noon is a Monday.
var noon = time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)

func newHouse(t *testing.T, data string) *house {
	t.Helper()
	cfg := defaults()
	cfg.Data = data
	h, err := openHouse(t.Context(), cfg, func() time.Time { return noon }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func demoHouse(t *testing.T) (*house, string) {
	t.Helper()
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	home, err := h.demoCompany(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h, home
}

func read(t *testing.T, h *house, home string, fn func(tx *store.Tx) error) {
	t.Helper()
	if err := h.store.Read(t.Context(), home, fn); err != nil {
		t.Fatal(err)
	}
}

// The seven services come out as the seed prints them: pp. 17–19, then p. 6.
func TestDemoServices(t *testing.T) {
	h, home := demoHouse(t)
	printed := printedAnswers(t)
	want := []struct{ total, g1, g2, g3, concerns int }{
		{29, 8, 11, 10, 5}, {17, 8, 8, 1, 9}, {11, 7, 4, 0, 12}, {38, 16, 9, 13, 1}, {27, 11, 7, 9, 5}, {37, 13, 11, 13, 2}, {26, 8, 11, 7, 6},
	}
	read(t, h, home, func(tx *store.Tx) error {
		services, err := tx.Services()
		if err != nil || len(services) != len(want) {
			t.Fatalf("%d services, %v", len(services), err)
		}
		for i, s := range services {
			row, err := guidance.RowOf(tx, h.lib, s)
			if err != nil {
				return err
			}
			g := row.Score.Groups
			if got := want[i]; row.Score.Total != got.total || g[0].Total != got.g1 || g[1].Total != got.g2 || g[2].Total != got.g3 ||
				row.Concerns != got.concerns || row.Score.Answered != 15 || int(s.No) != i+1 {
				t.Errorf("%s %s: %+v, %d 要注意", s.No, s.Name, row.Score, row.Concerns)
			}
			sheet, err := tx.ChecklistSheet(s.No)
			if err != nil {
				return err
			}
			compareAnswers(t, h.lib.Current(rubric.Checklist), sheet, printed[s.Name])
		}
		return nil
	})
}

func compareAnswers(t *testing.T, in *rubric.Instrument, sheet guidance.Sheet, printed [][]string) {
	t.Helper()
	if len(printed) == 0 {
		t.Fatal("a service that the seed does not print")
	}
	have := make([]string, len(in.Items))
	same := slices.ContainsFunc(printed, func(words []string) bool {
		for i, item := range in.Items {
			a, _ := sheet.Answer(item.ID)
			label, ok := item.Read(words[i])
			if have[i] = a.Label; !ok || label.ID != a.Label {
				return false
			}
		}
		return true
	})
	if !same {
		t.Errorf("answered %v, printed %v", have, printed)
	}
}

// printedAnswers are the 15 answers of each row the seed prints, by name.
func printedAnswers(t *testing.T) map[string][][]string {
	t.Helper()
	f, err := os.Open("../../testdata/ledger-examples.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	printed := map[string][][]string{}
	for _, row := range rows[1:] {
		printed[row[2]] = append(printed[row[2]], row[10:25])
	}
	return printed
}

func TestDemoPeople(t *testing.T) {
	h, home := demoHouse(t)
	read(t, h, home, func(tx *store.Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		roles, answered, notices := map[guidance.Role]int{}, map[int]int{}, 0
		for _, p := range people {
			roles[p.Role]++
			sheet, err := tx.DiagnosisSheet(p.ID, openRound)
			if err != nil {
				return err
			}
			waiting, err := tx.Notices(p.ID)
			if err != nil {
				return err
			}
			notices += len(waiting)
			if p.Role == guidance.Employee {
				answered[len(sheet.Answers)]++
			}
			if p.Created.After(noon) || p.NoticeRead.After(noon) || sheet.Last().After(noon) {
				t.Errorf("%s does things in the future", p.Name)
			}
		}
		if len(people) != 14 || roles[guidance.Manager] != 1 || roles[guidance.Expert] != 1 || roles[guidance.Employee] != 12 {
			t.Errorf("people: %v", roles)
		}
		if answered[25] != 5 || answered[12] != 1 || answered[6] != 1 || answered[0] != 5 {
			t.Errorf("answers given by employees: %v", answered)
		}
		if notices != 20 { // of being in charge, two questions with what is said after a week, a suggestion, a survey; eleven reminders
			t.Errorf("%d notices", notices)
		}
		return nil
	})
}

// The storage service was gone through before, and its history agrees with
// what stands now.
func TestDemoHistory(t *testing.T) {
	h, home := demoHouse(t)
	read(t, h, home, func(tx *store.Tx) error {
		sets, err := tx.ChecklistSets(6)
		if err != nil || len(sets) != 1 {
			t.Fatalf("%d sets, %v", len(sets), err)
		}
		in := h.lib.Current(rubric.Checklist)
		before := in.ScoreSeq(guidance.Sheet{Answers: sets[0].Answers}.Labels)
		if before.Total >= 37 || before.Answered != 15 {
			t.Errorf("before: %+v", before)
		}
		changes, err := tx.ChecklistChanges(6)
		if err != nil || len(changes) != 7 {
			t.Errorf("%d changes, %v", len(changes), err)
		}
		s, err := tx.Service(6)
		if err != nil {
			return err
		}
		if !s.Created.Before(sets[0].At) || !sets[0].At.Before(s.Changed) || s.Changed.After(noon) {
			t.Errorf("created %v, first answered %v, changed %v", s.Created, sets[0].At, s.Changed)
		}
		was, err := tx.ServiceVersion(demoCharged, 1)
		if err != nil || len(was.InCharge) != 0 {
			t.Errorf("before yesterday: %+v, %v", was.InCharge, err)
		}
		return nil
	})
}

// A file that was seeded is not seeded again; one with another company is
// left alone.
func TestDemoData(t *testing.T) {
	h, home := demoHouse(t)
	rename := func(name string) error {
		return h.store.Turn(t.Context(), home, func(tx *store.Tx) error {
			p, err := tx.Person("p3")
			if err != nil {
				return err
			}
			p.Department = name
			return tx.PutPerson(p)
		})
	}
	if err := rename("設計部"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.demoCompany(t.Context()); err != nil {
		t.Fatal(err)
	}
	read(t, h, home, func(tx *store.Tx) error {
		if p, err := tx.Person("p3"); err != nil || p.Department != "設計部" {
			t.Errorf("written over: %+v, %v", p, err)
		}
		if all, err := tx.People(); err != nil || len(all) != 14 {
			t.Errorf("%d people, %v", len(all), err)
		}
		return nil
	})
	other := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	if _, err := other.createCompany(t.Context(), "本物の会社"); err != nil {
		t.Fatal(err)
	}
	if _, err := other.demoCompany(t.Context()); err == nil || !strings.Contains(err.Error(), "見本とは別の会社") {
		t.Errorf("%v", err)
	}
}

// The closed round says something that is worth talking about, and the open
// one shows nothing of what people answered.
func TestDemoRounds(t *testing.T) {
	h, home := demoHouse(t)
	read(t, h, home, func(tx *store.Tx) error {
		f, err := tx.Figures(closedRound)
		if err != nil {
			return err
		}
		in, _ := h.lib.Instrument(f.Edition)
		if f.Asked != 12 || f.Whole != 11 || f.ByProxy != 1 || len(f.People) != 25 {
			t.Errorf("published: %d asked, %d whole, %d by proxy, %d spreads", f.Asked, f.Whole, f.ByProxy, len(f.People))
		}
		if got := in.ScoreSeq(f.Company.Labels); got.Total != 63 || got.Answered != 25 {
			t.Errorf("the company's score is %d over %d answers", got.Total, got.Answered)
		}
		round, err := tx.Round()
		if err != nil || round.No != openRound || !round.IsOpen() {
			t.Errorf("newest round %+v, %v", round, err)
		}
		if _, err := tx.Figures(openRound); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("figures of the open round: %v", err)
		}
		return nil
	})
}

// People have begun to help each other: questions wait, a service is
// suggested, another is being ended.
func TestDemoActs(t *testing.T) {
	h, home := demoHouse(t)
	read(t, h, home, func(tx *store.Tx) error {
		asked, err1 := personNamed(tx, "山田 一郎")
		waiting, err2 := tx.OpenRelays(asked.ID)
		suggested, err3 := tx.Suggestions()
		resting, err4 := tx.Evidence(4)
		ending, err5 := tx.EndingSheet(3)
		head, err6 := personNamed(tx, "小林 直樹")
		survey, err7 := tx.Survey(head.ID)
		if err := errors.Join(err1, err2, err3, err4, err5, err6, err7); err != nil {
			return err
		}
		if len(waiting) != 2 || len(suggested) != 1 || suggested[0].Decision != guidance.Waiting || len(resting) != 1 || !survey.IsOpen() {
			t.Errorf("%d questions, suggestions %+v, %d pieces of evidence, survey %+v", len(waiting), suggested, len(resting), survey)
		}
		if open := guidance.OpenEndTasks(h.lib.EndTasks(), ending); len(open) == 0 || len(open) == len(h.lib.EndTasks()) {
			t.Errorf("%d tasks of the end are open", len(open))
		}
		return nil
	})
}

// TestDemoPlan: whatever day it is, the second visit is a few business days
// away, somebody sees a reminder in their menu with what is left, and the next
// look at the clock reminds nobody twice.
func TestDemoPlan(t *testing.T) {
	for _, now := range []string{"2026-11-25T12:00:00+09:00", "2026-11-29T22:00:00+09:00", "2027-01-02T08:00:00+09:00", "2026-08-15T03:00:00+09:00", "2026-12-01T09:29:00+09:00"} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
		h.now = func() time.Time { return at }
		home, err := h.demoCompany(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", now, err)
		}
		runner := h.runner(func(string) bot.Adapter { return absent{} }, webHomes{})
		read(t, h, home, func(tx *store.Tx) error {
			p, err := tx.Programme()
			if days := calendar.Between(guidance.DayOf(at, h.cfg.zone()), p.Visits[1].Day); days < 0 || days > 9 || err != nil {
				t.Errorf("%s: the second visit is %d days away, %v", now, days, err)
			}
			yamada, err := personNamed(tx, "山田 一郎")
			view, err2 := runner.Handle(t.Context(), bot.Event{From: bot.Account(accountIn(yamada, home)), Press: "menu", Surface: bot.OwnSurface})
			reminds := func(r bot.Row) bool { return strings.HasPrefix(string(r.Open), "do/read/remind-") }
			if !slices.ContainsFunc(view.Table.Rows, reminds) {
				t.Errorf("%s: the menu has %+v", now, view.Table.Rows)
			}
			return errors.Join(err, err2)
		})
	}
}
