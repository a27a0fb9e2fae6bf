package adaptertest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A talk is a text file, read line by line:
//
//	# a comment
//	@ 2026-12-01T09:30            sets the clock, Japanese time
//	! restart                     ends the process and begins it anew
//	! surface 社内チャット        from here on people are on the surface of
//	                              this name, as Event.Surface has it; a talk
//	                              on pages begins on bot.OwnSurface, one on
//	                              paper on PaperSurface. Other surfaces than
//	                              the own one vouch: see World.Profile
//	! deliver                     delivers the letters that wait; what they
//	                              bring can be pressed from then on
//	! mornings 2026-12-18T09:30   it becomes that hour of every day up to that
//	                              one: the clock ticks (World.Tick), and what
//	                              waits is delivered
//	山田> 台帳                    says words
//	山田> ［はじめる］            presses a button, or what a row leads to
//	山田> 7=実施している          answers field number 7 of the page
//	山田> name=Dropbox            answers the field with this id; \n ends a line
//	山田> !say 7=3                says words that look like something else
//	山田> !file 約款.pdf %PDF-1.7 …   drops a file with this text in; \n ends a
//	                              line, and a number stands for so many bytes
//	山田> !book 台帳.xlsx@2026-11-30T18:00 サービス名|状態\nGoogle ドライブ|利用中
//	                              drops a workbook in that was saved then; \n
//	                              ends a row, | a cell. See Book
//	山田> !again                  the last delivery arrives once more
//	山田> !old 3 ［追加する］     presses a button of the third view this
//	                              person was shown; the answers given on a
//	                              page belong to the view of the page
//
// Empty lines and lines that begin with a blank are what the bot says, and
// are rewritten with -update.
type talkLine struct {
	number int
	source string
	kind   talkKind
	who    string
	field  string // of an answer; the name of a file
	text   string // words, a label, a value, what a file holds, a surface
	nth    int    // of an old press, from 1
	at     time.Time
}

type talkKind int

const (
	comment talkKind = iota
	clock
	restart
	surface
	deliver
	mornings
	say
	pressLabel
	pressOld
	answer
	drop
	again
)

var (
	speaker  = regexp.MustCompile(`^([^\s>#@!]+)> ?(.*)$`)
	fieldIs  = regexp.MustCompile(`^([A-Za-z0-9/._~-]+)=(.*)$`)
	dropped  = regexp.MustCompile(`^!file ([^ ]+) (.*)$`)
	oldPress = regexp.MustCompile(`^!old ([0-9]+) (.*)$`)
	japan    = time.FixedZone("JST", 9*60*60)
)

const clockFormat = "2006-01-02T15:04"

// morningsTo are the moments of a day's hour after one moment up to another.
func morningsTo(from, to time.Time) (all []time.Time) {
	at := to
	for at.After(from) {
		all = append(all, at)
		at = at.AddDate(0, 0, -1)
	}
	slices.Reverse(all)
	return all
}

// parseTalk reads a talk's lines without what the bot says. The error names
// the line.
func parseTalk(text string) ([]talkLine, error) {
	var all []talkLine
	for i, source := range strings.Split(text, "\n") {
		source = strings.TrimSuffix(source, "\r")
		if source == "" || source[0] == ' ' || source[0] == '\t' || strings.HasPrefix(source, "　") {
			continue
		}
		line, err := parseTalkLine(source)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w: %s", i+1, err, source)
		}
		line.number, line.source = i+1, source
		all = append(all, line)
	}
	return all, nil
}

func parseTalkLine(source string) (talkLine, error) {
	switch {
	case source[0] == '#':
		return talkLine{kind: comment}, nil
	case source[0] == '@':
		at, err := time.ParseInLocation(clockFormat, strings.TrimSpace(source[1:]), japan)
		if err != nil {
			return talkLine{}, fmt.Errorf("the clock is set with @ 2026-12-01T09:30")
		}
		return talkLine{kind: clock, at: at}, nil
	case source[0] == '!':
		return parseOrder(strings.TrimSpace(source[1:]))
	}
	m := speaker.FindStringSubmatch(source)
	if m == nil || m[2] == "" {
		return talkLine{}, fmt.Errorf("neither somebody who does something (name> …) nor indented")
	}
	line, err := parseDeed(m[2])
	line.who = m[1]
	return line, err
}

// parseOrder reads what nobody does.
func parseOrder(s string) (talkLine, error) {
	name, named := strings.CutPrefix(s, "surface ")
	last, days := strings.CutPrefix(s, "mornings ")
	switch {
	case days:
		at, err := time.ParseInLocation(clockFormat, last, japan)
		if err != nil {
			return talkLine{}, fmt.Errorf("days pass with ! mornings 2026-12-18T09:30")
		}
		return talkLine{kind: mornings, at: at}, nil
	case s == "restart":
		return talkLine{kind: restart}, nil
	case s == "deliver":
		return talkLine{kind: deliver}, nil
	case named && strings.TrimSpace(name) != "":
		return talkLine{kind: surface, text: strings.TrimSpace(name)}, nil
	}
	return talkLine{}, fmt.Errorf("the only orders are ! restart, ! deliver, ! mornings with a time and ! surface with a name")
}

// parseDeed reads what stands behind the name.
func parseDeed(s string) (talkLine, error) {
	if s == "!again" {
		return talkLine{kind: again}, nil
	}
	if words, ok := strings.CutPrefix(s, "!say "); ok {
		return talkLine{kind: say, text: words}, nil
	}
	if m := dropped.FindStringSubmatch(s); m != nil {
		return talkLine{kind: drop, field: m[1], text: contents(m[2])}, nil
	}
	if m := booked.FindStringSubmatch(s); m != nil {
		return parseBook(m)
	}
	if m := oldPress.FindStringSubmatch(s); m != nil {
		nth, err := strconv.Atoi(m[1])
		label, ok := bracket(m[2])
		if err != nil || nth < 1 || !ok {
			return talkLine{}, fmt.Errorf("an old button is pressed with !old 3 ［label］")
		}
		return talkLine{kind: pressOld, nth: nth, text: label}, nil
	}
	if strings.HasPrefix(s, "!") {
		return talkLine{}, fmt.Errorf("known are !again, !book, !file, !old and !say")
	}
	if label, ok := bracket(s); ok {
		return talkLine{kind: pressLabel, text: label}, nil
	}
	if m := fieldIs.FindStringSubmatch(s); m != nil {
		return talkLine{kind: answer, field: m[1], text: strings.ReplaceAll(m[2], `\n`, "\n")}, nil
	}
	return talkLine{kind: say, text: s}, nil
}

// contents are what a file of a talk holds: so many bytes, or the text.
func contents(text string) string {
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		return strings.Repeat("x", n)
	}
	return strings.ReplaceAll(text, `\n`, "\n")
}

// bracket returns what stands between ［ and ］.
func bracket(s string) (string, bool) {
	inner, ok := strings.CutPrefix(s, "［")
	if !ok {
		return "", false
	}
	inner, ok = strings.CutSuffix(inner, "］")
	return inner, ok && inner != "" && !strings.Contains(inner, "］［")
}

// talkText puts a talk together again: every line with what was said to it,
// indented by two blanks.
func talkText(lines []talkLine, said []string) string {
	var b strings.Builder
	above := comment // what stands above; nothing counts as a comment
	for i, line := range lines {
		if i > 0 && (above != comment && above != clock && above != surface || said[i-1] != "") {
			b.WriteString("\n")
		}
		b.WriteString(line.source + "\n")
		if said[i] != "" {
			for row := range strings.SplitSeq(strings.TrimRight(said[i], "\n"), "\n") {
				b.WriteString(strings.TrimRight("  "+row, " ") + "\n")
			}
		}
		above = line.kind
	}
	return b.String()
}
