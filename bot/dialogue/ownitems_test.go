package dialogue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// item adds an item of the company's own in the manager's name.
func (w *world) item(key, title, question string) bot.View {
	w.t.Helper()
	return w.press("山田", bot.ActionID("do/itemadd/"+key), map[bot.FieldID]string{"title": title, "question": question})
}

func (w *world) ownItems() (all []guidance.OwnItem) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = tx.OwnItems()
		return err
	})
	return all
}

// TestOwnItemOnce: a form that is sent in twice adds one item, and no more are
// asked than stand on a page.
func TestOwnItemOnce(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.item("k1", "支払いの名義", "会社の名義ですか？")
	}
	if all := w.ownItems(); len(all) != 1 || all[0].Rev != 1 {
		t.Fatalf("there are %+v", all)
	}
	for n := 2; n <= guidance.MaxOwnItems+1; n++ {
		w.item(fmt.Sprintf("k%d", n), "項目", "どうですか？")
	}
	if n := len(w.ownItems()); n != guidance.MaxOwnItems {
		t.Errorf("%d items are asked", n)
	}
	if v := w.item("full", "もう一つ", "どうですか？"); !strings.Contains(v.Problem, "6項目まで") || v.Fields[0].Value != "もう一つ" {
		t.Errorf("one too many: %s", v.Text())
	}
	w.press("山田", "do/itemend/1/1", nil)
	w.item("after", "もう一つ", "どうですか？")
	if v := w.press("山田", "do/itemback/1/2", nil); len(guidance.StandingItems(w.ownItems())) != guidance.MaxOwnItems {
		t.Errorf("one too many came back: %s", v.Text())
	}
}

// TestOwnItemRights: only a manager changes the items, and only who may change a
// service answers about it, whatever button they have.
func TestOwnItemRights(t *testing.T) {
	w := newWorld(t)
	no := w.service("会計", "鈴木", guidance.InUse, "")
	w.item("k1", "支払いの名義", "会社の名義ですか？")
	for _, who := range []string{"鈴木", "中村"} {
		for _, route := range []bot.ActionID{"do/itemadd/k2", "do/item/1/1", "do/itemend/1/1", "itemadd/k2", "item/1/1"} {
			v := w.press(who, route, map[bot.FieldID]string{"title": "別", "question": "別ですか？"})
			if v.Problem == "" {
				t.Errorf("%s at %s: %s", who, route, v.Text())
			}
		}
	}
	for _, who := range []string{"吉田", "中村"} {
		if v := w.press(who, bot.ActionID(fmt.Sprintf("do/own/%d/0", no)), map[bot.FieldID]string{"x1": "3"}); v.Problem == "" {
			t.Errorf("%s answers: %s", who, v.Text())
		}
	}
	if all := w.ownItems(); len(all) != 1 || all[0].Rev != 1 || !all[0].Stands() {
		t.Errorf("the items are %+v", all)
	}
	w.read(func(tx *store.Tx) error {
		sheet, err := tx.OwnSheet(no)
		if len(sheet.Answers) > 0 {
			t.Errorf("there are answers: %+v", sheet)
		}
		return err
	})
}

// TestOwnAnswers: what is no answer is said to be none, what somebody else answered
// meanwhile is shown, and of all that nothing counts in the total.
func TestOwnAnswers(t *testing.T) {
	w := newWorld(t)
	no := w.service("会計", "鈴木", guidance.InUse, strings.Repeat("3", 15))
	w.item("k1", "支払いの名義", "会社の名義ですか？")
	w.item("k2", "解約の窓口", "わかっていますか？")
	own := func(who string, rev int, values map[bot.FieldID]string) bot.View {
		return w.press(who, bot.ActionID(fmt.Sprintf("do/own/%d/%d", no, rev)), values)
	}
	v := own("鈴木", 0, map[bot.FieldID]string{"x1": "たぶん", "x2": "0", "x9": "3"})
	if v.Fields[0].Problem == "" || v.Fields[1].Value != "0" {
		t.Errorf("an answer that is none: %s", v.Text())
	}
	v = own("山田", 0, map[bot.FieldID]string{"x2": "3"})
	if !strings.Contains(v.Fields[1].Problem, "鈴木") || v.Fields[1].Value != "0" {
		t.Errorf("over somebody else's answer: %s", v.Text())
	}
	v = own("山田", 1, map[bot.FieldID]string{"x1": "1", "x2": "3"})
	if text := v.Text(); !strings.Contains(text, "45点中45点まで確認済み") || strings.Contains(text, "▲ 要注意 ") {
		t.Errorf("own answers count: %s", text)
	}
	w.now = w.now.Add(time.Hour)
	if v := w.press("山田", "do/item/1/1", map[bot.FieldID]string{"question": "会社の名義で払っていますか？"}); v.Problem != "" {
		t.Fatal(v.Text())
	}
	w.now = w.now.Add(time.Hour)
	if v := w.press("鈴木", bot.ActionID(fmt.Sprintf("own/%d", no)), nil); v.Fields[0].Value != "" || !strings.Contains(v.Fields[0].Remark, "前の答えは「まだ確認していない」") {
		t.Errorf("an outdated answer: %s", v.Text())
	}
	own("鈴木", 3, map[bot.FieldID]string{"x1": "1"})
	if v := w.press("鈴木", bot.ActionID(fmt.Sprintf("own/%d", no)), nil); v.Fields[0].Value != "1" {
		t.Errorf("answered anew with the same: %s", v.Text())
	}
	w.read(func(tx *store.Tx) error {
		changes, err := tx.OwnChanges(no)
		if len(changes) != 2 || changes[1].Was.By == changes[1].By {
			t.Errorf("kept are %+v", changes)
		}
		return err
	})
}

// TestOwnItemConflict: who changes an item that somebody else has changed sees it
// first.
func TestOwnItemConflict(t *testing.T) {
	w := newWorld(t)
	w.turn(func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: "鈴木"})
		if err != nil {
			return err
		}
		p.Role = guidance.Manager
		return tx.PutPerson(p)
	})
	w.item("k1", "支払いの名義", "会社の名義ですか？")
	w.press("鈴木", "do/item/1/1", map[bot.FieldID]string{"title": "請求の名義"})
	change := map[bot.FieldID]string{"title": "払う人"}
	v := w.press("山田", "do/item/1/1", change)
	if !strings.Contains(v.Problem, "請求の名義") || w.ownItems()[0].Title != "請求の名義" {
		t.Errorf("over somebody else's: %s", v.Text())
	}
	w.press("山田", v.Submit.ID, change)
	if got := w.ownItems()[0]; got.Title != "払う人" || got.Rev != 3 {
		t.Errorf("pressed again: %+v", got)
	}
}
