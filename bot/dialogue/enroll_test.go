package dialogue_test

import (
	"context"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// chats is one delivery from the chat, with what that says of who presses.
func (w *world) chats(ev bot.Event) bot.View {
	w.t.Helper()
	if ev.Surface == "" {
		ev.Surface = "社内チャット"
	}
	view, err := w.runner.Handle(context.Background(), ev)
	if err != nil {
		w.t.Fatalf("%+v: %v", ev, err)
	}
	sound(w.t.(*testing.T), string(ev.Press), view)
	return view
}

// TestOnlyMembersEnroll: who is put on the list is whom a chat calls one of its
// own people, under the name the chat has for them.
func TestOnlyMembersEnroll(t *testing.T) {
	member := func(name string) *bot.Profile { return &bot.Profile{Name: name, Member: true, Enrolls: true} }
	for _, c := range []struct {
		name    string
		ev      bot.Event
		as      string // the name on the list; empty for nobody
		manager bool
	}{
		{"a member", bot.Event{Press: "do/enroll", Profile: member("木村 拓")}, "木村 拓", false},
		{"a manager by configuration", bot.Event{Press: "do/enroll", Profile: &bot.Profile{Name: "木村", Member: true, Manager: true}}, "木村", true},
		{"a manager who is no member", bot.Event{Press: "do/enroll", Profile: &bot.Profile{Name: "木村", Manager: true}}, "", false},
		{"a guest", bot.Event{Press: "do/enroll/new", Profile: &bot.Profile{Name: "木村"}}, "", false},
		{"where a manager puts people on the list", bot.Event{Press: "do/enroll/new", Profile: &bot.Profile{Name: "木村", Member: true}}, "", false},
		{"a guest where people put themselves on it", bot.Event{Press: "do/enroll/new", Profile: &bot.Profile{Name: "木村", Enrolls: true}}, "", false},
		{"nobody vouches", bot.Event{Press: "do/enroll/named", Values: map[bot.FieldID]string{"name": "木村"}}, "", false},
		{"the own page vouches for nobody", bot.Event{Press: "do/enroll", Profile: member("木村"), Surface: bot.OwnSurface}, "", false},
		{"only drawn", bot.Event{Press: "enroll", Profile: member("木村")}, "", false},
		{"entered, not sent", bot.Event{Press: "enroll", Profile: member("木村"), Values: map[bot.FieldID]string{"name": "木村"}}, "", false},
		{"another name than the chat has", bot.Event{Press: "do/enroll/named", Profile: member("木村"), Values: map[bot.FieldID]string{"name": "社長"}}, "木村", false},
		{"a name where the chat has none", bot.Event{Press: "do/enroll/named", Profile: member(" \u3164\n"), Values: map[bot.FieldID]string{"name": " 木村  拓 "}}, "木村 拓", false},
		{"no name at all", bot.Event{Press: "do/enroll/named", Profile: member(""), Values: map[bot.FieldID]string{"name": " "}}, "", false},
		{"a name that is too long", bot.Event{Press: "do/enroll/new", Profile: member(""), Values: map[bot.FieldID]string{"name": strings.Repeat("長", guidance.MaxPersonName+1)}}, "", false},
		{"a long one of the chat", bot.Event{Press: "do/enroll", Profile: member(strings.Repeat("長", 100))}, strings.Repeat("長", guidance.MaxPersonName), false},
		{"like somebody's", bot.Event{Press: "do/enroll", Profile: member("鈴木花子")}, "", false},
		{"typed and like somebody's", bot.Event{Press: "do/enroll/named", Profile: member(""), Values: map[bot.FieldID]string{"name": "鈴木"}}, "", false},
		{"of another", bot.Event{Press: "do/enroll/new", Profile: member("鈴木花子")}, "鈴木花子", false},
		{"somebody's beginning", bot.Event{Press: "do/enroll/x", Profile: member("山")}, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			who := bot.Account{Home: home, ID: "U1"}
			c.ev.From = who
			first := w.chats(c.ev)
			w.chats(c.ev)
			got, n := "", 0
			w.read(func(tx *store.Tx) error {
				all, err := tx.People()
				n = len(all) - len(people)
				if p, none := tx.PersonOf(guidance.Account(who)); none == nil {
					got = p.Name
					if len(p.Unproven) > 0 || len(p.Accounts) != 1 || (p.Role == guidance.Manager) != c.manager || p.Role == guidance.Expert {
						t.Errorf("became %+v", p)
					}
				}
				return err
			})
			if got != c.as || n != min(len(c.as), 1) {
				t.Errorf("%d were put on the list, as %q:\n%s", n, got, first.Text())
			}
			log, err := w.store.AuditLog(context.Background(), home)
			if err != nil || len(log) != n || n > 0 && (log[0].Did != guidance.DidEnroll || log[0].Who != "p5") {
				t.Errorf("the log is %+v, %v", log, err)
			}
			if back := w.from(who, "menu", nil); (back.Title == "まだ登録がありません") != (c.as == "") {
				t.Errorf("then is shown\n%s", back.Text())
			}
		})
	}
}

// TestEndedExpertDoesNotEnroll: whose access is over does not come back as
// somebody else.
func TestEndedExpertDoesNotEnroll(t *testing.T) {
	w := newWorld(t)
	p := w.person("中村")
	p.Until = "2026-11-01"
	w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
	before := kept(w)
	v := w.chats(bot.Event{From: paper("中村"), Press: "do/enroll/new", Profile: &bot.Profile{Name: "別人", Member: true, Enrolls: true}})
	if after := kept(w); after != before || !strings.Contains(v.Title, "利用期間が終わりました") {
		t.Errorf("is shown\n%s", v.Text())
	}
}
