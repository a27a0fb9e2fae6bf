package guidance

import (
	"slices"
	"strings"
	"time"
)

// Role is what a person may do, in broad terms; see May for the table.
type Role string

// The roles.
const (
	Employee Role = "employee" // 従業員
	Manager  Role = "manager"  // 管理者
	Expert   Role = "expert"   // 専門家
)

// Roles lists the roles in the order in which people read of them.
var Roles = []Role{Employee, Manager, Expert}

// String is the role in one word.
func (r Role) String() string {
	switch r {
	case Manager:
		return "管理者"
	case Expert:
		return "専門家"
	}
	return "従業員"
}

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
	// first question; zero if not yet. NoticeRound is the round whose notice
	// that was; 0 where it was not noted, and only the time tells.
	NoticeRead  time.Time
	NoticeRound int
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
	// Reminders is what the person wants of the reminders.
	Reminders Reminders
	Created   time.Time
}

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

// PeopleReader reads the people of a company.
type PeopleReader interface {
	// Person returns ErrNotFound for an id that is not given.
	Person(id PersonID) (Person, error)
	// PersonOf returns ErrNotFound for an account that nobody has.
	PersonOf(a Account) (Person, error)
	People() ([]Person, error)
}

// PeopleTx writes them.
type PeopleTx interface {
	// NewPersonID gives the next id.
	NewPersonID() (PersonID, error)
	// PutPerson writes a person and which accounts lead to it. It fails for an
	// account that leads to somebody else.
	PutPerson(p Person) error
	// ErasePerson drops a person with all that is theirs: the record, what
	// they answered in any round, forms they began, notices and letters to
	// them, their accounts with links and sessions. What is the company's
	// stays: services and answers about them, which then name an id that
	// nobody has, and published figures. Nobody there is no error. A person's
	// id is never given again.
	ErasePerson(id PersonID) error
}
