package bot

import (
	"maps"
	"strings"
	"unicode"
)

// Clean takes out of a text from outside what nobody can see and nobody meant
// to type: control characters, which come along when text is pasted from other
// programs and would steer a terminal, and the marks that turn the direction
// of whatever is written behind them. Line ends and tabs stay, and the line
// and page breaks of word processors become line ends. Bytes that are no text at
// all are left out: what is kept with them could not be read again. A text of
// which nothing can be seen is empty.
func Clean(text string) string {
	text = strings.ToValidUTF8(text, "")
	if strings.ContainsFunc(text, unwanted) {
		text = strings.Map(cleanRune, text)
	}
	if text != "" && !strings.ContainsFunc(text, Visible) {
		return ""
	}
	return text
}

func unwanted(r rune) bool { return cleanRune(r) != r }

func cleanRune(r rune) rune {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return r
	case r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return '\n'
	case unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
		return -1
	}
	return r
}

// Visible reports whether a character leaves something on the screen.
func Visible(r rune) bool {
	const blankBraille = 0x2800
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != blankBraille && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// cleaned is the event with what was typed and entered cleaned.
func cleaned(ev Event) Event {
	ev.Said = Clean(ev.Said)
	given, copied := ev.Values, false // those of the adapter stay as they are
	for id, v := range given {
		clean := Clean(v)
		if clean == v {
			continue
		}
		if !copied {
			ev.Values, copied = maps.Clone(given), true
		}
		ev.Values[id] = clean
	}
	return ev
}
