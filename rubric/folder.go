package rubric

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// readingsFolder holds the readings; every folder but this, endingFolder,
// guidelineFolder, syllabusFolder, kindsFolder and spellingsFolder is an edition.
const readingsFolder = "readings"

// endingFolder holds the tasks of the end of use; see EndTask.
const endingFolder = "ending"

// syllabusFolder holds the steps of the visits; see Step.
const syllabusFolder = "syllabus"

// maxEditions bounds a folder that was pointed at by mistake.
const maxEditions = 50

var editionName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,39}$`)

// editionFiles are the tables of an edition; all but clauseFile must be there.
var editionFiles = []string{"about.csv", "bands.csv", clauseFile, "groups.csv", "help.csv", "items.csv", "labels.csv", "notes.csv", "probes.csv", "steps.csv"}

// readingFiles are the tables of the readings.
var readingFiles = []string{"contents.csv", "readings.csv"}

// endingFiles are the tables of the end of use.
var endingFiles = []string{"tasks.csv"}

// syllabusFiles are the tables of the visits.
var syllabusFiles = []string{"steps.csv", "agreements.csv"}

// survey is what a folder has.
type survey struct {
	editions                                                []string
	readings, ending, guideline, syllabus, kinds, spellings bool
}

// surveyFolder lists the editions of a folder and says what else it has.
func surveyFolder(folder fs.FS, ps *problems) survey {
	var has survey
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		ps.add(".", 0, "the folder cannot be read: "+err.Error(), "Check that it is there and its permissions",
			"フォルダーを読めません。場所とアクセス権を確かめてください。")
		return has
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case passing(name):
		case !e.IsDir():
			checkLoose(name, ps)
		case name == readingsFolder:
			has.readings = true
			checkFiles(folder, name, readingFiles, ps)
		case name == endingFolder:
			has.ending = true
			checkFiles(folder, name, endingFiles, ps)
		case name == guidelineFolder:
			has.guideline = true
			checkFiles(folder, name, guidelineFiles, ps)
		case name == syllabusFolder:
			has.syllabus = true
			checkFiles(folder, name, syllabusFiles, ps)
		case name == kindsFolder:
			has.kinds = true
			checkFiles(folder, name, kindFiles, ps)
		case name == spellingsFolder:
			has.spellings = true
			checkFiles(folder, name, spellingFiles, ps)
		case checkEditionName(name, ps):
			has.editions = append(has.editions, name)
			checkFiles(folder, name, editionFiles, ps)
		}
	}
	checkCount(len(has.editions), has.readings || has.ending || has.guideline || has.syllabus || has.kinds || has.spellings, ps)
	has.editions = has.editions[:min(len(has.editions), maxEditions)]
	return has
}

// passing are files that editors and systems leave behind.
func passing(name string) bool { return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") }

func checkLoose(name string, ps *problems) {
	if path.Ext(name) == ".csv" {
		ps.add(name, 0, "a table stands outside an edition's folder", "Point the setting at the folder above, so that each edition is a folder in it",
			"表が版のフォルダーの外にあります。設定には、版ごとのフォルダーが並ぶ、ひとつ上のフォルダーを指定してください。")
	}
}

func checkEditionName(name string, ps *problems) bool {
	if editionName.MatchString(name) {
		return true
	}
	ps.add(clip(name), 0, "the folder's name cannot be an edition", "Use a to z, 0 to 9, dots and hyphens, at most 40, such as ipa-5min-4.0",
		"フォルダー名が版の名前として使えません。ipa-5min-4.0 のように、半角の小文字・数字・ピリオド・ハイフンで40文字以内にしてください。")
	return false
}

// checkFiles finds tables under a name that is not read, so that a slip of
// the pen does not go unnoticed.
func checkFiles(folder fs.FS, dir string, known []string, ps *problems) {
	entries, err := fs.ReadDir(folder, dir)
	if err != nil {
		return // reading its tables will say it
	}
	for _, e := range entries {
		name := e.Name()
		if passing(name) || path.Ext(name) != ".csv" || slices.Contains(known, name) {
			continue
		}
		ps.add(path.Join(dir, clip(name)), 0, "no table has this name", "Rename or remove it; known are "+strings.Join(known, ", "),
			"この名前の表は使われません。名前を直すか、取り除いてください。使えるのは "+strings.Join(known, ", ")+" です。")
	}
}

func checkCount(editions int, more bool, ps *problems) {
	if editions == 0 && !more && len(ps.list) == 0 {
		ps.add(".", 0, "the folder holds no edition", "Put a folder with an edition's tables into it, or remove the setting",
			"フォルダーに版がありません。版のフォルダーを置くか、設定を消してください。")
	}
	if editions > maxEditions {
		ps.add(".", 0, fmt.Sprintf("the folder holds more than %d editions", maxEditions), "Check that the setting points at the right folder",
			fmt.Sprintf("版が%d個を超えています。設定のフォルダーが正しいか確かめてください。", maxEditions))
	}
}

// checkReplaced makes sure that answers stored under an edition mean the same
// after it was replaced.
func checkReplaced(was, is *Instrument, ps *problems) {
	if was == nil || was == is {
		return
	}
	if a, b := signature(was), signature(is); a != b {
		ps.add(is.Edition+"/labels.csv", 0, "the edition replaces one with other items or points, and answers are already stored under its name",
			"Keep its items and points, or give the folder a new name, such as "+is.Edition+"-2",
			"同じ名前の版と、項目か配点が違っています。保存済みの答えの意味が変わってしまうので、項目と配点をそろえるか、フォルダーを "+is.Edition+"-2 のような新しい名前にしてください。")
	}
}

// signature is what stored answers rely on: kind, items and labels.
func signature(in *Instrument) string {
	lines := []string{string(in.Kind)}
	for _, it := range in.Items {
		ids := make([]string, len(it.Labels))
		for i, l := range it.Labels {
			ids[i] = l.ID
		}
		slices.Sort(ids)
		lines = append(lines, it.ID+" "+strings.Join(ids, " "))
	}
	slices.Sort(lines[1:])
	return strings.Join(lines, "\n")
}
