package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"
)

// memory is a store of one company that keeps its rows in a map. A turn that
// fails leaves them as they were.
type memory struct {
	mu      sync.Mutex
	rows    map[string]string
	letters map[string]Letter
	sent    map[string]bool
	fail    error // returned instead of committing
	twice   bool  // runs every turn twice, as a store may
}

type memoryTx struct{ m *memory }

func newMemory() *memory {
	return &memory{rows: map[string]string{}, letters: map[string]Letter{}, sent: map[string]bool{}}
}

func (tx memoryTx) CompanyID() string { return "c1" }

func (tx memoryTx) Seen(from Account, delivery string) (ActionID, bool, error) {
	at, ok := tx.m.rows["seen/"+from.ID+"/"+delivery]
	return ActionID(at), ok && delivery != "", nil
}

func (tx memoryTx) Remember(from Account, delivery string, at ActionID, _ time.Time) error {
	tx.m.rows["seen/"+from.ID+"/"+delivery] = string(at)
	return nil
}

func (tx memoryTx) Enqueue(l Letter) error {
	if _, waits := tx.m.letters[l.Key]; !waits && !tx.m.sent[l.Key] {
		tx.m.letters[l.Key] = l
	}
	return nil
}

func (m *memory) known(home string) error {
	if home != "home" {
		return ErrUnknownHome
	}
	return nil
}

func (m *memory) Read(_ context.Context, home string, fn func(memoryTx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return errors.Join(m.known(home), fn(memoryTx{m}))
}

func (m *memory) Turn(_ context.Context, home string, fn func(memoryTx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.known(home); err != nil {
		return err
	}
	rows, letters := maps.Clone(m.rows), maps.Clone(m.letters)
	if m.twice {
		if err := fn(memoryTx{m}); err != nil {
			return err
		}
		m.rows, m.letters = maps.Clone(rows), maps.Clone(letters)
	}
	if err := errors.Join(fn(memoryTx{m}), m.fail); err != nil {
		m.rows, m.letters = rows, letters
		return err
	}
	return nil
}

func (m *memory) Outbox(context.Context, string) ([]Letter, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Collect(maps.Values(m.letters))
	slices.SortFunc(list, func(a, b Letter) int { return cmpText(a.Key, b.Key) })
	return list, nil
}

func cmpText(a, b string) int {
	if a < b {
		return -1
	}
	return 1
}

func (m *memory) Settle(ctx context.Context, _ string, l Letter, sent bool, _ time.Time) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.letters, l.Key)
	if sent {
		m.sent[l.Key] = true
	} else {
		m.letters[l.Key] = l
	}
	return nil
}

func (m *memory) Homes(context.Context) ([]string, error) { return []string{"home"}, nil }

// counter is a talk about one number: "count" shows it, "do/add" adds one
// and leaves letters.
type counter struct{ post []Letter }

func (c counter) view(tx memoryTx) View {
	n := len(tx.m.rows["count"])
	return View{
		At:      "count",
		Title:   fmt.Sprint(n),
		Fields:  []Field{{ID: "size", Kind: Choice, Label: "大きさ", Options: []Option{{"s", "小さい"}, {"l", "大きい"}}, Value: tx.m.rows["size"]}},
		Submit:  Action{ID: "do/add", Label: "たす"},
		Actions: []Action{{ID: "other", Label: "ほか"}, {ID: "do/add", Label: "消す", Confirm: "消しますか"}},
	}
}

func (c counter) Does(said string) bool { return said == "たして" }

func (c counter) Reads(_ memoryTx, ev Event) (bool, error) { return ev.File != nil, nil }

func (c counter) Draw(tx memoryTx, ev Event) (View, error) {
	if ev.Said != "" {
		return View{At: "help", Title: "わかりません：" + ev.Said}, nil
	}
	if ev.Press == "broken" {
		return View{}, errors.New("it broke")
	}
	return c.view(tx), nil
}

func (c counter) Act(tx memoryTx, ev Event) (Reply, error) {
	if size, ok := ev.Values["size"]; ok {
		tx.m.rows["size"] = size
	} else {
		tx.m.rows["count"] += "x"
	}
	view := c.view(tx)
	view.Notice = "たしました"
	return Reply{View: view, Post: c.post, Changed: []string{"count"}}, nil
}

func (c counter) Deliver(_ memoryTx, l Letter, _ time.Time) (Recipient, View, bool, error) {
	if l.Route == "moot" {
		return Recipient{}, View{}, false, nil
	}
	return Recipient{Account: Account{"home", l.Person}}, View{At: l.Route, Title: l.Key}, true, nil
}

func (c counter) Sorry(_ error, reference string) View {
	return View{At: "count", Problem: "受付番号 " + reference}
}

// letterbox is an adapter that keeps what is posted, and can refuse.
type letterbox struct {
	mu     sync.Mutex
	posted []string
	answer func(key string, try int) error
	tries  map[string]int
}

func (b *letterbox) Run(ctx context.Context, _ Core) error { <-ctx.Done(); return nil }

func (b *letterbox) Post(_ context.Context, to Recipient, v View) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tries == nil {
		b.tries = map[string]int{}
	}
	b.tries[v.Title]++
	if b.answer != nil {
		if err := b.answer(v.Title, b.tries[v.Title]); err != nil {
			return err
		}
	}
	b.posted = append(b.posted, to.Account.ID+":"+v.Title)
	return nil
}

func (b *letterbox) got() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.posted)
}

func newRunner(m *memory, talk counter, box Adapter) *Runner[memoryTx] {
	return &Runner[memoryTx]{
		Store:   m,
		Talk:    talk,
		Maker:   func(_ context.Context, spec string) ([]byte, error) { return []byte(spec), nil },
		Adapter: func(string) Adapter { return box },
		Clock:   time.Now,
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}
