package slack

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// TestSuite runs the suite over a strict fake of Slack, with the real client on
// real sockets: once by Socket Mode, once by signed HTTP.
func TestSuite(t *testing.T) {
	for _, mode := range []string{SocketMode, HTTPMode} {
		t.Run(mode, func(t *testing.T) {
			adaptertest.Run(t, func(t adaptertest.T) adaptertest.Wire { return newWire(t, mode) })
		})
	}
}

// wire is the adapter over the fake, with what each person looks at.
type wire struct {
	t    adaptertest.T
	fake *slacktest.Slack
	ws   *Workspace
	mode string

	once   sync.Once
	cancel context.CancelFunc
	run    chan error
	ended  error
	live   int64

	mu     sync.Mutex
	last   *slacktest.Delivery
	opened map[string]bool // messages whose page was opened
}

// unlimited are the fake's.
func unlimited() map[string]slacktest.Limit {
	all := map[string]slacktest.Limit{"apps.connections.open": {Calls: 1e6, Per: time.Second}}
	for method := range budgets {
		all[method] = slacktest.Limit{Calls: 1e6, Per: time.Second}
	}
	return all
}

func newWire(t adaptertest.T, mode string) *wire {
	fake := slacktest.Start(t, slacktest.Options{Limits: unlimited(), Users: []slacktest.User{
		{ID: "U0YAMADA", RealName: "山田 一郎"}, {ID: "U0SUZUKI", RealName: "鈴木 花子"}, {ID: "U0SATO", RealName: "佐藤 恵子"}, {ID: "U0NOBODY", RealName: "見知らぬ 人"},
	}})
	w := &wire{t: t, fake: fake, mode: mode, run: make(chan error, 1), opened: map[string]bool{}}
	w.ws = workspace(t, fake, mode, nil)
	return w
}

// workspace is the adapter of a fake, connected.
func workspace(t adaptertest.T, fake *slacktest.Slack, mode string, change func(*Config)) *Workspace {
	cfg := Config{
		BotToken: fake.Options().BotToken, AppToken: fake.Options().AppToken, SigningSecret: fake.Options().SigningSecret, Mode: mode, Listen: "127.0.0.1:0",
		APIURL: fake.APIURL(), Enroll: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Grace: time.Hour, Unhurried: true, // with so long a grace, whatever Run waits for in vain is noticed
	}
	if change != nil {
		change(&cfg)
	}
	ws, err := New(cfg)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if _, err := ws.Connect(t.Context()); err != nil {
		t.Fatalf("connect: %v", err)
	}
	return ws
}

func (w *wire) People() []bot.Account {
	return []bot.Account{w.ws.account("U0YAMADA"), w.ws.account("U0SUZUKI"), w.ws.account("U0SATO")}
}
func (w *wire) Stranger() bot.Account { return w.ws.account("U0NOBODY") }
func (w *wire) Place() bot.Place      { return bot.Place{Home: w.ws.Home(), Inside: "C0GENERAL"} }

func (w *wire) Start(core bot.Core) {
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	go func() { w.run <- w.ws.Run(ctx, core) }()
	w.connected(0)
	if w.mode == HTTPMode {
		w.fake.DeliverTo("http://" + w.ws.address() + DefaultPath)
	}
}

// connected waits until more connections have stood than so many.
func (w *wire) connected(than int64) {
	until(w.t, "a connection", func() bool { return w.ws.live.Load() > than })
}

// until waits for something to hold.
func until(t adaptertest.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(20 * time.Second); !holds(); <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (w *wire) Stop() error {
	w.once.Do(func() {
		before := w.fake.Complaints()
		if w.cancel != nil {
			w.cancel()
			w.ended = <-w.run
		}
		w.fake.Stop()
		for i, complaint := range w.fake.Complaints() {
			if i < len(before) || !strings.Contains(complaint, "not acknowledged") { // by one who has left
				w.t.Errorf("Slack complains: %s", complaint)
			}
		}
	})
	return w.ended
}

func (w *wire) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	return w.ws.Post(ctx, to, v)
}

func (w *wire) Deliver(who bot.Account, act adaptertest.Act) adaptertest.Receipt {
	d := w.act(who.ID, act)
	w.mu.Lock()
	w.last = d
	w.mu.Unlock()
	return adaptertest.Receipt(d.Done)
}

func (w *wire) Repeat() adaptertest.Receipt {
	w.mu.Lock()
	defer w.mu.Unlock()
	return adaptertest.Receipt(w.fake.Again(w.last).Done)
}

// act does what a person does for it in Slack.
func (w *wire) act(user string, act adaptertest.Act) *slacktest.Delivery {
	switch {
	case act.Say != "" && act.In.Inside != "":
		return w.fake.Command(user, act.In.Inside, ownCommand, act.Say)
	case act.Say != "":
		if _, open := w.fake.Modal(user); open { // nobody types into the conversation behind one
			w.fake.CloseModal(user)
		}
		return w.fake.Say(user, w.fake.DM(user), act.Say)
	case act.File != nil:
		return w.fake.Drop(user, w.fake.DM(user), act.File.Name, act.File.Data, "")
	case act.Answer != nil:
		return w.answer(user, act)
	}
	return w.click(user, act)
}

// answer fills in the modal, and ends it where that is asked for.
func (w *wire) answer(user string, act adaptertest.Act) *slacktest.Delivery {
	var last *slacktest.Delivery
	for field, value := range act.Answer {
		screen, ok := w.fake.Modal(user)
		if !ok {
			w.t.Fatalf("%s has no modal to answer in", user)
		}
		in, ok := inputOf(screen, field)
		if !ok {
			w.t.Fatalf("the modal does not ask %s:\n%s", field, screen.Text)
		}
		if d := w.fake.Enter(user, screen, in, value); d != nil {
			last = d
			<-d.Done
		}
	}
	if act.Submit {
		return w.fake.Submit(user)
	}
	return last
}

// inputOf is the input that takes a field's value.
func inputOf(screen slacktest.Screen, field bot.FieldID) (slacktest.Input, bool) {
	i := slices.IndexFunc(screen.Inputs, func(in slacktest.Input) bool {
		f, part, ok := fieldOf(in.BlockID)
		return ok && f == field && part == wholePart
	})
	if i < 0 {
		return slacktest.Input{}, false
	}
	return screen.Inputs[i], true
}

// click presses the newest button there that leads to the action.
func (w *wire) click(user string, act adaptertest.Act) *slacktest.Delivery {
	screens := w.screens(user, act.In.Inside)
	for _, screen := range slices.Backward(screens) {
		for _, e := range screen.Elements {
			if v, route, err := parseElement(e.ActionID); err == nil && v == press && route == act.Press {
				return w.fake.Click(user, screen, e)
			}
		}
	}
	w.t.Fatalf("%s has no button %q on %+v", user, act.Press, screens)
	return nil
}

// screens are what somebody sees, the newest last: the messages there, and over
// them the modal.
func (w *wire) screens(user, channel string) []slacktest.Screen {
	if channel == "" {
		channel = w.fake.DM(user)
	}
	all := w.fake.Screens(user, channel)
	slices.SortStableFunc(all, func(a, b slacktest.Screen) int { return a.Seq - b.Seq })
	if m, ok := w.fake.Modal(user); ok {
		all = append(all, m)
	}
	return all
}

// Sees opens the page of a message that offers it, as a person would.
func (w *wire) Sees(who bot.Account) adaptertest.Sight {
	all := append(w.screens(who.ID, "C0GENERAL"), w.screens(who.ID, "")...)
	all = slices.DeleteFunc(all, func(s slacktest.Screen) bool { return s.Channel == "C0GENERAL" && s.Kind == "message" })
	slices.SortStableFunc(all, func(a, b slacktest.Screen) int { return a.Seq - b.Seq })
	if m, ok := w.fake.Modal(who.ID); ok {
		return sight(m)
	}
	var seen adaptertest.Sight
	for _, s := range all {
		if len(s.Files) > 0 && strings.TrimSpace(s.Text) == "" {
			seen.Files = append(seen.Files, sight(s).Files...)
			continue
		}
		files := seen.Files
		seen = sight(s)
		seen.Files = append(files, seen.Files...)
		if s.Seq == all[len(all)-1].Seq && w.opens(who.ID, s) {
			return w.Sees(who)
		}
	}
	return seen
}

// opens presses the button that opens a page, once a message, and waits for it.
func (w *wire) opens(user string, s slacktest.Screen) (opened bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range s.Elements {
		v, _, err := parseElement(e.ActionID)
		key := s.Channel + s.TS
		if err == nil && v == open && !w.opened[key] {
			w.opened[key] = true
			w.fake.Click(user, s, e)
			until(w.t, "the modal", func() bool { _, ok := w.fake.Modal(user); return ok })
			return true
		}
	}
	return false
}

func sight(s slacktest.Screen) adaptertest.Sight {
	seen := adaptertest.Sight{Text: s.Title + "\n" + s.Text}
	for _, e := range s.Elements {
		if v, route, err := parseElement(e.ActionID); err == nil && (v == press || v == vouch) {
			seen.Buttons = append(seen.Buttons, adaptertest.Button{Label: e.Label, Press: route})
		}
	}
	for _, f := range s.Files {
		seen.Files = append(seen.Files, adaptertest.Shown{Name: f.Name, Alt: f.Alt, Data: f.Data})
	}
	return seen
}

func (w *wire) Posted(to bot.Recipient) []adaptertest.Sight {
	user, channel := to.Account.ID, to.Place.Inside
	if channel == "" {
		channel = w.fake.DM(user)
	}
	var all []adaptertest.Sight
	for _, s := range w.fake.Screens(user, channel) {
		if s.Kind == "message" {
			all = append(all, sight(s))
		}
	}
	return all
}

func (w *wire) Inject(f adaptertest.Fault) {
	switch f {
	case adaptertest.Disconnect:
		w.live = w.ws.live.Load()
		w.fake.HoldConnections()
		w.fake.DropSockets()
	case adaptertest.Reconnect:
		w.fake.AllowConnections()
		w.connected(w.live)
	case adaptertest.DeleteScreens:
		w.fake.DeleteMessages()
	case adaptertest.LimitPost:
		w.fake.Fail("chat.postMessage", 1, slacktest.Failure{Status: 429, RetryAfter: adaptertest.LimitAfter})
	case adaptertest.RefusePost:
		w.fake.Fail("chat.postMessage", 1, slacktest.Failure{Error: "restricted_action"})
	case adaptertest.FailPost:
		w.fake.Fail("chat.postMessage", 1, slacktest.Failure{Status: 503})
	case adaptertest.ForgetAll:
		w.fake.Forget("C0GENERAL")
		w.fake.Forget("U0SATO")
	}
}

func (w *wire) Lacks(a adaptertest.Ability) string {
	switch {
	case a == adaptertest.Live:
		return "A message stays as it was said; what lives is the home tab, which has tests of its own."
	case a == adaptertest.Breaks && w.mode == HTTPMode:
		return "Every delivery is a request of its own; there is no connection that stands."
	}
	return ""
}
