package rubric

import (
	"strings"
	"testing"
	"testing/fstest"
)

// Every item of the checklist has a rule and a sentence for each answer, all in
// whole sentences, and none promises safety.
func TestClauses(t *testing.T) {
	for _, item := range current(t, Checklist).Items {
		texts := append([]string{}, item.Clause.Rule...)
		for _, label := range item.Labels {
			texts = append(texts, item.Clause.Of[label.ID])
		}
		texts = append(texts, item.Clause.Of[Unanswered])
		for _, text := range texts {
			if !strings.HasSuffix(text, "。") || strings.Contains(text, "安全です") {
				t.Errorf("%s: %q", item.ID, text)
			}
		}
		for id, text := range item.Clause.Of {
			if !strings.HasPrefix(text, "次のサービス") {
				t.Errorf("%s, %s: %q leads to no services", item.ID, id, text)
			}
		}
	}
}

func withClauses(rows string) fstest.MapFS {
	folder := validFolder()
	folder["mini-1.0/clauses.csv"] = &fstest.MapFile{Data: []byte("item,when,text\n" + rows)}
	return folder
}

const wholeClauses = "m1,rule,決まり\nm1,3,よい\nm1,1,半ば\nm1,0,だめ\nm1,none,まだ\nm2,rule,決まり\nm2,3,よい\nm2,1,半ば\nm2,0,だめ\nm2,none,まだ\nm3,rule,決まり\nm3,3,よい\nm3,1,半ば\nm3,0,だめ\nm3,none,まだ\n"

func TestLoadClauses(t *testing.T) {
	lib, err := Load(withClauses(wholeClauses))
	if err != nil {
		t.Fatal(err)
	}
	in, _ := lib.Instrument("mini-1.0")
	if it, _ := in.Item("m2"); len(it.Clause.Rule) != 1 || it.Clause.Of["1"] != "半ば" || it.Clause.Of[Unanswered] != "まだ" {
		t.Errorf("m2 says %+v", it.Clause)
	}
	if lib, err = Load(validFolder()); err != nil {
		t.Fatal("an edition without clauses:", err)
	}
	in, _ = lib.Instrument("mini-1.0")
	if it, _ := in.Item("m2"); it.Clause.Of != nil {
		t.Errorf("m2 says %+v", it.Clause)
	}
}

func TestLoadRefusesClauses(t *testing.T) {
	for _, tt := range []struct{ name, old, new, where, what string }{
		{"no rule", "m2,rule,決まり\n", "", "clauses.csv:10", "has 0 rows of the rule"},
		{"too long a rule", "m2,rule,決まり\n", rowOf("m2,rule,決まり\n", 7), "clauses.csv:17", "has 7 rows of the rule"},
		{"an answer without", "m3,1,半ば\n", "", "clauses.csv:15", `no sentence for "1"`},
		{"nothing for none", "m3,none,まだ\n", "", "clauses.csv:15", `no sentence for "none"`},
		{"an answer that is none", "m3,none,まだ\n", "m3,none,まだ\nm3,2,半分\n", "clauses.csv:17", `has no answer "2"`},
		{"an answer twice", "m3,none,まだ\n", "m3,none,まだ\nm3,3,よい\n", "clauses.csv:17", `two sentences for "3"`},
		{"no item", "m3,none,まだ\n", "m3,none,まだ\nm9,3,よい\n", "clauses.csv:17", `no item "m9"`},
	} {
		_, err := Load(withClauses(strings.Replace(wholeClauses, tt.old, tt.new, 1)))
		if err == nil || len(allProblems(err)) != 1 || !strings.Contains(err.Error(), tt.what) || !strings.Contains(err.Error(), tt.where) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// An edition with other wording that replaces ours keeps our clauses where it
// brings none.
func TestReplacedEditionKeepsClauses(t *testing.T) {
	folder := copied(t, "cloud-3.1", "cloud-3.1", "バックアップに責任を持つ", "控えに責任を持つ")
	delete(folder, "cloud-3.1/clauses.csv")
	lib, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	if it, _ := lib.Current(Checklist).Item("c10"); it.Title != "控えに責任を持つ" || len(it.Clause.Rule) == 0 {
		t.Errorf("item 10 is %+v", it)
	}
}

func TestGuidelineSections(t *testing.T) {
	for _, id := range GuidelineSections {
		if s := MustEmbedded().GuidelineSection(id); s.ID != id || s.Heading == "" || len(s.Lead) == 0 {
			t.Errorf("%s is %+v", id, s)
		}
	}
}

func TestLoadRefusesSections(t *testing.T) {
	rows := ""
	for _, id := range GuidelineSections {
		rows += string(id) + ",見出し,body,前\n" + string(id) + ",見出し,point,点\n" + string(id) + ",見出し,body,後\n"
	}
	load := func(rows string) (*Library, error) {
		return Load(fstest.MapFS{"guideline/sections.csv": {Data: []byte("section,heading,kind,text\n" + rows)}})
	}
	lib, err := load(rows)
	if err != nil {
		t.Fatal(err)
	}
	if s := lib.GuidelineSection(ScopeSection); len(s.Lead) != 1 || len(s.Points) != 1 || len(s.Tail) != 1 {
		t.Errorf("the scope is %+v", s)
	}
	for _, tt := range []struct{ name, old, new, what string }{
		{"a chapter missing", rows[:strings.Index(rows, "purpose")], "", `chapter "cover" is missing`},
		{"a chapter of no name", "scope,", "scopes,", `no chapter "scopes"`},
		{"two headings", "scope,見出し,point", "scope,別,point", "two headings"},
		{"a kind", "scope,見出し,point", "scope,見出し,table", `kind is "table"`},
	} {
		if _, err := load(strings.Replace(rows, tt.old, tt.new, 1)); err == nil || !strings.Contains(err.Error(), tt.what) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
