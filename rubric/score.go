package rubric

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Score is what a set of answers comes to, in points. Items nobody answered
// count 0 and are told by Answered and Of. The total of a checklist says how
// far a service has been checked, not how safe it is.
type Score struct {
	Total    int
	Max      int // the highest total
	Answered int // items
	Of       int // items
	Groups   []GroupScore
}

// GroupScore is the part of a score that a group gives.
type GroupScore struct {
	Group    *Group
	Total    int
	Max      int
	Answered int
	Of       int
}

// ConcernItem is an answer that wants attention (要注意).
type ConcernItem struct {
	Item  *Item
	Label Label
}

// picks is which label was chosen, by item: its place from 1, 0 for none.
type picks [maxItems]int8

// pick notes an answer. Items and labels that the edition does not have are
// passed over: answers of another edition score nothing here.
func (in *Instrument) pick(p *picks, item, label string) {
	i := in.find(item)
	if i < 0 {
		return
	}
	if j := in.Items[i].find(label); j >= 0 {
		p[i] = int8(j + 1)
	}
}

func (in *Instrument) pickAll(answers iter.Seq2[string, string]) picks {
	var p picks
	for item, label := range answers {
		in.pick(&p, item, label)
	}
	return p
}

// Score adds up answers, label ids by item id. Unknown ids are passed over.
func (in *Instrument) Score(answers map[string]string) Score { return in.ScoreSeq(maps.All(answers)) }

// ScoreSeq is Score for a caller that has no map: pairs of item id and label
// id. Of an item that comes twice the last counts.
func (in *Instrument) ScoreSeq(answers iter.Seq2[string, string]) Score {
	p := in.pickAll(answers)
	s := Score{Of: len(in.Items), Groups: make([]GroupScore, len(in.Groups))}
	for i := range in.Groups {
		s.Groups[i].Group = &in.Groups[i]
	}
	for i := range in.Items {
		in.count(&s, i, p[i])
	}
	return s
}

// count adds item i, answered with label pick-1 or not at all, to its group
// and the whole.
func (in *Instrument) count(s *Score, i int, pick int8) {
	it := &in.Items[i]
	g := &s.Groups[slices.IndexFunc(in.Groups, func(g Group) bool { return g.ID == it.Group })]
	g.Of++
	g.Max += it.Max()
	s.Max += it.Max()
	if pick == 0 {
		return
	}
	points := it.Labels[pick-1].Points
	g.Answered, s.Answered = g.Answered+1, s.Answered+1
	g.Total, s.Total = g.Total+points, s.Total+points
}

// Concerns is the 要注意 list: answers that want attention, the worst first
// and equal ones by item. An item nobody answered is not among them.
func (in *Instrument) Concerns(answers map[string]string) []ConcernItem {
	return in.ConcernsSeq(maps.All(answers))
}

// ConcernsSeq is Concerns for pairs of item id and label id.
func (in *Instrument) ConcernsSeq(answers iter.Seq2[string, string]) []ConcernItem {
	var list []ConcernItem
	p := in.pickAll(answers)
	for i := range in.Items {
		if l := in.Items[i].concern(p[i]); l != nil {
			list = append(list, ConcernItem{&in.Items[i], *l})
		}
	}
	slices.SortStableFunc(list, func(a, b ConcernItem) int { return cmp.Compare(a.Label.Concern, b.Label.Concern) })
	return list
}

// CountConcerns is the length of Concerns, without making it.
func (in *Instrument) CountConcerns(answers map[string]string) int {
	return in.CountConcernsSeq(maps.All(answers))
}

// CountConcernsSeq is CountConcerns for pairs of item id and label id.
func (in *Instrument) CountConcernsSeq(answers iter.Seq2[string, string]) int {
	n := 0
	p := in.pickAll(answers)
	for i := range in.Items {
		if in.Items[i].concern(p[i]) != nil {
			n++
		}
	}
	return n
}

// concern is the picked label if it wants attention.
func (it *Item) concern(pick int8) *Label {
	if pick == 0 || it.Labels[pick-1].Concern == NoConcern {
		return nil
	}
	return &it.Labels[pick-1]
}
