package guidance

import (
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

// Books lists them.
var Books = []Book{LedgerBook, SummaryBook, PlanBook, OperationBook}

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
