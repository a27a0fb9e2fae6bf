package guidance

import "time"

// Minutes are what was taken down of a visit 当日の記録, and what was agreed on
// there.
type Minutes struct {
	Visit int
	// Decided is what was talked about and decided; Comment what the expert says
	// of it.
	Decided, Comment string
	// Evaluation is what the company says of the guidance, and Conclusion the
	// expert's まとめと評価, both of the last visit (seed p. 10).
	Evaluation, Conclusion string
	Agreed                 []Agreed
	// Closed is when the visit was closed, and ClosedBy by whom; zero before.
	// From then on Then says how things stood.
	Closed   time.Time
	ClosedBy PersonID
	Then     Standings
	Rev      int // counts the changes, from 1; 0 while nothing was taken down
	Changed  time.Time
	By       PersonID // who changed it last
}

// MaxMinutes is how long each of the texts may be, in characters.
const MaxMinutes = 2000

// Agreed is what both sides have said of something to agree on.
type Agreed struct {
	What            string // rubric.Agreement.ID
	Company, Expert Word
}

// Word is that somebody agreed, and when; zero for nobody yet.
type Word struct {
	By PersonID
	At time.Time
}

// Holds reports whether both sides agree.
func (a Agreed) Holds() bool { return a.Company.By != "" && a.Expert.By != "" }

// On is what was said of one thing to agree on.
func (m Minutes) On(what string) Agreed {
	for _, a := range m.Agreed {
		if a.What == what {
			return a
		}
	}
	return Agreed{What: what}
}

// With is the minutes with something else said of one thing to agree on.
func (m Minutes) With(a Agreed) Minutes {
	all := []Agreed{}
	for _, old := range m.Agreed {
		if old.What != a.What {
			all = append(all, old)
		}
	}
	m.Agreed = append(all, a)
	return m
}

// Standings are figures as they stood at a moment: of the diagnosis and of every
// service.
type Standings struct {
	At time.Time
	// Round is the newest round of the diagnosis; 0 where there was none. Total
	// is what the company's one sheet came to, Answered of Of questions.
	Round, Total, Answered, Of int
	Services                   []ServiceStanding
}

// ServiceStanding is one service of them.
type ServiceStanding struct {
	No       ServiceNo
	Name     string
	Status   Status
	Edition  string // of the answers: figures of two editions are not compared
	Score    int    // points
	Answered int    // of Of items
	Of       int
	Concerns int // answers that want attention 要注意
}

// Open is how many items were not answered.
func (s ServiceStanding) Open() int { return s.Of - s.Answered }

// Service is one of the services then; false where it was not there.
func (s Standings) Service(no ServiceNo) (ServiceStanding, bool) {
	for _, x := range s.Services {
		if x.No == no {
			return x, true
		}
	}
	return ServiceStanding{}, false
}

// MinutesReader reads what was taken down.
type MinutesReader interface {
	// Minutes returns those of a visit of a plan, empty ones where nothing was
	// taken down.
	Minutes(plan, visit int) (Minutes, error)
}

// MinutesTx writes it.
type MinutesTx interface {
	PutMinutes(plan int, m Minutes) error
}
