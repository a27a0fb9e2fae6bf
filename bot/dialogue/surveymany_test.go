package dialogue_test

import (
	"fmt"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/store"
)

// TestSurveyOfTooMuch: a survey with more names than can be compared says so
// and keeps them, and text beyond what is kept is never lost in silence.
func TestSurveyOfTooMuch(t *testing.T) {
	w := newWorld(t)
	w.knowing("鈴木")
	v := w.press("鈴木", "do/survey/begin", nil)
	for !strings.HasPrefix(string(v.At), "survey/names/") {
		values := map[bot.FieldID]string{}
		for _, f := range v.Fields {
			values[f.ID] = "use"
		}
		v = w.press("鈴木", v.Submit.ID, values)
	}
	lines := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "%c\n", rune(0x4e00+i))
		}
		return b.String()
	}
	id := func(i int) bot.FieldID { return v.Fields[i].ID }
	names, submit := v.At, v.Submit.ID
	many := map[bot.FieldID]string{id(0): lines(0, 250), id(1): lines(250, 301)}
	for _, route := range []bot.ActionID{names, submit} {
		v = w.press("鈴木", route, many)
		if v.At != names || !strings.Contains(v.Fields[1].Problem, "ぜんぶで300件までです。いまは301件") || v.Fields[1].Value != many[id(1)] {
			t.Errorf("%s with 301 names:\n%s", route, v.Text())
		}
	}
	if v := w.press("鈴木", "survey/check/31", nil); v.Submit.ID.Acts() || len(v.Table.Rows) > 10 || strings.Contains(v.Text(), "do/survey/add") {
		t.Errorf("301 names can be added:\n%s", v.Text())
	}
	if v = w.press("鈴木", submit, map[bot.FieldID]string{id(1): lines(250, 300)}); v.At == names {
		t.Errorf("300 names are too many:\n%s", v.Text())
	}
	v = w.press("鈴木", names, nil)
	if v = w.press("鈴木", submit, map[bot.FieldID]string{id(0): strings.Repeat("長い名前が続く、", 400)}); v.At != names || !strings.Contains(v.Fields[0].Problem, "はじめの2000文字だけを残しました") {
		t.Errorf("what is cut off is lost in silence:\n%s", v.Text())
	}
	w.read(func(tx *store.Tx) error {
		services, err := tx.Services()
		if len(services) > 0 {
			t.Errorf("%d services were added", len(services))
		}
		return err
	})
}
