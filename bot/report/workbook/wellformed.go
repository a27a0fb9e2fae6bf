package workbook

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Whoever decodes a sheet stops without a word where it is not well formed, and
// leaves the rest of its rows out. What follows finds that beforehand.

// wellText reports whether a text between tags is well formed.
func wellText(text []byte) bool {
	if bytes.Contains(text, []byte("]]>")) {
		return false
	}
	for i := 0; i < len(text); {
		switch b := text[i]; {
		case b == '&':
			n := reference(text[i:])
			if n == 0 {
				return false
			}
			i += n
		case b < utf8.RuneSelf:
			if !inText(rune(b)) {
				return false
			}
			i++
		default:
			r, n := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && n == 1 || !inText(r) {
				return false
			}
			i += n
		}
	}
	return true
}

// inText reports whether XML lets a character stand in a text.
func inText(r rune) bool {
	return r >= ' ' && r != 0xFFFE && r != 0xFFFF || r == '\t' || r == '\n' || r == '\r'
}

// reference is how long the reference is with which a text begins; 0 where it is
// none that everybody knows.
func reference(text []byte) int {
	const longest = len("&#x10FFFF;") + 4 // zeros before it
	end := bytes.IndexByte(text[:min(len(text), longest)], ';')
	if end < 0 {
		return 0
	}
	switch name := string(text[1:end]); name {
	case "amp", "lt", "gt", "quot", "apos":
		return end + 1
	default:
		digits, base := strings.TrimPrefix(name, "#"), 10
		if strings.HasPrefix(digits, "x") {
			digits, base = digits[1:], 16
		}
		n, err := strconv.ParseUint(digits, base, 21)
		if err != nil || name[:1] != "#" || !inText(rune(n)) || n >= 0xD800 && n < 0xE000 || n > utf8.MaxRune {
			return 0
		}
		return end + 1
	}
}

// wellFormed reports whether what stands behind a tag's name are attributes, each
// with its value in quotes.
func wellFormed(attributes []byte) bool {
	rest := bytes.TrimSuffix(attributes, []byte("/"))
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		if len(rest) == 0 {
			return true
		}
		is := bytes.IndexByte(rest, '=')
		if is < 1 || bytes.ContainsAny(bytes.TrimRight(rest[:is], " \t\r\n"), " \t\r\n\"'<&") {
			return false
		}
		rest = bytes.TrimLeft(rest[is+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return false
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 || !wellText(rest[1:1+end]) || bytes.IndexByte(rest[1:1+end], '<') >= 0 {
			return false
		}
		rest = rest[end+2:]
	}
}
