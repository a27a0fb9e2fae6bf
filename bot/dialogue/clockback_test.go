package dialogue_test

import (
	"strings"
	"testing"
	"time"

	"daicho/bot"
)

// TestClockGoesBack: where the clock is set back an hour, whoever confirms the
// notice can answer at once, and nobody passes over the notice of a new round.
func TestClockGoesBack(t *testing.T) {
	w := newWorld(t)
	w.now = monday.Add(-time.Hour)
	page := w.begin("鈴木")
	if len(page.Fields) == 0 {
		t.Fatalf("the notice is shown again and again:\n%s", page.Text())
	}
	if v := w.press("鈴木", page.At, map[bot.FieldID]string{"d01": "2"}); v.Problem != "" || v.Fields[0].Value != "2" {
		t.Errorf("the answer is not taken:\n%s", v.Text())
	}
	w.now = monday.Add(3 * time.Hour)
	w.begin("吉田")
	w.close()
	w.now = monday.Add(2 * time.Hour)
	w.openRound()
	w.now = monday.Add(150 * time.Minute)
	if v := w.press("吉田", "diagnosis", nil); len(v.Fields) > 0 || !strings.Contains(v.Text(), "個人の答えは") {
		t.Errorf("the notice of the later round is passed over:\n%s", v.Text())
	}
	if v := w.begin("吉田"); len(v.Fields) == 0 {
		t.Errorf("after the notice:\n%s", v.Text())
	}
}
