package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"daicho/bot"
	"daicho/rubric"

	"go.etcd.io/bbolt"
)

// answer has the people answer the diagnosis, one question a turn and again
// from the start when they are through, until the time is over.
func (h *house) answer(ctx context.Context, people []bot.Account, b benching) (figures, error) {
	runner := h.runner(func(string) bot.Adapter { return nil }, nil)
	before, began := h.engine.Stats(), time.Now()
	ends := began.Add(time.Duration(b.seconds * float64(time.Second)))
	all := make([]answerer, len(people))
	var wait sync.WaitGroup
	for i, account := range people {
		all[i] = answerer{core: runner, in: h.question(), account: account, seed: uint64(i)}
		wait.Go(func() { all[i].run(ctx, ends, b) })
	}
	wait.Wait()
	took, after := time.Since(began), h.engine.Stats()
	var times []time.Duration
	for i := range all {
		if all[i].err != nil {
			return figures{}, fmt.Errorf("an answer was not kept: %w", all[i].err)
		}
		times = append(times, all[i].took...)
	}
	if len(times) == 0 {
		return figures{}, errors.New("nobody answered in this time: use more --seconds or shorter pauses")
	}
	n := float64(len(times))
	slices.Sort(times)
	return figures{
		People: b.people, Seconds: took.Seconds(), AnswersPerS: n / took.Seconds(),
		P50: percentile(times, 50), P99: percentile(times, 99), Max: percentile(times, 100),
		CommitsPerAnswer: float64(after.Commits-before.Commits) / n,
		BytesPerAnswer:   float64(after.Bytes-before.Bytes) / n,
	}, ctx.Err()
}

// answerer is one person who answers.
type answerer struct {
	core    bot.Core
	in      *rubric.Instrument
	account bot.Account
	seed    uint64
	took    []time.Duration // one an answer
	err     error
}

func (a *answerer) run(ctx context.Context, ends time.Time, b benching) {
	chance := rand.New(rand.NewPCG(a.seed, 1))
	for n := 0; a.err == nil; n++ {
		if !think(ctx, chance, ends, b) {
			return
		}
		began := time.Now()
		a.err = a.one(ctx, n)
		a.took = append(a.took, time.Since(began))
	}
}

// think pauses; false when the time is over.
func think(ctx context.Context, chance *rand.Rand, ends time.Time, b benching) bool {
	pause := b.thinkMin
	if more := b.thinkMax - b.thinkMin; more > 0 {
		pause += time.Duration(chance.Int64N(int64(more)))
	}
	if pause > 0 {
		select {
		case <-ctx.Done():
		case <-time.After(min(pause, time.Until(ends))):
		}
	}
	return ctx.Err() == nil && time.Now().Before(ends)
}

// one gives the n-th answer; it always differs from the one before it to the
// same question.
func (a *answerer) one(ctx context.Context, n int) error {
	item := a.in.Items[n%len(a.in.Items)]
	label := item.Labels[(n/len(a.in.Items)+int(a.seed))%len(item.Labels)]
	page := bot.ActionID(fmt.Sprintf("diagnosis/%d", item.Page))
	view, err := a.core.Handle(ctx, bot.Event{
		ID:      fmt.Sprintf("%013d-%s-%06d", time.Now().UnixMilli(), a.account.ID, n),
		From:    a.account,
		Surface: "bench",
		Press:   page,
		Values:  map[bot.FieldID]string{bot.FieldID(item.ID): label.ID},
	})
	if err == nil && (!strings.HasPrefix(string(view.At)+"/", string(page)+"/") || view.Problem != "") { // a page says of which round it is
		return fmt.Errorf("%s was answered by %s: %s", page, view.At, view.Problem)
	}
	return err
}

// bareCommits are the measure beside it: one plain bbolt transaction after
// the other, each putting as much as an answer does at the least.
type bareCommits struct {
	path string
	took []time.Duration // sorted
	all  time.Duration
	n    uint64
}

// bareValue is how many bytes each transaction puts.
const bareValue = 100

func (c *bareCommits) run(long time.Duration) error {
	db, err := bbolt.Open(c.path, 0o600, nil)
	if err != nil {
		return err
	}
	began := time.Now()
	for err == nil && time.Since(began) < long {
		one := time.Now()
		err = db.Update(c.put)
		c.took = append(c.took, time.Since(one))
	}
	c.all += time.Since(began)
	slices.Sort(c.took)
	return errors.Join(err, db.Close())
}

func (c *bareCommits) put(tx *bbolt.Tx) error {
	b, err := tx.CreateBucketIfNotExists([]byte("bare"))
	if err != nil {
		return err
	}
	c.n++
	return b.Put(binary.BigEndian.AppendUint64(nil, c.n), make([]byte, bareValue))
}

func (c *bareCommits) rate() float64 { return float64(len(c.took)) / c.all.Seconds() }

// percentile of sorted times, in milliseconds.
func percentile(sorted []time.Duration, p float64) float64 {
	i := int(math.Ceil(p/100*float64(len(sorted)))) - 1
	return float64(sorted[max(i, 0)]) / float64(time.Millisecond)
}
