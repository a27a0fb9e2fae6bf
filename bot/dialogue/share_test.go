package dialogue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// shared has somebody share all that the deeds can, and returns what everybody
// then reads in the channel.
func (w *world) shared(who string, deeds []bot.ActionID) (texts []string) {
	w.t.Helper()
	for _, id := range deeds {
		if strings.HasPrefix(string(id), "do/share/") {
			w.press(who, id, map[bot.FieldID]string{"place": "C1"})
		}
	}
	for _, post := range w.Deliver() {
		if post.To.Place.Inside != "" {
			texts = append(texts, everything(w.t, post.View))
		}
	}
	return texts
}

// shareForm has somebody come to the button that shares what a route draws.
func (w *world) shareForm(who string, route bot.ActionID) bot.ActionID {
	w.t.Helper()
	return w.chats(bot.Event{From: paper(who), Press: "share/" + route}).Submit.ID
}

func (w *world) share(who string, press bot.ActionID, place string) bot.View {
	w.t.Helper()
	return w.chats(bot.Event{From: paper(who), Press: press, Values: map[bot.FieldID]string{"place": place}})
}

// secretly is a service with all that its sheet tells those who look after it
// and that no channel is to read.
func secretly(t *testing.T) *world {
	w := newWorld(t)
	twoServices(w)
	w.press("鈴木", "note/1/c05/0", map[bot.FieldID]string{"note": "秘密のメモ", "url": "https://example.jp/himitsu"})
	p := w.person("山田")
	w.turn(func(tx *store.Tx) error {
		s, err := tx.Service(1)
		if err != nil {
			return err
		}
		s.Summary, s.Information, s.Impact = "秘密の概要", "秘密の情報", "秘密の影響"
		s.Rev++
		if err := tx.PutService(s); err != nil {
			return err
		}
		return tx.AddNotice(p.ID, guidance.Notice{Key: "n", Text: "秘密のお知らせ", Route: "menu", At: w.now})
	})
	return w
}

// TestWhatAChannelReads: figures and answers, who shared them and when, one
// button; and nothing that is the sharer's own or was noted beside an answer.
func TestWhatAChannelReads(t *testing.T) {
	for route, want := range map[bot.ActionID][]string{
		"ledger/all/all/1":    {"クラウドサービス台帳", "××勤怠管理WEBシステム", "山田 一郎さんが11月30日（月）に共有しました。", "点数は"},
		"ledger/in-use/all/1": {"利用中の1件"},
		"service/1":           {"S0001 ××勤怠管理WEBシステム", "45点中29点", "問題があるが対処方法なし", "レーダーチャート"},
		"service/2":           {"クラウド顧客管理システムZZZ"},
	} {
		w := secretly(t)
		w.share("山田", w.shareForm("山田", route), "C1")
		w.now = w.now.AddDate(0, 0, 1)
		posts := w.Deliver()
		if len(posts) != 1 || posts[0].To.Place != (bot.Place{Home: home, Inside: "C1"}) || posts[0].To.Account != (bot.Account{}) {
			t.Fatalf("%s came as %+v", route, posts)
		}
		v := posts[0].View
		sound(t, string(route), v)
		text := everything(t, v)
		if strings.Contains(text, "秘密") || strings.Contains(text, "himitsu") {
			t.Errorf("%s tells\n%s", route, v.Text())
		}
		for _, words := range want {
			if !strings.Contains(text, words) {
				t.Errorf("%q is not in\n%s", words, v.Text())
			}
		}
		if len(v.Fields) > 0 || len(v.Sections) > 0 || len(v.Watch) > 0 || v.Drop != nil || v.Notice+v.Problem != "" || len(v.Actions) != 1 || v.Actions[0].ID != route {
			t.Errorf("%s holds more: %+v", route, v)
		}
		for _, r := range v.Table.Rows {
			if r.Open != "" {
				t.Errorf("a row leads to %s", r.Open)
			}
		}
	}
}

// TestSharedOnce: quick presses share once and are noted once; another channel,
// or the form drawn anew, is another sharing.
func TestSharedOnce(t *testing.T) {
	w := secretly(t)
	press := w.shareForm("山田", "service/1")
	for _, place := range []string{"C1", "C1", "C2", "C1"} {
		if v := w.share("山田", press, place); !strings.Contains(v.Notice, "共有を受け付けました") || v.At != "service/1" {
			t.Errorf("is shown\n%s", v.Text())
		}
	}
	w.share("山田", w.shareForm("山田", "service/1"), "C1")
	if posts := w.Deliver(); len(posts) != 3 {
		t.Errorf("%d were posted", len(posts))
	}
	w.share("山田", press, "C1")
	if posts := w.Deliver(); len(posts) != 0 {
		t.Errorf("posted again: %+v", posts)
	}
	log, err := w.store.AuditLog(context.Background(), home)
	if err != nil || len(log) != 3 || log[0].Did != guidance.DidShare || !strings.HasPrefix(log[0].About, "S0001 C1 ") || log[0].Who != "p1" {
		t.Errorf("the log is %+v, %v", log, err)
	}
}

// TestSharingAtEveryDoor: who may not see something does not share it, and no
// odd place, route or surface brings anything anywhere.
func TestSharingAtEveryDoor(t *testing.T) {
	w := secretly(t)
	routes := []bot.ActionID{"share", "share/", "share/menu", "share/ledger", "share/ledger/all/all/1", "share/service", "share/service/1", "share/service/9", "share/diagnosis/1", "share/mydata",
		"do/share", "do/share/k1", "do/share/k1/ledger", "do/share/k1/ledger/all/all/1", "do/share/k1/service/1", "do/share/k1/service/9", "do/share/k1/mydata", "do/share/~/service/1"}
	values := map[bot.FieldID]string{"place": "C1"}
	for _, who := range []string{"吉田", "客（社外）"} {
		account, _ := w.Account(who)
		for _, id := range routes {
			for _, ev := range []bot.Event{{Press: id}, {Press: id, Values: values}, {Press: id, Values: values, Surface: bot.OwnSurface}} {
				ev.From = account
				if v := w.chats(ev); strings.Contains(everything(t, v), "勤怠管理") {
					t.Errorf("%s presses %s:\n%s", who, id, v.Text())
				}
			}
		}
	}
	for _, id := range routes {
		w.from(paper("山田"), id, values)
		w.chats(bot.Event{From: paper("山田"), Press: id})
	}
	for _, id := range []bot.ActionID{"do/share/k1/ledger", "do/share/k1/ledger/all/all/1", "do/share/k1/service/2"} {
		w.chats(bot.Event{From: paper("鈴木"), Press: id, Values: values})
	}
	for _, place := range []string{"", " ", "C 1", "C\n1", "チャンネル", strings.Repeat("C", 81)} {
		v := w.share("山田", "do/share/k1/service/1", place)
		if len(v.Fields) != 1 || v.Fields[0].Problem == "" {
			t.Errorf("to %q:\n%s", place, v.Text())
		}
	}
	for _, l := range lettersOf(w) {
		if l.Place != (bot.Place{}) {
			t.Errorf("waits: %+v", l)
		}
	}
	if log, err := w.store.AuditLog(context.Background(), home); err != nil || len(log) > 0 {
		t.Errorf("the log is %+v, %v", log, err)
	}
}

// TestSharedWithTheRightsOfThen: what is sent is what its sharer may see when
// it is sent.
func TestSharedWithTheRightsOfThen(t *testing.T) {
	for name, change := range map[string]func(w *world){
		"": func(*world) {},
		"no longer in charge": func(w *world) {
			w.turn(func(tx *store.Tx) error {
				s, err := tx.Service(1)
				s.InCharge, s.Rev = nil, s.Rev+1
				if err == nil {
					err = tx.PutService(s)
				}
				return err
			})
		},
		"an expert": func(w *world) { w.role("鈴木", guidance.Expert, "2026-01-01") },
		"erased":    func(w *world) { w.erase("p2") },
		"erased and not told": func(w *world) {
			p := w.person("鈴木")
			p.Accounts = nil
			w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
		},
		"too late": func(w *world) { w.now = w.now.Add(49 * time.Hour) },
	} {
		w := secretly(t)
		w.share("鈴木", w.shareForm("鈴木", "service/1"), "C1")
		change(w)
		letters := lettersOf(w)
		if len(letters) > 0 && w.now.After(letters[0].Expires) {
			continue // the postman throws it away
		}
		if posts := w.Deliver(); len(posts) != min(1, 1-min(1, len(name))) {
			t.Errorf("%s: %d were posted", name, len(posts))
		}
	}
}

func (w *world) role(who string, role guidance.Role, until guidance.Day) {
	p := w.person(who)
	p.Role, p.Until = role, until
	w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
}
