package guidance

import (
	"slices"
	"time"
)

// Operation is how the company goes on by itself 運用プラン 継続実施 (seed p. 6,
// and what it prepares for the third visit).
type Operation struct {
	// Months is after how many months each service is checked again; 0 for not at
	// all, as long as nobody decided it.
	Months int
	Keeper PersonID // who keeps the ledger; empty while nobody is named
	Told   string   // how staff are told of the rules
	Rev    int
	// Changed is the last change, and By whom.
	Changed time.Time
	By      PersonID
}

// RecheckMonths are the spans that can be chosen.
var RecheckMonths = []int{3, 6, 12}

// Stale reports whether a service that is not ended is to be checked again: its
// record and answers have not been changed, nor looked at, in so many calendar
// months before that of now, in whose time zone they are counted.
func (o Operation) Stale(r Row, now time.Time) bool {
	if o.Months <= 0 || r.Service.Status == Ended {
		return false
	}
	last := r.Looked().In(now.Location())
	return 12*(now.Year()-last.Year())+int(now.Month())-int(last.Month()) >= o.Months
}

// Looked is when a service was last changed, or looked through.
func (r Row) Looked() time.Time {
	return slices.MaxFunc([]time.Time{r.Changed, r.Service.Checked, r.Service.Created}, time.Time.Compare)
}
