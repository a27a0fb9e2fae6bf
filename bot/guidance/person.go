package guidance

import (
	"slices"
	"strings"
	"time"
)

// Roles lists the roles in the order in which people read of them.
var Roles = []Role{Employee, Manager, Expert}

// MaxPersonName is how long a person's name or department may be, in
// characters.
const MaxPersonName = 60

// ExpertMonths is for how many months an expert is invited unless somebody
// says otherwise: the programme takes about two, and a checkpoint follows
// some months later.
const ExpertMonths = 6

// Ended reports whether the person's access is over on a day: an expert's
// holds until the end of Until.
func (p Person) Ended(today Day) bool {
	_, set := p.Until.Time()
	return p.Role == Expert && set && today > p.Until
}

// ExpertUntil is the last day of an expert who is invited on a day.
func ExpertUntil(now time.Time, loc *time.Location) Day {
	now = now.In(loc)
	return Day(time.Date(now.Year(), now.Month()+ExpertMonths, now.Day(), 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// IsLastManager reports whether the company would be left without a manager
// if this one were none.
func IsLastManager(people []Person, id PersonID) bool {
	return !slices.ContainsFunc(people, func(p Person) bool { return p.Role == Manager && p.ID != id })
}

// SimilarPeople are those whose name may mean the same person: the same
// without blanks, or the beginning of it.
func SimilarPeople(people []Person, name string) []Person {
	want := plainName(name)
	if want == "" {
		return nil
	}
	var list []Person
	for _, p := range people {
		have := plainName(p.Name)
		if have != "" && (strings.HasPrefix(have, want) || strings.HasPrefix(want, have)) {
			list = append(list, p)
		}
	}
	return list
}

// plainName is a name without what people leave out or write differently.
func plainName(name string) string { return strings.ReplaceAll(Fold(name), " ", "") }

// Entry is one line of the audit log: who did what, when, about what. It
// never holds an answer or a secret.
type Entry struct {
	At    time.Time
	Who   PersonID // empty for the operator
	Did   string   // one of the Did words, or a later one
	About string   // a key or id, and what became of it: "p4 manager"
}

// What the log says was done.
const (
	DidExport = "export" // data was handed out
	DidRole   = "role"   // a role was given: "p4 manager"
	DidLink   = "link"   // a link was handed out: "p4"
	DidInvite = "invite" // somebody was put on the list
	DidPerson = "person" // name, department or end of access was changed
	DidUnlink = "unlink" // links and sessions were ended
	DidErase  = "erase"  // somebody, or their answers to a round, were erased
	DidJoin   = "join"   // an account, or another person, was joined to one
	DidPart   = "part"   // an account was cut off
	DidProve  = "prove"  // an account was recognised, or claimed
	DidProxy  = "proxy"  // somebody's answers on paper were begun to be entered, or that was thrown away: "p3 dropped"
	DidFiller = "filler" // somebody else was named for the company's sheet of an open round: "p3", or "nobody"
)

// AuditReader reads the company's audit log.
type AuditReader interface {
	// Audits returns at most so many entries, the newest first, after leaving
	// out the newest skip, and how many there are in all.
	Audits(skip, most int) ([]Entry, int, error)
}

// AuditTx writes the company's audit log.
type AuditTx interface {
	// Audit puts an entry behind the log. There is no way to change or drop
	// one.
	Audit(e Entry) error
}
