package guidance

import (
	"slices"
	"testing"
	"time"

	"daicho/rubric"
)

var noon = time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)

func TestGive(t *testing.T) {
	standing := Sheet{Edition: "e", Rev: 3, Answers: []Answer{
		{Item: "c01", Label: "3", Note: "約款p.3", By: "p1", At: noon, Rev: 2},
		{Item: "c02", Label: "0", By: "p2", At: noon, Rev: 3},
	}}
	for _, c := range []struct {
		name        string
		item, label string
		by          PersonID
		drawn       int
		changed     bool
		was         string // label replaced
		conflict    string // label that stands against it
	}{
		{name: "first answer of an item", item: "c03", label: "2", by: "p1", drawn: 3, changed: true},
		{name: "first answer from an old page", item: "c03", label: "2", by: "p1", drawn: 0, changed: true},
		{name: "same answer again", item: "c01", label: "3", by: "p2", drawn: 0},
		{name: "own answer changed from an old page", item: "c01", label: "1", by: "p1", drawn: 0, changed: true, was: "3"},
		{name: "another's answer, seen before changing", item: "c02", label: "3", by: "p1", drawn: 3, changed: true, was: "0"},
		{name: "another's newer answer", item: "c02", label: "3", by: "p1", drawn: 2, conflict: "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, out := standing.Give(c.item, c.label, c.by, noon.Add(time.Hour), c.drawn)
			if out.Changed != c.changed || (out.Was != nil) != (c.was != "") || (out.Conflict != nil) != (c.conflict != "") {
				t.Fatalf("outcome %+v", out)
			}
			if out.Was != nil && out.Was.Was.Label != c.was || out.Conflict != nil && out.Conflict.Label != c.conflict {
				t.Fatalf("outcome %+v", out)
			}
			got, _ := after.Answer(c.item)
			if c.changed && (got.Label != c.label || got.By != c.by || got.Rev != 4 || after.Rev != 4) {
				t.Errorf("answer %+v at sheet revision %d", got, after.Rev)
			}
			if !c.changed && after.Rev != 3 {
				t.Errorf("nothing changed, but the revision is %d", after.Rev)
			}
		})
	}
	if standing.Answers[0].Label != "3" || standing.Answers[1].Label != "0" {
		t.Error("giving an answer changed the sheet it was given to")
	}
}

func TestGiveKeepsTheNoteAndAnnotateTheLabel(t *testing.T) {
	s, _ := Sheet{}.Annotate("c01", "営業部だけ", "p1", noon, 0)
	if a, _ := s.Answer("c01"); a.Label != "" || len(s.ByItem()) != 0 {
		t.Errorf("a note alone counts as an answer: %+v", a)
	}
	s, _ = s.Give("c01", "2", "p1", noon, s.Rev)
	if a, _ := s.Answer("c01"); a.Note != "営業部だけ" || a.Label != "2" {
		t.Errorf("answering lost the note: %+v", a)
	}
	s, _ = s.Annotate("c01", "全社", "p1", noon, s.Rev)
	if a, _ := s.Answer("c01"); a.Note != "全社" || a.Label != "2" {
		t.Errorf("annotating lost the answer: %+v", a)
	}
	if s, out := (Sheet{}).Annotate("c02", "", "p1", noon, 0); out.Changed || len(s.Answers) != 0 {
		t.Error("an empty note beside no answer left something")
	}
}

func TestRested(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	var whole Sheet
	for _, item := range in.Items {
		whole, _ = whole.Give(item.ID, "3", "p1", noon, whole.Rev)
	}
	partial := Sheet{Answers: whole.Answers[:14]}
	for _, c := range []struct {
		name  string
		sheet Sheet
		after time.Duration
		want  bool
	}{
		{"nothing answered", Sheet{}, 365 * 24 * time.Hour, false},
		{"not whole", partial, 365 * 24 * time.Hour, false},
		{"whole, corrected soon", whole, 72*time.Hour - time.Second, false},
		{"whole and rested", whole, 72 * time.Hour, true},
	} {
		set, got := c.sheet.Rested(in, noon.Add(c.after))
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got && (!set.At.Equal(noon) || !slices.Equal(set.Answers, whole.Answers)) {
			t.Errorf("%s: set %+v is not the sheet as it stood", c.name, set)
		}
	}
}

func TestMissingInOrder(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	s, _ := Sheet{}.Give("c02", "1", "p1", noon, 0)
	missing := s.Missing(in)
	if rest := s.Rest(in); rest != len(missing) {
		t.Errorf("%d are missing, the rest is %d", len(missing), rest)
	}
	if len(missing) != 14 || missing[0].ID != "c01" || missing[1].ID != "c03" {
		t.Errorf("missing %d, first %s and %s", len(missing), missing[0].ID, missing[1].ID)
	}
}
