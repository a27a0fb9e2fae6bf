package dialogue

import (
	"maps"
	"slices"
)

// Doors are the words of all screens, and all words that lead to one.
func Doors() (screens, words []string) {
	one := joined(flows())
	return slices.Sorted(maps.Keys(one.screens)), slices.Sorted(maps.Keys(one.words))
}
