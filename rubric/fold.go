package rubric

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes spellings of a label comparable that people take for the same:
// full and half width, upper and lower case, 済 and 済み, and white space
// anywhere, because cells of a sheet are broken across lines at will.
func fold(text string) string {
	text = strings.ToLower(norm.NFKC.String(text))
	text = strings.Map(dropSpace, text)
	return strings.ReplaceAll(text, "済み", "済")
}

func dropSpace(r rune) rune {
	if unicode.IsSpace(r) {
		return -1
	}
	return r
}
