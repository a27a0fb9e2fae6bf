package dialogue_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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
	if got := m.views["山田"].Title; got != "第1回の訪問は明日です。宿題が6件残っています" {
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

// onPage moves somebody from the chat to the company's own page.
func (w *world) onPage(name, mail string) {
	p := w.person(name)
	p.Accounts, p.Reminders.Mail = []guidance.Account{{Home: webHome, ID: name}}, mail
	w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
}

// TestOnThePageOnly: who uses nothing but the page is reminded by mail where they
// said at which address and there is mail; otherwise it waits in their menu, and
// the managers read whom nothing reaches, with a text to paste.
func TestOnThePageOnly(t *testing.T) {
	for _, c := range []struct {
		mail, address string
		to            string
		told          bool
	}{
		{"mail", "hanako@example.co.jp", "hanako@example.co.jp", true}, {"mail", "", "鈴木", false}, {"", "hanako@example.co.jp", "鈴木", false},
	} {
		w, m := reminded(t)
		withPage(w)
		w.mail = c.mail
		w.Restart()
		w.onPage("鈴木", c.address)
		w.now = time.Date(2026, 12, 7, 9, 30, 0, 0, tokyo)
		if err := w.Tick(); err != nil {
			t.Fatal(err)
		}
		w.deliver(m, false)
		if m.got[c.to+" 2026-12-07"] != 1 || len(m.got) != 4 {
			t.Errorf("%+v: %v", c, m.got)
		}
		if said := strings.Contains(m.views["山田"].Text(), "鈴木 花子さんは、自分で画面を開くまで気づけません。"); said == c.told {
			t.Errorf("%+v: the manager reads\n%s", c, m.views["山田"].Text())
		}
		page := bot.Account{Home: webHome, ID: "鈴木"}
		waits := func() bool {
			view := w.from(page, "waiting", nil)
			return view.Table != nil && slices.ContainsFunc(view.Table.Rows, func(r bot.Row) bool { return r.Cells[0].Text == "宿題が残っています。" })
		}
		if !waits() {
			t.Errorf("%+v: nothing waits in the menu", c)
		}
		w.turn(func(tx *store.Tx) error { // nothing is left to do
			round, err := tx.Round()
			round.Closed = w.now
			s, err2 := tx.Service(1)
			s.InCharge = nil
			return errors.Join(err, err2, tx.PutRound(round), tx.PutService(s))
		})
		if waits() {
			t.Errorf("%+v: it still waits in the menu", c)
		}
	}
}

// TestMailAddresses: what is taken as an address, and what is kept to be
// corrected.
func TestMailAddresses(t *testing.T) {
	w, _ := reminded(t)
	withPage(w)
	w.mail = "mail"
	w.Restart()
	w.onPage("鈴木", "")
	page := bot.Account{Home: webHome, ID: "鈴木"}
	for address, taken := range map[string]bool{
		"hanako@example.co.jp": true, "a.b+c@sub.example.jp": true, "": true, "hanako": false, "花子@example.jp": false, "a@b.jp, c@d.jp": false, "Hanako <a@b.jp>": false,
		"a@b.jp\r\nBcc: x@y.jp": false, `"a b"@c.jp`: false, "a@[127.0.0.1]": false, strings.Repeat("a", 250) + "@b.jp": false,
	} {
		view := w.from(page, "do/wish", map[bot.FieldID]string{"mail": address})
		var kept string
		w.read(func(tx *store.Tx) error {
			p, err := tx.PersonOf(guidance.Account(page))
			kept = p.Reminders.Mail
			return err
		})
		if (view.Fields[0].Problem == "") != taken || taken && kept != address || !taken && kept == address {
			t.Errorf("%q: %q, kept %q", address, view.Fields[0].Problem, kept)
		}
	}
}
