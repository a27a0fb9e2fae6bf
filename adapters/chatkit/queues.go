// Package chatkit is what the adapters of chat platforms have in common: the
// order in which one person's doings are dealt with, and how a page of questions
// is asked one at a time.
package chatkit

import (
	"context"
	"sync"
	"time"
)

// Sleep waits, unless ctx ends first: then it returns why that did.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Queues run what is put in one after the other for one key, and side by side
// for different ones. They take nothing before they are opened, and nothing
// more once they are shut.
//
// A mistake of the program in one costs that one alone: Fault is told of it.
type Queues struct {
	// Fault is told what one panicked with, while its stack still stands.
	Fault func(cause any)

	mu      sync.Mutex
	taking  bool
	waiting map[string][]func()
	running sync.WaitGroup
}

// Open begins to take.
func (q *Queues) Open() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.taking, q.waiting = true, map[string][]func(){}
}

// Shut takes nothing more, and returns once all that was taken has run.
func (q *Queues) Shut() {
	q.mu.Lock()
	q.taking = false
	q.mu.Unlock()
	q.running.Wait()
}

// Put runs do after what was put in for the key before; false where nothing is
// taken.
func (q *Queues) Put(key string, do func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.taking {
		return false
	}
	list, running := q.waiting[key]
	q.waiting[key] = append(list, do)
	if !running {
		q.running.Go(func() { q.run(key) })
	}
	return true
}

func (q *Queues) run(key string) {
	for {
		q.mu.Lock()
		list := q.waiting[key]
		if len(list) == 0 {
			delete(q.waiting, key)
			q.mu.Unlock()
			return
		}
		do := list[0]
		q.waiting[key] = list[1:]
		q.mu.Unlock()
		q.one(do)
	}
}

func (q *Queues) one(do func()) {
	defer func() {
		if cause := recover(); cause != nil {
			q.Fault(cause)
		}
	}()
	do()
}
