package guidance

import (
	"fmt"
	"slices"
	"time"

	"daicho/rubric"
)

// MaxK is the most people that a round may demand before anything is
// published; DefaultK is the least.
const MaxK = 10

// Fills reports whether the person fills in the company's own sheet: who is
// named for it, or any manager while nobody is.
func (r Round) Fills(p Person) bool {
	if r.Filler == "" {
		return p.May(RunRounds, nil)
	}
	return p.ID == r.Filler && p.May(AnswerDiagnosis, nil)
}

// Knows reports whether the person has confirmed what this round says about
// who sees what: a notice of an earlier round promised something else, however
// the clock was set meanwhile.
func (r Round) Knows(p Person) bool {
	if p.NoticeRound > 0 {
		return p.NoticeRound == r.No && !p.NoticeRead.IsZero()
	}
	return !p.NoticeRead.IsZero() && !p.NoticeRead.Before(r.Opened)
}

// Holds reports whether K can no longer change: the notice that names it was
// confirmed by somebody. Before rounds had a K of their own, all were promised
// DefaultK.
func (r Round) Holds(people []Person) bool {
	return !r.Fixed.IsZero() || r.K == 0 && slices.ContainsFunc(people, r.Knows)
}

// Fix makes notice and K stand, unless they do already.
func (r Round) Fix(notice []string, at time.Time) Round {
	if r.Fixed.IsZero() {
		r.K, r.Notice, r.Fixed = r.Anonymous(), slices.Clone(notice), at
	}
	return r
}

// MayRemind reports whether those who have not finished may be reminded by
// hand: once a calendar day of the company is enough.
func (r Round) MayRemind(now time.Time, loc *time.Location) bool {
	return r.IsOpen() && (r.Reminded.IsZero() || DayOf(r.Reminded, loc) != DayOf(now, loc))
}

// Turnout is how far people are with a round. It holds no answer.
type Turnout struct {
	Asked int // people who are asked
	Whole int // those of them who have answered every question
	Own   int // those of Whole whose answers were entered by nobody else
	// Open are those who have not answered every question, in the order of
	// the company's people.
	Open []Person
}

// TurnoutOf reads how far people are with a round of this instrument.
func TurnoutOf(r Reader, in *rubric.Instrument, round Round) (Turnout, error) {
	far, _, err := tally(r, in, round)
	return far, err
}

// tally is TurnoutOf with the whole sheets that people filled in themselves:
// what is said while a round is open and what it publishes are one count.
func tally(r Reader, in *rubric.Instrument, round Round) (far Turnout, own []Sheet, err error) {
	people, err := r.People()
	if err != nil {
		return Turnout{}, nil, fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		if !round.Asks(p) {
			continue
		}
		far.Asked++
		sheet, err := r.DiagnosisSheet(p.ID, round.No)
		if err != nil {
			return Turnout{}, nil, fmt.Errorf("read a diagnosis: %w", err)
		}
		if sheet.Rest(in) > 0 {
			far.Open = append(far.Open, p)
			continue
		}
		far.Whole++
		replaced, err := r.DiagnosisChanges(p.ID, round.No)
		if err != nil {
			return Turnout{}, nil, fmt.Errorf("read replaced answers: %w", err)
		}
		if !ByProxy(p.ID, sheet, replaced) {
			far.Own++
			own = append(own, sheet)
		}
	}
	return far, own, nil
}
