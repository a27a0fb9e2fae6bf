package picture

import (
	"encoding/json"
	"fmt"
	"image"
	"strconv"
	"strings"

	"daicho/bot/guidance"
)

// Sizes of a bar chart in pixels: each bar has a line of words above it.
const (
	barSize   = 26 // of the words
	barHigh   = 16
	barBelow  = 18 // to the next one's words
	wordsHigh = barSize * leading / 100
	barGap    = 18 // between a label and what stands at its right
)

// Bars draws the bars below each other as a PNG of Width × at most Height: a
// line of words with the label, the kind in its colour and the value, and
// below it the bar on a ground that is as long as a full one. The error is
// ErrSpec for bars that cannot be drawn.
func Bars(b guidance.Bars) ([]byte, error) {
	if err := checkBars(b); err != nil {
		return nil, err
	}
	p := planBars(b)
	return paint(p.height, 1, p.draw), nil
}

func drawBarsSpec(data string) ([]byte, error) {
	b, err := parseBars(data)
	if err != nil {
		return nil, err
	}
	return Bars(b)
}

// parseBars reads what guidance.Bars.Spec wrote after the kind and checks it.
func parseBars(data string) (guidance.Bars, error) {
	var b guidance.Bars
	d := json.NewDecoder(strings.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		return b, fmt.Errorf("%w: %w", ErrSpec, err)
	}
	if d.More() {
		return b, fmt.Errorf("%w: something follows the bars", ErrSpec)
	}
	return b, checkBars(b)
}

func checkBars(b guidance.Bars) error {
	switch {
	case len(b.Bars) == 0 || len(b.Bars) > guidance.MaxBars:
		return fmt.Errorf("%w: %d bars, want 1 to %d", ErrSpec, len(b.Bars), guidance.MaxBars)
	case b.Max < 1 || b.Max > maxValue:
		return fmt.Errorf("%w: bars of %d at most", ErrSpec, b.Max)
	}
	for i, bar := range b.Bars {
		if bar.Value < 0 || bar.Value > b.Max || bar.Kind < 0 || bar.Kind >= maxGroups {
			return fmt.Errorf("%w: bar %d is %d of %d, kind %d", ErrSpec, i+1, bar.Value, b.Max, bar.Kind)
		}
	}
	return nil
}

// barsPlan is a bar chart with everything placed.
type barsPlan struct {
	guidance.Bars
	title  []string
	rows   []barRow
	height int // of the picture
}

// barRow is a bar's words, cut to where they stand, and its full length.
type barRow struct {
	label, word, value string
	wordEnd            int // where the word ends: the value follows
	baseline           int
	track              image.Rectangle
}

func planBars(b guidance.Bars) barsPlan {
	p := barsPlan{Bars: b, title: titleLines(b.Title)}
	values, words := 0, 0
	for _, bar := range b.Bars {
		values = max(values, width(p.valueText(bar), barSize))
		words = max(words, width(wordText(bar), barSize))
	}
	em := int(theFont().em)
	y := titleTop + blockHeight(len(p.title), titleSize) + belowTitle
	for _, bar := range b.Bars {
		wordEnd := Width - margin - values - barGap
		room := wordEnd - words - barGap - margin
		p.rows = append(p.rows, barRow{
			label: clip(clean(bar.Label), room*em/barSize), word: wordText(bar), value: p.valueText(bar),
			wordEnd: wordEnd, baseline: y + barSize*ascent/100,
			track: image.Rect(margin, y+wordsHigh, Width-margin, y+wordsHigh+barHigh),
		})
		y += wordsHigh + barHigh + barBelow
	}
	p.height = y - barBelow + margin
	return p
}

// mostWord is how wide the word of a kind may be, in ems.
const mostWord = 6

func wordText(bar guidance.Bar) string { return clip(clean(bar.Word), mostWord*int(theFont().em)) }

func (p barsPlan) valueText(bar guidance.Bar) string {
	return strconv.Itoa(bar.Value) + "／" + strconv.Itoa(p.Max) + clip(clean(p.Unit), 2*int(theFont().em))
}

// draw puts the planned bars on the canvas.
func (p barsPlan) draw(c *canvas) {
	drawCentred(c, p.title, titleTop, titleSize, ink)
	for i, row := range p.rows {
		h := hueOf(p.Bars.Bars[i].Kind)
		c.text(row.label, margin, row.baseline, barSize, ink, left)
		c.text(row.word, row.wordEnd, row.baseline, barSize, h.text, right)
		c.text(row.value, Width-margin, row.baseline, barSize, ink, right)
		c.bar(row.track, h.tint)
		full := row.track
		full.Max.X = full.Min.X + full.Dx()*p.Bars.Bars[i].Value/p.Max
		if full.Dx() > 0 {
			c.bar(full, h.rim)
		}
	}
}
