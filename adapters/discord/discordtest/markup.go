package discordtest

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// markup reads text as Discord's client shows it: what it takes for markup is
// gone or changed, everything else comes out as it was typed.
type markup struct {
	names func(kind byte, id string) (string, bool)
	whole bool // with what only contents have: mentions, links, lines
}

const (
	smiley  = "🙂" // stands for every emoji that was written as a code
	blacked = "███"
)

var (
	mention     = regexp.MustCompile(`^<(@!?|@&|#)(\d+)>`)
	customEmoji = regexp.MustCompile(`^<a?:\w+:\d+>`)
	emojiCode   = regexp.MustCompile(`^:([A-Za-z0-9_+-]{2,}):`)
	timeCode    = regexp.MustCompile(`^<t:(-?\d+)(?::[tTdDfFsSR])?>`)
	commandCode = regexp.MustCompile(`^</([^:>]+):\d+>`)
	navigation  = regexp.MustCompile(`^<id:(\w+)(?::[^>]*)?>`)
	angled      = regexp.MustCompile(`^<(https?://[^\s>]+|mailto:[^\s>]+)>`)
	bare        = regexp.MustCompile(`^https?://[^\s<]+[^<.,:;"'\]\s]`)
	masked      = regexp.MustCompile(`^\[((?:\\.|[^\[\]\\]|\[[^\]]*\])+)\]\(<?(https?://[^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?(?:\s+['"][^)]*)?\)`)
	heading     = regexp.MustCompile(`^(#{1,3}) +(\S[^\n]*)`)
	subtext     = regexp.MustCompile(`^-# +(\S[^\n]*)`)
	quote       = regexp.MustCompile(`^(>>> |> )`)
	bullet      = regexp.MustCompile(`^ *([-*]) +\S`)
	fenced      = regexp.MustCompile("^```(?:[A-Za-z0-9_+\\-.#]*\n)?\n*((?s).+?)\n*```")
)

// read reads the whole of a text.
func (m markup) read(text string) string {
	var b strings.Builder
	fresh := m.whole // whether a line begins
	for i := 0; i < len(text); {
		out, n := "", 0
		if fresh {
			out, n = m.lineStart(text[i:])
			fresh = n > 0 && out == "" // a quotation
		}
		if n == 0 {
			out, n = m.next(text[i:])
			fresh = m.whole && strings.HasSuffix(text[:i+n], "\n")
		}
		b.WriteString(out)
		i += n
	}
	return b.String()
}

// lineStart reads what is markup only where a line begins.
func (m markup) lineStart(rest string) (string, int) {
	if h := heading.FindStringSubmatch(rest); h != nil {
		return m.inner(strings.TrimRight(h[2], "# ")), len(h[0])
	}
	if h := subtext.FindStringSubmatch(rest); h != nil {
		return m.inner(h[1]), len(h[0])
	}
	if q := quote.FindString(rest); q != "" {
		return "", len(q)
	}
	if at := bullet.FindStringSubmatchIndex(rest); at != nil {
		return rest[:at[2]] + "• ", at[1] - lastRune(rest[:at[1]])
	}
	return "", 0
}

// lastRune is how many bytes the last character has.
func lastRune(s string) int {
	_, n := utf8.DecodeLastRuneInString(s)
	return n
}

// inner reads what is within markup.
func (m markup) inner(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		out, n := m.next(text[i:])
		b.WriteString(out)
		i += n
	}
	return b.String()
}

// next reads what comes next, and says how many bytes that is.
func (m markup) next(rest string) (string, int) {
	if strings.HasPrefix(rest, `¯\_(ツ)_/¯`) {
		return `¯\_(ツ)_/¯`, len(`¯\_(ツ)_/¯`)
	}
	for _, try := range []func(string) (string, int){m.escaped, m.code, m.angle, m.link, m.paired, m.emoji} {
		if out, n := try(rest); n > 0 {
			return out, n
		}
	}
	_, n := utf8.DecodeRuneInString(rest)
	return rest[:n], n
}

// escaped is a backslash before a sign.
func (m markup) escaped(rest string) (string, int) {
	if rest[0] != '\\' || len(rest) < 2 {
		return "", 0
	}
	r, n := utf8.DecodeRuneInString(rest[1:])
	if !unicode.IsSpace(r) && (r >= 0x80 || r == '_' || !wordly(byte(r))) {
		return rest[1 : 1+n], 1 + n
	}
	return "", 0
}

// code is text in backticks.
func (m markup) code(rest string) (string, int) {
	if c := fenced.FindStringSubmatch(rest); c != nil && m.whole {
		return c[1], len(c[0])
	}
	ticks := len(rest) - len(strings.TrimLeft(rest, "`"))
	if ticks == 0 {
		return "", 0
	}
	for i := ticks; i < len(rest); {
		if rest[i] != '`' {
			i++
			continue
		}
		run := len(rest[i:]) - len(strings.TrimLeft(rest[i:], "`"))
		if run == ticks {
			return strings.TrimSpace(rest[ticks:i]), i + run
		}
		i += run
	}
	return rest[:ticks], ticks
}

// angle is what stands in angle brackets.
func (m markup) angle(rest string) (string, int) {
	if rest[0] != '<' {
		return "", 0
	}
	if e := customEmoji.FindString(rest); e != "" {
		return smiley, len(e)
	}
	if !m.whole {
		return "", 0
	}
	if a := mention.FindStringSubmatch(rest); a != nil {
		return m.mention(a[1], a[2]), len(a[0])
	}
	if a := timeCode.FindStringSubmatch(rest); a != nil {
		n, _ := strconv.ParseInt(a[1], 10, 64)
		return time.Unix(n, 0).UTC().Format("2006-01-02 15:04"), len(a[0])
	}
	for _, form := range []*regexp.Regexp{commandCode, navigation, angled} {
		a := form.FindStringSubmatch(rest)
		switch {
		case a == nil:
		case form == commandCode:
			return "/" + a[1], len(a[0])
		default:
			return a[1], len(a[0])
		}
	}
	return "", 0
}

func (m markup) mention(sign, id string) string {
	kind, shown := byte('@'), "@"
	switch sign {
	case "@&":
		kind = '&'
	case "#":
		kind, shown = '#', "#"
	}
	if name, ok := m.names(kind, id); ok {
		return shown + name
	}
	return shown + "unknown"
}

// link is an address, with words instead of it or without.
func (m markup) link(rest string) (string, int) {
	if !m.whole {
		return "", 0
	}
	if l := masked.FindStringSubmatch(rest); l != nil {
		return m.inner(l[1]), len(l[0])
	}
	l := bare.FindString(rest)
	return l, len(l)
}

// paired is what stands between two marks.
func (m markup) paired(rest string) (string, int) {
	for _, mark := range []string{"**", "__", "~~", "||"} {
		end := closing(rest, mark)
		switch {
		case end < 0:
		case mark == "||":
			return blacked, end + len(mark)
		default:
			return m.inner(rest[len(mark):end]), end + len(mark)
		}
	}
	if end := slanted(rest); end > 0 {
		return m.inner(rest[1:end]), end + 1
	}
	return "", 0
}

// closing is where a double mark ends what it began, -1 if it does not.
func closing(rest, mark string) int {
	if !strings.HasPrefix(rest, mark) {
		return -1
	}
	for i := len(mark); i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && (mark == "**" || mark == "__"):
			i++
		case i > len(mark) && strings.HasPrefix(rest[i:], mark) && !(mark[0] == '*' && strings.HasPrefix(rest[i+2:], "*")) &&
			!((mark[0] == '_' || mark[0] == '~') && strings.HasPrefix(rest[i+2:], "_")):
			return i
		}
	}
	return -1
}

// slanted is where a single star or underscore ends what it began, 0 if it
// does not. A star wants no space on its inner side, an underscore no letter
// on its outer one.
func slanted(rest string) int {
	mark := rest[0]
	if len(rest) < 3 || mark != '*' && mark != '_' || mark == '*' && (unicode.IsSpace(rune(rest[1])) || rest[1] == '*') {
		return 0
	}
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && mark == '_':
			i++
		case rest[i] != mark:
		case i+1 < len(rest) && rest[i+1] == mark:
			i++
		case mark == '*' && !unicode.IsSpace(rune(rest[i-1])) && i > 1:
			return i
		case mark == '_' && i > 1 && (i+1 == len(rest) || !wordly(rest[i+1])):
			return i
		case mark == '_':
			return 0
		}
	}
	return 0
}

// wordly says what counts as a letter beside an underscore: no Japanese.
func wordly(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// emoji is a code such as :smile:. Numbers between colons are times.
func (m markup) emoji(rest string) (string, int) {
	e := emojiCode.FindStringSubmatch(rest)
	if e == nil || strings.Trim(e[1], "0123456789") == "" && e[1] != "100" && e[1] != "1234" {
		return "", 0
	}
	return smiley, len(e[0])
}
