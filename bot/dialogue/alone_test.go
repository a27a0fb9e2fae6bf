package dialogue_test

import (
	"slices"
	"testing"

	"daicho/bot"
	"daicho/store"
)

// TestAlone has a manager whom nobody could answer yet invite somebody first,
// and start the diagnosis after that.
func TestAlone(t *testing.T) {
	w := newCompany(t)
	manager := w.person("山田")
	w.turn(func(tx *store.Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		for _, p := range people {
			if p.ID != manager.ID && err == nil {
				err = tx.ErasePerson(p.ID)
			}
		}
		return err
	})
	first := func(v bot.View) bot.ActionID {
		i := slices.IndexFunc(v.Actions, func(a bot.Action) bool { return a.Style == bot.Primary })
		if i < 0 {
			t.Fatalf("no button stands out: %+v", v.Actions)
		}
		return v.Actions[i].ID
	}
	if got := first(w.press("山田", "menu", nil)); got != "invite" {
		t.Errorf("alone and new: %s", got)
	}
	form := w.press("山田", "invite", nil)
	if again := w.press("山田", "invite", nil); form.Submit.ID == again.Submit.ID {
		t.Errorf("two invitations are one: %s", form.Submit.ID)
	}
	w.press("山田", form.Submit.ID, map[bot.FieldID]string{"name": "新人 花子", "role": "employee"})
	if got := first(w.press("山田", "menu", nil)); got != "newround" {
		t.Errorf("after the first invitation: %s", got)
	}
}
