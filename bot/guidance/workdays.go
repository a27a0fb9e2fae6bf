package guidance

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Workdays is on which days a company does not work, beside the public holidays
// of Japan.
type Workdays struct {
	// Off are its days off of each week.
	Off []time.Weekday
	// Yearly are stretches that come each year, such as the turn of the year.
	Yearly []Season
	// Closed are its own closed days.
	Closed []Span
}

// UsualWorkdays is what holds for a company until it says otherwise: weekends,
// 年末年始 from 29 December to 3 January, お盆 from 13 to 16 August.
func UsualWorkdays() Workdays {
	return Workdays{Off: []time.Weekday{time.Sunday, time.Saturday}, Yearly: []Season{
		{Name: "年末年始", From: "12-29", To: "01-03"}, {Name: "お盆", From: "08-13", To: "08-16"},
	}}
}

// Season is a stretch of days of every year, its ends included, as 01-02. One
// that ends before it begins goes over the turn of the year.
type Season struct{ Name, From, To string }

// Has reports whether the day is in it.
func (s Season) Has(d Day) bool {
	if len(d) != len(time.DateOnly) {
		return false
	}
	at := string(d[5:])
	if s.To < s.From {
		return at >= s.From || at <= s.To
	}
	return s.From <= at && at <= s.To
}

// Span is a stretch of days, its ends included.
type Span struct{ From, To Day }

// Has reports whether the day is in it.
func (s Span) Has(d Day) bool { return d != "" && s.From <= d && d <= s.To }

// String is the span in words for people.
func (s Span) String() string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + "〜" + s.To.String()
}

const (
	// MaxClosed is how many closed days or stretches of them a company may name.
	MaxClosed = 50
	// mostClosed is how many days one stretch may have: more than that is not a
	// closed company, but a mistake.
	mostClosed = 60
)

// ParseSpans reads closed days as people write them, one a line or with 、
// between: 2026-12-28, or 2026-12-28〜2027-01-05. The error says in words for
// people what is wrong.
func ParseSpans(text string) ([]Span, error) {
	var all []Span
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("\n、,，", r) }) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		s, ok := parseSpan(part)
		if !ok {
			return nil, fmt.Errorf("「%s」を日付として読めませんでした。2026-12-28 か 2026-12-28〜2027-01-05 のように入れてください。", part)
		}
		all = append(all, s)
	}
	if len(all) > MaxClosed {
		return nil, fmt.Errorf("休業日は%d件までです。いまは%d件あります。続いている日は、1つにまとめてください。", MaxClosed, len(all))
	}
	slices.SortFunc(all, func(a, b Span) int { return strings.Compare(string(a.From), string(b.From)) })
	return all, nil
}

func parseSpan(text string) (Span, bool) {
	from, to := text, text
	for _, between := range []string{"〜", "～", "~", "から"} {
		if a, b, ok := strings.Cut(text, between); ok {
			from, to = a, strings.TrimSuffix(strings.TrimSpace(b), "まで")
			break
		}
	}
	one, ok := ParseDay(from)
	other, ok2 := ParseDay(to)
	first, real := one.Time()
	last, real2 := other.Time()
	days := last.Sub(first).Hours()/24 + 1
	return Span{one, other}, ok && ok2 && real && real2 && days >= 1 && days <= mostClosed
}
