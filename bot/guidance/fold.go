package guidance

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fold makes spellings comparable that people take for the same: full and
// half width, upper and lower case, runs of white space.
func Fold(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(text))), " ")
}
