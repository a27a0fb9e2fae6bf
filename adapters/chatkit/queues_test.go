package chatkit

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// TestQueues: one after the other for one key, side by side for two, and what
// panics costs itself alone.
func TestQueues(t *testing.T) {
	var faults []any
	q := &Queues{Fault: func(cause any) { faults = append(faults, cause) }}
	if q.Put("a", func() { t.Error("ran") }) {
		t.Error("taken before it was opened")
	}
	q.Open()
	var mu sync.Mutex
	order := map[string][]int{}
	meet := make(chan struct{})
	note := func(key string, n int) {
		mu.Lock()
		defer mu.Unlock()
		order[key] = append(order[key], n)
	}
	for key, do := range map[string]func(){"a": func() { meet <- struct{}{} }, "b": func() { <-meet }} {
		q.Put(key, do) // each ends only with the other
		for n := range 100 {
			q.Put(key, func() { note(key, n) })
		}
	}
	q.Put("c", func() { panic("c") })
	q.Put("c", func() { note("c", 1) })
	q.Shut()
	if q.Put("a", func() { t.Error("ran") }) {
		t.Error("taken after it was shut")
	}
	if len(order["a"]) != 100 || len(order["b"]) != 100 || !slices.IsSorted(order["a"]) || !slices.IsSorted(order["b"]) {
		t.Errorf("ran as %v", order)
	}
	if fmt.Sprint(faults, order["c"]) != "[c] [1]" {
		t.Errorf("faults %v, afterwards %v", faults, order["c"])
	}
}
