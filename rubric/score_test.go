package rubric

import (
	"iter"
	"maps"
	"strconv"
	"sync"
	"testing"
)

func pairs(list ...string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i := 0; i < len(list); i += 2 {
			if !yield(list[i], list[i+1]) {
				return
			}
		}
	}
}

func TestScoreOfFewAnswers(t *testing.T) {
	tests := []struct {
		name                      string
		kind                      Kind
		answers                   iter.Seq2[string, string]
		total, answered, concerns int
	}{
		{"nothing", Checklist, pairs(), 0, 0, 0},
		{"unknown item", Checklist, pairs("c99", "3", "d01", "4", "", ""), 0, 0, 0},
		{"unknown label", Checklist, pairs("c01", "4", "c02", "-1", "c03", ""), 0, 0, 0},
		{"an answer worth 0 is an answer", Checklist, pairs("c01", "0"), 0, 1, 1},
		{"no helpdesk is 2 points and a concern", Checklist, pairs("c12", "2"), 2, 1, 1},
		{"the last of two counts", Checklist, pairs("c01", "3", "c01", "1"), 1, 1, 1},
		{"わからない is -1 in the diagnosis", Diagnosis, pairs("d01", "-1", "d02", "4"), 3, 2, 1},
		{"一部 is no concern", Diagnosis, pairs("d01", "2", "d25", "0"), 2, 2, 1},
	}
	for _, tt := range tests {
		in := current(t, tt.kind)
		s := in.ScoreSeq(tt.answers)
		if s.Total != tt.total || s.Answered != tt.answered || s.Of != len(in.Items) {
			t.Errorf("%s: %d points from %d of %d", tt.name, s.Total, s.Answered, s.Of)
		}
		if n := in.CountConcernsSeq(tt.answers); n != tt.concerns || len(in.ConcernsSeq(tt.answers)) != n {
			t.Errorf("%s: %d concerns, want %d", tt.name, n, tt.concerns)
		}
		if m := in.Score(maps.Collect(tt.answers)); m.Total != s.Total || m.Answered != s.Answered {
			t.Errorf("%s: the map gives %d from %d, the pairs %d from %d", tt.name, m.Total, m.Answered, s.Total, s.Answered)
		}
	}
}

// Every total that one label for all gives is what the points say.
func TestScoreOfAllAlike(t *testing.T) {
	for _, kind := range []Kind{Checklist, Diagnosis} {
		in := current(t, kind)
		for _, l := range in.Items[0].Labels {
			answers := map[string]string{}
			for _, it := range in.Items {
				answers[it.ID] = l.ID
			}
			points, _ := strconv.Atoi(l.ID)
			if s := in.Score(answers); s.Total != points*len(in.Items) {
				t.Errorf("%s: all %s give %d", kind, l.ID, s.Total)
			}
		}
	}
}

func TestLookups(t *testing.T) {
	in := current(t, Checklist)
	it, ok := in.Item("c12")
	if !ok || it.No != 12 || it.Title != "利用者サポートの体制を確認する" {
		t.Fatalf("Item(c12) = %+v, %v", it, ok)
	}
	if l, ok := it.Label("2"); !ok || l.Text != "ヘルプデスクなし" {
		t.Errorf("Label(2) = %+v, %v", l, ok)
	}
	if _, ok := it.Label("4"); ok {
		t.Error("Label(4) was found")
	}
	if _, ok := in.Item("d12"); ok {
		t.Error("Item(d12) was found in the checklist")
	}
	g, ok := in.Group(it.Group)
	if !ok || g.Mark != "Ⅲ" || g.Card != "セキュリティ管理のポイント" || g.Short != "管理" {
		t.Errorf("Group = %+v, %v", g, ok)
	}
	if _, ok := in.Group("4"); ok {
		t.Error("Group(4) was found")
	}
	if in.PageItems(0) != nil || in.PageItems(4) != nil {
		t.Error("there are items on pages that are not there")
	}
	if MustEmbedded().Current("other") != nil {
		t.Error("an instrument of an unknown kind was found")
	}
}

// One instrument serves every goroutine; the race detector watches.
func TestConcurrentUse(t *testing.T) {
	in := current(t, Checklist)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range in.Items {
				in.Items[i].Read("確認済み")
				in.Score(map[string]string{in.Items[i].ID: "1"})
				in.Concerns(map[string]string{in.Items[i].ID: "1"})
			}
		})
	}
	wg.Wait()
}

func BenchmarkScore(b *testing.B) {
	in, answers := current(b, Checklist), examples(b)[4].answers
	b.ReportAllocs()
	for b.Loop() {
		in.Score(answers)
	}
}

// BenchmarkScoreSeq is the form the ledger uses: answers in a slice.
func BenchmarkScoreSeq(b *testing.B) {
	in := current(b, Checklist)
	type answer struct{ item, label string }
	var list []answer
	for item, label := range examples(b)[4].answers {
		list = append(list, answer{item, label})
	}
	seq := func(yield func(string, string) bool) {
		for _, a := range list {
			if !yield(a.item, a.label) {
				return
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		in.ScoreSeq(seq)
		in.CountConcernsSeq(seq)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(validFolder()); err != nil {
			b.Fatal(err)
		}
	}
}
