package guidance

import (
	"reflect"
	"testing"
	"time"

	"daicho/rubric"
)

// asked is the records of a closing round: people, their sheets, what was
// replaced in them.
type asked struct {
	Reader
	people   []Person
	sheets   map[PersonID]Sheet
	replaced map[PersonID][]Change
	company  Sheet
}

func (a asked) People() ([]Person, error)                            { return a.people, nil }
func (a asked) CompanySheet(int) (Sheet, error)                      { return a.company, nil }
func (a asked) DiagnosisSheet(p PersonID, _ int) (Sheet, error)      { return a.sheets[p], nil }
func (a asked) DiagnosisChanges(p PersonID, _ int) ([]Change, error) { return a.replaced[p], nil }

// all is a sheet with the same label everywhere, entered by somebody.
func all(in *rubric.Instrument, label string, by PersonID, items int) Sheet {
	s := Sheet{Edition: in.Edition}
	for _, item := range in.Items[:items] {
		s, _ = s.Give(item.ID, label, by, time.Unix(0, 0), s.Rev)
	}
	return s
}

func TestFiguresOf(t *testing.T) {
	lib := rubric.MustEmbedded()
	in := lib.Current(rubric.Diagnosis)
	person := func(id PersonID, r Role) Person { return Person{ID: id, Role: r} }
	thrown := Sheet{Edition: in.Edition, Rev: 25}
	for _, item := range in.Items {
		thrown, _ = thrown.Give(item.ID, "0", "p11", time.Unix(0, 0), thrown.Rev)
	}
	again, out := all(in, "4", "p2", 25).Give("d01", "2", "p2", time.Unix(0, 0), 25)
	again, back := again.Give("d01", "4", "p2", time.Unix(0, 0), 26)
	paper, _ := Sheet{Edition: in.Edition}.Give("d01", "4", "p1", time.Unix(0, 0), 0)
	paper, own := paper.Give("d01", "0", "p10", time.Unix(0, 0), 1)
	for _, item := range in.Items[1:] {
		paper, _ = paper.Give(item.ID, "0", "p10", time.Unix(0, 0), paper.Rev)
	}
	a := asked{
		people: []Person{person("p1", Manager), person("p2", Employee), person("p3", Employee), person("p4", Employee), person("p5", Employee),
			person("p6", Employee), person("p7", Employee), person("p8", Expert), person("p9", Manager), person("p10", Employee), person("p11", Employee)},
		sheets: map[PersonID]Sheet{
			"p1": all(in, "4", "p1", 25), "p2": again, "p3": all(in, "4", "p3", 25), "p4": all(in, "0", "p4", 25),
			"p5":  all(in, "2", "p5", 25),
			"p6":  all(in, "0", "p1", 25), // on paper
			"p7":  all(in, "0", "p7", 24), // not whole
			"p8":  all(in, "0", "p8", 25), // not asked
			"p9":  all(in, "0", "p9", 25), // fills in the company's sheet
			"p10": paper,                  // once on paper
			"p11": thrown,                 // entered for them, and thrown away
		},
		replaced: map[PersonID][]Change{"p10": {*own.Was}, "p2": {*out.Was, *back.Was}},
		company:  all(in, "4", "p9", 25),
	}
	at := time.Unix(1, 0)
	round := Round{No: 3, Edition: in.Edition, Filler: "p9"}
	f, err := FiguresOf(a, lib, round, at)
	if err != nil {
		t.Fatal(err)
	}
	if f.Round != 3 || f.Edition != in.Edition || !f.At.Equal(at) || f.K != DefaultK || f.Asked != 9 || f.Whole != 8 || f.ByProxy != 3 || f.Own() != 5 {
		t.Errorf("%+v", f)
	}
	if !reflect.DeepEqual(f.Company, a.company) || len(f.People) != 25 {
		t.Errorf("company %+v, %d spreads", f.Company, len(f.People))
	}
	want := []Cell{{[]string{"4", "2", "0"}, 5}, {[]string{"-1"}, 0}}
	if s, ok := f.Spread("d25"); !ok || !reflect.DeepEqual(s.Cells, want) {
		t.Errorf("cells %+v, want %+v", s.Cells, want)
	}
	round.K = 6
	if f, err := FiguresOf(a, lib, round, at); err != nil || f.People != nil || f.Own() != 5 {
		t.Errorf("with a K of 6: %+v, %v", f.People, err)
	}
	if _, ok := f.Spread("d99"); ok {
		t.Error("a spread of no item")
	}
	round.Edition = "gone"
	if _, err := FiguresOf(a, lib, round, at); err == nil {
		t.Error("an edition that is not loaded is counted")
	}
}
