package guidance

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FormKind begins the Spec of the form of one service, before a colon.
const FormKind = "form"

// FormSpec describes the form 「記入用個票」 of a service with what stands in the ledger
// when it is made; the moment keeps two of them apart.
func FormSpec(company string, no ServiceNo, at time.Time) string {
	return fmt.Sprintf("%s:%s/%d/%s", FormKind, company, no, at.UTC().Format(time.RFC3339))
}

// FormOf is the company and the service that a Spec speaks of, from what follows its
// kind.
func FormOf(rest string) (company string, no ServiceNo, err error) {
	company, rest, _ = strings.Cut(rest, "/")
	number, _, _ := strings.Cut(rest, "/")
	n, err := strconv.Atoi(number)
	if err != nil {
		return company, 0, fmt.Errorf("guidance: the service of a form: %w", err)
	}
	return company, ServiceNo(n), nil
}
