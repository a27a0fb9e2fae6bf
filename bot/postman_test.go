package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// deliver runs the postman over letters for a while of pretended time.
func deliver(t *testing.T, box *letterbox, d time.Duration, letters ...Letter) *memory {
	t.Helper()
	m := newMemory()
	for _, l := range letters {
		m.letters[l.Key] = l
	}
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	if err := newRunner(m, counter{}, box).Deliver(ctx); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestDeliverInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &letterbox{}
		m := deliver(t, box, time.Second, Letter{Key: "b", Person: "p1"}, Letter{Key: "a", Person: "p1"}, Letter{Key: "c", Person: "p2"})
		if want := []string{"p1:a", "p1:b", "p2:c"}; !slices.Equal(box.got(), want) {
			t.Errorf("posted %v, want %v", box.got(), want)
		}
		if len(m.letters) != 0 || len(m.sent) != 3 {
			t.Errorf("%d wait, %d sent", len(m.letters), len(m.sent))
		}
	})
}

func TestDeliverTriesAgainInOrderAndHoldsNobodyElseUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &letterbox{answer: func(key string, try int) error {
			if key == "a" && try <= 2 {
				return fmt.Errorf("wire: %w", ErrBroken)
			}
			return nil
		}}
		deliver(t, box, time.Minute, Letter{Key: "a", Person: "p1"}, Letter{Key: "b", Person: "p1"}, Letter{Key: "c", Person: "p2"})
		if want := []string{"p2:c", "p1:a", "p1:b"}; !slices.Equal(box.got(), want) {
			t.Errorf("posted %v, want %v", box.got(), want)
		}
	})
}

func TestDeliverGivesUp(t *testing.T) {
	for name, refusal := range map[string]error{"gone": ErrGone, "refused": ErrRefused, "broken for ever": ErrBroken, "unforeseen": errors.New("?")} {
		synctest.Test(t, func(t *testing.T) {
			box := &letterbox{answer: func(key string, _ int) error {
				if key == "a" {
					return refusal
				}
				return nil
			}}
			m := deliver(t, box, 72*time.Hour, Letter{Key: "a", Person: "p1"}, Letter{Key: "b", Person: "p1"})
			if want := []string{"p1:b"}; !slices.Equal(box.got(), want) {
				t.Errorf("%s: posted %v, want %v", name, box.got(), want)
			}
			if l := m.letters["a"]; !l.Dead || l.Failed == "" {
				t.Errorf("%s: the letter is %+v, want dead with its reason", name, l)
			}
			if tries := box.tries["a"]; tries > maxTries {
				t.Errorf("%s: tried %d times", name, tries)
			}
		})
	}
}

func TestDeliverHonoursALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, asked := time.Now(), 0
		box := &letterbox{}
		box.answer = func(string, int) error {
			if asked++; time.Since(begin) < 30*time.Second {
				return &Limited{After: 30*time.Second - time.Since(begin)}
			}
			return nil
		}
		m := deliver(t, box, time.Hour, Letter{Key: "a", Person: "p1"})
		if len(box.got()) != 1 || asked != 2 {
			t.Errorf("posted %v after asking %d times, want once after 2", box.got(), asked)
		}
		if len(m.letters) != 0 {
			t.Error("the letter still waits")
		}
	})
}

func TestDeliverWaitsAndExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &letterbox{}
		now := time.Now()
		m := deliver(t, box, time.Hour,
			Letter{Key: "later", Person: "p1", NotBefore: now.Add(10 * time.Minute)},
			Letter{Key: "never", Person: "p1", NotBefore: now.Add(2 * time.Hour)},
			Letter{Key: "past", Person: "p1", Expires: now.Add(-time.Second)},
			Letter{Key: "moot", Person: "p1", Route: "moot"})
		if want := []string{"p1:later"}; !slices.Equal(box.got(), want) {
			t.Errorf("posted %v, want %v", box.got(), want)
		}
		if len(m.letters) != 1 || m.letters["never"].Key == "" {
			t.Errorf("%v wait, want the one of later", m.letters)
		}
	})
}

func TestATurnsLetterIsPostedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box := &letterbox{}
		r := newRunner(newMemory(), counter{post: []Letter{{Key: "a", Person: "p2"}}}, box)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- r.Deliver(ctx) }()
		synctest.Wait()
		begin := time.Now()
		if _, err := r.Handle(ctx, Event{From: somebody, Press: "do/add"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if len(box.got()) != 1 || time.Since(begin) != 0 {
			t.Errorf("posted %v after %v, want at once", box.got(), time.Since(begin))
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestWhatWasSentWhileEndingIsNoted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	box := &letterbox{answer: func(string, int) error { cancel(); return nil }}
	m := newMemory()
	m.letters["a"] = Letter{Key: "a", Person: "p1"}
	m.letters["b"] = Letter{Key: "b", Person: "p1"}
	if err := newRunner(m, counter{}, box).Deliver(ctx); err != nil {
		t.Fatal(err)
	}
	if !m.sent["a"] || m.letters["b"].Key == "" || m.letters["b"].Tries != 0 {
		t.Errorf("sent %v, waiting %v; want a sent and b as it was", m.sent, m.letters)
	}
}

// unwritable is a store whose disk fails for a while.
type unwritable struct {
	*memory
	until time.Time
}

func (u unwritable) Settle(ctx context.Context, home string, l Letter, sent bool, when time.Time) error {
	if time.Now().Before(u.until) {
		return errors.New("the disk is full")
	}
	return u.memory.Settle(ctx, home, l, sent, when)
}

// TestAFullDiskRepeatsNothing: what was sent while nothing can be noted is not
// sent again.
func TestAFullDiskRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		box, m := &letterbox{}, newMemory()
		for _, key := range []string{"a", "b"} {
			m.letters[key] = Letter{Key: key, Person: "p1"}
		}
		r := newRunner(m, counter{}, box)
		r.Store = unwritable{m, time.Now().Add(30 * time.Minute)}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		if err := r.Deliver(ctx); err != nil {
			t.Fatal(err)
		}
		if want := []string{"p1:a", "p1:b"}; !slices.Equal(box.got(), want) || len(m.letters) != 0 || len(r.unnoted) != 0 {
			t.Errorf("posted %v, %d wait, %d unnoted", box.got(), len(m.letters), len(r.unnoted))
		}
	})
}
