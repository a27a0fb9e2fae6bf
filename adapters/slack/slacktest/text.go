package slacktest

import (
	"fmt"
	"regexp"
	"strings"
)

// names gives what people read for the id of a user; nil knows nobody.
type names func(id string) string

func (n names) of(id string) string {
	if n == nil {
		return id
	}
	return n(id)
}

// picture is what people see for any emoji code.
const picture = "🙂"

var (
	entities  = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	emojiCode = regexp.MustCompile(`:(?:[a-z0-9_'+-]*[a-z][a-z0-9_'+-]*|\+1|-1|100):`)
	angled    = regexp.MustCompile(`<([^<>\n]+)>`)
	fenced    = regexp.MustCompile("(?s)```(.+?)```")
	coded     = regexp.MustCompile("`([^`\n]+)`")
	quoted    = regexp.MustCompile(`(?m)^(?:>>>|&gt;&gt;&gt;|>|&gt;) ?`)
)

// read is a text object as a person reads it.
func read(value any, n names) string {
	o, _ := value.(object)
	raw, _ := o["text"].(string)
	if o["type"] == "mrkdwn" {
		return readMarkup(raw, n)
	}
	return readPlain(raw, o["emoji"] != false)
}

// readPlain is plain_text: Slack's three entities and, unless it is switched
// off, emoji codes; all else as it stands.
func readPlain(raw string, emoji bool) string {
	if emoji {
		raw = emojiCode.ReplaceAllString(raw, picture)
	}
	return entities.Replace(raw)
}

// readMarkup is mrkdwn: markup is gone, and what it marks is left. Code is
// kept from all other markup.
func readMarkup(raw string, n names) string {
	var kept []string
	keep := func(code string) string {
		kept = append(kept, code)
		return fmt.Sprintf("\x00%d\x00", len(kept)-1)
	}
	raw = fenced.ReplaceAllStringFunc(raw, func(m string) string { return keep(strings.Trim(m, "`\n")) })
	raw = coded.ReplaceAllStringFunc(raw, func(m string) string { return keep(strings.Trim(m, "`")) })
	raw = angled.ReplaceAllStringFunc(raw, func(m string) string { return keep(readAngle(m[1:len(m)-1], n)) })
	raw = quoted.ReplaceAllString(raw, "")
	for _, mark := range []byte("*_~") {
		raw = unmark(raw, mark)
	}
	raw = emojiCode.ReplaceAllString(raw, picture)
	for i := len(kept) - 1; i >= 0; i-- {
		raw = strings.Replace(raw, fmt.Sprintf("\x00%d\x00", i), kept[i], 1)
	}
	return entities.Replace(raw)
}

// readAngle is what stands for <inside>.
func readAngle(inside string, n names) string {
	target, label, labelled := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(target, "@"):
		return "@" + n.of(target[1:])
	case strings.HasPrefix(target, "!date^"), strings.HasPrefix(target, "!subteam^"):
		return label
	case strings.HasPrefix(target, "!"):
		return "@" + target[1:]
	case strings.HasPrefix(target, "#"):
		if !labelled {
			label = target[1:]
		}
		return "#" + label
	case labelled:
		return label
	}
	return target
}

// unmark takes away pairs of a mark around words on one line. A mark counts
// where no Latin letter or digit is on its outer side and no space on its
// inner side.
func unmark(text string, mark byte) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != mark || i > 0 && latin(text[i-1]) {
			b.WriteByte(text[i])
			continue
		}
		end := closing(text, i+1, mark)
		if end < 0 {
			b.WriteByte(text[i])
			continue
		}
		b.WriteString(text[i+1 : end])
		i = end
	}
	return b.String()
}

// closing finds the mark that ends what begins at start, -1 if none does.
func closing(text string, start int, mark byte) int {
	if start >= len(text) || text[start] == ' ' || text[start] == mark {
		return -1
	}
	for i := start; i < len(text) && text[i] != '\n'; i++ {
		if text[i] == mark && text[i-1] != ' ' && (i+1 == len(text) || !latin(text[i+1])) {
			return i
		}
	}
	return -1
}

func latin(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// readRich is rich_text, or a part of it: its words are never markup.
func readRich(o object, n names) string {
	var b strings.Builder
	for i, e := range objects(o["elements"]) {
		kind, _ := e["type"].(string)
		if !strings.HasPrefix(kind, "rich_text") {
			b.WriteString(readInline(e, n))
			continue
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		switch {
		case o["type"] == "rich_text_list" && o["style"] == "ordered":
			fmt.Fprintf(&b, "%d. ", i+1)
		case o["type"] == "rich_text_list":
			b.WriteString("• ")
		}
		b.WriteString(strings.TrimSuffix(readRich(e, n), "\n"))
	}
	return b.String()
}

func readInline(o object, n names) string {
	str := func(name string) string {
		s, _ := o[name].(string)
		return s
	}
	switch o["type"] {
	case "text":
		return str("text")
	case "link":
		if str("text") != "" {
			return str("text")
		}
		return str("url")
	case "user":
		return "@" + n.of(str("user_id"))
	case "usergroup":
		return "@" + str("usergroup_id")
	case "channel":
		return "#" + str("channel_id")
	case "broadcast":
		return "@" + str("range")
	case "emoji":
		return picture
	case "date":
		return str("fallback")
	}
	return str("value")
}
