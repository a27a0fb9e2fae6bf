package guidance

import (
	"cmp"
	"slices"

	"daicho/rubric"
)

// Gap is a question of which the company says that it is done, wholly or in
// part, held against what its people say 本音ギャップ. It is made of nothing
// but what is published.
type Gap struct {
	Item    rubric.Item
	Company rubric.Label
	// Of is how many people's answers are counted. Less of them at least say
	// less than the company; Maybe more may, who are counted together with
	// some who say as much.
	Of, Less, Maybe int
	// Below are the labels that the Less chose among, in their order.
	Below []rubric.Label
}

// GapsOf holds the published figures of a round against its company sheet:
// every question that the company says is done, those that most people deny
// first, then those that most may, then in the instrument's order. None where
// nothing is published of what people said.
func GapsOf(f Figures, in *rubric.Instrument) []Gap {
	var gaps []Gap
	for _, item := range in.Items {
		answer, _ := f.Company.Answer(item.ID)
		label, _ := item.Label(answer.Label)
		spread, ok := f.Spread(item.ID)
		if ok && label.Points > 0 {
			gaps = append(gaps, gapOf(item, label, spread))
		}
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.Less, a.Less), cmp.Compare(b.Maybe, a.Maybe))
	})
	return gaps
}

func gapOf(item rubric.Item, company rubric.Label, s Spread) Gap {
	g := Gap{Item: item, Company: company}
	for _, c := range s.Cells {
		g.Of += c.Count
		labels := labelsOf(item, c)
		less := slices.DeleteFunc(slices.Clone(labels), func(l rubric.Label) bool { return l.Points >= company.Points })
		switch {
		case c.Count == 0 || len(less) == 0:
		case len(less) == len(labels):
			g.Less += c.Count
			g.Below = append(g.Below, labels...)
		default:
			g.Maybe += c.Count
		}
	}
	return g
}

// labelsOf are the labels of a cell; those that the item no longer has are
// left out.
func labelsOf(item rubric.Item, c Cell) []rubric.Label {
	var labels []rubric.Label
	for _, id := range c.Labels {
		if l, ok := item.Label(id); ok {
			labels = append(labels, l)
		}
	}
	return labels
}

// Middle is the answer in the middle of all, in points, of two in the middle
// the one worth less: of a cell of several labels the mean of their points,
// rounded down. It is Unanswered where nothing can be said, because one cell
// holds all labels or the cells hold nobody.
func (s Spread) Middle(item rubric.Item) int {
	all := 0
	for _, c := range s.Cells {
		all += c.Count
	}
	seen := 0
	for _, c := range s.Cells {
		labels := labelsOf(item, c)
		if seen += c.Count; seen <= all/2 {
			continue
		}
		if len(labels) == 0 || len(s.Cells) == 1 {
			return Unanswered
		}
		points := 0
		for _, l := range labels {
			points += l.Points
		}
		return floor(points, len(labels))
	}
	return Unanswered
}

func floor(a, b int) int {
	if a%b < 0 {
		return a/b - 1
	}
	return a / b
}
