package dialogue_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// longKey is a key of the longest form that New takes.
const longKey = "t7a9xk1-ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// planned is a world some days before the second visit, with homework, measures
// and a keeper of the ledger.
func planned(t testing.TB) *world {
	w := newWorld(t)
	weakServices(w)
	w.service("EC", "吉田", guidance.InUse, "311")
	w.turn(func(tx *store.Tx) error {
		c, err := tx.Company()
		c.Operation = guidance.Operation{Months: 3, Keeper: "p3", Told: "朝礼で", Rev: 1, Changed: w.now, By: "p1"}
		return errors.Join(err, tx.PutCompany(c),
			tx.PutProgramme(guidance.Programme{No: 1, Applied: "2026-11-20", Rev: 1, Changed: w.now, By: "p4", Checkpoint: "2027-04-14", Visits: [guidance.VisitCount]guidance.Visit{
				{Day: "2026-12-10", Attendees: []guidance.PersonID{"p1", "p3"}}, {Day: "2026-12-24", Online: guidance.Online{Equal: "p4"}, Attendees: []guidance.PersonID{"p3"}}, {Day: "2027-01-14"}}}),
			tx.PutHomework(1, guidance.Homework{ID: "own-" + longKey, Visit: 2, Text: "社内規程を用意する", Owner: "p3", Rev: 1, Changed: w.now, By: "p4"}),
			tx.PutHomework(1, guidance.Homework{ID: "own-k2", Visit: 2, Expert: true, Text: "資料を送る", Owner: "p4", Rev: 1, Changed: w.now, By: "p1"}),
			tx.PutMeasure(guidance.Measure{ID: "own-" + longKey, Text: strings.Repeat("写しを取る", 40), Owner: "p3", Rev: 99999, Changed: w.now, By: "p1", Consent: guidance.Word{By: "p3", At: w.now}}),
			tx.PutMeasure(guidance.Measure{ID: "S0002-c11", Service: 2, Item: "c11", Text: "問い合わせ先を決める", Owner: "p2", Due: "2026-12-01", Rev: 1, Changed: w.now, By: "p3", Done: w.now, DoneBy: "p3"}),
			tx.PutMinutes(1, guidance.Minutes{Visit: 1, Decided: "決めた", Rev: 1, Changed: w.now, By: "p3", Closed: w.now, ClosedBy: "p3", Agreed: []guidance.Agreed{{What: "goals", Company: guidance.Word{By: "p3", At: w.now}}}}),
		)
	})
	w.now = time.Date(2026, 12, 24, 9, 0, 0, 0, tokyo)
	return w
}

// ofTheVisits are the routes about visits and what belongs to them.
var ofTheVisits = []bot.ActionID{
	"visits", "visitplan", "visitplan/1", "visitplan/1/2027-02-01", "visit/1", "visit/2", "visit/3", "visitset/2", "workdays", "homework", "hwall", "hwall/1", "hwall/3",
	"hw/2/own-" + longKey, "hw/2/own-k2", "hwset/2/own-" + longKey, "hwadd/2/" + longKey, "remind/h2.d2.a2.c1.k0.r0.s0", "wish", "minutes/1", "minutes/3", "close", "close/1", "close/3",
	"since/1", "since/2", "weak", "measures", "measure/own-" + longKey, "measure/S0002-c11", "measureset/own-" + longKey, "measureset/S0003-c02", "measureset/own-k9", "operation", "recheck", "menu",
}

// holds fails where a field holds what it does not offer, or more than it takes:
// a surface cuts that off.
func holds(t *testing.T, what string, v bot.View) {
	t.Helper()
	if len(v.Actions) == 0 && v.Submit.ID == "" {
		t.Errorf("%s: no way on", what)
	}
	for _, f := range v.Fields {
		_, offered := f.Option(f.Value)
		if (f.Kind == bot.Choice || f.Kind == bot.Person) && f.Value != "" && !offered || f.Max > 0 && utf8.RuneCountInString(f.Value) > f.Max {
			t.Errorf("%s: %s holds %.30q of at most %d characters", what, f.ID, f.Value, f.Max)
		}
	}
}

// TestScreensOfTheVisits: each can be shown to everybody, leads on, and no button
// of it leads to a refusal.
func TestScreensOfTheVisits(t *testing.T) {
	for _, who := range everybody {
		w := planned(t)
		seen := map[bot.ActionID]bool{}
		for _, id := range ofTheVisits {
			v := w.press(who, id, nil)
			sound(t, who+" "+string(id), v)
			if v.Problem == "" && !strings.Contains(who, "社外") {
				holds(t, who+" "+string(id), v)
				drawAllOf(t, w, who, v, seen)
			}
		}
	}
}

// drawAllOf draws all that a view leads to, but does nothing.
func drawAllOf(t *testing.T, w *world, who string, v bot.View, seen map[bot.ActionID]bool) {
	t.Helper()
	for _, id := range ledTo(v) {
		if seen[id] || id == "" || id.Acts() {
			continue
		}
		seen[id] = true
		next := w.press(who, id, nil)
		sound(t, who+" "+string(id), next)
		if next.Problem != "" {
			t.Errorf("%s is led from %s to %s, which says %s", who, v.At, id, next.Problem)
		}
	}
}

// ledTo are the routes that a view leads to.
func ledTo(v bot.View) []bot.ActionID {
	ids := []bot.ActionID{v.At, v.Submit.ID}
	for _, a := range v.Actions {
		ids = append(ids, a.ID)
	}
	if v.Table != nil {
		for _, r := range v.Table.Rows {
			ids = append(ids, r.Open)
		}
	}
	return ids
}

// ofPlan is all that is kept of visits, homework, measures and reminders, with
// what was noted and told.
func ofPlan(w *world) string {
	var b strings.Builder
	w.read(func(tx *store.Tx) error {
		c, err1 := tx.Company()
		p, _ := tx.Programme()
		h, err2 := tx.Homework(1)
		m, err3 := tx.Measures()
		r, err4 := tx.Reminding(1)
		fmt.Fprintf(&b, "%+v\n%+v\n%+v\n%+v\n%+v\n%+v\n", c.Operation, c.Workdays, p, h, m, r)
		for n := range guidance.VisitCount {
			minutes, err := tx.Minutes(1, n+1)
			err1 = errors.Join(err1, err)
			fmt.Fprintf(&b, "%+v\n", minutes)
		}
		people, err5 := tx.People()
		for _, p := range people {
			notices, err := tx.Notices(p.ID)
			err5 = errors.Join(err5, err)
			fmt.Fprintf(&b, "%s %+v %+v\n", p.ID, p.Reminders, notices)
		}
		return errors.Join(err1, err2, err3, err4, err5)
	})
	log, err := w.store.AuditLog(w.t.Context(), home)
	if err != nil {
		w.t.Error(err)
	}
	fmt.Fprintf(&b, "%d audited, %d letters", len(log), len(lettersOf(w)))
	return b.String()
}

// deedsOfVisits are all routes of the visits that do something, with what is
// entered there, and who does it.
var deedsOfVisits = []struct {
	who    string
	id     bot.ActionID
	values map[bot.FieldID]string
}{
	{"山田", "do/visitplan/1", given{"visit1": "2026-12-10", "visit2": "2026-12-25", "visit3": "2027-01-15", "checkpoint": "2027-04-15"}},
	{"山田", "do/visitagain", nil},
	{"山田", "do/visitset/2/1", given{"hours": "13:30", "attendee1": "p2"}},
	{"山田", "do/online/2/yes", nil}, {"山田", "do/online/2/no", nil},
	{"山田", "do/workdays", given{"off": "土・日", "closed": "2027-01-04"}},
	{"山田", "do/hwset/2/own-" + longKey, given{"owner": "p2", "note": "総務に頼んだ"}},
	{"山田", "do/hwadd/2/k3", given{"task": "一覧を作る", "side": "company", "owner": "p2"}},
	{"吉田", "do/hwdone/2/own-" + longKey + "/yes", nil}, {"吉田", "do/hwdone/2/own-" + longKey + "/no", nil}, {"山田", "do/hwdrop/2/own-" + longKey, nil},
	{"山田", "do/minutes/1/1", given{"decided": "進める"}}, {"中村", "do/agree/1", nil}, {"中村", "do/close/2", nil}, {"山田", "do/agree/2", nil},
	{"山田", "do/measureset/S0003-c02/0", given{"measure": "写しを取る", "owner": "p3"}}, {"山田", "do/measureset/own-" + longKey + "/99999", given{"measure": "写す", "owner": "p2"}},
	{"吉田", "do/measuredone/own-" + longKey + "/yes", nil}, {"鈴木", "do/measuredone/S0002-c11/no", nil}, {"山田", "do/measuredrop/own-" + longKey, nil},
	{"山田", "do/consent/S0002-c11", nil}, {"山田", "do/operation/1", given{"months": "6", "keeper": "p2", "told": "掲示板で"}}, {"鈴木", "do/checked/2", nil},
	{"鈴木", "do/snooze/3", nil}, {"鈴木", "do/silent/yes", nil}, {"鈴木", "do/silent/no", nil}, {"鈴木", "do/wish", given{"mail": "hanako@example.co.jp"}},
}

// TestPressedTwice: a second delivery of the same press, and a second press with
// the same values, do nothing more, tell nobody and say nothing alarming.
func TestPressedTwice(t *testing.T) {
	for _, c := range deedsOfVisits {
		t.Run(string(c.id), func(t *testing.T) {
			w := planned(t)
			account, _ := w.Account(c.who)
			deliver := func(id string) bot.View {
				v, err := w.runner.Handle(t.Context(), bot.Event{ID: id, From: account, Press: c.id, Values: c.values, Surface: "紙の画面"})
				if err != nil {
					t.Fatal(err)
				}
				sound(t, string(c.id), v)
				return v
			}
			before := ofPlan(w)
			if v := deliver("d1"); v.Problem != "" || v.Notice == "" {
				t.Fatalf("the first time: %q, %q", v.Problem, v.Notice)
			}
			once := ofPlan(w)
			if once == before && !slices.Contains([]bot.ActionID{"do/visitagain", "do/silent/no", "do/online/2/no", "do/checked/2", "do/close/2", "do/hwdone/2/own-" + longKey + "/no"}, c.id) {
				t.Error("nothing was done")
			}
			w.now = w.now.Add(time.Second)
			for _, id := range []string{"d1", "d2"} {
				if v := deliver(id); v.Problem != "" || ofPlan(w) != once {
					t.Errorf("again as %s: %q\n%s", id, v.Problem, otherLines(once, ofPlan(w)))
				}
			}
		})
	}
}

// otherLines are the lines that are in one text and not in the other.
func otherLines(was, is string) string {
	had, other := strings.Split(was, "\n"), ""
	for line := range strings.Lines(is) {
		if !slices.Contains(had, strings.TrimSuffix(line, "\n")) {
			other += line
		}
	}
	return other
}
