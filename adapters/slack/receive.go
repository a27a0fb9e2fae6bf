package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/slack-go/slack/socketmode"

	"daicho/adapters/chatkit"
)

// How long things may take.
const (
	ackTime  = 3 * time.Second  // Slack waits so long for an acknowledgement
	turnTime = 20 * time.Second // a turn with everything that is shown for it
	againMin = time.Second      // before a connection is opened again
	againMax = time.Minute
)

// acknowledge tells Slack that a delivery is dealt with, and what to show in
// its place; called once. payload is nil for nothing.
type acknowledge func(payload any) error

// connect keeps a connection of Socket Mode until ctx ends or Slack does not
// accept the token. The library reopens what breaks; what makes it give up is
// tried again here.
func (w *Workspace) connect(ctx context.Context) error {
	for wait := againMin; ; wait = min(2*wait, againMax) {
		began := time.Now()
		err := w.socket(ctx)
		if ctx.Err() != nil {
			return nil
		}
		err = kindOf(err)
		if TokenRefused(err) {
			return fmt.Errorf("slack: Socket Mode: %w", err)
		}
		if time.Since(began) > againMax {
			wait = againMin
		}
		w.cfg.Log.Warn("slack: the connection is opened again", "err", err, "after", wait)
		if chatkit.Sleep(ctx, wait) != nil {
			return nil
		}
	}
}

// socket is one client of Socket Mode, with the reader of what it brings. The
// reader hands everything on at once: a slow one would hold up the pings by
// which the client knows that the connection is alive.
func (w *Workspace) socket(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := socketmode.New(w.calls.api, socketmode.OptionPingInterval(w.cfg.staleness), socketmode.OptionLog(log.New(io.Discard, "", 0)),
		socketmode.OptionReadLimit(1<<20))
	read := make(chan struct{})
	go func() {
		defer close(read)
		for {
			select {
			case ev := <-client.Events:
				w.arrived(ctx, client, ev)
			case <-ctx.Done():
				return
			}
		}
	}()
	err := client.RunContext(ctx)
	cancel()
	<-read
	return err
}

// arrived hands on what one connection brought.
func (w *Workspace) arrived(ctx context.Context, client *socketmode.Client, ev socketmode.Event) {
	switch {
	case ev.Type == socketmode.EventTypeConnected:
		w.live.Add(1)
		w.cfg.Log.Info("slack: connected")
		return
	case ev.Type == socketmode.EventTypeConnectionError:
		w.cfg.Log.Warn("slack: cannot connect")
		return
	case ev.Request == nil || ev.Request.EnvelopeID == "":
		return
	}
	envelope := ev.Request.EnvelopeID
	w.deliver(ctx, ev.Request.Type, ev.Request.Payload, func(payload any) error {
		soon, cancel := context.WithTimeout(ctx, ackTime)
		defer cancel()
		return client.AckCtx(soon, envelope, payload)
	})
}

// deliver takes a delivery into its person's queue. What is none of the bot's
// business is acknowledged at once; what comes while the adapter is ending is
// not, so that Slack sends it again.
func (w *Workspace) deliver(ctx context.Context, envelope string, payload []byte, ack acknowledge) (taken bool) {
	d, err := decode(envelope, payload)
	if err != nil {
		if !errors.Is(err, errIgnored) {
			w.cfg.Log.Warn("slack: not understood", "envelope", envelope, "err", err)
		}
		w.acked(ack, nil)
		return true
	}
	if d.team != w.teamID {
		w.foreign(ctx, d, ack)
		return true
	}
	return w.turns.Put(d.user, func() { w.timely(ctx, d, ack) })
}

// timely takes a turn, within its time.
func (w *Workspace) timely(ctx context.Context, d delivery, ack acknowledge) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnTime)
	defer cancel()
	w.turn(ctx, d, ack)
}

// acked acknowledges; where that fails, Slack delivers again or shows that the
// press had no effect, and nothing more can be done.
func (w *Workspace) acked(ack acknowledge, payload any) bool {
	err := ack(payload)
	if err != nil {
		w.cfg.Log.Warn("slack: an acknowledgement did not get through", "err", err)
	}
	return err == nil
}
