package bot

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

var somebody = Account{Home: "home", ID: "u1"}

func TestHandle(t *testing.T) {
	press := func(id ActionID) Event { return Event{From: somebody, Press: id} }
	for _, c := range []struct {
		name   string
		ev     Event
		title  string
		count  int
		size   string
		notice bool
	}{
		{name: "a route that draws", ev: press("count"), title: "0"},
		{name: "a route that acts", ev: press("do/add"), title: "1", count: 1, notice: true},
		{name: "values act", ev: Event{From: somebody, Press: "count", Values: map[FieldID]string{"size": "l"}}, title: "0", size: "l", notice: true},
		{name: "words that nobody knows", ev: Event{From: somebody, Said: "やあ", Shown: "count"}, title: "わかりません：やあ"},
		{name: "words that are a button's label", ev: Event{From: somebody, Said: " たす ", Shown: "count"}, title: "1", count: 1, notice: true},
		{name: "words that are an answer's label", ev: Event{From: somebody, Said: "小さい", Shown: "count"}, title: "0", size: "s", notice: true},
		{name: "a button that asks first is not pressed by words", ev: Event{From: somebody, Said: "消す", Shown: "count"}, title: "わかりません：消す"},
		{name: "words that do something", ev: Event{From: somebody, Said: "たして"}, title: "1", count: 1, notice: true},
		{name: "words under nothing", ev: Event{From: somebody, Said: "たす"}, title: "わかりません：たす"},
		{name: "words under a route that acts", ev: Event{From: somebody, Said: "たす", Shown: "do/add"}, title: "わかりません：たす"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMemory()
			view, err := newRunner(m, counter{}, nil).Handle(t.Context(), c.ev)
			if err != nil {
				t.Fatal(err)
			}
			if view.Title != c.title || len(m.rows["count"]) != c.count || m.rows["size"] != c.size || (view.Notice != "") != c.notice {
				t.Errorf("view %q (notice %q), count %d, size %q", view.Title, view.Notice, len(m.rows["count"]), m.rows["size"])
			}
		})
	}
}

func TestRepeatedDeliveryActsOnce(t *testing.T) {
	m := newMemory()
	r := newRunner(m, counter{post: []Letter{{Key: "k"}}}, nil)
	for i := range 3 {
		view, err := r.Handle(t.Context(), Event{ID: "d1", From: somebody, Press: "do/add"})
		if err != nil || view.Title != "1" || view.At != "count" {
			t.Fatalf("delivery %d: %q at %q, %v", i, view.Title, view.At, err)
		}
	}
	if _, err := r.Handle(t.Context(), Event{ID: "d1", From: Account{"home", "u2"}, Press: "do/add"}); err != nil {
		t.Fatal(err)
	}
	if n := len(m.rows["count"]); n != 2 {
		t.Errorf("two people with one delivery id acted %d times, want 2", n)
	}
	if len(m.letters) != 1 {
		t.Errorf("%d letters, want 1", len(m.letters))
	}
}

func TestTurnThatRunsTwiceCountsOnce(t *testing.T) {
	m := newMemory()
	m.twice = true
	if _, err := newRunner(m, counter{}, nil).Handle(t.Context(), Event{ID: "d", From: somebody, Press: "do/add"}); err != nil {
		t.Fatal(err)
	}
	if n := len(m.rows["count"]); n != 1 {
		t.Errorf("count is %d, want 1", n)
	}
}

func TestFailureIsSaidAndNothingKept(t *testing.T) {
	m := newMemory()
	m.fail = errors.New("disk full")
	r := newRunner(m, counter{post: []Letter{{Key: "k"}}}, nil)
	changes := r.Changes(t.Context(), "home", []string{"count"})
	view, err := r.Handle(t.Context(), Event{From: somebody, Press: "do/add"})
	if err == nil || view.Problem == "" {
		t.Errorf("a failed turn shows %+v, %v", view, err)
	}
	if len(m.rows) != 0 || len(m.letters) != 0 || len(changes) != 0 {
		t.Error("a failed turn left something behind")
	}
	if view, err := r.Handle(t.Context(), Event{From: somebody, Press: "broken"}); err == nil || view.Problem == "" {
		t.Errorf("a failed drawing shows %+v, %v", view, err)
	}
	if _, err := r.Handle(t.Context(), Event{From: Account{"elsewhere", "u1"}, Press: "do/add"}); !errors.Is(err, ErrUnknownHome) {
		t.Errorf("unknown home: %v", err)
	}
}

func TestChanges(t *testing.T) {
	r := newRunner(newMemory(), counter{}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	mine := r.Changes(ctx, "home", []string{"count", "else"})
	other := r.Changes(ctx, "home", []string{"else"})
	foreign := r.Changes(ctx, "elsewhere", []string{"count"})
	for range 3 { // several changes become one
		if _, err := r.Handle(ctx, Event{From: somebody, Press: "do/add"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(mine) != 1 || len(other) != 0 || len(foreign) != 0 {
		t.Errorf("%d, %d and %d changes wait; want 1, 0, 0", len(mine), len(other), len(foreign))
	}
}

func TestChangesAreReleased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRunner(newMemory(), counter{}, nil)
		ctx, cancel := context.WithCancel(t.Context())
		changes := r.Changes(ctx, "home", []string{"count"})
		cancel()
		synctest.Wait()
		if _, err := r.Handle(t.Context(), Event{From: somebody, Press: "do/add"}); err != nil {
			t.Fatal(err)
		}
		if len(changes) != 0 || len(r.hub.watchers) != 0 {
			t.Errorf("%d changes after the end, %d watchers left", len(changes), len(r.hub.watchers))
		}
	})
}

func TestParseAction(t *testing.T) {
	for _, text := range []string{"menu", "do/service/4/end", "check/4/1/17", "new/ABC-x_~."} {
		if got, err := ParseAction(text); err != nil || string(got) != text {
			t.Errorf("ParseAction(%q) = %q, %v", text, got, err)
		}
	}
	long := make([]byte, MaxActionID+1)
	for i := range long {
		long[i] = 'a'
	}
	for _, text := range []string{"", string(long), "台帳", "a b", "a\x00", "<b>", "a?b", "a%2f"} {
		if got, err := ParseAction(text); err == nil {
			t.Errorf("ParseAction(%q) = %q, want an error", text, got)
		}
	}
}

func FuzzParseAction(f *testing.F) {
	f.Add("do/service/4/end")
	f.Add("台帳")
	f.Fuzz(func(t *testing.T, text string) {
		id, err := ParseAction(text)
		if err != nil {
			return
		}
		if string(id) != text || len(id) > MaxActionID || len(id.Parts()) == 0 {
			t.Errorf("%q became %q", text, id)
		}
		if again, err := ParseAction(string(id)); err != nil || again != id {
			t.Errorf("%q does not parse again: %v", id, err)
		}
	})
}

func TestMakeHandsOverTheSpec(t *testing.T) {
	got, err := newRunner(newMemory(), counter{}, nil).Make(t.Context(), Attachment{Spec: "radar:{}"})
	if err != nil || string(got) != "radar:{}" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestHandleSetsTheTime(t *testing.T) {
	r := newRunner(newMemory(), counter{}, nil)
	at := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	r.Clock = func() time.Time { return at }
	seen := time.Time{}
	r.Talk = spy{counter{}, func(ev Event) { seen = ev.At }}
	if _, err := r.Handle(t.Context(), Event{From: somebody, Press: "count"}); err != nil || !seen.Equal(at) {
		t.Errorf("the turn's time is %v, %v; want the runner's clock", seen, err)
	}
}

type spy struct {
	counter
	see func(Event)
}

func (s spy) Draw(tx memoryTx, ev Event) (View, error) {
	s.see(ev)
	return s.counter.Draw(tx, ev)
}
