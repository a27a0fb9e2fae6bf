package rubric

import (
	"fmt"
	"io/fs"
)

// Agreement is something on which company and expert agree at a visit (seed pp.
// 8–10). What is stored about it is stored by its ID.
type Agreement struct {
	ID    string // ASCII
	Visit int    // from 1
	Page  int    // of the seed
	Text  string
}

// agreementsFile may be left out beside the steps: the built-in ones then hold.
const agreementsFile = syllabusFolder + "/agreements.csv"

var agreementColumns = []column{{"id", 16, false}, {"visit", 1, false}, {"page", 3, false}, {"text", 60, false}}

// Agreements are what is agreed on at a visit, in their order.
func (l *Library) Agreements(visit int) (all []Agreement) {
	for _, a := range l.agreements {
		if a.Visit == visit {
			all = append(all, a)
		}
	}
	return all
}

// readAgreements reads and validates the agreements of a folder.
func readAgreements(fsys fs.FS, ps *problems) []Agreement {
	var list []Agreement
	file, seen := agreementsFile, map[string]bool{}
	for _, r := range readTable(fsys, file, agreementColumns, ps) {
		ps.checkID(file, r.line, r.text("id"), seen)
		a := Agreement{ID: r.text("id"), Text: r.text("text")}
		a.Visit, _ = r.number(ps, "visit")
		a.Page, _ = r.number(ps, "page")
		list = append(list, a)
	}
	if len(list) == 0 && len(ps.list) == 0 {
		ps.add(file, 0, "there are no agreements", fmt.Sprintf("List them, or remove %s to use the built-in ones", file), "行がありません。書くか、ファイルを消して組み込みのものを使ってください。")
	}
	return list
}
