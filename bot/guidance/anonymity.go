package guidance

import (
	"cmp"
	"math/bits"
	"slices"
)

// fewest is how many people a cell that holds anybody must hold.
const fewest = 3

// published cuts the labels of one item into neighbouring cells that show
// nobody. counts are how many people chose each label; it returns the first
// label of each cell. How many people are enough to publish anything at all is
// not decided here.
//
// Of all ways to cut it takes the finest in which every cell that holds
// anybody holds at least fewest and no label by itself holds everybody. Where
// several are as fine, the order of cuts decides, which looks at nothing.
//
// Who knows this rule, what it published, and their own answer, is left with
// at least two labels that anybody else may have chosen; the tests try all
// answers of small companies. Only answers that people gave themselves may be
// counted: whoever entered the others knows those, could subtract them and
// could make them up so as to steer the cut.
func published(counts []int) []int {
	for _, cut := range cuts(len(counts)) {
		if hides(counts, cut) {
			return cut
		}
	}
	return []int{0} // fewer people than a cell needs, or a single label to choose
}

// hides reports whether the cells of a cut show nobody among the counts.
func hides(counts, cut []int) bool {
	all := sum(counts)
	for i, from := range cut {
		to := end(cut, i, len(counts))
		n := sum(counts[from:to])
		if n > 0 && n < fewest || n == all && to-from == 1 {
			return false
		}
	}
	return true
}

// end is where the i-th cell of a cut of so many labels ends.
func end(cut []int, i, labels int) int {
	if i+1 < len(cut) {
		return cut[i+1]
	}
	return labels
}

func sum(counts []int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// maxLabels bounds how many labels are cut in all ways: there are 2^(n-1).
const maxLabels = 10

// cuts are all ways to cut so many labels into neighbouring cells, each as the
// first labels of its cells: the finest first, of those as fine the ones that
// cut nearer to the middle, where doing begins and not doing ends. More than
// maxLabels labels are not cut at all.
func cuts(labels int) [][]int {
	if labels > maxLabels {
		return [][]int{{0}}
	}
	var all [][]int
	for mask := range 1 << (labels - 1) {
		cut := make([]int, 1, bits.OnesCount(uint(mask))+1)
		for i := 1; i < labels; i++ {
			if mask>>(i-1)&1 != 0 {
				cut = append(cut, i)
			}
		}
		all = append(all, cut)
	}
	slices.SortStableFunc(all, func(a, b []int) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(fromMiddle(a, labels), fromMiddle(b, labels)), slices.Compare(a, b))
	})
	return all
}

// fromMiddle is how far a cut's borders are from the middle, all together.
func fromMiddle(cut []int, labels int) int {
	far := 0
	for _, at := range cut[1:] {
		far += max(2*at-labels, labels-2*at)
	}
	return far
}
