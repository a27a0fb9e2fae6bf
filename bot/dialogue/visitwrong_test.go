package dialogue_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// says is everything that a view says went wrong.
func says(v bot.View) string {
	said := v.Problem
	for _, f := range v.Fields {
		said += f.Problem
	}
	return said
}

// TestWrongRoleAtEveryVisit: nobody does what is not theirs, whatever they send:
// nothing is written, nobody is told, and a sentence says so.
func TestWrongRoleAtEveryVisit(t *testing.T) {
	own := map[bot.ActionID]bool{"do/snooze/3": true, "do/silent/yes": true, "do/silent/no": true, "do/wish": true}
	for _, who := range []string{"鈴木", "小川", "客（社外）", "中村"} {
		w := planned(t)
		w.turn(func(tx *store.Tx) error { // 小川 is somebody whom nothing concerns
			return tx.PutPerson(guidance.Person{ID: "p9", Name: "小川 進", Role: guidance.Employee, Accounts: []guidance.Account{{Home: home, ID: "小川"}}, Greeted: w.now})
		})
		expert := w.person("中村")
		expert.Until = "2026-12-23"
		w.turn(func(tx *store.Tx) error { return tx.PutPerson(expert) })
		w.press(who, "do/silent/no", nil)
		before := ofPlan(w)
		for _, c := range deedsOfVisits {
			if own[c.id] || c.who == who && who != "中村" {
				continue
			}
			a := bot.Account{Home: home, ID: who}
			if who == "客（社外）" {
				a, _ = w.Account(who)
			}
			for _, id := range []bot.ActionID{c.id, bot.ActionID(strings.TrimPrefix(string(c.id), "do/"))} {
				v, err := w.runner.Handle(context.Background(), bot.Event{From: a, Press: id, Values: c.values})
				if err != nil {
					t.Fatal(err)
				}
				if says(v) == "" && !strings.Contains(v.Title, "利用期間が終わりました") && who != "客（社外）" && v.At != "menu" {
					t.Errorf("%s is shown %q at %s after %s", who, v.Title, v.At, id)
				}
			}
			if after := ofPlan(w); after != before {
				t.Errorf("%s did %s:\n%s", who, c.id, otherLines(before, after))
				before = after
			}
		}
	}
}

// TestForgedVisits: routes with parts that are missing, wrong or of somebody
// else's visit do nothing, and show something sound.
func TestForgedVisits(t *testing.T) {
	w := planned(t)
	for _, who := range everybody {
		w.press(who, "do/silent/no", nil)
	}
	before := ofPlan(w)
	far := strings.Repeat("9", 30)
	var ids []bot.ActionID
	for _, route := range []string{"visit", "visitset", "do/visitset", "do/online", "hwall", "hw", "hwset", "do/hwset", "hwadd", "do/hwdone", "do/hwdrop",
		"minutes", "do/agree", "close", "do/close", "since", "measure", "measureset", "do/measureset", "do/measuredone", "do/consent", "do/measuredrop", "do/checked", "do/silent", "recheck", "weak", "measures", "homework", "remind"} {
		for _, rest := range []string{"", "/", "/0", "/-1", "/4", "/x", "/" + far, "/1/", "/2/x", "/1/own-k2", "/1/own-k2/yes", "/2/own-k2/", "/2/own-k2/maybe", "/own-k2", "/S0001-c01", "/S9999-c01/1", "/D-d01/yes", "/own-", "/1/maybe", "/2/perhaps", "/2/9/9/9/9/9"} {
			meant := (route == "do/agree" || route == "do/close") && strings.HasPrefix(rest, "/2/") || route == "do/hwdrop" && strings.HasPrefix(rest, "/2/own-k2")
			if meant { // what else follows makes no difference
				continue
			}
			ids = append(ids, bot.ActionID(route+rest))
		}
	}
	for _, id := range append(ids, "remind/h9", "remind/a3.a3.a3", "remind/c0.d0.a0", "visitplan/-1/2026-02-30", "visitplan/"+bot.ActionID(far), "do/snooze/99", "do/snooze", "do/measuredone/S0002-c11", "do/hwset/2/own-k2/x/y") {
		if len(id) > bot.MaxActionID {
			t.Fatalf("%s is too long to be pressed", id)
		}
		for _, who := range everybody {
			v := w.press(who, id, nil)
			sound(t, who+" "+string(id), v)
			if strings.Contains(v.Text(), "-9") || strings.Contains(v.Text(), "あと-") || strings.Contains(v.Text(), "あと0日") {
				t.Errorf("%s %s:\n%s", who, id, v.Text())
			}
			if after := ofPlan(w); after != before {
				t.Fatalf("%s changes with %s:\n%s", who, id, otherLines(before, after))
			}
		}
	}
}

// TestDigestIsForThoseWhoLead: no route shows an employee what the others still
// have to do.
func TestDigestIsForThoseWhoLead(t *testing.T) {
	w := planned(t)
	for _, c := range []struct {
		who  string
		sees bool
	}{{"山田", true}, {"中村", true}, {"鈴木", false}, {"吉田", false}} {
		text := w.press(c.who, "remind/d2", nil).Text()
		if strings.Contains(text, "宿題が残っている人") != c.sees {
			t.Errorf("%s is shown\n%s", c.who, text)
		}
	}
	w.now = w.now.AddDate(0, 0, 1) // the visit is over
	if text := w.press("山田", "remind/d2", nil).Text(); strings.Contains(text, "あと-") || strings.Contains(text, "宿題が残っている人") {
		t.Errorf("afterwards:\n%s", text)
	}
}

// TestErasedFromThePlan: who is gone is called so everywhere they are named, and
// all screens work on.
func TestErasedFromThePlan(t *testing.T) {
	w := planned(t)
	w.turn(func(tx *store.Tx) error { return errors.Join(tx.ErasePerson("p3"), tx.ErasePerson("p4")) })
	for _, id := range ofTheVisits {
		v := w.press("山田", id, nil)
		sound(t, string(id), v)
		holds(t, string(id), v)
		if strings.Contains(v.Text(), "吉田") || v.Problem != "" {
			t.Errorf("%s:\n%s", id, v.Text())
		}
	}
	for _, id := range []bot.ActionID{"visit/2", "visitset/2", "close/1", "operation", "hwset/2/own-k2", "measureset/own-" + longKey, "measure/own-" + longKey, "measure/S0002-c11"} {
		if text := w.press("山田", id, nil).Text(); !strings.Contains(text, "名簿にない人") {
			t.Errorf("%s names nobody:\n%s", id, text)
		}
	}
	if err := w.Tick(); err != nil {
		t.Error(err)
	}
	for _, c := range deedsOfVisits { // what is left is done by those who are there
		w.press("山田", c.id, c.values)
	}
}

// TestJoinedIntoThePlan: who has become part of somebody else attends, sees to
// things and keeps the ledger as the other, and no form loses them.
func TestJoinedIntoThePlan(t *testing.T) {
	w := planned(t)
	withPage(w)
	w.merges()
	for id, field := range map[bot.ActionID]bot.FieldID{"visitset/2": "attendee1", "operation": "keeper", "hwset/2/own-" + longKey: "owner", "measureset/own-" + longKey: "owner"} {
		v := w.press("山田", id, nil)
		holds(t, string(id), v)
		if i := v.Field(field); i < 0 || v.Fields[i].Value != "p2" {
			t.Errorf("%s: %+v", id, v.Fields)
		}
	}
	if v := w.press("山田", "visit/2", nil); !strings.Contains(v.Text(), "出席：鈴木 花子さん") {
		t.Errorf("the visit:\n%s", v.Text())
	}
	if v := w.press("鈴木", "do/hwdone/2/own-"+longKey+"/yes", nil); v.Problem != "" {
		t.Errorf("done by the other: %s", v.Problem)
	}
	w.press("山田", "do/visitplan/1", given{"visit3": "2027-01-18"})
	told := false
	w.read(func(tx *store.Tx) error {
		all, err := tx.Notices("p2")
		for _, n := range all {
			told = told || strings.HasPrefix(n.Key, "visits-")
		}
		return err
	})
	if !told {
		t.Error("who attends was not told that the visits have moved")
	}
	if err := w.Tick(); err != nil {
		t.Error(err)
	}
	for _, l := range lettersOf(w) {
		if l.Person == "p2" && strings.Contains(string(l.Route), "a2") {
			return
		}
	}
	t.Errorf("who attends gets no agenda: %+v", lettersOf(w))
}

// TestEndedExpertsWork: what was to be done by an expert whose access is over
// falls to the others, and they are not reminded or reported.
func TestEndedExpertsWork(t *testing.T) {
	w := planned(t)
	expert := w.person("中村")
	expert.Until = "2026-12-23"
	w.turn(func(tx *store.Tx) error {
		return errors.Join(tx.PutPerson(expert), tx.PutPerson(guidance.Person{ID: "p9", Name: "高橋 誠", Role: guidance.Expert, Accounts: []guidance.Account{{Home: home, ID: "高橋"}}, Greeted: w.now}),
			tx.PutPerson(guidance.Person{ID: "p10", Name: "紙野 太郎", Role: guidance.Employee}),
			tx.PutHomework(1, guidance.Homework{ID: "own-k4", Visit: 2, Text: "紙の台帳を探す", Owner: "p10", Rev: 1, Changed: w.now, By: "p1"}))
	})
	a := bot.Account{Home: home, ID: "高橋"}
	if v := w.from(a, "homework", nil); !strings.Contains(v.Text(), "資料を送る") {
		t.Errorf("the other expert's homework:\n%s", v.Text())
	}
	v := w.press("山田", "remind/d2", nil)
	if strings.Contains(v.Text(), "中村 恵さん") || !strings.Contains(v.Text(), "紙野 太郎さん") || !strings.Contains(v.Text(), "声をかけていただきたい人") {
		t.Errorf("the digest:\n%s", v.Text())
	}
	if err := w.Tick(); err != nil {
		t.Error(err)
	}
	for _, l := range lettersOf(w) {
		if l.Person == "p4" || l.Person == "p10" {
			t.Errorf("a letter to %s: %s", l.Person, l.Route)
		}
	}
}

// TestTwoChangeOneForm: who decides what somebody else has decided meanwhile is
// shown that first, and nothing is lost.
func TestTwoChangeOneForm(t *testing.T) {
	for _, c := range []struct {
		open          bot.ActionID
		first, second given
		field         bot.FieldID
	}{
		{"visitset/2", given{"where": "本社", "attendee1": "p2"}, given{"attendee1": "p1"}, "attendee1"},
		{"hwset/2/own-" + longKey, given{"owner": "p2"}, given{"owner": "p1"}, "owner"},
		{"operation", given{"months": "6"}, given{"months": "12"}, "months"},
		{"measureset/own-" + longKey, given{"measure": "写す"}, given{"measure": "消す"}, "measure"},
		{"visitplan", given{"visit3": "2027-01-18"}, given{"visit3": "2027-01-19"}, "visit3"},
	} {
		t.Run(string(c.open), func(t *testing.T) {
			w := planned(t)
			mine, other := w.press("山田", c.open, nil), w.press("中村", c.open, nil)
			if v := w.press("中村", other.Submit.ID, c.first); says(v) != "" {
				t.Fatalf("the first: %s", says(v))
			}
			once := ofPlan(w)
			v := w.press("山田", mine.Submit.ID, c.second)
			if v.Problem == "" || ofPlan(w) != once {
				t.Fatalf("the second: %q\n%s", v.Problem, otherLines(once, ofPlan(w)))
			}
			sound(t, string(c.open), v)
			if i := v.Field(c.field); v.Fields[i].Value != c.second[c.field] {
				t.Errorf("what was entered became %q", v.Fields[i].Value)
			}
			if v = w.press("山田", v.Submit.ID, nil); says(v) != "" || ofPlan(w) == once {
				t.Errorf("the second again: %q", says(v))
			}
		})
	}
}

// TestAgreeingRewritesNothing: who agrees after somebody else has written does not
// make that text their own to overwrite.
func TestAgreeingRewritesNothing(t *testing.T) {
	w := planned(t)
	drawn := w.press("山田", "minutes/1", nil)
	w.press("中村", w.press("中村", "minutes/1", nil).Submit.ID, given{"decided": "専門家が書いた。"})
	w.press("山田", "do/agree/1", nil)
	if v := w.press("山田", drawn.Submit.ID, given{"decided": "会社が書いた。"}); v.Problem == "" || w.minutes(1).Decided != "専門家が書いた。" {
		t.Errorf("%q, kept %q", v.Problem, w.minutes(1).Decided)
	}
}

// TestAgreedAtTheVisit: nobody agrees before the visit to what is agreed there:
// it could not be taken back.
func TestAgreedAtTheVisit(t *testing.T) {
	w := planned(t)
	v := w.press("山田", "close/3", nil)
	for _, id := range append(ledTo(v), "do/agree/3", "do/agree/3/deliverables") {
		if strings.HasPrefix(string(id), "do/agree") && w.press("山田", id, nil).Problem == "" {
			t.Errorf("%s is taken", id)
		}
	}
	if strings.Contains(v.Text(), "に合意する") || len(w.minutes(3).Agreed) != 0 {
		t.Errorf("agreed %+v:\n%s", w.minutes(3).Agreed, v.Text())
	}
}

// TestNobodyAttends: a visit at which only people were to be who are gone has
// nobody yet.
func TestNobodyAttends(t *testing.T) {
	w := planned(t)
	w.turn(func(tx *store.Tx) error {
		p, err := tx.Programme()
		p.Visits[0].Attendees = []guidance.PersonID{"p3"}
		return errors.Join(err, tx.PutProgramme(p), tx.ErasePerson("p3"))
	})
	if text := w.press("山田", "hwall/1", nil).Text(); !strings.Contains(text, "まだ決まっていません") {
		t.Errorf("the homework:\n%s", text)
	}
}

// TestPutOffInSilence: who wants no reminders is not promised one by an old card.
func TestPutOffInSilence(t *testing.T) {
	w := planned(t)
	withPage(w)
	w.mail = "mail"
	w.Restart()
	w.onPage("鈴木", "hanako@example.co.jp")
	page := bot.Account{Home: webHome, ID: "鈴木"}
	w.from(page, "do/silent/yes", nil)
	if v := w.from(page, "do/snooze/1", nil); v.Problem == "" || strings.Contains(v.Notice, "お知らせします") {
		t.Errorf("%q, %q", v.Problem, v.Notice)
	}
}

// TestMovedBeforeItsHomework: homework of which somebody set the day is due on
// the visit's day at the latest, also after the visit was moved.
func TestMovedBeforeItsHomework(t *testing.T) {
	w := planned(t)
	w.turn(func(tx *store.Tx) error {
		return tx.PutHomework(1, guidance.Homework{ID: "own-k5", Visit: 3, Text: "規程を直す", Due: "2027-01-14", Owner: "p1", Rev: 1, Changed: w.now, By: "p1"})
	})
	w.press("山田", "do/visitplan/1", given{"visit3": "2027-01-08"})
	for _, id := range []bot.ActionID{"hw/3/own-k5", "hwall/3", "visit/3"} {
		if text := w.press("山田", id, nil).Text(); !strings.Contains(text, "2027年1月8日（金）まで") || strings.Contains(text, "1月14日") {
			t.Errorf("%s:\n%s", id, text)
		}
	}
}

// TestEndedUnderAMeasure: a service that is not used any more leaves its measure
// as it is, and says so.
func TestEndedUnderAMeasure(t *testing.T) {
	w := planned(t)
	w.turn(func(tx *store.Tx) error {
		s, err := tx.Service(2)
		s.Status, s.InCharge = guidance.Ended, nil
		return errors.Join(err, tx.PutService(s), tx.PutMeasure(guidance.Measure{ID: "S0099-c01", Service: 99, Item: "c01", Text: "なくなったもの", Rev: 1, By: "p1", Owner: "p2"}))
	})
	for _, who := range []string{"山田", "鈴木"} {
		v := w.press(who, "measure/S0002-c11", nil)
		if !strings.Contains(v.Text(), "利用を終了しています") {
			t.Errorf("%s:\n%s", who, v.Text())
		}
		drawAllOf(t, w, who, v, map[bot.ActionID]bool{})
		drawAllOf(t, w, who, w.press(who, "measure/S0099-c01", nil), map[bot.ActionID]bool{})
	}
	if v := w.press("山田", "do/measureset/S0002-c11/1", given{"measure": "窓口を決める"}); says(v) != "" {
		t.Errorf("changed: %s", says(v))
	}
}
