package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf16"

	sdk "github.com/slack-go/slack"
)

// surface is this surface in words for people.
const surface = "Slack"

// shortHash is a few signs that change when text does.
func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escape makes text literal where Slack decodes entities, which it does in
// every text object.
func escape(text string) string { return escaper.Replace(text) }

// size is how many characters Slack counts: those of UTF-16.
func size(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// sent is how many characters text has once it is escaped.
func sent(text string) int {
	n := 0
	for _, r := range text {
		n += sentRune(r)
	}
	return n
}

func sentRune(r rune) int {
	switch r {
	case '&':
		return len("&amp;")
	case '<', '>':
		return len("&lt;")
	}
	return max(1, utf16.RuneLen(r))
}

// cut shortens text, visibly, so that it has at most so many characters once
// it is escaped.
func cut(text string, most int) string {
	if sent(text) <= most {
		return text
	}
	n, end := 0, 0
	for i, r := range text {
		if n += sentRune(r); n > most-1 {
			break
		}
		end = i + len(string(r))
	}
	return strings.TrimRight(text[:end], " \n") + "…"
}

// plain is text as it stands: no markup, no emoji codes. It is cut to most
// characters.
func plain(text string, most int) *sdk.TextBlockObject {
	return sdk.NewTextBlockObject(sdk.PlainTextType, escape(cut(text, most)), false, false)
}

// pieces splits text into parts of at most so many characters once escaped, at
// the ends of lines or sentences where there are any.
func pieces(text string, most int) []string {
	var all []string
	for sent(text) > most {
		n, end, good := 0, 0, 0
		for i, r := range text {
			if n += sentRune(r); n > most {
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

// written is a value as JSON. Texts, and what is made of them, always can be
// written.
func written(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}
