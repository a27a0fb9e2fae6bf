package rubric

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// TestSyllabus: as many rows for each visit and part as the seed's tables have, the
// room of p. 11 and the draft of p. 7 besides, each on its page.
func TestSyllabus(t *testing.T) {
	lib := MustEmbedded()
	for visit, want := range map[int][3]int{1: {5, 4, 1}, 2: {4, 3, 1}, 3: {3, 2, 1}} {
		for i, part := range []Part{Prepare, OnTheDay, After} {
			steps := lib.Steps(visit, part)
			if len(steps) != want[i] {
				t.Errorf("visit %d, %s: %d steps, want %d", visit, part, len(steps), want[i])
			}
			for _, s := range steps {
				if page := 7 + visit; s.Page != page && s.Page != 11 && s.ID != "v2-guideline" || !strings.HasPrefix(s.ID, fmt.Sprintf("v%d-", visit)) {
					t.Errorf("%s is of page %d", s.ID, s.Page)
				}
			}
		}
	}
	if s := lib.Steps(1, Prepare)[1]; s.Seen != SeenDiagnosis || !strings.Contains(s.Company, "自己診断") || !strings.HasPrefix(s.Material, "【提供】") {
		t.Errorf("the second step is %+v", s)
	}
}

func TestLoadRefusesSyllabus(t *testing.T) {
	const head = "id,visit,part,page,due,seen,task,expert_task,company,expert,material\n"
	for name, c := range map[string]struct{ rows, what string }{
		"none":        {"", "there are no steps"},
		"of no part":  {"a,1,before,8,0,,,,する,,\n", "part is"},
		"of nobody":   {"a,1,day,8,0,,,,,,\n", "nobody does anything"},
		"seen by eye": {"a,1,day,8,0,eye,,,する,,\n", "seen is"},
		"no number":   {"a,x,day,8,0,,,,する,,\n", "not a whole number"},
		"never due":   {"a,1,prepare,8,0,,する,,する,,\n", "due 0 business days"},
		"unnamed":     {"a,1,prepare,8,1,,,,する,,\n", "not named"},
		"twice":       {"a,1,day,8,0,,,,する,,\na,1,day,8,0,,,,する,,\n", "is there twice"},
	} {
		_, err := Load(fstest.MapFS{"syllabus/steps.csv": {Data: []byte(head + c.rows)}})
		if err == nil || !strings.Contains(err.Error(), c.what) || !strings.Contains(err.Error(), "syllabus/steps.csv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	lib, err := Load(fstest.MapFS{"syllabus/steps.csv": {Data: []byte(head + "own,1,prepare,8,2,,する,,する,,\n")}})
	if err != nil || len(lib.Steps(1, Prepare)) != 1 || len(lib.Steps(2, Prepare)) != 0 || len(MustEmbedded().Steps(2, Prepare)) != 4 {
		t.Errorf("replaced: %v", err)
	}
}
