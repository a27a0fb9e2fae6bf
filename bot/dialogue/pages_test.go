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

// TestListsStayWithinAPage: however much waits for a person, a screen has ten
// rows, and the pages together hold every row once.
func TestListsStayWithinAPage(t *testing.T) {
	w := newWorld(t)
	w.knowing("山田")
	me := w.person("山田").ID
	for i := range 24 {
		no := w.service(fmt.Sprintf("サービス%02d", i), "山田", guidance.InUse, "012")
		w.turn(func(tx *store.Tx) error {
			s, err := tx.Service(no)
			s.Department = fmt.Sprintf("第%02d課", i)
			return errors.Join(err, tx.PutService(s), tx.AddNotice(me, guidance.Notice{Key: fmt.Sprintf("n-%02d", i), Text: "お知らせ", Route: "menu", At: w.now}))
		})
	}
	for start, rows := range map[bot.ActionID]int{"menu": 24 + 24 + 2, "filter": 24 + 1, "pause": 10} {
		seen := map[bot.ActionID]bool{}
		for id, pages := start, 0; id != "" && pages < 20; pages++ {
			v := w.press("山田", id, nil)
			if len(v.Table.Rows) > 10 {
				t.Errorf("%s has %d rows", id, len(v.Table.Rows))
			}
			for _, r := range v.Table.Rows {
				if seen[r.Open] {
					t.Errorf("%s twice, on %s too", r.Open, v.At)
				}
				seen[r.Open] = true
			}
			if again := w.press("山田", v.At, nil); again.At != v.At || again.Table.Rows[0].Open != v.Table.Rows[0].Open {
				t.Errorf("%s draws %s", v.At, again.At)
			}
			id = ""
			for _, a := range v.Actions {
				if strings.HasPrefix(a.Label, "次の") && start != "pause" {
					id = a.ID
				}
			}
		}
		if len(seen) != rows {
			t.Errorf("%s leads to %d rows, want %d", start, len(seen), rows)
		}
	}
	for _, id := range []bot.ActionID{"menu/0", "menu/99", "menu/x", "menu/2/3", "filter/99", "filter/-1"} {
		if v := w.press("山田", id, nil); v.Problem != "" || len(v.Table.Rows) == 0 || len(v.Table.Rows) > 10 {
			t.Errorf("%s:\n%s", id, v.Text())
		}
	}
}
