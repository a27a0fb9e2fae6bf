package discord

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// epoch is when Discord's ids begin, in milliseconds.
const epoch = 1420070400000

// idAt is the first id of that moment.
func idAt(at time.Time) string {
	return strconv.FormatInt(max(0, at.UnixMilli()-epoch)<<22, 10)
}

// older reports whether one id is older than another one.
func older(id, than string) bool {
	return len(id) < len(than) || len(id) == len(than) && id < than
}

// gap is where words of somebody's in their direct message may not have come,
// since no connection stood that would have brought them.
type gap struct {
	after string // the id from which on they may be missing; empty where none are
	// until is the id from which on they have come, where the gap is of the time
	// before the process began: what stands above an answer was dealt with then.
	until string
}

// with is a gap that holds both.
func (g gap) with(other gap) gap {
	switch {
	case g.after == "":
		return other
	case other.after == "":
		return g
	}
	return gap{after: min(g.after, other.after)}
}

const (
	missedMargin = 10 * time.Second   // how much earlier it may have begun, since clocks differ
	lookBack     = 3 * 24 * time.Hour // how old words may be that came to nobody while no process ran; the core knows repeats for longer
	mostMessages = 50                 // fetched at once
	missedTime   = 5 * time.Second    // how long somebody waits for what they typed before
	missedAgain  = 3 * time.Second    // after which it is tried again where it failed
)

// meets notes where somebody's direct message is. Who is met for the first time
// may have typed something before the process began: all before that id.
func (a *App) meets(user, channel, id string) {
	a.desk(user, func(k *desk) {
		if k.channel == "" {
			k.gap = gap{after: idAt(time.Now().Add(-lookBack)), until: id}
		}
		k.channel = channel
	})
}

// mayMiss notes that words may be missing from then on, of everybody.
func (a *App) mayMiss(since time.Time) {
	g := gap{after: idAt(since.Add(-missedMargin))}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, k := range a.desks {
		if k.channel != "" {
			k.gap = k.gap.with(g)
		}
	}
}

// fetchMissed has what is missing fetched, of everybody. What comes meanwhile
// waits behind it.
func (a *App) fetchMissed() {
	for _, user := range a.missing() {
		a.turns.Put(user, func() { a.catchUp(user) })
	}
}

// missing are those of whom words may be missing.
func (a *App) missing() (users []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for user, k := range a.desks {
		if k.gap.after != "" {
			users = append(users, user)
		}
	}
	slices.Sort(users)
	return users
}

// fetchAgain fetches what could not be fetched before, while the connection
// stands.
func (a *App) fetchAgain(ctx context.Context) {
	for chatkit.Sleep(ctx, missedAgain) == nil {
		a.fetchMissed()
	}
}

// catchUp deals with what somebody typed that did not come. It is a turn of
// theirs, so that it comes before what they did afterwards; what was brought all
// the same is known by its id.
func (a *App) catchUp(user string) {
	var channel string
	var g gap
	a.desk(user, func(k *desk) { channel, g, k.gap = k.channel, k.gap, gap{} })
	if g.after == "" {
		return
	}
	ctx, cancel := context.WithTimeout(a.life.Load().turning, missedTime)
	defer cancel()
	list, err := a.messages(ctx, channel, g)
	switch {
	case errors.Is(err, bot.ErrGone) || errors.Is(err, errHidden): // nobody can have typed anything there
		return
	case err != nil:
		a.cfg.Log.Warn("discord: what was typed meanwhile cannot be fetched", "err", err)
		a.desk(user, func(k *desk) { k.gap = g.with(k.gap) })
		return
	}
	for _, m := range a.unheard(list, g) {
		if d, err := spoken(m); err == nil && d.user == user {
			a.turn(d, newAnswer(a, d))
		}
	}
}

// messages are those of a gap, the oldest first. Of the time before the process
// began they are the newest.
func (a *App) messages(ctx context.Context, channel string, g gap) (all []wireMessage, err error) {
	path := "channels/" + channel + "/messages?limit=" + strconv.Itoa(mostMessages)
	for after := g.after; ; after = all[len(all)-1].ID {
		at := path + "&after=" + after
		if g.until != "" {
			at = path
		}
		var list []wireMessage // the newest first
		if err := a.calls.forSomebody(ctx, "GET", at, nil, nil, &list); err != nil {
			return nil, err
		}
		slices.Reverse(list)
		all = append(all, list...)
		if len(list) < mostMessages || g.until != "" {
			return all, nil
		}
	}
}

// unheard are the messages of a gap that were not dealt with.
func (a *App) unheard(list []wireMessage, g gap) (all []wireMessage) {
	for _, m := range list {
		switch {
		case older(m.ID, g.after), g.until != "" && !older(m.ID, g.until):
		case g.until != "" && m.Author.ID == a.app:
			all = nil
		default:
			all = append(all, m)
		}
	}
	return all
}
