package guidance

import (
	"testing"
	"time"
)

// TestStale: counted in calendar months of the company's time zone, from the
// last change or look; not for what has ended.
func TestStale(t *testing.T) {
	zone := time.FixedZone("JST", 9*60*60)
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
		if err != nil {
			t.Fatal(err)
		}
		return when.UTC()
	}
	for _, c := range []struct {
		changed, checked, now string
		status                Status
		months                int
		want                  bool
	}{
		{"2026-11-30 23:30", "2000-01-01 00:00", "2027-02-01 09:30", InUse, 3, true},
		{"2026-11-30 23:30", "2000-01-01 00:00", "2027-01-29 09:30", InUse, 3, false},
		{"2026-12-01 00:10", "2000-01-01 00:00", "2027-02-01 09:30", InUse, 3, false}, // November in UTC
		{"2026-05-10 10:00", "2026-12-10 10:00", "2027-02-01 09:30", Surveying, 3, false},
		{"2026-05-10 10:00", "2000-01-01 00:00", "2027-02-01 09:30", Ended, 3, false},
		{"2026-05-10 10:00", "2000-01-01 00:00", "2027-02-01 09:30", InUse, 0, false},
		{"2026-02-10 10:00", "2000-01-01 00:00", "2027-02-01 09:30", InUse, 12, true},
	} {
		r := Row{Service: Service{Status: c.status, Checked: at(c.checked)}, Changed: at(c.changed)}
		if got := (Operation{Months: c.months}).Stale(r, at(c.now).In(zone)); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
