package bolt

import (
	"context"
	"sync"
	"sync/atomic"

	"daicho/store/kv"
)

// turn is one Update on its way.
type turn struct {
	ctx  context.Context
	fn   func(kv.Tx) error
	fate atomic.Int32 // fresh, taken or dropped
	err  error        // what fn came to
	done chan error   // receives the outcome, once
}

const (
	fresh   = iota
	taken   // by the writer: the outcome is waited for
	dropped // by its sender: it never runs
)

func newTurn(ctx context.Context, fn func(kv.Tx) error) *turn {
	return &turn{ctx: ctx, fn: fn, done: make(chan error, 1)}
}

// take claims the turn for the writer, unless its context has ended: the
// sender may not have noticed that yet, but it must not run any more.
func (t *turn) take() bool {
	if err := t.ctx.Err(); err != nil {
		if t.drop() {
			t.done <- err
		}
		return false
	}
	return t.fate.CompareAndSwap(fresh, taken)
}

func (t *turn) drop() bool { return t.fate.CompareAndSwap(fresh, dropped) }

// queue holds turns in the order of their arrival.
type queue struct {
	mu     sync.Mutex
	some   sync.Cond // signalled when there is something to see for next
	turns  []*turn
	closed bool
}

func newQueue() *queue {
	q := &queue{}
	q.some.L = &q.mu
	return q
}

// add reports false after close.
func (q *queue) add(t *turn) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.turns = append(q.turns, t)
	q.some.Signal()
	return true
}

// next takes up to n turns, waiting for the first where wait is set. Empty
// after waiting means that the queue is closed and nothing is left.
func (q *queue) next(n int, wait bool) []*turn {
	q.mu.Lock()
	defer q.mu.Unlock()
	for wait && len(q.turns) == 0 && !q.closed {
		q.some.Wait()
	}
	n = min(n, len(q.turns))
	head := q.turns[:n:n]
	if q.turns = q.turns[n:]; len(q.turns) == 0 {
		q.turns = nil
	}
	return head
}

// putBack returns turns that were not begun to the head of the queue.
func (q *queue) putBack(turns []*turn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.turns = append(turns[:len(turns):len(turns)], q.turns...)
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.some.Broadcast()
}
