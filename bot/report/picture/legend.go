package picture

import (
	"image"
	"strconv"

	"github.com/wcharczuk/go-chart/v2/drawing"
)

// Sizes of a legend in pixels.
const (
	legendSize = 25
	legendRow  = 40
	legendGap  = 30 // between two entries
	signGap    = 10 // between a sign and its words
)

// entry is a sign and what it means.
type entry struct {
	sign func(c *canvas, at image.Point) // at is the sign's left, its middle in height
	wide int                             // of the sign
	text string
	ink  drawing.Color
}

func (e entry) width() int { return e.wide + signGap + width(e.text, legendSize) }

// legend is entries in rows at the foot of a picture.
type legend struct {
	rows [][]entry
	top  int
}

// newLegend explains a radar: its groups with their number of axes, its
// series, and the 未.
func newLegend(p radarPlan) legend {
	counts := make([]int, len(p.Groups))
	for _, a := range p.Axes {
		counts[a.Group]++
	}
	var l legend
	var groups []entry
	for i, g := range p.Groups {
		if counts[i] > 0 {
			groups = append(groups, groupEntry(i, g.Label, counts[i], perRow(len(p.Groups))))
		}
	}
	l.add(groups)
	l.add(seriesEntries(p))
	return l
}

// perRow is how many groups share a row at least: a legend of many groups
// must not take the picture's room.
func perRow(groups int) int { return 1 + (groups-1)/3 }

func groupEntry(i int, name string, count, perRow int) entry {
	h := hueOf(i)
	tail := "（" + strconv.Itoa(count) + "項目）"
	sign := func(c *canvas, at image.Point) {
		c.bar(image.Rect(at.X, at.Y-12, at.X+24, at.Y+12), h.rim)
	}
	return entry{sign, 24, legendText(name, tail, perRow), h.text}
}

// legendText cuts a name so that with its sign and what follows it fills at
// most its share of a row.
func legendText(name, tail string, perRow int) string {
	room := (Width-2*margin+legendGap)/perRow - legendGap - 60 - signGap - width(tail, legendSize)
	room = room * int(theFont().em) / legendSize
	return clip(clean(name), room) + tail
}

// unnamed are the names of series that come without.
var unnamed = [maxSeries]string{"今回", "前回"}

func seriesEntries(p radarPlan) []entry {
	var out []entry
	for i, s := range p.Series {
		name := s.Name
		if clean(name) == "" {
			name = unnamed[i]
		}
		out = append(out, entry{seriesSign(i), 60, legendText(name, "", 1), ink})
	}
	open := 0
	for _, o := range p.open {
		if o {
			open++
		}
	}
	if open > 0 {
		out = append(out, entry{openSign, 2 * badgeRadius, "まだ答えていない（" + strconv.Itoa(open) + "項目）", ink})
	}
	return out
}

func openSign(c *canvas, at image.Point) { drawOpenMark(c, at.Add(image.Pt(badgeRadius, 0))) }

// seriesSign is a piece of the series' line with a point on it.
func seriesSign(i int) func(*canvas, image.Point) {
	line := [maxSeries]pen{currentPen, beforePen}[i]
	return func(c *canvas, at image.Point) {
		c.line([]image.Point{at, at.Add(image.Pt(60, 0))}, false, line)
		drawPoint(c, at.Add(image.Pt(30, 0)), i > 0, 1)
	}
}

// add begins a row with the entries and breaks it where it is full.
func (l *legend) add(entries []entry) {
	room := 0
	for _, e := range entries {
		if need := e.width() + legendGap; need > room {
			l.rows = append(l.rows, nil)
			room = Width - 2*margin + legendGap
		}
		last := len(l.rows) - 1
		l.rows[last] = append(l.rows[last], e)
		room -= e.width() + legendGap
	}
}

func (l legend) height() int { return len(l.rows) * legendRow }

// draw writes the rows, each in the middle.
func (l legend) draw(c *canvas) {
	for i, row := range l.rows {
		all := -legendGap
		for _, e := range row {
			all += e.width() + legendGap
		}
		x, y := (Width-all)/2, l.top+i*legendRow+legendRow/2
		for _, e := range row {
			e.sign(c, image.Pt(x, y))
			c.text(e.text, x+e.wide+signGap, y+legendSize*37/100, legendSize, e.ink, left)
			x += e.width() + legendGap
		}
	}
}
