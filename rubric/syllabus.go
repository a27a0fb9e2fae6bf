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
	Page  int // of the seed
	// Due is by how many business days before the visit a preparation is to be
	// done, where nobody says otherwise; 0 for what is not prepared.
	Due  int
	Seen Seen // how it is seen to be done; empty for by hand
	// Task and ExpertTask name in a few words what company and expert prepare;
	// empty for what is not prepared.
	Task, ExpertTask string
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
	SeenMeasures  Seen = "measures"  // measures are chosen
	SeenGuideline Seen = "guideline" // a draft of the company's guideline was made
)

// maxDue is the most business days before a visit: prep takes up to three weeks
// (seed p. 6).
const maxDue = 15

var stepColumns = []column{
	{"id", 16, false}, {"visit", 1, false}, {"part", 8, false}, {"page", 3, false}, {"due", 2, false}, {"seen", 10, true}, {"task", 30, true}, {"expert_task", 30, true}, {"company", 100, true}, {"expert", 100, true}, {"material", 100, true},
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
		r.oneOf(ps, "seen", "", string(SeenDiagnosis), string(SeenServices), string(SeenChecklist), string(SeenAttendees), string(SeenMeasures), string(SeenGuideline))
		s := Step{ID: r.text("id"), Part: Part(r.text("part")), Seen: Seen(r.text("seen")), Task: r.text("task"), ExpertTask: r.text("expert_task"), Company: r.text("company"), Expert: r.text("expert"), Material: r.text("material")}
		s.Visit, _ = r.number(ps, "visit")
		s.Page, _ = r.number(ps, "page")
		if s.Due, _ = r.number(ps, "due"); s.Part == Prepare && (s.Due < 1 || s.Due > maxDue) {
			ps.add(file, r.line, fmt.Sprintf("a preparation is due %d business days before the visit", s.Due), fmt.Sprintf("Write 1 to %d", maxDue), fmt.Sprintf("due は1から%dの営業日数にしてください。", maxDue))
		}
		if prepares := s.Part == Prepare; (s.Task != "") != (prepares && s.Company != "") || (s.ExpertTask != "") != (prepares && s.Expert != "") {
			ps.add(file, r.line, "a preparation is not named, or something else is", "Name what company and expert prepare in task and expert_task, and nothing else",
				"事前準備（prepare）の company には task を、expert には expert_task を書いてください。ほかの行では空にします。")
		}
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
