package reminding

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

var usual = calendar.New(guidance.UsualWorkdays())

func always(guidance.Person) (bool, error) { return true, nil }

// TestWhatFallsDue goes through the mornings around one visit, on Thursday 10
// December 2026, and says what falls due about it for whom.
func TestWhatFallsDue(t *testing.T) {
	rules := Usual()
	for _, c := range []struct {
		today guidance.Day
		was   int
		want  string
		now   int
	}{
		{"2026-11-25", guidance.NothingSaid, "", guidance.NothingSaid},
		{"2026-11-26", guidance.NothingSaid, "h1", 14},
		{"2026-11-27", 14, "", 14},
		{"2026-12-03", 14, "h1", 7},
		{"2026-12-06", 7, "", 7},         // Sunday: nothing happens
		{"2026-12-07", 7, "h1.d1", 3},    // three days before
		{"2026-12-07", 14, "h1.d1", 3},   // asleep over the 3rd: one message
		{"2026-12-09", 3, "h1", 1},       //
		{"2026-12-10", 1, "a1", 0},       // the day
		{"2026-12-10", 7, "h1.d1.a1", 0}, // asleep until then
		{"2026-12-11", 0, "c1", -1},      // afterwards
		{"2026-12-11", 1, "c1", -1},      // asleep on the day: no agenda of yesterday
		{"2026-12-18", -1, "", -1},       //
		{"2026-12-04", 3, "", 3},         // the clock was put back
	} {
		m := Morning{Today: c.today, Minute: 9*60 + 30, Calendar: usual, Open: always, Said: guidance.NewReminding(1),
			Programme: guidance.Programme{No: 1, Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-10"}, {Day: guidance.Undecided}}},
			People:    []guidance.Person{{ID: "p1", Role: guidance.Manager}, {ID: "p2", Role: guidance.Employee}}}
		m.Said.Visits[0] = guidance.Said{Day: "2026-12-10", Before: c.was}
		calls, said, err := rules.Decide(m)
		if err != nil {
			t.Fatal(err)
		}
		if got := ""; len(calls) > 0 {
			if got = Written(calls[0].Reasons); got != c.want {
				t.Errorf("%s after %d: %s, want %s", c.today, c.was, got, c.want)
			}
		} else if c.want != "" {
			t.Errorf("%s after %d: nothing, want %s", c.today, c.was, c.want)
		}
		if got := said.Visits[0].Before; usual.Works(c.today) && got != c.now {
			t.Errorf("%s after %d: said up to %d, want %d", c.today, c.was, got, c.now)
		}
	}
}

// TestMoved: a visit that is moved away is reminded of again, one that comes
// nearer at once, and one that stays within the same days not again.
func TestMoved(t *testing.T) {
	for _, c := range []struct {
		to   guidance.Day
		was  int
		want string
		now  int
	}{
		{"2026-12-25", 3, "", guidance.NothingSaid}, {"2026-12-18", 3, "", 14}, {"2026-12-10", 7, "h1.d1", 3}, {"2026-12-11", 3, "", 7},
		{"2026-12-15", 14, "", 14}, {"2026-12-08", guidance.NothingSaid, "h1.d1", 1}, {"2026-12-07", 7, "h1.d1.a1", 0}, {guidance.Undecided, 3, "", guidance.NothingSaid},
	} {
		m := Morning{Today: "2026-12-07", Minute: 600, Calendar: usual, Open: always, People: []guidance.Person{{ID: "p1", Role: guidance.Manager}}, Said: guidance.NewReminding(1)}
		m.Programme.Visits[0].Day = c.to
		m.Said.Visits[0] = guidance.Said{Day: "2026-12-09", Before: c.was}
		calls, said, err := Usual().Decide(m)
		if err != nil || Written(calls[0].Reasons) != c.want || said.Visits[0].Before != c.now {
			t.Errorf("to %s after %d: %v, said up to %d; want %s, %d (%v)", c.to, c.was, calls[0].Reasons, said.Visits[0].Before, c.want, c.now, err)
		}
	}
}

// TestRecheck: once a month, after the visits, those whose services are due.
func TestRecheck(t *testing.T) {
	m := Morning{Minute: 600, Calendar: usual, Open: always, People: []guidance.Person{{ID: "p1", Role: guidance.Manager}, {ID: "p2", Role: guidance.Employee}}, Said: guidance.NewReminding(1),
		Stale:     func(p guidance.Person) (bool, error) { return p.ID == "p2", nil },
		Programme: guidance.Programme{No: 1, Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-11-10"}, {Day: "2026-11-26"}, {Day: "2026-12-17"}}}}
	for _, c := range []struct {
		today guidance.Day
		want  string
	}{{"2026-12-01", ""}, {"2026-12-18", "r0"}, {"2026-12-21", ""}, {"2027-01-01", ""}, {"2027-01-04", "r0"}, {"2027-01-05", ""}, {"2027-03-15", "r0"}} {
		m.Today = c.today
		calls, said, err := Usual().Decide(m)
		if err != nil {
			t.Fatal(err)
		}
		got := map[guidance.PersonID]string{}
		for _, x := range calls {
			for _, r := range x.Reasons {
				if r.Kind == Recheck {
					got[x.Person] += r.String()
				}
			}
		}
		if got["p2"] != c.want || got["p1"] != "" {
			t.Errorf("%s: %v", string(c.today), got)
		}
		m.Said = said
	}
}

// TestNotOnTwoDaysRunning: where holidays bring two of the days before a visit
// together, people hear once, and managers read who is left; on the eve all the
// same.
func TestNotOnTwoDaysRunning(t *testing.T) {
	m := Morning{Minute: 600, Calendar: usual, Open: always, People: []guidance.Person{{ID: "p1", Role: guidance.Manager}, {ID: "p2", Role: guidance.Employee}}, Said: guidance.NewReminding(1),
		Programme: guidance.Programme{No: 1, Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-07-23"}}}}
	for today, want := range map[guidance.Day][2]string{"2026-07-16": {"h1", "h1"}, "2026-07-17": {"d1", ""}, "2026-07-21": {"", ""}, "2026-07-22": {"h1", "h1"}} {
		m.Today, m.Said.Visits[0] = today, guidance.Said{Day: "2026-07-23", Before: map[guidance.Day]int{"2026-07-16": 14, "2026-07-17": 7, "2026-07-21": 3, "2026-07-22": 3}[today]}
		calls, _, err := Usual().Decide(m)
		if err != nil || Written(calls[0].Reasons) != want[0] || Written(calls[1].Reasons) != want[1] {
			t.Errorf("%s: %v, %v; want %v (%v)", string(today), calls[0].Reasons, calls[1].Reasons, want, err)
		}
	}
}

// TestWhoIsCalled: on one morning, everybody for their own reasons or not.
func TestWhoIsCalled(t *testing.T) {
	people := []guidance.Person{
		{ID: "manager", Role: guidance.Manager}, {ID: "expert", Role: guidance.Expert}, {ID: "done", Role: guidance.Employee}, {ID: "open", Role: guidance.Employee},
		{ID: "silent", Role: guidance.Employee, Reminders: guidance.Reminders{Silent: true}},
		{ID: "later", Role: guidance.Employee, Reminders: guidance.Reminders{Snoozed: "2026-12-09"}},
		{ID: "now", Role: guidance.Employee, Reminders: guidance.Reminders{Snoozed: "2026-12-07"}},
		{ID: "old", Role: guidance.Expert, Until: "2026-12-01"}, {ID: "attends", Role: guidance.Employee},
	}
	m := Morning{Today: "2026-12-07", Minute: 9 * 60, Calendar: usual, People: people, Said: guidance.NewReminding(1),
		Programme: guidance.Programme{No: 1, Checkpoint: "2026-12-06", Visits: [guidance.VisitCount]guidance.Visit{
			{Day: "2026-12-04"}, {Day: "2026-12-07", Attendees: []guidance.PersonID{"attends"}}, {Day: "2026-12-10"}}},
		Open: func(p guidance.Person) (bool, error) { return p.ID != "done", nil },
		Owed: map[guidance.PersonID][]Reason{"done": {{Homework, 2}, {Agenda, 2}}}}
	calls, said, err := Usual().Decide(m)
	if err != nil {
		t.Fatal(err)
	}
	got := map[guidance.PersonID]string{}
	for _, c := range calls {
		got[c.Person] = Written(c.Reasons) + c.Not
		if c.Woken != (c.Person == "now") {
			t.Errorf("%s was woken: %v", c.Person, c.Woken)
		}
	}
	for id, want := range map[guidance.PersonID]string{
		"manager": "h2.d2.a2.k0", "expert": "c1.h2.a2.k0", "done": "a2", "open": "h2", "silent": "they want no reminders",
		"later": "they want to be reminded again on 2026-12-09", "now": "h2.s0", "old": "their access has ended", "attends": "h2.a2",
	} {
		if got[id] != want {
			t.Errorf("%s: %s, want %s", id, got[id], want)
		}
	}
	m.Said = said
	m.Owed = nil
	again, _, err := Usual().Decide(m)
	for _, c := range again {
		if len(c.Reasons) > 0 && !c.Woken || err != nil {
			t.Errorf("the second tick calls %s: %v, %v", c.Person, c.Reasons, err)
		}
	}
}

func TestRest(t *testing.T) {
	for _, c := range []struct {
		today  guidance.Day
		minute int
		rest   bool
	}{{"2026-12-07", 8 * 60, false}, {"2026-12-07", 8*60 - 1, true}, {"2026-12-07", 19*60 - 1, false}, {"2026-12-07", 19 * 60, true}, {"2026-12-06", 600, true}, {"2026-12-30", 600, true}} {
		if got := Usual().Rest(Morning{Today: c.today, Minute: c.minute, Calendar: usual}); (got != "") != c.rest {
			t.Errorf("%s at minute %d: %q", c.today, c.minute, got)
		}
	}
}

func TestReasonsAreReadBack(t *testing.T) {
	all := []Reason{{Homework, 1}, {Digest, 3}, {Checkpoint, 0}, {Again, 0}}
	if got := Read(Written(all)); !slices.Equal(got, all) {
		t.Errorf("%v", got)
	}
	if got := Read("h4.x1.h.hh.h1x..é1"); got != nil {
		t.Errorf("%v", got)
	}
}

// life is one company whose clock jumps, whose visits are moved, and whose
// people do their homework, snooze and opt out, all at random.
type life struct {
	*rand.Rand
	m    Morning
	open map[guidance.PersonID]bool
	sent map[string]bool // by person and day, as the keys of letters are
}

func newLife(seed uint64) *life {
	r := rand.New(rand.NewPCG(seed, 3))
	days := guidance.UsualWorkdays()
	if r.IntN(2) == 0 {
		days.Off = append(days.Off, time.Weekday(1+r.IntN(5)))
	}
	first := calendar.Add("2026-04-01", r.IntN(300))
	days.Closed = []guidance.Span{{From: calendar.Add(first, r.IntN(30)), To: calendar.Add(first, 30+r.IntN(10))}}
	l := &life{Rand: r, open: map[guidance.PersonID]bool{}, sent: map[string]bool{}}
	l.m = Morning{Today: first, Calendar: calendar.New(days), Said: guidance.NewReminding(1), Programme: guidance.Programme{No: 1}}
	l.m.Open = func(p guidance.Person) (bool, error) { return l.open[p.ID], nil }
	for i := range 1 + r.IntN(8) {
		p := guidance.Person{ID: guidance.PersonID(fmt.Sprint("p", i)), Role: guidance.Roles[r.IntN(3)]}
		l.open[p.ID] = r.IntN(3) > 0
		l.m.People = append(l.m.People, p)
	}
	for i := range l.m.Programme.Visits {
		l.m.Programme.Visits[i].Day = calendar.Add(first, 12+i*18+r.IntN(6))
	}
	l.m.Programme.Checkpoint = calendar.Add(first, 120)
	return l
}

// happens is something that happens to the company in between.
func (l *life) happens() {
	p := &l.m.People[l.IntN(len(l.m.People))]
	switch l.IntN(12) {
	case 0:
		l.m.Programme.Visits[l.IntN(3)].Day = calendar.Add(l.m.Today, l.IntN(30))
	case 1:
		l.m.Programme.Visits[l.IntN(3)].Day = guidance.Undecided
	case 2, 3:
		l.open[p.ID] = !l.open[p.ID]
	case 4:
		p.Reminders.Silent = !p.Reminders.Silent
	case 5:
		p.Reminders.Snoozed = calendar.Add(l.m.Today, 1+l.IntN(5))
	case 6:
		l.m.Today = calendar.Add(l.m.Today, -l.IntN(4)) // the clock is put back
	case 7:
		l.m.Today = calendar.Add(l.m.Today, l.IntN(5)) // asleep
	}
}

// tick takes the letters of one tick, and says what is wrong with them.
func (l *life) tick(rules Rules) (wrong []string) {
	l.m.Minute = l.IntN(24 * 60)
	calls, said, err := rules.Decide(l.m)
	if err != nil {
		return []string{err.Error()}
	}
	rest := rules.Rest(l.m)
	if rest != "" && (len(calls) > 0 || said != l.m.Said) {
		wrong = append(wrong, "calls while "+rest)
	}
	l.m.Said = said
	for i, c := range calls {
		p := &l.m.People[i]
		if c.Woken {
			p.Reminders.Snoozed = ""
		}
		key := fmt.Sprint(c.Person, l.m.Today)
		if len(c.Reasons) == 0 || l.sent[key] {
			continue
		}
		l.sent[key] = true
		works := slices.ContainsFunc(c.Reasons, func(r Reason) bool { return r.Kind == Homework || r.Kind == Again })
		if works && (!l.open[c.Person] || p.Reminders.Snoozed > l.m.Today) || p.Reminders.Silent {
			wrong = append(wrong, fmt.Sprintf("%s on %s for %v", c.Person, l.m.Today, c.Reasons))
		}
	}
	return wrong
}

// TestNobodyIsNagged: whatever happens, nobody is reminded at night, on a day
// off, of nothing, or who does not want it; and no key is written twice, since
// what was said is not said again.
func TestNobodyIsNagged(t *testing.T) {
	for seed := range uint64(400) {
		l := newLife(seed)
		for range 150 {
			if l.IntN(3) == 0 {
				l.happens()
			}
			for range 1 + l.IntN(3) {
				for _, w := range l.tick(Usual()) {
					t.Errorf("life %d: %s", seed, w)
				}
			}
			l.m.Today = calendar.Add(l.m.Today, 1)
		}
	}
}

// TestNothingIsLost: whoever always has something open hears of it at each of
// the days before each visit that is not moved, once, however long everything
// sleeps in between: then once for all that was slept over.
func TestNothingIsLost(t *testing.T) {
	for seed := range uint64(300) {
		l := newLife(seed)
		for id := range l.open {
			l.open[id] = true
		}
		heard := map[guidance.PersonID]map[Reason]int{}
		end := calendar.Add(l.m.Programme.Checkpoint, 20)
		wanted, passed := map[Reason]int{}, l.m.Said
		for l.m.Today < end {
			l.m.Minute = 9 * 60
			before := l.m.Said
			calls, said, err := Usual().Decide(l.m)
			if err != nil {
				t.Fatal(err)
			}
			l.m.Said = said
			for i := range said.Visits {
				was, now := before.Visits[i].Before, said.Visits[i].Before
				crossed := func(k int) bool { return now <= k && k < was && !Usual().justSaid(k, was, said.Visits[i].Day, l.m) }
				if l.m.Programme.Visits[i].Day >= l.m.Today && slices.ContainsFunc(Usual().Before, crossed) {
					wanted[Reason{Homework, i + 1}]++
				}
			}
			for _, c := range calls {
				for _, r := range c.Reasons {
					if heard[c.Person] == nil {
						heard[c.Person] = map[Reason]int{}
					}
					heard[c.Person][r]++
				}
			}
			l.m.Today = calendar.Add(l.m.Today, 1+l.IntN(1+l.IntN(6)))
		}
		passed = l.m.Said
		for i, v := range passed.Visits {
			if v.Before != guidance.AfterVisit {
				t.Errorf("life %d: of visit %d the last that was said is %d", seed, i+1, v.Before)
			}
		}
		for _, p := range l.m.People {
			for r, n := range wanted {
				if got := heard[p.ID][r]; got != n {
					t.Errorf("life %d: %s heard %v %d times, wanted %d", seed, p.ID, r, got, n)
				}
			}
			if p.Role != guidance.Employee && heard[p.ID][Reason{Kind: Checkpoint}] != 1 {
				t.Errorf("life %d: %s heard of the checkpoint %d times", seed, p.ID, heard[p.ID][Reason{Kind: Checkpoint}])
			}
		}
	}
}
