package guidance

// Reminders is what somebody wants of the reminders that come by themselves.
// What other people ask of them reaches them all the same.
type Reminders struct {
	// Snoozed is the day on which they want to be reminded again; empty for as
	// usual.
	Snoozed Day
	// Silent: they want none. Managers can see that.
	Silent bool
	// Mail is the address at which they want to be reminded who are on the page
	// only; empty where nobody said.
	Mail string
}

// Said is what has been said before and after a visit: each is said once, and
// all over again only once the visit has been moved far enough away.
type Said struct {
	// Day was the visit's when it was last looked at; empty before.
	Day Day
	// Before is how many days before the visit the last reminder is meant for
	// that was sent, 0 for the agenda of the day and AfterVisit for the asking to
	// close it; NothingSaid before the first.
	Before int
}

const (
	// NothingSaid is the Before of a visit of which nothing has been said.
	NothingSaid = 1000
	// AfterVisit is the Before of a visit that somebody was asked to close.
	AfterVisit = -1
)

// Reminding is how far the reminders of a plan are.
type Reminding struct {
	Plan   int
	Visits [VisitCount]Said
	// Checkpoint is the day of the checkpoint of which something was said.
	Checkpoint Day
	// Month is the month, 2026-12, in which people were last told which services
	// are to be checked again.
	Month string
	// Passed is the day on which it was last decided whom to remind.
	Passed Day
}

// NewReminding is that of a plan of which nothing has been said.
func NewReminding(plan int) Reminding {
	r := Reminding{Plan: plan}
	for i := range r.Visits {
		r.Visits[i].Before = NothingSaid
	}
	return r
}

// ReminderReader reads how far the reminders are.
type ReminderReader interface {
	// Reminding returns how far the reminders of a plan are, as NewReminding
	// before the first.
	Reminding(plan int) (Reminding, error)
	// Waiting returns where the letters lead that still wait to be sent and whose
	// keys begin so, by their keys. Letters that were given up do not wait.
	Waiting(prefix string) (map[string]string, error)
}

// ReminderTx writes it.
type ReminderTx interface {
	PutReminding(r Reminding) error
	// DropLetter takes back a letter that waits; one that does not is no error.
	DropLetter(key string) error
}
