// Package reminding decides who is reminded of what on which morning, and who is
// not and why. It is pure: what day and hour it is, who has something left to do
// and what has been said before are told.
package reminding

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

// Rules is when reminders are sent.
type Rules struct {
	// Before are how many days before a visit those are reminded who still have
	// something to do.
	Before []int
	// Digest is how many days before it the managers read who still has what.
	Digest int
	// From and To are the minutes of the day between which messages go out; none
	// at To or after.
	From, To int
}

// Usual are the rules unless somebody says otherwise.
func Usual() Rules {
	return Rules{Before: []int{14, 7, 3, 1}, Digest: 3, From: 8 * 60, To: 19 * 60}
}

// Kind is what a message is about.
type Kind string

// The kinds. Each is one letter in a route.
const (
	Homework   Kind = "h" // what the person still has to do before a visit
	Digest     Kind = "d" // who still has what, for managers
	Agenda     Kind = "a" // what happens on the day of a visit
	Close      Kind = "c" // a visit is over and should be closed
	Checkpoint Kind = "k" // it is time to look whether the measures hold
	Again      Kind = "s" // somebody wanted to be reminded again on this day
	Recheck    Kind = "r" // services of theirs are to be checked again
)

// Reason is why somebody gets a message: its kind, and the number of the visit,
// from 1; 0 where it is about none.
type Reason struct {
	Kind  Kind
	Visit int
}

// String is the reason as it stands in a route: h1.
func (r Reason) String() string { return string(r.Kind) + strconv.Itoa(r.Visit) }

// Words is the reason in words for operators.
func (r Reason) Words() string {
	what := map[Kind]string{Homework: "homework before visit", Digest: "digest before visit", Agenda: "agenda of visit", Close: "closing of visit",
		Checkpoint: "the checkpoint", Recheck: "services to be checked again", Again: "having asked to be reminded again"}[r.Kind]
	if r.Visit == 0 {
		return what
	}
	return what + " " + strconv.Itoa(r.Visit)
}

// Written are reasons as they stand in a route: h1.d1.
func Written(all []Reason) string {
	var parts []string
	for _, r := range all {
		parts = append(parts, r.String())
	}
	return strings.Join(parts, ".")
}

// Read reads what Written wrote. What is no reason, or was there before, is left
// out.
func Read(text string) (all []Reason) {
	for _, part := range strings.Split(text, ".") {
		if len(part) != 2 || part[1] < '0' || part[1] > '0'+guidance.VisitCount {
			continue
		}
		r := Reason{Kind(part[:1]), int(part[1] - '0')}
		if slices.Contains([]Kind{Homework, Digest, Agenda, Close, Checkpoint, Again, Recheck}, r.Kind) && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	return all
}

// Morning is what is known when it is decided who is reminded.
type Morning struct {
	Programme guidance.Programme
	Said      guidance.Reminding // of that plan
	Today     guidance.Day
	Minute    int // of the day
	Calendar  calendar.Calendar
	People    []guidance.Person
	// Open reports whether somebody still has something to do before the coming
	// visit.
	Open func(guidance.Person) (bool, error)
	// Stale reports whether somebody has services that are to be checked again; nil
	// where the company has not decided to.
	Stale func(guidance.Person) (bool, error)
	// Owed is what people were to be told on an earlier day and could not be.
	Owed map[guidance.PersonID][]Reason
}

// Call is what is decided for one person: a message for these reasons, or none,
// and then why not, in words for operators.
type Call struct {
	Person  guidance.PersonID
	Reasons []Reason
	Not     string
	Woken   bool // the day has come on which they wanted to be reminded again
}

// Rest is why nobody at all is reminded now, in words for operators; empty where
// it is a time for it.
func (r Rules) Rest(m Morning) string {
	if why := m.Calendar.Off(m.Today); why != "" {
		return fmt.Sprintf("%s is no business day (%s)", string(m.Today), why)
	}
	if m.Minute < r.From || m.Minute >= r.To {
		return fmt.Sprintf("%02d:%02d is outside %02d:%02d–%02d:%02d", m.Minute/60, m.Minute%60, r.From/60, r.From%60, r.To/60, r.To%60)
	}
	return ""
}

// Decide says whom to remind of what, in the order of the people, and how far
// the reminders are then. While it is no time for it nothing changes.
func (r Rules) Decide(m Morning) ([]Call, guidance.Reminding, error) {
	said := m.Said
	if r.Rest(m) != "" {
		return nil, said, nil
	}
	var due []Reason
	for i, v := range m.Programme.Visits {
		var some []Reason
		said.Visits[i], some = r.visit(said.Visits[i], i+1, v.Day, m)
		due = append(due, some...)
		if isDay(v.Day) && v.Day >= m.Today {
			break // one visit after the other: nobody is told of two at once
		}
	}
	if day, ok := m.Calendar.Next(m.Programme.Checkpoint); ok && isDay(m.Programme.Checkpoint) && day <= m.Today && said.Checkpoint != m.Programme.Checkpoint {
		said.Checkpoint = m.Programme.Checkpoint
		due = append(due, Reason{Kind: Checkpoint})
	}
	if month := string(m.Today[:len("2026-12")]); m.Stale != nil && said.Month != month && !ahead(m) {
		said.Month = month
		due = append(due, Reason{Kind: Recheck})
	}
	var calls []Call
	for _, p := range m.People {
		c, err := r.call(p, due, m)
		if err != nil {
			return nil, m.Said, err
		}
		calls = append(calls, c)
	}
	return calls, said, nil
}

// ahead reports whether a visit is still to come: until the last is over, its
// preparation is work enough.
func ahead(m Morning) bool {
	return slices.ContainsFunc(m.Programme.Visits[:], func(v guidance.Visit) bool { return isDay(v.Day) && v.Day >= m.Today })
}

func isDay(d guidance.Day) bool {
	_, is := d.Time()
	return is
}

// visit is what falls due about one visit.
func (r Rules) visit(was guidance.Said, n int, day guidance.Day, m Morning) (guidance.Said, []Reason) {
	if !isDay(day) {
		return guidance.Said{Before: guidance.NothingSaid}, nil
	}
	if was.Day == "" {
		was.Before = guidance.NothingSaid
	}
	now := guidance.Said{Day: day, Before: r.reached(day, m)}
	if was.Day == day { // the clock may have been put back: nothing is said again
		now.Before = min(now.Before, was.Before)
	}
	var due []Reason
	crossed := func(k int) bool { return now.Before <= k && k < was.Before }
	comes := day >= m.Today
	if comes && slices.ContainsFunc(r.Before, func(k int) bool { return k > 0 && crossed(k) && !r.justSaid(k, was.Before, day, m) }) {
		due = append(due, Reason{Homework, n})
	}
	if comes && r.Digest > 0 && crossed(r.Digest) {
		due = append(due, Reason{Digest, n})
	}
	if comes && crossed(0) {
		due = append(due, Reason{Agenda, n})
	}
	if crossed(guidance.AfterVisit) {
		due = append(due, Reason{Close, n})
	}
	return now, due
}

// justSaid reports whether what is said so many days before a visit was said on
// the business day before that: around holidays two such days come together, and
// once is enough but for the eve.
func (r Rules) justSaid(k, was int, day guidance.Day, m Morning) bool {
	on, ok1 := m.Calendar.Last(calendar.Add(day, -k))
	then, ok2 := m.Calendar.Last(calendar.Add(day, -was))
	eve, ok3 := m.Calendar.Earlier(on, 1)
	return k > 1 && was != guidance.NothingSaid && ok1 && ok2 && ok3 && then == eve
}

// reached is the last of the days before a visit, as their number, that has
// come: NothingSaid before the first of them. A day that is no business day is
// kept on the business day before it, and what follows a visit on the next one.
func (r Rules) reached(day guidance.Day, m Morning) int {
	if after, ok := m.Calendar.Next(calendar.Add(day, 1)); ok && after <= m.Today {
		return guidance.AfterVisit
	}
	last := guidance.NothingSaid
	for _, k := range append([]int{0, r.Digest}, r.Before...) {
		if on, ok := m.Calendar.Last(calendar.Add(day, -k)); ok && on <= m.Today && k < last && k >= 0 {
			last = k
		}
	}
	return last
}

// call is what is decided for one person.
func (r Rules) call(p guidance.Person, due []Reason, m Morning) (Call, error) {
	c := Call{Person: p.ID, Woken: p.Reminders.Snoozed != "" && p.Reminders.Snoozed <= m.Today}
	if p.Ended(m.Today) {
		c.Not = "their access has ended"
		return c, nil
	}
	for _, reason := range due {
		means, err := meant(p, reason, m)
		if err != nil {
			return c, err
		}
		if means {
			c.Reasons = append(c.Reasons, reason)
		}
	}
	for _, reason := range m.Owed[p.ID] {
		if !slices.Contains(c.Reasons, reason) {
			c.Reasons = append(c.Reasons, reason)
		}
	}
	if c.Woken {
		c.Reasons = append(c.Reasons, Reason{Kind: Again})
	}
	if len(c.Reasons) == 0 {
		c.Not = "nothing falls due today"
		return c, nil
	}
	if p.Reminders.Silent {
		c.Reasons, c.Not = nil, "they want no reminders"
		return c, nil
	}
	return r.work(c, p, m)
}

// work takes those reasons away that are about work where there is none, or
// where somebody wanted to be left in peace until another day.
func (r Rules) work(c Call, p guidance.Person, m Morning) (Call, error) {
	isWork := func(x Reason) bool { return x.Kind == Homework || x.Kind == Again }
	if !slices.ContainsFunc(c.Reasons, isWork) {
		return c, nil
	}
	why := ""
	if p.Reminders.Snoozed > m.Today {
		why = "they want to be reminded again on " + string(p.Reminders.Snoozed)
	} else if open, err := m.Open(p); err != nil {
		return c, err
	} else if !open {
		why = "they have nothing left to do"
	}
	if why == "" {
		return c, nil
	}
	if c.Reasons = slices.DeleteFunc(c.Reasons, isWork); len(c.Reasons) == 0 {
		c.Not = why
	}
	return c, nil
}

// meant reports whether a reason is one for this person.
func meant(p guidance.Person, r Reason, m Morning) (bool, error) {
	leads := p.May(guidance.PlanVisits, nil)
	switch r.Kind {
	case Homework:
		return true, nil
	case Digest:
		return p.Role == guidance.Manager, nil
	case Agenda:
		return leads || slices.Contains(m.Programme.Visits[r.Visit-1].Attendees, p.ID), nil
	case Close:
		return p.Role == guidance.Expert || p.Role == guidance.Manager && !hasExpert(m), nil
	case Recheck:
		return m.Stale(p)
	}
	return leads, nil
}

func hasExpert(m Morning) bool {
	return slices.ContainsFunc(m.People, func(p guidance.Person) bool { return p.Role == guidance.Expert && !p.Ended(m.Today) })
}
