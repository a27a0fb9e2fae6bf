package rubric

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestAgreements: those of the seed's three visits (pp. 8–10).
func TestAgreements(t *testing.T) {
	lib := MustEmbedded()
	for visit, want := range map[int]int{1: 5, 2: 1, 3: 1, 4: 0} {
		if got := lib.Agreements(visit); len(got) != want {
			t.Errorf("at visit %d: %+v", visit, got)
		}
	}
	if a := lib.Agreements(1)[0]; a.ID != "goals" || a.Page != 8 || !strings.Contains(a.Text, "達成目標") {
		t.Errorf("the first: %+v", a)
	}
}

func TestLoadRefusesAgreements(t *testing.T) {
	const head = "id,visit,page,text\n"
	steps := []byte("id,visit,part,page,due,seen,task,expert_task,company,expert,material\nown,1,prepare,8,2,,する,,する,,\n")
	for name, c := range map[string]struct{ rows, what string }{
		"none":      {"", "there are no agreements"},
		"no number": {"a,x,8,目標\n", "not a whole number"},
		"twice":     {"a,1,8,目標\na,1,8,目標\n", "is there twice"},
	} {
		_, err := Load(fstest.MapFS{"syllabus/steps.csv": {Data: steps}, "syllabus/agreements.csv": {Data: []byte(head + c.rows)}})
		if err == nil || !strings.Contains(err.Error(), c.what) || !strings.Contains(err.Error(), "syllabus/agreements.csv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	lib, err := Load(fstest.MapFS{"syllabus/steps.csv": {Data: steps}, "syllabus/agreements.csv": {Data: []byte(head + "own,2,9,依頼\n")}})
	if err != nil || len(lib.Agreements(2)) != 1 || len(lib.Agreements(1)) != 0 {
		t.Errorf("replaced: %v", err)
	}
}
