package picture

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/golang/freetype/truetype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// fontFile is BIZ UDPGothic Regular, cut down to the kanji of JIS levels 1
// and 2 and the usual symbols. Its licence (OFL 1.1) is font/OFL.txt.
//
//go:embed font/BIZUDPGothic-Regular-jis12.ttf
var fontFile []byte

// face is the font with what measuring needs.
type face struct {
	font *truetype.Font
	em   fixed.Int26_6 // font units a size
}

var theFont = sync.OnceValue(func() face {
	f, err := truetype.Parse(fontFile)
	if err != nil {
		panic("picture: embedded font: " + err.Error()) // a broken build
	}
	return face{f, fixed.Int26_6(f.FUnitsPerEm())}
})

// Where a line of text stands around its baseline, in hundredths of its size,
// and the distance from line to line.
const (
	ascent  = 86
	leading = 120
)

// geta stands for a character the font does not have.
const geta = '〓'

// has reports whether the font can draw the character.
func (f face) has(r rune) bool { return f.font.Index(r) != 0 }

// advances returns how far each character moves on, in font units, kerning
// included. Half-width punctuation makes counting characters useless.
func (f face) advances(text []rune) []int {
	out := make([]int, len(text))
	var before truetype.Index
	for i, r := range text {
		glyph := f.font.Index(r)
		if i > 0 {
			out[i] += int(f.font.Kern(f.em, before, glyph))
		}
		out[i] += int(f.font.HMetric(f.em, glyph).AdvanceWidth)
		before = glyph
	}
	return out
}

// units is the width of a text in font units.
func units(text string) int {
	sum := 0
	for _, a := range theFont().advances([]rune(text)) {
		sum += a
	}
	return sum
}

// pixels turns font units into whole pixels, rounded up.
func pixels(units, size int) int {
	em := int(theFont().em)
	return (units*size + em - 1) / em
}

// width is how wide a text is in pixels.
func width(text string, size int) int { return pixels(units(text), size) }

// clean makes text fit to be drawn: composed, on one line, without what has
// no width, with 〓 for what the font lacks. An emoji joined of several
// characters is one 〓.
func clean(text string) string {
	var b strings.Builder
	joined := false
	for _, r := range norm.NFC.String(text) {
		switch {
		case r == '\u200d': // joins the next character to the one before
			joined = true
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case invisible(r):
		case joined:
			joined = false
		case theFont().has(r):
			b.WriteRune(r)
		default:
			b.WriteRune(geta)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// invisible characters steer others: controls, formats, combining marks
// (composed ones are gone by now), skin tones.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me, unicode.Variation_Selector) ||
		r >= 0x1F3FB && r <= 0x1F3FF
}
