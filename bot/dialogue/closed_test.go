package dialogue_test

import (
	"testing"

	"daicho/bot"
	"daicho/store"
)

// TestClosedRoundTakesNoAnswer: a page that was open when the round was closed
// changes nothing, and what was answered before stays.
func TestClosedRoundTakesNoAnswer(t *testing.T) {
	w := newWorld(t)
	w.begin("山田")
	page := w.press("山田", "diagnosis/1", nil)
	first := page.Fields[0]
	w.press("山田", page.At, map[bot.FieldID]string{first.ID: first.Options[0].Value})
	w.turn(func(tx *store.Tx) error {
		round, err := tx.Round()
		if err != nil {
			return err
		}
		round.Closed = w.now
		return tx.PutRound(round)
	})
	for _, id := range []bot.ActionID{page.At, page.Submit.ID} {
		view := w.press("山田", id, map[bot.FieldID]string{first.ID: first.Options[1].Value})
		if view.Problem == "" || len(view.Fields) != 0 {
			t.Errorf("%s after the end: problem %q, %d fields", id, view.Problem, len(view.Fields))
		}
	}
	w.read(func(tx *store.Tx) error {
		round, err := tx.Round()
		if err != nil {
			return err
		}
		sheet, err := tx.DiagnosisSheet(w.person("山田").ID, round.No)
		if answer, _ := sheet.Answer(string(first.ID)); answer.Label != first.Options[0].Value {
			t.Errorf("the answer is now %q, want %q", answer.Label, first.Options[0].Value)
		}
		return err
	})
}
