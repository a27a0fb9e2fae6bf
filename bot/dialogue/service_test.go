package dialogue_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

type values = map[bot.FieldID]string

// serviceAt reads a service as it stands.
func (w *world) serviceAt(no guidance.ServiceNo) (s guidance.Service) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		s, err = tx.Service(no)
		return err
	})
	return s
}

// noticesOf is what waits before somebody, as one text.
func (w *world) noticesOf(name string) string {
	w.t.Helper()
	var text strings.Builder
	w.read(func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: name})
		if err != nil {
			return err
		}
		list, err := tx.Notices(p.ID)
		for _, n := range list {
			fmt.Fprintln(&text, n.Text)
		}
		return err
	})
	return text.String()
}

// said is what a view says about what was done: its own problem or notice, or
// that of a field.
func said(v bot.View) string {
	text := v.Problem + v.Notice
	for _, f := range v.Fields {
		text += f.Problem
	}
	return text
}

// serviceDoors are all routes of a service's life, and what is entered there.
var serviceDoors = []struct {
	press  bot.ActionID
	values values
}{
	{"end/1/1", values{"end": "2026-12-01"}}, {"do/end/1/1", values{"end": "2026-12-01"}}, {"do/resume/1/1", nil},
	{"ending/1/0", values{"erased": "done"}}, {"do/ending/1/0", values{"erased": "done"}},
	{"endnote/1/erased/0", values{"note": "x"}}, {"do/endnote/1/erased/0", values{"note": "x"}},
	{"charges/1", nil}, {"charge/1/1/0", values{"who": "p3"}}, {"do/charge/1/1/0", values{"who": "p3"}},
	{"charge/1/1/1", values{"scope": "技術"}}, {"do/charge/1/1/1", values{"scope": "技術"}}, {"do/uncharge/1/1/1", nil},
	{"handover/1/1", values{"to": "p3", "part": "1"}}, {"do/handover/1/1", values{"to": "p3", "part": "1"}},
	{"importance/1/1", values{"leak": "heavy"}}, {"do/importance/1/1", values{"leak": "heavy"}}, {"level/1/1", nil}, {"do/level/1/1/high", nil},
	{"history/1", nil}, {"service/1", nil}, {"edit/1/1", values{"name": "x"}}, {"do/edit/1/1", values{"name": "x"}},
}

// TestServiceDoors: whoever is not in charge changes nothing at any door, and
// cannot tell a service that is there from one that is not.
func TestServiceDoors(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "3")
	w.service("会計", "鈴木", guidance.Ended, "3")
	before := kept(w)
	for _, who := range []string{"吉田", "中村", "客（社外）"} {
		for _, door := range serviceDoors {
			for _, entered := range []values{nil, door.values} {
				v := w.press(who, door.press, entered)
				sound(t, who+" "+string(door.press), v)
				missing := strings.Replace(string(door.press), "/1", "/99", 1)
				ended := strings.Replace(string(door.press), "/1", "/2", 1)
				for _, other := range []string{missing, ended} {
					u := w.press(who, bot.ActionID(other), entered)
					if who == "吉田" && (u.Problem != v.Problem || u.Title != v.Title || u.Problem == "") {
						t.Errorf("%s says %q, %s says %q", door.press, v.Problem, other, u.Problem)
					}
				}
			}
		}
	}
	if after := kept(w); after != before {
		t.Errorf("strangers changed\n%s\nto\n%s", before, after)
	}
}

// TestOddServiceRoutes: whoever may is led on by whatever is in a route.
func TestOddServiceRoutes(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "3")
	before := kept(w)
	for _, id := range []bot.ActionID{
		"end", "end/1", "end/1/x", "end/1/999", "ending/1", "do/ending/1/7", "do/resume/1", "endnote/1", "endnote/1/none/0", "do/endnote/1/c01",
		"charge/1", "charge/1/1/9", "charge/1/1/-1", "charge/1/9/1", "charge/1/x/y", "do/charge/1", "do/uncharge/1/1/0", "do/uncharge/1/1/7", "do/uncharge",
		"handover/1", "handover/1/99", "do/handover/1/0", "do/handover", "importance/1", "do/importance/1/0", "level/1", "do/level/1/1", "do/level/1/1/none",
		"found", "found/1", "found/x/1", "found/2/zzzzzzzzzz", "found/2/-1", "found/99999999/1", "found/0/1", "found/2/1.1..2",
	} {
		for _, who := range []string{"山田", "鈴木", "中村"} {
			sound(t, who+" "+string(id), w.press(who, id, nil))
			sound(t, who+" "+string(id), w.press(who, id, values{"end": "いつか", "erased": "たぶん", "who": "p99", "to": "p99", "part": "77", "leak": "?", "word": strings.Repeat("長", 300)}))
		}
	}
	if after := kept(w); after != before {
		t.Errorf("odd routes changed\n%s\nto\n%s", before, after)
	}
}

// TestEndMeetsOthers: what somebody else changed while the page of the end was
// open is looked at when the end is pressed.
func TestEndMeetsOthers(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "")
	w.press("山田", "do/edit/1/1", values{"start": "2027-04-01", "summary": "打刻"})
	if v := w.press("鈴木", "do/end/1/1", values{"end": "2026-12-01"}); !strings.Contains(said(v), "2027年4月1日（木）より前") {
		t.Errorf("it says %q", said(v))
	}
	v := w.press("鈴木", "do/end/1/1", values{"end": "2027-05-01"})
	if s := w.serviceAt(1); s.Status != guidance.Ended || s.End != "2027-05-01" || s.Summary != "打刻" || said(v) == "" {
		t.Errorf("%+v; it says %q", s, said(v))
	}
	w.press("山田", "do/edit/1/3", values{"end": "2027-06-01"})
	if v := w.press("鈴木", "do/resume/1/3", nil); v.Problem == "" || w.serviceAt(1).Status != guidance.Ended {
		t.Errorf("an end that somebody else has changed since was taken back: %q", said(v))
	}
	if v := w.press("鈴木", "do/resume/1/4", nil); w.serviceAt(1).Status != guidance.InUse || w.serviceAt(1).End != guidance.Undecided {
		t.Errorf("%+v; it says %q", w.serviceAt(1), said(v))
	}
}

// TestEndFieldsFollowTheTable: what was answered about a task that is no
// longer listed stays in the record and is not counted.
func TestEndFieldsFollowTheTable(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.Ended, "")
	w.turn(func(tx *store.Tx) error {
		sheet, _ := guidance.Sheet{}.Give("keys", guidance.EndDone, "p2", w.now, 0)
		return tx.PutEndingSheet(1, sheet)
	})
	v := w.press("鈴木", "ending/1", nil)
	if v.Progress.Done != 0 || v.Progress.Of != 5 || len(v.Fields) != 5 {
		t.Errorf("%+v with %d fields", v.Progress, len(v.Fields))
	}
	w.press("鈴木", v.Submit.ID, values{"erased": "該当しない", "keys": "open"})
	w.read(func(tx *store.Tx) error {
		sheet, err := tx.EndingSheet(1)
		keys, _ := sheet.Answer("keys")
		erased, _ := sheet.Answer("erased")
		if keys.Label != guidance.EndDone || erased.Label != guidance.EndNone {
			t.Errorf("kept are %+v", sheet.Answers)
		}
		return err
	})
}

// TestImportanceOrdersConcerns: what people decide about a service's
// importance decides which of two like answers comes first.
func TestImportanceOrdersConcerns(t *testing.T) {
	w := newWorld(t)
	w.service("一", "鈴木", guidance.InUse, "0")
	w.service("二", "鈴木", guidance.InUse, "0")
	first := func() string { return w.press("山田", "concerns", nil).Table.Rows[0].Cells[0].Text }
	if got := first(); !strings.Contains(got, "一") {
		t.Fatalf("first is %s", got)
	}
	v := w.press("鈴木", "do/importance/2/1", values{"leak": "heavy", "change": "some", "loss": "some", "stop": "some"})
	if v.Actions[0].Style != bot.Primary || !strings.HasSuffix(string(v.Actions[0].ID), "/high") {
		t.Fatalf("proposed is %+v", v.Actions[0])
	}
	sound(t, "the proposal", v)
	v = w.press("鈴木", v.Actions[0].ID, nil)
	if got := first(); !strings.Contains(got, "二") {
		t.Errorf("after %q first is %s", v.Notice, got)
	}
	if rev := w.serviceAt(2).Rev; rev != 3 {
		t.Errorf("revision %d", rev)
	}
	if w.press("鈴木", "do/level/2/2/high", nil); w.serviceAt(2).Rev != 3 {
		t.Error("pressed twice, it was written twice")
	}
	if v := w.press("山田", "do/level/2/2/low", nil); v.Problem == "" || w.serviceAt(2).Importance != guidance.High {
		t.Errorf("from an old page somebody else's decision was overwritten: %q", v.Problem)
	}
}

// TestFoundAgain: the route of what was found draws it again, for whoever may
// see it.
func TestFoundAgain(t *testing.T) {
	w := newWorld(t)
	for i := range 12 {
		w.service(fmt.Sprintf("クラウド%d", i+1), "鈴木", guidance.InUse, "")
	}
	v := w.say("鈴木", "クラウド", "")
	if len(v.Table.Rows) != 10 || !strings.Contains(v.Title, "12件") {
		t.Fatalf("found\n%s", v.Text())
	}
	if again := w.press("鈴木", v.At, nil); again.Text() != v.Text() {
		t.Errorf("drawn again it is\n%s", again.Text())
	}
	if other := w.press("吉田", v.At, nil); strings.Contains(other.Text(), "クラウド1") {
		t.Errorf("somebody not in charge is shown\n%s", other.Text())
	}
	large := guidance.ServiceNo(9_999_990)
	w.turn(func(tx *store.Tx) (err error) {
		for i := range 9 {
			err = errors.Join(err, tx.PutService(guidance.Service{No: large + guidance.ServiceNo(i), Name: fmt.Sprintf("巨大%d", i), Rev: 1}))
		}
		return err
	})
	v = w.say("山田", "巨大", "")
	sound(t, "a list of large numbers", v)
	if again := w.press("山田", v.At, nil); again.Text() != v.Text() || len(v.Table.Rows) < 7 {
		t.Errorf("drawn again it is\n%s\nafter\n%s", again.Text(), v.Text())
	}
}

// TestLeftServiceForms: the half-filled forms of a service are found again in
// the menu, and lead to nothing once they mean nothing.
func TestLeftServiceForms(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "")
	w.press("鈴木", "end/1/1", values{"end": "2026-12-31"})
	w.press("鈴木", "handover/1/1", values{"word": "よろしく"})
	w.press("鈴木", "charge/1/1/0", values{"scope": "技術"})
	w.press("鈴木", "importance/1/1", values{"leak": "some"})
	rows := map[string]bot.ActionID{}
	for _, r := range w.press("鈴木", "menu", nil).Table.Rows {
		rows[r.Cells[0].Text] = r.Open
	}
	for text, want := range map[string]string{
		"利用終了の手続き：S0001 勤怠": "2026-12-31", "担当の引き継ぎ：S0001 勤怠": "よろしく",
		"管理担当者の追加：S0001 勤怠": "技術", "情報の重要度：S0001 勤怠": "some",
	} {
		v := w.press("鈴木", rows[text], nil)
		there := slices.ContainsFunc(v.Fields, func(f bot.Field) bool { return f.Value == want })
		if rows[text] == "" || !there {
			t.Errorf("%q leads to %q:\n%s", text, rows[text], v.Text())
		}
	}
	w.press("山田", "do/end/1/1", nil)
	if text := w.press("鈴木", "menu", nil).Text(); strings.Contains(text, "利用終了の手続き") {
		t.Errorf("what has ended is still to be ended:\n%s", text)
	}
}
