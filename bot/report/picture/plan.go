package picture

import (
	"image"
	"math"
	"slices"
	"strconv"

	"daicho/bot/guidance"
)

// Room in pixels.
const (
	margin      = 16 // around everything
	titleTop    = 22
	titleSize   = 34
	titleRows   = 2
	belowTitle  = 18
	aboveLegend = 20
	between     = 6  // between two labels
	clearance   = 22 // from the outermost ring to the labels
	badgeRoom   = 9  // what a 未 on the rim takes more
	pushed      = 12 // a label this far from its axis gets a line
)

// What is tried for the labels, the best first. A step in size is worth as
// many pixels of radius as worth says.
const (
	largest, smallest = 27, 15
	readable          = 21 // no smaller without need
	widest, narrowest = 290, 150
	step              = 5 // of the radius
	worth             = 10
	tangle            = 30 // ems of awkwardness
	roughWorth        = 4  // an em of awkwardness in the same coin
)

// radarPlan is a radar with everything placed.
type radarPlan struct {
	guidance.Radar
	open       []bool // unanswered in the newest series
	title      []string
	legend     legend
	area       image.Rectangle // for the circle and the labels
	centre     image.Point
	radius     float64
	clear      float64 // between the outermost ring and the labels
	size       int     // of the labels
	labels     []label
	pointScale float64
	height     int // of the picture
}

// label is an axis label in lines, and where it stands.
type label struct {
	angle  float64
	where  align
	lines  []string
	box    image.Rectangle
	leader bool
	rough  int // see broken
}

// nearest is the point of the label's box nearest to p.
func (l label) nearest(p image.Point) image.Point {
	return image.Pt(min(max(p.X, l.box.Min.X-3), l.box.Max.X+3), min(max(p.Y, l.box.Min.Y), l.box.Max.Y))
}

// plan cleans all texts and places everything.
func plan(r guidance.Radar) radarPlan {
	p := radarPlan{Radar: r, open: make([]bool, len(r.Axes)), pointScale: 1, clear: clearance}
	if len(r.Series) > 0 {
		for i, v := range r.Series[0].Values {
			p.open[i] = v == guidance.Unanswered
		}
	}
	if slices.Contains(p.open, true) {
		p.clear += badgeRoom
	}
	if p.crowded() {
		p.pointScale = 0.8
	}
	p.title = titleLines(r.Title)
	p.legend = newLegend(p)
	p.area = image.Rect(margin, titleTop+blockHeight(len(p.title), titleSize)+belowTitle, Width-margin, Height-margin-p.legend.height()-aboveLegend)
	p.centre = p.area.Min.Add(p.area.Max).Div(2)
	p.place()
	p.closeUp()
	return p
}

// closeUp moves circle and labels up to the title and the legend up to them,
// and ends the picture there.
func (p *radarPlan) closeUp() {
	rim := int(p.radius) + rimGap + rimWidth
	if slices.Contains(p.open, true) {
		rim += badgeRoom
	}
	used := image.Rectangle{Min: p.centre, Max: p.centre}.Inset(-rim)
	for _, l := range p.labels {
		used = used.Union(l.box)
	}
	up := image.Pt(0, p.area.Min.Y-used.Min.Y)
	p.centre = p.centre.Add(up)
	for i := range p.labels {
		p.labels[i].box = p.labels[i].box.Add(up)
	}
	p.area.Max.Y = used.Max.Y + up.Y
	p.legend.top = p.area.Max.Y + aboveLegend
	p.height = p.legend.top + p.legend.height() + margin
}

// blockHeight is how high lines of a size are, the ground of the last included.
func blockHeight(lines, size int) int {
	if lines == 0 {
		return 0
	}
	return size + (lines-1)*size*leading/100
}

// titleLines breaks a title that is too long into two, and cuts what is left.
func titleLines(text string) []string {
	most := (Width - 2*margin) * int(theFont().em) / titleSize
	text = clean(text)
	if text == "" {
		return nil
	}
	if units(text) <= most {
		return []string{text}
	}
	b := newBreaker(clip(text, most*titleRows*9/10), 0).into(titleRows)
	for i, line := range b.lines {
		b.lines[i] = clip(line, most)
	}
	return b.lines
}

// place finds the largest lettering and circle whose labels all fit. Where
// none fits, even on three lines, the labels are cut shorter and shorter.
func (p *radarPlan) place() {
	em := int(theFont().em)
	for _, most := range []int{28, 20, 14, 10, 7, 5, 3} {
		words := p.words(most * em)
		if p.search(words) {
			return
		}
	}
	panic("picture: no room for any label") // more axes than check allows
}

// words makes every label ready to be broken, its number before it.
func (p *radarPlan) words(most int) []*word {
	out := make([]*word, len(p.Axes))
	for i, a := range p.Axes {
		number := strconv.Itoa(i+1) + " "
		out[i] = &word{breaker: newBreaker(number+clip(clean(a.Label), most), len(number))}
	}
	return out
}

// search tries sizes and, for each, finds the largest radius, and takes the
// best pair; false where none fits.
func (p *radarPlan) search(words []*word) bool {
	best, found := 0, *p
	for size := largest; size >= smallest && widest+worth*size > best; size-- {
		low, high := narrowest/step, widest/step // fits below low, not above high
		for low <= high {
			radius := (low + high + 1) / 2 * step
			labels := p.fit(words, size, float64(radius))
			if labels == nil {
				high = radius/step - 1
				continue
			}
			low = radius/step + 1
			if score := radius + worth*size - small(size) - roughness(labels); score > best {
				best, found = score, *p
				found.size, found.labels = size, labels
			}
		}
	}
	*p = found
	return best > 0
}

// small is what lettering hard to read on a phone costs a layout.
func small(size int) int { return max(0, readable-size) * 3 * worth }

// roughness is what awkward line breaks cost a layout.
func roughness(labels []label) int {
	sum := 0
	for _, l := range labels {
		sum += l.rough
	}
	return roughWorth * sum / int(theFont().em)
}

// anchor is where the label of an axis would like to begin.
func (p *radarPlan) anchor(angle float64) image.Point {
	return p.at(angle, p.radius+p.clear)
}

// fit places all labels around a circle, each on as few lines as it can; nil
// where they cannot be placed.
func (p *radarPlan) fit(words []*word, size int, radius float64) []label {
	p.radius = radius
	lines := make([]int, len(words))
	for {
		labels := p.boxes(words, lines, size)
		if labels == nil {
			return nil
		}
		fits := true
		for i, l := range labels {
			if l.box.In(p.area) {
				continue
			}
			fits = false
			if !words[i].more(&lines[i]) {
				return nil
			}
		}
		if fits && !p.untangle(words, lines, labels) {
			return labels
		}
	}
}

// untangle makes a label narrower that lies on the line of another one to its
// axis; false where none does, or none can be. What is left counts as rough.
func (p *radarPlan) untangle(words []*word, lines []int, labels []label) bool {
	for i := range labels {
		for _, k := range crowns(len(labels)) {
			if !labels[i].leader || i == k || !p.crosses(labels[i], labels[k].box) {
				continue
			}
			if words[k].more(&lines[k]) {
				return true
			}
			labels[i].rough += tangle * int(theFont().em)
		}
	}
	return false
}

// crosses reports whether the line from a label to its axis meets the box.
func (p *radarPlan) crosses(l label, box image.Rectangle) bool {
	from, to := p.leader(l)
	const steps = 32
	for i := range steps + 1 {
		if from.Add(to.Sub(from).Mul(i).Div(steps)).In(box.Inset(-2)) {
			return true
		}
	}
	return false
}

// leader is the line from an axis to its label.
func (p *radarPlan) leader(l label) (from, to image.Point) {
	return p.at(l.angle, p.radius+rimGap+rimWidth), l.nearest(p.anchor(l.angle))
}

// crowns are the labels in the middle: the one above the circle, and the one
// below it where there is one.
func crowns(count int) []int {
	if count%2 == 0 {
		return []int{0, count / 2}
	}
	return []int{0}
}

// boxes places labels of the given numbers of lines: the top and bottom ones
// in the middle, the others in a column on either side, pushed apart just as
// far as they need. Labels may end up outside the area sideways; nil where a
// column is too high for it.
func (p *radarPlan) boxes(words []*word, lines []int, size int) []label {
	labels := make([]label, len(words))
	var sides [2][]int // by their height, from the top: right, left
	for i := range labels {
		w := words[i].on(lines[i])
		labels[i] = label{angle: p.angle(float64(i)), lines: w.lines, rough: w.rough}
		labels[i].box.Max = image.Pt(pixels(w.units, size), blockHeight(len(w.lines), size))
		switch {
		case slices.Contains(crowns(len(labels)), i):
			labels[i].where = centre
			p.crown(&labels[i])
		case 2*i < len(labels):
			sides[0] = append(sides[0], i)
		default:
			labels[i].where = right
			sides[1] = append(sides[1], i)
		}
	}
	slices.Reverse(sides[1])
	for _, side := range sides {
		if !p.column(labels, side) {
			return nil
		}
	}
	return labels
}

// crown puts a label above or below the circle.
func (p *radarPlan) crown(l *label) {
	at := p.anchor(l.angle)
	at.X -= l.box.Max.X / 2
	if at.Y < p.centre.Y {
		at.Y -= l.box.Max.Y
	}
	l.box = l.box.Add(at)
}

// column places the labels of one side; false where they are too high.
func (p *radarPlan) column(labels []label, side []int) bool {
	heights, wish := make([]int, len(side)), make([]float64, len(side))
	for k, i := range side {
		l := labels[i]
		heights[k] = l.box.Dy()
		wish[k] = float64(p.anchor(l.angle).Y) - (1+math.Cos(l.angle))/2*float64(l.box.Dy())
	}
	tops := spread(wish, heights, p.area.Min.Y, p.area.Max.Y)
	if tops == nil {
		return false
	}
	for k, i := range side {
		p.beside(labels, i, tops[k])
	}
	return true
}

// beside moves a label, whose top is known, as near to the circle as it may
// come without touching that or the labels above and below it.
func (p *radarPlan) beside(labels []label, i, top int) {
	l := &labels[i]
	box := l.box.Add(image.Pt(0, top))
	anchor := p.anchor(l.angle)
	away := max(0, box.Min.Y-p.centre.Y, p.centre.Y-box.Max.Y)
	clear := p.radius + p.clear
	x := math.Abs(float64(anchor.X - p.centre.X))
	if near := float64(away); near < clear {
		x = max(x, math.Sqrt(clear*clear-near*near))
	}
	for _, k := range crowns(len(labels)) {
		other := labels[k]
		if other.box.Min.Y < box.Max.Y+between && box.Min.Y < other.box.Max.Y+between {
			x = max(x, float64(other.box.Dx()/2+3*between))
		}
	}
	if l.where == left {
		l.box = box.Add(image.Pt(p.centre.X+int(x), 0))
	} else {
		l.box = box.Add(image.Pt(p.centre.X-int(x)-box.Dx(), 0))
	}
	near := l.nearest(anchor)
	l.leader = math.Hypot(float64(near.X-anchor.X), float64(near.Y-anchor.Y)) > pushed
}

// spread returns tops as near to the wishes as they can be (in the sense of
// least squares) with blocks of the given heights in order, apart from each
// other and between low and high; nil where they do not fit in there.
func spread(wish []float64, heights []int, low, high int) []int {
	type cluster struct {
		sum   float64
		count int
	}
	// Without its own offset every block wishes for the same line; blocks
	// that would overlap take the mean of their wishes.
	offsets := make([]int, len(wish)+1)
	var clusters []cluster
	for i, w := range wish {
		offsets[i+1] = offsets[i] + heights[i] + between
		clusters = append(clusters, cluster{w - float64(offsets[i]), 1})
		for n := len(clusters); n > 1; n-- {
			a, b := clusters[n-2], clusters[n-1]
			if a.sum/float64(a.count) <= b.sum/float64(b.count) {
				break
			}
			clusters = append(clusters[:n-2], cluster{a.sum + b.sum, a.count + b.count})
		}
	}
	last := high - (offsets[len(wish)] - between)
	if last < low {
		return nil
	}
	tops := make([]int, 0, len(wish))
	for _, c := range clusters {
		line := min(max(int(math.Round(c.sum/float64(c.count))), low), last)
		for range c.count {
			tops = append(tops, line+offsets[len(tops)])
		}
	}
	return tops
}
