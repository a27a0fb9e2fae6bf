package picture

import (
	"encoding/binary"
	"image/color"
	"sync"

	"github.com/wcharczuk/go-chart/v2/drawing"
)

// hue is the colours of one group: the area, its rim, and text on white. The
// text has a contrast of at least 6:1 against white.
type hue struct{ tint, rim, text drawing.Color }

// hues are given to groups in order and again from the first.
var hues = []hue{
	{rgb(0xDCEAF6), rgb(0x2478B8), rgb(0x174A7C)},
	{rgb(0xFCEBDB), rgb(0xE07B1F), rgb(0x8A4208)},
	{rgb(0xDDF1E3), rgb(0x2B9A57), rgb(0x17633A)},
	{rgb(0xEDE3F5), rgb(0x8C59B3), rgb(0x5A2E84)},
	{rgb(0xD9F0F2), rgb(0x15909F), rgb(0x0B5963)},
	{rgb(0xF1EADD), rgb(0x8F7B57), rgb(0x594829)},
}

var (
	white   = rgb(0xFFFFFF)
	ink     = rgb(0x1B1F27) // title and legend
	faint   = rgb(0x5B6470) // ring numbers, small marks
	grid    = rgb(0xB4BCC6)
	current = rgb(0x1D2F6F) // the newest series
	before  = rgb(0xB0235F) // the one behind it
)

// veil is how much the newest series' area covers, of 255.
const veil = 0x48

// palettePlaces is how many colours a picture has at most. More do not show,
// and cost time and bytes.
const palettePlaces = 128

func rgb(c uint32) drawing.Color {
	return drawing.Color{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xFF}
}

func veiled(c drawing.Color, alpha uint8) drawing.Color {
	c.A = alpha
	return c
}

// colours is the fixed palette and a table from any colour, by the five upper
// bits of its parts, to its nearest place.
type colours struct {
	palette color.Palette
	nearest [1 << 15]uint8
}

// theColours is built once, in a fixed order, so that equal pictures are
// equal bytes.
var theColours = sync.OnceValue(func() *colours {
	c := &colours{}
	c.solids()
	c.ramps()
	c.index()
	return c
})

// solids takes the colours of areas and lines, which should be met exactly.
func (c *colours) solids() {
	c.add(white, ink, faint, grid, current, before)
	for _, h := range hues {
		c.add(h.tint, h.rim, h.text, blend(h.tint, current, veil))
	}
	c.add(blend(white, current, veil))
}

// ramps takes the steps between neighbouring colours, for smooth edges. The
// first hues, which most pictures use, come first and get the finer ones.
// (Twice the steps cost a tenth of the file and show at no size.)
func (c *colours) ramps() {
	for i, h := range hues {
		steps := 3
		if i > 2 {
			steps = 1
		}
		area := blend(h.tint, current, veil)
		c.ramp(white, h.text, steps)
		c.ramp(white, h.rim, 1)
		c.ramp(h.tint, current, 1)
		c.ramp(area, current, 1)
		c.ramp(h.tint, grid, 1)
		c.ramp(area, grid, 1)
	}
	c.ramp(white, ink, 3)
	c.ramp(white, before, 2)
	c.ramp(white, faint, 2)
	c.ramp(white, current, 2)
}

func (c *colours) ramp(from, to drawing.Color, steps int) {
	for i := 1; i <= steps; i++ {
		c.add(blend(from, to, uint8(255*i/(steps+1))))
	}
}

func (c *colours) add(more ...drawing.Color) {
	for _, d := range more {
		place := color.RGBA{R: d.R, G: d.G, B: d.B, A: 0xFF}
		if len(c.palette) < palettePlaces && !c.has(place) {
			c.palette = append(c.palette, place)
		}
	}
}

func (c *colours) has(place color.Color) bool {
	for _, p := range c.palette {
		if p == place {
			return true
		}
	}
	return false
}

// index fills the table: a place's own cell is its own (the earliest wins),
// every other cell goes to the place nearest to its middle.
func (c *colours) index() {
	for cell := range c.nearest {
		r, g, b := cell>>10<<3|4, cell>>5&31<<3|4, cell&31<<3|4
		best := 1 << 30
		for i, p := range c.palette {
			q := p.(color.RGBA)
			dr, dg, db := r-int(q.R), g-int(q.G), b-int(q.B)
			if d := 3*dr*dr + 4*dg*dg + 2*db*db; d < best {
				best, c.nearest[cell] = d, uint8(i)
			}
		}
	}
	for i := len(c.palette) - 1; i >= 0; i-- {
		q := c.palette[i].(color.RGBA)
		c.nearest[cellOf(uint32(q.R)|uint32(q.G)<<8|uint32(q.B)<<16)] = uint8(i)
	}
}

// cellOf takes a pixel as it lies in memory: red in the lowest byte.
func cellOf(pixel uint32) uint32 {
	return pixel&0xF8<<7 | pixel>>6&0x3E0 | pixel>>19&0x1F
}

// reduce writes a place for each pixel. Most pixels are like the one before.
func (c *colours) reduce(places, pix []uint8) {
	var last uint32
	place := c.nearest[cellOf(last)]
	for i := range places {
		pixel := binary.LittleEndian.Uint32(pix[4*i:])
		if pixel != last {
			last, place = pixel, c.nearest[cellOf(pixel)]
		}
		places[i] = place
	}
}

// blend lays to over from, alpha of 255.
func blend(from, to drawing.Color, alpha uint8) drawing.Color {
	mix := func(a, b uint8) uint8 {
		return uint8((int(a)*(255-int(alpha)) + int(b)*int(alpha) + 127) / 255)
	}
	return drawing.Color{R: mix(from.R, to.R), G: mix(from.G, to.G), B: mix(from.B, to.B), A: 0xFF}
}
