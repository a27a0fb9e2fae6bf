package dialogue_test

import (
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// visiting is a world on the day of the first visit.
func visiting(t *testing.T) *world {
	w := newWorld(t)
	w.turn(func(tx *store.Tx) error {
		return tx.PutProgramme(guidance.Programme{No: 1, Applied: "2026-11-20", Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-10"}, {Day: "2026-12-24"}, {Day: guidance.Undecided}}})
	})
	w.SetClock(time.Date(2026, 12, 10, 16, 0, 0, 0, time.FixedZone("JST", 9*60*60)))
	return w
}

func (w *world) minutes(visit int) (m guidance.Minutes) {
	w.read(func(tx *store.Tx) (err error) {
		m, err = tx.Minutes(1, visit)
		return err
	})
	return m
}

// TestMinutesOfTwo: a text that somebody else has rewritten meanwhile is shown
// before it is replaced, and nothing of either is lost; one that was only added
// beside it is no conflict.
func TestMinutesOfTwo(t *testing.T) {
	w := visiting(t)
	drawn := w.press("山田", "minutes/1", nil)
	w.press("中村", "do/minutes/1/0", map[bot.FieldID]string{"comment": "よくできています。"})
	view := w.press("山田", drawn.Submit.ID, map[bot.FieldID]string{"decided": "総務部が担当する。"})
	if view.Problem != "" || w.minutes(1).Decided != "総務部が担当する。" || w.minutes(1).Comment != "よくできています。" {
		t.Fatalf("beside: %q, %+v", view.Problem, w.minutes(1))
	}
	drawn = w.press("山田", "minutes/1", nil)
	w.press("中村", "do/minutes/1/2", map[bot.FieldID]string{"decided": "総務部と営業部が担当する。"})
	view = w.press("山田", drawn.Submit.ID, map[bot.FieldID]string{"decided": "営業部が担当する。"})
	if !strings.Contains(view.Problem, "中村 恵さんが") || view.Fields[0].Value != "営業部が担当する。" || !strings.Contains(view.Fields[0].Remark, "総務部と営業部が担当する。") {
		t.Errorf("over: %q, %+v", view.Problem, view.Fields[0])
	}
	if got := w.minutes(1).Decided; got != "総務部と営業部が担当する。" {
		t.Errorf("kept %q", got)
	}
	if view = w.press("山田", view.Submit.ID, nil); w.minutes(1).Decided != "営業部が担当する。" || view.Problem != "" {
		t.Errorf("pressed again: %q, kept %q", view.Problem, w.minutes(1).Decided)
	}
}

// TestMinutesAreEachSides: nobody writes the other side's texts, and too long
// ones are kept to be shortened.
func TestMinutesAreEachSides(t *testing.T) {
	w := visiting(t)
	w.press("山田", "do/minutes/1/0", map[bot.FieldID]string{"comment": "会社が専門家のふりをする", "conclusion": "x", "evaluation": "第3回だけ"})
	if m := w.minutes(1); m.Comment != "" || m.Conclusion != "" || m.Evaluation != "" {
		t.Errorf("kept %+v", m)
	}
	view := w.press("山田", "do/minutes/1/1", map[bot.FieldID]string{"decided": strings.Repeat("あ", guidance.MaxMinutes+1)})
	if view.Fields[0].Problem == "" || len(view.Fields[0].Value) < guidance.MaxMinutes || w.minutes(1).Decided != "" {
		t.Errorf("too long: %.80q", view.Fields[0].Problem)
	}
	for _, route := range []bot.ActionID{"do/minutes/1/0", "do/agree/1", "do/close/1"} {
		if view := w.press("鈴木", route, nil); view.Problem == "" {
			t.Errorf("an employee may %s", route)
		}
	}
	if m := w.minutes(1); len(m.Agreed) != 0 || !m.Closed.IsZero() {
		t.Errorf("kept %+v", m)
	}
}

// TestClosedOnce: what stood when a visit was closed is not computed again,
// whoever presses how often.
func TestClosedOnce(t *testing.T) {
	w := visiting(t)
	w.service("グループウェア", "鈴木", guidance.InUse, "333333333333333")
	w.press("中村", "do/close/1", nil)
	first := w.minutes(1)
	if first.Closed.IsZero() || len(first.Then.Services) != 1 || first.Then.Services[0].Score != 45 {
		t.Fatalf("closed: %+v", first)
	}
	w.service("会計", "鈴木", guidance.InUse, "")
	w.press("山田", "do/close/1", nil)
	w.press("中村", "do/close/2", nil) // it has not come yet
	if again := w.minutes(1); len(again.Then.Services) != 1 || again.ClosedBy != first.ClosedBy || !w.minutes(2).Closed.IsZero() {
		t.Errorf("closed again: %+v; the second: %+v", again, w.minutes(2))
	}
}

// TestAClosedVisitStaysHeld: its day can be put right, but not to one to come.
func TestAClosedVisitStaysHeld(t *testing.T) {
	w := visiting(t)
	w.press("中村", "do/close/1", nil)
	plan := w.press("山田", "visitplan", nil)
	for day, taken := range map[string]bool{"2026-12-18": false, "未定": false, "2026-12-09": true} {
		view := w.press("山田", plan.Submit.ID, map[bot.FieldID]string{"visit1": day, "visit2": "2026-12-24"})
		var kept guidance.Day
		w.read(func(tx *store.Tx) error {
			p, err := tx.Programme()
			kept = p.Visits[0].Day
			return err
		})
		if refused := view.At != "visits"; refused == taken || (kept == guidance.Day(day)) != taken {
			t.Errorf("%s: kept %s, shown\n%s", day, string(kept), view.Text())
		}
		plan = w.press("山田", "visitplan", nil)
	}
}
