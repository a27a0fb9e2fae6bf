package discord

import (
	"regexp"
	"strings"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// surface is this surface in words for people.
const surface = "Discord"

// markup are the letters that begin something in Discord's markup, wherever
// they stand: emphasis, links, mentions, emoji, code. A backslash before any
// such letter has it shown as it is.
const markup = "\\*_~|`<>[]:@#"

// startMarkup are those that begin something at the start of a line: lists.
const startMarkup = "-+"

// literal makes text come out as it stands. Nothing of it becomes a mention, an
// emoji, a link or emphasis.
func literal(text string) string {
	var b strings.Builder
	start, digits := true, false // at the start of a line; after nothing but digits there
	for _, r := range text {
		switch {
		case strings.ContainsRune(markup, r), start && strings.ContainsRune(startMarkup, r), digits && (r == '.' || r == ')'):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		digits = (start || digits) && r >= '0' && r <= '9'
		start = r == '\n' || start && r == ' '
	}
	return b.String()
}

// address is a line that is a web address and nothing else.
var address = regexp.MustCompile("^https?://[^\\s`]{1,600}$")

// fence begins and ends a block that Discord shows as it stands.
const fence = "```"

// paragraph is text that comes out as it stands. A web address that has a line to
// itself is for copying: it stands in a block, without the backslashes, and Discord
// looks up nothing there.
func paragraph(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = literal(line)
		if alone := strings.TrimSpace(line); address.MatchString(alone) {
			lines[i] = fence + "\n" + alone + "\n" + fence
		}
	}
	return strings.Join(lines, "\n")
}

// asSent counts characters as they are once text is literal, at most: what
// stands in the middle of a line may need less.
var asSent chatkit.Measure = func(r rune) int {
	if strings.ContainsRune(markup+startMarkup+".)", r) {
		return 2
	}
	return chatkit.Units(r)
}

// plain is the measure of text in which Discord looks for no markup: labels,
// titles of modals, what stands in inputs.
var plain chatkit.Measure = chatkit.Units

// label is text on a button or in a list, in one line and never empty, as
// Discord demands.
func label(text string, most int) string {
	if text = strings.Join(strings.Fields(text), " "); !strings.ContainsFunc(text, bot.Visible) {
		return "…"
	}
	return plain.Cut(text, most)
}
