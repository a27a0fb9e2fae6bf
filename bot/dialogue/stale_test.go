package dialogue_test

import (
	"strings"
	"testing"

	"daicho/bot"
	"daicho/store"
)

// TestPageOfAnEarlierRound: a card that stands in a chat since an earlier round
// answers nothing in a later one, and says so.
func TestPageOfAnEarlierRound(t *testing.T) {
	w := newWorld(t)
	old := w.begin("鈴木")
	w.press("鈴木", old.At, map[bot.FieldID]string{"d01": "4"})
	w.close()
	w.now = w.now.AddDate(0, 6, 0)
	w.openRound()
	pressed := func(id bot.ActionID, fields int) {
		t.Helper()
		v := w.press("鈴木", id, map[bot.FieldID]string{"d01": "-1", "d02": "-1"})
		if !strings.Contains(v.Problem, "前の回の画面でした。入力は保存していません。") || len(v.Fields) != fields {
			t.Errorf("%s:\n%s", id, v.Text())
		}
		w.read(func(tx *store.Tx) error {
			sheet, err := tx.DiagnosisSheet(w.person("鈴木").ID, 2)
			if len(sheet.Answers) > 0 {
				t.Errorf("%s answered the later round: %+v", id, sheet.Answers)
			}
			return err
		})
	}
	earlier := []bot.ActionID{old.At, old.Submit.ID, "diagnosis/1", "do/diagnosis/1", "diagnosis/1/99", "diagnosis/1/x", "do/diagnosis//1"}
	for _, id := range earlier {
		if v := w.press("鈴木", id, map[bot.FieldID]string{"d01": "-1"}); len(v.Fields) > 0 || !strings.Contains(v.Problem, "まだ保存していません") {
			t.Errorf("%s before the later round's notice was confirmed:\n%s", id, v.Text())
		}
	}
	now := w.begin("鈴木")
	for _, id := range earlier {
		pressed(id, len(now.Fields))
	}
	if v := w.press("鈴木", old.At, nil); v.At != now.At || len(v.Fields) == 0 {
		t.Errorf("the earlier page leads to %s", v.At)
	}
	if v := w.press("鈴木", now.At, map[bot.FieldID]string{"d01": "-1"}); v.Problem != "" || v.Fields[0].Value != "-1" {
		t.Errorf("the page itself:\n%s", v.Text())
	}
	w.read(func(tx *store.Tx) error {
		sheet, err := tx.DiagnosisSheet(w.person("鈴木").ID, 1)
		if a, _ := sheet.Answer("d01"); a.Label != "4" || len(sheet.Answers) != 1 {
			t.Errorf("the earlier round now holds %+v", sheet.Answers)
		}
		return err
	})
}
