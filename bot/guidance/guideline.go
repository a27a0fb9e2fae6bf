package guidance

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Guideline is one version of the company's own rules for using cloud services
// 利用の手引き（案） (seed p. 7), as it was made from the records: a draft to be
// edited. What it says is kept, so that a version can be had again as it was,
// whatever was answered since; people are kept as who they are, so that nobody
// who is erased stays in it by name.
type Guideline struct {
	No      int    // from 1
	Company string // the company's name then
	At      time.Time
	By      PersonID // who had it made; empty for the operator
	// Blocks are what it says, from its top down. Those before the first chapter
	// stand on the cover.
	Blocks []Block
}

// Block is one piece of a guideline.
type Block struct {
	Kind BlockKind
	Text string        // empty for a table
	Head []string      // of a table
	Rows [][]BlockCell // of a table, each as long as Head
}

// BlockKind says what a piece of a guideline is.
type BlockKind string

// The kinds.
const (
	ChapterBlock   BlockKind = "chapter" // 第1章　目的
	PartBlock      BlockKind = "part"    // within a chapter
	ClauseBlock    BlockKind = "clause"  // 第10条　バックアップに責任を持つ
	TextBlock      BlockKind = "text"
	PointBlock     BlockKind = "point"
	BasisBlock     BlockKind = "basis" // the services and dated answers that a sentence rests on
	TableBlock     BlockKind = "table"
	RevisionsBlock BlockKind = "revisions" // where the list of versions stands
)

// BlockCell is a field of a table: a text, and people behind it.
type BlockCell struct {
	Text   string
	People []PersonID
}

// SameBlocks reports whether two documents say the same.
func SameBlocks(a, b []Block) bool {
	cell := func(a, b BlockCell) bool { return a.Text == b.Text && slices.Equal(a.People, b.People) }
	row := func(a, b []BlockCell) bool { return slices.EqualFunc(a, b, cell) }
	return slices.EqualFunc(a, b, func(a, b Block) bool {
		return a.Kind == b.Kind && a.Text == b.Text && slices.Equal(a.Head, b.Head) && slices.EqualFunc(a.Rows, b.Rows, row)
	})
}

// GuidelineReader reads the versions of the guideline.
type GuidelineReader interface {
	// Guidelines returns all versions without their blocks, the oldest first.
	Guidelines() ([]Guideline, error)
	// Guideline returns a version whole; ErrNotFound for one that is not there.
	Guideline(no int) (Guideline, error)
}

// GuidelineTx writes them.
type GuidelineTx interface {
	// AddGuideline keeps a version under its number, which must be the next.
	AddGuideline(g Guideline) error
}

// GuidelineKind begins the Spec of a version as a document, before a colon.
const GuidelineKind = "guideline"

// GuidelineSpec describes a version of a company's guideline; the moment keeps what
// people were called at different times apart.
func GuidelineSpec(company string, no int, at time.Time) string {
	return fmt.Sprintf("%s:%s/%d/%s", GuidelineKind, company, no, at.UTC().Format(time.RFC3339))
}

// GuidelineOf is the company and the version that a Spec speaks of, from what
// follows its kind.
func GuidelineOf(rest string) (company string, no int, err error) {
	company, rest, _ = strings.Cut(rest, "/")
	number, _, _ := strings.Cut(rest, "/")
	if no, err = strconv.Atoi(number); err != nil {
		err = fmt.Errorf("guidance: the version of a guideline: %w", err)
	}
	return company, no, err
}
