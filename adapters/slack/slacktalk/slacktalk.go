// Package slacktalk holds talks in a workspace of Slack: the adapter and the
// real client, over a fake of Slack's wire, with people who press what they see.
package slacktalk

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// Office is the workspace. It implements adaptertest.Chat.
type Office struct {
	t    adaptertest.T
	fake *slacktest.Slack
	cfg  slack.Config
	ws   *slack.Workspace // nil between two processes
	home string
	stop func()

	ids   map[string]string // Slack's id of somebody, by the world's
	names map[string]string // and back

	mu      sync.Mutex
	shown   map[string]bot.View // what the core last showed, by Slack's id
	pressed map[string]bot.ActionID
	sent    map[string]*slacktest.Delivery // by the event's id
	seen    map[string][]slacktest.Screen  // all that each had before them
	ends    map[bot.ActionID]*slacktest.Delivery
}

// Open opens a workspace of these people.
func Open(t adaptertest.T, people []adaptertest.Member) *Office {
	o := &Office{
		t: t, ids: map[string]string{}, names: map[string]string{}, shown: map[string]bot.View{}, pressed: map[string]bot.ActionID{},
		sent: map[string]*slacktest.Delivery{}, seen: map[string][]slacktest.Screen{}, ends: map[bot.ActionID]*slacktest.Delivery{},
	}
	var users []slacktest.User
	var managers []string
	for i, p := range people {
		id := fmt.Sprintf("U0P%d", i+1)
		o.ids[p.ID], o.names[id] = id, p.ID
		users = append(users, slacktest.User{ID: id, Name: strings.ToLower(id), RealName: cmp.Or(p.Profile.Name, " "), Guest: !p.Profile.Member})
		if p.Profile.Manager {
			managers = append(managers, id)
		}
	}
	const many = 1_000_000
	o.fake = slacktest.Start(t, slacktest.Options{Users: users, Channels: []string{"C0GENERAL", "C042"}, Limits: map[string]slacktest.Limit{
		"chat.postMessage": {Calls: many, Per: time.Second}, "views.open": {Calls: many, Per: time.Second}, "views.update": {Calls: many, Per: time.Second},
	}})
	with := o.fake.Options()
	o.cfg = slack.Config{
		BotToken: with.BotToken, AppToken: with.AppToken, APIURL: o.fake.APIURL(), Enroll: true, Managers: managers,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Unhurried: true,
	}
	o.open()
	t.Cleanup(o.end)
	return o
}

func (o *Office) open() {
	var err error
	if o.ws, err = slack.New(o.cfg); err != nil {
		o.t.Fatalf("%v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if o.home, err = o.ws.Connect(ctx); err != nil {
		o.t.Fatalf("connect: %v", err)
	}
}

func (o *Office) end() {
	o.Stop()
	o.fake.Stop()
	for _, complaint := range o.fake.Complaints() {
		if !strings.Contains(complaint, "not acknowledged") { // by an adapter that was stopped
			o.t.Errorf("Slack complains: %s", complaint)
		}
	}
}

// Home implements adaptertest.Chat.
func (o *Office) Home() string { return o.home }

// OneByOne implements adaptertest.Chat.
func (o *Office) OneByOne() bool { return false }

// Start implements adaptertest.Chat.
func (o *Office) Start(core bot.Core) {
	if o.ws == nil { // a new process
		o.open()
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- o.ws.Run(ctx, witness{core, o}) }()
	o.until("a connection", func() bool { return o.fake.Sockets() > 0 })
	o.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			o.t.Errorf("Run: %v", err)
		}
	})
}

// Stop implements adaptertest.Chat. The next start is that of a new process.
func (o *Office) Stop() {
	if o.stop == nil {
		return
	}
	o.stop()
	o.stop, o.ws = nil, nil
}

// Post implements adaptertest.Chat.
func (o *Office) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	if to.Account.ID != "" {
		to.Account.ID = o.ids[to.Account.ID]
	}
	return o.ws.Post(ctx, to, v)
}

// Finish implements adaptertest.Chat.
func (o *Office) Finish() {
	for id := range o.names {
		if err := o.leave(id); err != nil {
			o.t.Errorf("%v", err)
		}
	}
}

func (o *Office) until(what string, holds func() bool) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !holds(); <-tick.C {
		if time.Now().After(end) {
			o.t.Fatalf("waited in vain for %s", what)
		}
	}
}

// witness is the core, which knows people by the world's ids, and remembers
// what it showed to whom.
type witness struct {
	bot.Core
	o *Office
}

// Handle implements bot.Core.
func (w witness) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	user := ev.From.ID
	if name, known := w.o.names[user]; known {
		ev.From.ID = name
	}
	ev.Values = maps.Clone(ev.Values)
	for field, value := range ev.Values {
		if name, known := w.o.names[value]; known {
			ev.Values[field] = name
		}
	}
	view, err := w.Core.Handle(ctx, ev)
	if ev.ID == "" {
		return w.named(view), err // for nobody to see
	}
	w.o.mu.Lock()
	defer w.o.mu.Unlock()
	w.o.shown[user] = view
	if ev.Press.Acts() {
		w.o.pressed[user] = ev.Press
	}
	return w.named(view), err
}

// named has Slack's ids where the core has the world's.
func (w witness) named(v bot.View) bot.View {
	v.Fields = slices.Clone(v.Fields)
	for i, f := range v.Fields {
		if id, known := w.o.ids[f.Value]; known && f.Kind == bot.MemberField {
			v.Fields[i].Value = id
		}
	}
	return v
}
