package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"daicho/bot/guidance"
	"daicho/store"
)

// BenchmarkBesideAnImport measures how long other people's turns take while ten
// thousand services are read and taken over, against how long they take without, in one run.
func BenchmarkBesideAnImport(b *testing.B) {
	for b.Loop() {
		w := newWorld(b)
		for n := range 20 {
			w.service(fmt.Sprintf("前から%02d", n), "鈴木", guidance.InUse, "012")
		}
		alone := answering(w, 1500*time.Millisecond, nil)
		rows := manyRows(10_000, "総務部")
		var read, took time.Duration
		beside := answering(w, time.Minute, func() bool {
			began := time.Now()
			view := w.drop("山田", "台帳.xlsx", time.Time{}, rows)
			read, began = time.Since(began), time.Now()
			w.press("山田", button(b, view, "すべて取り込む"), nil)
			err := w.runner.WorkAt(context.Background(), home)
			took = time.Since(began)
			return err == nil
		})
		if n := countServices(w); n != 10_020 {
			b.Fatalf("%d services", n)
		}
		p99 := func(all []time.Duration) time.Duration { return all[len(all)*99/100] }
		b.ReportMetric(read.Seconds(), "s/read")
		b.ReportMetric(took.Seconds(), "s/import")
		b.ReportMetric(p99(alone).Seconds()*1000, "ms-p99-alone")
		b.ReportMetric(p99(beside).Seconds()*1000, "ms-p99-beside")
		b.ReportMetric(float64(p99(beside))/float64(p99(alone)), "times")
	}
}

// answering has eight people's turns go on for so long, or until done returns, and
// returns how long they took, the shortest first.
func answering(w *world, most time.Duration, done func() bool) []time.Duration {
	ctx, stop := context.WithTimeout(context.Background(), most)
	defer stop()
	var mu sync.Mutex
	var all []time.Duration
	var group sync.WaitGroup
	for n := range 8 {
		group.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				began := time.Now()
				err := w.store.Turn(context.Background(), home, func(tx *store.Tx) error {
					s, err := tx.Service(guidance.ServiceNo(n + 1))
					if err != nil {
						return err
					}
					s.Rev, s.Summary = s.Rev+1, fmt.Sprint(i)
					return tx.PutService(s)
				})
				took := time.Since(began)
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
				if err != nil {
					w.t.Error(err)
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
	if done != nil {
		if !done() {
			w.t.Error("the work broke off")
		}
		stop()
	}
	group.Wait()
	slices.Sort(all)
	return all
}
