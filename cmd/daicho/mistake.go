package main

import (
	"errors"
	"fmt"
	"strings"

	"daicho/rubric"
)

// mistake is something that an operator must mend, in English and in
// Japanese. English sentences come without a full stop at their end.
type mistake struct {
	What, Mend     string // what is wrong, what to do about it
	WhatJa, MendJa string
}

func (m *mistake) Error() string {
	english := m.What
	if m.Mend != "" {
		english += ". " + m.Mend
	}
	return english + "\n    " + m.WhatJa + m.MendJa
}

// both is an error that an operator must act on, in English and in Japanese.
func both(english, japanese string) error { return &mistake{What: english, WhatJa: japanese} }

// mistakesOf takes an error apart into what an operator reads, one by one.
func mistakesOf(err error) []*mistake {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*mistake
		for _, one := range joined.Unwrap() {
			all = append(all, mistakesOf(one)...)
		}
		return all
	}
	var said *mistake
	if errors.As(err, &said) {
		return []*mistake{said}
	}
	if p, ok := errors.AsType[*rubric.Problem](err); ok {
		return []*mistake{{What: place(p) + ": " + p.What, Mend: p.Mend, WhatJa: place(p) + "：" + p.Japanese}}
	}
	english, japanese, _ := strings.Cut(explain(err), "\n    ")
	if one, other, ok := strings.Cut(english, " / "); ok && japanese == "" {
		english, japanese = one, other
	}
	if one, other, ok := strings.Cut(japanese, " / "); ok {
		return []*mistake{{What: english, Mend: strings.TrimSuffix(one, "."), WhatJa: other}}
	}
	return []*mistake{{What: english, WhatJa: japanese}}
}

func place(p *rubric.Problem) string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// closest is the word most like the given one, empty if none is like it.
func closest(word string, of []string) string {
	best, least := "", max(2, len(word)/4)+1
	for _, one := range of {
		if d := distance(strings.ToLower(word), strings.ToLower(one)); d < least {
			best, least = one, d
		}
	}
	return best
}

// distance is how many bytes must be put in, left out or changed to make one
// word of the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
