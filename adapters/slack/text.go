package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/chatkit"
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

// asSent counts characters as they are once text is escaped, and as Slack counts
// them: in UTF-16.
var asSent chatkit.Measure = func(r rune) int {
	switch r {
	case '&':
		return len("&amp;")
	case '<', '>':
		return len("&lt;")
	}
	return chatkit.Units(r)
}

// size is how many characters text has that is escaped already.
func size(text string) int { return chatkit.Measure(chatkit.Units).Size(text) }

// sent is how many characters text has once it is escaped.
func sent(text string) int { return asSent.Size(text) }

// cut shortens text, visibly, so that it has at most so many characters once
// it is escaped.
func cut(text string, most int) string { return asSent.Cut(text, most) }

// plain is text as it stands: no markup, no emoji codes. It is cut to most
// characters.
func plain(text string, most int) *sdk.TextBlockObject {
	return sdk.NewTextBlockObject(sdk.PlainTextType, escape(cut(text, most)), false, false)
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
