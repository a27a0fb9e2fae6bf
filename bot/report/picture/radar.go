package picture

import (
	"image"
	"math"
	"strconv"

	"daicho/bot/guidance"

	"github.com/wcharczuk/go-chart/v2/drawing"
)

const fullTurn = 2 * math.Pi

// Radar draws the radar as a PNG of Width × at most Height: coloured sectors for the
// groups, the newest series as a filled area with solid points, the one
// before as a dashed line with hollow points, so that they differ without
// colour. The lowest ring stands off the centre: an axis worth the least
// points has a point there, an unanswered one has none, is dotted and wears a
// 未. Axes are numbered from 1 as they come.
//
// Labels never overlap nor leave the picture: the lettering, the circle and
// the line breaks are chosen for the largest that fits. The error is ErrSpec
// for a radar that cannot be drawn, such as one of two axes.
func Radar(r guidance.Radar) ([]byte, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	p := plan(r)
	return paint(p.height, p.scale(), p.draw), nil
}

func drawRadarSpec(data string) ([]byte, error) {
	r, err := parseRadar(data)
	if err != nil {
		return nil, err
	}
	return Radar(r)
}

// How large the parts around the labels are, in pixels.
const (
	hubShare     = 0.13 // of the radius: the innermost ring
	rimWidth     = 8
	rimGap       = 4 // between the outermost ring and the rim
	pointRadius  = 8
	hollowRadius = 12
	badgeRadius  = 16
	badgeSize    = 21
	ringSize     = 22
)

// The lines of a radar.
var (
	ringPen     = pen{grid, 1.5, nil}
	outerPen    = pen{grid, 2.5, nil}
	openPen     = pen{faint, 2.5, []float64{2, 7}}
	currentPen  = pen{current, 4, nil}
	beforePen   = pen{before, 4, []float64{13, 8}}
	currentFill = veiled(current, veil)
)

// draw puts the planned radar on the canvas, from the back to the front.
func (p radarPlan) draw(c *canvas) {
	p.drawSectors(c)
	p.drawGrid(c)
	if len(p.Series) > 0 {
		p.drawArea(c, p.Series[0])
	}
	if len(p.Series) > 1 {
		p.drawLine(c, p.Series[1], beforePen)
		p.drawPoints(c, p.Series[1], true)
	}
	if len(p.Series) > 0 {
		p.drawLine(c, p.Series[0], currentPen)
		p.drawPoints(c, p.Series[0], false)
	}
	p.drawRingNumbers(c)
	p.drawOpenMarks(c)
	p.drawLabels(c)
	p.drawTitle(c)
	p.legend.draw(c)
}

// angle is where an axis points, clockwise from the top.
func (p radarPlan) angle(axis float64) float64 { return axis * fullTurn / float64(len(p.Axes)) }

// at is the pixel at a distance from the centre in the direction of an angle.
func (p radarPlan) at(angle, distance float64) image.Point {
	return image.Pt(
		p.centre.X+int(math.Round(distance*math.Sin(angle))),
		p.centre.Y-int(math.Round(distance*math.Cos(angle))))
}

// many is more axes than a picture can hold in full: their points, rings and
// letters are then as small as reads well.
const many = 20

// crowded reports whether there are many axes.
func (p radarPlan) crowded() bool { return len(p.Axes) > many }

func (p radarPlan) scale() float64 {
	if p.crowded() {
		return dense
	}
	return 1
}

// ring reports whether a value has a ring of its own: where there are many
// axes every second does, from the outermost, and the innermost.
func (p radarPlan) ring(value int) bool {
	return !p.crowded() || value == p.Min || (p.Max-value)%2 == 0
}

// spokeFrom is how far from the centre the spokes begin: of many they would
// only darken the middle.
func (p radarPlan) spokeFrom() float64 {
	if p.crowded() {
		return (p.reach(p.Min) + p.radius) / 2
	}
	return p.reach(p.Min)
}

// reach is how far from the centre a value lies.
func (p radarPlan) reach(value int) float64 {
	hub := hubShare * p.radius
	return hub + (p.radius-hub)*float64(value-p.Min)/float64(p.Max-p.Min)
}

// spot is where a series' value on an axis lies; false where it has none.
func (p radarPlan) spot(s guidance.RadarSeries, axis int) (image.Point, bool) {
	v := s.Values[axis]
	if v == guidance.Unanswered {
		return image.Point{}, false
	}
	return p.at(p.angle(float64(axis)), p.reach(v)), true
}

// sector is a run of neighbouring axes of one group.
type sector struct{ first, after, group int }

func (p radarPlan) sectors() []sector {
	var out []sector
	for i, a := range p.Axes {
		if i == 0 || a.Group != out[len(out)-1].group {
			out = append(out, sector{first: i, group: a.Group})
		}
		out[len(out)-1].after = i + 1
	}
	return out
}

func hueOf(group int) hue { return hues[group%len(hues)] }

// drawSectors colours the ground of each group and its stretch of the rim.
func (p radarPlan) drawSectors(c *canvas) {
	runs := p.sectors()
	rim := p.radius + rimGap + rimWidth/2
	gap := 4.5 / rim // half the opening between two stretches
	if len(runs) == 1 {
		gap = 0
	}
	for _, s := range runs {
		from := p.angle(float64(s.first)-0.5) + gap - math.Pi/2
		turn := p.angle(float64(s.after-s.first)) - 2*gap
		h := hueOf(s.group)
		c.r.SetFillColor(h.tint)
		c.r.MoveTo(c.px(p.centre.X), c.px(p.centre.Y))
		c.arc(p.centre, rim, from, turn)
		c.r.LineTo(c.px(p.centre.X), c.px(p.centre.Y)) // Fill does not close by itself
		c.r.Fill()
		c.take(pen{h.rim, rimWidth, nil})
		c.arc(p.centre, rim, from, turn)
		c.r.Stroke()
	}
}

// drawGrid draws the rings and spokes; an unanswered spoke is dotted.
func (p radarPlan) drawGrid(c *canvas) {
	ring := make([]image.Point, len(p.Axes))
	for value := p.Min; value <= p.Max; value++ {
		if !p.ring(value) {
			continue
		}
		for i := range p.Axes {
			ring[i] = p.at(p.angle(float64(i)), p.reach(value))
		}
		line := ringPen
		if value == p.Max {
			line = outerPen
		}
		c.line(ring, true, line)
	}
	for i := range p.Axes {
		line := ringPen
		if p.open[i] {
			line = openPen
		}
		a := p.angle(float64(i))
		c.line([]image.Point{p.at(a, p.spokeFrom()), p.at(a, p.radius)}, false, line)
	}
}

// runs are the stretches of neighbouring answered axes. all is true where no
// answer is missing: the one run then closes upon itself.
func (p radarPlan) runs(s guidance.RadarSeries) (runs [][]image.Point, all bool) {
	n := len(s.Values)
	gap := -1
	for i, v := range s.Values {
		if v == guidance.Unanswered {
			gap = i
		}
	}
	var run []image.Point
	for i := range n {
		if at, ok := p.spot(s, (gap+1+i)%n); ok {
			run = append(run, at)
			continue
		}
		if run != nil {
			runs = append(runs, run)
		}
		run = nil
	}
	if run != nil {
		runs = append(runs, run)
	}
	return runs, gap < 0
}

// drawArea fills between the centre and the series, but for its gaps.
func (p radarPlan) drawArea(c *canvas, s guidance.RadarSeries) {
	runs, all := p.runs(s)
	for _, run := range runs {
		if !all {
			run = append(run, p.centre)
		}
		c.fill(run, currentFill)
	}
}

func (p radarPlan) drawLine(c *canvas, s guidance.RadarSeries, line pen) {
	runs, all := p.runs(s)
	for _, run := range runs {
		c.line(run, all, line)
	}
}

func (p radarPlan) drawPoints(c *canvas, s guidance.RadarSeries, hollow bool) {
	for i := range s.Values {
		if at, ok := p.spot(s, i); ok {
			drawPoint(c, at, hollow, p.pointScale)
		}
	}
}

// drawPoint marks a value. A hollow one is wider, so that it shows around the
// solid one of an equal value.
func drawPoint(c *canvas, at image.Point, hollow bool, scale float64) {
	if hollow {
		c.disc(at, hollowRadius*scale, before)
		c.disc(at, (hollowRadius-3.5)*scale, white)
		return
	}
	c.disc(at, pointRadius*scale, current)
}

// drawRingNumbers writes the value of the rings beside the first axis, each
// on a light ground, as many as have room.
func (p radarPlan) drawRingNumbers(c *canvas) {
	step := 1
	for p.reach(p.Min+step)-p.reach(p.Min) < ringSize {
		step++
	}
	for value := p.Max; value >= p.Min; value -= step {
		if !p.ring(value) {
			continue
		}
		text := strconv.Itoa(value)
		wide := width(text, ringSize)
		at := p.centre.Add(image.Pt(13, -int(math.Round(p.reach(value)))))
		ground := image.Rect(at.X-3, at.Y-ringSize/2, at.X+wide+3, at.Y+ringSize/2)
		c.bar(ground, veiled(white, 0xC8))
		c.text(text, at.X, at.Y+ringSize*36/100, ringSize, faint, left)
	}
}

// drawOpenMarks puts a 未 on the rim at every unanswered axis.
func (p radarPlan) drawOpenMarks(c *canvas) {
	for i, open := range p.open {
		if open {
			drawOpenMark(c, p.at(p.angle(float64(i)), p.radius+rimGap+rimWidth/2))
		}
	}
}

func drawOpenMark(c *canvas, at image.Point) {
	c.disc(at, badgeRadius, faint)
	c.disc(at, badgeRadius-2.5, white)
	c.text("未", at.X, at.Y+badgeSize*38/100, badgeSize, ink, centre)
}

// drawLabels writes the labels and, where one was pushed aside, a line from
// its axis.
func (p radarPlan) drawLabels(c *canvas) {
	lead := p.size * leading / 100
	for i, l := range p.labels {
		h := hueOf(p.Axes[i].Group)
		if l.leader {
			from, to := p.leader(l)
			c.line([]image.Point{from, to}, false, pen{h.rim, 1.5, nil})
		}
		x := map[align]int{left: l.box.Min.X, centre: (l.box.Min.X + l.box.Max.X) / 2, right: l.box.Max.X}[l.where]
		for k, line := range l.lines {
			c.text(line, x, l.box.Min.Y+p.size*ascent/100+k*lead, p.size, h.text, l.where)
		}
	}
}

func (p radarPlan) drawTitle(c *canvas) {
	drawCentred(c, p.title, titleTop, titleSize, ink)
}

// drawCentred writes lines below each other in the middle of the picture.
func drawCentred(c *canvas, lines []string, top, size int, colour drawing.Color) {
	for i, line := range lines {
		c.text(line, Width/2, top+size*ascent/100+i*size*leading/100, size, colour, centre)
	}
}
