package dialogue_test

import (
	"fmt"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// own is how many people's sheets would be counted in the newest round.
func (w *world) own() (n int) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		round, err := tx.Round()
		if err != nil {
			return err
		}
		standing, err := guidance.TurnoutOf(tx, rubric.MustEmbedded().Current(rubric.Diagnosis), round)
		n = standing.Own
		return err
	})
	return n
}

// answersAll gives every question of the round the same answer.
func (w *world) answersAll(a bot.Account, label string) {
	w.t.Helper()
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	for page := 1; page <= in.Pages(); page++ {
		values := map[bot.FieldID]string{}
		for _, item := range in.PageItems(page) {
			values[bot.FieldID(item.ID)] = label
		}
		w.from(a, bot.ActionID(fmt.Sprintf("diagnosis/%d", page)), values)
	}
}

// counted, and the person is told.
func TestAnEntryStaysKnown(t *testing.T) {
	for name, begin := range map[string]func(w *world) bot.Account{
		"erased by themselves": func(w *world) bot.Account {
			w.from(paper("鈴木"), w.from(paper("鈴木"), "privacy", nil).Actions[0].ID, nil)
			w.from(paper("鈴木"), "do/forget/1", nil)
			return paper("鈴木")
		},
		"begun afresh on another screen": func(w *world) bot.Account {
			screen := w.handed("鈴木", "p2")
			w.from(screen, "do/afresh", nil)
			w.from(screen, w.from(screen, "privacy", nil).Actions[0].ID, nil)
			return screen
		},
		"thrown away": func(w *world) bot.Account {
			w.press("鈴木", "do/read/none", nil) // and has been greeted
			w.press("山田", "do/unproxy/p2/1", nil)
			if menu := w.press("鈴木", "menu", nil).Text(); !strings.Contains(menu, "取り消しました") || !strings.Contains(menu, "集計には入りません") {
				t.Errorf("the person is not told:\n%s", menu)
			}
			w.from(paper("鈴木"), w.from(paper("鈴木"), "privacy", nil).Actions[0].ID, nil)
			return paper("鈴木")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			withPage(w)
			w.press("山田", "proxy/p2/1/1", map[bot.FieldID]string{"d01": "4", "d02": "0"})
			at := begin(w)
			w.answersAll(at, "4")
			result := w.from(at, "result", nil)
			if w.own() != 0 || result.At != "result" {
				t.Errorf("%d are counted, shown is\n%s", w.own(), result.Text())
			}
			if !strings.Contains(result.Text(), "集計には入りません") {
				t.Errorf("the person is not told:\n%s", result.Text())
			}
		})
	}
	w := newWorld(t)
	w.from(paper("鈴木"), w.from(paper("鈴木"), "privacy", nil).Actions[0].ID, nil)
	w.answersAll(paper("鈴木"), "0")
	w.from(paper("鈴木"), "do/forget/1", nil)
	w.answersAll(paper("鈴木"), "4")
	if result := w.from(paper("鈴木"), "result", nil).Text(); w.own() != 1 || strings.Contains(result, "集計には入りません") {
		t.Errorf("%d are counted of one whose answers nobody entered:\n%s", w.own(), result)
	}
}

// all is answered.
func TestARefusedEntryTellsNothing(t *testing.T) {
	said := map[string]bool{}
	for _, prepare := range []func(w *world){
		func(w *world) { w.opens(paper("吉田"), "4") },
		func(w *world) { w.answered("p3", whole) },
		func(w *world) {
			twoManagers(w)
			w.press("鈴木", "proxy/p3/1/1", map[bot.FieldID]string{"d01": "4"})
		},
	} {
		w := newWorld(t)
		prepare(w)
		v := w.press("山田", "proxy/p3/1/1", map[bot.FieldID]string{"d01": "4"})
		said[v.Problem] = true
		if v.Problem == "" || v.Table != nil && strings.Contains(v.Problem, "鈴木") {
			t.Errorf("shown is\n%s", v.Text())
		}
	}
	if len(said) != 1 {
		t.Errorf("the sentences differ: %v", said)
	}
}

// of a person is known of the one that is left, whichever of them answered.
func TestAnEntryStaysKnownOfWhoIsJoined(t *testing.T) {
	entered := func(w *world, p string, drop bool) {
		w.press("山田", bot.ActionID("proxy/"+p+"/1/1"), map[bot.FieldID]string{"d01": "4"})
		if drop {
			w.press("山田", bot.ActionID("do/unproxy/"+p+"/1"), nil)
		}
	}
	answers := func(w *world, who string) {
		w.from(paper(who), w.from(paper(who), "privacy", nil).Actions[0].ID, nil)
		w.answersAll(paper(who), "0")
	}
	for _, c := range []struct {
		name    string
		prepare func(w *world)
		own     int
		at      string // from where the answers are seen afterwards
	}{
		{"nothing was entered", func(w *world) { answers(w, "鈴木") }, 1, "鈴木"},
		{"nothing was entered, and the other answered", func(w *world) { answers(w, "吉田") }, 1, "吉田"},
		{"entered for the other", func(w *world) { entered(w, "p3", false); answers(w, "鈴木") }, 0, "鈴木"},
		{"entered for the other and thrown away", func(w *world) { entered(w, "p3", true); answers(w, "鈴木") }, 0, "鈴木"},
		{"entered for this one and thrown away, the other answered", func(w *world) { entered(w, "p2", true); answers(w, "吉田") }, 0, "吉田"},
		{"entered for the other, who went on", func(w *world) { entered(w, "p3", false); answers(w, "吉田") }, 0, "吉田"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			withPage(w)
			c.prepare(w)
			v := w.from(paper("吉田"), "do/join", map[bot.FieldID]string{"code": w.code(paper("鈴木"))})
			if !strings.Contains(v.Notice, "つながりました") {
				t.Fatalf("not joined:\n%s", v.Text())
			}
			if n := w.own(); n != c.own {
				t.Errorf("%d are counted, want %d: %+v", n, c.own, w.sheetOf("p2"))
			}
			data := w.from(paper(c.at), "mydata", nil).Text()
			if told := strings.Contains(data, "集計には入りません"); told != (c.own == 0) || !strings.Contains(data, "25問の答え") {
				t.Errorf("is told %v:\n%s", told, data)
			}
		})
	}
}
