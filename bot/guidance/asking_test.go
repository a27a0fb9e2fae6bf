package guidance

import (
	"testing"
	"time"

	"daicho/rubric"
)

var (
	opened = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	tokyo  = time.FixedZone("JST", 9*60*60)
)

func TestFills(t *testing.T) {
	manager, employee, expert := Person{ID: "p1", Role: Manager}, Person{ID: "p2", Role: Employee}, Person{ID: "p3", Role: Expert}
	for _, c := range []struct {
		filler PersonID
		p      Person
		fills  bool
		asked  bool
	}{
		{"", manager, true, true},
		{"", employee, false, true},
		{"", expert, false, false},
		{"p1", manager, true, false},
		{"p2", manager, false, true},
		{"p2", employee, true, false},
		{"p3", expert, false, false}, // somebody who has become an expert since
	} {
		round := Round{Filler: c.filler}
		if got := round.Fills(c.p); got != c.fills {
			t.Errorf("filler %q: %s fills: %v", c.filler, c.p.Role, got)
		}
		if got := round.Asks(c.p); got != c.asked {
			t.Errorf("filler %q: %s is asked: %v", c.filler, c.p.Role, got)
		}
	}
}

// TestHolds: what somebody was promised stands, also where the promise is
// older than the record of it.
func TestHolds(t *testing.T) {
	read := []Person{{NoticeRead: opened.Add(time.Hour)}}
	before := []Person{{}, {NoticeRead: opened.Add(-time.Second)}}
	for name, c := range map[string]struct {
		round  Round
		people []Person
		want   bool
	}{
		"nobody confirmed":                        {Round{Opened: opened, K: 6}, before, false},
		"confirmed":                               {Round{Opened: opened, K: 6, Fixed: opened}, nil, true},
		"an older file's, confirmed":              {Round{Opened: opened}, read, true},
		"an older file's, nobody confirmed":       {Round{Opened: opened}, before, false},
		"read in the same second it was opened":   {Round{Opened: opened}, []Person{{NoticeRead: opened}}, true},
		"a new one's reader without confirmation": {Round{Opened: opened, K: 6}, read, false},
	} {
		if got := c.round.Holds(c.people); got != c.want {
			t.Errorf("%s: holds %v", name, got)
		}
	}
}

// TestFix: the first notice stands, whatever is confirmed later.
func TestFix(t *testing.T) {
	first := Round{K: 7}.Fix([]string{"7人"}, opened)
	second := first.Fix([]string{"5人"}, opened.Add(time.Hour))
	if second.K != 7 || second.Notice[0] != "7人" || !second.Fixed.Equal(opened) {
		t.Errorf("fixed as %+v", second)
	}
	if old := (Round{}).Fix([]string{"5人"}, opened); old.K != DefaultK {
		t.Errorf("a round without a k was fixed at %d", old.K)
	}
}

func TestMayRemind(t *testing.T) {
	at := time.Date(2026, 12, 1, 14, 59, 0, 0, time.UTC) // 23:59 in Tokyo
	for name, c := range map[string]struct {
		round Round
		now   time.Time
		want  bool
	}{
		"never yet":        {Round{}, at, true},
		"a minute before":  {Round{Reminded: at.Add(-time.Minute)}, at, false},
		"after midnight":   {Round{Reminded: at}, at.Add(time.Minute), true},
		"closed":           {Round{Closed: at}, at, false},
		"the day before":   {Round{Reminded: at.AddDate(0, 0, -1)}, at, true},
		"earlier that day": {Round{Reminded: at.Add(-23 * time.Hour)}, at, false},
	} {
		if got := c.round.MayRemind(c.now, tokyo); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestEntryOf(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	owner := Person{ID: "p2", Role: Employee}
	sheet := func(by ...PersonID) (s Sheet) {
		for i, p := range by {
			s, _ = s.Give(in.Items[i].ID, "4", p, opened, s.Rev)
		}
		return s
	}
	whole := make([]PersonID, len(in.Items))
	for i := range whole {
		whole[i] = "p1"
	}
	for name, c := range map[string]struct {
		round Round
		owner Person
		sheet Sheet
		want  Proxying
	}{
		"nobody has begun":            {Round{}, owner, Sheet{}, ProxyFree},
		"oneself has begun to enter":  {Round{}, owner, sheet("p1"), ProxyMine},
		"another manager has":         {Round{}, owner, sheet("p9", "p9"), ProxyTaken},
		"the person answers":          {Round{}, owner, sheet("p2"), ProxyBegun},
		"the person takes over":       {Round{}, owner, sheet("p1", "p1", "p2"), ProxyBegun},
		"a whole sheet, one's own":    {Round{}, owner, sheet(whole...), ProxyWhole},
		"closed":                      {Round{Closed: opened}, owner, sheet("p1"), ProxyOver},
		"who fills in the company's":  {Round{Filler: "p2"}, owner, Sheet{}, ProxyUnasked},
		"the expert":                  {Round{}, Person{ID: "p3", Role: Expert}, Sheet{}, ProxyUnasked},
		"oneself":                     {Round{}, Person{ID: "p1", Role: Manager}, Sheet{}, ProxyOneself},
		"a whole sheet of a closed":   {Round{Closed: opened}, owner, sheet(whole...), ProxyOver},
		"a whole sheet, not finished": {Round{}, owner, sheet(whole[1:]...), ProxyMine},
	} {
		if got := ProxyingOf(c.round, in, c.owner, c.sheet, "p1"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if by, ok := sheet("p2", "p1").Enterer("p2"); !ok || by != "p1" {
		t.Errorf("entered by %q, %v", by, ok)
	}
	if by, ok := sheet("p2").Enterer("p2"); ok {
		t.Errorf("one's own answers were entered by %q", by)
	}
}
