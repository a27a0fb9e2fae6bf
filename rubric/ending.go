package rubric

import (
	"fmt"
	"io/fs"
)

// EndTask is one thing to see to when the use of a service ends 利用終了
// (seed p. 39). Answers are stored by ID: in a table that replaces ours a task
// with the same id must mean the same. What is stored about a task that is no
// longer listed stays, and is not counted.
type EndTask struct {
	ID       string // "erased", ASCII
	Page     int    // of the seed; 0 for what is our own
	Short    string // in a few words: 残ったデータの消去
	Question string
	Help     string // 解説; may be empty
}

var endTaskColumns = []column{{"id", 16, false}, {"page", 3, true}, {"short", 16, false}, {"question", 100, false}, {"help", 200, true}}

// EndTasks are the tasks of the end of use in their order, at least one and
// at most as many as a page of fields takes.
func (l *Library) EndTasks() []EndTask { return l.endTasks }

// EndTask is the task with that id, false if there is none.
func (l *Library) EndTask(id string) (EndTask, bool) {
	for _, task := range l.endTasks {
		if task.ID == id {
			return task, true
		}
	}
	return EndTask{}, false
}

// readEndTasks reads and validates the tasks of a folder.
func readEndTasks(fsys fs.FS, ps *problems) []EndTask {
	var list []EndTask
	file, seen := endingFolder+"/tasks.csv", map[string]bool{}
	before := len(ps.list)
	for _, r := range readTable(fsys, file, endTaskColumns, ps) {
		ps.checkID(file, r.line, r.text("id"), seen)
		task := EndTask{ID: r.text("id"), Short: r.text("short"), Question: r.text("question"), Help: r.text("help")}
		if r.text("page") != "" {
			task.Page, _ = r.number(ps, "page")
		}
		list = append(list, task)
	}
	if n := len(list); n > maxPageSize || n == 0 && len(ps.list) == before {
		ps.add(file, 0, fmt.Sprintf("there are %d tasks of the end of use", n), fmt.Sprintf("List 1 to %d, or remove the folder to use the built-in ones", maxPageSize),
			fmt.Sprintf("利用終了の作業が%d件あります。1〜%d件にするか、フォルダーを消して組み込みのものを使ってください。", n, maxPageSize))
	}
	return list
}
