// Package picture draws what is easier seen than read: the radar of a
// checklist or a diagnosis, the bars of a ledger, and how far a programme is, as
// a PNG made for a phone.
//
// A picture is described by its numbers in a spec, one string (see Spec). A
// Maker turns specs into PNGs and keeps them by their spec, so that the same
// picture is drawn once however often and by however many people it is looked
// at. Drawing is deterministic: one spec, one sequence of bytes.
//
// All pictures share one canvas: go-chart's renderer on a white ground of one
// width (or a little less where a picture holds very much), one embedded Japanese font measured by its own metrics, and one
// fixed palette that makes the file a third of the size and the encoding half
// the time. A further kind of picture is one file that draws on the canvas and
// one line in the table of kinds (see maker.go).
//
// People's text can hold anything. It is composed (NFC), stripped of what has
// no width, and characters the font lacks (emoji, rare kanji) become 〓.
package picture

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"sync"

	chart "github.com/wcharczuk/go-chart/v2"
	"github.com/wcharczuk/go-chart/v2/drawing"
)

// The width of every picture and the height it has at most, in pixels. A
// phone shows it 360 wide, at 0.45: text of 24 pixels is then as large as
// small print in an app (10.8).
const (
	Width  = 800
	Height = 860
)

// pixelDPI makes a point of the renderer one pixel: its rasters have 64
// units a point.
const pixelDPI = 64

// dense is how much smaller a picture is drawn that holds very much: the same
// layout, at 640 pixels across in place of 800, takes a fifth less room and
// still has more pixels than most phones show it in.
const dense = 0.8

// canvas is a renderer with the few shapes and the text that pictures are
// made of. Coordinates are whole pixels of the layout, Width wide.
type canvas struct {
	r     chart.Renderer
	img   *image.RGBA // what r draws on; nil where only r may touch it
	scale float64     // pixels drawn for one of the layout: 1, or dense
}

// px is a length of the layout as the renderer takes it.
func (c *canvas) px(length int) int { return int(math.Round(float64(length) * c.scale)) }

// align says which part of a text its x names.
type align int

const (
	left align = iota
	centre
	right
)

// collector receives the renderer's live image in place of an encoded one.
type collector struct {
	bytes.Buffer // never written to
	img          *image.RGBA
}

// SetRGBA makes the collector one of the renderer's image receivers.
func (c *collector) SetRGBA(img *image.RGBA) { c.img = img }

var canvases = sync.Pool{New: func() any {
	c, err := newCanvas()
	if err != nil {
		panic(err) // the size is fixed and the renderer has no other reason
	}
	return c
}}

func newCanvas() (*canvas, error) {
	r, err := chart.PNG(Width, Height)
	if err != nil {
		return nil, fmt.Errorf("picture: renderer: %w", err)
	}
	var live collector
	if err := r.Save(&live); err != nil {
		return nil, fmt.Errorf("picture: renderer's image: %w", err)
	}
	r.SetDPI(pixelDPI)
	return &canvas{r: r, img: live.img, scale: 1}, nil
}

// paint runs draw on a clean canvas and returns its upper part, of the given
// height in the layout, as PNG.
func paint(height int, scale float64, draw func(*canvas)) []byte {
	c := canvases.Get().(*canvas)
	c.scale = scale
	// A canvas whose drawing panicked is not put back: its path is half made.
	c.clear()
	draw(c)
	data := c.encode(height)
	canvases.Put(c)
	return data
}

// clear makes the ground white without the renderer: five times as fast as a
// path over everything.
func (c *canvas) clear() {
	pix := c.img.Pix
	pix[0] = 0xFF
	for done := 1; done < len(pix); done *= 2 {
		copy(pix[done:], pix[:done])
	}
}

var paletted = sync.Pool{New: func() any {
	return image.NewPaletted(image.Rect(0, 0, Width, Height), theColours().palette)
}}

// encode reduces the canvas to the palette and writes its upper part as PNG.
func (c *canvas) encode(height int) []byte {
	p := paletted.Get().(*image.Paletted)
	defer paletted.Put(p)
	wide, high := c.px(Width), c.px(height)
	theColours().reduce(p.Pix[:high*Width], c.img.Pix)
	return packed(p.SubImage(image.Rect(0, 0, wide, high)).(*image.Paletted))
}

// path begins, continues and perhaps closes a line through the points.
func (c *canvas) path(points []image.Point, closed bool) {
	for i, p := range points {
		if i == 0 {
			c.r.MoveTo(c.px(p.X), c.px(p.Y))
		} else {
			c.r.LineTo(c.px(p.X), c.px(p.Y))
		}
	}
	if closed {
		c.r.Close()
	}
}

// fill paints the area inside the points.
func (c *canvas) fill(points []image.Point, colour drawing.Color) {
	if len(points) < 3 {
		return
	}
	c.r.SetFillColor(colour)
	c.path(points, true)
	c.r.Fill()
}

// pen is how a line looks. An empty dash is a solid line.
type pen struct {
	colour drawing.Color
	width  float64
	dash   []float64
}

func (c *canvas) take(p pen) {
	c.r.SetStrokeColor(p.colour)
	c.r.SetStrokeWidth(p.width * c.scale)
	dash := make([]float64, len(p.dash))
	for i, length := range p.dash {
		dash[i] = length * c.scale
	}
	c.r.SetStrokeDashArray(dash)
}

// line draws through the points.
func (c *canvas) line(points []image.Point, closed bool, p pen) {
	if len(points) < 2 {
		return
	}
	c.take(p)
	c.path(points, closed)
	c.r.Stroke()
}

// disc fills a circle. (The renderer's own Circle is rather a rounded square.)
func (c *canvas) disc(at image.Point, radius float64, colour drawing.Color) {
	c.r.SetFillColor(colour)
	c.arc(at, radius, 0, fullTurn)
	c.r.Fill()
}

// arc goes on with an arc around a point.
func (c *canvas) arc(at image.Point, radius, from, turn float64) {
	c.r.ArcTo(c.px(at.X), c.px(at.Y), radius*c.scale, radius*c.scale, from, turn)
}

// bar fills a rectangle.
func (c *canvas) bar(b image.Rectangle, colour drawing.Color) {
	c.fill([]image.Point{b.Min, {b.Max.X, b.Min.Y}, b.Max, {b.Min.X, b.Max.Y}}, colour)
}

// text writes one line with its baseline at y. The text must be clean.
func (c *canvas) text(s string, x, y, size int, colour drawing.Color, where align) {
	if s == "" {
		return
	}
	switch where {
	case centre:
		x -= width(s, size) / 2
	case right:
		x -= width(s, size)
	}
	c.r.SetFont(theFont().font)
	c.r.SetFontSize(float64(size) * c.scale)
	c.r.SetFontColor(colour)
	c.r.Text(s, c.px(x), c.px(y))
}
