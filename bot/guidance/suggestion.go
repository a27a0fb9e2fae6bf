package guidance

import "time"

// Suggestion is somebody's word that a service is used which is not in the
// ledger yet.
type Suggestion struct {
	Key        string // fixed when its form was drawn; sorts by that time
	Name       string
	Use        string // what for
	Department string // where
	By         PersonID
	At         time.Time

	Decision  Decision
	DecidedBy PersonID
	Decided   time.Time
	Service   ServiceNo // which it became, or was all along
	Reason    string    // why not
}

// Decision is what became of a suggestion.
type Decision string

// The decisions; Waiting is none.
const (
	Waiting  Decision = ""
	Accepted Decision = "accepted" // 台帳に加えた
	KnownAs  Decision = "known"    // すでにある
	Declined Decision = "declined" // 見送り
)

// String is the decision in words.
func (d Decision) String() string {
	switch d {
	case Accepted:
		return "台帳に加えました"
	case KnownAs:
		return "すでに台帳にありました"
	case Declined:
		return "見送りました"
	}
	return "返事を待っています"
}

// Decide is the suggestion with a decision; false where it has one already.
func (s Suggestion) Decide(d Decision, by PersonID, at time.Time) (Suggestion, bool) {
	if s.Decision != Waiting {
		return s, false
	}
	s.Decision, s.DecidedBy, s.Decided = d, by, at
	return s, true
}

// SuggestionReader reads suggestions.
type SuggestionReader interface {
	// Suggestion returns ErrNotFound for a key that is not given.
	Suggestion(key string) (Suggestion, error)
	// Suggestions returns all, the oldest form first.
	Suggestions() ([]Suggestion, error)
}

// SuggestionTx writes suggestions.
type SuggestionTx interface{ PutSuggestion(s Suggestion) error }
