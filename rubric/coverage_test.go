package rubric

import (
	"encoding/csv"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// bulletsOfPage is how many bullets of each page of the seed the table lists,
// so that none can be dropped from the table either.
var bulletsOfPage = map[int]int{
	13: 12, 14: 22, 15: 24, 16: 9,
	20: 20, 21: 6, 22: 10, 23: 7, 24: 11, 25: 3,
	26: 7, 27: 7, 28: 12, 29: 6, 30: 7, 31: 10, 32: 15,
	33: 6, 34: 6, 35: 7, 36: 5,
	37: 8, 38: 6, 39: 8, 40: 6, 41: 7,
	42: 6, 43: 3, 44: 9,
}

// Everything that seed pp. 13–16 and 20–44 say has its place: the table names
// for each bullet where it went and a phrase that must stand there.
func TestSeedIsCovered(t *testing.T) {
	f, err := os.Open("testdata/coverage.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lib, count, seen := MustEmbedded(), map[int]int{}, map[string]bool{}
	for _, row := range rows[1:] {
		page, err := strconv.Atoi(row[0])
		if err != nil {
			t.Fatal(err)
		}
		if key := strings.Join(row, "|"); seen[key] {
			t.Errorf("twice: %s", key)
		} else {
			seen[key] = true
		}
		count[page]++
		text := placeText(t, lib, row[2], row[0])
		if row[3] == "" || !strings.Contains(text, row[3]) {
			t.Errorf("p. %d, %s: %s does not hold %q", page, row[1], row[2], row[3])
		}
	}
	if !maps.Equal(count, bulletsOfPage) {
		t.Errorf("bullets listed by page: %v\nwant %v", count, bulletsOfPage)
	}
}

// placeText is everything that stands in a place of the library: a reading,
// an edition's groups, or one field of an item. Of help it is only what
// says that it retells the page.
func placeText(t *testing.T, lib *Library, where, page string) string {
	t.Helper()
	parts := strings.Split(where, "/")
	if parts[0] == "readings" {
		r, ok := lib.Reading(parts[1])
		if !ok {
			t.Fatalf("no %s", where)
		}
		return readingText(r)
	}
	in, ok := lib.Instrument(parts[0])
	if !ok {
		t.Fatalf("no %s", where)
	}
	if parts[1] == "groups" {
		return groupText(in)
	}
	it, ok := in.Item(parts[1])
	if !ok {
		t.Fatalf("no %s", where)
	}
	return itemText(t, it, parts[2], page)
}

func readingText(r Reading) string {
	text := []string{r.Title}
	for _, s := range r.Sections {
		text = slices.Concat(text, []string{s.Heading}, s.Body, s.Points)
		for _, l := range s.Links {
			text = append(text, l.Label, l.URL)
		}
	}
	return strings.Join(text, "\n")
}

func groupText(in *Instrument) string {
	var text []string
	for _, g := range in.Groups {
		text = append(text, g.Title, g.Card)
	}
	return strings.Join(text, "\n")
}

func itemText(t *testing.T, it *Item, field, page string) string {
	t.Helper()
	switch field {
	case "title":
		return it.Title
	case "column":
		return it.Column
	case "question":
		return it.Question
	case "probes":
		return strings.Join(it.Probes, "\n")
	case "notes":
		return strings.Join(it.Notes, "\n")
	case "labels":
		var texts []string
		for _, l := range it.Labels {
			texts = append(texts, l.Text)
		}
		return strings.Join(texts, "／")
	case "help":
		var texts []string
		for i, h := range it.Help {
			if it.HelpPages[i] == page {
				texts = append(texts, h)
			}
		}
		return strings.Join(texts, "\n")
	}
	t.Fatalf("no field %s", field)
	return ""
}
