package picture

import (
	"slices"
	"strings"
	"unicode"
)

// ellipsis ends a text that was cut.
const ellipsis = "…"

// clip cuts a text to at most the given width in font units.
func clip(text string, most int) string {
	if units(text) <= most {
		return text
	}
	most -= units(ellipsis)
	runes := []rune(text)
	sum := 0
	for i, a := range theFont().advances(runes) {
		if sum += a; sum > most {
			return strings.TrimRight(string(runes[:i]), " ") + ellipsis
		}
	}
	return text
}

// broken is a text in lines.
type broken struct {
	lines []string
	units int // of the widest line
	rough int // how awkward its breaks are together, in font units
}

// breaker breaks one text into lines as a reader would: after a particle or a
// separator, hardly within a word of katakana or Latin letters.
type breaker struct {
	text []rune
	sums []int // width of text[:i] in font units
	hold int   // no break before this character
}

func newBreaker(text string, hold int) *breaker {
	b := &breaker{text: []rune(text), hold: hold}
	b.sums = make([]int, len(b.text)+1)
	for i, a := range theFont().advances(b.text) {
		b.sums[i+1] = b.sums[i] + a
	}
	return b
}

// into breaks into the number of lines, or fewer where the text is short.
func (b *breaker) into(lines int) broken {
	_, cuts := b.best(0, lines)
	out := broken{}
	from := 0
	for _, to := range append(cuts, len(b.text)) {
		line := strings.TrimSpace(string(b.text[from:to]))
		out.lines = append(out.lines, line)
		out.units = max(out.units, units(line))
		if to < len(b.text) {
			out.rough += b.awkward(to)
		}
		from = to
	}
	return out
}

// maxLines is how many lines a label may have.
const maxLines = 3

// word is a text with the ways it was broken so far, since few are needed.
type word struct {
	*breaker
	ways [maxLines]broken
}

// on is the text on one line more than extra.
func (w *word) on(extra int) broken {
	if w.ways[extra].lines == nil {
		w.ways[extra] = w.into(extra + 1)
	}
	return w.ways[extra]
}

// more breaks into further lines until that makes the text narrower; false
// where none does.
func (w *word) more(extra *int) bool {
	for k := *extra + 1; k < maxLines; k++ {
		if w.on(k).units < w.on(*extra).units {
			*extra = k
			return true
		}
	}
	return false
}

// best finds where to cut text[from:] into lines: the narrowest widest line,
// with each awkward cut counted as if it made that line wider.
func (b *breaker) best(from, lines int) (cost int, cuts []int) {
	cost = b.sums[len(b.text)] - b.sums[from]
	if lines == 1 {
		return cost, nil
	}
	for cut := max(from+1, b.hold+1); cut < len(b.text); cut++ {
		head := b.sums[cut] - b.sums[from]
		if head >= cost {
			break
		}
		tail, rest := b.best(cut, lines-1)
		if c := max(head, tail) + b.awkward(cut); c < cost {
			cost, cuts = c, append([]int{cut}, rest...)
		}
	}
	return cost, cuts
}

// What may not begin and what may not end a line.
const (
	notFirst = "、。，．・：；？！ー）〕］｝〉》」』】,.:;?!)]}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々…〜"
	notLast  = "（〔［｛〈《「『【([{"
)

// awkward is how bad a line break before text[i] is, in font units.
func (b *breaker) awkward(i int) int {
	em := int(theFont().em)
	before, after := b.text[i-1], b.text[i]
	if strings.ContainsRune(notFirst, after) || strings.ContainsRune(notLast, before) {
		return 40 * em
	}
	if before == ' ' || after == ' ' || strings.ContainsRune("・、。／/）」", before) {
		return 0
	}
	cost := awkwardness[script(before)][script(after)] * em / 10
	if i == b.hold+1 || i == len(b.text)-1 {
		cost += em // a character on its own
	}
	return cost
}

// awkwardness is by the scripts before and after the break, in tenths of an
// em: kanji, hiragana, katakana, Latin letters and digits, anything else.
var awkwardness = [5][5]int{
	{12, 20, 5, 5, 5},
	{0, 15, 0, 0, 0},
	{5, 20, 30, 5, 5},
	{5, 20, 5, 60, 10},
	{5, 10, 5, 10, 10},
}

func script(r rune) int {
	order := []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana}
	if at := slices.IndexFunc(order, func(t *unicode.RangeTable) bool { return unicode.Is(t, r) }); at >= 0 {
		return at
	}
	switch {
	case r == 'ー':
		return 2
	case r < 0x250 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		return 3
	}
	return 4
}
