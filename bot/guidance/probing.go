package guidance

import (
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"daicho/rubric"
)

// What is written down about a question of the company's sheet, beside the
// answers to its probes (see ProbeKey).
const (
	Grounds    = "grounds"    // 根拠: why it was judged so
	Exceptions = "exceptions" // 例外: where it does not hold
)

// Probing is what was written down when a question of the company's sheet was
// gone into 掘り下げ: at the visit, by expert or manager (seed p. 14). It
// belongs to the company, is seen with who wrote it, and outlives the close of
// its round, which is when it is used.
type Probing struct {
	Round int
	Item  string // rubric.Item.ID
	// Texts are the texts as the notes of a sheet whose items are Grounds,
	// Exceptions and the ProbeKeys. The labels of the latter are the probes as
	// they were worded when answered, so that another wording of the edition
	// does not put an answer under a question that was not asked.
	Texts Sheet
}

// ProbingReader reads what was written down about the company's sheets.
type ProbingReader interface {
	// Probing returns an empty one where nothing was written yet.
	Probing(round int, item string) (Probing, error)
	// ProbingChanges returns the texts that were replaced, oldest first.
	ProbingChanges(round int, item string) ([]Change, error)
}

// ProbingTx writes it.
type ProbingTx interface {
	PutProbing(p Probing) error
	// AddProbingChange puts a replaced text behind the earlier ones.
	AddProbingChange(round int, item string, c Change) error
}

// ProbeKey stands for a probe's wording: ASCII, at most nine bytes.
func ProbeKey(probe string) string {
	h := fnv.New32a()
	h.Write([]byte(Fold(probe)))
	return "p-" + strconv.FormatUint(uint64(h.Sum32()), 36)
}

// Text is what stands at a key, empty if nothing.
func (p Probing) Text(key string) string {
	answer, _ := p.Texts.Answer(key)
	return answer.Note
}

// Written is how many texts there are.
func (p Probing) Written() int {
	n := 0
	for _, a := range p.Texts.Answers {
		if a.Note != "" {
			n++
		}
	}
	return n
}

// Write puts a text, of at most MaxNote characters, at a key, from a page that
// was drawn at the revision drawn; asked is the probe's wording, empty for
// Grounds and Exceptions. A text that is as it was at that revision is no
// change, whatever somebody else has written meanwhile; replaced are the texts
// that were replaced so far.
func (p Probing) Write(key, asked, text string, by PersonID, at time.Time, drawn int, replaced []Change) (Probing, Outcome) {
	if text == p.at(key, drawn, replaced) {
		return p, Outcome{}
	}
	var out Outcome
	p.Texts, out = p.Texts.put(Answer{Item: key, Label: asked, Note: text, By: by, At: at}, drawn)
	return p, out
}

// at is the text that stood at a key at an earlier revision.
func (p Probing) at(key string, rev int, replaced []Change) string {
	answer, _ := p.Texts.Answer(key)
	for _, c := range slices.Backward(replaced) {
		if answer.Rev <= rev {
			break
		}
		if c.Was.Item == key {
			answer = c.Was
		}
	}
	if answer.Rev > rev {
		return ""
	}
	return answer.Note
}

// Doubt is a reason to go into a question of the company's sheet.
type Doubt int

// The doubts, the weightiest first.
const (
	Differs    Doubt = iota // people say less than the company 本音ギャップ
	NotKnown                // the company answered わからない
	NotAsked                // the company did not answer
	Ungrounded              // the highest answer, with nothing said about why
)

// Dig is a question of the company's sheet on the list of what to go into.
type Dig struct {
	Item    rubric.Item
	Label   rubric.Label // the company's; zero where it did not answer
	Doubts  []Doubt      // none where something was written and no doubt is left
	Gap     Gap          // where it Differs
	Probing Probing
}

// DigsOf lists the questions worth going into, the weightiest doubt first,
// wider gaps before narrower, then in the instrument's order. Those that were
// gone into and leave no doubt come last.
func DigsOf(in *rubric.Instrument, company Sheet, gaps []Gap, probing func(item string) (Probing, error)) ([]Dig, error) {
	var list []Dig
	for _, item := range in.Items {
		p, err := probing(item.ID)
		if err != nil {
			return nil, err
		}
		d := Dig{Item: item, Probing: p}
		answer, _ := company.Answer(item.ID)
		d.Label, _ = item.Label(answer.Label)
		if i := slices.IndexFunc(gaps, func(g Gap) bool { return g.Item.ID == item.ID && g.Less > 0 }); i >= 0 {
			d.Gap, d.Doubts = gaps[i], append(d.Doubts, Differs)
		}
		d.Doubts = append(d.Doubts, doubts(item, d.Label, answer.Note != "" || p.Text(Grounds) != "")...)
		if len(d.Doubts) > 0 || p.Written() > 0 {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, compareDigs)
	return list, nil
}

func doubts(item rubric.Item, label rubric.Label, grounded bool) []Doubt {
	switch {
	case label.ID == "":
		return []Doubt{NotAsked}
	case label.Concern == rubric.Unknown:
		return []Doubt{NotKnown}
	case label.Points == item.Max() && !grounded:
		return []Doubt{Ungrounded}
	}
	return nil
}

func compareDigs(a, b Dig) int {
	rank := func(d Dig) int {
		if len(d.Doubts) == 0 {
			return int(Ungrounded) + 1
		}
		return int(d.Doubts[0])
	}
	if r := rank(a) - rank(b); r != 0 {
		return r
	}
	return b.Gap.Less - a.Gap.Less
}
