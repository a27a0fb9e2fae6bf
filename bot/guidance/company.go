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
}

// Location is the company's time zone, Asia/Tokyo if it is not known here.
func (c Company) Location() *time.Location {
	if loc, err := time.LoadLocation(c.Zone); err == nil && c.Zone != "" {
		return loc
	}
	return time.FixedZone("JST", 9*60*60)
}

// Role is what a person may do, in broad terms; see May for the table.
type Role string

// The roles.
const (
	Employee Role = "employee" // 従業員
	Manager  Role = "manager"  // 管理者
	Expert   Role = "expert"   // 専門家
)

// Account is who a platform says somebody is; see bot.Account.
type Account struct{ Home, ID string }

// PersonID names a person within the company, "p1"; never given twice.
type PersonID string

// Person is somebody in a company 人.
type Person struct {
	ID         PersonID
	Name       string
	Department string // 部署; empty if not known
	Role       Role
	Accounts   []Account // the last one used first
	// NoticeRead is when the person confirmed who sees what, before the
	// first question; zero if not yet.
	NoticeRead time.Time
	// Greeted is when the person first did something here; until then they
	// are told what this is.
	Greeted time.Time
	// Until is the last day on which an expert's access holds; empty for no
	// end. It means nothing for other roles.
	Until Day
	// Unproven are those of the accounts of which it is not known that the
	// person themselves uses them: a link that somebody else handed out, until
	// the person begins there or recognises it. From such a one nothing of
	// what the person answered in the diagnosis is to be seen; see Standing.
	Unproven []Account
	// Screens say how accounts came to be that were not there from the start.
	Screens []Screen
	Created time.Time
}
