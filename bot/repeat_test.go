package bot

import "testing"

// refusing takes no size but s: it keeps nothing of another.
type refusing struct{ counter }

func (c refusing) Act(tx memoryTx, ev Event) (Reply, error) {
	if size := ev.Values["size"]; size != "" && size != "s" {
		view := c.view(tx)
		view.Fields[0].Problem = "読めません。"
		return Reply{View: view}, nil
	}
	return c.counter.Act(tx, ev)
}

func TestRepeatOfARefusedDeliverySaysSo(t *testing.T) {
	m := newMemory()
	m.rows["size"] = "s"
	r := newRunner(m, counter{}, nil)
	r.Talk = refusing{}
	send := func(id string, size string) View {
		t.Helper()
		view, err := r.Handle(t.Context(), Event{ID: id, From: somebody, Press: "count", Values: map[FieldID]string{"size": size}})
		if err != nil || view.At != "count" {
			t.Fatalf("%s: at %q, %v", id, view.At, err)
		}
		return view
	}
	for try := range 3 {
		if view := send("d1", "l"); view.Fields[0].Problem == "" || view.Fields[0].Value != "s" {
			t.Errorf("delivery %d of a refused value shows %+v", try, view.Fields[0])
		}
	}
	for try := range 2 {
		if view := send("d2", "s"); view.refuses() {
			t.Errorf("delivery %d of a value that was taken shows %+v", try, view)
		}
	}
	m.rows["size"] = "m"
	if send("d1", "l"); m.rows["size"] != "m" {
		t.Error("a late repeat of a refused delivery acted")
	}
}

func TestRefusedBefore(t *testing.T) {
	view := View{At: "note", Notice: "見ました", Fields: []Field{
		{ID: "note", Kind: LongText, Value: "古い"}, {ID: "name", Kind: Text, Value: "同じ"}, {ID: "pick", Kind: Choice, Value: "a"},
	}}
	got := refusedBefore(view, map[FieldID]string{"note": "長い", "name": " 同じ ", "pick": "b"})
	if f := got.Fields; f[0].Value != "長い" || f[0].Problem == "" || f[1].Problem != "" || f[2].Value != "a" || f[2].Problem == "" {
		t.Errorf("fields %+v", f)
	}
	if got.Problem != "" || view.refuses() {
		t.Errorf("problem %q; the view that was given now refuses: %t", got.Problem, view.refuses())
	}
	if got = refusedBefore(view, nil); got.Problem == "" || got.Notice != "" {
		t.Errorf("nothing beside a field: problem %q, notice %q", got.Problem, got.Notice)
	}
}
