package guidance

import (
	"slices"

	"daicho/rubric"
)

// Proxying is whether somebody may enter the answers that a person handed in on
// paper 代理入力.
type Proxying string

// The states of an entry, for one who would like to enter.
const (
	ProxyFree    Proxying = "free"    // nobody has begun
	ProxyMine    Proxying = "mine"    // the same one has begun and may go on
	ProxyTaken   Proxying = "taken"   // somebody else has begun; see Enterer
	ProxyBegun   Proxying = "begun"   // the person answers by themselves
	ProxyWhole   Proxying = "whole"   // every question is answered, by whomever
	ProxyUnasked Proxying = "unasked" // the round does not ask this person
	ProxyOneself Proxying = "oneself" // one's own answers are nobody's proxy
	ProxyOver    Proxying = "over"    // the round is closed
)

// ProxyingOf is the state of the owner's sheet in a round for somebody who would
// enter what the owner wrote on paper. A whole sheet is shut: who entered it
// has no more business with it.
func ProxyingOf(round Round, in *rubric.Instrument, owner Person, sheet Sheet, by PersonID) Proxying {
	switch {
	case !round.IsOpen():
		return ProxyOver
	case owner.ID == by:
		return ProxyOneself
	case !round.Asks(owner):
		return ProxyUnasked
	case sheet.Rest(in) == 0:
		return ProxyWhole
	}
	enterer := PersonID("")
	for _, a := range sheet.Answers {
		if a.By == owner.ID {
			return ProxyBegun
		}
		enterer = a.By
	}
	switch enterer {
	case "":
		return ProxyFree
	case by:
		return ProxyMine
	}
	return ProxyTaken
}

// EnteredBy reports whether the person gave any answer of the sheet.
func (s Sheet) EnteredBy(p PersonID) bool {
	return slices.ContainsFunc(s.Answers, func(a Answer) bool { return a.By == p })
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
