package guidance

import (
	"slices"
	"time"
)

// VisitCount is how often the expert comes 訪問指導 (seed p. 6).
const VisitCount = 3

// Programme is the plan of the expert's visits to a company 訪問指導の予定.
type Programme struct {
	No int // from 1; a company may go through it again
	// Applied is the day from which the first preparation counts: that on which
	// the plan was first made.
	Applied    Day
	Visits     [VisitCount]Visit
	Checkpoint Day // some months after the last visit; empty where nobody said
	Rev        int // counts the changes
	Changed    time.Time
	By         PersonID // who changed it last
}

// Visit is one of them.
type Visit struct {
	Day   Day    // Undecided or empty until it is set
	Hours string // when on that day, as people write it: "13:30〜17:00"
	Place string // where, or the address of the meeting
	// Online is by whose word the visit may be online. The first never is.
	Online    Online
	Attendees []PersonID // of the company
}

// Online is what a visit that is not on site needs (seed p. 11): that the same
// can be done as on site, which the expert says, and that the company agrees.
type Online struct{ Equal, Agreed PersonID }

// Holds reports whether both have said so.
func (o Online) Holds() bool { return o.Equal != "" && o.Agreed != "" }

// Open reports whether one of the two is still to say so.
func (o Online) Open() bool { return !o.Holds() && (o.Equal != "" || o.Agreed != "") }

// Next is the number of the first visit, from 1, whose day is not over; 0 where
// there is none.
func (p Programme) Next(today Day) int {
	return 1 + slices.IndexFunc(p.Visits[:], func(v Visit) bool {
		_, set := v.Day.Time()
		return set && v.Day >= today
	})
}

// Days are the days of the visits.
func (p Programme) Days() (days [VisitCount]Day) {
	for i, v := range p.Visits {
		days[i] = v.Day
	}
	return days
}

// AuditDays are the days for the audit log.
func (p Programme) AuditDays() string {
	text := ""
	for _, v := range p.Visits {
		text += string(v.Day) + " "
	}
	return text + string(p.Checkpoint)
}

// VisitReader reads the plan of the visits.
type VisitReader interface {
	// Programme is the newest plan, ErrNotFound where there has been none.
	Programme() (Programme, error)
}

// VisitTx writes it.
type VisitTx interface {
	// PutProgramme writes a plan under its number.
	PutProgramme(p Programme) error
}
