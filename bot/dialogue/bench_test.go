package dialogue_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
	"daicho/store/bolt"
)

// crowd is companies full of people, over a file that is not synced.
type crowd struct {
	b         testing.TB
	store     *store.Store
	runner    *bot.Runner[*store.Tx]
	companies int
	people    int // of each company
	round     int // that is open
}

func newCrowd(b testing.TB, companies, people int) *crowd {
	engine, err := bolt.Open(filepath.Join(b.TempDir(), "daicho.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = engine.Close() })
	s, err := store.Open(context.Background(), engine)
	if err != nil {
		b.Fatal(err)
	}
	c := &crowd{b: b, store: s, companies: companies, people: people}
	c.runner = &bot.Runner[*store.Tx]{
		Store: s, Talk: dialogue.New[*store.Tx](rubric.MustEmbedded(), func() string { return "key" }),
		Adapter: func(string) bot.Adapter { return nil },
		Clock:   func() time.Time { return monday },
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	for i := range companies {
		c.found(crowdHome(i))
	}
	return c
}

func crowdHome(i int) string { return fmt.Sprintf("home%d", i) }

func (c *crowd) found(home string) {
	ctx := context.Background()
	if _, err := c.store.CreateCompany(ctx, guidance.Company{Name: home, Homes: []string{home}, Zone: "Asia/Tokyo"}); err != nil {
		c.b.Fatal(err)
	}
	for batch := range slices.Chunk(slices.Collect(seq(c.people)), 500) {
		c.turn(home, func(tx *store.Tx) error { return enrol(tx, home, batch) })
	}
}

func seq(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func enrol(tx *store.Tx, home string, batch []int) error {
	for _, i := range batch {
		id, err := tx.NewPersonID()
		if err != nil {
			return err
		}
		p := guidance.Person{ID: id, Name: fmt.Sprintf("山田 %d", i), Role: guidance.Employee, NoticeRead: monday, Greeted: monday,
			Accounts: []guidance.Account{{Home: home, ID: strconv.Itoa(i)}}}
		if err := tx.PutPerson(p); err != nil {
			return err
		}
	}
	return nil
}

func (c *crowd) turn(home string, fn func(*store.Tx) error) {
	if err := c.store.Turn(context.Background(), home, fn); err != nil {
		c.b.Fatal(err)
	}
}

// fill stores so many earlier rounds, answered whole by everybody, and opens
// the one after them.
func (c *crowd) fill(rounds int) {
	c.round = rounds + 1
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	for i := range c.companies {
		for round := range rounds {
			c.turn(crowdHome(i), func(tx *store.Tx) error {
				people, err := tx.People()
				if err != nil {
					return err
				}
				for _, p := range people {
					if err := tx.PutDiagnosisSheet(p.ID, round+1, wholeSheet(in, p.ID)); err != nil {
						return err
					}
				}
				return nil
			})
		}
		c.turn(crowdHome(i), func(tx *store.Tx) error {
			return tx.PutRound(guidance.Round{No: c.round, Edition: in.Edition, Opened: monday})
		})
	}
}

func wholeSheet(in *rubric.Instrument, by guidance.PersonID) guidance.Sheet {
	s := guidance.Sheet{Edition: in.Edition}
	for i, item := range in.Items {
		s.Rev++
		s.Answers = append(s.Answers, guidance.Answer{Item: item.ID, Label: item.Labels[i%4].ID, By: by, At: monday, Rev: s.Rev})
	}
	return s
}

// hands is how many people answer at once.
const hands = 1000

// answer is the kth answer that hand n gives: 25 for one person, then on to
// the next. When everybody has answered, answers are changed.
func (c *crowd) answer(n int64, k int) error {
	labels := []string{"4", "2", "0", "-1"}
	item, who := k%25, int(n)+hands*(k/25)
	home, person := crowdHome(who%c.companies), strconv.Itoa(who/c.companies%c.people)
	pages := []int{1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6}
	view, err := c.runner.Handle(context.Background(), bot.Event{
		ID:     fmt.Sprintf("%08d-%06d", k, n),
		From:   bot.Account{Home: home, ID: person},
		Press:  bot.ActionID(fmt.Sprintf("diagnosis/%d/%d", pages[item], c.round)),
		Values: map[bot.FieldID]string{bot.FieldID(fmt.Sprintf("d%02d", item+1)): labels[(k/25+k)%4]},
	})
	if err == nil && (view.Problem != "" || view.Title != "自社診断") {
		err = fmt.Errorf("no answer was taken: %s %s", view.Title, view.Problem)
	}
	return err
}

// BenchmarkTurn is one acting turn without a sync, under the program's own
// setting of the garbage collector, from the event to the view,
// while a thousand people answer: with nothing stored before, with 10⁶
// answers stored in one company, and with as many in a thousand companies.
func BenchmarkTurn(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the program runs
	for _, c := range []struct {
		name                      string
		companies, people, rounds int
	}{
		{"stored=0", 1, 20_000, 0},
		{"stored=1e6/companies=1", 1, 20_000, 2},
		{"stored=1e6/companies=1000", 1000, 20, 2},
	} {
		b.Run(c.name, func(b *testing.B) {
			crowd := newCrowd(b, c.companies, c.people)
			crowd.fill(c.rounds)
			var who atomic.Int64
			b.SetParallelism(hands / runtime.GOMAXPROCS(0))
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				me := who.Add(1)
				for k := 0; pb.Next(); k++ {
					if err := crowd.answer(me, k); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkLedger draws the summary of a thousand services, with the median
// of its runs beside the mean.
func BenchmarkLedger(b *testing.B) {
	w := newWorld(b)
	for i := range 1000 {
		w.service(fmt.Sprintf("サービス%d", i), "鈴木", guidance.InUse, "323323332133232")
	}
	var runs []time.Duration
	for b.Loop() {
		begin := time.Now()
		if v := w.say("山田", "/ledger", ""); len(v.Table.Rows) != 10 {
			b.Fatalf("%d rows", len(v.Table.Rows))
		}
		runs = append(runs, time.Since(begin))
	}
	slices.Sort(runs)
	b.ReportMetric(float64(runs[len(runs)/2].Microseconds())/1000, "median-ms")
}
