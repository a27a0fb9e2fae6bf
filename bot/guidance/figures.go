package guidance

import (
	"fmt"
	"slices"
	"time"

	"daicho/rubric"
)

// FiguresOf reads what a round that is closed at the given moment publishes:
// the company's sheet as it stands, and how the people's answers spread, as
// far as that shows nobody. It fails where the round's edition is not loaded.
func FiguresOf(r Reader, lib *rubric.Library, round Round, at time.Time) (Figures, error) {
	in, ok := lib.Instrument(round.Edition)
	if !ok || in.Kind != rubric.Diagnosis {
		return Figures{}, fmt.Errorf("round %d: %w", round.No, &LostEditionError{rubric.Diagnosis, round.Edition})
	}
	company, err := r.CompanySheet(round.No)
	if err != nil {
		return Figures{}, fmt.Errorf("read the company's sheet: %w", err)
	}
	far, own, err := tally(r, in, round)
	if err != nil {
		return Figures{}, err
	}
	f := Figures{
		Round: round.No, Edition: round.Edition, At: at, K: round.Anonymous(), Company: company,
		Asked: far.Asked, Whole: far.Whole, ByProxy: far.Whole - far.Own,
	}
	if len(own) >= f.K {
		f.People = spreadsOf(in, own)
	}
	return f, nil
}

// ByProxy reports whether somebody else entered any answer of the sheet, be it
// one that was replaced or thrown away since: whoever did knows what it was.
// Every revision of a sheet that nobody else touched is an answer that stands
// or one that was replaced, so what was thrown away is missed.
func ByProxy(p PersonID, sheet Sheet, replaced []Change) bool {
	return sheet.Rev != len(sheet.Answers)+len(replaced) ||
		slices.ContainsFunc(sheet.Answers, func(a Answer) bool { return a.By != p }) ||
		slices.ContainsFunc(replaced, func(c Change) bool { return c.Was.By != p || c.By != p })
}

// spreadsOf counts sheets, every item by itself: nothing says which answers
// were given by the same person.
func spreadsOf(in *rubric.Instrument, sheets []Sheet) []Spread {
	var all []Spread
	for _, item := range in.Items {
		counts := make([]int, len(item.Labels))
		for _, s := range sheets {
			answer, _ := s.Answer(item.ID)
			if i := slices.IndexFunc(item.Labels, func(l rubric.Label) bool { return l.ID == answer.Label }); i >= 0 {
				counts[i]++
			}
		}
		all = append(all, Spread{Item: item.ID, Cells: CellsOf(item.Labels, counts)})
	}
	return all
}

// CellsOf is what is published of how many people chose each of an item's
// labels; see Spread for the rule.
func CellsOf(labels []rubric.Label, counts []int) []Cell {
	cut := published(counts)
	cells := make([]Cell, 0, len(cut))
	for i, from := range cut {
		to := end(cut, i, len(counts))
		cell := Cell{Count: sum(counts[from:to])}
		for _, l := range labels[from:to] {
			cell.Labels = append(cell.Labels, l.ID)
		}
		cells = append(cells, cell)
	}
	return cells
}

// Spread is how people's answers to an item are spread; false where nothing is
// published of it.
func (f Figures) Spread(item string) (Spread, bool) {
	for _, s := range f.People {
		if s.Item == item {
			return s, true
		}
	}
	return Spread{}, false
}
