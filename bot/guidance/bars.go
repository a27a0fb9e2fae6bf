package guidance

// Bars describes a bar chart by its numbers. It is all that a picture of it
// depends on, so two equal descriptions are one picture.
type Bars struct {
	Title string
	Max   int    // what a full bar is worth
	Unit  string // of the values: 点
	Bars  []Bar  // from the top; at most MaxBars
}

// Bar is one of them. Its kind is told by its word and, beside that, by a
// colour.
type Bar struct {
	Label string
	Word  string // what kind it is of: 利用中
	Kind  int    // which colour, from 0
	Value int    // from 0 to Max
}

// MaxBars is how many bars a picture has room for.
const MaxBars = 10

// BarsKind begins a bar chart's Spec, before a colon.
const BarsKind = "bars"

// Spec is the description as one text: BarsKind and its numbers as JSON. Equal
// charts have equal specs, so a spec is the picture's cache key.
func (b Bars) Spec() string { return spec(BarsKind, b) }
