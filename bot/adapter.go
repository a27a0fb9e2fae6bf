package bot

import (
	"context"
	"errors"
	"time"
)

// Core is what an adapter may ask of the bot. All methods may be called
// concurrently.
type Core interface {
	// Handle takes one turn and returns what to show to the presser alone.
	// When it returns without an error, everything that the view says was
	// accepted is on disk. With an error nothing was kept (but for a disk that
	// failed so late that only a restart will tell), and the view still says
	// so in words that can be shown; it is empty only where ctx was cancelled,
	// since then nobody is left to read it.
	//
	// An adapter calls Handle for one person in the order in which that person
	// acted, one call at a time.
	Handle(ctx context.Context, ev Event) (View, error)

	// Make makes a picture or document that a view described. Whoever asks
	// for it was shown that view just now: Make checks no rights.
	Make(ctx context.Context, a Attachment) ([]byte, error)

	// Changes returns a channel that receives whenever one of the topics (a
	// View's Watch) of the home's company has changed. Several changes may
	// arrive as one. The channel is never closed: nothing more is sent once
	// ctx has ended, and nothing at all for a home of no company.
	Changes(ctx context.Context, home string, topics []string) <-chan struct{}
}

// Adapter is one surface. It owns its configuration, its wire and how a view
// looks there; nothing of it leaks further in.
type Adapter interface {
	// Run serves until ctx ends or something happens that needs an operator.
	// It returns nil after ctx ended, and leaves no goroutine behind.
	Run(ctx context.Context, core Core) error

	// Post shows a new message: a reminder, a notice, what is shared. It
	// returns nil once the platform has taken it, otherwise an error that is
	// (errors.Is) ErrGone, ErrRefused or ErrBroken, or (errors.As) *Limited.
	Post(ctx context.Context, to Recipient, v View) error
}

// Recipient is a person's account, for a private message, or a place.
// Exactly one of the two is set.
type Recipient struct {
	Account Account
	Place   Place
}

// Home is the home the recipient is in.
func (r Recipient) Home() string {
	if r.Place.Home != "" {
		return r.Place.Home
	}
	return r.Account.Home
}

// What adapters and stores make of the errors of the libraries behind them.
var (
	// ErrGone: what it was meant for is no longer there. Not worth a retry.
	ErrGone = errors.New("gone")
	// ErrUsed: it could be used once, and was.
	ErrUsed = errors.New("already used")
	// ErrRefused: the other side will not, however often it is asked.
	ErrRefused = errors.New("refused")
	// ErrBroken: it failed; a later try may succeed.
	ErrBroken = errors.New("broken")
	// ErrUnknownHome: no company has this home.
	ErrUnknownHome = errors.New("unknown home")
)

// Limited is the error of a call that came too soon.
type Limited struct{ After time.Duration }

func (l *Limited) Error() string { return "limited: again after " + l.After.String() }
