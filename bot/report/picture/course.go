package picture

import (
	"encoding/json"
	"fmt"
	"image"
	"strconv"
	"strings"

	"daicho/bot/guidance"
)

// Sizes of a programme's picture in pixels.
const (
	courseSize  = 24  // of the words
	courseTrack = 10  // how thick the line of time is
	stopRadius  = 14  // of a visit
	nowRadius   = 9   // of today
	courseEdge  = 110 // from the rim to the first and last stop
	stopsHigh   = 224 // what the line of time takes, with its words
	lineAt      = 92  // how far below its top the line is
	goalHigh    = 76  // what one goal takes
)

// goalHues are the colours of the goals. None is green, which would be taken for
// praise.
var goalHues = [guidance.MaxGoals]int{0, 1, 3}

// Course draws a programme as a PNG of Width × at most Height: the line of time
// with its stops, under each its day and the homework before it, where today
// is, and the goals as bars. The error is ErrSpec for one that cannot be drawn.
func Course(c guidance.Course) ([]byte, error) {
	if err := checkCourse(c); err != nil {
		return nil, err
	}
	p := planCourse(c)
	return paint(p.height, 1, p.draw), nil
}

func drawCourseSpec(data string) ([]byte, error) {
	var c guidance.Course
	d := json.NewDecoder(strings.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	if d.More() {
		return nil, fmt.Errorf("%w: something follows the programme", ErrSpec)
	}
	return Course(c)
}

func checkCourse(c guidance.Course) error {
	if len(c.Stops) == 0 || len(c.Stops) > guidance.MaxStops || len(c.Goals) > guidance.MaxGoals {
		return fmt.Errorf("%w: %d stops and %d goals", ErrSpec, len(c.Stops), len(c.Goals))
	}
	if c.Now < 0 || c.Now > guidance.CourseEnd {
		return fmt.Errorf("%w: today is at %d", ErrSpec, c.Now)
	}
	last := -1
	for i, s := range c.Stops {
		if s.At <= last || s.At > guidance.CourseEnd || s.Done < 0 || s.Done > s.Of || s.Of > maxValue {
			return fmt.Errorf("%w: stop %d is at %d, %d of %d", ErrSpec, i+1, s.At, s.Done, s.Of)
		}
		last = s.At
	}
	for i, g := range c.Goals {
		if g.Of < 1 || g.Done < 0 || g.Done > g.Of || g.Of > maxValue {
			return fmt.Errorf("%w: goal %d is %d of %d", ErrSpec, i+1, g.Done, g.Of)
		}
	}
	return nil
}

// coursePlan is a programme with everything placed.
type coursePlan struct {
	guidance.Course
	title  []string
	stops  []stopPlan
	line   image.Rectangle
	goals  int // where they begin
	height int
}

// stopPlan is where a stop stands, and its words, cut to the room they have.
type stopPlan struct {
	x                     int
	label, day, preparing string
}

func planCourse(c guidance.Course) coursePlan {
	p := coursePlan{Course: c, title: titleLines(c.Title)}
	top := titleTop + blockHeight(len(p.title), titleSize) + belowTitle
	p.line = image.Rect(courseEdge, top+lineAt, Width-courseEdge, top+lineAt+courseTrack)
	room := (Width - 2*margin) / max(len(c.Stops), 1) * int(theFont().em) / courseSize
	for i, s := range c.Stops {
		// Words stand in columns of one width; only the line has time's own measure.
		stop := stopPlan{x: p.column(i), label: clip(clean(s.Label), room), day: clip(clean(s.Day), room)}
		if s.Of > 0 {
			stop.preparing = clip("宿題 "+strconv.Itoa(s.Done)+"／"+strconv.Itoa(s.Of), room)
		}
		p.stops = append(p.stops, stop)
	}
	p.goals = top + stopsHigh
	p.height = p.goals + len(c.Goals)*goalHigh + margin
	return p
}

// column is the middle of the place of a stop.
func (p coursePlan) column(i int) int {
	n := len(p.Stops)
	if n == 1 {
		return Width / 2
	}
	return courseEdge + i*(Width-2*courseEdge)/(n-1)
}

// now is where today is on the line: as far between the stops around it as it is
// in time.
func (p coursePlan) now() int {
	before, x := 0, p.line.Min.X-courseEdge/2
	for i, s := range p.Stops {
		if p.Now < s.At {
			return x + (p.column(i)-x)*(p.Now-before)/max(s.At-before, 1)
		}
		before, x = s.At, p.column(i)
	}
	return x
}

func (p coursePlan) draw(c *canvas) {
	drawCentred(c, p.title, titleTop, titleSize, ink)
	c.bar(p.line, grid)
	done := p.line
	done.Max.X = min(max(p.now(), done.Min.X), done.Max.X)
	if done.Dx() > 0 {
		c.bar(done, hueOf(0).rim)
	}
	middle := (p.line.Min.Y + p.line.Max.Y) / 2
	for i, s := range p.stops {
		colour := grid
		if p.Stops[i].Past {
			colour = hueOf(0).rim
		}
		c.disc(image.Pt(s.x, middle), stopRadius, colour)
		c.disc(image.Pt(s.x, middle), stopRadius-5, white)
		c.text(s.label, s.x, middle-stopRadius-14, courseSize, ink, centre)
		c.text(s.day, s.x, middle+stopRadius+32, courseSize, ink, centre)
		c.text(s.preparing, s.x, middle+stopRadius+66, courseSize, faint, centre)
	}
	c.disc(image.Pt(p.now(), middle), nowRadius, before)
	c.text("今日", p.now(), middle-stopRadius-46, courseSize, before, centre)
	for i, g := range p.Goals {
		p.goal(c, p.goals+i*goalHigh, g, i)
	}
}

// goal draws one goal: its words, and a bar below them.
func (p coursePlan) goal(c *canvas, top int, g guidance.Goal, i int) {
	h := hueOf(goalHues[i])
	em := int(theFont().em)
	value := clip(clean(g.Value), 14*em)
	room := Width - 2*margin - width(value, courseSize) - barGap
	base := top + courseSize*ascent/100
	c.text(clip(clean(g.Label), room*em/courseSize), margin, base, courseSize, ink, left)
	c.text(value, Width-margin, base, courseSize, h.text, right)
	track := image.Rect(margin, top+courseSize*leading/100, Width-margin, top+courseSize*leading/100+barHigh)
	c.bar(track, h.tint)
	full := track
	full.Max.X = full.Min.X + full.Dx()*g.Done/g.Of
	if full.Dx() > 0 {
		c.bar(full, h.rim)
	}
}
