package guidance

import "strings"

// Effect says how much harm would follow if something went wrong with a
// service's information; empty if nobody said.
type Effect string

// The effects, from much to next to none.
const (
	Heavy  Effect = "heavy"  // 大きい
	Some   Effect = "some"   // ある
	Hardly Effect = "hardly" // ほとんどない
)

// AllEffects lists them from much to next to none.
var AllEffects = []Effect{Heavy, Some, Hardly}

// String is the effect as people choose it.
func (e Effect) String() string {
	switch e {
	case Heavy:
		return "大きい"
	case Some:
		return "ある"
	case Hardly:
		return "ほとんどない"
	}
	return "未記入"
}

// Effects are what would follow if a service's information leaked, was
// changed by somebody who may not, was lost, or the service stopped (seed
// p. 28).
type Effects struct{ Leak, Change, Loss, Stop Effect }

// Harm is one of the four, with its word.
type Harm struct {
	Word   string // 漏えい
	Effect Effect
}

// Each lists the four in the document's order.
func (e Effects) Each() []Harm {
	return []Harm{{"漏えい", e.Leak}, {"改ざん", e.Change}, {"消失", e.Loss}, {"停止", e.Stop}}
}

// named joins the words of the harms that have the effect.
func (e Effects) named(effect Effect) string {
	var words []string
	for _, h := range e.Each() {
		if h.Effect == effect {
			words = append(words, h.Word)
		}
	}
	return strings.Join(words, "・")
}

// Propose is how important the information is by its effects, with the reason
// in words. The worst of the four decides: information whose leak does much
// harm is important, however little its loss would matter. Empty where too
// little was said to know; one heavy effect is enough for 高. It is a
// proposal: people decide.
func (e Effects) Propose() (Level, string) {
	if words := e.named(Heavy); words != "" {
		return High, words + "の影響が「大きい」ため"
	}
	if e.named("") != "" {
		return "", ""
	}
	if words := e.named(Some); words != "" {
		return Medium, words + "の影響が「ある」ため"
	}
	return Low, "どの影響も「ほとんどない」ため"
}
