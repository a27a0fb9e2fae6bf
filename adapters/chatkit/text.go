package chatkit

import (
	"strings"
	"unicode/utf16"
)

// Measure is how many characters a platform counts for a letter, with what it
// needs to be taken as it is typed.
type Measure func(rune) int

// Units is the measure of a platform that counts in UTF-16.
func Units(r rune) int { return max(1, utf16.RuneLen(r)) }

// Size is how many characters a text has.
func (m Measure) Size(text string) int {
	n := 0
	for _, r := range text {
		n += m(r)
	}
	return n
}

// Cut shortens text, visibly, so that it has at most so many characters.
func (m Measure) Cut(text string, most int) string {
	if m.Size(text) <= most {
		return text
	}
	n, end := 0, 0
	for i, r := range text {
		if n += m(r); n > most-1 {
			break
		}
		end = i + len(string(r))
	}
	return strings.TrimRight(text[:end], " \n") + "…"
}

// Pieces splits text into parts of at most so many characters, at the ends of
// lines or sentences where there are any.
func (m Measure) Pieces(text string, most int) []string {
	var all []string
	for m.Size(text) > most {
		n, end, good := 0, 0, 0
		for i, r := range text {
			if n += m(r); n > most {
				break
			}
			end = i + len(string(r))
			if r == '\n' || r == '。' {
				good = end
			}
		}
		if good > end/2 {
			end = good
		}
		all = append(all, text[:end])
		text = text[end:]
	}
	return append(all, text)
}
