package rubric

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// The four points of seed p. 39 and our own are there, in this order.
func TestEndTasks(t *testing.T) {
	want := []string{"returned 39", "portable 39", "erased 39", "unreusable 39", "accounts 0"}
	lib := MustEmbedded()
	for i, task := range lib.EndTasks() {
		if got := fmt.Sprintf("%s %d", task.ID, task.Page); i >= len(want) || got != want[i] {
			t.Errorf("task %d is %s", i, got)
		}
		if !strings.HasSuffix(task.Question, "ましたか？") || task.Help == "" {
			t.Errorf("%s: %q, help %q", task.ID, task.Question, task.Help)
		}
		if got, ok := lib.EndTask(task.ID); !ok || got != task {
			t.Errorf("EndTask(%q) = %v, %v", task.ID, got, ok)
		}
	}
	if n := len(lib.EndTasks()); n != len(want) {
		t.Errorf("%d tasks, want %d", n, len(want))
	}
	if _, ok := lib.EndTask("none"); ok {
		t.Error("a task that is not there was found")
	}
}

const endHead = "id,page,short,question,help\n"

func endFolder(rows string) fstest.MapFS {
	return fstest.MapFS{"ending/tasks.csv": {Data: []byte(endHead + rows)}}
}

// An operator's table takes the place of ours as a whole, and only there.
func TestLoadReplacesEndTasks(t *testing.T) {
	lib, err := Load(endFolder("keys,,鍵の返却,鍵を返しましたか？,\n"))
	if err != nil {
		t.Fatal(err)
	}
	if list := lib.EndTasks(); len(list) != 1 || list[0].ID != "keys" || list[0].Page != 0 {
		t.Errorf("tasks %+v", list)
	}
	if len(MustEmbedded().EndTasks()) != 5 {
		t.Error("the embedded tasks have changed")
	}
}

func TestLoadRefusesEndTasks(t *testing.T) {
	many := ""
	for i := range maxPageSize + 1 {
		many += fmt.Sprintf("t%d,,短い,問いですか？,\n", i)
	}
	tests := []struct{ name, rows, what string }{
		{"none", "", "there are 0 tasks"},
		{"too many", many, "there are 7 tasks"},
		{"an id twice", "a,,短い,問いですか？,\na,,短い,別の問いですか？,\n", "is there twice"},
		{"an id of no use", "残り,,短い,問いですか？,\n", "cannot be used"},
		{"no question", "a,,短い,,\n", "question is empty"},
		{"a page in words", "a,p39,短い,問いですか？,\n", "not a whole number"},
	}
	for _, tt := range tests {
		_, err := Load(endFolder(tt.rows))
		if err == nil || len(allProblems(err)) != 1 || !strings.Contains(err.Error(), tt.what) || !strings.Contains(err.Error(), "ending/tasks.csv") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, err := Load(fstest.MapFS{"ending/task.csv": {Data: []byte(endHead)}}); err == nil || !strings.Contains(err.Error(), "no table has this name") {
		t.Errorf("a table of another name: %v", err)
	}
}
