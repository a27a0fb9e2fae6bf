package bot

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// digger is a talk that leaves work for later turns when a file is dropped in.
type digger struct{ counter }

func (d digger) Act(tx memoryTx, ev Event) (Reply, error) {
	if ev.Tick == "" {
		tx.m.rows["left"] = "xxxxx"
		return Reply{View: View{At: "count", Title: ev.Draft + ev.Unread}, More: true}, nil
	}
	if len(tx.m.rows["left"]) == 0 {
		return Reply{}, nil
	}
	tx.m.rows["left"] = tx.m.rows["left"][1:]
	tx.m.rows["done"] += "x"
	return Reply{More: true, Changed: []string{"count"}}, nil
}

// TestWork: what a turn leaves is done a piece a turn, and at the start what an
// earlier process has left.
func TestWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.rows["left"] = "xx"
		r := newRunner(m, counter{}, nil)
		r.Talk = digger{}
		ctx, stop := context.WithCancel(t.Context())
		go func() { _ = r.Work(ctx) }()
		time.Sleep(time.Second)
		if _, err := r.Handle(ctx, Event{From: Account{"home", "me"}, File: &File{Name: "x"}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		stop()
		synctest.Wait()
		if m.rows["left"] != "" || len(m.rows["done"]) != 7 {
			t.Errorf("left %q, done %q", m.rows["left"], m.rows["done"])
		}
	})
}

// TestUnderstand: a file is understood once, before its turn; of a repeat it is not
// understood again, and where that fails there is no turn.
func TestUnderstand(t *testing.T) {
	m := newMemory()
	r := newRunner(m, counter{}, nil)
	r.Talk = digger{}
	times, fails := 0, error(nil)
	r.Understand = func(context.Context, Event) (string, string, error) { times++; return "key", "", fails }
	ev := Event{ID: "d1", From: Account{"home", "me"}, File: &File{Name: "x"}}
	view, err := r.Handle(t.Context(), ev)
	if err != nil || view.Title != "key" {
		t.Errorf("%+v, %v", view, err)
	}
	if _, err := r.Handle(t.Context(), ev); err != nil || times != 1 {
		t.Errorf("understood %d times; %v", times, err)
	}
	fails, ev.ID = errors.New("unreadable"), "d2"
	delete(m.rows, "left")
	if _, err := r.Handle(t.Context(), ev); !errors.Is(err, fails) || m.rows["left"] != "" {
		t.Errorf("%v, left %q", err, m.rows["left"])
	}
}
