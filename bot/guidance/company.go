// Package guidance is the programme itself: the company and its people, its
// cloud services and what is answered about them, and the rules of all that.
// It is pure: no clock, no storage, no platform. What a turn reads and writes
// goes through the one interface Tx.
package guidance

import "time"

// Company is one tenant 会社. Nothing crosses companies.
type Company struct {
	ID      string   // ASCII, "c1"
	Name    string   // as people write it
	Homes   []string // the workspaces, servers and web instances it lives in
	Zone    string   // IANA time zone; "Asia/Tokyo" unless configured
	Created time.Time
	// Workdays is what the company has said of its days; nil until it has, see
	// Days.
	Workdays *Workdays
	// Operation is how it goes on after the visits.
	Operation Operation
}

// Days is on which days the company does not work.
func (c Company) Days() Workdays {
	if c.Workdays != nil {
		return *c.Workdays
	}
	return UsualWorkdays()
}

// Location is the company's time zone, Asia/Tokyo if it is not known here.
func (c Company) Location() *time.Location {
	if loc, err := time.LoadLocation(c.Zone); err == nil && c.Zone != "" {
		return loc
	}
	return time.FixedZone("JST", 9*60*60)
}

// CompanyReader reads the company itself.
type CompanyReader interface {
	Company() (Company, error)
}

// CompanyTx writes it.
type CompanyTx interface {
	// PutCompany writes the company. It fails for a home that another company
	// has.
	PutCompany(c Company) error
}
