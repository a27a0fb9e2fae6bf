package dialogue

import (
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
)

// TestSharesFitInARoute: the button that shares the longest ledger there is can
// be drawn.
func TestSharesFitInARoute(t *testing.T) {
	core := &core{newKey: func() string { return strings.Repeat("K", 26) }}
	at := &turn{core: core, zone: guidance.Company{}.Location()}
	for _, route := range []bot.ActionID{
		filter{status: guidance.Surveying, department: strings.Repeat("z", maxDepartmentKey), page: 99999}.route("ledger"), "service/9999999",
	} {
		form := at.shareForm(sharing{route: route}, "", "")
		for _, id := range []bot.ActionID{form.At, form.Submit.ID} {
			if _, err := bot.ParseAction(string(id)); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
	}
}
