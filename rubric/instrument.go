package rubric

import "slices"

// find is the place of an item in Items, -1 if there is none.
func (in *Instrument) find(id string) int {
	if i, ok := in.index[id]; ok {
		return i
	}
	return -1
}

// Item is the item with that id, false if the edition has none.
func (in *Instrument) Item(id string) (*Item, bool) {
	i := in.find(id)
	if i < 0 {
		return nil, false
	}
	return &in.Items[i], true
}

// Group is the group with that id, false if the edition has none.
func (in *Instrument) Group(id string) (*Group, bool) {
	for i := range in.Groups {
		if in.Groups[i].ID == id {
			return &in.Groups[i], true
		}
	}
	return nil, false
}

// Pages is how many pages of fields the items are asked on.
func (in *Instrument) Pages() int {
	if len(in.Items) == 0 {
		return 0
	}
	return in.Items[len(in.Items)-1].Page
}

// PageItems are the items of a page, from 1, in their order; none for a page
// that is not there. They share the instrument's memory.
func (in *Instrument) PageItems(page int) []Item {
	from := slices.IndexFunc(in.Items, func(it Item) bool { return it.Page == page })
	if from < 0 {
		return nil
	}
	to := from
	for to < len(in.Items) && in.Items[to].Page == page {
		to++
	}
	return in.Items[from:to:to]
}

// Max is the highest total in points: 45 for the checklist, 100 for the
// diagnosis.
func (in *Instrument) Max() int {
	sum := 0
	for i := range in.Items {
		sum += in.Items[i].Max()
	}
	return sum
}

// Min is the lowest total in points: 0 for the checklist, -25 for the
// diagnosis.
func (in *Instrument) Min() int {
	sum := 0
	for i := range in.Items {
		sum += in.Items[i].Min()
	}
	return sum
}

func (in *Instrument) groupMax(group string) int {
	sum := 0
	for i := range in.Items {
		if in.Items[i].Group == group {
			sum += in.Items[i].Max()
		}
	}
	return sum
}

// Band is what the document says of a total, false where it says nothing: for
// every checklist, and for totals that cannot occur.
func (in *Instrument) Band(total int) (Band, bool) {
	for _, b := range in.Bands {
		if b.From <= total && total <= b.To {
			return b, true
		}
	}
	return Band{}, false
}

// Label is the label with that id, false if the item has none.
func (it *Item) Label(id string) (Label, bool) {
	if i := it.find(id); i >= 0 {
		return it.Labels[i], true
	}
	return Label{}, false
}

func (it *Item) find(id string) int {
	for i := range it.Labels {
		if it.Labels[i].ID == id {
			return i
		}
	}
	return -1
}

// Read understands what somebody wrote for an answer: a label's text or alias,
// in full or half width, with white space anywhere, with 済 or 済み. What
// it does not understand is to be asked about, never guessed (未確認 is no
// answer to items 1, 4, 7 and 11).
func (it *Item) Read(text string) (Label, bool) {
	if i, ok := it.texts[fold(text)]; ok {
		return it.Labels[i], true
	}
	return Label{}, false
}

// Max is the most points the item can give.
func (it *Item) Max() int {
	best := 0
	for i := range it.Labels {
		best = max(best, it.Labels[i].Points)
	}
	return best
}

// Min is the fewest points the item can give, which may be negative.
func (it *Item) Min() int {
	if len(it.Labels) == 0 {
		return 0
	}
	least := it.Labels[0].Points
	for i := range it.Labels {
		least = min(least, it.Labels[i].Points)
	}
	return least
}
