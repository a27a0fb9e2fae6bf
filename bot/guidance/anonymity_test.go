package guidance

import (
	"fmt"
	"slices"
	"testing"
)

// spreads calls yield with every way in which n people can choose among so
// many labels, as counts.
func spreads(n, labels int, yield func([]int)) {
	counts := make([]int, labels)
	var fill func(at, left int)
	fill = func(at, left int) {
		if at == labels-1 {
			counts[at] = left
			yield(slices.Clone(counts))
			return
		}
		for c := range left + 1 {
			counts[at] = c
			fill(at+1, left-c)
		}
	}
	fill(0, n)
}

// words is what a rule publishes of counts.
func words(rule func([]int) []int, counts []int) string {
	cut, text := rule(counts), ""
	for i, from := range cut {
		to := end(cut, i, len(counts))
		text += fmt.Sprint(from, "-", to, ":", sum(counts[from:to]), " ")
	}
	return text
}

// shown looks at all answers that n people can give to a question, grouped by
// what the rule publishes of them, with the eyes of somebody who knows only
// that, and of each who also gave an answer. It says whose answers they know.
func shown(rule func([]int) []int, n, labels int) (found []string) {
	groups := map[string][][]int{}
	spreads(n, labels, func(counts []int) {
		w := words(rule, counts)
		groups[w] = append(groups[w], counts)
	})
	for w, group := range groups {
		for own := -1; own < labels; own++ {
			if set := possible(group, own); set != 0 && set&(set-1) == 0 {
				found = append(found, fmt.Sprintf("%d people, published %s: who said %d tells the others", n, w, own))
			}
		}
	}
	return found
}

// possible are the labels that one of the others may have chosen, a bit each,
// for somebody who chose own, or chose nothing where own is below 0.
func possible(group [][]int, own int) (set uint) {
	for _, counts := range group {
		if own >= 0 && counts[own] == 0 {
			continue
		}
		for label, c := range counts {
			if c > 1 || c == 1 && label != own {
				set |= 1 << label
			}
		}
	}
	return set
}

// TestNobodyIsShown tries all answers that companies of up to 16 people can
// give: whatever is published, at least two labels are possible for everybody,
// also for somebody who knows one of the answers, their own.
func TestNobodyIsShown(t *testing.T) {
	for labels := 2; labels <= 5; labels++ {
		most := 16
		if labels == 5 {
			most = 11
		}
		for n := 1; n <= most; n++ {
			for _, text := range shown(published, n, labels) {
				t.Errorf("%d labels, %s", labels, text)
			}
		}
	}
}

// TestLooserRulesShowSomebody: what the search above finds in rules that are a
// little too generous.
func TestLooserRulesShowSomebody(t *testing.T) {
	for name, rule := range map[string]func([]int) []int{
		"everything as it is": func(c []int) []int { return cuts(len(c))[0] },
		"cells of one": func(c []int) []int {
			for _, cut := range cuts(len(c)) {
				fine := true
				for i, from := range cut {
					n := sum(c[from:end(cut, i, len(c))])
					fine = fine && (n != sum(c) || end(cut, i, len(c))-from > 1)
				}
				if fine {
					return cut
				}
			}
			return []int{0}
		},
		"everybody in one label": func(c []int) []int {
			for _, cut := range cuts(len(c)) {
				fine := true
				for i, from := range cut {
					n := sum(c[from:end(cut, i, len(c))])
					fine = fine && (n == 0 || n >= fewest)
				}
				if fine {
					return cut
				}
			}
			return []int{0}
		},
	} {
		found := 0
		for n := DefaultK; n <= 8; n++ {
			found += len(shown(rule, n, 4))
		}
		if found == 0 {
			t.Errorf("%s: nobody is found", name)
		}
	}
}

func TestPublished(t *testing.T) {
	for _, c := range []struct {
		name   string
		counts []int
		want   string
	}{
		{"all apart", []int{3, 4, 3, 3}, "0-1:3 1-2:4 2-3:3 3-4:3 "},
		{"nobody in one", []int{5, 0, 4, 0}, "0-1:5 1-2:0 2-3:4 3-4:0 "},
		{"one dissenter", []int{6, 0, 0, 1}, "0-4:7 "},
		{"one neighbour", []int{5, 1, 0, 0}, "0-2:6 2-3:0 3-4:0 "},
		{"unanimous at the top", []int{6, 0, 0, 0}, "0-2:6 2-3:0 3-4:0 "},
		{"unanimous below", []int{0, 0, 6, 0}, "0-1:0 1-2:0 2-4:6 "},
		{"unanimous in part", []int{0, 6, 0, 0}, "0-2:6 2-3:0 3-4:0 "},
		{"few of the last two", []int{4, 3, 2, 1}, "0-1:4 1-2:3 2-4:3 "},
		{"five", []int{3, 0, 1, 1}, "0-4:5 "},
		{"too few", []int{1, 1, 0, 0}, "0-4:2 "},
		{"one label", []int{7}, "0-1:7 "},
	} {
		if got := words(published, c.counts); got != c.want {
			t.Errorf("%s: %v is published as %s, want %s", c.name, c.counts, got, c.want)
		}
	}
}
