package guidance

import (
	"strings"
	"time"
)

// LedgerBookKind begins the Spec of a workbook of the ledger, before a colon.
const LedgerBookKind = "ledgerbook"

// LedgerBookSpec describes the workbook of a company's ledger as it stands when it
// is made; the moment keeps two of them apart.
func LedgerBookSpec(company string, at time.Time) string {
	return LedgerBookKind + ":" + company + "/" + at.UTC().Format(time.RFC3339)
}

// LedgerBookOf is the company that a Spec speaks of, from what follows its kind.
func LedgerBookOf(rest string) (company string) {
	company, _, _ = strings.Cut(rest, "/")
	return company
}
