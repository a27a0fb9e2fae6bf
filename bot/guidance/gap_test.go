package guidance

import (
	"slices"
	"testing"

	"daicho/rubric"
)

// cells are those of the diagnosis's labels 4, 2, 0 and -1.
func cells(text ...any) (list []Cell) {
	for i := 0; i < len(text); i += 2 {
		var c Cell
		for _, id := range text[i].(string) {
			c.Labels = append(c.Labels, map[rune]string{'4': "4", '2': "2", '0': "0", '-': "-1"}[id])
		}
		c.Count = text[i+1].(int)
		list = append(list, c)
	}
	return list
}

func TestGaps(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	for _, c := range []struct {
		name        string
		company     string
		cells       []Cell
		less, maybe int
		below       string
		middle      int
	}{
		{"all agree", "4", cells("42", 6, "0", 0, "-", 0), 0, 6, "", 3},
		{"all apart", "4", cells("4", 3, "2", 3, "0", 0, "-", 4), 7, 0, "2-1", 2},
		{"in part, all apart", "2", cells("4", 3, "2", 3, "0", 0, "-", 4), 4, 0, "-1", 2},
		{"in part, together", "2", cells("42", 5, "0-", 4), 4, 0, "0-1", 3},
		{"across", "2", cells("4", 3, "20-", 5), 0, 5, "", 0},
		{"above and across", "2", cells("420", 5, "-", 3), 3, 5, "-1", 2},
		{"nothing to say", "4", cells("420-", 6), 0, 6, "", Unanswered},
		{"the worse of two in the middle", "4", cells("4", 3, "2", 0, "0-", 3), 3, 0, "0-1", -1},
		{"everybody below", "4", cells("4", 0, "2", 0, "0-", 6), 6, 0, "0-1", -1},
	} {
		s := Spread{Item: "d03", Cells: c.cells}
		company, _ := Sheet{}.Give("d03", c.company, "p1", day1, 0)
		gaps := GapsOf(Figures{Company: company, People: []Spread{s}}, in)
		if len(gaps) != 1 {
			t.Fatalf("%s: %d gaps", c.name, len(gaps))
		}
		below := ""
		for _, l := range gaps[0].Below {
			below += l.ID
		}
		if g := gaps[0]; g.Less != c.less || g.Maybe != c.maybe || below != c.below {
			t.Errorf("%s: %d less, %d maybe, below %s", c.name, g.Less, g.Maybe, below)
		}
		if got := s.Middle(in.Items[2]); got != c.middle {
			t.Errorf("%s: the middle is %d, want %d", c.name, got, c.middle)
		}
	}
}

// TestGapsAreOfWhatIsDone: nobody can say less than 実施していない; and the
// widest gap comes first.
func TestGapsAreOfWhatIsDone(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	var f Figures
	for i, label := range []string{"4", "0", "-1", "2", "4"} {
		f.Company, _ = f.Company.Give(in.Items[i].ID, label, "p1", day1, 0)
	}
	f.People = []Spread{
		{Item: "d01", Cells: cells("4", 4, "20-", 3)}, {Item: "d02", Cells: cells("4", 0, "20-", 7)}, {Item: "d03", Cells: cells("4", 0, "20-", 7)},
		{Item: "d04", Cells: cells("42", 3, "0-", 4)}, {Item: "d06", Cells: cells("42", 3, "0-", 4)},
	}
	var got []string
	for _, g := range GapsOf(f, in) {
		got = append(got, g.Item.ID)
	}
	if want := []string{"d04", "d01"}; !slices.Equal(got, want) {
		t.Errorf("gaps %v, want %v", got, want)
	}
	f.People = nil
	if gaps := GapsOf(f, in); len(gaps) > 0 {
		t.Errorf("gaps of nothing published: %v", gaps)
	}
}
