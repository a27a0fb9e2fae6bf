package dialogue_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// randomRounding is a company of five to eight in which some agree, some do
// not finish, some answer on paper and some are erased.
func randomRounding(rng *rand.Rand, lib *rubric.Library, in *rubric.Instrument) rounding {
	c := rounding{lib: lib, in: in, closed: rng.IntN(3) > 0}
	n := 5 + rng.IntN(4)
	for range in.Items {
		c.company = append(c.company, rng.IntN(3))
	}
	for r := range c.rounds {
		favourite, agree := rng.IntN(4), rng.IntN(10)
		for i := range n {
			a := answerer{paper: i > 0 && rng.IntN(9) == 0}
			for range in.Items {
				label := favourite
				if rng.IntN(10) >= agree {
					label = rng.IntN(4)
				}
				a.chosen = append(a.chosen, label)
			}
			if i > 0 && rng.IntN(9) == 0 {
				a.chosen = a.chosen[:rng.IntN(len(a.chosen))]
			}
			c.rounds[r] = append(c.rounds[r], a)
		}
	}
	if n > 6 && rng.IntN(2) == 0 {
		c.before = n - 1
	}
	if n > 5 && rng.IntN(2) == 0 {
		c.after = n - 2
	}
	return c
}

// cellText is what is published of the answers of some people to an item.
func cellText(in *rubric.Instrument, item int, chosen []int) string {
	counts := make([]int, len(in.Items[item].Labels))
	for _, label := range chosen {
		counts[label]++
	}
	return fmt.Sprint(guidance.CellsOf(in.Items[item].Labels, counts))
}

// others goes through all answers to an item that the counted could have given
// for the same to be published, were the manager's and nothing else known. It
// returns them, each as long as there are people.
func (c rounding) others(round, item int) (all [][]int) {
	who := c.counted(round)
	truth := make([]int, len(who))
	for k, i := range who {
		truth[k] = c.rounds[round][i].chosen[item]
	}
	want := cellText(c.in, item, truth)
	known := map[string]bool{}
	try := slices.Clone(truth)
	var fill func(k int)
	fill = func(k int) {
		if k == len(try) {
			counts := slices.Sorted(slices.Values(try))
			key := fmt.Sprint(counts)
			same, ok := known[key]
			if !ok {
				same = cellText(c.in, item, try) == want
				known[key] = same
			}
			if same {
				all = append(all, slices.Clone(try))
			}
			return
		}
		if who[k] == 0 {
			fill(k + 1) // the manager knows their own
			return
		}
		for label := range c.in.Items[item].Labels {
			try[k] = label
			fill(k + 1)
		}
		try[k] = truth[k]
	}
	fill(0)
	return all
}

// disguised are companies in which others answered otherwise, and of which a
// manager or expert should see exactly the same: between them everybody but
// the manager gives another answer to every question. It fails where somebody
// can have given only one.
func (c rounding) disguised(t *testing.T, rng *rand.Rand) []rounding {
	var list []rounding
	for r := range c.rounds {
		if r == 1 && !c.closed {
			continue
		}
		who := c.counted(r)
		if len(who) < guidance.DefaultK {
			other := c.clone()
			for _, i := range who {
				scramble(rng, other.rounds[r][i:i+1], i)
			}
			list = append(list, other)
			continue
		}
		for item := range c.in.Items {
			list = c.disguise(t, list, r, item, who)
		}
	}
	for i := range list {
		list[i].hide(rng)
	}
	return list
}

// disguise puts into the list's companies, and new ones where these are not
// enough, answers to an item that differ for everybody in at least one.
func (c rounding) disguise(t *testing.T, list []rounding, round, item int, who []int) []rounding {
	all := c.others(round, item)
	left := map[int]bool{}
	for k, i := range who {
		if i > 0 {
			left[k] = true
		}
	}
	for n := 0; len(left) > 0; n++ {
		best, gain := []int(nil), 0
		for _, try := range all {
			if g := c.differing(round, item, who, try, left); g > gain {
				best, gain = try, g
			}
		}
		if best == nil {
			t.Errorf("round %d, question %d: only one answer is possible for %d people of %+v", round+1, item+1, len(left), c.rounds[round])
			return list
		}
		if n == len(list) {
			list = append(list, c.clone())
		}
		for k, i := range who {
			if c.rounds[round][i].chosen[item] != best[k] {
				delete(left, k)
			}
			list[n].rounds[round][i].chosen[item] = best[k]
		}
	}
	return list
}

func (c rounding) differing(round, item int, who, try []int, left map[int]bool) (n int) {
	for k, i := range who {
		if left[k] && try[k] != c.rounds[round][i].chosen[item] {
			n++
		}
	}
	return n
}

// hide changes the answers that count nowhere: of those who did not finish,
// and of those who were erased before the close.
func (c *rounding) hide(rng *rand.Rand) {
	for r := range c.rounds {
		for i, a := range c.rounds[r] {
			if i > 0 && !a.paper && (len(a.chosen) < len(c.in.Items) || r == 0 && i == c.before) {
				scramble(rng, c.rounds[r][i:i+1], i)
			}
		}
	}
}

// scramble changes answers, but for the manager's and those on paper.
func scramble(rng *rand.Rand, people []answerer, from int) {
	for i := range people {
		for k := range people[i].chosen {
			if i+from > 0 && !people[i].paper {
				people[i].chosen[k] = (people[i].chosen[k] + 1 + rng.IntN(3)) % 4
			}
		}
	}
}

// TestNothingTellsWhatSomebodyAnswered has random companies live through two
// rounds, and then the same companies with other answers of which the same is
// to be published. The manager and the expert, who try every door, must not
// see any difference: so whatever they look at, for everybody else at least
// two answers to every question are possible.
func TestNothingTellsWhatSomebodyAnswered(t *testing.T) {
	lib, few := fewQuestions(t)
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 7))
		c := randomRounding(rng, lib, few)
		if seed == 5 {
			c = randomRounding(rng, lib, lib.Current(rubric.Diagnosis))
		}
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			one := c.live(t)
			alike(t, one, c.disguised(t, rng), true)
			shuffled := c.clone()
			c.shuffle(rng, &shuffled)
			alike(t, c.live(t), []rounding{shuffled}, true)
			if !c.closed {
				other := c.clone()
				scramble(rng, other.rounds[1], 0)
				alike(t, c.live(t), []rounding{other}, false)
			}
			c.checkPublished(t, one)
		})
	}
}

// shuffle hands the answers to each question around among those who count.
func (c rounding) shuffle(rng *rand.Rand, other *rounding) {
	for r := range c.rounds {
		who := slices.DeleteFunc(c.counted(r), func(i int) bool { return i == 0 })
		for item := range c.in.Items {
			for k, from := range rng.Perm(len(who)) {
				other.rounds[r][who[k]].chosen[item] = c.rounds[r][who[from]].chosen[item]
			}
		}
	}
}

// alike compares what manager and expert see, and where it is asked for also
// what comes of every button that does something.
func alike(t *testing.T, one *world, others []rounding, press bool) {
	t.Helper()
	type look struct {
		texts map[string]string
		done  []string
	}
	see := func(w *world) map[string]look {
		all := map[string]look{}
		for _, who := range []string{"山田", "中村"} {
			texts, deeds := w.seen(who)
			l := look{texts: texts, done: w.shared(who, deeds)}
			if len(l.done) < 2 && who == "山田" {
				t.Errorf("only %d things were shared", len(l.done))
			}
			for _, id := range deeds {
				if press {
					l.done = append(l.done, string(id)+" "+everything(t, w.press(who, id, nil)))
				}
			}
			all[who] = l
		}
		return all
	}
	want := see(one)
	if n := len(want["山田"].texts); n < 100 {
		t.Errorf("only %d views were seen", n)
	}
	for _, other := range others {
		for who, got := range see(other.live(t)) {
			for key, text := range want[who].texts {
				if got.texts[key] != text {
					t.Errorf("%s sees at %s\n%s\nand with other answers\n%s", who, key, text, got.texts[key])
				}
			}
			if len(got.texts) != len(want[who].texts) || !slices.Equal(got.done, want[who].done) {
				t.Errorf("%s is led elsewhere by other answers: %d and %d views", who, len(want[who].texts), len(got.texts))
			}
		}
	}
}

// checkPublished sees that the comparison above is of something: the figures
// are there where they should be, and count whom they should.
func (c rounding) checkPublished(t *testing.T, w *world) {
	t.Helper()
	w.read(func(tx *store.Tx) error {
		for r := range c.rounds {
			if r == 1 && !c.closed {
				continue
			}
			f, err := tx.Figures(r + 1)
			if err != nil {
				return err
			}
			who := c.counted(r)
			if f.Own() != len(who) || (f.People != nil) != (len(who) >= guidance.DefaultK) {
				t.Errorf("round %d counts %d of %d, %d spreads", r+1, f.Own(), len(who), len(f.People))
			}
			for item, s := range f.People {
				var chosen []int
				for _, i := range who {
					chosen = append(chosen, c.rounds[r][i].chosen[item])
				}
				if got := fmt.Sprint(s.Cells); got != cellText(c.in, item, chosen) {
					t.Errorf("round %d, question %d: %s", r+1, item+1, got)
				}
			}
		}
		return nil
	})
}

// TestADifferenceIsSeen: the comparison above sees the manager's own answer on
// the manager's own page, and what the people say where it is published.
func TestADifferenceIsSeen(t *testing.T) {
	lib, few := fewQuestions(t)
	c := rounding{lib: lib, in: few, company: []int{0, 0, 0}}
	for r := range c.rounds {
		for range 6 {
			c.rounds[r] = append(c.rounds[r], answerer{chosen: []int{0, 1, 2}})
		}
	}
	other := c.clone()
	other.rounds[1][0].chosen[0] = 3
	for i := range other.rounds[0] {
		other.rounds[0][i].chosen[1] = 3
	}
	one, _ := c.live(t).seen("山田")
	two, _ := other.live(t).seen("山田")
	for _, key := range []string{"diagnosis/1", "figures/1", "figures/1/1", "gaps/1", "dig/1", "probe/1/d02", "says 本音ギャップ"} {
		if _, looked := one[key]; !looked {
			t.Errorf("%s was not looked at", key)
		} else if one[key] == two[key] {
			t.Errorf("other answers make no difference at %s:\n%s", key, one[key])
		}
	}
}
