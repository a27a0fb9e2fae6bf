package dialogue_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestNoticesOfWhatIsDropped: the menu leads to nothing that was taken back.
func TestNoticesOfWhatIsDropped(t *testing.T) {
	w := planned(t)
	w.knowing("鈴木")
	w.press("山田", "do/hwset/2/own-"+longKey+"/1", given{"owner": "p2"})
	w.press("山田", "do/measureset/S0003-c02/0", given{"measure": "写しを取る", "owner": "p2"})
	drawAll := func() (text string) {
		v := w.press("鈴木", "menu", nil)
		for _, r := range v.Table.Rows {
			text += r.Cells[0].Text + "\n"
			if _, err := bot.ParseAction(string(r.Open)); err != nil {
				t.Errorf("%s: %v", r.Open, err)
			}
		}
		return text
	}
	if text := drawAll(); !strings.Contains(text, "社内規程") || !strings.Contains(text, "写しを取る") {
		t.Fatalf("the menu:\n%s", text)
	}
	w.press("山田", "do/hwdrop/2/own-"+longKey, nil)
	w.press("山田", "do/measuredrop/S0003-c02", nil)
	if text := drawAll(); strings.Contains(text, "社内規程") || strings.Contains(text, "写しを取る") {
		t.Errorf("the menu afterwards:\n%s", text)
	}
	before := len(lettersOf(w))
	if w.press("山田", "do/measureset/S0003-c02/0", given{"measure": "写しを取る", "owner": "p2"}); len(lettersOf(w)) != before+1 {
		t.Errorf("decided once more, %d letters become %d", before, len(lettersOf(w)))
	}
}

// TestBegunForALaterVisit: a form that was left leads back to the visit for which
// it was begun.
func TestBegunForALaterVisit(t *testing.T) {
	w := planned(t)
	w.knowing("山田")
	w.press("山田", "hwadd/3/k6", given{"task": "規程の案を配る"})
	for _, r := range w.press("山田", "menu", nil).Table.Rows {
		if strings.Contains(r.Cells[0].Text, "規程の案を配る") && r.Open == "hwadd/3/k6" {
			return
		}
	}
	t.Error("the menu does not lead back to it")
}

// TestManyOfThem: lists of as much as there may be have pages, and one more is
// refused with what was entered.
func TestManyOfThem(t *testing.T) {
	w := planned(t)
	w.turn(func(tx *store.Tx) error {
		var err error
		for i := range guidance.MaxHomework {
			err = errors.Join(err, tx.PutHomework(1, guidance.Homework{ID: fmt.Sprintf("own-m%02d", i), Visit: 2, Text: fmt.Sprintf("宿題%02d", i), Owner: "p1", Rev: 1, By: "p1"}))
		}
		for i := range guidance.MaxMeasures {
			err = errors.Join(err, tx.PutMeasure(guidance.Measure{ID: fmt.Sprintf("own-m%03d", i), Text: fmt.Sprintf("対策%03d", i), Owner: "p1", Rev: 1, By: "p1"}))
		}
		return err
	})
	w.knowing("山田")
	for _, id := range []bot.ActionID{"measures", "measures/7", "measures/99", "homework", "homework/30", "hwall/2", "hwall/2/7", "hwall/2/99", "menu", "remind/h2.d2", "visit/2"} {
		v := w.press("山田", id, nil)
		sound(t, string(id), v)
		if v.Table == nil || len(v.Table.Rows) == 0 || len(v.Table.Rows) > 10 {
			t.Errorf("%s has no page of rows: %+v", id, v.Table)
		}
	}
	if v := w.press("山田", "do/hwadd/2/k77", given{"task": "もう1つ", "side": "company"}); v.Problem == "" || v.Fields[0].Value != "もう1つ" {
		t.Errorf("one more homework: %q", v.Problem)
	}
	if v := w.press("山田", "do/measureset/own-k77/0", given{"measure": "もう1つ"}); v.Problem == "" || v.Fields[0].Value != "もう1つ" {
		t.Errorf("one more measure: %q", v.Problem)
	}
}
