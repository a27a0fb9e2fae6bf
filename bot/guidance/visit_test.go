package guidance

import "testing"

func TestNextVisit(t *testing.T) {
	p := Programme{Visits: [VisitCount]Visit{{Day: "2026-06-04"}, {Day: "2026-06-25"}, {Day: Undecided}}}
	for today, want := range map[Day]int{"2026-06-01": 1, "2026-06-04": 1, "2026-06-05": 2, "2026-06-26": 0} {
		if got := p.Next(today); got != want {
			t.Errorf("on %s: %d, want %d", today, got, want)
		}
	}
	if p.Days() != [VisitCount]Day{"2026-06-04", "2026-06-25", Undecided} {
		t.Errorf("the days are %v", p.Days())
	}
	for o, want := range map[Online][2]bool{{}: {false, false}, {Equal: "p1"}: {false, true}, {Agreed: "p2"}: {false, true}, {Equal: "p1", Agreed: "p2"}: {true, false}} {
		if o.Holds() != want[0] || o.Open() != want[1] {
			t.Errorf("%+v: %v, %v", o, o.Holds(), o.Open())
		}
	}
}
