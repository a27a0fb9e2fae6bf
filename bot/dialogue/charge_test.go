package dialogue_test

import (
	"fmt"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestHandoverRefusals: whom a service cannot be handed over to is said at the
// field, and nothing is handed over.
func TestHandoverRefusals(t *testing.T) {
	for _, c := range []struct{ name, who, to, part, says string }{
		{"to oneself", "鈴木", "p2", "mine", "自分には引き継げません"},
		{"to the expert", "鈴木", "p4", "mine", "専門家は管理担当者になれません"},
		{"to somebody not there", "鈴木", "p99", "mine", "名簿に見つかりませんでした"},
		{"to nobody", "鈴木", "", "mine", "引き継ぎ先の人を選んでください"},
		{"what is another's", "鈴木", "p3", "2", "何を引き継ぐかを選んでください"},
		{"to whoever has it", "山田", "p2", "1", "いまもこの人のものです"},
		{"with too long a word", "鈴木", "p3", "mine", "200文字まで"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.service("勤怠", "鈴木", guidance.InUse, "")
			w.press("山田", "do/charge/1/1/0", values{"who": "p1", "scope": "技術"})
			word := "よろしく"
			if strings.Contains(c.says, "文字") {
				word = strings.Repeat("長", 201)
			}
			v := w.press(c.who, "do/handover/1/2", values{"to": c.to, "part": c.part, "word": word})
			if !strings.Contains(said(v), c.says) {
				t.Errorf("it says %q", said(v))
			}
			if s := w.serviceAt(1); s.Rev != 2 || len(s.InCharge) != 2 || s.InCharge[0].Person != "p2" {
				t.Errorf("handed over all the same: %+v", s.InCharge)
			}
			if again := w.press(c.who, "handover/1/2", nil); !strings.Contains(again.Text(), word[:12]) {
				t.Errorf("the word is lost:\n%s", again.Text())
			}
		})
	}
}

// TestHandoverOfOneScope: somebody with two parts hands over one, keeps the
// other and goes on seeing the service.
func TestHandoverOfOneScope(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.Ended, "333333333333333")
	w.press("鈴木", "do/charge/1/1/0", values{"who": "p2", "scope": "技術"})
	v := w.press("鈴木", "handover/1/2", nil)
	if n := len(v.Fields[0].Options); n != 3 {
		t.Fatalf("%d things can be handed over:\n%s", n, v.Text())
	}
	v = w.press("鈴木", "do/handover/1/2", values{"part": "2", "to": "p3"})
	if v.Problem != "" || !strings.Contains(v.Notice, "吉田 太郎さんに引き継ぎました") {
		t.Errorf("problem %q, notice %q", v.Problem, v.Notice)
	}
	want := []guidance.Charge{{Person: "p2"}, {Person: "p3", Scope: "技術"}}
	if got := w.serviceAt(1).InCharge; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("in charge are %v, want %v", got, want)
	}
	if n := w.noticesOf("吉田"); !strings.Contains(n, "（技術）") || !strings.Contains(n, "利用終了の作業5件") {
		t.Errorf("the new one is told %q", n)
	}
	again := w.press("鈴木", "do/handover/1/2", values{"part": "2", "to": "p3"})
	if again.Problem != "" || w.serviceAt(1).Rev != 3 || strings.Count(w.noticesOf("吉田"), "\n") != 1 {
		t.Errorf("pressed twice: problem %q, revision %d, notices %q", again.Problem, w.serviceAt(1).Rev, w.noticesOf("吉田"))
	}
	other := w.press("山田", "do/handover/1/2", values{"part": "2", "to": "p1"})
	if other.Problem == "" || w.serviceAt(1).Rev != 3 {
		t.Errorf("what was handed over meanwhile went on to another: %q, revision %d", other.Problem, w.serviceAt(1).Rev)
	}
}

// TestNobodyInCharge: the last one in charge leaves only by handing over or by
// a manager's hand, at every door.
func TestNobodyInCharge(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "")
	for _, c := range []struct {
		press  bot.ActionID
		values values
	}{{"do/uncharge/1/1/1", nil}, {"do/edit/1/1", values{"person1": ""}}} {
		if v := w.press("鈴木", c.press, c.values); !strings.Contains(said(v), "誰もいなくなる") || len(w.serviceAt(1).InCharge) != 1 {
			t.Errorf("%s says %q, in charge are %v", c.press, said(v), w.serviceAt(1).InCharge)
		}
	}
	if v := w.press("山田", "do/edit/1/1", values{"person1": ""}); !strings.Contains(v.Notice, "担当者未定になりました") {
		t.Errorf("the manager is told %q %q", v.Notice, said(v))
	}
	if n := w.noticesOf("鈴木"); !strings.Contains(n, "管理担当者から外しました") {
		t.Errorf("the one before is told %q", n)
	}
	if text := w.press("山田", "ledger", nil).Text(); !strings.Contains(text, "担当者未定のサービスが1件あります") {
		t.Errorf("the ledger says\n%s", text)
	}
	if v := w.press("山田", "handover/1/2", nil); v.Problem == "" {
		t.Error("nothing to hand over, and nothing is said of it")
	}
}

func TestMostCharges(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "")
	for i := range guidance.MaxCharges - 1 {
		w.press("山田", bot.ActionID(fmt.Sprintf("do/charge/1/%d/0", i+1)), values{"who": "outside", "name": fmt.Sprintf("外の人%d", i)})
	}
	v := w.press("山田", "do/charge/1/10/0", values{"who": "p3"})
	if got := w.serviceAt(1); len(got.InCharge) != guidance.MaxCharges || !strings.Contains(said(v), "10件まで") {
		t.Errorf("%d in charge, and it says %q", len(got.InCharge), said(v))
	}
	if v := w.press("山田", "do/charge/1/10/0", values{"who": "outside", "name": ""}); !strings.Contains(said(v), "名前を入れてください") {
		t.Errorf("without a name it says %q", said(v))
	}
	w.press("山田", "do/edit/1/10", values{"scope2": "技術"})
	if got := w.serviceAt(1); len(got.InCharge) != guidance.MaxCharges || got.InCharge[1].Scope != "技術" || got.InCharge[9].Name != "外の人8" {
		t.Errorf("the form left %v", got.InCharge)
	}
}

// TestFormMeetsCharges: a form drawn before somebody was taken out of charge
// does not give their scope to whoever stands in their place now.
func TestFormMeetsCharges(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "")
	w.press("山田", "do/charge/1/1/0", values{"who": "p3"})
	w.press("山田", "do/uncharge/1/2/1", nil)
	v := w.press("吉田", "do/edit/1/2", values{"scope1": "打刻"})
	if !strings.Contains(said(v), "直しています") || w.serviceAt(1).InCharge[0].Scope != "" {
		t.Errorf("it says %q, in charge are %v", said(v), w.serviceAt(1).InCharge)
	}
}

// TestErasedInCharge: a service whose last person in charge was erased has
// nobody in charge, and nothing is written for who is no longer there.
func TestErasedInCharge(t *testing.T) {
	w := newWorld(t)
	w.service("勤怠", "鈴木", guidance.InUse, "")
	w.press("山田", "do/charge/1/1/0", values{"who": "p3", "scope": "技術"})
	w.turn(func(tx *store.Tx) error { return tx.ErasePerson("p2") })
	if text := w.press("山田", "ledger", nil).Text(); strings.Contains(text, "担当者未定") {
		t.Errorf("somebody is in charge still:\n%s", text)
	}
	if v := w.press("吉田", "do/uncharge/1/2/2", nil); !strings.Contains(said(v), "誰もいなくなる") {
		t.Errorf("the last one there leaves: %q", said(v))
	}
	w.turn(func(tx *store.Tx) error { return tx.ErasePerson("p3") })
	for _, id := range []bot.ActionID{"ledger", "service/1", "charges/1"} {
		if text := w.press("山田", id, nil).Text(); !strings.Contains(text, "担当者未定") {
			t.Errorf("%s does not say that nobody is in charge:\n%s", id, text)
		}
	}
	w.press("山田", "do/end/1/2", nil)
	w.press("山田", "do/handover/1/3", values{"part": "1", "to": "p1"})
	w.press("山田", "do/uncharge/1/4/2", nil)
	if s := w.serviceAt(1); s.Status != guidance.Ended || len(s.InCharge) != 1 || s.InCharge[0].Person != "p1" {
		t.Errorf("left is %+v", s)
	}
	w.read(func(tx *store.Tx) error {
		for _, p := range []guidance.PersonID{"p2", "p3"} {
			if list, err := tx.Notices(p); err != nil || len(list) > 0 {
				t.Errorf("%s, who was erased, is told %+v, %v", p, list, err)
			}
		}
		return nil
	})
}
