package dialogue_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestOddDays: what is no day, or cannot be one of these, gets a sentence at its
// field, keeps what was entered, and is not taken.
func TestOddDays(t *testing.T) {
	for _, c := range []struct {
		id     bot.ActionID
		field  bot.FieldID
		rest   given
		bad    []string
		good   []string
		reopen bot.ActionID
	}{
		{"do/visitplan/1", "visit2", given{"visit1": "2026-12-10", "visit3": "2027-01-14"},
			[]string{"2026-02-30", "2026-12-10", "2026-12-09", "9999-12-31", "1900-01-01", "あさって", "2026-13-01", "<b>", "12/24"}, []string{"２０２６年１２月２５日", "2026/12/26", "未定", "2026-12-25（金）"}, "visitplan"},
		{"do/visitplan/1", "visit1", nil, []string{"", "未定", "　"}, []string{"2026-12-11"}, "visitplan"},
		{"do/visitplan/1", "checkpoint", nil, []string{"2027-01-14", "2026-12-01", "3か月後"}, []string{"", "2027-05-06", "未定"}, "visitplan"},
		{"do/hwset/2/own-" + longKey + "/1", "due", nil, []string{"2026-02-30", "未定", "2026-12-25", "来週", "2199-12-31"}, []string{"", "2026-12-24", "２０２６－１２－２４"}, "hwset/2/own-" + longKey},
		{"do/measureset/own-" + longKey + "/99999", "due", nil, []string{"2026-02-30", "未定", "来週", "2300-01-01"}, []string{"", "2027-02-28", "２０２７年２月２８日"}, "measureset/own-" + longKey},
	} {
		for i, text := range append(c.bad, c.good...) {
			w := planned(t)
			before := ofPlan(w)
			values := given{c.field: text}
			for id, v := range c.rest {
				values[id] = v
			}
			v := w.press("山田", c.id, values)
			sound(t, string(c.id)+" "+text, v)
			if bad := i < len(c.bad); bad != (says(v) != "") || bad && ofPlan(w) != before {
				t.Errorf("%s %s=%q: %q\n%s", c.id, c.field, text, says(v), otherLines(before, ofPlan(w)))
			}
			for _, id := range []bot.ActionID{c.reopen, "visits", "hwall/2", "measures", "menu"} {
				sound(t, text, w.press("山田", id, nil))
			}
		}
	}
}

// TestFarDays: the past and the end of time can be planned from, and are
// remarked on.
func TestFarDays(t *testing.T) {
	for _, day := range []string{"2199-12-31", "1970-01-01", "2026-11-30", "2027-01-01", "2026-12-12"} {
		w := newWorld(t)
		w.press("山田", "do/silent/no", nil)
		v := w.press("山田", bot.ActionID("visitplan/0/"+day), nil)
		sound(t, day, v)
		sound(t, day, w.say("山田", "訪問 予定 "+day, ""))
		values := given{}
		for i, f := range v.Fields {
			values[f.ID] = f.Value
			if i == 0 {
				values[f.ID] = day
			}
		}
		after := w.press("山田", v.At, values)
		if day != "2199-12-31" && day != "2026-11-30" && len(after.Sections) == 0 {
			t.Errorf("nothing is remarked on %s:\n%s", day, after.Text())
		}
		if strings.Contains(after.Text(), "第1回は、前の回") {
			t.Errorf("%s:\n%s", day, after.Text())
		}
		w.press("山田", v.Submit.ID, values)
		for _, id := range []bot.ActionID{"visits", "visit/1", "hwall/1", "homework", "menu", "close"} {
			sound(t, day, w.press("山田", id, nil))
		}
		if err := w.Tick(); err != nil {
			t.Error(err)
		}
	}
}

// TestClockBeforeThePlan: a clock that was put back to before the plan was made
// breaks nothing.
func TestClockBeforeThePlan(t *testing.T) {
	w := planned(t)
	for _, at := range []time.Time{time.Date(2026, 1, 5, 9, 0, 0, 0, tokyo), time.Date(2020, 2, 28, 9, 0, 0, 0, tokyo), time.Date(2100, 3, 1, 9, 0, 0, 0, tokyo)} {
		w.now = at
		if err := w.Tick(); err != nil {
			t.Error(err)
		}
		for _, id := range ofTheVisits {
			v := w.press("山田", id, nil)
			sound(t, string(id), v)
			if strings.Contains(v.Text(), "あと-") {
				t.Errorf("%s:\n%s", id, v.Text())
			}
		}
	}
}

// TestWorkdaysAsTheyAreWritten: stretches of the year as people write them; what
// would close the company for most of the year is a mistake.
func TestWorkdaysAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]string{
		"年末年始 12/29〜1/3": "[{年末年始 12-29 01-03}]",
		"年末年始１２／２９～１／３":  "[{年末年始 12-29 01-03}]",
		"12/29〜1/3":                   "[{会社の休み 12-29 01-03}]",
		"創立記念日 6/8":                   "[{創立記念日 06-08 06-08}]",
		"夏休み：8月13日 〜 8月16日":           "[{夏休み 08-13 08-16}]",
		"休み2 8/13-8/16":               "[{休み2 08-13 08-16}]",
		"うるう日 2/29":                   "[{うるう日 02-29 02-29}]",
		"":                            "[]",
		"休み 2/30〜3/1":                 "",
		"休み 1/1〜12/31":                "",
		"休み 1/4〜12/28":                "",
		"休み":                          "",
		"<b>休み</b>":                   "",
		"休み 12/29〜":                   "",
		"休み 2026/12/29〜1/3":           "",
		strings.Repeat("a 1/1\n", 13): "",
	} {
		w := planned(t)
		v := w.press("山田", "do/workdays", given{"yearly": text})
		sound(t, text, v)
		var got string
		w.read(func(tx *store.Tx) error {
			c, err := tx.Company()
			if c.Workdays != nil {
				got = fmt.Sprint(c.Workdays.Yearly)
			}
			return err
		})
		if got != want || (want == "") != (says(v) != "") {
			t.Errorf("%q becomes %s, want %s: %s", text, got, want, says(v))
		}
	}
}

// TestLongestWorkdays: as many days as there may be fit into their fields.
func TestLongestWorkdays(t *testing.T) {
	w := planned(t)
	var yearly, closed strings.Builder
	for i := range 12 {
		fmt.Fprintf(&yearly, "%s 10/%d〜12/2\n", strings.Repeat("長", 20), 10+i)
	}
	for i := range guidance.MaxClosed {
		fmt.Fprintf(&closed, "%d-12-28〜%d-01-05\n", 2030+i, 2031+i)
	}
	if v := w.press("山田", "do/workdays", given{"yearly": yearly.String(), "closed": closed.String()}); says(v) != "" {
		t.Fatal(says(v))
	}
	holds(t, "workdays", w.press("山田", "workdays", nil))
	if v := w.press("山田", "do/workdays", given{"yearly": "秋 9/1〜10/20\n冬 10/20〜12/10\n年末 12/1〜1/20\n春 1/10〜3/1\n休 2/20〜4/10\n夏 4/5〜5/30\n梅雨 5/20〜7/10\n盆 7/5〜9/1"}); says(v) == "" {
		t.Error("a company that never works")
	}
	for _, text := range []string{"土日", "土曜日と日曜日", "毎日", "月火水木金土日", "８", ""} {
		v := w.press("山田", "do/workdays", given{"off": text})
		if bad := text == "毎日" || text == "月火水木金土日" || text == "８"; bad != (says(v) != "") {
			t.Errorf("off on %q: %q", text, says(v))
		}
	}
}

// oddTexts are what people paste.
var oddTexts = []string{"", " \n\t　", "\u200b\u200d\ufeff", "\u202eevil", "<script>alert(1)</script> <@U1> @everyone *b* `c` =1+1", strings.Repeat("長", 5000), "👨‍👩‍👧‍👦 e\u0301", "a\x00b\x07", "\xff\xfe"}

// TestOddTexts: every field of every form takes what people paste, says what is
// wrong with it, or leaves it out; nothing breaks and nothing is said twice.
func TestOddTexts(t *testing.T) {
	forms := []struct {
		who    string
		open   bot.ActionID
		fields []bot.FieldID
	}{
		{"山田", "visitset/2", []bot.FieldID{"hours", "where", "attendee1", "attendee5", "attendee99", "attendee"}},
		{"山田", "visitplan", []bot.FieldID{"visit1", "visit3", "checkpoint", "visit9"}},
		{"山田", "workdays", []bot.FieldID{"off", "yearly", "closed"}},
		{"山田", "hwset/2/own-" + longKey, []bot.FieldID{"owner", "due", "note", "task", "side"}},
		{"山田", "hwadd/2/k8", []bot.FieldID{"task", "side", "owner", "due", "note"}},
		{"中村", "minutes/3", []bot.FieldID{"decided", "comment", "evaluation", "conclusion"}},
		{"山田", "measureset/own-" + longKey, []bot.FieldID{"measure", "approach", "urgency", "importance", "difficulty", "obstacles", "owner", "due"}},
		{"山田", "operation", []bot.FieldID{"months", "keeper", "told"}},
		{"鈴木", "wish", []bot.FieldID{"mail"}},
	}
	for _, f := range forms {
		for _, field := range f.fields {
			for _, text := range oddTexts {
				w := planned(t)
				what := fmt.Sprintf("%s %s=%.20q", f.open, field, text)
				v := w.press(f.who, f.open, nil)
				sound(t, what, w.press(f.who, v.At, given{field: text}))
				if submit := v.Submit.ID; submit != "" {
					values := given{"task": "資料", "side": "company", "measure": "写す"}
					values[field] = text
					sound(t, what, w.press(f.who, submit, values))
				} else {
					sound(t, what, w.press(f.who, "do/wish", given{field: text}))
				}
				for _, id := range []bot.ActionID{f.open, "menu", "visits", "visit/2", "measures", "hwall/2", "close/3", "measure/own-" + longKey} {
					sound(t, what, w.press("山田", id, nil))
				}
				tidy(t, what, w)
			}
		}
	}
}

// tidy fails where something was kept that nobody can see, or too much.
func tidy(t *testing.T, what string, w *world) {
	t.Helper()
	w.read(func(tx *store.Tx) error {
		p, err1 := tx.Programme()
		m, err2 := tx.Minutes(1, 3)
		c, err3 := tx.Company()
		hw, err4 := tx.Homework(1)
		all, err5 := tx.Measures()
		texts := map[string]int{p.Visits[1].Hours: 30, p.Visits[1].Place: 200, m.Decided: 2000, m.Comment: 2000, m.Conclusion: 2000, c.Operation.Told: 1000}
		for _, h := range hw {
			texts[h.Text], texts[h.Note] = 200, 2000
		}
		for _, x := range all {
			texts[x.Text], texts[x.Obstacles] = 200, 200
			if strings.TrimSpace(bot.Clean(x.Text)) == "" {
				t.Errorf("%s: a measure that says nothing", what)
			}
		}
		for text, most := range texts {
			if len([]rune(text)) > most || bot.Clean(text) != text {
				t.Errorf("%s: kept %.60q", what, text)
			}
		}
		return errors.Join(err1, err2, err3, err4, err5)
	})
}

// TestPutOffBeyondTheVisit: who put reminding off until after the visit hears of
// no homework before it, but of the visit itself, and is woken after it.
func TestPutOffBeyondTheVisit(t *testing.T) {
	w, m := reminded(t)
	w.turn(func(tx *store.Tx) error {
		p, err := tx.Programme()
		p.Visits[0].Attendees = []guidance.PersonID{"p2"}
		who, err2 := tx.Person("p2")
		who.Reminders.Snoozed = "2026-12-14"
		return errors.Join(err, err2, tx.PutProgramme(p), tx.PutPerson(who))
	})
	for day := 7; day <= 14; day++ {
		w.now = time.Date(2026, 12, day, 9, 30, 0, 0, tokyo)
		if err := w.Tick(); err != nil {
			t.Fatal(err)
		}
		w.deliver(m, false)
	}
	for day, n := range map[string]int{"07": 0, "09": 0, "10": 1, "14": 1} {
		if got := m.got["鈴木 2026-12-"+day]; got != n {
			t.Errorf("on %s: %d messages, want %d", day, got, n)
		}
	}
	if w.person("鈴木").Reminders.Snoozed != "" {
		t.Error("still put off")
	}
}

// TestRemindedAtTheProvenAccount: of several accounts in several homes, one is
// told, which is proven where any is.
func TestRemindedAtTheProvenAccount(t *testing.T) {
	w, m := reminded(t)
	withPage(w)
	w.turn(func(tx *store.Tx) error {
		p, err := tx.Person("p2")
		p.Accounts = []guidance.Account{{Home: webHome, ID: "鈴木のリンク"}, {Home: home, ID: "鈴木"}}
		p.Unproven = p.Accounts[:1:1]
		return errors.Join(err, tx.PutPerson(p))
	})
	w.now = time.Date(2026, 12, 7, 9, 30, 0, 0, tokyo)
	if err := w.Tick(); err != nil {
		t.Fatal(err)
	}
	w.deliver(m, false)
	if m.got["鈴木 2026-12-07"] != 1 || m.got["鈴木のリンク 2026-12-07"] != 0 {
		t.Errorf("reached: %v", m.got)
	}
}
