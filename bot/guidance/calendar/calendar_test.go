package calendar

import (
	_ "embed"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/bot/guidance"
)

// published are the public holidays of 2024 to 2027 as the Cabinet Office
// publishes them, with 振替休日 and 国民の休日 where it says 休日.
//
//go:embed testdata/holidays.csv
var published string

// TestHolidays: every day of four years is a holiday exactly where it is
// published as one, and is called so, whoever asks at the same time.
func TestHolidays(t *testing.T) {
	want := map[guidance.Day]string{}
	for line := range strings.Lines(published) {
		day, name, _ := strings.Cut(strings.TrimSpace(line), ",")
		want[guidance.Day(day)] = name
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for d := guidance.Day("2024-01-01"); d <= "2027-12-31"; d = Add(d, 1) {
				if got := Holiday(d); got != want[d] {
					t.Errorf("%s is %q, published as %q", d, got, want[d])
				}
			}
		})
	}
	all.Wait()
	if len(want) != 75 {
		t.Errorf("%d holidays are in the list", len(want))
	}
}

func TestOff(t *testing.T) {
	days := guidance.UsualWorkdays()
	days.Off = append(days.Off, time.Wednesday)
	days.Closed = []guidance.Span{{From: "2026-06-05", To: "2026-06-08"}}
	c := New(days)
	for day, want := range map[guidance.Day]string{
		"2026-12-10": "", "2026-12-12": "土曜日", "2026-12-09": "水曜日", "2026-11-23": "勤労感謝の日", "2026-12-28": "", "2026-12-29": "年末年始", "2027-01-03": "年末年始",
		"2027-01-04": "", "2026-08-13": "お盆", "2026-08-12": "水曜日", "2026-06-05": "会社の休業日", "2026-06-09": "", "2027-01-01": "元日",
	} {
		if got := c.Off(day); got != want {
			t.Errorf("%s is off for %q, want %q", day, got, want)
		}
		if c.Works(day) != (want == "") {
			t.Errorf("%s: works %v", day, c.Works(day))
		}
	}
	for _, d := range []guidance.Day{"", guidance.Undecided, "2026-02-30"} {
		if c.Works(d) || c.Off(d) != "" || d.Weekday() != "" || Holiday(d) != "" {
			t.Errorf("%q is a day", d)
		}
	}
}

func TestSearch(t *testing.T) {
	c := New(guidance.UsualWorkdays())
	for _, q := range []struct {
		does func(guidance.Day) (guidance.Day, bool)
		of   guidance.Day
		want guidance.Day
	}{
		{c.Next, "2026-12-10", "2026-12-10"}, {c.Next, "2026-12-29", "2027-01-04"}, {c.Last, "2027-01-03", "2026-12-28"}, {c.Next, "2026-05-02", "2026-05-07"},
		{func(d guidance.Day) (guidance.Day, bool) { return c.Earlier(d, 3) }, "2026-11-25", "2026-11-19"},
		{func(d guidance.Day) (guidance.Day, bool) {
			return c.Nearest(d, guidance.Span{From: "2026-05-01", To: "2026-05-10"})
		}, "2026-05-05", "2026-05-07"},
	} {
		if got, ok := q.does(q.of); got != q.want || !ok {
			t.Errorf("from %s: %s, %v, want %s", q.of, got, ok, q.want)
		}
	}
	never := New(guidance.Workdays{Off: []time.Weekday{0, 1, 2, 3, 4, 5, 6}})
	if d, ok := never.Next("2026-12-10"); ok {
		t.Errorf("a company that never works does on %s", d)
	}
	if d, ok := never.Nearest("2026-12-10", guidance.Span{From: "2026-12-01", To: "2026-12-31"}); ok {
		t.Errorf("and on %s", d)
	}
	if n := Between("2026-12-31", "2027-01-02"); n != 2 {
		t.Errorf("%d days", n)
	}
}

// TestSpans: closed days as people write them, and what is wrong with others.
func TestSpans(t *testing.T) {
	got, err := guidance.ParseSpans("2026年6月8日（月）\n2026-12-28〜2027-01-05、2026/05/01")
	if err != nil || len(got) != 3 || got[0].String() != "2026年5月1日（金）" || got[2].String() != "2026年12月28日（月）〜2027年1月5日（火）" {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"12月", "2026-12-31〜2026-12-01", "2026-01-01から2026-12-31まで", "未定", strings.Repeat("2026-06-01、", 51)} {
		if got, err := guidance.ParseSpans(text); err == nil {
			t.Errorf("%.20q is %v", text, got)
		}
	}
}
