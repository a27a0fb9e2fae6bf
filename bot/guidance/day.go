package guidance

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Day is a calendar day as 2006-01-02, or Undecided, or empty if nobody said.
type Day string

// Undecided stands for 未定.
const Undecided Day = "undecided"

var dayPattern = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(?:\([日月火水木金土]\))?$`)

// ParseDay reads a date as people write it (2026-12-10, 2026/12/10,
// 2026年12月10日, full or half width, with the day of the week behind it or
// without) or 未定. Empty text is an empty Day.
func ParseDay(text string) (Day, bool) {
	text = Fold(text)
	switch text {
	case "":
		return "", true
	case "未定", string(Undecided):
		return Undecided, true
	}
	m := dayPattern.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	day, _ := strconv.Atoi(m[3])
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day || int(t.Month()) != month || year < 1970 || year > 2199 {
		return "", false
	}
	return Day(t.Format(time.DateOnly)), true
}

// DayOf is the calendar day of a moment in a time zone.
func DayOf(t time.Time, loc *time.Location) Day { return Day(t.In(loc).Format(time.DateOnly)) }

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Weekday is the day of the week in words for people: 木. Empty for an empty or
// undecided day.
func (d Day) Weekday() string {
	at, set := d.Time()
	if !set {
		return ""
	}
	return weekdays[at.Weekday()]
}

// String is the day in words for people: 2026年12月10日（木）, 未定, or 未記入.
func (d Day) String() string {
	switch d {
	case "":
		return "未記入"
	case Undecided:
		return "未定"
	}
	t, set := d.Time()
	if !set {
		return string(d)
	}
	return fmt.Sprintf("%d年%d月%d日（%s）", t.Year(), t.Month(), t.Day(), d.Weekday())
}

// Time is the day's midnight in UTC; false for an empty or undecided one.
func (d Day) Time() (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}
