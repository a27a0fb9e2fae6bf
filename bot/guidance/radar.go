package guidance

// Radar describes a radar chart by its numbers. It is all that a picture of
// it depends on, so two equal descriptions are one picture.
type Radar struct {
	Title  string
	Min    int // the innermost ring: 0, or below where answers can be worth less
	Max    int // the outermost ring; rings at every whole number from Min
	Groups []RadarGroup
	Axes   []RadarAxis
	Series []RadarSeries // the newest first; at most two
}

// RadarGroup is a coloured sector of neighbouring axes.
type RadarGroup struct{ Label string }

// RadarAxis is one spoke, clockwise from the top.
type RadarAxis struct {
	Label string
	Group int // index into Groups
}

// RadarSeries is one value an axis; Unanswered where there is none.
type RadarSeries struct {
	Name   string
	Values []int
}

// Unanswered is the value of an axis nobody answered.
const Unanswered = -99

// RadarKind begins a radar's Spec, before a colon.
const RadarKind = "radar"

// Spec is the description as one text: RadarKind and its numbers as JSON.
// Equal radars have equal specs, so a spec is the picture's cache key.
func (r Radar) Spec() string { return spec(RadarKind, r) }
