// Package discordtalk holds talks in a server of Discord: the adapter and the
// real client, over a fake of Discord's wire, with people who press what they
// see.
package discordtalk

import (
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
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// Office is the server. It implements adaptertest.Chat.
type Office struct {
	t    adaptertest.T
	fake *discordtest.Discord
	cfg  discord.Config
	app  *discord.App // nil between two processes
	hand Hand
	stop func()

	ids   map[string]string // Discord's id of somebody or of a channel, by the world's
	names map[string]string // and back

	mu    sync.Mutex
	shown map[string]bot.View              // what the core last showed, by Discord's id
	times map[string]int                   // how often it was asked by each
	acted map[string]bot.ActionID          // what each last had it do
	sent  map[string]*discordtest.Delivery // by the event's id
	seen  map[string][]discordtest.Screen  // all that each had before them
	given map[string]map[bot.FieldID]string
	ends  map[string]*discordtest.Delivery // what had the core do something, by person and route
}

// world is the channel that talks share into, as they call it.
const world = "C042"

// Open opens a server of these people.
func Open(t adaptertest.T, people []adaptertest.Member) *Office {
	o := &Office{
		t: t, ids: map[string]string{world: discordtest.Office}, names: map[string]string{discordtest.Office: world}, shown: map[string]bot.View{},
		times: map[string]int{}, given: map[string]map[bot.FieldID]string{}, acted: map[string]bot.ActionID{}, sent: map[string]*discordtest.Delivery{}, seen: map[string][]discordtest.Screen{}, ends: map[string]*discordtest.Delivery{},
	}
	const many, member = 1_000_000, "400000000000000002"
	var users []discordtest.User
	for i, p := range people {
		u := discordtest.User{ID: fmt.Sprintf("1000000000000%05d", i+1), Name: fmt.Sprintf("p%d", i+1), GlobalName: p.Profile.Name}
		o.ids[p.ID], o.names[u.ID] = u.ID, p.ID
		if p.Profile.Member {
			u.Roles = append(u.Roles, member)
		}
		if p.Profile.Manager {
			u.Roles = append(u.Roles, discordtest.Managers)
		}
		users = append(users, u)
	}
	o.fake = discordtest.Start(t, discordtest.Options{Users: users, Guilds: []discordtest.Guild{{
		ID: discordtest.Company, Name: "台帳株式会社", Channels: []discordtest.Channel{{ID: discordtest.General, Name: "general"}, {ID: discordtest.Office, Name: "office"}},
		Roles: []discordtest.Role{{ID: discordtest.Managers, Name: "managers"}, {ID: member, Name: "staff"}},
	}}, Limits: map[string]discordtest.Limit{
		"POST /channels/{channel}/messages": {Calls: many, Per: time.Second}, "*": {Calls: many, Per: time.Second},
	}})
	o.cfg = discord.Config{
		Token: discordtest.Token, APIURL: o.fake.APIURL(), Unhurried: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Guilds: []discord.Guild{{ID: discordtest.Company, Enroll: true, Managers: []string{discordtest.Managers}, Members: []string{member}}},
	}
	o.open()
	t.Cleanup(o.end)
	return o
}

func (o *Office) open() {
	var err error
	if o.app, err = discord.New(o.cfg); err != nil {
		o.t.Fatalf("%v", err)
	}
	o.hand = Hand{o.fake, o.app.Settled}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if _, err = o.app.Connect(ctx); err != nil {
		o.t.Fatalf("connect: %v", err)
	}
}

func (o *Office) end() {
	o.Stop()
	o.fake.Stop()
	for _, complaint := range o.fake.Complaints() {
		o.t.Errorf("Discord complains: %s", complaint)
	}
}

// Home implements adaptertest.Chat.
func (o *Office) Home() string { return discord.HomeOf(discordtest.Company) }

// OneByOne implements adaptertest.Chat.
func (o *Office) OneByOne() bool { return true }

// Start implements adaptertest.Chat.
func (o *Office) Start(core bot.Core) {
	if o.app == nil { // a new process
		o.open()
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- o.app.Run(ctx, witness{core, o}) }()
	o.until("a connection", func() bool { return o.app.Stood() > 0 })
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
	o.stop, o.app = nil, nil
}

// Post implements adaptertest.Chat.
func (o *Office) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	if to.Account.ID != "" {
		to.Account.ID = o.ids[to.Account.ID]
	}
	if id, known := o.ids[to.Place.Inside]; known {
		to.Place.Inside = id
	}
	return o.app.Post(ctx, to, v)
}

// Finish implements adaptertest.Chat.
func (o *Office) Finish() {
	for id := range o.names {
		o.leave(id)
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

// witness is the core, which knows people and channels by the world's ids, and
// remembers what it showed to whom.
type witness struct {
	bot.Core
	o *Office
}

// Handle implements bot.Core.
func (w witness) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	user := ev.From.ID
	ev.From.ID = w.o.called(user)
	ev.Place.Inside = w.o.called(ev.Place.Inside)
	ev.Values = maps.Clone(ev.Values)
	for field, value := range ev.Values {
		ev.Values[field] = w.o.called(value)
	}
	view, err := w.Core.Handle(ctx, ev)
	w.o.mu.Lock()
	defer w.o.mu.Unlock()
	w.o.shown[user] = view
	w.o.times[user]++
	if ev.Press.Acts() {
		w.o.acted[user] = ev.Press
	}
	return w.named(view), err
}

// called is the world's id.
func (o *Office) called(id string) string {
	if name, known := o.names[id]; known {
		return name
	}
	return id
}

// named has Discord's ids where the core has the world's.
func (w witness) named(v bot.View) bot.View {
	v.Fields = slices.Clone(v.Fields)
	for i, f := range v.Fields {
		if id, known := w.o.ids[f.Value]; known && (f.Kind == bot.MemberField || f.Kind == bot.PlaceField) {
			v.Fields[i].Value = id
		}
	}
	return v
}

func (o *Office) looks(user string) string {
	var all []string
	if m, open := o.fake.Modal(user); open {
		all = append(all, "[modal] "+m.Title+"\n"+m.Text)
	}
	for _, s := range o.hand.Alone(user, discordtest.Office) {
		all = append(all, s.Text)
	}
	return strings.Join(all[:min(3, len(all))], "\n---\n")
}
