package calendar

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"daicho/bot/guidance"
)

func TestPropose(t *testing.T) {
	usual := New(guidance.UsualWorkdays())
	wednesdays := guidance.UsualWorkdays()
	wednesdays.Off = append(wednesdays.Off, time.Wednesday)
	closed := guidance.UsualWorkdays()
	closed.Closed = []guidance.Span{{From: "2026-06-15", To: "2026-06-28"}}
	for name, c := range map[string]struct {
		calendar Calendar
		first    guidance.Day
		want     string
	}{
		"the same day of the week":    {usual, "2026-06-04", "2026-06-04 2026-06-25 2026-07-16 2026-10-16"},
		"over the turn of the year":   {usual, "2026-12-10", "2026-12-10 2026-12-24 2027-01-14 2027-04-14"},
		"three weeks are a holiday":   {usual, "2026-08-31", "2026-08-31 2026-09-14 2026-10-05 2027-01-05"},
		"a wish on a Sunday":          {usual, "2026-06-07", "2026-06-08 2026-06-29 2026-07-13 2026-10-13"},
		"closed on Wednesdays":        {New(wednesdays), "2026-06-03", "2026-06-04 2026-06-25 2026-07-16 2026-10-16"},
		"closed for a whole interval": {New(closed), "2026-06-04", "2026-06-04 2026-06-29 2026-07-13 2026-10-13"},
		"ゴールデンウィーク between the first": {usual, "2026-04-15", "2026-04-15 2026-05-01 2026-05-22 2026-08-24"},
	} {
		p, ok := c.calendar.Propose(c.first)
		if got := strings.Join([]string{string(p.Visits[0]), string(p.Visits[1]), string(p.Visits[2]), string(p.Checkpoint)}, " "); !ok || got != c.want {
			t.Errorf("%s: %s, %v, want %s", name, got, ok, c.want)
		}
	}
	if p, ok := New(guidance.Workdays{Off: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}).Propose("2026-06-04"); ok {
		t.Errorf("a company that never works is visited on %v", p)
	}
}

// TestProposalsHold: whatever the company's days are, a proposal is of business
// days in order, and inside the intervals where there is such a day at all.
func TestProposalsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 1))
	for range 3000 {
		days := guidance.UsualWorkdays()
		if r.IntN(2) == 0 {
			days.Off = append(days.Off, time.Weekday(1+r.IntN(5)))
		}
		for range r.IntN(4) {
			from := Add("2026-01-01", r.IntN(730))
			days.Closed = append(days.Closed, guidance.Span{From: from, To: Add(from, r.IntN(20))})
		}
		c, first := New(days), Add("2026-01-01", r.IntN(600))
		p, ok := c.Propose(first)
		if !ok {
			t.Fatalf("from %s: nothing", first)
		}
		for n, d := range p.Visits {
			if !c.Works(d) || n == 0 && d < first {
				t.Fatalf("from %s: visit %d on %s, %s", first, n+1, d, c.Off(d))
			}
			if n == 0 {
				continue
			}
			from, to := Add(p.Visits[n-1], 14), Add(p.Visits[n-1], 21)
			_, some := c.Nearest(to, guidance.Span{From: from, To: to})
			if inside := from <= d && d <= to; inside != some || d <= p.Visits[n-1] {
				t.Fatalf("from %s: visit %d on %s after %s, a day inside is there: %v", first, n+1, d, p.Visits[n-1], some)
			}
		}
		if !c.Works(p.Checkpoint) || p.Checkpoint <= p.Visits[2] {
			t.Fatalf("from %s: the checkpoint on %s", first, p.Checkpoint)
		}
	}
}

func TestRemarks(t *testing.T) {
	c := New(guidance.UsualWorkdays())
	p, _ := c.Propose("2026-06-04")
	if got := c.Remarks(p, "2026-05-25"); len(got) > 0 {
		t.Errorf("of a usual plan: %q", got)
	}
	for _, q := range []struct {
		plan  Plan
		today guidance.Day
		says  []string
	}{
		{Plan{Visits: [3]guidance.Day{"2026-06-04", "2026-06-13", "2026-08-13"}}, "2026-06-01", []string{"第1回（6月4日・木）は、申込みから3日後", "第2回（6月13日・土）は、土曜日", "第2回（6月13日・土）は、前の回から9日後", "第3回（8月13日・木）は、お盆", "第3回（8月13日・木）は、前の回から61日後です。標準は2〜3週間"}},
		{Plan{Visits: [3]guidance.Day{"2026-06-25", "2026-06-04", ""}}, "2026-06-01", []string{"前の回より後"}},
		{Plan{Visits: [3]guidance.Day{"", "2026-06-04", ""}}, "", nil},
	} {
		got := c.Remarks(q.plan, q.today)
		if len(got) != len(q.says) {
			t.Errorf("%v: %q", q.plan, got)
			continue
		}
		for i, s := range q.says {
			if !strings.HasPrefix(got[i], s) && !strings.Contains(got[i], s) {
				t.Errorf("%v: %q, want %q", q.plan, got[i], s)
			}
		}
	}
}
