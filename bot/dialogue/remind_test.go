package dialogue_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// mailbox is a surface that counts what is posted to whom, by the day.
type mailbox struct {
	mu    sync.Mutex
	got   map[string]int
	views map[string]bot.View
	clock func() time.Time
	down  bool
}

func (m *mailbox) Run(context.Context, bot.Core) error { return nil }

func (m *mailbox) Post(_ context.Context, to bot.Recipient, v bot.View) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return fmt.Errorf("out of order: %w", bot.ErrBroken)
	}
	m.got[to.Account.ID+" "+m.clock().Format(time.DateOnly)]++
	m.views[to.Account.ID] = v
	return nil
}

// forgetful is a store that is gone before it is noted that a letter was sent.
type forgetful struct{ *store.Store }

func (forgetful) Settle(context.Context, string, bot.Letter, bool, time.Time) error {
	return errors.New("killed")
}

// deliver has a postman work until nothing is due; with killed, the process ends
// right after the first letter of each company was taken.
func (w *world) deliver(m *mailbox, killed bool) {
	w.t.Helper()
	w.runner.Adapter = func(string) bot.Adapter { return m }
	w.runner.Store = w.store
	if killed {
		w.runner.Store = forgetful{w.store}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.runner.Deliver(ctx) }()
	for late := time.Now().Add(20 * time.Second); ; {
		due := 0
		for _, l := range lettersOf(w) {
			if !l.Dead && !l.NotBefore.After(w.now) {
				due++
			}
		}
		m.mu.Lock()
		sent := len(m.got)
		m.mu.Unlock()
		if due == 0 || killed && sent > 0 || m.down {
			break
		}
		if time.Now().After(late) {
			w.t.Fatalf("%d letters are never delivered", due)
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-ended; err != nil {
		w.t.Error(err)
	}
	w.runner.Store = w.store
}

// reminded is a world with a visit three days off, on a morning at six.
func reminded(t *testing.T) (*world, *mailbox) {
	w := newWorld(t)
	w.turn(func(tx *store.Tx) error {
		return tx.PutProgramme(guidance.Programme{No: 1, Applied: "2026-11-20", Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-10"}, {Day: "2026-12-24"}, {Day: "2027-01-14"}}})
	})
	w.now = time.Date(2026, 12, 7, 6, 0, 0, 0, tokyo)
	return w, &mailbox{got: map[string]int{}, views: map[string]bot.View{}, clock: func() time.Time { return w.now }}
}

var tokyo = time.FixedZone("JST", 9*60*60)

// TestRestartedEveryMinute: the process ends and begins anew in every minute of
// the morning, and the clock ticks at each beginning; everybody hears once.
func TestRestartedEveryMinute(t *testing.T) {
	w, m := reminded(t)
	for range 6 * 60 {
		w.now = w.now.Add(time.Minute)
		if w.now.Minute()%10 == 0 {
			w.Restart()
		}
		if err := errors.Join(w.Tick(), w.Tick()); err != nil {
			t.Fatal(err)
		}
		if w.now.Minute()%5 == 0 {
			w.deliver(m, false)
		}
	}
	if len(m.got) != 4 {
		t.Errorf("reached: %v", m.got)
	}
	for who, n := range m.got {
		if n != 1 {
			t.Errorf("%s: %d messages", who, n)
		}
	}
}

// TestKilledBeforeItIsNoted: a process that is killed between sending and
// noting it sends that one once more, and nothing else twice.
func TestKilledBeforeItIsNoted(t *testing.T) {
	w, m := reminded(t)
	w.now = w.now.Add(4 * time.Hour)
	if err := w.Tick(); err != nil {
		t.Fatal(err)
	}
	w.deliver(m, true)
	w.Restart()
	if err := w.Tick(); err != nil {
		t.Fatal(err)
	}
	w.deliver(m, false)
	twice := 0
	for who, n := range m.got {
		if n == 2 {
			twice++
		} else if n != 1 {
			t.Errorf("%s: %d messages", who, n)
		}
	}
	if len(m.got) != 4 || twice == 0 {
		t.Errorf("%v", m.got)
	}
}

// TestOutOfOrder: what a surface cannot take on the day is said on the next
// business morning, with what is due then, in one message.
func TestOutOfOrder(t *testing.T) {
	w, m := reminded(t)
	w.now = w.now.Add(4 * time.Hour)
	m.down = true
	if err := w.Tick(); err != nil {
		t.Fatal(err)
	}
	w.deliver(m, false)
	m.down = false
	w.now = time.Date(2026, 12, 7, 23, 0, 0, 0, tokyo)
	w.deliver(m, false)
	if len(m.got) != 0 {
		t.Errorf("in the night: %v", m.got)
	}
	for day := 8; day <= 9; day++ {
		w.now = time.Date(2026, 12, day, 9, 30, 0, 0, tokyo)
		if err := w.Tick(); err != nil {
			t.Fatal(err)
		}
		w.deliver(m, false)
	}
	for _, who := range []string{"山田", "鈴木", "吉田", "中村"} {
		if m.got[who+" 2026-12-08"] != 1 || m.got[who+" 2026-12-09"] != 1 {
			t.Errorf("%s: %v", who, m.got)
		}
	}
	if got := m.views["山田"].Title; got != "第1回の訪問まであと1日です。宿題が6件残っています" {
		t.Errorf("the last: %s", got)
	}
}

// TestNothingLeftWhenItIsSent: who finishes between the tick and the sending is
// left alone.
func TestNothingLeftWhenItIsSent(t *testing.T) {
	w, m := reminded(t)
	w.now = w.now.Add(4 * time.Hour)
	if err := w.Tick(); err != nil {
		t.Fatal(err)
	}
	w.turn(func(tx *store.Tx) error {
		round, err := tx.Round()
		if err != nil {
			return err
		}
		round.Closed = w.now
		return tx.PutRound(round)
	})
	w.deliver(m, false)
	if m.got["鈴木 2026-12-07"] != 0 || m.got["山田 2026-12-07"] != 1 {
		t.Errorf("%v", m.got)
	}
}

// TestARandomWeek: whatever is killed, restarted and put back at random, nobody
// gets more than one message a day, one more only where it was killed, and
// none outside the hours or on a day off.
func TestARandomWeek(t *testing.T) {
	for seed := range uint64(8) {
		w, m := reminded(t)
		r := rand.New(rand.NewPCG(seed, 11))
		kills := 0
		for w.now.Before(time.Date(2026, 12, 14, 12, 0, 0, 0, tokyo)) {
			w.now = w.now.Add(time.Duration(r.IntN(300)) * time.Minute)
			if r.IntN(12) == 0 {
				w.now = w.now.Add(-5 * time.Hour)
			}
			if err := w.Tick(); err != nil {
				t.Fatal(err)
			}
			before := len(m.got)
			kill := r.IntN(6) == 0
			m.down = r.IntN(5) == 0
			w.deliver(m, kill && !m.down && len(m.got) == 0)
			if hour := w.now.Hour(); len(m.got) > before && (hour < 8 || hour >= 19 || w.now.Weekday() == time.Sunday || w.now.Weekday() == time.Saturday) {
				t.Errorf("week %d: sent at %v: %v", seed, w.now, m.got)
			}
			if kill {
				kills++
				w.Restart()
			}
		}
		for who, n := range m.got {
			if n > 2 || n == 2 && kills == 0 {
				t.Errorf("week %d: %s: %d messages, %d kills", seed, who, n, kills)
			}
		}
		if len(m.got) < 4 {
			t.Errorf("week %d: only %v", seed, m.got)
		}
	}
}
