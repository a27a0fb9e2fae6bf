package dialogue_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"daicho/bot"
)

// TestRandomPresses: people press whatever they are shown about the visits, in any
// order, and enter anything: every view can be shown, and no button that a view
// has just offered leads to what is not there.
func TestRandomPresses(t *testing.T) {
	texts := []string{"", "2026-12-25", "2027-01-14", "2027-02-30", "未定", "p1", "p2", "p3", "p99", "company", "expert", "high", "6", "0", "話し合った", "<b>", strings.Repeat("長", 250), "年末年始 12/29〜1/3"}
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 7))
		w := planned(t)
		w.knowing("山田", "鈴木", "吉田", "中村")
		at := map[string]bot.View{}
		for range 400 {
			who := everybody[random.IntN(4)]
			id, values := ofTheVisits[random.IntN(len(ofTheVisits))], given(nil)
			shown, offered := at[who], false
			if shown.At != "" && random.IntN(6) > 0 {
				shown = w.press(who, shown.At, nil) // as it is by now
				ids := ledTo(shown)
				id, offered = ids[random.IntN(len(ids))], true
			}
			if id == "" {
				continue
			}
			if id == shown.Submit.ID || id == shown.At && random.IntN(2) == 0 {
				values = given{}
				for _, f := range shown.Fields {
					if values[f.ID] = f.Value; random.IntN(3) == 0 {
						values[f.ID] = texts[random.IntN(len(texts))]
					}
				}
			}
			if random.IntN(40) == 0 {
				w.now = w.now.AddDate(0, 0, random.IntN(9))
			}
			v := w.press(who, id, values)
			what := who + " from " + string(shown.At) + " to " + string(id)
			sound(t, what, v)
			if offered && strings.Contains(v.Problem, "見つかりませんでした。下のボタン") {
				t.Errorf("seed %d: %s: %s", seed, what, v.Problem)
			}
			at[who] = v
		}
		if err := w.Tick(); err != nil {
			t.Error(err)
		}
	}
}
