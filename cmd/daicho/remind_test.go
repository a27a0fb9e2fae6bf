package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"daicho/bot/guidance"
	"daicho/store"
)

// TestRemindDryRun: what would be sent to whom and why, or why not, of a file or
// through the server that has it open; nothing is sent or noted.
func TestRemindDryRun(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	r, _ := serving(t, data, "--manager", "佐藤")
	if got := run(t, nil, "remind", "--dry-run", "--at", "2026-12-07T09:30", "--data", data); got.code != 0 || !strings.Contains(got.out, "nobody is reminded: no visit is planned") {
		t.Errorf("without a plan: exit %d: %s%s", got.code, got.out, got.err)
	}
	r.end()
	h := newHouse(t, data)
	err := h.store.Turn(t.Context(), "web", func(tx *store.Tx) error {
		return tx.PutProgramme(guidance.Programme{No: 1, Applied: "2026-12-01", Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-10"}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	ask := func(at string) ran {
		return run(t, nil, "remind", "--dry-run", "--at", at, "--data", data)
	}
	for at, want := range map[string]string{
		"2026-12-07T09:30": "佐藤, through web, for homework before visit 1, digest before visit 1:\n    第1回の訪問まであと3日です。宿題が5件残っています\n",
		"2026-12-10T09:30": "for homework before visit 1, digest before visit 1, agenda of visit 1:\n    今日は、第1回の訪問指導です",
		"2026-12-06T09:30": "nobody is reminded: 2026-12-06 is no business day (日曜日)",
		"2026-12-07T22:00": "nobody is reminded: 22:00 is outside 08:00–19:00",
		"2026-11-20T09:30": "p1 佐藤: nothing, because nothing falls due today",
	} {
		if got := ask(at); got.code != 0 || !strings.Contains(got.out, want) {
			t.Errorf("%s: exit %d: %s%s\nwant %s", at, got.code, got.out, got.err, want)
		}
	}
	before := ask("2026-12-07T09:30")
	again, _ := serving(t, data)
	if got := ask("2026-12-07T09:30"); got.out != before.out || got.err != "" {
		t.Errorf("through the server: %s%s\nof the file: %s", got.out, got.err, before.out)
	}
	again.end()
	for _, c := range [][]string{{"--dry-run", "--at", "soon"}, {}} {
		if got := run(t, nil, append([]string{"remind", "--data", data}, c...)...); got.code != exitUsage {
			t.Errorf("%v: exit %d: %s%s", c, got.code, got.out, got.err)
		}
	}
}

// TestRemindDryRunOfSeveral: with several companies one is chosen, and another's
// people are never named.
func TestRemindDryRunOfSeveral(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	h := newHouse(t, data)
	for i, name := range []string{"光陽精機", "青葉商会"} {
		home := fmt.Sprintf("slack-T%d", i+1)
		if _, err := h.store.CreateCompany(t.Context(), guidance.Company{Name: name, Homes: []string{home}, Zone: "Asia/Tokyo"}); err != nil {
			t.Fatal(err)
		}
		err := h.store.Turn(t.Context(), home, func(tx *store.Tx) error {
			return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Name: name + "の管理者", Role: guidance.Manager, Accounts: []guidance.Account{{Home: home, ID: "U1"}}}),
				tx.PutPerson(guidance.Person{ID: "p2", Name: name + "の紙の人", Role: guidance.Employee}),
				tx.PutProgramme(guidance.Programme{No: 1, Applied: "2026-12-01", Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-10", Attendees: []guidance.PersonID{"p2"}}}}))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := h.store.Companies(t.Context())
	if err = errors.Join(err, h.Close()); err != nil {
		t.Fatal(err)
	}
	ask := func(more ...string) ran {
		return run(t, nil, append([]string{"remind", "--dry-run", "--at", "2026-12-10T09:30", "--data", data}, more...)...)
	}
	if got := ask(); got.code == 0 || !strings.Contains(got.err, "青葉商会") || !strings.Contains(got.err, "--company") {
		t.Errorf("none chosen: exit %d: %s%s", got.code, got.out, got.err)
	}
	if got := ask("--company", "c99"); got.code == 0 {
		t.Errorf("no such company: %s%s", got.out, got.err)
	}
	for _, c := range all {
		got := ask("--company", c.ID)
		if got.code != 0 || !strings.Contains(got.out, c.Name+"の管理者, through "+c.Homes[0]) || !strings.Contains(got.out, c.Name+"の紙の人: nothing, because they have no account") {
			t.Errorf("%s: exit %d: %s%s", c.ID, got.code, got.out, got.err)
		}
		for _, other := range all {
			if other.ID != c.ID && strings.Contains(got.out, other.Name) {
				t.Errorf("%s is shown %s:\n%s", c.Name, other.Name, got.out)
			}
		}
	}
}

func TestRemindersConfigMistakes(t *testing.T) {
	for text, want := range map[string]string{
		`schedule = "9:30"`:                "is no cron expression",
		`schedule = "0 22 * * *"`:          "never comes up between 08:00 and 19:00",
		`schedule = "0 9 31 2 *"`:          "never comes up",
		`from = "8"`:                       "are not two times of a day",
		"from = \"20:00\"\nto = \"19:00\"": "are not two times of a day",
		`before = [14, 0]`:                 "count days before a visit",
		`before = [60]`:                    "count days before a visit",
		`digest = 99`:                      "count days before a visit",
	} {
		_, err := (&common{config: write(t, "c.toml", "[reminders]\n"+text+"\n")}).load(noEnv)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	got, err := (&common{config: write(t, "c.toml", "[reminders]\nbefore = [5]\ndigest = 0\nschedule = \"0 8 * * 1-5\"\n")}).load(noEnv)
	if r := got.Reminders.rules(); err != nil || len(r.Before) != 1 || r.Digest != 0 || r.From != 480 || r.To != 19*60 {
		t.Errorf("%+v, %v", r, err)
	}
}
