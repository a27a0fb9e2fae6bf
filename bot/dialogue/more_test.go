package dialogue_test

import (
	"slices"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
)

// TestFewButtonsFirst holds that nobody is shown a long row of buttons where
// they begin, and that each button of the rest is one press away.
func TestFewButtonsFirst(t *testing.T) {
	w := newWorld(t)
	oneService(w)
	for who, screens := range map[string][]bot.ActionID{
		"山田": {"menu", "service/1", "round/1", "person/" + bot.ActionID(w.person("鈴木").ID), "person/" + bot.ActionID(w.person("山田").ID)},
		"鈴木": {"menu", "service/1"},
		"中村": {"menu", "service/1", "round/1"},
	} {
		w.press(who, "read", nil)
		for _, at := range screens {
			if n := len(w.press(who, at, nil).Actions); n > 5 {
				t.Errorf("%s sees %d buttons at %s", who, n, at)
			}
		}
	}
	for at, want := range map[bot.ActionID][]string{
		"more":          {"訪問の予定を立てる", "利用の手引きを作る", "洗い出しをお願いする", "クラウドサービスを追加する", "人と役割を見る"},
		"servicemore/1": {"情報の重要度を考える", "記入用の個票を受け取る", "管理担当者を見る", "履歴を見る", "チャンネルに共有する", "利用を終える"},
		"roundmore/1":   {"紙の答えを代わりに入力する", "紙の質問票を出す", "伝える文面を見る", "予定日・記入する人・人数を変える", "ほかの回を見る"},
		"personmore/" + bot.ActionID(w.person("鈴木").ID): {"チャットの人を結びつける", "管理者にする", "専門家にする", "リンクをすべて無効にする", "名簿から外す"},
	} {
		var got []string
		for _, a := range w.press("山田", at, nil).Actions {
			if !strings.HasSuffix(a.Label, "に戻る") {
				got = append(got, a.Label)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s leads to %q, want %q", at, got, want)
		}
	}
	for _, who := range []string{"鈴木", "中村"} {
		if v := w.press(who, "roundmore/1", nil); strings.Contains(v.Text(), "紙の質問票を出す") {
			t.Errorf("%s: %s", who, v.Text())
		}
	}
}

// TestNewcomersSeeWhatWaits holds that the greeting names in one line what was
// asked of somebody before they first came, and leads to it.
func TestNewcomersSeeWhatWaits(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name  string
		do    func()
		line  string
		leads bot.ActionID
	}{
		{"nothing else", func() {}, "", ""},
		{"a survey", func() { w.press("山田", "do/surveys/p/"+bot.ActionID(w.person("鈴木").ID)+"/0", nil) },
			"「クラウドサービスの洗い出し」のお願いが届いています", "waiting"},
		{"and a service", func() { w.service("勤怠", "鈴木", guidance.InUse, "") }, "2件のお願いが届いています", "waiting"},
	} {
		c.do()
		v := w.press("鈴木", "menu", nil)
		if len(v.Body) > 3 || c.line != "" && !strings.Contains(strings.Join(v.Body, "\n"), c.line) {
			t.Errorf("%s: the greeting says %q", c.name, v.Body)
		}
		i := slices.IndexFunc(v.Actions, func(a bot.Action) bool { return a.ID == "waiting" })
		if (i >= 0) != (c.leads != "") {
			t.Errorf("%s: the greeting leads to %v", c.name, v.Actions)
		}
	}
	v := w.press("鈴木", "waiting", nil)
	if v.At != "waiting" || v.Table == nil || !strings.Contains(v.Text(), "クラウドサービスの洗い出し") {
		t.Errorf("what waits: %s", v.Text())
	}
}
