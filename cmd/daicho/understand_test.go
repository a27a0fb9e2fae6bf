package main

import (
	"context"
	"testing"
	"time"
)

// TestReadings: of a company one workbook is read at a time, of all a few, and who
// waits for a place waits no longer than they have time.
func TestReadings(t *testing.T) {
	r := newReadings()
	soon, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	first, ok := r.begin(soon, "c1")
	if !ok {
		t.Fatal("the first has no place")
	}
	if _, ok := r.begin(soon, "c1"); ok {
		t.Error("two of one company are read")
	}
	second, ok := r.begin(soon, "c2")
	if !ok {
		t.Error("a second company has no place")
	}
	if _, ok := r.begin(soon, "c3"); ok {
		t.Error("a third has a place")
	}
	first()
	if third, ok := r.begin(t.Context(), "c3"); !ok {
		t.Error("a place that was given back is not free")
	} else {
		third()
	}
	second()
	if again, ok := r.begin(t.Context(), "c1"); !ok {
		t.Error("a company that was done cannot begin again")
	} else {
		again()
	}
}
