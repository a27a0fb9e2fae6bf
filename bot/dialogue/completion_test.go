package dialogue_test

import (
	"context"
	"slices"
	"testing"

	"daicho/bot"
)

// TestCompletions: what is being typed becomes services that the person may see,
// and changes nothing; whoever is nobody here is told nothing.
func TestCompletions(t *testing.T) {
	w := seeded(t, "words")
	typing := func(who, said string) []string {
		t.Helper()
		a, _ := w.Account(who)
		view, err := w.runner.Handle(context.Background(), bot.Event{From: a, Said: said, Typing: true})
		if err != nil {
			t.Fatal(err)
		}
		var labels []string
		for _, x := range view.Actions {
			labels = append(labels, x.Label)
		}
		return labels
	}
	before := kept(w)
	for said, want := range map[string][]string{
		"":                   {"S0001 ××勤怠管理WEBシステム"},
		"/ledger s00":        {"S0001 ××勤怠管理WEBシステム"},
		"勤怠":                 {"S0001 ××勤怠管理WEBシステム"},
		"S0001 ××勤怠":         {"S0001 ××勤怠管理WEBシステム"},
		"/ledger 追加 Dropbox": nil,
		"つなぐ AAAA-AAAA":      nil,
	} {
		if got := typing("鈴木", said); !slices.Equal(got, want) {
			t.Errorf("%q becomes %q, want %q", said, got, want)
		}
	}
	if got := typing("客（社外）", "勤怠"); got != nil {
		t.Errorf("somebody from outside is offered %q", got)
	}
	if kept(w) != before {
		t.Error("typing has changed something")
	}
	a, _ := w.Account("鈴木")
	for _, said := range []string{"/ledger S0001 ××勤怠管理WEBシステム", "S0001 ××勤怠…", "s1"} {
		if view, err := w.runner.Handle(context.Background(), bot.Event{From: a, Said: said}); err != nil || view.At != "service/1" {
			t.Errorf("%q leads to %s, %v", said, view.At, err)
		}
	}
}
