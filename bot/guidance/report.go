package guidance

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Report is one version of what is handed over of a visit that was closed
// 実施報告書 (seed pp. 8–10). What it says is kept, so that a version can be had
// again as it was; people are kept as who they are, so that nobody who is erased
// stays in it by name.
type Report struct {
	Plan    int // of the visits
	Visit   int // from 1
	No      int // of the version, from 1
	Company string
	At      time.Time
	By      PersonID // who had it made; empty for the operator
	// Signed is who has agreed to this version, of the company and of the expert.
	Signed Agreed
	// Blocks are what it says, from its top down. A TableBlock without a head is
	// fields and what stands in them.
	Blocks []Block
}

// Holds reports whether a version is agreed to by both sides.
func (r Report) Holds() bool { return r.Signed.Holds() }

// FiguresBlock is a table of figures, which a workbook has on a sheet of its own.
const FiguresBlock BlockKind = "figures"

// ReportReader reads the versions of reports.
type ReportReader interface {
	// Reports returns all versions of a visit of a plan without their blocks, the
	// oldest first.
	Reports(plan, visit int) ([]Report, error)
	// Report returns a version whole; ErrNotFound for one that is not there.
	Report(plan, visit, no int) (Report, error)
}

// ReportTx writes them.
type ReportTx interface {
	// AddReport keeps a version under its number, which must be the next of its
	// visit.
	AddReport(r Report) error
	// SignReport writes who has agreed to a version that is there.
	SignReport(r Report) error
}

// ReportKind begins the Spec of a version as a workbook, before a colon.
const ReportKind = "report"

// ReportSpec describes a version; the moment keeps what people were called at
// different times apart, and what was agreed since.
func ReportSpec(company string, r Report, at time.Time) string {
	return fmt.Sprintf("%s:%s/%d/%d/%d/%s", ReportKind, company, r.Plan, r.Visit, r.No, at.UTC().Format(time.RFC3339))
}

// ReportOf is the company and the version that a Spec speaks of, from what follows
// its kind.
func ReportOf(rest string) (company string, r Report, err error) {
	company, rest, _ = strings.Cut(rest, "/")
	if n, _ := fmt.Sscanf(rest, "%d/%d/%d/", &r.Plan, &r.Visit, &r.No); n != 3 {
		return "", Report{}, errors.New("guidance: not a report's spec")
	}
	return company, r, nil
}
