package rubric

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// The bounds of an instrument. A page of fields must fit every surface, and
// scoring keeps one small number an item.
const (
	maxItems    = 64
	maxGroups   = 8
	maxPageSize = 6
	maxHelp     = 12
)

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// validate checks what concerns several rows at once.
func (d *draft) validate() {
	d.checkGroups()
	d.checkItems()
	d.checkPages()
	d.checkClauses()
	for i := range d.in.Items {
		d.checkLabels(&d.in.Items[i], d.itemLines[i])
		d.checkHelp(&d.in.Items[i], d.itemLines[i])
	}
	if len(d.list) == 0 { // sums only where every part is right
		d.checkMaxima()
		d.checkBands()
	}
}

// checkID wants an ASCII id that is not yet in seen.
func (ps *problems) checkID(file string, line int, id string, seen map[string]bool) {
	if !idForm.MatchString(id) {
		ps.add(file, line, fmt.Sprintf("the id %q cannot be used", clip(id)), "Use a to z and 0 to 9, with single hyphens between",
			fmt.Sprintf("id「%s」は使えません。半角の小文字と数字（間にハイフン）で書いてください。", clip(id)))
	}
	if seen[id] {
		ps.add(file, line, fmt.Sprintf("the id %q is there twice", clip(id)), "Give every row an id of its own",
			fmt.Sprintf("id「%s」が重複しています。行ごとに別の id を付けてください。", clip(id)))
	}
	seen[id] = true
}

func (d *draft) checkGroups() {
	file := d.path("groups.csv")
	for i, g := range d.in.Groups {
		if !slices.ContainsFunc(d.in.Items, func(it Item) bool { return it.Group == g.ID }) {
			d.add(file, d.groupLines[i], fmt.Sprintf("the group %q has no items", g.ID), "Give it items in items.csv, or remove it",
				fmt.Sprintf("グループ「%s」の項目がありません。items.csv に足すか、行を消してください。", g.ID))
		}
	}
	if n := len(d.in.Groups); n > maxGroups {
		d.add(file, 0, fmt.Sprintf("there are %d groups, more than %d", n, maxGroups), "Join some of them",
			fmt.Sprintf("グループが%d個あります。%d個以内にまとめてください。", n, maxGroups))
	}
}

func (d *draft) checkItems() {
	file := d.path("items.csv")
	if n := len(d.in.Items); n > maxItems {
		d.add(file, 0, fmt.Sprintf("there are %d items, more than %d", n, maxItems), "Remove some of them",
			fmt.Sprintf("項目が%d個あります。%d個以内にしてください。", n, maxItems))
	}
	place, inOrder := 0, true // in Groups; whether the numbers were right so far
	for i, it := range d.in.Items {
		line := d.itemLines[i]
		if it.No != i+1 && inOrder { // said once, not again for all that follow
			inOrder = false
			d.add(file, line, fmt.Sprintf("the item's no is %d where %d is next", it.No, i+1), "Number the items 1, 2, 3 … in the order of the rows",
				fmt.Sprintf("no が %d ですが、次は %d です。行の順に 1、2、3… と番号を付けてください。", it.No, i+1))
		}
		at := slices.IndexFunc(d.in.Groups, func(g Group) bool { return g.ID == it.Group })
		if at < 0 {
			d.add(file, line, fmt.Sprintf("there is no group %q", clip(it.Group)), "Use an id from groups.csv",
				fmt.Sprintf("「%s」というグループはありません。groups.csv の id を書いてください。", clip(it.Group)))
			continue
		}
		if at < place {
			d.add(file, line, fmt.Sprintf("group %q begins again after another", it.Group), "Put the items of a group one below the other, in the order of groups.csv",
				fmt.Sprintf("グループ「%s」が離れています。同じグループの項目は、groups.csv の順に続けて並べてください。", it.Group))
		}
		place = max(place, at)
	}
}

// checkPages wants pages 1, 2, 3 … that hold at most maxPageSize items of
// one group.
func (d *draft) checkPages() {
	file := d.path("items.csv")
	page, size, group := 0, 0, ""
	for i, it := range d.in.Items {
		line := d.itemLines[i]
		switch {
		case it.Page == page+1:
			page, size, group = it.Page, 0, it.Group
		case it.Page != page || page == 0:
			d.add(file, line, fmt.Sprintf("the page is %d, but page %d is next", it.Page, page+1), "Number the pages 1, 2, 3 … without a gap",
				fmt.Sprintf("page が %d ですが、次は %d ページです。ページは 1 から順に、抜けのないように付けてください。", it.Page, page+1))
			return
		case it.Group != group:
			d.add(file, line, fmt.Sprintf("page %d holds items of two groups", page), "Begin a new page with a new group",
				fmt.Sprintf("%d ページに2つのグループの項目があります。グループが変わるところでページを分けてください。", page))
			group = it.Group
		}
		if size++; size == maxPageSize+1 {
			d.add(file, line, fmt.Sprintf("page %d has more than %d items", page, maxPageSize), "Spread them over two pages",
				fmt.Sprintf("%d ページの項目が%d個を超えています。2ページに分けてください。", page, maxPageSize))
		}
	}
}

// checkLabels wants exactly the labels of the scale, each readable in one way.
func (d *draft) checkLabels(it *Item, itemLine int) {
	file, lines := d.path("labels.csv"), d.labelLines[it.ID]
	seen := map[int]bool{}
	for i, l := range it.Labels {
		if l.ID != strconv.Itoa(l.Points) {
			d.add(file, lines[i], fmt.Sprintf("the label's id is %q but it is worth %d", clip(l.ID), l.Points), "Write the points as its id",
				fmt.Sprintf("id が「%s」ですが、配点は %d です。id には配点と同じ数字を書いてください。", clip(l.ID), l.Points))
		}
		if seen[l.Points] || !slices.Contains(d.points, l.Points) {
			d.add(file, lines[i], fmt.Sprintf("item %s has a label worth %d too many", it.ID, l.Points), "Give each item one label for each of the points in about.csv",
				fmt.Sprintf("項目 %s に %d 点の選択肢が余分にあります。about.csv の points の各点につき1つずつにしてください。", it.ID, l.Points))
		}
		seen[l.Points] = true
		d.checkConcern(it, l, lines[i])
		d.checkTexts(it, i, lines[i])
	}
	for _, p := range d.points {
		if !seen[p] {
			d.add(d.path("items.csv"), itemLine, fmt.Sprintf("item %s has no label worth %d", it.ID, p), "Add it to labels.csv",
				fmt.Sprintf("項目 %s に %d 点の選択肢がありません。labels.csv に足してください。", it.ID, p))
		}
	}
}

// checkTexts enters the spellings of label i and finds one that another
// label of the item has too.
func (d *draft) checkTexts(it *Item, i, line int) {
	l := it.Labels[i]
	for _, spelling := range append([]string{l.Text}, l.Aliases...) {
		key := fold(spelling)
		if other, ok := it.texts[key]; ok {
			d.add(d.path("labels.csv"), line, fmt.Sprintf("item %s: %q also means %q", it.ID, clip(spelling), clip(it.Labels[other].Text)), "Keep each spelling once in an item",
				fmt.Sprintf("項目 %s の「%s」は「%s」としても読めます。同じ書き方は1つの項目に1回だけにしてください。", it.ID, clip(spelling), clip(it.Labels[other].Text)))
			continue
		}
		it.texts[key] = i
	}
}

// noHelpdesk is worth 2 points and still wants attention: there is nobody to
// ask.
const noHelpdesk = "ヘルプデスクなし"

// checkConcern wants every low label ranked, so that nothing that wants
// attention can hide behind a total. In the checklist low is 0 and 1 point,
// in the diagnosis 0 and less.
func (d *draft) checkConcern(it *Item, l Label, line int) {
	file, low := d.path("labels.csv"), 0
	if d.in.Kind == Checklist {
		low = 1
	}
	if (l.Points <= low || fold(l.Text) == fold(noHelpdesk)) && l.Concern == NoConcern {
		d.add(file, line, fmt.Sprintf("item %s: %q has no concern", it.ID, clip(l.Text)), "Write known-bad, unknown or not-yet",
			fmt.Sprintf("項目 %s の「%s」は要注意の答えです。concern 列に known-bad（問題がある）、unknown（わからない）、not-yet（未確認）のどれかを書いてください。", it.ID, clip(l.Text)))
	}
	if l.Points == slices.Max(d.points) && l.Concern != NoConcern {
		d.add(file, line, fmt.Sprintf("item %s: the best answer %q has a concern", it.ID, clip(l.Text)), "Leave its concern empty",
			fmt.Sprintf("項目 %s の「%s」は最高点の答えです。concern 列は空にしてください。", it.ID, clip(l.Text)))
	}
}

func (d *draft) checkHelp(it *Item, line int) {
	file := d.path("items.csv")
	if n := len(it.Help); n == 0 || n > maxHelp {
		d.add(file, line, fmt.Sprintf("item %s has %d rows in help.csv", it.ID, n), fmt.Sprintf("Give it 1 to %d", maxHelp),
			fmt.Sprintf("項目 %s の解説が help.csv に%d行あります。1〜%d行にしてください。", it.ID, n, maxHelp))
	}
	if d.in.Kind == Diagnosis && len(it.Probes) == 0 {
		d.add(file, line, fmt.Sprintf("item %s has no row in probes.csv", it.ID), "Add at least one",
			fmt.Sprintf("項目 %s の掘り下げの質問が probes.csv にありません。1つ以上足してください。", it.ID))
	}
}

func (d *draft) checkMaxima() {
	for i, g := range d.in.Groups {
		if sum := d.in.groupMax(g.ID); sum != g.Max {
			d.add(d.path("groups.csv"), d.groupLines[i], fmt.Sprintf("group %s says max %d, its items give %d", g.ID, g.Max, sum), "Correct max, or the items of the group",
				fmt.Sprintf("グループ %s の max は %d ですが、項目の最高点の合計は %d です。max か項目を直してください。", g.ID, g.Max, sum))
		}
	}
}

// checkBands wants the bands of a diagnosis to cover every total once. A
// checklist has none: its total says how far a service was checked, and the
// document gives no bands for that.
func (d *draft) checkBands() {
	file := d.path("bands.csv")
	if d.in.Kind == Checklist {
		if len(d.in.Bands) > 0 {
			d.add(file, d.bandLines[0], "a checklist has no bands", "Remove the rows",
				"安全利用チェックリストの点数に段階はありません。行を消してください。")
		}
		return
	}
	order := make([]int, len(d.in.Bands))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return d.in.Bands[a].From - d.in.Bands[b].From })
	next := d.in.Min()
	for _, i := range order {
		next = d.checkBand(d.in.Bands[i], d.bandLines[i], next)
	}
	if highest := d.in.Max(); next <= highest {
		d.add(file, 0, fmt.Sprintf("no band covers %d to %d", next, highest), "Make the bands cover every total once",
			fmt.Sprintf("%d〜%d点の段階がありません。どの点数もちょうど1つの段階に入るようにしてください。", next, highest))
	}
}

// checkBand looks at a band that should begin at next, and returns where the
// next one should.
func (d *draft) checkBand(b Band, line, next int) int {
	file := d.path("bands.csv")
	switch {
	case b.From > b.To || b.To > d.in.Max():
		d.add(file, line, fmt.Sprintf("the band goes from %d to %d, the totals from %d to %d", b.From, b.To, d.in.Min(), d.in.Max()), "Write the lower total first, and none that cannot occur",
			fmt.Sprintf("段階が%d〜%d点、合計点の範囲が%d〜%d点です。小さいほうを from に、範囲の中で書いてください。", b.From, b.To, d.in.Min(), d.in.Max()))
	case b.From < next:
		d.add(file, line, fmt.Sprintf("the band begins at %d, but totals below %d are covered or cannot occur", b.From, next), fmt.Sprintf("Begin it at %d", next),
			fmt.Sprintf("段階が%d点から始まっていますが、%d点より下はほかの段階に入っているか、ありえない点数です。%d点から始めてください。", b.From, next, next))
	case b.From > next:
		d.add(file, line, fmt.Sprintf("no band covers %d to %d", next, b.From-1), fmt.Sprintf("Begin this one at %d", next),
			fmt.Sprintf("%d〜%d点の段階がありません。この段階を%d点から始めてください。", next, b.From-1, next))
	}
	return max(next, b.To+1)
}
