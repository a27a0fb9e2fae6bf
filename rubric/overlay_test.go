package rubric

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// copied is an embedded edition under a new name, with words replaced.
func copied(t *testing.T, edition, name string, words ...string) fstest.MapFS {
	t.Helper()
	folder, swap := fstest.MapFS{}, strings.NewReplacer(append(words, edition, name)...)
	files, err := fs.Glob(data, path.Join("data", edition, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		content, err := data.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		folder[path.Join(name, path.Base(file))] = &fstest.MapFile{Data: []byte(swap.Replace(string(content)))}
	}
	return folder
}

// An operator may put IPA's official wording in place of ours: the answers
// that are stored keep their meaning.
func TestLoadReplacesWording(t *testing.T) {
	const ours, theirs = "メールやFAXを送る前に、宛先が正しいかを確かめるようにしていますか？", "別の言葉でたずねていますか？"
	lib, err := Load(copied(t, "ipa-5min-3.1", "ipa-5min-3.1", ours, theirs))
	if err != nil {
		t.Fatal(err)
	}
	it, _ := lib.Current(Diagnosis).Item("d07")
	if it.Question != theirs {
		t.Errorf("question %s", it.Question)
	}
	if it, _ := current(t, Diagnosis).Item("d07"); it.Question != ours {
		t.Errorf("the embedded edition now asks %s", it.Question)
	}
}

func TestLoadRefusesOtherPointsUnderTheSameName(t *testing.T) {
	tests := map[string][]string{
		"item":  {"d07", "d70"},
		"label": {"4|2|0|-1", "4|2|0|-2", ",-1,わからない,-1,", ",-2,わからない,-2,", "\n-25,49", "\n-50,49"},
	}
	for name, words := range tests {
		_, err := Load(copied(t, "ipa-5min-3.1", "ipa-5min-3.1", words...))
		if err == nil || len(allProblems(err)) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		expectProblem(t, err, breakage{where: "ipa-5min-3.1/labels.csv", what: "answers are already stored", mend: "ipa-5min-3.1-2"})
	}
}

func TestCurrent(t *testing.T) {
	tests := []struct{ name, version, want string }{
		{"ipa-5min-4.0", "4", "ipa-5min-4.0"},
		{"ipa-5min-4.0", "4.0", "ipa-5min-4.0"},
		{"ipa-5min-3.10", "3.10", "ipa-5min-3.10"},
		{"ipa-5min-2.9", "2.9", "ipa-5min-3.1"},
		{"ipa-5min-3.0", "3.0.9", "ipa-5min-3.1"},
		{"official", "3.1", "official"},
		{"another", "3.1.0", "another"},
	}
	for _, tt := range tests {
		lib, err := Load(copied(t, "ipa-5min-3.1", tt.name, "version,3.1", "version,"+tt.version))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := lib.Current(Diagnosis).Edition; got != tt.want {
			t.Errorf("%s beside version %s of %s: %s is current", "3.1", tt.version, tt.name, got)
		}
		if lib.Current(Checklist).Edition != "cloud-3.1" {
			t.Error("the checklist changed with the diagnosis")
		}
		old, err := lib.WithCurrent("ipa-5min-3.1")
		if err != nil || old.Current(Diagnosis).Edition != "ipa-5min-3.1" || lib.Current(Diagnosis).Edition != tt.want {
			t.Errorf("WithCurrent: %v, %v", old, err)
		}
	}
}

func TestWithCurrentUnknown(t *testing.T) {
	_, err := MustEmbedded().WithCurrent("ipa-5min-9")
	if err == nil || !strings.Contains(err.Error(), "cloud-3.1, ipa-5min-3.1") || !strings.Contains(err.Error(), "版はありません") {
		t.Errorf("got %v", err)
	}
}

// Files that editors leave behind, and a spreadsheet's own habits, are no
// reason to refuse a folder.
func TestLoadToleratesHabits(t *testing.T) {
	folder := validFolder()
	folder[".DS_Store"] = &fstest.MapFile{}
	folder[".git/x.csv"] = &fstest.MapFile{}
	folder["README.txt"] = &fstest.MapFile{}
	folder["mini-1.0/~$items.csv"] = &fstest.MapFile{}
	folder["mini-1.0/items.xlsx"] = &fstest.MapFile{}
	for _, name := range []string{"mini-1.0/items.csv", "mini-1.0/labels.csv"} {
		content := "\uFEFF" + strings.ReplaceAll(validFiles[name], "\n", "\r\n") + ",,,,,\r\n\r\n"
		if name == "mini-1.0/items.csv" {
			content = strings.ReplaceAll(content, ",,,,,\r\n\r\n", ",,,,,,,\r\n")
		}
		folder[name] = &fstest.MapFile{Data: []byte(content)}
	}
	if _, err := Load(folder); err != nil {
		t.Error(err)
	}
}

// The later of two folders wins.
func TestLoadSeveralFolders(t *testing.T) {
	first, second := validFolder(), validFolder()
	second["mini-1.0/about.csv"] = &fstest.MapFile{Data: []byte(strings.Replace(validFiles["mini-1.0/about.csv"], "小さなチェック", "新しい題", 1))}
	second["readings/readings.csv"] = &fstest.MapFile{Data: []byte("id,title,pages\nextra,別の題,9\n")}
	lib, err := Load(first, second)
	if err != nil {
		t.Fatal(err)
	}
	if in, _ := lib.Instrument("mini-1.0"); in.Title != "新しい題" {
		t.Errorf("title %s", in.Title)
	}
	if r, _ := lib.Reading("extra"); r.Title != "別の題" || len(lib.Readings()) != len(MustEmbedded().Readings())+1 {
		t.Errorf("reading %s of %d", r.Title, len(lib.Readings()))
	}
}

// ヘルプデスクなし is worth 2 points, and still may not lose its rank.
func TestNoHelpdeskStaysAConcern(t *testing.T) {
	const row = "ヘルプデスクなし,2,ヘルプデスク無|なし,"
	_, err := Load(copied(t, "cloud-3.1", "cloud-3.2", row+"known-bad", row))
	expectProblem(t, err, breakage{where: "cloud-3.2/labels.csv:47", what: "has no concern", mend: "known-bad"})
}
