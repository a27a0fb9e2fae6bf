package guidance

import (
	"fmt"
	"slices"

	"daicho/rubric"
)

// LostEditionError is returned where answers or a round are of an edition
// that is not loaded: they are kept, and nothing can be said of them until it
// is. Never are they read by the questions of another.
type LostEditionError struct {
	Kind    rubric.Kind
	Edition string
}

func (e *LostEditionError) Error() string { return fmt.Sprintf("edition %q is not loaded", e.Edition) }

// Lost reports whether answers stand in the sheet whose edition is not loaded.
func Lost(lib *rubric.Library, kind rubric.Kind, s Sheet) bool {
	in, ok := lib.Instrument(s.Edition)
	return len(s.Answers) > 0 && (!ok || in.Kind != kind)
}

// EditionOf is the instrument a sheet was answered with; the current one for a
// sheet nobody began. For one that is Lost it is an instrument of that name
// that asks nothing, so that nothing of the sheet is counted.
func EditionOf(lib *rubric.Library, kind rubric.Kind, s Sheet) *rubric.Instrument {
	if Lost(lib, kind, s) {
		return &rubric.Instrument{Edition: s.Edition, Kind: kind}
	}
	if in, ok := lib.Instrument(s.Edition); ok && in.Kind == kind {
		return in
	}
	return lib.Current(kind)
}

// Editions are the editions in which the rows' services were answered, once
// each, sorted. Totals of different ones cannot be compared.
func Editions(rows []Row) []string {
	var all []string
	for i := range rows {
		if rows[i].Lost || rows[i].Score.Answered > 0 {
			all = append(all, rows[i].Edition)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Comparable reports whether the rows' totals are of one edition that is
// loaded.
func Comparable(rows []Row) bool {
	return len(Editions(rows)) <= 1 && !slices.ContainsFunc(rows, func(r Row) bool { return r.Lost })
}
