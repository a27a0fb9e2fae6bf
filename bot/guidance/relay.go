package guidance

import (
	"time"

	"daicho/rubric"
)

// Relay is one item of a service's checklist handed on to somebody who may
// know 「わからない → 誰に聞く？」. It belongs to the service: whoever may
// change the service may see and settle it, also after the asker has left.
type Relay struct {
	Key     string // fixed when the page that asks was drawn
	Service ServiceNo
	Item    string // rubric.Item.ID
	Edition string // of the checklist it was asked from
	Asker   PersonID
	Asked   PersonID
	Words   string // a sentence to the asked; at most MaxWords characters
	At      time.Time
	State   RelayState
	Rev     int // counts changes, from 1
	// What the asked said, and when. Label is empty where they declined; Word
	// is a sentence beside it; Other says that they think of somebody else.
	Label string
	Word  string
	Other bool
	Done  time.Time // of what became of it; zero while it waits
}

// MaxWords is how long a sentence beside a question or an answer may be, in
// characters.
const MaxWords = 200

// RelayRest is how long a question waits before both sides hear of it once
// more.
const RelayRest = 7 * 24 * time.Hour

// RelayState is what became of a relay.
type RelayState string

// The states. An offered answer was not written, since somebody else had
// answered meanwhile: it waits for whoever may change the service.
const (
	RelayWaiting   RelayState = "waiting"
	RelayAnswered  RelayState = "answered"
	RelayOffered   RelayState = "offered"
	RelayLeft      RelayState = "left" // offered, and the other answer was left standing
	RelayDeclined  RelayState = "declined"
	RelayWithdrawn RelayState = "withdrawn"
)

// Open reports whether somebody still has something to do about it.
func (r Relay) Open() bool { return r.State == RelayWaiting || r.State == RelayOffered }

// Known reports whether the answer says something: more than わからない.
func Known(item *rubric.Item, a Answer) bool {
	label, ok := item.Label(a.Label)
	return ok && label.Concern != rubric.Unknown
}

// Askable reports whether the person can be asked by the asker: everybody of
// the company who can be reached, whatever their role, but the experts, who
// come from outside, and oneself.
func Askable(p Person, asker PersonID) bool {
	return p.ID != asker && p.Role != Expert && p.Name != "" && len(p.Accounts) > 0
}

// AskProblem is why a question cannot be handed on; empty where it can.
type AskProblem string

// The problems.
const (
	AskNobody AskProblem = "the person cannot be asked"
	AskKnown  AskProblem = "the item is answered"
	AskTwice  AskProblem = "the same person is being asked the same"
	AskEnded  AskProblem = "the service is no longer used"
)

// Check says whether the relay may begin: standing is the item's answer,
// others are the relays of the service so far.
func (r Relay) Check(s Service, asked Person, item *rubric.Item, standing Answer, others []Relay) AskProblem {
	if s.Status == Ended {
		return AskEnded
	}
	if Known(item, standing) {
		return AskKnown
	}
	if !Askable(asked, r.Asker) {
		return AskNobody
	}
	for _, o := range others {
		if o.State == RelayWaiting && o.Item == r.Item && o.Asked == r.Asked {
			return AskTwice
		}
	}
	return ""
}

// ReplyOutcome is what a reply of the asked leads to.
type ReplyOutcome int

// The outcomes.
const (
	ReplySame   ReplyOutcome = iota // it was said before: nothing changes
	ReplyWrite                      // it goes into the checklist as theirs
	ReplyAgrees                     // what stands there already says the same
	ReplyOffer                      // somebody else's answer stands: whoever may change the service decides
	ReplyLate                       // it is no longer asked, or their answer was replaced since
)

// Reply takes the answer of the asked. Their own earlier answer is replaced
// while it still stands; somebody else's that says something never is. Who
// had declined may know after all.
func (r Relay) Reply(item *rubric.Item, label, word string, standing Answer, at time.Time) (Relay, ReplyOutcome) {
	theirs := Known(item, standing) && standing.By != r.Asked
	switch {
	case r.State == RelayWithdrawn || r.State == RelayLeft:
		return r, ReplyLate
	case r.State == RelayAnswered && r.Label == label && (theirs || standing.Label == label), r.State == RelayOffered && r.Label == label:
		return r, ReplySame
	case r.State == RelayAnswered && theirs:
		return r, ReplyLate
	case theirs && standing.Label == label:
		return r.done(RelayAnswered, label, word, at), ReplyAgrees
	case theirs:
		return r.done(RelayOffered, label, word, at), ReplyOffer
	}
	return r.done(RelayAnswered, label, word, at), ReplyWrite
}

// Decline ends a relay that waits: the asked does not know, or thinks that
// somebody else (other) would. It returns false where there is nothing to
// decline.
func (r Relay) Decline(word string, other bool, at time.Time) (Relay, bool) {
	if r.State != RelayWaiting {
		return r, false
	}
	r = r.done(RelayDeclined, "", word, at)
	r.Other = other
	return r, true
}

// Withdraw takes a question back that waits; false where none does.
func (r Relay) Withdraw(at time.Time) (Relay, bool) {
	if r.State != RelayWaiting {
		return r, false
	}
	return r.done(RelayWithdrawn, "", "", at), true
}

// Settle decides about an offered answer: it is taken over, or the other one
// is left. It returns false where none is offered. When the asked answered
// stays as it was.
func (r Relay) Settle(take bool) (Relay, bool) {
	if r.State != RelayOffered {
		return r, false
	}
	r.State = RelayLeft
	if take {
		r.State = RelayAnswered
	}
	r.Rev++
	return r, true
}

func (r Relay) done(state RelayState, label, word string, at time.Time) Relay {
	r.State, r.Label, r.Word, r.Other, r.Done = state, label, word, false, at
	r.Rev++
	return r
}

// Gave reports whether the answer that stands came by this relay.
func (r Relay) Gave(a Answer) bool {
	return r.State == RelayAnswered && r.Item == a.Item && r.Asked == a.By && r.Label == a.Label
}

// RelayReader reads the relays of a company.
type RelayReader interface {
	// Relay returns ErrNotFound for a key that no relay has.
	Relay(key string) (Relay, error)
	// Relays returns the relays of a service, the oldest first.
	Relays(no ServiceNo) ([]Relay, error)
	// OpenRelays returns those open relays that the person asked or is asked,
	// the oldest first.
	OpenRelays(p PersonID) ([]Relay, error)
}

// RelayTx writes them.
type RelayTx interface {
	// PutRelay writes a relay under its key.
	PutRelay(r Relay) error
}
