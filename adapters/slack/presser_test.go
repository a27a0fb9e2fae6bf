package slack

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// presser is somebody who presses what stands before them, and waits until that is
// dealt with.
type presser struct {
	t    *testing.T
	fake *slacktest.Slack
	ws   *Workspace
	user string
}

// room is one person before a core that does as a test says.
type room struct {
	presser
	core *adaptertest.Core
	end  func() // ends the adapter
}

func newRoom(t *testing.T, views ...bot.View) *room {
	t.Helper()
	fake := slacktest.Start(t, slacktest.Options{Limits: unlimited(), Users: []slacktest.User{{ID: "U0YAMADA"}, {ID: "U0GUEST", Guest: true}, {ID: "U0OWN"}}})
	ws := workspace(t, fake, SocketMode, func(c *Config) { c.Grace = 20 * time.Second })
	r := &room{presser{t, fake, ws, "U0YAMADA"}, adaptertest.NewCore(views...), nil}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- ws.Run(ctx, r.core) }()
	until(t, "a connection", func() bool { return ws.live.Load() > 0 })
	r.end = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(r.end)
	return r
}

// presser is one of the people of an office, as a manager.
func (o *office) presser(user string) presser {
	o.t.Helper()
	home := o.ws.Home()
	err := o.store.Turn(context.Background(), home, func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: user})
		if err != nil {
			return err
		}
		p.Role = guidance.Manager
		return tx.PutPerson(p)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return presser{o.t, o.fake, o.ws, user}
}

func (h presser) dm() string { return h.fake.DM(h.user) }

// wait waits until a delivery is dealt with; nil for none.
func (h presser) wait(d *slacktest.Delivery) {
	h.t.Helper()
	if d != nil {
		<-d.Done
		if why := d.Failure(); why != "" {
			h.t.Errorf("Slack gave up: %s", why)
		}
	}
	<-h.ws.Settled(h.user)
}

func (h presser) say(words string) { h.t.Helper(); h.wait(h.fake.Say(h.user, h.dm(), words)) }
func (h presser) command(name, words string) {
	h.t.Helper()
	h.wait(h.fake.Command(h.user, h.dm(), name, words))
}
func (h presser) sends()  { h.t.Helper(); h.wait(h.fake.Submit(h.user)) }
func (h presser) closes() { h.t.Helper(); h.wait(h.fake.CloseModal(h.user)) }

// newest is what changed last in the conversation.
func (h presser) newest() (found slacktest.Screen) {
	for _, s := range h.fake.Screens(h.user, h.dm()) {
		if s.Seq > found.Seq {
			found = s
		}
	}
	return found
}

func (h presser) modal() slacktest.Screen {
	h.t.Helper()
	m, open := h.fake.Modal(h.user)
	if !open {
		h.t.Fatalf("no modal, but\n%s", h.newest().Text)
	}
	return m
}

// tap presses a button of a screen, and waits for nothing.
func (h presser) tap(on slacktest.Screen, label string) *slacktest.Delivery {
	h.t.Helper()
	i := slices.IndexFunc(on.Elements, func(e slacktest.Element) bool { return strings.HasPrefix(e.Label, label) })
	if i < 0 {
		h.t.Fatalf("no button %s on\n%s", label, on.Text)
	}
	return h.fake.Click(h.user, on, on.Elements[i])
}

func (h presser) press(on slacktest.Screen, label string) { h.t.Helper(); h.wait(h.tap(on, label)) }

// enters puts something into an input of the modal, and waits for nothing.
func (h presser) enters(field bot.FieldID, ofPart, value string) *slacktest.Delivery {
	h.t.Helper()
	m := h.modal()
	for _, in := range m.Inputs {
		if f, part, _ := fieldOf(in.BlockID); f == field && part == ofPart {
			return h.fake.Enter(h.user, m, in, value)
		}
	}
	h.t.Fatalf("nothing asks %s in\n%s", field, m.Text)
	return nil
}

func (h presser) enter(field bot.FieldID, value string) {
	h.t.Helper()
	h.wait(h.enters(field, wholePart, value))
}

// form is a page of a text and a choice.
func form() bot.View {
	return bot.View{
		At: "form", Title: "サービスの記入", Submit: bot.Action{ID: "do/form", Label: "保存する"}, Actions: []bot.Action{{ID: "other", Label: "ほかを見る"}},
		Fields: []bot.Field{
			{ID: "note", Kind: bot.LongText, Label: "メモ", Optional: true},
			{ID: "state", Kind: bot.Choice, Label: "状態", Options: []bot.Option{{Value: "1", Label: "利用中"}, {Value: "2", Label: "調査中"}}},
		},
	}
}

// inForm is a room with the form open.
func inForm(t *testing.T, f bot.View, views ...bot.View) *room {
	t.Helper()
	r := newRoom(t, append(views, f)...)
	r.core.Means("開く", f.At)
	r.say("開く")
	r.press(r.newest(), "入力をはじめる")
	return r
}

// gave are the values with which a route was pressed last.
func (r *room) gave(route bot.ActionID) map[bot.FieldID]string {
	all := r.core.Matching(func(ev bot.Event) bool { return ev.Press == route && ev.Values != nil })
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1].Values
}

// kept is what is kept of a page.
func (r *room) kept(at bot.ActionID) map[bot.FieldID]string {
	r.t.Helper()
	view, err := r.core.Handle(r.t.Context(), bot.Event{From: r.ws.account(r.user), Press: at})
	if err != nil {
		r.t.Fatal(err)
	}
	return view.Values()
}

func saving(ev bot.Event) bool { return ev.Values != nil }

var failing = bot.View{At: "menu", Title: "うまくいきませんでした", Problem: "保存できませんでした。番号 K7QX", Actions: []bot.Action{{ID: "menu", Label: "メニューを開く"}}}
