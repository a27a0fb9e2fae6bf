// Package mail tells people who use the page alone what waits for them there: it
// sends a view as a mail of plain text. Nobody answers it; what is to be done is
// done on the page.
//
// People are addressed as Account{Home: Home, ID: the address}. There are no
// places.
package mail

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"daicho/bot"
)

// Home is the one home, whatever the company: what an Account's ID is there is
// the address of a person.
const Home = "mail"

// How often a mail is sent: one a second, after a handful at once. Where it would
// wait for longer than patience, it comes later.
const (
	sendRate  = rate.Limit(1)
	sendBurst = 5
	patience  = 2 * time.Second
)

// How long a mail may take, and how long a server is left alone that did not let
// us in: others wait for what the postman does, and wrong passwords given again
// and again have accounts locked.
const (
	dialTime = 10 * time.Second
	sendTime = 30 * time.Second
	restTime = time.Minute
)

// App sends the mails. All its methods may be called concurrently.
type App struct {
	cfg          Config
	pace         *rate.Limiter
	whole, pause time.Duration // sendTime and restTime, but for tests

	mu   sync.Mutex
	rest time.Time // until when the server is left alone
}

var _ bot.Adapter = (*App)(nil)

// New returns an adapter that has not asked the server yet. The error is that of
// Config.Check.
func New(c Config) (*App, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	return &App{cfg: c.filled(), pace: rate.NewLimiter(sendRate, sendBurst), whole: sendTime, pause: restTime}, nil
}

// Run implements bot.Adapter. Nothing comes in, so it only waits for ctx to end.
func (a *App) Run(ctx context.Context, _ bot.Core) error {
	<-ctx.Done()
	return nil
}

// Post implements bot.Adapter: one mail to the address that the account's ID is.
// Without a single plain address there, or where the server knows nobody of it,
// it is bot.ErrGone; a place, and a mail that the server will not have, is
// bot.ErrRefused. Where the server asks to wait, where too much is sent at once,
// and for a minute after the server did not let us in, it is *bot.Limited. All
// else is bot.ErrBroken, as a *Failure where an operator can mend something.
//
// A mail may come twice where the connection breaks just when the server has
// taken it.
func (a *App) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	person, err := person(to)
	if err != nil {
		return err
	}
	if err := a.rested(); err != nil {
		return err
	}
	if err := a.paced(ctx); err != nil {
		return err
	}
	err = a.send(ctx, a.message(person, v), person)
	if failed, ok := errors.AsType[*Failure](err); ok && ctx.Err() == nil {
		a.leave(failed.Fault)
		a.cfg.Log.Warn("a mail was not sent", "err", err)
	}
	return err
}

// person is the address of a recipient.
func person(to bot.Recipient) (string, error) {
	if to.Place != (bot.Place{}) || to.Account == (bot.Account{}) {
		return "", fmt.Errorf("mail: there are no places to send to: %w", bot.ErrRefused)
	}
	if to.Account.Home != Home {
		return "", fmt.Errorf("mail: not a home of mails: %w", bot.ErrGone)
	}
	person, ok := address(to.Account.ID)
	if !ok {
		return "", fmt.Errorf("mail: not one address: %w", bot.ErrGone)
	}
	return person, nil
}

// rested says how long the server is still left alone, if it is.
func (a *App) rested() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if left := time.Until(a.rest); left > 0 {
		return &bot.Limited{After: left}
	}
	return nil
}

// leave leaves the server alone for a while, unless it is but a mail that it did
// not take.
func (a *App) leave(f Fault) {
	if f == SenderRefused {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rest = time.Now().Add(a.pause)
}

// paced waits for its turn.
func (a *App) paced(ctx context.Context) error {
	r := a.pace.Reserve()
	wait := r.Delay()
	if wait > patience {
		r.Cancel()
		return &bot.Limited{After: wait}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		r.Cancel()
		return fmt.Errorf("mail: %w (%w)", ctx.Err(), bot.ErrBroken)
	}
}
