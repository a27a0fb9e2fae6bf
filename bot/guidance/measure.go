package guidance

import (
	"cmp"
	"slices"
	"time"
)

// Approach is what a measure does about a risk (seed p. 6 リスク低減策や回避策).
type Approach string

// The approaches.
const (
	Avoid  Approach = "avoid"  // 回避: what brings the risk is not done any more
	Reduce Approach = "reduce" // 低減: it is made smaller
)

// Approaches lists them.
var Approaches = []Approach{Avoid, Reduce}

// String is the approach in one word.
func (a Approach) String() string {
	switch a {
	case Avoid:
		return "回避"
	case Reduce:
		return "低減"
	}
	return "未記入"
}

// Measure is what the company decides to do about a weak item 対策.
type Measure struct {
	// ID says what it is about: ServiceMeasure, DiagnosisMeasure, or for one of
	// neither OwnHomework with the key of its creation.
	ID       string
	Service  ServiceNo // 0 for one about no service
	Item     string    // rubric.Item.ID; empty for one about no item
	Text     string    // what is done
	Approach Approach
	// Urgency, Importance and Difficulty are what its place is weighed by (seed p.
	// 9 緊急度・重要度・難易度).
	Urgency, Importance, Difficulty Level
	Obstacles                       string // what stands in its way (seed p. 10)
	Owner                           PersonID
	Due                             Day
	// Consent is the management's.
	Consent Word
	Done    time.Time
	DoneBy  PersonID
	Rev     int
	Changed time.Time
	By      PersonID
}

// MaxMeasures is how many a company may have.
const MaxMeasures = 300

// ServiceMeasure is the id of the measure about an item of a service's
// checklist, DiagnosisMeasure that about a question of the diagnosis.
func ServiceMeasure(no ServiceNo, item string) string { return no.String() + "-" + item }

// DiagnosisMeasure is the id of the measure about a question of the diagnosis.
func DiagnosisMeasure(item string) string { return "D-" + item }

// weight is a level as a number, the highest for High; nobody having said
// counts as Medium.
func (l Level) weight() int {
	switch l {
	case High:
		return 3
	case Low:
		return 1
	}
	return 2
}

// CompareMeasures puts what is not done first, then what is urgent, then what is
// important, then what is easy, then what is due first.
func CompareMeasures(a, b Measure) int {
	done := func(m Measure) int {
		if m.Done.IsZero() {
			return 0
		}
		return 1
	}
	due := func(m Measure) Day {
		if m.Due == "" || m.Due == Undecided {
			return "9999-12-31"
		}
		return m.Due
	}
	return cmp.Or(cmp.Compare(done(a), done(b)), cmp.Compare(b.Urgency.weight(), a.Urgency.weight()), cmp.Compare(b.Importance.weight(), a.Importance.weight()),
		cmp.Compare(a.Difficulty.weight(), b.Difficulty.weight()), cmp.Compare(due(a), due(b)), cmp.Compare(a.ID, b.ID))
}

// InOrder are measures in the order in which they should be taken.
func InOrder(all []Measure) []Measure {
	list := slices.Clone(all)
	slices.SortFunc(list, CompareMeasures)
	return list
}

// MeasureReader reads the measures.
type MeasureReader interface {
	// Measures returns them all, in the order of their ids.
	Measures() ([]Measure, error)
}

// MeasureTx writes them.
type MeasureTx interface {
	// PutMeasure writes one under its id.
	PutMeasure(m Measure) error
	// DropMeasure takes one away; one that is not there is no error.
	DropMeasure(id string) error
}
