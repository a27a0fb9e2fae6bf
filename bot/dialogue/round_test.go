package dialogue_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// rounds are all rounds as they stand.
func (w *world) rounds() (all []guidance.Round) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = tx.Rounds()
		return err
	})
	return all
}

// roundNotices counts the notices of a round that wait before somebody.
func (w *world) roundNotices(name string) (n int) {
	w.t.Helper()
	for line := range strings.SplitSeq(w.press(name, "menu", nil).Text(), "\n") {
		if strings.Contains(line, "お知らせ") && strings.Contains(line, "do/read/round-") {
			n++
		}
	}
	return n
}

// atOnce has people press at the same moment.
func (w *world) atOnce(who []string, id bot.ActionID) {
	w.t.Helper()
	var group sync.WaitGroup
	for _, name := range who {
		account, _ := w.Account(name)
		group.Go(func() {
			if _, err := w.runner.Handle(context.Background(), bot.Event{From: account, Press: id}); err != nil {
				w.t.Errorf("%s presses %s: %v", name, id, err)
			}
		})
	}
	group.Wait()
}

// TestFirstRound: while nobody has started a round, the manager is offered to,
// and everybody else is told that it has not begun.
func TestFirstRound(t *testing.T) {
	w := newCompany(t)
	for _, greeted := range []bool{false, true} {
		v := w.press("山田", "menu", nil)
		if v.Actions[0].ID != "newround" || v.Actions[0].Style != bot.Primary {
			t.Errorf("greeted %v: the manager is offered %+v", greeted, v.Actions)
		}
		primary := 0
		for _, a := range v.Actions {
			if a.Style == bot.Primary {
				primary++
			}
		}
		if primary != 1 {
			t.Errorf("greeted %v: %d buttons stand out", greeted, primary)
		}
		w.knowing("山田")
	}
	for _, name := range []string{"鈴木", "吉田"} {
		v := w.press(name, "menu", nil)
		sound(t, name, v)
		if !strings.Contains(v.Text(), "まだ始まっていません") || strings.Contains(v.Text(), "［はじめる］") {
			t.Errorf("%s is told\n%s", name, v.Text())
		}
		for _, id := range []bot.ActionID{"diagnosis", "result", "next", "privacy", "help", "about", "company", "print/1", "do/begin", "do/begin/1/00000000"} {
			sound(t, name+" "+string(id), w.press(name, id, nil))
		}
	}
	w.press("山田", "do/round/start/a", nil)
	if all := w.rounds(); len(all) != 1 || all[0].Filler != w.person("山田").ID || all[0].K != guidance.DefaultK {
		t.Errorf("started %+v", all)
	}
}

// TestRoundStartedTwice: a form sent in twice, and two managers at once, start
// one round; people are asked once.
func TestRoundStartedTwice(t *testing.T) {
	w := newCompany(t)
	twoManagers(w)
	w.atOnce([]string{"山田", "山田", "鈴木"}, "do/round/start/a")
	w.press("鈴木", "do/round/start/b", nil)
	if all := w.rounds(); len(all) != 1 {
		t.Fatalf("%d rounds", len(all))
	}
	if got := w.noticesOf("吉田"); strings.Count(got, "はじめました") != 1 {
		t.Errorf("told: %s", got)
	}
	w.press("山田", "do/round/close/1", nil)
	w.press("山田", "do/round/start/a", nil) // the form of a round that is over
	if all := w.rounds(); len(all) != 1 || all[0].IsOpen() {
		t.Errorf("a closed round was opened again: %+v", all)
	}
}

// TestFirstConfirmationFixes: of a confirmation and a change of k at the same
// moment one comes first, and what was confirmed is what stands.
func TestFirstConfirmationFixes(t *testing.T) {
	for range 10 {
		w := newCompany(t)
		w.press("山田", "do/round/start/a", nil)
		begin := w.press("鈴木", "privacy", nil).Actions[0].ID
		set := bot.Event{Press: "do/round/set/1/1", Values: map[bot.FieldID]string{"k": "8"}}
		set.From, _ = w.Account("山田")
		var group sync.WaitGroup
		group.Go(func() { w.atOnce([]string{"鈴木", "吉田"}, begin) })
		group.Go(func() {
			if _, err := w.runner.Handle(context.Background(), set); err != nil {
				t.Error(err)
			}
		})
		group.Wait()
		round := w.rounds()[0]
		knows := round.Knows(w.person("鈴木")) || round.Knows(w.person("吉田"))
		if knows && (round.Fixed.IsZero() || round.K != 5 || !strings.Contains(round.Notice[0], "5人以上")) || !knows && (round.K != 8 || !round.Fixed.IsZero()) {
			t.Fatalf("confirmed %v, and the round is %+v", knows, round)
		}
	}
}

// TestFixedNoticeStands: whoever comes later is shown what the first one
// confirmed, and k is not changed by any form.
func TestFixedNoticeStands(t *testing.T) {
	w := newCompany(t)
	w.press("山田", "do/round/start/a", nil)
	w.begin("鈴木")
	before := w.rounds()[0]
	v := w.press("山田", "do/round/set/1/1", map[bot.FieldID]string{"k": "9", "due": "2026-12-10"})
	if !strings.Contains(v.Text(), "変えられません") {
		t.Errorf("said:\n%s", v.Text())
	}
	w.turn(func(tx *store.Tx) error { // as an earlier program worded it
		before.Notice = []string{"昔の説明です。"}
		return tx.PutRound(before)
	})
	if v := w.press("吉田", "privacy", nil); v.Body[0] != "昔の説明です。" {
		t.Errorf("a later one is shown %q", v.Body)
	}
	w.begin("吉田")
	if got := w.rounds()[0]; got.K != 5 || got.Notice[0] != "昔の説明です。" || got.Due != "" {
		t.Errorf("the round is now %+v", got)
	}
}

// TestOlderPromiseIsKept: a round of an older data file promised five to
// those who have read it.
func TestOlderPromiseIsKept(t *testing.T) {
	w := newWorld(t) // its round has neither k nor notice
	w.knowing("鈴木")
	w.press("山田", "do/round/set/1/0", map[bot.FieldID]string{"k": "7"})
	if got := w.rounds()[0]; got.Anonymous() != 5 {
		t.Errorf("five were promised, now it is %d", got.Anonymous())
	}
	if v := w.press("鈴木", "diagnosis", nil); len(v.Fields) == 0 {
		t.Errorf("who has read it is asked again:\n%s", v.Text())
	}
	w.begin("吉田")
	if got := w.rounds()[0]; got.K != 5 || got.Fixed.IsZero() {
		t.Errorf("fixed as %+v", got)
	}
}

// TestPrintingFixes: what is on paper cannot be taken back.
func TestPrintingFixes(t *testing.T) {
	w := newCompany(t)
	w.press("山田", "do/round/start/a", nil)
	if v := w.press("鈴木", "print/1", nil); len(v.Sections) > 0 {
		t.Error("a sheet is printed whose promise does not stand")
	}
	v := w.press("鈴木", "do/round/print/1", nil)
	if w.rounds()[0].Fixed.IsZero() || strings.Count(v.Text(), "□ わからない") != 25 || !strings.Contains(v.Text(), "お名前") {
		t.Errorf("printed:\n%s", v.Text())
	}
}

// TestRemindedOnceADay: two managers at once, and one again, write to each
// once; the next day they may again.
func TestRemindedOnceADay(t *testing.T) {
	w := newWorld(t)
	twoManagers(w)
	w.knowing("吉田")
	w.atOnce([]string{"山田", "鈴木"}, "do/round/remind/1")
	first := w.rounds()[0].Reminded
	w.now = w.now.Add(1)
	v := w.press("山田", "do/round/remind/1", nil)
	if !strings.Contains(v.Notice, "明日から") || !w.rounds()[0].Reminded.Equal(first) || w.roundNotices("吉田") != 1 {
		t.Errorf("%q, %d asked", v.Notice, w.roundNotices("吉田"))
	}
	w.now = w.now.AddDate(0, 0, 1)
	w.press("山田", "do/round/remind/1", nil)
	if w.rounds()[0].Reminded.Equal(first) || w.roundNotices("吉田") != 1 {
		t.Errorf("the next day: %v, %d notices", w.rounds()[0].Reminded, w.roundNotices("吉田"))
	}
}

// TestClosedTwice: a round is closed once, whoever else presses.
func TestClosedTwice(t *testing.T) {
	w := newWorld(t)
	twoManagers(w)
	w.atOnce([]string{"山田", "鈴木", "山田"}, "do/round/close/1")
	round := w.rounds()[0]
	if round.IsOpen() || strings.Count(w.noticesOf("中村"), "締め切りました") != 1 {
		t.Errorf("closed %v, the expert is told %s", !round.IsOpen(), w.noticesOf("中村"))
	}
	w.press("山田", "do/round/start/b", nil)
	w.press("鈴木", "do/round/close/1", nil)
	if all := w.rounds(); len(all) != 2 || !all[1].IsOpen() {
		t.Errorf("an old button closed the next round: %+v", all)
	}
}

// TestEnteredIsShut: a whole sheet from paper opens for nobody but its owner,
// by no route, and the owner may change it.
func TestEnteredIsShut(t *testing.T) {
	w := newWorld(t)
	papered(w)
	page := w.press("山田", "proxy/p3", nil)
	w.press("山田", page.At, map[bot.FieldID]string{"d25": "0"})
	for _, who := range []string{"山田", "鈴木", "中村"} {
		for _, id := range []bot.ActionID{"proxy/p3", "proxy/p3/1/2", page.At, page.Submit.ID, "do/unproxy/p3/2", "do/proxy/p3/1/2"} {
			for _, values := range []map[bot.FieldID]string{nil, {"d01": "0", "d25": "4"}} {
				v := w.press(who, id, values)
				if v.Problem == "" || len(v.Fields) > 0 || len(v.Sections) > 0 {
					t.Errorf("%s opens %s:\n%s", who, id, v.Text())
				}
			}
		}
	}
	w.read(func(tx *store.Tx) error {
		sheet, err := tx.DiagnosisSheet("p3", 2)
		if first, _ := sheet.Answer("d01"); first.Label != "4" || len(sheet.Answers) != 25 {
			t.Errorf("the sheet was changed: %+v", sheet)
		}
		return err
	})
	w.begin("吉田")
	if v := w.press("吉田", "diagnosis/1/2", map[bot.FieldID]string{"d01": "-1"}); v.Fields[0].Value != "-1" {
		t.Errorf("the owner cannot change it:\n%s", v.Text())
	}
}

// TestOwnerTakesOver: with the owner's first answer the enterer is out, and a
// page of an earlier round enters nothing.
func TestOwnerTakesOver(t *testing.T) {
	w := newWorld(t)
	papered(w)
	page := w.press("山田", "proxy/p3", nil)
	if v := w.press("鈴木", "proxy/p3", nil); len(v.Fields) > 0 {
		t.Error("an employee may enter")
	}
	w.turn(func(tx *store.Tx) error {
		p := w.person("鈴木")
		p.Role = guidance.Manager
		return tx.PutPerson(p)
	})
	if v := w.press("鈴木", "proxy/p3", nil); len(v.Fields) > 0 || !strings.Contains(v.Problem, "代わりには入力でき") {
		t.Errorf("another manager goes on:\n%s", v.Text())
	}
	if v := w.press("山田", "proxy/p3/6/1", map[bot.FieldID]string{"d25": "4"}); v.Problem == "" {
		t.Errorf("a page of an earlier round is taken:\n%s", v.Text())
	}
	w.begin("吉田")
	w.press("吉田", "diagnosis/1/2", map[bot.FieldID]string{"d01": "-1"})
	if v := w.press("山田", page.At, map[bot.FieldID]string{"d25": "4"}); v.Problem == "" || len(v.Fields) > 0 {
		t.Errorf("the enterer goes on:\n%s", v.Text())
	}
	w.read(func(tx *store.Tx) error {
		sheet, err := tx.DiagnosisSheet("p3", 2)
		if _, ok := sheet.Answer("d25"); ok {
			t.Error("the enterer's answer was written")
		}
		return err
	})
}

// TestDoorsOfRounds: no route lets anybody do or see what their role may not.
func TestDoorsOfRounds(t *testing.T) {
	w := newWorld(t)
	roundOfFour(w)
	before := kept(w)
	routes := []bot.ActionID{
		"round/2", "round/2/9", "round/99", "rounds/x", "newround/k", "plan/k", "roundset/2", "roundset/2/1", "paste/2", "proxies", "proxies/9",
		"proxy/p2", "proxy/p2/1/2", "proxy/p99", "companysheet/2", "company", "company/1/2/0", "company/1/1/99", "do/company/1/2/99", "do/proxy/p8/1/2",
		"do/unproxy/p3/2", "do/round/start/k", "do/round/plan/k", "do/round/set/2/1", "do/round/remind/2", "do/round/close/2", "do/round", "do/round/x/2",
		"round", "print", "print/1", "answers/1", "result/99",
	}
	for _, who := range []string{"吉田", "中村", "客（社外）"} {
		for _, id := range routes {
			for _, values := range []map[bot.FieldID]string{nil, {"d01": "0", "k": "9", "filler": "p3", "due": "いつか"}} {
				v := w.press(who, id, values)
				sound(t, fmt.Sprint(who, " ", id), v)
				if len(v.Fields) > 0 || who != "中村" && strings.Contains(v.Text(), "社員4") {
					t.Errorf("%s gets %s:\n%s", who, id, v.Text())
				}
			}
		}
	}
	if v := w.press("中村", "round/2", nil); strings.Contains(v.Text(), "社員4") {
		t.Errorf("the expert sees who has not finished:\n%s", v.Text())
	}
	if after := kept(w); after != before {
		t.Errorf("forged presses changed\n%s\nto\n%s", before, after)
	}
}
