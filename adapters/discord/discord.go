// Package discord is the surface of Discord servers: commands in them, answered
// to their presser alone, and the direct message with the bot.
//
// # How a view looks
//
// A view is one message, which the next one replaces in the answer to the press.
// A page of questions shows one at a time: its answers as a row of buttons, or as
// a list where they are long or many. What is typed is asked in a modal, up to
// five fields at once. A server is a home; in the direct message, which is in no
// server, every component says whose it is.
//
// # What holds
//
// A press is answered once the core has returned: what was answered is on disk.
// Where that takes long, Discord is told to wait, and the answer follows. What
// one person does is handled in its order. Every component carries what it means,
// so an old one still works, also after a restart. Tokens, and what people write,
// are in memory alone and never in the log.
package discord

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// homeMark begins the names of homes that are servers.
const homeMark = "discord-"

// IsHome reports whether a home is a server of Discord.
func IsHome(home string) bool { return len(home) > len(homeMark) && strings.HasPrefix(home, homeMark) }

// HomeOf is the home that a server is.
func HomeOf(guild string) string { return homeMark + guild }

// App is one application in its servers. It implements bot.Adapter for the homes
// of all of them once it is connected.
type App struct {
	cfg        Config
	calls      *caller
	app        string // the application's id, set by Connect
	life       atomic.Pointer[life]
	turns      chatkit.Queues // by person
	live       atomic.Int64   // how often a connection has come to stand
	pace       *rate.Limiter  // of what is posted to people
	background sync.WaitGroup // what goes on beside the turns
	unsure     unsure

	mu      sync.Mutex
	desks   map[string]*desk  // of people and channels
	cleared time.Time         // when they were last cleared
	strange map[string]bool   // servers that were told that this is none of theirs
	names   map[string]string // of the servers
	absent  map[string]bool   // servers that the application is not in
	broke   time.Time         // when a connection broke last that stood, or the process began
	taken   []string          // the ids of deliveries that were taken, the newest last
}

// life is one run of the adapter.
type life struct {
	core bot.Core
	// turning is for what turns do, and showing for what is said of them, which
	// goes on a while after that.
	turning, showing context.Context
	over             atomic.Bool // nothing is sent any more
}

var _ bot.Adapter = (*App)(nil)

// New checks the configuration. It asks Discord nothing yet.
func New(cfg Config) (*App, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	cfg = cfg.filled()
	a := &App{cfg: cfg, calls: newCaller(cfg), pace: rate.NewLimiter(postRate, postBurst), desks: map[string]*desk{}, strange: map[string]bool{}, names: map[string]string{}, absent: map[string]bool{}}
	if cfg.Unhurried {
		a.pace.SetLimit(rate.Inf)
	}
	a.turns.Fault = func(cause any) {
		cfg.Log.Error("discord: a turn failed", "panic", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
	}
	return a, nil
}

// Connect asks Discord whose the token is, has the servers know the commands, and
// returns the homes of all servers; one that the application is not in is served
// once it is let in.
// The error is one of bot's kinds; TokenRefused tells whether it is the token
// that must be mended, and an *Absent that the application is in none of them.
func (a *App) Connect(ctx context.Context) (homes []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	var who struct {
		ID string `json:"id"`
	}
	if err := a.calls.forSomebody(ctx, "GET", "oauth2/applications/@me", nil, nil, &who); err != nil {
		return nil, err
	}
	if !isSnowflake(who.ID) {
		return nil, fmt.Errorf("discord: nobody's token: %w", bot.ErrBroken)
	}
	a.app = who.ID
	if err := a.visitAll(ctx); err != nil {
		return nil, err
	}
	return a.Homes(), a.clear(ctx)
}

// visitAll visits the servers. Where the application is not in some of them, the
// others are served all the same.
func (a *App) visitAll(ctx context.Context) error {
	var absent []error
	for _, g := range a.cfg.Guilds {
		err := a.visit(ctx, g.ID)
		if _, is := errors.AsType[*Absent](err); is {
			absent = append(absent, err)
		} else if err != nil {
			return err
		}
	}
	if len(absent) == len(a.cfg.Guilds) {
		return absent[0]
	}
	for _, err := range absent {
		a.cfg.Log.Error("discord: a server is not served until the application is let in / アプリが入っていないサーバーがあります", "err", err)
	}
	return nil
}

// Homes are the homes of the servers.
func (a *App) Homes() (all []string) {
	for _, g := range a.cfg.Guilds {
		all = append(all, HomeOf(g.ID))
	}
	return all
}

// guild is a server of this application; false for any other.
func (a *App) guild(id string) (Guild, bool) {
	i := slices.IndexFunc(a.cfg.Guilds, func(g Guild) bool { return g.ID == id })
	if i < 0 {
		return Guild{}, false
	}
	return a.cfg.Guilds[i], true
}

// Run implements bot.Adapter. It ends early, with an error, where somebody must
// mend something before Discord can be used.
func (a *App) Run(ctx context.Context, core bot.Core) error {
	wire, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	turning, stop := context.WithCancel(context.Background())
	defer stop()
	showing, silence := context.WithCancel(context.Background())
	defer silence()
	l := &life{core: core, turning: turning, showing: showing}
	a.life.Store(l)
	defer l.over.Store(true)
	a.turns.Open()
	a.breaks(time.Now())
	a.background.Go(func() { a.awaitServers(wire) })
	ended := make(chan error, 1)
	go func() { ended <- a.connect(wire) }()
	var err error
	select {
	case <-ctx.Done():
		a.finish(stop, silence)
		cut()
		err = <-ended
	case err = <-ended:
		a.finish(stop, silence)
	}
	cut()
	a.background.Wait()
	a.calls.http.CloseIdleConnections()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// lastWords is how long it may take to tell those whose turns were cut off.
const lastWords = 4 * time.Second

// finish takes no more deliveries, and waits for those under way as long as it
// may. Then they are cut off, and whoever waits for one is told so.
func (a *App) finish(stop, silence context.CancelFunc) {
	done := make(chan struct{})
	go func() { defer close(done); a.turns.Shut() }()
	if within(done, a.cfg.Grace) {
		return
	}
	a.cfg.Log.Warn("discord: some turns are cut off at shutdown")
	stop()
	if within(done, lastWords) {
		return
	}
	silence()
	if !within(done, lastWords) {
		a.cfg.Log.Error("discord: some turns do not end")
	}
}

// within reports whether something is done before that time is over.
func within(done <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// mostTaken is of how many deliveries it is remembered that they were taken.
const mostTaken = 2000

// isNew reports whether a delivery was not taken before, and notes that it is.
func (a *App) isNew(id string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if slices.Contains(a.taken, id) {
		return false
	}
	a.taken = append(a.taken, id)
	if len(a.taken) > mostTaken {
		a.taken = slices.Delete(a.taken, 0, mostTaken/2)
	}
	return true
}

// leaves forgets that a delivery was taken: nothing came of it.
func (a *App) leaves(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.taken = slices.DeleteFunc(a.taken, func(was string) bool { return was == id })
}

// turnTime is how long a turn may take with everything that is shown for it.
const turnTime = 20 * time.Second

// deliver understands what came in, and takes it.
func (a *App) deliver(event string, payload []byte) {
	d, err := decode(event, payload)
	switch {
	case errors.Is(err, errIgnored):
	case err != nil:
		a.cfg.Log.Warn("discord: not understood", "event", event, "err", err)
	default:
		a.take(d)
	}
}

// take takes a delivery into its person's queue. What they may have typed before
// that did not come is dealt with as well: before what they type now, and after a
// press, which need not wait for it. What comes while the adapter is ending is left:
// Discord tells the presser that nothing came of it.
func (a *App) take(d delivery) (*answer, bool) {
	r := newAnswer(a, d)
	if d.guild == "" {
		a.meets(d.user, d.channel)
	}
	if d.kind == didSpeak {
		a.turns.Put(d.user, func() { a.catchUp(d.user, d.id[len("m-"):]) })
	}
	taken := a.turns.Put(d.user, func() { a.turn(d, r) })
	if d.guild == "" && d.kind != didSpeak {
		a.turns.Put(d.user, func() { a.catchUp(d.user, "") })
	}
	if !taken {
		r.end()
		if !r.repeat {
			a.leaves(d.id)
		}
	}
	return r, taken
}

// turn deals with a delivery. Whoever waits for it hears of a mistake of the
// program's, too.
func (a *App) turn(d delivery, r *answer) {
	ctx, cancel := context.WithTimeout(a.life.Load().turning, turnTime)
	defer cancel()
	defer r.end()
	t := &task{a: a, d: d, r: r}
	defer func() {
		if cause := recover(); cause != nil {
			a.turns.Fault(cause)
			t.says(sayFailed)
		}
	}()
	t.run(ctx)
}
