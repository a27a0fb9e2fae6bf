package guidance

import (
	"testing"
	"time"
)

// TestInOrder: what is urgent first, of that what is important, then what is
// easy; what is done last.
func TestInOrder(t *testing.T) {
	all := []Measure{
		{ID: "done", Urgency: High, Importance: High, Difficulty: Low, Done: time.Unix(1, 0)},
		{ID: "later", Urgency: Low, Importance: High, Difficulty: Low},
		{ID: "hard", Urgency: High, Importance: High, Difficulty: High},
		{ID: "unsaid"},
		{ID: "easy", Urgency: High, Importance: High, Difficulty: Low},
		{ID: "minor", Urgency: High, Importance: Low, Difficulty: Low},
		{ID: "dated", Due: "2026-12-10"},
	}
	want := []string{"easy", "hard", "minor", "dated", "unsaid", "later", "done"}
	for i, m := range InOrder(all) {
		if m.ID != want[i] {
			t.Errorf("place %d: %s, want %s", i+1, m.ID, want[i])
		}
	}
	if all[0].ID != "done" {
		t.Error("what was given is changed")
	}
}
