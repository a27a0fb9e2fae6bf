package rubric

import (
	"fmt"
	"io/fs"
	"slices"
)

// GuidelineSection is what the company's own guideline 利用の手引き says in one of
// its chapters before what is taken from the records.
type GuidelineSection struct {
	ID      SectionID
	Heading string
	// Lead are the sentences before the points, Tail those behind them.
	Lead, Points, Tail []string
}

// SectionID names a chapter of the guideline.
type SectionID string

// The chapters. The order of the document is the program's.
const (
	CoverSection     SectionID = "cover" // what kind of document it is
	PurposeSection   SectionID = "purpose"
	ScopeSection     SectionID = "scope"
	RolesSection     SectionID = "roles"
	ServicesSection  SectionID = "services"
	ClausesSection   SectionID = "clauses"
	AskingSection    SectionID = "asking" // how to ask for a new service
	EndingSection    SectionID = "ending"
	ContactsSection  SectionID = "contacts"
	RevisionsSection SectionID = "revisions"
)

// GuidelineSections are all of them.
var GuidelineSections = []SectionID{CoverSection, PurposeSection, ScopeSection, RolesSection, ServicesSection, ClausesSection, AskingSection, EndingSection, ContactsSection, RevisionsSection}

// guidelineFolder holds what the guideline says; the sentences of its clauses
// stand with the items, in an edition's clauses.csv.
const guidelineFolder = "guideline"

var (
	guidelineFiles = []string{"sections.csv"}
	sectionColumns = []column{{"section", 16, false}, {"heading", 40, false}, {"kind", 8, false}, {"text", 200, false}}
)

// GuidelineSection is the text of a chapter.
func (l *Library) GuidelineSection(id SectionID) GuidelineSection { return l.sections[id] }

// readGuideline reads and validates the chapters of a folder: all of them, each
// with a text.
func readGuideline(fsys fs.FS, ps *problems) map[SectionID]GuidelineSection {
	all, file, before := map[SectionID]GuidelineSection{}, guidelineFolder+"/sections.csv", len(ps.list)
	for _, r := range readTable(fsys, file, sectionColumns, ps) {
		id := SectionID(r.text("section"))
		if !slices.Contains(GuidelineSections, id) {
			ps.add(file, r.line, fmt.Sprintf("there is no chapter %q", clip(string(id))), fmt.Sprintf("Use one of %v", GuidelineSections),
				fmt.Sprintf("「%s」という章はありません。使えるのは %v です。", clip(string(id)), GuidelineSections))
			continue
		}
		s, begun := all[id]
		if begun && s.Heading != r.text("heading") {
			ps.add(file, r.line, fmt.Sprintf("the chapter %q has two headings", id), "Give its rows the same one",
				fmt.Sprintf("章「%s」の見出しが2とおりあります。そろえてください。", id))
		}
		s.ID, s.Heading = id, r.text("heading")
		s.add(r, ps)
		all[id] = s
	}
	for _, id := range GuidelineSections {
		if _, there := all[id]; !there && len(ps.list) == before {
			ps.add(file, 0, fmt.Sprintf("the chapter %q is missing", id), "Write it, or remove the folder to use the built-in ones",
				fmt.Sprintf("章「%s」がありません。書くか、フォルダーを消して組み込みのものを使ってください。", id))
		}
	}
	return all
}

// add puts a row behind the others of its chapter.
func (s *GuidelineSection) add(r record, ps *problems) {
	switch text := r.text("text"); {
	case !r.oneOf(ps, "kind", "body", "point"):
	case r.text("kind") == "point":
		s.Points = append(s.Points, text)
	case len(s.Points) > 0:
		s.Tail = append(s.Tail, text)
	default:
		s.Lead = append(s.Lead, text)
	}
}
