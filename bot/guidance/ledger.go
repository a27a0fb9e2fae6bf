package guidance

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"daicho/rubric"
)

// Row is one service of the ledger with what its checklist says.
type Row struct {
	Service  Service
	Edition  string // of the answers
	Lost     bool   // that edition is not loaded; nothing was counted
	Score    rubric.Score
	Concerns int // answers that want attention 要注意
	// EndOpen is how many tasks of its end are open; 0 for a service that has
	// not ended.
	EndOpen int
	// Changed is when the record or an answer was last changed, and By by
	// whom.
	Changed time.Time
	By      PersonID
	File    bool // with a workbook that they handed in
}

// Ledger is all services of a company クラウドサービス台帳, the lowest total
// first.
type Ledger struct {
	Rows []Row
}

// LedgerOf reads the ledger. Each sheet is scored by its own edition; an
// empty one by the current.
func LedgerOf(r Reader, lib *rubric.Library) (Ledger, error) {
	services, err := r.Services()
	if err != nil {
		return Ledger{}, fmt.Errorf("read services: %w", err)
	}
	ledger := Ledger{Rows: make([]Row, 0, len(services))}
	for _, s := range services {
		row, err := RowOf(r, lib, s)
		if err != nil {
			return Ledger{}, err
		}
		ledger.Rows = append(ledger.Rows, row)
	}
	slices.SortStableFunc(ledger.Rows, func(a, b Row) int { return cmp.Compare(a.Score.Total, b.Score.Total) })
	return ledger, nil
}

// RowOf scores one service.
func RowOf(r Reader, lib *rubric.Library, s Service) (Row, error) {
	sheet, err := r.ChecklistSheet(s.No)
	if err != nil {
		return Row{}, fmt.Errorf("read checklist of %s: %w", s.No, err)
	}
	return RowOfSheet(r, lib, s, sheet)
}

// RowOfSheet is RowOf where the service's checklist was read already.
func RowOfSheet(r Reader, lib *rubric.Library, s Service, sheet Sheet) (Row, error) {
	in := EditionOf(lib, rubric.Checklist, sheet)
	row := Row{
		Service:  s,
		Edition:  in.Edition,
		Lost:     Lost(lib, rubric.Checklist, sheet),
		Score:    in.ScoreSeq(sheet.Labels),
		Concerns: in.CountConcernsSeq(sheet.Labels),
		Changed:  s.Changed,
		By:       s.By,
		File:     s.File,
	}
	row.latest(sheet)
	if s.Status == Ended {
		ending, err := r.EndingSheet(s.No)
		if err != nil {
			return Row{}, fmt.Errorf("read the end of %s: %w", s.No, err)
		}
		row.EndOpen = len(OpenEndTasks(lib.EndTasks(), ending))
		row.latest(ending)
	}
	return row, nil
}

// latest takes an answer of the sheet for the last change, if it is.
func (r *Row) latest(s Sheet) {
	for _, a := range s.Answers {
		if a.At.After(r.Changed) {
			r.Changed, r.By, r.File = a.At, a.By, a.File
		}
	}
}

// Only returns the rows that the test accepts.
func (l Ledger) Only(accept func(Row) bool) Ledger {
	return Ledger{Rows: slices.DeleteFunc(slices.Clone(l.Rows), func(r Row) bool { return !accept(r) })}
}

// Count is how many services have the status.
func (l Ledger) Count(s Status) int {
	n := 0
	for i := range l.Rows {
		if l.Rows[i].Service.Status == s {
			n++
		}
	}
	return n
}

// Departments lists the departments named in the ledger, once each, sorted.
func (l Ledger) Departments() []string {
	var names []string
	for _, r := range l.Rows {
		if r.Service.Department != "" {
			names = append(names, r.Service.Department)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Concern is one answer that wants attention 要注意, with the service it is
// about.
type Concern struct {
	Service *Service
	Item    *rubric.Item
	Label   rubric.Label
}

// ConcernsOf lists what wants attention in the services, worst first:
// by rank; then services in use before others; then those with important
// information; then in the order of the ledger.
func ConcernsOf(r Reader, lib *rubric.Library, rows []Row) ([]Concern, error) {
	var all []Concern
	var order []ranked
	for i := range rows {
		service := &rows[i].Service
		sheet, err := r.ChecklistSheet(service.No)
		if err != nil {
			return nil, fmt.Errorf("read checklist of %s: %w", service.No, err)
		}
		rest := statusRank(*service)<<8 | importanceRank(*service)
		for _, c := range EditionOf(lib, rubric.Checklist, sheet).ConcernsSeq(sheet.Labels) {
			order = append(order, ranked{int(c.Label.Concern)<<16 | rest, len(all)})
			all = append(all, Concern{Service: service, Item: c.Item, Label: c.Label})
		}
	}
	slices.SortFunc(order, func(a, b ranked) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.at, b.at)) })
	sorted := make([]Concern, len(all))
	for i, o := range order {
		sorted[i] = all[o.at]
	}
	return sorted, nil
}

// ranked is a concern while thousands are being put in order.
type ranked struct{ rank, at int }

func statusRank(s Service) int { return slices.Index(Statuses, s.Status) }

func importanceRank(s Service) int {
	if i := slices.Index(Levels, s.Importance); i >= 0 {
		return i
	}
	return len(Levels)
}
