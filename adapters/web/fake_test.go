package web

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"daicho/bot"
)

// fakeCore shows a few views, keeps what is entered and remembers what it was
// asked.
type fakeCore struct {
	mu      sync.Mutex
	values  map[bot.FieldID]string
	seen    map[string]bot.ActionID
	events  []bot.Event
	subs    map[chan struct{}]watcher
	deeds   int
	lose    int   // answers to acting turns still to be lost on the way
	fail    error // what Handle fails with
	running map[bot.Account]int
	overlap bool
}

func newFakeCore() *fakeCore {
	return &fakeCore{
		values: map[bot.FieldID]string{}, seen: map[string]bot.ActionID{},
		subs: map[chan struct{}]watcher{}, running: map[bot.Account]int{},
	}
}

func (f *fakeCore) Handle(_ context.Context, ev bot.Event) (bot.View, error) {
	view, lost, err := f.handle(ev)
	if lost {
		panic(http.ErrAbortHandler)
	}
	return view, err
}

func (f *fakeCore) handle(ev bot.Event) (bot.View, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.overlap = f.overlap || f.running[ev.From] > 0
	f.running[ev.From]++
	defer func() { f.running[ev.From]-- }()
	f.events = append(f.events, ev)
	if f.fail != nil {
		return bot.View{At: "menu", Title: "うまくいきませんでした", Problem: "いまは記録できませんでした。"}, false, f.fail
	}
	lost := ev.Acts() && f.lose > 0
	if lost {
		f.lose--
	}
	if at, seen := f.seen[ev.ID]; seen && ev.ID != "" {
		return f.draw(at), lost, nil
	}
	view := f.act(ev)
	if ev.Acts() && ev.ID != "" {
		f.seen[ev.ID] = view.At
	}
	return view, lost, nil
}

func (f *fakeCore) act(ev bot.Event) bot.View {
	maps.Copy(f.values, ev.Values)
	switch {
	case ev.File != nil:
		return f.file(ev)
	case ev.Said != "":
		if ev.Said == "台帳" {
			return f.draw("ledger/1")
		}
		view := f.draw("menu")
		view.Problem = "「" + ev.Said + "」がわかりませんでした。"
		return view
	case ev.Press == "do/form":
		f.deeds++
		if f.values["name"] == "" {
			view := f.draw("form/new")
			view.Problem = "サービス名を入れてください。ほかの欄は、この画面に残してあります。"
			view.Fields[0].Problem = "サービス名を入れてください。"
			return view
		}
		view := f.draw("service/4")
		view.Notice = "台帳に加えました。"
		return view
	case ev.Press == "do/diag":
		f.deeds++
		return f.draw("service/4")
	case ev.Press == "do/end":
		f.deeds++
		view := f.draw("ledger/1")
		view.Notice = "利用終了にしました。"
		return view
	}
	return f.draw(ev.Press)
}

func (f *fakeCore) draw(at bot.ActionID) bot.View {
	make, ok := fakeViews[at]
	if !ok {
		at, make = "menu", fakeViews["menu"]
	}
	view := make()
	view.At = at
	for i := range view.Fields {
		if v, ok := f.values[view.Fields[i].ID]; ok {
			view.Fields[i].Value = v
		}
	}
	return view
}

func (f *fakeCore) Make(_ context.Context, a bot.Attachment) ([]byte, error) {
	if a.Spec == "" {
		return nil, errors.New("nothing to make")
	}
	img := image.NewPaletted(image.Rect(0, 0, 640, 420), color.Palette{color.White, color.RGBA{11, 97, 103, 255}})
	for x := range 640 {
		img.SetColorIndex(x, 60+x*300/640, 1)
	}
	var out bytes.Buffer
	err := png.Encode(&out, img)
	return out.Bytes(), err
}

func (f *fakeCore) Changes(ctx context.Context, _ string, topics []string) <-chan struct{} {
	ch := make(chan struct{}, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subs[ch] = watcher{ctx, topics}
	return ch
}

// somebodyElse changes a value and says so.
func (f *fakeCore) somebodyElse(id bot.FieldID, value string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.values[id] = value
	for ch, w := range f.subs {
		if w.ctx.Err() != nil {
			delete(f.subs, ch)
			continue
		}
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (f *fakeCore) with(fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fn()
}

func (f *fakeCore) value(id bot.FieldID) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.values[id]
}

// done is how many deeds were done.
func (f *fakeCore) done() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.deeds
}

// watcher is a page that watches topics until its ctx ends.
type watcher struct {
	ctx    context.Context
	topics []string
}

// watchedOnly reports whether one page watches now, and that this topic.
func (f *fakeCore) watchedOnly(topic string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, right := 0, false
	for _, w := range f.subs {
		if w.ctx.Err() == nil {
			n++
			right = slices.Contains(w.topics, topic)
		}
	}
	return n == 1 && right
}

func (f *fakeCore) acted(match func(bot.Event) bool) []bot.Event {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Collect(func(yield func(bot.Event) bool) {
		for _, ev := range f.events {
			if ev.Acts() && match(ev) && !yield(ev) {
				return
			}
		}
	})
}

// fakeSecrets keeps links in memory.
type fakeSecrets struct {
	mu       sync.Mutex
	links    map[string]fakeLink
	sessions map[[32]byte]fakeLink
	fail     error

	prolonged int // how often the end of a session was moved
}

type fakeLink struct {
	who     bot.Account
	ref     string
	hash    [32]byte
	expires time.Time
	once    bool
	used    bool
}

func newFakeSecrets() *fakeSecrets {
	return &fakeSecrets{links: map[string]fakeLink{}, sessions: map[[32]byte]fakeLink{}}
}

func (f *fakeSecrets) PutLink(_ context.Context, _ string, a bot.Account, ref string, secret [32]byte, expires time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.links[ref] = fakeLink{who: a, ref: ref, hash: secret, expires: expires}
	return f.fail
}

func (f *fakeSecrets) Link(_ context.Context, home, ref string, secret [32]byte, now time.Time) (bot.Account, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, ok := f.links[ref]
	if !ok || l.hash != secret || l.who.Home != home || now.After(l.expires) {
		return bot.Account{}, false, errors.Join(bot.ErrGone, f.fail)
	}
	if l.once && l.used {
		return bot.Account{}, false, bot.ErrUsed
	}
	return l.who, l.once, f.fail
}

// single makes the link one that its first opening takes.
func (f *fakeSecrets) single(ref string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.links[ref]
	l.once = true
	f.links[ref] = l
}

func (f *fakeSecrets) OpenSession(ctx context.Context, home, ref string, link, session [32]byte, now, expires time.Time) error {
	who, _, err := f.Link(ctx, home, ref, link, now)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.links[ref]
	l.used = true
	f.links[ref] = l
	f.sessions[session] = fakeLink{who: who, ref: ref, hash: session, expires: expires}
	return nil
}

func (f *fakeSecrets) Session(_ context.Context, home, ref string, session [32]byte, now time.Time) (bot.Account, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, ok := f.sessions[session]
	if f.fail != nil {
		return bot.Account{}, f.fail
	}
	if !ok || l.ref != ref || l.who.Home != home || now.After(l.expires) {
		return bot.Account{}, bot.ErrGone
	}
	return l.who, nil
}

func (f *fakeSecrets) Prolong(ctx context.Context, home, ref string, session [32]byte, now, expires time.Time, step time.Duration) (bool, error) {
	if _, err := f.Session(ctx, home, ref, session, now); err != nil {
		return false, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.sessions[session]
	if expires.Sub(l.expires) < step {
		return false, nil
	}
	f.prolonged++
	l.expires = expires
	f.sessions[session] = l
	return true, nil
}

func (f *fakeSecrets) DropLink(_ context.Context, _, ref string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.links, ref)
	maps.DeleteFunc(f.sessions, func(_ [32]byte, l fakeLink) bool { return l.ref == ref })
	return nil
}
