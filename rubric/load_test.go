package rubric

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
)

// A small checklist, a small diagnosis and a reading, all valid.
var validFiles = map[string]string{
	"mini-1.0/about.csv":  "key,value\nedition,mini-1.0\nkind,checklist\nversion,1.0\ntitle,小さなチェック\npoints,3|1|0\nattribution,出典なし\n",
	"mini-1.0/groups.csv": "id,mark,title,card,short,max\n1,Ⅰ,選ぶ,,選,6\n2,Ⅱ,使う,,使,3\n",
	"mini-1.0/items.csv": "id,no,group,page,title,column,axis,question\n" +
		"m1,1,1,1,一つめ,,一,一つめですか？\nm2,2,1,1,二つめ,,二,二つめですか？\nm3,3,2,2,三つめ,,三,三つめですか？\n",
	"mini-1.0/labels.csv": "item,id,text,points,aliases,concern\n" +
		"m1,3,はい,3,,\nm1,1,途中,1,半分|中ほど,not-yet\nm1,0,いいえ,0,,known-bad\n" +
		"m2,3,はい,3,,\nm2,1,途中,1,,not-yet\nm2,0,いいえ,0,,known-bad\n" +
		"m3,3,はい,3,,\nm3,1,途中,1,,not-yet\nm3,0,いいえ,0,,known-bad\n",
	"mini-1.0/bands.csv":    "from,to,title,advice\n",
	"mini-1.0/probes.csv":   "item,text\n",
	"mini-1.0/notes.csv":    "item,text\nm1,※1 注\n",
	"mini-1.0/steps.csv":    "item,text\nm1,まず一歩\n",
	"mini-1.0/help.csv":     "item,page,text\nm1,1,解説\nm2,1,解説\nm3,,解説\n",
	"quick-1.0/about.csv":   "key,value\nedition,quick-1.0\nkind,diagnosis\nversion,1.0\ntitle,小さな診断\npoints,4|-1\nattribution,出典なし\n",
	"quick-1.0/groups.csv":  "id,mark,title,card,short,max\n1,第1部,基本,,基本,8\n",
	"quick-1.0/items.csv":   "id,no,group,page,title,column,axis,question\nq1,1,1,1,一つめ,,一,していますか？\nq2,2,1,1,二つめ,,二,していますか？\n",
	"quick-1.0/labels.csv":  "item,id,text,points,aliases,concern\nq1,4,はい,4,,\nq1,-1,わからない,-1,,unknown\nq2,4,はい,4,,\nq2,-1,わからない,-1,,unknown\n",
	"quick-1.0/bands.csv":   "from,to,title,advice\n5,8,上,次へ\n-2,4,下,急ぐ\n",
	"quick-1.0/probes.csv":  "item,text\nq1,本当か\nq2,本当か\n",
	"quick-1.0/notes.csv":   "item,text\n",
	"quick-1.0/steps.csv":   "item,text\n",
	"quick-1.0/help.csv":    "item,page,text\nq1,,解説\nq2,,解説\n",
	"readings/readings.csv": "id,title,pages\nextra,読みもの,9\n",
	"readings/contents.csv": "reading,heading,kind,text,url\nextra,見出し,body,本文,\nextra,見出し,link,ページ,https://example.com/\n",
}

func validFolder() fstest.MapFS {
	folder := fstest.MapFS{}
	for name, content := range validFiles {
		folder[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return folder
}

// breakage is a data set with one thing wrong, and what must be said of it.
type breakage struct {
	name     string
	file     string // which is changed
	old, new string // old empty: the whole content
	where    string // file:line
	what     string
	mend     string
}

var rowOf = strings.Repeat

// numbered is a row for each of 0 to n-1.
func numbered(row string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, row, i)
	}
	return b.String()
}

var breakages = []breakage{
	// the file
	{"not UTF-8", "mini-1.0/items.csv", "二つめ", "\x93\xf1", "mini-1.0/items.csv:3", "not UTF-8", "CSV UTF-8"},
	{"too large", "mini-1.0/notes.csv", "", rowOf("m1,※\n", 120000), "mini-1.0/notes.csv", "larger than 512 KiB", "Remove"},
	{"empty", "mini-1.0/bands.csv", "", "", "mini-1.0/bands.csv:1", "empty", "headings"},
	{"bare quote", "mini-1.0/items.csv", "二つめ,", "\"二\"つめ,", "mini-1.0/items.csv:3", "not a CSV table", "quotation marks"},
	{"heading missing", "mini-1.0/help.csv", "item,page,text", "item,text", "mini-1.0/help.csv:1", `"page" is missing`, "item, page, text"},
	{"heading unknown", "mini-1.0/bands.csv", "advice", "advise", "mini-1.0/bands.csv:1", `"advise" is unknown`, "from, to, title, advice"},
	{"heading twice", "mini-1.0/notes.csv", "item,text", "item,item", "mini-1.0/notes.csv:1", `"item" is unknown or there twice`, "each once"},
	{"cells missing", "mini-1.0/items.csv", "m3,3,2,2,三つめ,,三,", "m3,3,2,2,三つめ,三,", "mini-1.0/items.csv:4", "7 cells, the headings are 8", "empty cells empty"},
	{"cell empty", "mini-1.0/help.csv", "m2,1,解説", "m2,1,", "mini-1.0/help.csv:3", "text is empty", "Fill it in"},
	{"cell too long", "mini-1.0/items.csv", "二つめですか？", rowOf("あ", 201), "mini-1.0/items.csv:3", "question has 201 characters, more than 200", "Shorten"},
	{"axis too long", "mini-1.0/items.csv", ",二,", "," + rowOf("あ", 13) + ",", "mini-1.0/items.csv:3", "axis has 13 characters, more than 12", "Shorten"},
	{"label too long", "mini-1.0/labels.csv", "m2,3,はい", "m2,3," + rowOf("は", 41), "mini-1.0/labels.csv:5", "text has 41 characters, more than 40", "Shorten"},
	{"line break", "mini-1.0/help.csv", "m2,1,解説", "m2,1,\"解\n説\"", "mini-1.0/help.csv:3", "line break", "one line"},
	{"text turned about", "mini-1.0/help.csv", "m2,1,解説", "m2,1,解\u202e説", "mini-1.0/help.csv:3", "control character", "one line"},
	{"too many rows", "mini-1.0/notes.csv", "", "item,text\n" + rowOf("m1,※\n", 2001), "mini-1.0/notes.csv:2002", "more than 2000 rows", "Remove"},
	{"no rows", "mini-1.0/about.csv", "", "key,value\n", "mini-1.0/about.csv", "no rows", "Fill it in"},
	{"no group rows", "mini-1.0/groups.csv", "", "id,mark,title,card,short,max\n", "mini-1.0/groups.csv", "no rows", "Fill it in"},
	{"no item rows", "mini-1.0/items.csv", "", "id,no,group,page,title,column,axis,question\n,,,,,,,\n", "mini-1.0/items.csv", "no rows", "Fill it in"},
	{"no label rows", "mini-1.0/labels.csv", "", "item,id,text,points,aliases,concern\n", "mini-1.0/labels.csv", "no rows", "Fill it in"},
	// about.csv
	{"key unknown", "mini-1.0/about.csv", "attribution,出典なし", "attribution,出典なし\nauthor,誰か", "mini-1.0/about.csv:8", `key is "author"`, "Write one of: edition"},
	{"key twice", "mini-1.0/about.csv", "title,", "title,前\ntitle,", "mini-1.0/about.csv:6", "there twice", "Remove"},
	{"key missing", "mini-1.0/about.csv", "attribution,出典なし\n", "", "mini-1.0/about.csv", "attribution is missing", "Add a row"},
	{"edition is not the folder", "mini-1.0/about.csv", "edition,mini-1.0", "edition,mini-1.1", "mini-1.0/about.csv:2", `"mini-1.1" stands in the folder "mini-1.0"`, "same name"},
	{"kind unknown", "mini-1.0/about.csv", "kind,checklist", "kind,quiz", "mini-1.0/about.csv:3", `kind is "quiz"`, "diagnosis or checklist"},
	{"version unreadable", "mini-1.0/about.csv", "version,1.0", "version,第1版", "mini-1.0/about.csv:4", "version is", "such as 3.1"},
	{"points unreadable", "mini-1.0/about.csv", "3|1|0", "3|x", "mini-1.0/about.csv:6", "points are", "3|2|1|0"},
	{"points twice", "mini-1.0/about.csv", "3|1|0", "3|1|1|0", "mini-1.0/about.csv:6", "points are", "different numbers"},
	{"points too high", "mini-1.0/about.csv", "3|1|0", "30|1|0", "mini-1.0/about.csv:6", "points are", "-9 to 9"},
	{"nothing to win", "mini-1.0/about.csv", "3|1|0", "0|-1", "mini-1.0/about.csv:6", "points are", "two or more"},
	// groups.csv
	{"max no number", "mini-1.0/groups.csv", "選,6", "選,六", "mini-1.0/groups.csv:2", `max is "六"`, "half-width digits"},
	{"max wrong", "mini-1.0/groups.csv", "選,6", "選,5", "mini-1.0/groups.csv:2", "says max 5, its items give 6", "Correct max"},
	{"group id", "mini-1.0/groups.csv", "使,3", "使,3\n三,Ⅲ,余り,,余,0", "mini-1.0/groups.csv:4", "cannot be used", "a to z and 0 to 9"},
	{"group twice", "mini-1.0/groups.csv", "使,3", "使,3\n2,Ⅱ,使う,,使,3", "mini-1.0/groups.csv:4", "there twice", "of its own"},
	{"group without items", "mini-1.0/groups.csv", "使,3", "使,3\n3,Ⅲ,余り,,余,0", "mini-1.0/groups.csv:4", "has no items", "Give it items"},
	// items.csv
	{"item id", "mini-1.0/items.csv", "m3,3,2", "ｍ4,3,2", "mini-1.0/items.csv:4", "cannot be used", "a to z and 0 to 9"},
	{"item id a path", "mini-1.0/items.csv", "m3,3,2", "../m,3,2", "mini-1.0/items.csv:4", "cannot be used", "a to z and 0 to 9"},
	{"item twice", "mini-1.0/items.csv", "m2,2,1", "m1,2,1", "mini-1.0/items.csv:3", "there twice", "of its own"},
	{"no out of order", "mini-1.0/items.csv", "m2,2,1", "m2,4,1", "mini-1.0/items.csv:3", "no is 4 where 2 is next", "1, 2, 3"},
	{"no no number", "mini-1.0/items.csv", "m2,2,1", "m2,２,1", "mini-1.0/items.csv:3", `no is "２"`, "half-width digits"},
	{"group unknown", "mini-1.0/items.csv", "m3,3,2", "m3,3,7", "mini-1.0/items.csv:4", `no group "7"`, "groups.csv"},
	{"group in two places", "mini-1.0/items.csv", "m1,1,1,1", "m1,1,2,1", "mini-1.0/items.csv:3", `group "1" begins again`, "one below the other"},
	{"page skipped", "mini-1.0/items.csv", "m3,3,2,2", "m3,3,2,3", "mini-1.0/items.csv:4", "page is 3, but page 2 is next", "without a gap"},
	{"page from 0", "mini-1.0/items.csv", "m1,1,1,1", "m1,1,1,0", "mini-1.0/items.csv:2", "page is 0, but page 1 is next", "1, 2, 3"},
	{"page back", "mini-1.0/items.csv", "m3,3,2,2", "m3,3,2,-1", "mini-1.0/items.csv:4", "page is -1, but page 2 is next", "1, 2, 3"},
	{"page of two groups", "mini-1.0/items.csv", "m3,3,2,2", "m3,3,2,1", "mini-1.0/items.csv:4", "two groups", "Begin a new page"},
	{"page too full", "mini-1.0/items.csv", "m3,3,2,2", "x3,3,1,1,x,,x,x\nx4,4,1,1,x,,x,x\nx5,5,1,1,x,,x,x\nx6,6,1,1,x,,x,x\nx7,7,1,1,x,,x,x\nm3,8,2,2", "mini-1.0/items.csv:8", "page 1 has more than 6 items", "two pages"},
	{"item without help", "mini-1.0/help.csv", "m2,1,解説\n", "", "mini-1.0/items.csv:3", "has 0 rows in help.csv", "1 to 12"},
	{"too much help", "mini-1.0/help.csv", "m2,1,解説\n", rowOf("m2,1,解説\n", 13), "mini-1.0/items.csv:3", "has 13 rows in help.csv", "1 to 12"},
	{"no probes", "quick-1.0/probes.csv", "q2,本当か\n", "", "quick-1.0/items.csv:3", "no row in probes.csv", "at least one"},
	// labels.csv
	{"label of no item", "mini-1.0/labels.csv", "m3,0,いいえ", "m9,0,いいえ", "mini-1.0/labels.csv:10", `no item "m9"`, "items.csv"},
	{"note of no item", "mini-1.0/notes.csv", "m1,", "m9,", "mini-1.0/notes.csv:2", `no item "m9"`, "items.csv"},
	{"help of no item", "mini-1.0/help.csv", "m3,,解説", "m3,,解説\nm9,,解説", "mini-1.0/help.csv:5", `no item "m9"`, "items.csv"},
	{"step of no item", "mini-1.0/steps.csv", "m1,", "m9,", "mini-1.0/steps.csv:2", `no item "m9"`, "items.csv"},
	{"two steps", "mini-1.0/steps.csv", "まず一歩\n", "まず一歩\nm1,もう一歩\n", "mini-1.0/steps.csv:3", "two next steps", "Keep one"},
	{"probe of no item", "quick-1.0/probes.csv", "q2,本当か", "q2,本当か\nq9,本当か", "quick-1.0/probes.csv:4", `no item "q9"`, "items.csv"},
	{"label id", "mini-1.0/labels.csv", "m2,1,途中", "m2,２,途中", "mini-1.0/labels.csv:6", `id is "２" but it is worth 1`, "Write the points"},
	{"label points no number", "mini-1.0/labels.csv", "m2,1,途中,1", "m2,1,途中,1点", "mini-1.0/labels.csv:6", `points is "1点"`, "half-width digits"},
	{"label too many", "mini-1.0/labels.csv", "m2,1,途中,1,,not-yet", "m2,1,途中,1,,not-yet\nm2,1,半分,1,,not-yet", "mini-1.0/labels.csv:7", "worth 1 too many", "one label for each"},
	{"label outside the scale", "mini-1.0/labels.csv", "m2,1,途中,1,,not-yet", "m2,1,途中,1,,not-yet\nm2,2,半分,2,,", "mini-1.0/labels.csv:7", "worth 2 too many", "about.csv"},
	{"label missing", "mini-1.0/labels.csv", "m2,1,途中,1,,not-yet\n", "", "mini-1.0/items.csv:3", "no label worth 1", "labels.csv"},
	{"text twice", "mini-1.0/labels.csv", "m2,1,途中", "m2,1,は い", "mini-1.0/labels.csv:6", `"は い" also means "はい"`, "once"},
	{"alias twice", "mini-1.0/labels.csv", "m2,1,途中,1,", "m2,1,途中,1,はい", "mini-1.0/labels.csv:6", `"はい" also means "はい"`, "once"},
	{"alias of two labels", "mini-1.0/labels.csv", "m1,0,いいえ,0,", "m1,0,いいえ,0,半分", "mini-1.0/labels.csv:4", `"半分" also means "途中"`, "once"},
	{"concern unknown", "mini-1.0/labels.csv", "m2,1,途中,1,,not-yet", "m2,1,途中,1,,later", "mini-1.0/labels.csv:6", `concern is "later"`, "known-bad, unknown, not-yet"},
	{"1 point without a concern", "mini-1.0/labels.csv", "m2,1,途中,1,,not-yet", "m2,1,途中,1,,", "mini-1.0/labels.csv:6", "has no concern", "known-bad"},
	{"0 points without a concern", "mini-1.0/labels.csv", "m2,0,いいえ,0,,known-bad", "m2,0,いいえ,0,,", "mini-1.0/labels.csv:7", "has no concern", "known-bad"},
	{"わからない without a concern", "quick-1.0/labels.csv", "q2,-1,わからない,-1,,unknown", "q2,-1,わからない,-1,,", "quick-1.0/labels.csv:5", "has no concern", "unknown"},
	{"best answer with a concern", "mini-1.0/labels.csv", "m2,3,はい,3,,", "m2,3,はい,3,,unknown", "mini-1.0/labels.csv:5", "best answer", "empty"},
	// bands.csv
	{"checklist with a band", "mini-1.0/bands.csv", "advice\n", "advice\n0,9,全部,次へ\n", "mini-1.0/bands.csv:2", "a checklist has no bands", "Remove"},
	{"band no number", "quick-1.0/bands.csv", "5,8,上", "5,八,上", "quick-1.0/bands.csv:2", `to is "八"`, "half-width digits"},
	{"no bands", "quick-1.0/bands.csv", "5,8,上,次へ\n-2,4,下,急ぐ\n", "", "quick-1.0/bands.csv", "no band covers -2 to 8", "every total once"},
	{"gap", "quick-1.0/bands.csv", "5,8", "7,8", "quick-1.0/bands.csv:2", "no band covers 5 to 6", "Begin this one at 5"},
	{"overlap", "quick-1.0/bands.csv", "5,8", "4,8", "quick-1.0/bands.csv:2", "totals below 5 are covered", "Begin it at 5"},
	{"band below the lowest", "quick-1.0/bands.csv", "-2,4", "-3,4", "quick-1.0/bands.csv:3", "totals below -2", "Begin it at -2"},
	{"band above the highest", "quick-1.0/bands.csv", "5,8", "5,9", "quick-1.0/bands.csv:2", "from 5 to 9, the totals from -2 to 8", "lower total first"},
	{"band upside down", "quick-1.0/bands.csv", "5,8", "8,5", "quick-1.0/bands.csv:2", "from 8 to 5", "lower total first"},
	{"lowest not covered", "quick-1.0/bands.csv", "-2,4", "-1,4", "quick-1.0/bands.csv:3", "no band covers -2 to -2", "Begin this one at -2"},
	{"highest not covered", "quick-1.0/bands.csv", "5,8", "5,7", "quick-1.0/bands.csv", "no band covers 8 to 8", "every total once"},
	// readings
	{"reading id", "readings/readings.csv", "extra,読みもの", "余,読みもの", "readings/readings.csv:2", "cannot be used", "a to z and 0 to 9"},
	{"reading twice", "readings/readings.csv", "extra,読みもの,9\n", "extra,読みもの,9\nextra,別,\n", "readings/readings.csv:3", "there twice", "of its own"},
	{"reading without text", "readings/readings.csv", "9\n", "9\nbare,空,\n", "readings/readings.csv:3", `"bare" has no text`, "contents.csv"},
	{"text of no reading", "readings/contents.csv", "extra,見出し,body,本文,", "extra,見出し,body,本文,\nlost,見出し,body,本文,", "readings/contents.csv:3", `no reading "lost"`, "readings.csv"},
	{"kind of text", "readings/contents.csv", ",body,", ",verse,", "readings/contents.csv:2", `kind is "verse"`, "body, point, link"},
	{"link without address", "readings/contents.csv", "https://example.com/", "", "readings/contents.csv:3", `url is ""`, "https"},
	{"link to a script", "readings/contents.csv", "https://example.com/", "javascript:alert(1)", "readings/contents.csv:3", "url is", "https"},
	{"link with a password", "readings/contents.csv", "https://example.com/", "https://u:p@example.com/", "readings/contents.csv:3", "url is", "https"},
	{"address beside text", "readings/contents.csv", "本文,", "本文,https://example.com/", "readings/contents.csv:2", "url is", "none elsewhere"},
	{"too many readings", "readings/readings.csv", "9\n", "9\n" + numbered("r%d,題,\n", 20), "readings/readings.csv", "more than 20 readings", "Join"},
	// too much of it
	{"too many groups", "mini-1.0/groups.csv", "使,3\n", "使,3\n" + numbered("g%d,Ⅲ,余り,,余,0\n", 7), "mini-1.0/groups.csv", "9 groups, more than 8", "Join"},
	{"too many items", "quick-1.0/items.csv", "ますか？\nq2", "ますか？\n" + numbered("x%[1]d,%[1]d,1,1,x,,x,x\n", 63) + "q2", "quick-1.0/items.csv", "65 items, more than 64", "Remove"},
	// the folder
	{"table under a wrong name", "mini-1.0/item.csv", "", "id\n", "mini-1.0/item.csv", "no table has this name", "items.csv"},
	{"table of readings under a wrong name", "readings/text.csv", "", "id\n", "readings/text.csv", "no table has this name", "contents.csv"},
	{"edition's name", "第4版/about.csv", "", "key,value\n", "第4版", "cannot be an edition", "ipa-5min-4.0"},
	{"folder is itself an edition", "about.csv", "", "key,value\n", "about.csv", "outside an edition's folder", "folder above"},
}

func TestLoadSaysWhatIsWrong(t *testing.T) {
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			folder := validFolder()
			content := b.new
			if b.old != "" {
				if !strings.Contains(validFiles[b.file], b.old) {
					t.Fatalf("%s does not hold %q", b.file, b.old)
				}
				content = strings.Replace(validFiles[b.file], b.old, b.new, 1)
			}
			folder[b.file] = &fstest.MapFile{Data: []byte(content)}
			_, err := Load(folder)
			expectProblem(t, err, b)
		})
	}
}

// expectProblem wants the problem at its place with its mend, in both
// languages.
func expectProblem(t *testing.T, err error, b breakage) {
	t.Helper()
	if err == nil {
		t.Fatal("nothing was said")
	}
	for _, p := range allProblems(err) {
		if p.place() == b.where && strings.Contains(p.What, b.what) && strings.Contains(p.Mend, b.mend) {
			if !strings.ContainsFunc(p.Japanese, func(r rune) bool { return unicode.Is(unicode.Hiragana, r) }) || !strings.Contains(err.Error(), p.Japanese) {
				t.Errorf("no Japanese: %v", p)
			}
			return
		}
	}
	t.Errorf("want %s: … %s … %s …, got\n%v", b.where, b.what, b.mend, err)
}

func allProblems(err error) []*Problem {
	var list []*Problem
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			list = append(list, allProblems(e)...)
		}
	}
	if p, ok := err.(*Problem); ok {
		list = append(list, p)
	}
	return list
}

func TestLoadMissingFiles(t *testing.T) {
	for file := range validFiles {
		folder := validFolder()
		delete(folder, file)
		_, err := Load(folder)
		expectProblem(t, err, breakage{where: file, what: "missing", mend: "Add it"})
	}
}

// A file that is a folder cannot be read, and that is said too.
func TestLoadUnreadableFile(t *testing.T) {
	folder := validFolder()
	delete(folder, "mini-1.0/notes.csv")
	folder["mini-1.0/notes.csv/inside"] = &fstest.MapFile{}
	_, err := Load(folder)
	expectProblem(t, err, breakage{where: "mini-1.0/notes.csv", what: "cannot be read", mend: "permissions"})
}

func TestLoadMissingFolder(t *testing.T) {
	_, err := Load(os.DirFS(filepath.Join(t.TempDir(), "none")))
	expectProblem(t, err, breakage{where: ".", what: "folder cannot be read", mend: "Check that it is there"})
}

func TestLoadEmptyFolder(t *testing.T) {
	_, err := Load(fstest.MapFS{})
	expectProblem(t, err, breakage{where: ".", what: "no edition", mend: "or remove the setting"})
}

func TestLoadTooManyEditions(t *testing.T) {
	folder := fstest.MapFS{}
	for i := range maxEditions + 1 {
		folder["e"+strconv.Itoa(i)+"/about.csv"] = &fstest.MapFile{}
	}
	_, err := Load(folder)
	expectProblem(t, err, breakage{where: ".", what: "more than 50 editions", mend: "right folder"})
}

// Several things wrong are told in one run, over several files.
func TestLoadTellsAllAtOnce(t *testing.T) {
	folder := validFolder()
	for _, b := range []struct{ file, old, new string }{
		{"mini-1.0/items.csv", "m2,2,1", "m2,4,1"}, {"mini-1.0/labels.csv", "m1,1,途中,1,半分|中ほど,not-yet", "m1,1,途中,1,,"},
		{"quick-1.0/bands.csv", "5,8", "6,8"}, {"readings/contents.csv", "https", "http"},
	} {
		folder[b.file] = &fstest.MapFile{Data: []byte(strings.Replace(validFiles[b.file], b.old, b.new, 1))}
	}
	_, err := Load(folder)
	var places []string
	for _, p := range allProblems(err) {
		places = append(places, p.place())
	}
	want := "mini-1.0/items.csv:3 mini-1.0/labels.csv:3 quick-1.0/bands.csv:2 readings/contents.csv:3"
	if got := strings.Join(places, " "); got != want {
		t.Errorf("got  %s\nwant %s\n%v", got, want, err)
	}
}

// However much is wrong, the operator gets a screenful.
func TestLoadBoundsWhatItTells(t *testing.T) {
	folder := validFolder()
	folder["mini-1.0/notes.csv"] = &fstest.MapFile{Data: []byte("item,text\n" + strings.Repeat("m9,注\n", 500))}
	_, err := Load(folder)
	if n := len(allProblems(err)); n != maxProblems || !strings.Contains(err.Error(), "and 450 more") {
		t.Errorf("%d problems told; the end is %q", n, err.Error()[len(err.Error())-120:])
	}
}

func TestErrorText(t *testing.T) {
	folder := validFolder()
	folder["mini-1.0/about.csv"] = &fstest.MapFile{Data: bytes.Replace(folder["mini-1.0/about.csv"].Data, []byte("kind,checklist"), []byte("kind,quiz"), 1)}
	_, err := Load(folder)
	want := `mini-1.0/about.csv:3: the kind is "quiz". Write diagnosis or checklist.` + "\n    kind には diagnosis（自社診断）か checklist（安全利用チェックリスト）を書いてください。"
	if p, ok := errors.AsType[*Problem](err); !ok || p.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestValidFolderIsValid(t *testing.T) {
	lib, err := Load(validFolder())
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(lib.Editions(), " "); got != "cloud-3.1 ipa-5min-3.1 mini-1.0 quick-1.0" {
		t.Errorf("editions: %s", got)
	}
	in, _ := lib.Instrument("mini-1.0")
	if s := in.Score(map[string]string{"m1": "3", "m3": "1"}); s.Total != 4 || s.Max != 9 {
		t.Errorf("score %+v", s)
	}
	if g, _ := in.Group("1"); g.Card != "選ぶ" {
		t.Errorf("card %q, want the title", g.Card)
	}
	if in.Items[0].Column != "一つめ" {
		t.Errorf("column %q, want the title", in.Items[0].Column)
	}
	if r, ok := lib.Reading("extra"); !ok || len(lib.Readings()) != len(MustEmbedded().Readings())+1 || r.Sections[0].Links[0].URL != "https://example.com/" {
		t.Errorf("reading %+v", r)
	}
	if _, ok := MustEmbedded().Instrument("mini-1.0"); ok || maps.Equal(lib.instruments, MustEmbedded().instruments) {
		t.Error("loading a folder changed the embedded library")
	}
}
