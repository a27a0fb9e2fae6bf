package slack

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"daicho/bot"
)

// TestBudgetsHoldInAnySpan asks for far more than there is, at once and then
// again and again, and looks at when each call may be made.
func TestBudgetsHoldInAnySpan(t *testing.T) {
	for method, b := range budgets {
		synctest.Test(t, func(t *testing.T) {
			l := newLimits(false)
			var at []time.Time
			for range 40 {
				for range 2 * b.Calls {
					wait, err := l.reserve(method, "", 5*time.Second)
					if err != nil {
						break
					}
					at = append(at, time.Now().Add(wait))
				}
				time.Sleep(7 * time.Second)
			}
			slices.SortFunc(at, time.Time.Compare)
			for i := range at {
				if j := i + b.Calls; j < len(at) && at[j].Sub(at[i]) < b.Per {
					t.Fatalf("%s: %d calls within %v", method, b.Calls+1, at[j].Sub(at[i]))
				}
			}
			if minutes := at[len(at)-1].Sub(at[0]).Minutes(); float64(len(at)) < minutes*float64(b.Calls)*0.5 {
				t.Errorf("%s: only %d calls in %.1f minutes of a budget of %d", method, len(at), minutes, b.Calls)
			}
		})
	}
}

func TestWhatFindsNoRoomTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(false)
		if wait, err := l.reserve("chat.postMessage", "C1", 0); wait != 0 || err != nil {
			t.Fatalf("%v, %v", wait, err)
		}
		for range 1000 {
			_, err := l.reserve("chat.postMessage", "C1", 0)
			var limited *bot.Limited
			if !errors.As(err, &limited) || limited.After <= 0 || limited.After > time.Second {
				t.Fatalf("%v, want to wait at most a second", err)
			}
		}
		if wait, err := l.reserve("chat.postMessage", "C2", 0); wait != 0 || err != nil {
			t.Errorf("another channel waits: %v, %v", wait, err)
		}
		l.freeze("chat.postMessage", time.Minute)
		if _, err := l.reserve("chat.postMessage", "C3", 30*time.Second); err == nil {
			t.Error("asked although Slack said to wait")
		}
		time.Sleep(time.Minute)
		if wait, err := l.reserve("chat.postMessage", "C3", 0); wait != 0 || err != nil {
			t.Errorf("after the minute: %v, %v", wait, err)
		}
	})
}

// TestAWaitIsNeverShortened: of two waits that Slack asks for, the longer one
// holds.
func TestAWaitIsNeverShortened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(false)
		l.freeze("chat.postMessage", time.Minute)
		l.freeze("chat.postMessage", time.Second)
		var limited *bot.Limited
		if _, err := l.reserve("chat.postMessage", "", 0); !errors.As(err, &limited) || limited.After != time.Minute {
			t.Errorf("asked again after %v", err)
		}
	})
}
