package guidance

import (
	"fmt"
	"slices"
	"time"

	"daicho/rubric"
)

// OwnItem is something that the company asks of each service beside the items of
// the checklist 独自の項目: its own version of the checklist goes with the
// guideline (seed p. 7). What is answered counts nowhere: not in the total, the
// radar or the columns of the printed layout.
type OwnItem struct {
	No       int    // from 1, never given twice
	Key      string // of its creation: the same form, sent in twice, makes one
	Title    string
	Question string
	Decides  string // who decides what the answer is, in the company's words; may be empty
	Added    time.Time
	// Asked is since when its question has these words: an answer from before was
	// given to others.
	Asked time.Time
	// Retired is when it was given up; zero while it is asked. Its answers stay.
	Retired time.Time
	Rev     int // counts the changes, from 1
	Changed time.Time
	By      PersonID
}

// MaxOwnItems is how many are asked at a time: one page of any surface.
const MaxOwnItems = 6

// Lengths of an own item, in characters.
const (
	MaxOwnTitle    = 40
	MaxOwnQuestion = 200
	MaxOwnDecides  = 60
)

// ID is what its answers are told by.
func (i OwnItem) ID() string { return fmt.Sprintf("x%d", i.No) }

// String is how people number it: 独自1.
func (i OwnItem) String() string { return fmt.Sprintf("独自%d", i.No) }

// Stands reports whether it is asked.
func (i OwnItem) Stands() bool { return i.Retired.IsZero() }

// ownLabels are the answers that every own item offers, in the words and with the
// points that most items of the checklist have (seed p. 20).
var ownLabels = []rubric.Label{
	{ID: "3", Text: "確認した", Points: 3}, {ID: "2", Text: "確認中", Points: 2},
	{ID: "1", Text: "まだ確認していない", Points: 1, Concern: rubric.NotYetLooked}, {ID: "0", Text: "わからない", Concern: rubric.Unknown},
}

// Item is the item as the checklist has its own: with the answers it offers.
func (i OwnItem) Item() rubric.Item {
	return rubric.Item{ID: i.ID(), No: i.No, Title: i.Title, Question: i.Question, Labels: ownLabels}
}

// StandingItems are those that are asked.
func StandingItems(all []OwnItem) []OwnItem {
	return slices.DeleteFunc(slices.Clone(all), func(i OwnItem) bool { return !i.Stands() })
}

// OpenOwn are those that are asked and not answered in a sheet as they are asked
// now.
func OpenOwn(all []OwnItem, s Sheet) []OwnItem {
	return slices.DeleteFunc(StandingItems(all), func(i OwnItem) bool {
		a, _ := s.Answer(i.ID())
		return a.Label != "" && !i.Outdated(a)
	})
}

// Outdated reports whether an answer was given before the item was put in these
// words: it is asked again.
func (i OwnItem) Outdated(a Answer) bool { return a.Label != "" && a.At.Before(i.Asked) }

// Current is a sheet without the answers that are outdated.
func Current(all []OwnItem, s Sheet) Sheet {
	s.Answers = slices.DeleteFunc(slices.Clone(s.Answers), func(a Answer) bool {
		return slices.ContainsFunc(all, func(i OwnItem) bool { return i.ID() == a.Item && i.Outdated(a) })
	})
	return s
}

// Renew is Give for an item that is put in other words than when it was answered:
// the same label is then an answer anew.
func (s Sheet) Renew(item, label string, by PersonID, at time.Time, drawn int) (Sheet, Outcome) {
	n := slices.IndexFunc(s.Answers, func(a Answer) bool { return a.Item == item && a.Label == label })
	if n < 0 {
		return s.Give(item, label, by, at, drawn)
	}
	old := s.Answers[n]
	s.Rev++
	s.Answers = slices.Clone(s.Answers)
	s.Answers[n] = Answer{Item: item, Label: label, Note: old.Note, By: by, At: at, Rev: s.Rev}
	return s, Outcome{Changed: true, Was: &Change{Was: old, By: by, At: at, Rev: s.Rev}}
}

// OwnItemReader reads the company's own items and what is answered to them.
type OwnItemReader interface {
	// OwnItems returns them all in the order of their numbers, those that were
	// given up included.
	OwnItems() ([]OwnItem, error)
	// OwnItemVersions returns what an item was before, the oldest first.
	OwnItemVersions(no int) ([]OwnItem, error)
	// OwnSheet returns the answers about a service, an empty sheet if nothing yet.
	OwnSheet(no ServiceNo) (Sheet, error)
	// OwnChanges returns the answers that were replaced, oldest first.
	OwnChanges(no ServiceNo) ([]Change, error)
}

// OwnItemTx writes them.
type OwnItemTx interface {
	// PutOwnItem writes an item. The version it replaces is kept.
	PutOwnItem(i OwnItem) error
	PutOwnSheet(no ServiceNo, s Sheet) error
	// AddOwnChange puts a replaced answer behind the earlier ones.
	AddOwnChange(no ServiceNo, c Change) error
}
