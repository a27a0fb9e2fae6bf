package guidance

import (
	"testing"
	"time"

	"daicho/rubric"
)

func TestOpenEndTasks(t *testing.T) {
	tasks := []rubric.EndTask{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}
	var s Sheet
	for item, label := range map[string]string{"a": EndDone, "b": EndOpen, "c": EndNone, "gone": EndOpen} {
		s, _ = s.Give(item, label, "p1", time.Unix(1, 0), 0)
	}
	open := OpenEndTasks(tasks, s)
	if len(open) != 2 || open[0].ID != "b" || open[1].ID != "d" {
		t.Errorf("open are %v", open)
	}
	if s, _ = s.Annotate("d", "問い合わせ中", "p1", time.Unix(2, 0), 9); len(OpenEndTasks(tasks, s)) != 2 {
		t.Error("a note alone closed a task")
	}
}

func TestEndWords(t *testing.T) {
	want := []string{"済んだ", "まだ", "該当しない"}
	for i, label := range EndLabels {
		if EndWord(label) != want[i] {
			t.Errorf("%s reads %s", label, EndWord(label))
		}
	}
	if EndWord("") != "未記入" || EndWord("x") != "未記入" {
		t.Errorf("what is no label reads %s and %s", EndWord(""), EndWord("x"))
	}
}

func TestResumed(t *testing.T) {
	ended := Service{No: 1, Name: "会計", Status: Ended, End: "2026-12-01", Rev: 4}
	tests := []struct {
		name   string
		before *Service
		status Status
		end    Day
	}{
		{"in use before", &Service{Status: InUse, End: "2027-03-31"}, InUse, "2027-03-31"},
		{"surveyed before", &Service{Status: Surveying, End: ""}, Surveying, ""},
		{"never anything else", nil, InUse, Undecided},
		{"ended before, too", &Service{Status: Ended, End: "2026-01-01"}, InUse, Undecided},
	}
	for _, tt := range tests {
		if got := ended.Resumed(tt.before); got.Status != tt.status || got.End != tt.end || got.Name != "会計" {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}
