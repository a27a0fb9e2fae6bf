package dialogue_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// watched are the topics of every view that somebody gets to see.
func (w *world) watched(a bot.Account, texts map[string]string) (topics []string) {
	w.t.Helper()
	for id := range texts {
		if !strings.HasPrefix(id, "says ") {
			topics = append(topics, w.from(a, bot.ActionID(id), nil).Watch...)
		}
	}
	slices.Sort(topics)
	return slices.Compact(topics)
}

// TestNobodyFeelsOthersAnswer: no live page of anybody else is told when, or
// how often, somebody answers who has not finished.
func TestNobodyFeelsOthersAnswer(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	for _, who := range []string{"鈴木", "山田"} {
		w.press(who, w.press(who, "privacy", nil).Actions[0].ID, nil)
	}
	spy := w.handed("鈴木", "p2")
	texts, _ := w.seen("山田")
	eyes := map[string][]string{"a manager": w.watched(paper("山田"), texts), "a link that was kept": w.watched(spy, texts)}
	eyes["an expert"] = w.watched(paper("中村"), texts)
	eyes["a colleague"] = w.watched(paper("吉田"), texts)
	pulses := map[string]<-chan struct{}{}
	for who, topics := range eyes {
		if len(topics) < 2 {
			t.Errorf("%s watches only %v", who, topics)
		}
		pulses[who] = w.runner.Changes(t.Context(), home, topics)
	}
	own := w.runner.Changes(t.Context(), home, w.from(paper("鈴木"), "diagnosis/1", nil).Watch)
	for _, label := range []string{"4", "0"} {
		w.from(paper("鈴木"), "diagnosis/1", map[bot.FieldID]string{"d01": label})
	}
	w.from(paper("鈴木"), "do/forget/1", nil)
	select {
	case <-own:
	default:
		t.Error("the person's own pages are not told")
	}
	for who, pulse := range pulses {
		select {
		case <-pulse:
			if who != "a manager" { // whom the log tells of what was erased
				t.Errorf("%s is told of it through %v", who, eyes[who])
			}
		default:
		}
	}
	w.from(paper("鈴木"), "diagnosis/1", map[bot.FieldID]string{"d01": "4"})
	select {
	case <-pulses["a manager"]:
		t.Errorf("a manager is told of an answer through %v", eyes["a manager"])
	default:
	}
}

// TestAKeptLinkPromisesNothing: whoever holds a link that was made for somebody
// else cannot confirm in their place who sees what.
func TestAKeptLinkPromisesNothing(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	begin := w.press("鈴木", "privacy", nil).Actions[0].ID
	spy := w.handed("鈴木", "p2")
	if v := w.from(spy, "privacy", nil); strings.HasPrefix(string(v.Actions[0].ID), "do/begin") {
		t.Errorf("is asked to confirm:\n%s", v.Text())
	}
	w.from(spy, begin, nil)
	if p := w.person("鈴木"); !p.NoticeRead.IsZero() {
		t.Errorf("it was confirmed at %v", p.NoticeRead)
	}
	if round := w.rounds()[0]; !round.Fixed.IsZero() {
		t.Error("the round's promise was fixed")
	}
	if v := w.press("鈴木", "diagnosis", nil); v.At != "privacy" {
		t.Errorf("the person is led past it to %s", v.At)
	}
}

// TestAKeptLinkBringsNobody: a code of a screen that is not known to be the
// person's own joins nothing to them, nor does one of a screen that was cut
// off since.
func TestAKeptLinkBringsNobody(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	w.opens(paper("吉田"), "4")
	spy := w.handed("鈴木", "p2")
	if v := w.from(spy, "do/code", nil); codeForm.MatchString(v.Title) || v.Problem == "" {
		t.Errorf("a code is made:\n%s", v.Text())
	}
	w.turn(func(tx *store.Tx) error { // as one that was made while nothing was known yet
		hash, _ := guidance.ReadCode("ABCD-EFGH")
		return tx.PutCode(guidance.Code{Hash: hash, Person: "p2", From: guidance.Account(spy), Expires: w.now.Add(guidance.CodeFor)})
	})
	if v := w.from(paper("吉田"), "do/join", map[bot.FieldID]string{"code": "ABCD-EFGH"}); len(v.Fields) == 0 || v.Fields[0].Problem == "" {
		t.Errorf("somebody was joined by it:\n%s", v.Text())
	}
	if p := w.person("鈴木"); slices.Contains(p.Unproven, guidance.Account(paper("鈴木"))) {
		t.Error("the person's own screen is no longer theirs")
	}
	device := w.press("鈴木", "device", nil)
	w.press("鈴木", device.Actions[0].ID, nil)
	second, _ := w.linked("鈴木のリンク2")
	w.from(second, "do/takeon", nil)
	code := w.code(second)
	w.press("鈴木", "do/others", nil)
	if v := w.from(paper("吉田"), "do/join", map[bot.FieldID]string{"code": code}); code == "" || len(v.Fields) == 0 || v.Fields[0].Problem == "" {
		t.Errorf("code %q of a screen that was cut off joins:\n%s", code, v.Text())
	}
}

// TestAnEntryStaysKnown: whoever entered somebody's paper knows it, also after
// that was erased and answered anew, or was thrown away; so it is never
// TestARefusedEntryTellsNothing: a manager who cannot enter somebody's answers
// reads the same whether the person or another manager has begun, or whether
// TestSteeringIsWrittenDown: what a manager could steer the figures by is in
// the log that all managers read.
func TestSteeringIsWrittenDown(t *testing.T) {
	w := newWorld(t)
	w.close()
	w.openRound()
	w.press("山田", "do/round/set/2/1", map[bot.FieldID]string{"filler": "p2"})
	w.press("山田", "proxy/p3/1/2", map[bot.FieldID]string{"d01": "4"})
	w.press("山田", "proxy/p3/1/2", map[bot.FieldID]string{"d02": "4"})
	w.press("山田", "do/unproxy/p3/2", nil)
	w.press("山田", "do/round/set/2/2", map[bot.FieldID]string{"filler": ""})
	log, err := w.store.AuditLog(context.Background(), home)
	var got []string
	for _, e := range log {
		got = append(got, e.Did+" "+e.About)
	}
	want := []string{"filler p2", "proxy p3", "proxy p3 dropped", "filler nobody"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the log is %q, %v", got, err)
	}
	text := w.press("山田", "audit", nil).Text()
	for _, words := range []string{"会社の回答を記入する人の変更", "誰も決めない", "代理入力", "吉田 太郎さん （取り消し）"} {
		if !strings.Contains(text, words) {
			t.Errorf("%q is not in\n%s", words, text)
		}
	}
}

// TestSoonAgainIsSaid: who is asked again soon after figures came out is told
// what the two together may tell, and that somebody else is left out now.
func TestSoonAgainIsSaid(t *testing.T) {
	for _, c := range []struct {
		name   string
		people int
		days   int
		filler guidance.PersonID
		said   bool
	}{
		{"the next day", 5, 1, "p1", true},
		{"the next day, with somebody else left out", 5, 1, "p3", true},
		{"months later", 5, 91, "p3", false},
		{"nothing was published", 4, 1, "p3", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			crowd := w.colleagues(5)
			w.turn(func(tx *store.Tx) error {
				return tx.PutRound(guidance.Round{No: 1, Edition: "ipa-5min-3.1", Opened: monday, Filler: "p1"})
			})
			for _, p := range crowd[:c.people] {
				w.answered(p, whole)
			}
			w.close()
			w.now = w.now.AddDate(0, 0, c.days)
			w.turn(func(tx *store.Tx) error {
				return tx.PutRound(guidance.Round{No: 2, Edition: "ipa-5min-3.1", Opened: w.now, Filler: c.filler})
			})
			text := w.press("鈴木", "diagnosis", nil).Text()
			if said, other := strings.Contains(text, "見比べる"), strings.Contains(text, "そのときから変わっています"); said != c.said || other != (c.said && c.filler != "p1") {
				t.Errorf("said %v, of somebody else %v:\n%s", said, other, text)
			}
		})
	}
}

// TestAnEntryStaysKnownOfWhoIsJoined: what was entered for one of two records
// TestNobodySeesWhoHasBegun: manager and expert see the same, wherever they
// look and whatever they press, whether somebody who has not finished has begun
// or not. To find out a manager has to enter an answer, which is written down.
func TestNobodySeesWhoHasBegun(t *testing.T) {
	see := func(begun bool) map[string]string {
		w := newWorld(t)
		withPage(w)
		for _, who := range []string{"鈴木", "吉田"} {
			w.press(who, "do/read/none", nil) // and has been greeted
		}
		w.begin("鈴木")
		chosen := map[bot.FieldID]string{"member": "U1", "name": "木村 拓", "role": "employee"}
		w.chats(bot.Event{From: paper("山田"), Press: w.invites(), Values: chosen})
		w.chats(bot.Event{From: paper("U1"), Press: "do/read/none"})
		if begun {
			w.opens(paper("U1"), "0")
			w.opens(paper("吉田"), "0")
			w.from(paper("吉田"), "diagnosis/3", map[bot.FieldID]string{"d13": "4"})
		}
		all := map[string]string{}
		for _, who := range []string{"山田", "中村"} {
			texts, deeds := w.seen(who)
			for id, text := range texts {
				all[who+" "+id] = text
			}
			shared := w.shared(who, deeds)
			if len(shared) < 2 {
				t.Errorf("%s shares only %d things", who, len(shared))
			}
			for i, text := range shared {
				all[fmt.Sprint(who, " shares ", i)] = text
			}
			for _, id := range append(deeds, "do/proxy/p3/1/1", "do/proxy/p3/6/1", "do/unproxy/p3/1", "proxy/p3/2/1") {
				if !strings.HasPrefix(string(id), "do/remove/") && !strings.HasPrefix(string(id), "do/round/close") {
					all[who+" presses "+string(id)] = everything(t, w.press(who, id, nil))
				}
			}
		}
		return all
	}
	not, has := see(false), see(true)
	if len(not) != len(has) || len(not) < 200 {
		t.Errorf("%d and %d views", len(not), len(has))
	}
	for id, text := range not {
		if has[id] != text {
			t.Errorf("%s shows\n%s\nand once the person has begun\n%s", id, text, has[id])
		}
	}
	w := newWorld(t)
	w.opens(paper("吉田"), "0")
	before := w.sheetOf("p3")
	v := w.press("山田", "proxy/p3/1/1", map[bot.FieldID]string{"d01": "4"})
	if after := w.sheetOf("p3"); v.Problem == "" || len(v.Fields) > 0 || !slices.Equal(after.Answers, before.Answers) {
		t.Errorf("an entry over the person's own answers is not refused, they are %+v:\n%s", after, v.Text())
	}
	log, err := w.store.AuditLog(context.Background(), home)
	if err != nil || len(log) != 1 || log[0].About != "p3 refused" {
		t.Errorf("the log is %v, %v", log, err)
	}
}

// TestBeginningAnewIsSaid: whose answers were dropped because somebody began
// anew in their place reads of it on their own screen, where whoever did cannot
// take the word away.
func TestBeginningAnewIsSaid(t *testing.T) {
	w := newWorld(t)
	withPage(w)
	w.opens(paper("鈴木"), "0")
	spy := w.handed("鈴木", "p2")
	w.from(spy, "do/afresh", nil)
	const word = "それまでの答えは消えました"
	if text := w.from(spy, "menu", nil).Text(); strings.Contains(text, word) {
		t.Errorf("who began anew is told:\n%s", text)
	}
	find := func() (id bot.ActionID) {
		for _, r := range w.from(paper("鈴木"), "menu", nil).Table.Rows {
			if strings.Contains(r.Cells[0].Text, word) {
				id = r.Open
			}
		}
		return id
	}
	id := find()
	if id == "" {
		t.Fatalf("the person is not told:\n%s", w.from(paper("鈴木"), "menu", nil).Text())
	}
	w.from(spy, id, nil)
	if find() != id {
		t.Error("who began anew took the word away")
	}
	if v := w.from(paper("鈴木"), id, nil); v.At != "proof" {
		t.Errorf("it leads to %s", v.At)
	}
	w.from(paper("鈴木"), "do/afresh", nil)
	w.from(paper("鈴木"), id, nil)
	if find() != "" {
		t.Error("the word stays for ever")
	}
}
