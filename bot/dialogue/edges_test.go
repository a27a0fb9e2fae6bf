package dialogue_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

// everybody is one of each role, and somebody nobody knows.
var everybody = []string{"山田", "鈴木", "吉田", "中村", "客（社外）"}

// sound fails where a view cannot be shown or leads to what no adapter can
// carry.
func sound(t *testing.T, what string, v bot.View) {
	t.Helper()
	if v.Title == "" || v.At == "" || v.At.Acts() {
		t.Errorf("%s: title %q at %q", what, v.Title, v.At)
	}
	ids := []bot.ActionID{v.At, v.Submit.ID}
	for _, a := range v.Actions {
		ids = append(ids, a.ID)
	}
	offers(t, what, v)
	fields := map[bot.FieldID]bool{}
	for _, f := range v.Fields {
		if fields[f.ID] {
			t.Errorf("%s: field %s twice", what, f.ID)
		}
		fields[f.ID] = true
		choosable(t, what, f)
		for _, a := range f.Actions {
			ids = append(ids, a.ID)
		}
	}
	if v.Table != nil {
		for _, r := range v.Table.Rows {
			ids = append(ids, r.Open)
			if len(r.Cells) != len(v.Table.Head) {
				t.Errorf("%s: %d cells under %d headings", what, len(r.Cells), len(v.Table.Head))
			}
		}
	}
	for _, id := range ids {
		if _, err := bot.ParseAction(string(id)); id != "" && err != nil {
			t.Errorf("%s: %q: %v", what, id, err)
		}
	}
	if (v.Submit.ID == "") != (len(v.Fields) == 0) {
		t.Errorf("%s: %d fields, submit %q", what, len(v.Fields), v.Submit.ID)
	}
	if !utf8.ValidString(v.Text()) {
		t.Errorf("%s: not UTF-8", what)
	}
}

// offers fails where two buttons are one, or more than one stands out.
func offers(t *testing.T, what string, v bot.View) {
	t.Helper()
	primary, seen := 0, map[bot.ActionID]bool{}
	for _, a := range append([]bot.Action{v.Submit}, v.Actions...) {
		if a.Style == bot.Primary {
			primary++
		}
		if a.ID != "" && (a.Label == "" || seen[a.ID]) {
			t.Errorf("%s: the button %q is called %q, there before: %v", what, a.ID, a.Label, seen[a.ID])
		}
		seen[a.ID] = true
	}
	if primary > 1 {
		t.Errorf("%s: %d buttons stand out of %d", what, primary, len(v.Actions))
	}
}

// choosable fails where an option cannot be carried by a button's id.
func choosable(t *testing.T, what string, f bot.Field) {
	t.Helper()
	values := map[string]bool{"": true}
	for _, o := range f.Options {
		if values[o.Value] || o.Label == "" || len(o.Value) > 30 || strings.ContainsFunc(o.Value, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%s: %s offers %q as %q", what, f.ID, o.Value, o.Label)
		}
		values[o.Value] = true
	}
}

// TestEveryButtonLeadsSomewhere walks from the menu through every button and
// row that each person is shown, and draws what it finds.
func TestEveryButtonLeadsSomewhere(t *testing.T) {
	for _, who := range everybody {
		w := newWorld(t)
		twoServices(w)
		seen := map[bot.ActionID]bool{}
		walk(t, w, who, "menu", seen, 0)
		if who == "山田" && len(seen) < 25 {
			t.Errorf("%s reaches only %d views", who, len(seen))
		}
	}
}

func walk(t *testing.T, w *world, who string, id bot.ActionID, seen map[bot.ActionID]bool, depth int) {
	if id == "" || seen[id] || depth > 6 || id.Parts()[0] == "new" && seen["a form"] {
		return
	}
	seen[id] = true
	seen["a form"] = seen["a form"] || id.Parts()[0] == "new"
	v := w.press(who, id, nil)
	sound(t, who+" presses "+string(id), v)
	if v.Problem != "" {
		t.Errorf("%s is shown a button %s that says: %s", who, id, v.Problem)
	}
	next := []bot.ActionID{v.At, v.Submit.ID}
	for _, a := range v.Actions {
		next = append(next, a.ID)
	}
	for _, f := range v.Fields {
		for _, a := range f.Actions {
			next = append(next, a.ID)
		}
	}
	if v.Table != nil {
		for _, r := range v.Table.Rows {
			next = append(next, r.Open)
		}
	}
	for _, id := range next {
		// A nameless service, and whom no surface vouches for, is refused, which is no dead end.
		if !strings.HasPrefix(string(id), "do/add/") && id != "do/enroll" {
			walk(t, w, who, id, seen, depth+1)
		}
	}
}

func TestOddValuesLoseNothing(t *testing.T) {
	w := newWorld(t)
	no := w.service("勤怠", "鈴木", guidance.InUse, "")
	w.begin("鈴木")
	for _, c := range []struct {
		name   string
		press  bot.ActionID
		values map[bot.FieldID]string
		field  bot.FieldID // that says what is wrong; empty: the view does
	}{
		{"no such label", "diagnosis/1", map[bot.FieldID]string{"d01": "9"}, "d01"},
		{"no such question", "diagnosis/1", map[bot.FieldID]string{"d99": "4"}, ""},
		{"a question of another page", "diagnosis/1", map[bot.FieldID]string{"d25": "いつも"}, ""},
		{"未確認 where it means nothing", "check/1/1/0", map[bot.FieldID]string{"c01": "未確認"}, "c01"},
		{"a note too long", "note/1/c01/0", map[bot.FieldID]string{"note": strings.Repeat("長", guidance.MaxNote+1)}, "note"},
		{"a person nobody knows", "new/k1", map[bot.FieldID]string{"person1": "p99"}, "person1"},
		{"an end before the start", "new/k1", map[bot.FieldID]string{"start": "2026-12-10", "end": "2026-12-01"}, "end"},
		{"a name too long", "new/k1", map[bot.FieldID]string{"name": strings.Repeat("名", 101)}, "name"},
		{"one person in charge twice", "new/k1", map[bot.FieldID]string{"person1": "p2", "person2": "p2"}, "person2"},
		{"a scope without a person", "new/k1", map[bot.FieldID]string{"person2": "", "scope2": "技術"}, "person2"},
		{"no such status", "new/k1", map[bot.FieldID]string{"status": "たぶん"}, "status"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := w.press("鈴木", c.press, c.values)
			sound(t, c.name, v)
			said := v.Problem
			for _, f := range v.Fields {
				if f.ID == c.field {
					said = f.Problem
				}
			}
			if said == "" {
				t.Errorf("nothing is said:\n%s", v.Text())
			}
		})
	}
	if got := kept(w); strings.Contains(got, "=") {
		t.Errorf("odd values were kept of service %s:\n%s", no, got)
	}
}

// TestLateAndForgedPresses: an id from another time or from nobody's view
// shows something sound, and changes nothing that its sender may not.
func TestLateAndForgedPresses(t *testing.T) {
	w := newWorld(t)
	twoServices(w)
	before := kept(w)
	for _, who := range []string{"吉田", "中村", "客（社外）"} {
		for _, id := range []bot.ActionID{
			"check/1/1/99999", "check/1/9/0", "check/99/1/0", "check/x", "check", "service/", "service/-1", "history/0",
			"note/1/c99/0", "note/1", "edit/1/1", "do/edit/1/1", "do/check/1/1/0", "do/note/1/c01/0", "do/add/", "do/read/x", "do/", "do/nothing",
			"new/", "new/" + bot.ActionID(strings.Repeat("k", 40)), "ledger/x/y/z", "ledger/all/all/999999", "concerns/ended/none/7", "ledger/x/" + bot.ActionID(strings.Repeat("d", 50)),
			"reading/none", "diagnosis/0", "diagnosis/99", "result/1", "pause/99", "pause/x", "privacy/1", "..", "/",
		} {
			sound(t, who+" "+string(id), w.press(who, id, nil))
			sound(t, who+" "+string(id), w.press(who, id, map[bot.FieldID]string{"c01": "0", "name": "x", "note": "x", "summary": "x"}))
		}
	}
	if after := kept(w); after != before {
		t.Errorf("forged presses changed\n%s\nto\n%s", before, after)
	}
}

// TestNoPromiseOfSafety: the bot never calls anything safe.
func TestNoPromiseOfSafety(t *testing.T) {
	w := newWorld(t)
	w.service("満点", "山田", guidance.InUse, "333333333333333")
	for _, id := range []bot.ActionID{"menu", "ledger", "service/1", "concerns", "history/1", "help", "about"} {
		for _, word := range []string{"安全です", "問題ありません", "すばらしい"} {
			if text := w.press("山田", id, nil).Text(); strings.Contains(text, word) {
				t.Errorf("%s says %s:\n%s", id, word, text)
			}
		}
	}
}

func TestPeopleOfNoHomeAreTold(t *testing.T) {
	w := newWorld(t)
	v, err := w.runner.Handle(context.Background(), bot.Event{From: bot.Account{Home: "elsewhere", ID: "u"}, Press: "menu"})
	if err == nil || v.Problem == "" {
		t.Errorf("%v, %+v", err, v)
	}
}

func FuzzWords(f *testing.F) {
	for _, words := range []string{"台帳", "/ledger add Dropbox", "S0004", "追加", "＋", "\u202e", "ledger ", "<b>"} {
		f.Add(words, "menu")
	}
	w := newWorld(f)
	twoServices(w)
	f.Fuzz(func(t *testing.T, words, shown string) {
		w.t = t
		at, err := bot.ParseAction(shown)
		if err != nil {
			at = ""
		}
		for _, who := range everybody {
			sound(t, who+" says "+words, w.say(who, words, at))
		}
	})
}

func FuzzRoutes(f *testing.F) {
	for _, id := range []string{"menu", "check/1/1/0", "do/check/1/1/0", "do/add/k", "ledger/in-use/all/2", "note/1/c01/3"} {
		f.Add(id, "c01", "3")
	}
	for _, id := range ofTheVisits {
		f.Add(string(id), "due", "2026-12-24")
	}
	for _, c := range deedsOfVisits {
		f.Add(string(c.id), "owner", "p2")
	}
	w := planned(f)
	f.Fuzz(func(t *testing.T, id, field, value string) {
		w.t = t
		press, err := bot.ParseAction(id)
		if err != nil {
			return
		}
		for _, who := range everybody {
			sound(t, who, w.press(who, press, nil))
			sound(t, who, w.press(who, press, map[bot.FieldID]string{bot.FieldID(field): value}))
		}
	})
}

// TestHalfFilledFormsAreFoundAgain: what was entered into a form that was
// left can be reached from the menu, by whoever may still go on with it.
func TestHalfFilledFormsAreFoundAgain(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "")
	w.say("鈴木", "追加 議事録ノート", "")
	w.press("鈴木", "edit/1/1", map[bot.FieldID]string{"summary": "打刻"})
	rows := map[string]bot.ActionID{}
	for _, r := range w.press("鈴木", "menu", nil).Table.Rows {
		rows[r.Cells[0].Text] = r.Open
	}
	for text, want := range map[string]string{"サービスの追加：議事録ノート": "議事録ノート", "台帳の変更：S0001 勤怠": "打刻"} {
		if rows[text] == "" {
			t.Fatalf("no %q in the menu: %v", text, rows)
		}
		if v := w.press("鈴木", rows[text], nil); !strings.Contains(v.Text(), want) {
			t.Errorf("%q leads to\n%s", text, v.Text())
		}
	}
	w.press("山田", "do/edit/1/1", map[bot.FieldID]string{"person1": "p3"})
	if text := w.press("鈴木", "menu", nil).Text(); strings.Contains(text, "台帳の変更") {
		t.Errorf("somebody no longer in charge is led to a change they may not make:\n%s", text)
	}
}

// TestAddingForSomebodyElse: an employee who puts a service into another's
// charge is told that it was added, not that they may not see it.
func TestAddingForSomebodyElse(t *testing.T) {
	w := newWorld(t)
	w.begin("鈴木")
	v := w.press("鈴木", "do/add/k1", map[bot.FieldID]string{"name": "会計", "status": "in-use", "person1": "p3"})
	if v.Problem != "" || !strings.Contains(v.Notice, "追加しました") {
		t.Errorf("problem %q, notice %q", v.Problem, v.Notice)
	}
}

// TestForgedRevision: an id that claims to have seen the future overwrites no
// answer of somebody else's, either.
func TestForgedRevision(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "3")
	v := w.press("山田", "check/1/1/99999", map[bot.FieldID]string{"c01": "0"})
	if v.Fields[0].Problem == "" {
		t.Error("no conflict is shown")
	}
	if text := kept(w); !strings.Contains(text, "c01=3") {
		t.Errorf("an answer was overwritten:\n%s", text)
	}
}
