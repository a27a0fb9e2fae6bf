package calendar

import (
	"fmt"

	"daicho/bot/guidance"
)

// Visits is how often the expert comes (seed p. 6).
const Visits = 3

// interval is how many days there are before a visit, from the one before it or
// from the application (seed p. 6: one to two weeks, then twice two to three).
type interval struct{ least, most int }

var intervals = [Visits]interval{{7, 14}, {14, 21}, {14, 21}}

// checkpointMonths is how long after the last visit the checkpoint is: some
// months, says the seed (p. 10).
const checkpointMonths = 3

// Plan are the days of the visits, and of the checkpoint after them.
type Plan struct {
	Visits     [Visits]guidance.Day
	Checkpoint guidance.Day
}

// Propose proposes the days of all visits from the wish for the first: business
// days inside the programme's intervals, on the same day of the week where that
// can be, three weeks apart rather than two, since the whole is to take about
// two months. Where the company works on no day of an interval, the day is the
// next one after it. False where it works on no day for months.
func (c Calendar) Propose(first guidance.Day) (p Plan, ok bool) {
	if p.Visits[0], ok = c.Next(first); !ok {
		return Plan{}, false
	}
	for n := 1; n < Visits; n++ {
		if p.Visits[n], ok = c.after(p.Visits[n-1], intervals[n]); !ok {
			return Plan{}, false
		}
	}
	p.Checkpoint, ok = c.Checkpoint(p.Visits[Visits-1])
	return p, ok
}

// after is a good day inside an interval after a visit.
func (c Calendar) after(visit guidance.Day, i interval) (guidance.Day, bool) {
	last, first := Add(visit, i.most), Add(visit, i.least)
	for _, d := range []guidance.Day{last, first} {
		if c.Works(d) {
			return d, true
		}
	}
	if d, ok := c.Nearest(last, guidance.Span{From: first, To: last}); ok {
		return d, true
	}
	return c.Next(last)
}

// Checkpoint is the business day some months after the last visit on which it is
// looked what has become of it.
func (c Calendar) Checkpoint(last guidance.Day) (guidance.Day, bool) {
	at, is := last.Time()
	if !is {
		return "", false
	}
	return c.Next(guidance.DayOf(at.AddDate(0, checkpointMonths, 0), at.Location()))
}

// Remarks say in words for people what is unusual about a plan: days on which the
// company does not work, the wrong order, and intervals that are not the
// programme's. All of it is allowed. today is the day of the application; days
// that are not yet set are left out.
func (c Calendar) Remarks(p Plan, today guidance.Day) (all []string) {
	before := today
	for n, d := range p.Visits {
		at, is := d.Time()
		if !is {
			continue
		}
		name := fmt.Sprintf("第%d回（%d月%d日・%s）", n+1, at.Month(), at.Day(), d.Weekday())
		if why := c.Off(d); why != "" {
			all = append(all, fmt.Sprintf("%sは、%sです。", name, why))
		}
		if _, known := before.Time(); known {
			all = append(all, intervals[n].remark(name, n, Between(before, d))...)
		}
		before = d
	}
	return all
}

// remark says what is unusual about so many days before the n-th visit, from 0.
func (i interval) remark(name string, n, days int) []string {
	from := "前の回から"
	if n == 0 {
		from = "申込みから"
	}
	usual := fmt.Sprintf("標準は%d〜%d週間です。", i.least/7, i.most/7)
	switch {
	case n == 0 && days < 0:
		return []string{name + "は、申込みの日より前です。年を確かめてください。"}
	case days < 0 || days == 0 && n > 0:
		return []string{name + "は、" + "前の回より後の日にしてください。"}
	case days < i.least:
		return []string{fmt.Sprintf("%sは、%s%d日後です。%s宿題の時間が足りるか、確かめてください。", name, from, days, usual)}
	case days > i.most && n > 0:
		return []string{fmt.Sprintf("%sは、%s%d日後です。%s", name, from, days, usual)}
	}
	return nil
}
