package rubric

import (
	"fmt"
	"io/fs"
)

// Step is one row of the syllabus of the expert's visits 標準的な進め方 (seed
// pp. 8–11): what the company does, what the expert does, and what changes
// hands. What is stored about a step is stored by its ID.
type Step struct {
	ID    string // "v1-diagnosis", ASCII
	Visit int    // from 1
	Part  Part
	Page  int  // of the seed
	Seen  Seen // how it is seen to be done; empty for by hand
	// Company, Expert and Material are the cells of the row; each may be empty.
	Company, Expert, Material string
}

// Part is when a step is done.
type Part string

// The parts.
const (
	Prepare  Part = "prepare" // before the visit 事前準備
	OnTheDay Part = "day"     // 当日
	After    Part = "after"   // 終了後
)

// Seen is from what it can be seen that a step is done.
type Seen string

// What can be seen.
const (
	SeenDiagnosis Seen = "diagnosis" // everybody who is asked has answered the diagnosis
	SeenServices  Seen = "services"  // services are listed
	SeenChecklist Seen = "checklist" // all items of every service in use or being looked at are answered
	SeenAttendees Seen = "attendees" // it is known who attends
)

var stepColumns = []column{
	{"id", 16, false}, {"visit", 1, false}, {"part", 8, false}, {"page", 3, false}, {"seen", 10, true}, {"company", 100, true}, {"expert", 100, true}, {"material", 100, true},
}

// Steps are the steps of a visit and a part, in their order.
func (l *Library) Steps(visit int, part Part) (all []Step) {
	for _, s := range l.steps {
		if s.Visit == visit && s.Part == part {
			all = append(all, s)
		}
	}
	return all
}

// readSteps reads and validates the steps of a folder.
func readSteps(fsys fs.FS, ps *problems) []Step {
	var list []Step
	file, seen := syllabusFolder+"/steps.csv", map[string]bool{}
	for _, r := range readTable(fsys, file, stepColumns, ps) {
		ps.checkID(file, r.line, r.text("id"), seen)
		r.oneOf(ps, "part", string(Prepare), string(OnTheDay), string(After))
		r.oneOf(ps, "seen", "", string(SeenDiagnosis), string(SeenServices), string(SeenChecklist), string(SeenAttendees))
		s := Step{ID: r.text("id"), Part: Part(r.text("part")), Seen: Seen(r.text("seen")), Company: r.text("company"), Expert: r.text("expert"), Material: r.text("material")}
		s.Visit, _ = r.number(ps, "visit")
		s.Page, _ = r.number(ps, "page")
		if s.Company == "" && s.Expert == "" {
			ps.add(file, r.line, "nobody does anything", "Fill in company or expert", "company と expert のどちらかを書いてください。")
		}
		list = append(list, s)
	}
	if len(list) == 0 && len(ps.list) == 0 {
		ps.add(file, 0, "there are no steps", fmt.Sprintf("List them, or remove the folder %s to use the built-in ones", syllabusFolder), "行がありません。書くか、フォルダーを消して組み込みのものを使ってください。")
	}
	return list
}
