package guidance

import "daicho/rubric"

// Entry is whether somebody may enter the answers that a person handed in on
// paper 代理入力.
type Entry string

// The states of an entry, for one who would like to enter.
const (
	EntryFree    Entry = "free"    // nobody has begun
	EntryMine    Entry = "mine"    // the same one has begun and may go on
	EntryTaken   Entry = "taken"   // somebody else has begun; see Enterer
	EntryBegun   Entry = "begun"   // the person answers by themselves
	EntryWhole   Entry = "whole"   // every question is answered, by whomever
	EntryUnasked Entry = "unasked" // the round does not ask this person
	EntryOneself Entry = "oneself" // one's own answers are nobody's proxy
	EntryOver    Entry = "over"    // the round is closed
)

// EntryOf is the state of the owner's sheet in a round for somebody who would
// enter what the owner wrote on paper. A whole sheet is shut: who entered it
// has no more business with it.
func EntryOf(round Round, in *rubric.Instrument, owner Person, sheet Sheet, by PersonID) Entry {
	switch {
	case !round.IsOpen():
		return EntryOver
	case owner.ID == by:
		return EntryOneself
	case !round.Asks(owner):
		return EntryUnasked
	case len(sheet.Missing(in)) == 0:
		return EntryWhole
	}
	enterer := PersonID("")
	for _, a := range sheet.Answers {
		if a.By == owner.ID {
			return EntryBegun
		}
		enterer = a.By
	}
	switch enterer {
	case "":
		return EntryFree
	case by:
		return EntryMine
	}
	return EntryTaken
}

// Enterer is who has entered answers into the owner's sheet on their behalf;
// false if all of them are the owner's.
func (s Sheet) Enterer(owner PersonID) (PersonID, bool) {
	for _, a := range s.Answers {
		if a.By != owner {
			return a.By, true
		}
	}
	return "", false
}
