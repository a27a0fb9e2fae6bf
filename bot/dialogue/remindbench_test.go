package dialogue_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// ledger gives a company services, each in the charge of one of its people, with
// some of the items answered.
func (c *crowd) ledger(home string, services int) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	c.turn(home, func(tx *store.Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		for i := range services {
			by := people[i%len(people)].ID
			no, err := tx.NewServiceNo()
			if err != nil {
				return err
			}
			sheet := guidance.Sheet{Edition: in.Edition}
			for j := range 1 + i%15 {
				sheet, _ = sheet.Give(in.Items[j].ID, in.Items[j].Labels[0].ID, by, monday, sheet.Rev)
			}
			s := guidance.Service{No: no, Name: fmt.Sprintf("サービス%d", i), Status: guidance.InUse, InCharge: []guidance.Charge{{Person: by}}, Rev: 1, Changed: monday, By: by}
			if err := tx.PutService(s); err != nil {
				return err
			}
			if err := tx.PutChecklistSheet(no, sheet); err != nil {
				return err
			}
		}
		return tx.PutProgramme(guidance.Programme{No: 1, Applied: "2026-11-20", Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-03"}, {Day: "2026-12-24"}, {Day: "2027-01-14"}}})
	})
}

// forgets what was said, so that it falls due again.
func (c *crowd) forget(home string) {
	c.turn(home, func(tx *store.Tx) error {
		waiting, err := tx.Waiting("remind-")
		for key := range waiting {
			if err := tx.DropLetter(key); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		return tx.PutReminding(guidance.NewReminding(1))
	})
}

func (c *crowd) tick(home string) {
	if _, err := c.runner.Handle(context.Background(), bot.Event{From: bot.Account{Home: home}, Tick: dialogue.RemindTick}); err != nil {
		c.b.Fatal(err)
	}
}

// BenchmarkRemind decides whom to remind in a company of 300 people with 100
// services on a morning on which everybody is due, and on one on which nobody
// is.
func BenchmarkRemind(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the program runs
	for name, due := range map[string]bool{"all due": true, "none due": false} {
		b.Run(name, func(b *testing.B) {
			c := newCrowd(b, 1, 300)
			c.fill(0)
			c.ledger(crowdHome(0), 100)
			var runs []time.Duration
			for b.Loop() {
				b.StopTimer()
				c.forget(crowdHome(0))
				if !due {
					c.turn(crowdHome(0), func(tx *store.Tx) error {
						r := guidance.NewReminding(1)
						r.Visits[0] = guidance.Said{Day: "2026-12-03", Before: 3}
						return tx.PutReminding(r)
					})
				}
				b.StartTimer()
				begin := time.Now()
				c.tick(crowdHome(0))
				runs = append(runs, time.Since(begin))
			}
			slices.Sort(runs)
			b.ReportMetric(float64(runs[len(runs)/2].Microseconds())/1000, "median-ms")
			c.turn(crowdHome(0), func(tx *store.Tx) error {
				waiting, err := tx.Waiting("remind-")
				if (len(waiting) == 300) != due {
					b.Errorf("%d letters", len(waiting))
				}
				return err
			})
		})
	}
}

// anonymous is how much memory of its own the process holds, in bytes.
func anonymous(t *testing.T) int {
	runtime.GC()
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("there is no /proc here")
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return kb << 10
		}
	}
	t.Skip("the system does not say")
	return 0
}

// TestManyCompanies has the clock tick for as many companies as
// DAICHO_COMPANIES says, of 10 people and 5 services each: how long that takes,
// and how much memory is held afterwards, is reported; it must not grow by more
// than a kilobyte a company.
func TestManyCompanies(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("DAICHO_COMPANIES"))
	if err != nil {
		n = 100
	}
	c := newCrowd(t, n, 10)
	c.fill(0)
	for i := range n {
		c.ledger(crowdHome(i), 5)
	}
	before, begin := anonymous(t), time.Now()
	for i := range n {
		c.tick(crowdHome(i))
	}
	took := time.Since(begin)
	grown := anonymous(t) - before
	t.Logf("%d companies: %v, %v each; RssAnon %.1f MB before, grown by %d bytes a company", n, took, took/time.Duration(n), float64(before)/(1<<20), grown/n)
	if n >= 1000 && grown > n<<10 {
		t.Errorf("grown by %d bytes", grown)
	}
	c.turn(crowdHome(n-1), func(tx *store.Tx) error {
		waiting, err := tx.Waiting("remind-")
		if len(waiting) != 10 {
			t.Errorf("%d letters in the last company", len(waiting))
		}
		return err
	})
}
