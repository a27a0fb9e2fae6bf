package dialogue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// answerKinds goes through all kinds: storage is used, with these names.
func answerKinds(w *world, who, names string) {
	w.press(who, "do/survey/begin", nil)
	values := map[bot.FieldID]string{}
	for _, k := range rubric.MustEmbedded().Kinds() {
		values[bot.FieldID(k.ID)] = string(guidance.UseNone)
	}
	values["storage"] = string(guidance.UseNow)
	w.press(who, "survey/1", values)
	w.press(who, "survey/names/3", map[bot.FieldID]string{"storage": names})
}

// button finds an action by a part of its label.
func button(t testing.TB, v bot.View, label string) bot.ActionID {
	t.Helper()
	for _, a := range append([]bot.Action{v.Submit}, v.Actions...) {
		if a.ID != "" && strings.Contains(a.Label, label) {
			return a.ID
		}
	}
	t.Fatalf("no button %q in\n%s", label, v.Text())
	return ""
}

func countServices(w *world) (n int) {
	w.read(func(tx *store.Tx) error {
		services, err := tx.Services()
		n = len(services)
		return err
	})
	return n
}

// numberedNames are so many names that are not alike.
func numberedNames(n int) string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf("業務%d番", i))
	}
	return strings.Join(lines, "\n")
}

// TestManyNamesAreAddedInTurns: no more than fifty services are made at once,
// and the rest is not lost.
func TestManyNamesAreAddedInTurns(t *testing.T) {
	w := newWorld(t)
	answerKinds(w, "鈴木", numberedNames(60))
	v := w.press("鈴木", "survey/check", nil)
	id := button(t, v, "50件を台帳に加える")
	v = w.press("鈴木", id, nil)
	if n := countServices(w); n != 50 || !strings.Contains(v.Notice, "残りの10件") {
		t.Fatalf("%d services; %s", n, v.Notice)
	}
	w.press("鈴木", id, nil)
	if n := countServices(w); n != 50 {
		t.Fatalf("pressed twice: %d services", n)
	}
	last := button(t, v, "10件を台帳に加える")
	w.press("鈴木", last, nil)
	v = w.press("鈴木", last, nil)
	if n := countServices(w); n != 60 || !strings.Contains(v.Text(), "60件を台帳に加えました") {
		t.Errorf("%d services\n%s", n, v.Text())
	}
}

// TestLedgerChangesBeforeTheEnd: what somebody else adds meanwhile is not
// added again, and is shown first.
func TestLedgerChangesBeforeTheEnd(t *testing.T) {
	w := newWorld(t)
	answerKinds(w, "鈴木", "Dropbox\nBox")
	id := button(t, w.press("鈴木", "survey/check", nil), "2件を台帳に加える")
	w.service("ドロップボックス", "山田", guidance.InUse, "")
	v := w.press("鈴木", id, nil)
	if n := countServices(w); n != 1 || !strings.Contains(v.Notice, "内容が変わった") {
		t.Fatalf("%d services; %s", n, v.Notice)
	}
	if text := v.Text(); strings.Contains(text, "ドロップボックス") || strings.Contains(text, "S0001") {
		t.Errorf("a service that 鈴木 may not see is named:\n%s", text)
	}
	w.press("鈴木", button(t, v, "1件を台帳に加える"), nil)
	if n := countServices(w); n != 2 {
		t.Errorf("%d services", n)
	}
}

// TestHiddenServicesStayHidden: whoever may not see a service learns from a
// name like it neither its name nor its number.
func TestHiddenServicesStayHidden(t *testing.T) {
	w := newWorld(t)
	w.service("ドロップボックス極秘計画", "山田", guidance.InUse, "")
	w.service("ドロップボックス", "山田", guidance.InUse, "")
	answerKinds(w, "吉田", "Dropbox")
	for _, v := range []bot.View{
		w.press("吉田", "survey/names/3", nil),
		w.press("吉田", "survey/check", nil),
		w.press("吉田", "do/add/k1", map[bot.FieldID]string{"name": "Dropbox", "status": "in-use"}),
		w.press("吉田", "twin/k1", nil),
		w.press("吉田", "do/suggest/k2", map[bot.FieldID]string{"name": "Dropbox", "use": "図面"}),
		w.press("吉田", "suggest/k2/apart", nil),
	} {
		text := v.Text()
		if strings.Contains(text, "ドロップボックス") || strings.Contains(text, "S000") {
			t.Errorf("%s shows a hidden service:\n%s", v.At, text)
		}
		if !strings.Contains(text, "似た名前のサービス") {
			t.Errorf("%s does not say that there is one:\n%s", v.At, text)
		}
	}
	if n := countServices(w); n != 2 {
		t.Errorf("%d services", n)
	}
}

// TestAnotherServiceAfterAll: what the person holds apart is added once, and
// only for what they were shown.
func TestAnotherServiceAfterAll(t *testing.T) {
	w := newWorld(t)
	w.service("Dropbox", "鈴木", guidance.InUse, "")
	v := w.press("鈴木", "do/add/k1", map[bot.FieldID]string{"name": "ドロップボックス", "status": "in-use"})
	id := button(t, v, "別のサービスとして追加する")
	w.press("鈴木", "new/k1", map[bot.FieldID]string{"name": "DROPBOX"})
	if v := w.press("鈴木", id, nil); countServices(w) != 1 {
		t.Fatalf("a name that was changed since was added:\n%s", v.Text())
	}
	id = button(t, w.press("鈴木", "twin/k1", nil), "別のサービスとして追加する")
	w.press("鈴木", id, nil)
	w.press("鈴木", id, nil)
	if n := countServices(w); n != 2 {
		t.Errorf("%d services", n)
	}
}

// TestOnlyManagersAskAround: nobody else asks, decides or sees how far others
// are, by whatever route.
func TestOnlyManagersAskAround(t *testing.T) {
	w := newWorld(t)
	w.press("吉田", "do/suggest/k1", map[bot.FieldID]string{"name": "Miro", "use": "付せん"})
	before := kept(w)
	for _, who := range []string{"鈴木", "中村", "客（社外）"} {
		for _, id := range []bot.ActionID{
			"surveys", "surveys/p/p3", "surveys/depts", "surveys/d/x", "do/surveys/p/p3/0", "do/surveys/again/p3/0", "do/surveys/drop/p3/0", "do/surveys/d/x",
			"suggestion/k1", "suggestion/k1/accept", "suggestion/k1/known", "suggestion/k1/decline", "do/accept/k1", "do/known/k1/1", "do/decline/k1", "suggest/k1",
		} {
			for _, values := range []map[bot.FieldID]string{nil, {"charge": "nobody", "reason": "不要", "name": "横取り", "use": "横取り"}} {
				v := w.press(who, id, values)
				sound(t, who+" "+string(id), v)
				if text := v.Text(); strings.Contains(text, "Miro") || strings.Contains(text, "お願いしていません") {
					t.Errorf("%s is shown by %s:\n%s", who, id, text)
				}
			}
		}
	}
	if after := kept(w); after != before {
		t.Errorf("changed\n%s\nto\n%s", before, after)
	}
	for _, id := range []bot.ActionID{"do/survey/begin", "do/survey/1", "do/survey/add/x", "survey/1", "do/suggest/k9"} {
		w.press("中村", id, map[bot.FieldID]string{"mail": "use", "name": "x", "use": "x"})
	}
	if after := kept(w); after != before {
		t.Error("the expert goes through the kinds")
	}
}

// TestOddSurveyRoutes: whatever follows the words of a route, something sound
// is shown.
func TestOddSurveyRoutes(t *testing.T) {
	w := newWorld(t)
	answerKinds(w, "山田", "Box")
	for _, id := range []bot.ActionID{
		"survey/", "survey/0", "survey/99", "survey/x/y", "survey/names", "survey/names/99", "survey/names/x", "survey/check/99", "do/survey", "do/survey/",
		"do/survey/99", "do/survey/names", "do/survey/add", "do/survey/add/x", "do/survey/check", "surveys/99", "surveys/p", "surveys/p/p99", "surveys/d", "surveys/depts/9",
		"do/surveys", "do/surveys/p", "do/surveys/p/p2", "do/surveys/p/p2/7", "do/surveys/drop/p2/0", "do/surveys/x/p2/0", "suggest", "suggest//apart", "suggestion", "suggestion/x/known",
		"suggestions/99", "do/accept", "do/known", "do/decline/x", "twin", "twin/x", "do/suggest", "pause/survey",
	} {
		sound(t, string(id), w.press("山田", id, nil))
		sound(t, string(id), w.press("山田", id, map[bot.FieldID]string{"mail": "たぶん", "storage": "x", "charge": "x", "name": "", "reason": strings.Repeat("長", 900)}))
	}
	if n := countServices(w); n != 0 {
		t.Errorf("%d services", n)
	}
}

// TestOwnSurveysAreHandedOut: people see what is kept of theirs, and of no
// one else's.
func TestOwnSurveysAreHandedOut(t *testing.T) {
	w := newWorld(t)
	answerKinds(w, "鈴木", "Dropbox、Box")
	w.press("鈴木", "do/suggest/k1", map[bot.FieldID]string{"name": "Miro", "use": "付せん"})
	text := w.press("鈴木", "mydata", nil).Text()
	for _, want := range []string{"オンラインストレージ＝利用中（Dropbox、Box）", "Miro　返事を待っています"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if text := w.press("吉田", "mydata", nil).Text(); strings.Contains(text, "Miro") || strings.Contains(text, "Dropbox") {
		t.Errorf("another's:\n%s", text)
	}
}

// TestNamesTooLongAreKept: a name that cannot be taken is pointed out and
// stays until it is mended.
func TestNamesTooLongAreKept(t *testing.T) {
	w := newWorld(t)
	long := strings.Repeat("長", guidance.MaxServiceName+1)
	answerKinds(w, "鈴木", "Box\n"+long)
	v := w.press("鈴木", "do/survey/names/3", nil)
	i := slices.IndexFunc(v.Fields, func(f bot.Field) bool { return f.ID == "storage" })
	if i < 0 || v.Fields[i].Problem == "" || !strings.Contains(v.Fields[i].Value, long) {
		t.Fatalf("not pointed out:\n%s", v.Text())
	}
	v = w.press("鈴木", "survey/check", nil)
	if id := button(t, v, "名前を直す"); id != "survey/names/3" || countServices(w) != 0 {
		t.Errorf("leads to %s, %d services", id, countServices(w))
	}
}
