// Package slack is the surface of one workspace of Slack: the direct message
// with the bot, slash commands in it and in channels, modals, and the home tab.
//
// # How a view looks
//
// A view without questions is a message, which the next one replaces where
// Slack allows it (by the response_url of the press). A view with questions is
// a modal: its choices are saved as they are made, its end brings the next
// page in the acknowledgement, without a call of the Web API. Typed words bring
// no right to open a modal, so they are answered with a message whose button
// does; and where modals are not to be had, because the budget for them is
// spent or somebody would rather not, a message shows one question at a time.
//
// # What holds
//
// A delivery is acknowledged once the core has returned: what was acknowledged
// is on disk. What one person does is handled in its order, and so is what they
// are shown for it, which holds up nothing that they do meanwhile. It may fail
// without harm: every button carries what it means, so an
// old one still works, also after a restart. Tokens, addresses that answer a
// press, and what people write are in memory alone and never in the log.
package slack

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// homeMark begins the names of homes that are workspaces.
const homeMark = "slack-"

// IsHome reports whether a home is a workspace of Slack.
func IsHome(home string) bool { return len(home) > len(homeMark) && home[:len(homeMark)] == homeMark }

// Workspace is one workspace. It implements bot.Adapter once it is connected.
type Workspace struct {
	cfg     Config
	calls   *caller
	teamID  string // set by Connect
	life    atomic.Pointer[life]
	desks   desks
	turns   chatkit.Queues // what people do, up to its acknowledgement, by person
	shows   chatkit.Queues // what they are shown for it, by person
	errands chatkit.Queues // pictures and home tabs, by person
	live    atomic.Int64   // how often a connection has come to stand
	listens atomic.Value   // string: the address of HTTP mode
}

// life is one run of the adapter.
type life struct {
	core bot.Core
	ctx  context.Context // ends when the adapter is to end
}

var _ bot.Adapter = (*Workspace)(nil)

// New checks the configuration. It asks Slack nothing yet.
func New(cfg Config) (*Workspace, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	cfg = cfg.filled()
	w := &Workspace{cfg: cfg, calls: newCaller(cfg)}
	w.turns.Fault, w.shows.Fault, w.errands.Fault = w.fault, w.fault, w.fault
	return w, nil
}

// Connect asks Slack which workspace the token is of, and returns the name of
// its home. The error is one of bot's kinds; TokenRefused tells whether it is
// the token that must be mended.
func (w *Workspace) Connect(ctx context.Context) (home string, err error) {
	var who *sdk.AuthTestResponse
	err = w.calls.once(ctx, "auth.test", "", patience, func(ctx context.Context) (err error) {
		who, err = w.calls.api.AuthTestContext(ctx)
		return err
	})
	if err != nil {
		return "", err
	}
	if !asciiID(who.TeamID) {
		return "", fmt.Errorf("slack: auth.test names no workspace: %w", bot.ErrBroken)
	}
	w.teamID = who.TeamID
	return w.Home(), nil
}

// TokenRefused reports whether an error means that Slack does not accept a
// token, so that trying again is of no use before somebody has mended it.
func TokenRefused(err error) bool { return errors.Is(err, errToken) }

// Home is the name of the workspace's home, after Connect.
func (w *Workspace) Home() string { return homeMark + w.teamID }

// Run implements bot.Adapter. It ends early, with an error, where Slack does
// not accept a token or the address to listen on is not to be had.
func (w *Workspace) Run(ctx context.Context, core bot.Core) error {
	w.life.Store(&life{core, ctx})
	w.turns.Open()
	w.shows.Open()
	w.errands.Open()
	wire, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	ended := make(chan error, 1)
	go func() { ended <- w.receive(wire) }()
	var err error
	select {
	case <-ctx.Done():
		w.finish(ctx)
		cut()
		err = <-ended
	case err = <-ended:
		cut()
		w.finish(ctx)
	}
	w.calls.http.CloseIdleConnections()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// finish takes no more deliveries, and waits for those under way as long as it
// may.
func (w *Workspace) finish(ctx context.Context) {
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), w.cfg.Grace)
	defer cancel()
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		w.turns.Shut()
		w.shows.Shut()
		w.errands.Shut()
	}()
	select {
	case <-idle:
	case <-soon.Done():
		w.cfg.Log.Warn("slack: some turns are cut off at shutdown")
	}
}

func (w *Workspace) receive(ctx context.Context) error {
	if w.cfg.Mode == HTTPMode {
		return w.listen(ctx)
	}
	return w.connect(ctx)
}

// fault tells of a mistake of the program, with nothing of what people wrote.
func (w *Workspace) fault(cause any) {
	w.cfg.Log.Error("slack: a turn failed", "panic", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
}

// account is somebody of this workspace.
func (w *Workspace) account(user string) bot.Account {
	return bot.Account{Home: w.Home(), ID: user}
}

// Post implements bot.Adapter: a message of its own, private to an account or
// read by all in a place. Before Run it is bot.ErrBroken.
func (w *Workspace) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	channel := to.Place.Inside
	switch {
	case w.life.Load() == nil:
		return fmt.Errorf("slack: not running yet: %w", bot.ErrBroken)
	case (to.Account == bot.Account{}) == (to.Place == bot.Place{}):
		return fmt.Errorf("slack: post to nobody, or to two: %w", bot.ErrRefused)
	case to.Home() != w.Home():
		return fmt.Errorf("slack: not a home of this workspace: %w", bot.ErrGone)
	case to.Account.ID != "":
		channel = to.Account.ID
	}
	where := direct
	if to.Place.Inside != "" {
		where = among
	}
	c := oneQuestion(v, "", false, where)
	err := w.calls.once(ctx, "chat.postMessage", channel, 0, func(ctx context.Context) (err error) {
		channel, err = w.posts(ctx, channel, to.Account.ID, "", c)
		return err
	})
	if err == nil {
		w.pictures(to.Account.ID, channel, v)
	}
	return err
}
