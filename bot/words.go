package bot

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// match finds what words typed under the view mean in it: the label of a
// button, or the label of an answer to the first question that still wants
// one.
func (v View) match(said string) (ActionID, map[FieldID]string, bool) {
	want := fold(said)
	for _, a := range append([]Action{v.Submit}, v.Actions...) {
		// A button that asks before it acts is not pressed by a word.
		if a.ID != "" && a.Confirm == "" && fold(a.Label) == want {
			return a.ID, nil, true
		}
	}
	for _, f := range v.Fields {
		if f.Kind != Choice || f.Value != "" {
			continue
		}
		for _, o := range f.Options {
			if fold(o.Label) == want {
				return v.At, map[FieldID]string{f.ID: o.Value}, true
			}
		}
	}
	return "", nil, false
}

// fold makes spellings comparable that people take for the same. It is what
// guidance.Fold is to the programme; this package imports nothing of ours.
func fold(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(text))), " ")
}
