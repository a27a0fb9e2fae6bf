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

type given = map[bot.FieldID]string

// asks has 鈴木 hand an item of the first service on, and returns the key.
func (w *world) asks(item, person string) string {
	w.t.Helper()
	at := w.press("鈴木", bot.ActionID("ask/1/"+item), nil).At
	w.press("鈴木", "do/"+at, given{"person": string(w.person(person).ID), "words": "約款をご存じですか。"})
	key := at.Parts()[3]
	if got := w.relay(key); got.State != guidance.RelayWaiting {
		w.t.Fatalf("the relay is %+v", got)
	}
	return key
}

func (w *world) relay(key string) (r guidance.Relay) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		r, err = tx.Relay(key)
		return err
	})
	return r
}

func (w *world) standing(item string) (a guidance.Answer) {
	w.t.Helper()
	w.read(func(tx *store.Tx) error {
		sheet, err := tx.ChecklistSheet(1)
		a, _ = sheet.Answer(item)
		return err
	})
	return a
}

func newRelayed(t *testing.T) *world {
	w := newWorld(t)
	relayed(w)
	w.service("会計", "山田", guidance.InUse, "0")
	for _, who := range []string{"山田", "鈴木", "吉田"} {
		w.press(who, "do/begin", nil)
	}
	return w
}

// TestRelayDoors: nobody sees or does by a relay's key what is not theirs.
func TestRelayDoors(t *testing.T) {
	w := newRelayed(t)
	key := w.asks("c03", "吉田")
	before := kept(w)
	for _, who := range []string{"中村", "客（社外）", "山田"} {
		for _, id := range []bot.ActionID{"asked/" + bot.ActionID(key), "do/asked/" + bot.ActionID(key), "do/pass/" + bot.ActionID(key)} {
			v := w.press(who, id, given{"answer": "3", "word": "x"})
			sound(t, who+" "+string(id), v)
			if strings.Contains(v.Text(), "約款をご存じ") || strings.Contains(v.Text(), "漏えい") {
				t.Errorf("%s reads by %s what was asked of somebody else:\n%s", who, id, v.Text())
			}
		}
	}
	for _, who := range []string{"吉田", "中村", "客（社外）"} {
		for _, verb := range []string{"relay/", "do/withdraw/", "do/take/", "do/leave/"} {
			id := bot.ActionID(verb + key)
			v := w.press(who, id, nil)
			sound(t, who+" "+string(id), v)
			if strings.Contains(v.Text(), "聞いたこと") {
				t.Errorf("%s settles by %s what is not theirs:\n%s", who, id, v.Text())
			}
		}
		for _, id := range []bot.ActionID{"ask/1/c04", "do/ask/1/c04/k1", "unknown/1", "evidence/2", "do/unproof/1/c04/1"} {
			v := w.press(who, id, given{"person": "p1"})
			if sound(t, who+" "+string(id), v); len(v.Fields) > 0 {
				t.Errorf("%s is asked by %s:\n%s", who, id, v.Text())
			}
		}
	}
	for _, id := range []string{"asked/", "asked/none", "relay/none", "do/asked/none", "do/pass/none/other", "do/withdraw/", "do/take/none/1", "do/leave/none",
		"ask/1", "ask/1/c99", "ask/9/c03", "do/ask/1/c03", "do/ask/1/c03/", "do/ask/1/c03/" + strings.Repeat("k", 27), "do/ask/2/c01/" + key,
		"unknown/", "unknown/99", "evidence/", "evidence/99/9", "do/unproof/1/c03/99", "do/unproof/1/c03", "do/unproof/1/c03/x", "do/take/" + key + "/99999"} {
		for _, who := range everybody {
			sound(t, who+" "+id, w.press(who, bot.ActionID(id), nil))
			if !strings.HasPrefix(id, "do/ask/1/c03") || who != "鈴木" && who != "山田" {
				sound(t, who+" "+id, w.press(who, bot.ActionID(id), given{"person": "p3", "answer": "3", "word": "x"}))
			}
		}
	}
	if after := kept(w); after != before {
		t.Errorf("what is not theirs changed\n%s\nto\n%s", before, after)
	}
	if v := w.press("吉田", bot.ActionID("asked/"+key), nil); len(v.Fields) != 2 || strings.Contains(v.Text(), "45点") {
		t.Errorf("the asked sees\n%s", v.Text())
	}
}

// TestWhoCanBeAsked: a name that is nobody's, the expert's or one's own is not
// taken, and what else was entered stays.
func TestWhoCanBeAsked(t *testing.T) {
	w := newRelayed(t)
	at := w.press("鈴木", "ask/1/c03", nil).At
	for _, id := range []string{"p99", string(w.person("中村").ID), string(w.person("鈴木").ID), "", "吉田"} {
		v := w.press("鈴木", "do/"+at, given{"person": id, "words": "ひとこと"})
		if len(v.Fields) != 2 || v.Fields[0].Problem == "" || v.Fields[1].Value != "ひとこと" {
			t.Errorf("asking %q leads to\n%s", id, v.Text())
		}
	}
	v := w.press("鈴木", "do/"+at, given{"person": "p3", "words": strings.Repeat("長", guidance.MaxWords+1)})
	if v.Fields[1].Problem == "" {
		t.Errorf("a long word is taken:\n%s", v.Text())
	}
	if got := kept(w); strings.Contains(got, " asks ") {
		t.Errorf("somebody was asked:\n%s", got)
	}
	v = w.press("鈴木", "ask/1/c01", nil)
	if !strings.Contains(v.Problem, "もう答えがあります") {
		t.Errorf("an answered item is asked about:\n%s", v.Text())
	}
}

// changeFirst changes the first service.
func (w *world) changeFirst(fn func(*guidance.Service)) {
	w.t.Helper()
	w.turn(func(tx *store.Tx) error {
		s, err := tx.Service(1)
		if err != nil {
			return err
		}
		fn(&s)
		s.Rev++
		return tx.PutService(s)
	})
}

// replies has 吉田 answer what they were asked.
func (w *world) replies(key string) bot.View {
	w.t.Helper()
	return w.press("吉田", bot.ActionID("do/asked/"+key), given{"answer": "3"})
}

// TestRelayWhenPeopleGo: the asked or the asker is erased, the asker is no
// longer in charge, the service ends.
func TestRelayWhenPeopleGo(t *testing.T) {
	t.Run("the asked is erased", func(t *testing.T) {
		w := newRelayed(t)
		key := w.asks("c03", "吉田")
		w.erase(w.person("吉田").ID)
		v := w.press("鈴木", bot.ActionID("relay/"+key), nil)
		if !strings.Contains(v.Text(), "名簿にいません") || !slices.ContainsFunc(v.Actions, func(a bot.Action) bool { return a.ID == "ask/1/c03" }) {
			t.Errorf("the asker sees\n%s", v.Text())
		}
		sound(t, "menu", w.press("鈴木", "menu", nil))
	})
	t.Run("the asker is erased", func(t *testing.T) {
		w := newRelayed(t)
		key := w.asks("c03", "吉田")
		w.erase(w.person("鈴木").ID)
		w.replies(key)
		if got := w.standing("c03"); got.Label != "3" || got.By != w.person("吉田").ID {
			t.Errorf("the answer is %+v", got)
		}
		if text := w.press("山田", "menu", nil).Text(); !strings.Contains(text, "「確認した」と答えました") {
			t.Errorf("nobody is told:\n%s", text)
		}
	})
	t.Run("another is in charge", func(t *testing.T) {
		w := newRelayed(t)
		key := w.asks("c03", "吉田")
		w.changeFirst(func(s *guidance.Service) { s.InCharge = []guidance.Charge{{Person: w.person("山田").ID}} })
		if text := w.press("鈴木", "menu", nil).Text() + w.press("鈴木", bot.ActionID("relay/"+key), nil).Text(); strings.Contains(text, "聞いて") {
			t.Errorf("who is no longer in charge sees\n%s", text)
		}
		w.replies(key)
		if text := w.press("鈴木", "menu", nil).Text(); strings.Contains(text, "答えました") {
			t.Errorf("who is no longer in charge is told:\n%s", text)
		}
		if text := w.press("山田", "menu", nil).Text(); !strings.Contains(text, "答えました") {
			t.Errorf("who is in charge is not told:\n%s", text)
		}
	})
	t.Run("the service ends", func(t *testing.T) {
		w := newRelayed(t)
		key := w.asks("c03", "吉田")
		w.changeFirst(func(s *guidance.Service) { s.Status = guidance.Ended })
		if text := w.press("吉田", "menu", nil).Text(); strings.Contains(text, "からの質問") {
			t.Errorf("the asked is still asked:\n%s", text)
		}
		if v := w.replies(key); len(v.Fields) > 0 || w.standing("c03").Label != "0" {
			t.Errorf("an ended service takes an answer:\n%s", v.Text())
		}
	})
}

// TestRelayIsPosted: the asked gets the question itself, to be answered right
// there, once more after a week, and nothing of what is no longer asked.
func TestRelayIsPosted(t *testing.T) {
	w := newRelayed(t)
	key := w.asks("c03", "吉田")
	posted := func(name string) (views []bot.View) {
		letters, err := w.store.Outbox(context.Background(), home)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range letters {
			if l.Person != string(w.person(name).ID) || l.NotBefore.After(w.now) {
				continue
			}
			w.read(func(tx *store.Tx) error {
				_, v, ok, err := w.runner.Talk.Deliver(tx, l, w.now)
				if ok {
					sound(t, l.Key, v)
					views = append(views, v)
				}
				return err
			})
		}
		return views
	}
	if got := posted("吉田"); len(got) != 1 || len(got[0].Fields) != 2 || got[0].Submit.ID != bot.ActionID("do/asked/"+key) || got[0].Notice == "" {
		t.Fatalf("posted: %+v", got)
	}
	if got := posted("鈴木"); len(got) != 0 {
		t.Errorf("the asker is told at once: %+v", got)
	}
	w.now = w.now.Add(guidance.RelayRest)
	if got := posted("吉田"); len(got) != 2 {
		t.Errorf("after a week %d cards", len(got))
	}
	late := posted("鈴木")
	if len(late) != 1 || !slices.ContainsFunc(late[0].Actions, func(a bot.Action) bool { return a.ID == bot.ActionID("do/withdraw/"+key) && a.Confirm != "" }) {
		t.Fatalf("after a week the asker gets %+v", late)
	}
	w.press("鈴木", bot.ActionID("do/withdraw/"+key), nil)
	if a, b := posted("吉田"), posted("鈴木"); len(a)+len(b) > 0 {
		t.Errorf("posted of what was withdrawn: %+v %+v", a, b)
	}
}

// TestTakingOverWhatChanged: the button that takes an answer over was drawn
// beside another answer than the one that stands now.
func TestTakingOverWhatChanged(t *testing.T) {
	w := newRelayed(t)
	key := w.asks("c03", "吉田")
	w.press("鈴木", "check/1/1", given{"c03": "1"})
	w.press("吉田", bot.ActionID("do/asked/"+key), given{"answer": "3"})
	if got := w.standing("c03"); got.Label != "1" {
		t.Fatalf("the asked wrote over %+v", got)
	}
	take := w.press("鈴木", bot.ActionID("relay/"+key), nil).Actions[0].ID
	w.press("山田", "check/1/1", given{"c03": "2"})
	if v := w.press("鈴木", take, nil); w.standing("c03").Label != "2" || v.Problem == "" {
		t.Errorf("taken over unseen:\n%s", v.Text())
	}
	again := w.press("鈴木", bot.ActionID("relay/"+key), nil).Actions[0].ID
	w.press("鈴木", again, nil)
	if got := w.standing("c03"); got.Label != "3" || got.By != w.person("吉田").ID {
		t.Errorf("taken over: %+v", got)
	}
	if r := w.relay(key); r.State != guidance.RelayAnswered {
		t.Errorf("the relay is %s", r.State)
	}
}

// TestFilesAtEveryDoor: a file reaches an answer only from whoever may change
// it, and no answer has more than a few.
func TestFilesAtEveryDoor(t *testing.T) {
	w := newRelayed(t)
	drop := func(who, name, data string, shown bot.ActionID) bot.View {
		t.Helper()
		account, _ := w.Account(who)
		v, err := w.runner.Handle(context.Background(), bot.Event{From: account, File: &bot.File{Name: name, Data: []byte(data)}, Shown: shown})
		if err != nil {
			t.Fatal(err)
		}
		sound(t, who+" drops on "+string(shown), v)
		return v
	}
	before := kept(w)
	for _, who := range []string{"吉田", "中村", "客（社外）"} {
		drop(who, "a.txt", "x", "note/1/c03/0")
	}
	for _, shown := range []bot.ActionID{"", "menu", "note", "note/1", "note/99/c03", "note/1/c99", "check/1/1", "do/note/1/c03", "../x"} {
		if v := drop("鈴木", "a.txt", "x", shown); v.Problem == "" {
			t.Errorf("a file dropped on %q is not refused:\n%s", shown, v.Text())
		}
	}
	if after := kept(w); after != before {
		t.Errorf("kept:\n%s", after)
	}
	for i := range guidance.MaxEvidence {
		drop("鈴木", "a.txt", fmt.Sprint(i), "note/1/c03/0")
	}
	if v := drop("鈴木", "a.txt", "もう1つ", "note/1/c03/0"); v.Problem == "" || v.Drop != nil {
		t.Errorf("one too many is not refused:\n%s", v.Text())
	}
	if v := w.press("鈴木", "note/1/c03", given{"url": "https://example.jp/"}); v.Problem == "" {
		t.Errorf("one address too many is not refused:\n%s", v.Text())
	}
	w.press("鈴木", "do/unproof/1/c04/1", nil) // another item's
	if got := strings.Count(kept(w), ": true"); got != guidance.MaxEvidence {
		t.Errorf("%d pieces stand", got)
	}
	w.press("鈴木", "check/1/1", given{"c03": "1"})
	w.press("鈴木", "do/note/1/c03", given{"note": "第7条", "url": ""})
	if got := strings.Count(kept(w), ": true"); got != guidance.MaxEvidence {
		t.Errorf("an answer and a note leave %d pieces", got)
	}
}
