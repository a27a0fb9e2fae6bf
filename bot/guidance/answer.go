package guidance

import "time"

// Answer is what one person said to one item.
type Answer struct {
	Item  string    // rubric.Item.ID
	Label string    // rubric.Label.ID
	Note  string    // 根拠・範囲・例外; at most MaxNote characters
	By    PersonID  // who answered; stays when the answer is of the company
	At    time.Time // to the second
	Rev   int       // the sheet's revision that this answer made
	File  bool      // it was taken from a workbook that By handed in
}

// MaxNote is how long a note may be, in characters.
const MaxNote = 500

// Sheet is one set of answers to one edition of an instrument: a person's
// diagnosis in a round, or the checklist of a service. Answers stand in the
// order of their first answering; an item occurs once.
type Sheet struct {
	Edition string
	Rev     int // counts changes, from 1; 0 for a sheet nobody began
	Answers []Answer
}

// Change is an answer that was replaced, with what replaced it.
type Change struct {
	Was  Answer
	By   PersonID
	At   time.Time
	Rev  int  // the revision that replaced it
	File bool // by one that was taken from a workbook
}

// Set is a whole answered sheet as it stood before it was gone through again:
// what the radar shows behind today's.
type Set struct {
	No      int // from 1
	Edition string
	Answers []Answer
	At      time.Time // of its last answer
}

// ChecklistReader reads what is answered about services.
type ChecklistReader interface {
	// ChecklistSheet returns the answers about a service, an empty sheet if
	// nothing yet.
	ChecklistSheet(no ServiceNo) (Sheet, error)
	// ChecklistChanges returns the answers that were replaced, oldest first.
	ChecklistChanges(no ServiceNo) ([]Change, error)
	// ChecklistSets returns the earlier whole sets, oldest first.
	ChecklistSets(no ServiceNo) ([]Set, error)
}

// ChecklistTx writes it.
type ChecklistTx interface {
	PutChecklistSheet(no ServiceNo, s Sheet) error
	// AddChecklistChange puts a replaced answer behind the earlier ones.
	AddChecklistChange(no ServiceNo, c Change) error
	// AddChecklistSet puts a set behind the earlier ones. One whose No is 0 is
	// given the next.
	AddChecklistSet(no ServiceNo, s Set) error
}
