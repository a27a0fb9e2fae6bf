package guidance

import (
	"maps"
	"slices"
	"time"

	"daicho/rubric"
)

// SetRest is how long a whole checklist must have rested before an answer
// that changes it begins a new set: corrections of the same days belong to
// the set they correct.
const SetRest = 72 * time.Hour

// Answer returns the sheet's answer to an item.
func (s Sheet) Answer(item string) (Answer, bool) {
	for _, a := range s.Answers {
		if a.Item == item {
			return a, true
		}
	}
	return Answer{}, false
}

// Labels gives item and label of each answer, for scoring.
func (s Sheet) Labels(yield func(item, label string) bool) {
	for _, a := range s.Answers {
		if a.Label != "" && !yield(a.Item, a.Label) {
			return
		}
	}
}

// ByItem is Labels as a map.
func (s Sheet) ByItem() map[string]string { return maps.Collect(s.Labels) }

// Missing returns the items of the instrument that nobody answered, in its
// order.
func (s Sheet) Missing(in *rubric.Instrument) []rubric.Item {
	var missing []rubric.Item
	for i := range in.Items {
		if a, ok := s.Answer(in.Items[i].ID); !ok || a.Label == "" {
			missing = append(missing, in.Items[i])
		}
	}
	return missing
}

// Rest is how many items of the instrument nobody answered.
func (s Sheet) Rest(in *rubric.Instrument) (n int) {
	for i := range in.Items {
		if a, ok := s.Answer(in.Items[i].ID); !ok || a.Label == "" {
			n++
		}
	}
	return n
}

// Last is when the sheet was last answered; zero for an empty one.
func (s Sheet) Last() time.Time {
	var last time.Time
	for _, a := range s.Answers {
		if a.At.After(last) {
			last = a.At
		}
	}
	return last
}

// Outcome is what became of an answer given to a sheet.
type Outcome struct {
	// Changed is false where the answer was already there.
	Changed bool
	// Was is the answer that was replaced, if there was one.
	Was *Change
	// Conflict is an answer by somebody else that is newer than what the
	// answering person had before their eyes. Nothing was written.
	Conflict *Answer
}

// Give puts a label into the sheet, from a page that was drawn at the
// revision drawn. A note written beside the item stays.
func (s Sheet) Give(item, label string, by PersonID, at time.Time, drawn int) (Sheet, Outcome) {
	old, _ := s.Answer(item)
	return s.put(Answer{Item: item, Label: label, Note: old.Note, By: by, At: at}, drawn)
}

// Annotate puts a note beside an item, which may still be unanswered. An
// empty note removes it.
func (s Sheet) Annotate(item, note string, by PersonID, at time.Time, drawn int) (Sheet, Outcome) {
	old, _ := s.Answer(item)
	return s.put(Answer{Item: item, Label: old.Label, Note: note, By: by, At: at}, drawn)
}

// Enter puts a label into the sheet that was taken from a workbook. Whoever has
// it entered has seen what stands there.
func (s Sheet) Enter(item, label string, by PersonID, at time.Time) (Sheet, Outcome) {
	old, _ := s.Answer(item)
	return s.put(Answer{Item: item, Label: label, Note: old.Note, By: by, At: at, File: true}, s.Rev)
}

// put never changes the slice that other copies of the sheet share.
func (s Sheet) put(a Answer, drawn int) (Sheet, Outcome) {
	i := slices.IndexFunc(s.Answers, func(old Answer) bool { return old.Item == a.Item })
	if i < 0 && a.Label == "" && a.Note == "" {
		return s, Outcome{}
	}
	if i < 0 {
		s.Rev++
		a.Rev = s.Rev
		s.Answers = append(slices.Clip(s.Answers), a) // clipped, append copies
		return s, Outcome{Changed: true}
	}
	old := s.Answers[i]
	if old.Label == a.Label && old.Note == a.Note {
		return s, Outcome{}
	}
	if old.Rev > drawn && old.By != a.By {
		return s, Outcome{Conflict: &old}
	}
	s.Rev++
	a.Rev = s.Rev
	s.Answers = slices.Clone(s.Answers)
	s.Answers[i] = a
	return s, Outcome{Changed: true, Was: &Change{Was: old, By: a.By, At: a.At, Rev: s.Rev, File: a.File}}
}

// Rested returns the sheet as a whole set, if an answer given now begins a
// new one: it is complete and has rested for SetRest. The set has no number
// yet.
func (s Sheet) Rested(in *rubric.Instrument, now time.Time) (Set, bool) {
	if len(s.Answers) == 0 || s.Rest(in) > 0 {
		return Set{}, false
	}
	last := s.Last()
	return Set{Edition: s.Edition, Answers: slices.Clone(s.Answers), At: last}, now.Sub(last) >= SetRest
}
