package guidance

import "time"

// Round is one asking of the diagnosis to the company 診断の回. Everybody who
// may answer is asked, but for who fills in the company's own sheet: were it
// left to the manager whom to ask, two rounds could differ by one person.
type Round struct {
	No      int    // from 1
	Edition string // of the diagnosis
	Opened  time.Time
	By      PersonID // who started it; empty where nobody said
	Due     Day      // by when answers are hoped for; empty if nobody said
	// Filler is who fills in the company's one sheet, whose score is the
	// official one; empty while nobody is named, then any manager may.
	Filler PersonID
	// K is how many people must have answered before anything is published
	// of what they said; see Anonymous.
	K int
	// Notice is what those asked were told about who sees what, a paragraph
	// each. It and K stand from Fixed on, when the first of them confirmed it
	// or it was printed; zero while nobody has seen it for good. See Fix.
	Notice []string
	Fixed  time.Time
	// Closed ends the round for good; zero while it is open.
	Closed   time.Time
	ClosedBy PersonID
	// Key is that of the form that started the round, so that the form sent in
	// twice starts one; empty where no form did.
	Key string
	// Rev counts the changes of what the manager sets (Due, Filler, K).
	Rev int
	// Reminded is when those who had not finished were last reminded by hand,
	// and RemindedBy who did; zero while nobody has. See MayRemind.
	Reminded   time.Time
	RemindedBy PersonID
}

// DefaultK is how many people must have answered where a round does not say.
const DefaultK = 5

// Anonymous is K, or DefaultK where it is not set.
func (r Round) Anonymous() int {
	if r.K <= 0 {
		return DefaultK
	}
	return r.K
}

// IsOpen reports whether answers are still taken.
func (r Round) IsOpen() bool { return r.Closed.IsZero() }

// Asks reports whether the person is asked for answers of their own.
func (r Round) Asks(p Person) bool { return p.May(AnswerDiagnosis, nil) && p.ID != r.Filler }

// Figures are what is published of a round, frozen when it was closed and
// never computed again, whoever is erased later. Everything that a manager or
// expert sees of what people said comes from here and from nowhere else.
type Figures struct {
	Round   int
	Edition string
	At      time.Time // of the close
	K       int       // as the round's notice had it
	// Asked is how many were asked; Whole how many of them answered every
	// question; ByProxy how many of those had an answer entered by somebody
	// else at any time.
	Asked, Whole, ByProxy int
	// Company is the company's own sheet as it stood at the close.
	Company Sheet
	// People says how people's answers spread over the labels, for every item
	// in the instrument's order; nil where fewer than K answered themselves.
	// Only whole sheets that people filled in themselves are counted: whoever
	// entered somebody's answers knows them.
	People []Spread
}

// Own is how many people's answers are counted in People: whole sheets that
// nobody else entered anything into.
func (f Figures) Own() int { return f.Whole - f.ByProxy }

// Spread is how people's answers to one item are spread over its labels:
// cells of neighbouring labels in their order, which together hold every label
// once. Labels are put together in a cell until nobody's answer can be told,
// by a rule that looks at nothing but how many chose each label: every cell
// that holds anybody holds three, and none of a single label holds everybody.
type Spread struct {
	Item  string // rubric.Item.ID
	Cells []Cell
}

// Cell is how many people chose one of its labels.
type Cell struct {
	Labels []string // rubric.Label.ID, one or more
	Count  int
}

// RoundReader reads the rounds of the diagnosis: the company's sheet, each
// person's, and what was published.
type RoundReader interface {
	// Round returns the newest round; ErrNotFound before the first.
	Round() (Round, error)
	// Rounds returns all rounds, the oldest first.
	Rounds() ([]Round, error)
	// CompanySheet returns what the company says of itself in a round, an
	// empty sheet if nothing yet.
	CompanySheet(round int) (Sheet, error)
	// CompanyChanges returns the company's answers that were replaced, oldest
	// first.
	CompanyChanges(round int) ([]Change, error)
	// DiagnosisSheet returns what a person answered in a round, an empty
	// sheet if nothing yet.
	DiagnosisSheet(p PersonID, round int) (Sheet, error)
	// DiagnosisChanges returns the answers that were replaced, oldest first.
	DiagnosisChanges(p PersonID, round int) ([]Change, error)
	// Figures returns what was published of a round; ErrNotFound before its
	// close.
	Figures(round int) (Figures, error)
}

// RoundTx writes them.
type RoundTx interface {
	// PutRound writes a round; the one with the highest number is the newest.
	PutRound(r Round) error
	PutCompanySheet(round int, s Sheet) error
	// AddCompanyChange puts a replaced answer behind the earlier ones.
	AddCompanyChange(round int, c Change) error
	PutDiagnosisSheet(p PersonID, round int, s Sheet) error
	// AddDiagnosisChange puts a replaced answer behind the earlier ones.
	AddDiagnosisChange(p PersonID, round int, c Change) error
	// DropDiagnosis drops what a person answered in a round, with every answer
	// that was replaced.
	DropDiagnosis(p PersonID, round int) error
	// PutFigures publishes what is said of a round. It fails where that was
	// done before: published figures never change.
	PutFigures(f Figures) error
}
