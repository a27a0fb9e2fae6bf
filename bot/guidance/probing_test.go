package guidance

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"daicho/rubric"
)

var day1 = time.Unix(1_800_000_000, 0)

// TestWriting is two people at the same page.
func TestWriting(t *testing.T) {
	p := Probing{Round: 1, Item: "d01"}
	var replaced []Change
	write := func(key, text string, by PersonID, drawn int) Outcome {
		var out Outcome
		p, out = p.Write(key, "", text, by, day1, drawn, replaced)
		if out.Was != nil {
			replaced = append(replaced, *out.Was)
		}
		return out
	}
	if out := write(Grounds, "点検表がある", "p1", 0); !out.Changed || p.Written() != 1 {
		t.Errorf("%+v", out)
	}
	if out := write(Grounds, "", "p2", 0); out.Changed || out.Conflict != nil {
		t.Errorf("an empty text that was empty before p1 wrote: %+v", out)
	}
	if out := write(Grounds, "見た", "p2", 0); out.Conflict == nil || out.Conflict.By != "p1" {
		t.Errorf("p2 did not see what p1 wrote: %+v", out)
	}
	if out := write(Grounds, "見た", "p2", 1); !out.Changed || out.Was == nil || out.Was.Was.Note != "点検表がある" {
		t.Errorf("p2 saw what p1 wrote: %+v", out)
	}
	if out := write(Grounds, "点検表がある", "p1", 1); out.Changed || out.Conflict != nil {
		t.Errorf("p1 left it as it was at 1: %+v", out)
	}
	if out := write(Grounds, "", "p1", 2); !out.Changed || p.Written() != 0 || p.Text(Grounds) != "" {
		t.Errorf("taken away: %+v", out)
	}
	if out := write(Exceptions, "倉庫", "p2", 0); !out.Changed || len(replaced) != 2 {
		t.Errorf("another text: %+v, %d replaced", out, len(replaced))
	}
}

func TestProbeKeys(t *testing.T) {
	seen := map[string]string{}
	for _, item := range rubric.MustEmbedded().Current(rubric.Diagnosis).Items {
		for _, probe := range item.Probes {
			key := ProbeKey(probe)
			if other, ok := seen[item.ID+key]; ok {
				t.Errorf("%q and %q of %s share %s", probe, other, item.ID, key)
			}
			seen[item.ID+key] = probe
			if len(key) > 9 {
				t.Errorf("%s is long", key)
			}
		}
	}
	if ProbeKey("ＯＳは 最新か") != ProbeKey("osは  最新か") {
		t.Error("width and case make another probe")
	}
}

func TestDigs(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	company := Sheet{}
	for i, label := range []string{"4", "2", "0", "-1", "4", "4", "4"} {
		company, _ = company.Give(in.Items[i].ID, label, "p1", day1, 0)
	}
	for _, item := range in.Items[8:] {
		company, _ = company.Give(item.ID, "2", "p1", day1, 0)
	}
	company, _ = company.Annotate("d06", "点検表", "p1", day1, 0)
	written := Probing{Texts: Sheet{Answers: []Answer{{Item: Grounds, Note: "見た"}}}}
	gaps := []Gap{{Item: in.Items[6], Less: 3}, {Item: in.Items[1], Less: 4}, {Item: in.Items[0], Maybe: 5}}
	list, err := DigsOf(in, company, gaps, func(item string) (Probing, error) {
		if item == "d05" {
			return written, nil
		}
		return Probing{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range list {
		got = append(got, fmt.Sprint(d.Item.ID, d.Doubts))
	}
	want := []string{"d02[0]", "d07[0 3]", "d04[1]", "d08[2]", "d01[3]", "d05[]"}
	if !slices.Equal(got, want) {
		t.Errorf("list %v, want %v", got, want)
	}
	broken := errors.New("disk")
	if _, err := DigsOf(in, company, nil, func(string) (Probing, error) { return Probing{}, broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}
