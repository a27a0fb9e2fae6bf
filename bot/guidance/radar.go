package guidance

import (
	"fmt"

	"daicho/rubric"
)

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

// RadarOf is the axes of an instrument, grouped by its parts.
func RadarOf(in *rubric.Instrument) Radar {
	var radar Radar
	for i, g := range in.Groups {
		radar.Groups = append(radar.Groups, RadarGroup{Label: g.Short})
		for _, item := range in.Items {
			if item.Group == g.ID {
				radar.Axes = append(radar.Axes, RadarAxis{Label: item.Axis, Group: i})
				radar.Min, radar.Max = min(radar.Min, item.Min()), max(radar.Max, item.Max())
			}
		}
	}
	return radar
}

// ValuesOf are the points of labels by item, in the instrument's order.
func ValuesOf(in *rubric.Instrument, labels map[string]string) []int {
	values := make([]int, len(in.Items))
	for i, item := range in.Items {
		values[i] = Unanswered
		if label, ok := item.Label(labels[item.ID]); ok {
			values[i] = label.Points
		}
	}
	return values
}

// FiguresRadar is the picture of a closed round: the company's answers, and before
// them the middle of the people's as far as that is published.
func FiguresRadar(in *rubric.Instrument, f Figures, title string) Radar {
	radar := RadarOf(in)
	radar.Title = title
	radar.Series = []RadarSeries{{Name: "会社の回答", Values: ValuesOf(in, f.Company.ByItem())}}
	if f.People != nil {
		radar.Series = append(radar.Series, RadarSeries{Name: fmt.Sprintf("従業員の答えの真ん中（%d人）", f.Own()), Values: Middles(in, f)})
	}
	return radar
}

// Middles are the answers in the middle of all, in points, in the instrument's
// order; Unanswered where nothing can be said.
func Middles(in *rubric.Instrument, f Figures) []int {
	values := make([]int, len(in.Items))
	for i, item := range in.Items {
		spread, _ := f.Spread(item.ID)
		values[i] = spread.Middle(item)
	}
	return values
}
