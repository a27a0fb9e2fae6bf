package guidance

import (
	"strconv"
	"strings"
	"time"
)

// BookKind begins the Spec of a workbook, before a colon.
const BookKind = "book"

// Book is which workbook of a company's is meant.
type Book string

// The workbooks.
const (
	LedgerBook    Book = "ledger"    // クラウドサービス台帳兼チェックリスト
	PlanBook      Book = "plan"      // 対策の実施計画（案） (seed p. 10)
	OperationBook Book = "operation" // 運用プラン (seed p. 6)
	SummaryBook   Book = "summary"   // 自社診断結果のまとめ (seed p. 6)
)

// Books lists them, with the reports of the visits.
var Books = []Book{LedgerBook, SummaryBook, ReportBook(1), ReportBook(2), ReportBook(3), PlanBook, OperationBook}

// ReportBook is the report of a visit 実施報告書 (seed pp. 8–10), from 1.
func ReportBook(visit int) Book { return Book("report" + strconv.Itoa(visit)) }

// Visit is the visit of which it is the report; 0 for any other workbook.
func (b Book) Visit() int {
	for n := 1; n <= VisitCount; n++ {
		if b == ReportBook(n) {
			return n
		}
	}
	return 0
}

// BookSpec describes a workbook of a company's as its records stand when it is
// made; the moment keeps two of them apart.
func BookSpec(b Book, company string, at time.Time) string {
	return BookKind + ":" + string(b) + "/" + company + "/" + at.UTC().Format(time.RFC3339)
}

// BookOf is the workbook and the company that a Spec speaks of, from what follows
// its kind.
func BookOf(rest string) (b Book, company string) {
	name, rest, _ := strings.Cut(rest, "/")
	company, _, _ = strings.Cut(rest, "/")
	return Book(name), company
}
