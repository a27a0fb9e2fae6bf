package discord

import (
	"context"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// TestSuite runs the suite over a strict fake of Discord, with the real client on
// real sockets.
func TestSuite(t *testing.T) {
	adaptertest.Run(t, func(t adaptertest.T) adaptertest.Wire { return newWire(t) })
}

const nobody = "500000000000000099"

// wire is the adapter over the fake.
type wire struct {
	t    adaptertest.T
	fake *discordtest.Discord
	app  *App

	once   sync.Once
	cancel context.CancelFunc
	run    chan error
	ended  error
	live   int64

	mu   sync.Mutex
	last *discordtest.Delivery
}

func newWire(t adaptertest.T) *wire {
	fake := discordtest.Start(t, discordtest.Options{Limits: map[string]discordtest.Limit{
		"POST /channels/{channel}/messages": {Calls: 1e6, Per: time.Second}, "*": {Calls: 1e6, Per: time.Second},
	}, Users: []discordtest.User{
		{ID: discordtest.Yamada, Name: "yamada"}, {ID: discordtest.Suzuki, Name: "suzuki"}, {ID: discordtest.Sato, Name: "sato"}, {ID: nobody, Name: "nobody"},
	}})
	return &wire{t: t, fake: fake, app: connected(t, fake, nil), run: make(chan error, 1)}
}

// connected is the adapter of a fake.
func connected(t adaptertest.T, fake *discordtest.Discord, change func(*Config)) *App {
	cfg := Config{
		Token: discordtest.Token, APIURL: fake.APIURL(), Grace: time.Hour, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Guilds: []Guild{{ID: discordtest.Company, Enroll: true, Managers: []string{discordtest.Managers}}},
	}
	if change != nil {
		change(&cfg)
	}
	a, err := New(cfg)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if _, err := a.Connect(t.Context()); err != nil {
		t.Fatalf("connect: %v", err)
	}
	return a
}

func account(user string) bot.Account {
	return bot.Account{Home: HomeOf(discordtest.Company), ID: user}
}

func (w *wire) People() []bot.Account {
	return []bot.Account{account(discordtest.Yamada), account(discordtest.Suzuki), account(discordtest.Sato)}
}
func (w *wire) Stranger() bot.Account { return account(nobody) }
func (w *wire) Place() bot.Place {
	return bot.Place{Home: HomeOf(discordtest.Company), Inside: discordtest.General}
}

func (w *wire) Start(core bot.Core) {
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	go func() { w.run <- w.app.Run(ctx, core) }()
	w.stands(0)
}

// stands waits until more connections have stood than so many.
func (w *wire) stands(than int64) {
	until(w.t, "a connection", func() bool { return w.app.live.Load() > than })
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
		for _, complaint := range before {
			if !strings.Contains(complaint, "the message is gone") { // which nobody knows before it is to be changed
				w.t.Errorf("Discord complains: %s", complaint)
			}
		}
	})
	return w.ended
}

func (w *wire) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	return w.app.Post(ctx, to, v)
}

func (w *wire) Deliver(who bot.Account, act adaptertest.Act) adaptertest.Receipt {
	d := w.act(who.ID, act)
	w.mu.Lock()
	w.last = d
	w.mu.Unlock()
	return w.settled(who.ID, d)
}

// settled is closed once what was done is dealt with: typed words are answered
// by no acknowledgement.
func (w *wire) settled(user string, d *discordtest.Delivery) adaptertest.Receipt {
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-d.Done
		<-w.app.Settled(user)
	}()
	return done
}

func (w *wire) Repeat() adaptertest.Receipt {
	w.mu.Lock()
	defer w.mu.Unlock()
	return adaptertest.Receipt(w.fake.Again(w.last).Done)
}

// act does what a person does for it in Discord.
func (w *wire) act(user string, act adaptertest.Act) *discordtest.Delivery {
	switch {
	case act.Say != "" && act.In.Inside != "":
		return w.fake.Command(user, act.In.Inside, ownCommand, discordtest.Arg{Name: "words", Value: act.Say})
	case act.Say != "":
		return w.fake.Say(user, w.fake.DM(user), act.Say)
	case act.File != nil:
		return w.fake.Drop(user, w.fake.DM(user), act.File.Name, act.File.Data, "")
	case act.Answer != nil:
		return w.answer(user, act)
	}
	for _, s := range slices.Backward(w.screens(user, act.In.Inside)) {
		if d := w.presses(user, s, func(r ref) bool { return r.verb == press && r.route == act.Press }, act.Press); d != nil {
			return d
		}
	}
	w.t.Fatalf("%s has no button %q on %+v", user, act.Press, w.screens(user, act.In.Inside))
	return nil
}

// presses presses the button that fits, or chooses the entry that leads there;
// nil where there is neither.
func (w *wire) presses(user string, s discordtest.Screen, fits func(ref) bool, entry bot.ActionID) *discordtest.Delivery {
	for _, b := range s.Buttons {
		if r, err := parseRef(b.CustomID); err == nil && fits(r) {
			return w.fake.Click(user, s, b)
		}
	}
	for _, sel := range s.Selects {
		if r, err := parseRef(sel.CustomID); err != nil || r.verb != rows {
			continue
		}
		for _, o := range sel.Options {
			if entry != "" && o.Value == string(press)+":"+string(entry) {
				return w.fake.Choose(user, s, sel, o.Value)
			}
		}
	}
	return nil
}

// answer answers one question after the other, and ends the page where that is
// asked for and did not happen by itself.
func (w *wire) answer(user string, act adaptertest.Act) *discordtest.Delivery {
	var last *discordtest.Delivery
	left := maps.Clone(act.Answer)
	for field := range act.Answer {
		if _, still := left[field]; still {
			last = w.answers(user, field, left)
			<-w.settled(user, last)
		}
	}
	if act.Submit {
		s := w.newest(user)
		if d := w.presses(user, s, func(r ref) bool { return r.verb == send }, ""); d != nil {
			return d
		}
	}
	return last
}

// answers answers one question in the way in which it is asked, going to it
// first, and with it what a modal asks beside it.
func (w *wire) answers(user string, field bot.FieldID, left map[bot.FieldID]string) *discordtest.Delivery {
	value := left[field]
	defer delete(left, field)
	for range 20 {
		s := w.newest(user)
		if d := w.presses(user, s, func(r ref) bool { return r.verb == pick && r.field == field && r.option == value }, ""); d != nil {
			return d
		}
		for _, sel := range s.Selects {
			r, err := parseRef(sel.CustomID)
			if err == nil && r.verb == list && r.field == field {
				return w.fake.Choose(user, s, sel, value)
			}
			if err == nil && r.verb == ask && slices.ContainsFunc(sel.Options, func(o discordtest.Option) bool { return o.Value == string(field) }) {
				<-w.settled(user, w.fake.Choose(user, s, sel, string(field)))
			}
		}
		if d := w.presses(user, s, func(r ref) bool { return r.verb == fill }, ""); d != nil {
			<-d.Done
			if d := w.types(user, field, left); d != nil {
				return d
			}
		}
		if d := w.presses(user, s, func(r ref) bool { return r.verb == ask }, ""); d != nil {
			<-w.settled(user, d)
		}
	}
	w.t.Fatalf("%s is not asked %s on\n%s", user, field, w.newest(user).Text)
	return nil
}

// types fills in the modal, leaving the rest as it stands; nil where it does not
// ask the field.
func (w *wire) types(user string, field bot.FieldID, left map[bot.FieldID]string) *discordtest.Delivery {
	m, ok := w.fake.Modal(user)
	if !ok {
		return nil
	}
	values, asked := map[string]string{}, false
	for _, in := range m.Inputs {
		r, err := parseRef(in.CustomID)
		values[in.CustomID] = in.Value
		if value, given := left[r.field]; given && err == nil {
			values[in.CustomID] = value
			asked = asked || r.field == field
		}
	}
	if !asked {
		w.fake.CloseModal(user)
		return nil
	}
	for _, in := range m.Inputs {
		r, _ := parseRef(in.CustomID)
		delete(left, r.field)
	}
	return w.fake.SubmitModal(user, values)
}

// screens are what somebody sees, the newest last.
func (w *wire) screens(user, channel string) []discordtest.Screen {
	if channel == "" {
		channel = w.fake.DM(user)
	}
	all := w.fake.Screens(user, channel)
	slices.SortStableFunc(all, func(a, b discordtest.Screen) int { return a.Seq - b.Seq })
	return all
}

// newest is what came up last before somebody alone.
func (w *wire) newest(user string) discordtest.Screen {
	all := append(w.screens(user, discordtest.General), w.screens(user, "")...)
	all = slices.DeleteFunc(all, func(s discordtest.Screen) bool { return s.Channel == discordtest.General && !s.Ephemeral })
	slices.SortStableFunc(all, func(a, b discordtest.Screen) int { return a.Seq - b.Seq })
	if len(all) == 0 {
		return discordtest.Screen{}
	}
	return all[len(all)-1]
}

func (w *wire) Sees(who bot.Account) adaptertest.Sight { return sight(w.newest(who.ID)) }

func sight(s discordtest.Screen) adaptertest.Sight {
	seen := adaptertest.Sight{Text: s.Text}
	for _, b := range s.Buttons {
		if r, err := parseRef(b.CustomID); err == nil && (r.verb == press || r.verb == vouch || r.verb == sure) {
			seen.Buttons = append(seen.Buttons, adaptertest.Button{Label: b.Label, Press: r.route})
		}
	}
	for _, sel := range s.Selects {
		for _, o := range sel.Options {
			if route, leads := strings.CutPrefix(o.Value, string(press)+":"); leads {
				seen.Buttons = append(seen.Buttons, adaptertest.Button{Label: o.Label, Press: bot.ActionID(route)})
			}
		}
	}
	for _, f := range s.Attachments {
		seen.Files = append(seen.Files, adaptertest.Shown{Name: f.Name, Alt: f.Alt, Data: f.Data})
	}
	return seen
}

func (w *wire) Posted(to bot.Recipient) []adaptertest.Sight {
	user, channel := to.Account.ID, to.Place.Inside
	if channel == "" {
		channel = w.fake.DM(user)
	} else {
		user = discordtest.Yamada // whoever reads along
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
	const post = "POST /channels/{channel}/messages"
	switch f {
	case adaptertest.Disconnect:
		w.live = w.app.live.Load()
		w.fake.HoldConnections()
		w.fake.DropConnections()
	case adaptertest.Reconnect:
		w.fake.AllowConnections()
		w.stands(w.live)
	case adaptertest.DeleteScreens:
		w.fake.DeleteMessages()
	case adaptertest.LimitPost:
		w.fake.Fail(post, 1, discordtest.Failure{Status: 429, RetryAfter: adaptertest.LimitAfter})
	case adaptertest.RefusePost:
		w.fake.Fail(post, 1, discordtest.Failure{Status: 403, Code: 50013})
	case adaptertest.FailPost:
		w.fake.Fail(post, 1, discordtest.Failure{Status: 503})
	case adaptertest.ForgetAll:
		w.fake.Forget(discordtest.General)
		w.fake.Forget(discordtest.Sato)
	}
}

func (w *wire) Lacks(a adaptertest.Ability) string {
	switch a {
	case adaptertest.Live:
		return "A message stays as it was said."
	case adaptertest.Breaks:
		return "What is pressed while no connection stands, Discord tells its presser at once that nothing came of it."
	}
	return ""
}
