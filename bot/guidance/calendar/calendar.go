// Package calendar knows on which days a company in Japan works, and finds days
// for the visits of the programme among them. It is pure: what day it is today is
// told.
package calendar

import (
	"slices"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/jp"

	"daicho/bot/guidance"
)

// Calendar is the calendar of one company.
type Calendar struct{ days guidance.Workdays }

// New is the calendar of a company that works so.
func New(days guidance.Workdays) Calendar { return Calendar{days} }

// Works reports whether a day is a business day. What is no day is none.
func (c Calendar) Works(d guidance.Day) bool {
	_, is := d.Time()
	return is && c.Off(d) == ""
}

// Off is why a day is no business day, in words for people: the name of the
// holiday or season, 会社の休業日, or the day of the week. Empty for a business
// day.
func (c Calendar) Off(d guidance.Day) string {
	at, is := d.Time()
	if !is {
		return ""
	}
	if name := Holiday(d); name != "" {
		return name
	}
	if slices.ContainsFunc(c.days.Closed, func(s guidance.Span) bool { return s.Has(d) }) {
		return "会社の休業日"
	}
	for _, s := range c.days.Yearly {
		if s.Has(d) {
			return s.Name
		}
	}
	if slices.Contains(c.days.Off, at.Weekday()) {
		return d.Weekday() + "曜日"
	}
	return ""
}

// Add is the day so many calendar days later, or earlier.
func Add(d guidance.Day, days int) guidance.Day {
	at, is := d.Time()
	if !is {
		return d
	}
	return guidance.DayOf(at.AddDate(0, 0, days), time.UTC)
}

// Between is how many calendar days there are from one day to another; negative
// where that is earlier.
func Between(from, to guidance.Day) int {
	a, _ := from.Time()
	b, _ := to.Time()
	return int(b.Sub(a).Hours() / 24)
}

// mostSearched is for how many days a business day is looked for: a company that
// works on no day for so long names none.
const mostSearched = 120

// Next is the first business day that is the day or after it, false where there
// is none for months.
func (c Calendar) Next(d guidance.Day) (guidance.Day, bool) { return c.search(d, 1) }

// Last is the last business day that is the day or before it.
func (c Calendar) Last(d guidance.Day) (guidance.Day, bool) { return c.search(d, -1) }

func (c Calendar) search(d guidance.Day, step int) (guidance.Day, bool) {
	for n := range mostSearched {
		if at := Add(d, n*step); c.Works(at) {
			return at, true
		}
	}
	return "", false
}

// Earlier is the business day so many business days before a day.
func (c Calendar) Earlier(d guidance.Day, workdays int) (guidance.Day, bool) {
	ok := true
	for range workdays {
		if d, ok = c.Last(Add(d, -1)); !ok {
			return "", false
		}
	}
	return d, true
}

// Nearest is the business day that is nearest to a day among those of a span,
// the earlier one of two; false where there is none.
func (c Calendar) Nearest(d guidance.Day, in guidance.Span) (guidance.Day, bool) {
	for n := range mostSearched {
		for _, at := range []guidance.Day{Add(d, -n), Add(d, n)} {
			if in.Has(at) && c.Works(at) {
				return at, true
			}
		}
	}
	return "", false
}

// Holiday is the name of the public holiday that a day is, 振替休日 for one that
// stands in for it; empty where it is none.
func Holiday(d guidance.Day) string {
	at, is := d.Time()
	if !is {
		return ""
	}
	return holidays.of(at.Year())[d]
}

// years are the holidays of the years that were asked for. The library computes
// some of them in variables of its own, so that it is asked by one at a time.
type years struct {
	mu  sync.Mutex
	all map[int]map[guidance.Day]string
}

var holidays = years{all: map[int]map[guidance.Day]string{}}

func (y *years) of(year int) map[guidance.Day]string {
	y.mu.Lock()
	defer y.mu.Unlock()
	if there, ok := y.all[year]; ok {
		return there
	}
	days := map[guidance.Day]string{}
	for _, h := range jp.Holidays {
		on, instead := h.Calc(year)
		if !instead.IsZero() && !instead.Equal(on) {
			days[guidance.DayOf(instead, time.UTC)] = "振替休日"
		}
	}
	for _, h := range jp.Holidays {
		if on, _ := h.Calc(year); !on.IsZero() {
			days[guidance.DayOf(on, time.UTC)] = named(h)
		}
	}
	y.all[year] = days
	return days
}

// names are the holidays in words for people, as the law has them.
var names = map[*cal.Holiday]string{
	jp.NewYear: "元日", jp.ComingOfAgeDay: "成人の日", jp.NationalFoundationDay: "建国記念の日", jp.TheEmperorsBirthday: "天皇誕生日",
	jp.VernalEquinoxDay: "春分の日", jp.ShowaDay: "昭和の日", jp.ConstitutionMemorialDay: "憲法記念日", jp.GreeneryDay: "みどりの日",
	jp.ChildrensDay: "こどもの日", jp.MarineDay: "海の日", jp.MountainDay: "山の日", jp.RespectForTheAgedDay: "敬老の日",
	jp.AutumnalEquinoxDay: "秋分の日", jp.SportsDay: "スポーツの日", jp.CultureDay: "文化の日", jp.LaborThanksgivingDay: "勤労感謝の日",
}

func named(h *cal.Holiday) string {
	if name := names[h]; name != "" {
		return name
	}
	return "国民の休日"
}
