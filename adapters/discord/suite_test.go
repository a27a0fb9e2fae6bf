package discord_test

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtalk"
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
	app  *discord.App
	hand discordtalk.Hand

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
	app := connected(t, fake, nil)
	return &wire{t: t, fake: fake, app: app, hand: discordtalk.Hand{Fake: fake, Settled: app.Settled}, run: make(chan error, 1)}
}

// connected is the adapter of a fake.
func connected(t adaptertest.T, fake *discordtest.Discord, change func(*discord.Config)) *discord.App {
	t.Helper()
	cfg := discord.Config{
		Token: discordtest.Token, APIURL: fake.APIURL(), Grace: time.Hour, Unhurried: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Guilds: []discord.Guild{{ID: discordtest.Company, Enroll: true, Managers: []string{discordtest.Managers}}},
	}
	if change != nil {
		change(&cfg)
	}
	a, err := discord.New(cfg)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if _, err := a.Connect(t.Context()); err != nil {
		t.Fatalf("connect: %v", err)
	}
	return a
}

func account(user string) bot.Account {
	return bot.Account{Home: discord.HomeOf(discordtest.Company), ID: user}
}

func (w *wire) People() []bot.Account {
	return []bot.Account{account(discordtest.Yamada), account(discordtest.Suzuki), account(discordtest.Sato)}
}
func (w *wire) Stranger() bot.Account { return account(nobody) }
func (w *wire) Place() bot.Place {
	return bot.Place{Home: discord.HomeOf(discordtest.Company), Inside: discordtest.General}
}

func (w *wire) Start(core bot.Core) {
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	go func() { w.run <- w.app.Run(ctx, core) }()
	w.stands(0)
}

// stands waits until more connections have stood than so many.
func (w *wire) stands(than int64) {
	until(w.t, "a connection", func() bool { return w.app.Stood() > than })
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
		return w.fake.Command(user, act.In.Inside, "daicho", discordtest.Arg{Name: "words", Value: act.Say})
	case act.Say != "":
		return w.fake.Say(user, w.fake.DM(user), act.Say)
	case act.File != nil:
		return w.fake.Drop(user, w.fake.DM(user), act.File.Name, act.File.Data, "")
	case act.Answer != nil:
		return w.answer(user, act)
	}
	screens := w.hand.Alone(user, discordtest.General)
	if act.In.Inside != "" {
		screens = w.hand.Screens(user, act.In.Inside)
	}
	for _, s := range screens {
		d, err := w.hand.Press(w.t.Context(), user, s, act.Press)
		if err != nil {
			w.t.Fatalf("%v", err)
		}
		if d != nil {
			return d
		}
	}
	w.t.Fatalf("%s has no button %q on %+v", user, act.Press, screens)
	return nil
}

// answer answers one question after the other, and ends the page where that is
// asked for and did not happen by itself.
func (w *wire) answer(user string, act adaptertest.Act) *discordtest.Delivery {
	var last *discordtest.Delivery
	left := maps.Clone(act.Answer)
	for field := range act.Answer {
		if _, still := left[field]; !still {
			continue
		}
		d, err := w.hand.Answer(w.t.Context(), user, func() discordtest.Screen { return w.newest(user) }, field, left)
		if err != nil {
			w.t.Fatalf("%v", err)
		}
		if d != nil {
			last = d
			<-w.settled(user, d)
		}
	}
	if !act.Submit {
		return last
	}
	d, err := w.hand.End(w.t.Context(), user, w.newest(user))
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return cmp.Or(d, last)
}

// newest is what came up last before somebody alone.
func (w *wire) newest(user string) discordtest.Screen {
	if all := w.hand.Alone(user, discordtest.General); len(all) > 0 {
		return all[0]
	}
	return discordtest.Screen{}
}

func (w *wire) Sees(who bot.Account) adaptertest.Sight { return sight(w.newest(who.ID)) }

func sight(s discordtest.Screen) adaptertest.Sight {
	seen := adaptertest.Sight{Text: s.Text}
	for _, b := range s.Buttons {
		if m := discord.Reads(b.CustomID); m.Does == discord.Presses || m.Does == discord.Confirms {
			seen.Buttons = append(seen.Buttons, adaptertest.Button{Label: b.Label, Press: m.Route})
		}
	}
	for _, l := range s.Selects {
		for _, o := range l.Options {
			if m := discord.ReadsEntry(o.Value); m.Does == discord.Presses {
				seen.Buttons = append(seen.Buttons, adaptertest.Button{Label: o.Label, Press: m.Route})
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
		w.live = w.app.Stood()
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
		w.fake.Fail(post, 1, discordtest.Failure{Status: 400, Code: 50035})
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
