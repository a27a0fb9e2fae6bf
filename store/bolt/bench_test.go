package bolt

import (
	"fmt"
	"sync/atomic"
	"testing"

	"daicho/store/kv"

	"go.etcd.io/bbolt"
)

// BenchmarkUpdate compares, in one run, plain bbolt with the writer that
// groups what waits: one small Put a turn, by so many goroutines at once.
func BenchmarkUpdate(b *testing.B) {
	for _, waiting := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("plain/waiting=%d", waiting), func(b *testing.B) {
			db := open(b, Options{})
			benchmark(b, waiting, func(key []byte) error {
				return db.bolt.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucket).Put(key, key) })
			})
		})
		b.Run(fmt.Sprintf("grouped/waiting=%d", waiting), func(b *testing.B) {
			db := open(b, Options{})
			benchmark(b, waiting, func(key []byte) error {
				return db.Update(b.Context(), func(tx kv.Tx) error { return tx.Put(key, key) })
			})
			b.ReportMetric(float64(db.turns.Load())/float64(db.commits.Load()), "turns/commit")
		})
	}
}

// benchmark spreads b.N calls over exactly so many goroutines.
func benchmark(b *testing.B, goroutines int, put func(key []byte) error) {
	var next atomic.Int64
	done := make(chan error)
	b.ResetTimer()
	for range goroutines {
		go func() {
			var err error
			for n := next.Add(1); n <= int64(b.N) && err == nil; n = next.Add(1) {
				err = put(fmt.Appendf(nil, "%012d", n))
			}
			done <- err
		}()
	}
	for range goroutines {
		if err := <-done; err != nil {
			b.Error(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
}
