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

const (
	missedMargin = 10 * time.Second   // how much earlier it may have begun, since clocks differ
	lookBack     = 3 * 24 * time.Hour // how old words may be that came to nobody while no process ran; the core knows repeats for longer
	mostMessages = 100                // fetched at once
	missedTime   = 5 * time.Second    // how long somebody waits for what they typed before
	missedAgain  = 3 * time.Second    // after which it is looked whether something is to be fetched again
	missedRest   = 5 * time.Second    // for how long nothing is fetched of somebody where it failed
)

// misses notes from which id on words in a direct message may not have come.
func (k *desk) misses(after string) {
	if k.missing == "" || older(after, k.missing) {
		k.missing = after
	}
}

// meets notes where somebody's direct message is. Who is met for the first time
// may have typed something before the process began.
func (a *App) meets(user, channel string) {
	a.desk(user, func(k *desk) {
		if k.channel == "" {
			k.misses(idAt(time.Now().Add(-lookBack)))
		}
		k.channel = channel
	})
}

// mayMiss notes that words may be missing from then on, of everybody.
func (a *App) mayMiss(since time.Time) {
	after := idAt(since.Add(-missedMargin))
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, k := range a.desks {
		if k.channel != "" {
			k.misses(after)
		}
	}
}

// fetchMissed has what is missing fetched, of everybody. What comes meanwhile
// waits behind it.
func (a *App) fetchMissed() {
	for _, user := range a.missing() {
		a.turns.Put(user, func() { a.catchUp(user, "") })
	}
}

// missing are those of whom words may be missing, and may be asked for now.
func (a *App) missing() (users []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for user, k := range a.desks {
		if k.missing != "" && time.Now().After(k.rests) {
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

// catchUp deals with what somebody typed that did not come, up to the message with
// that id where it names one. It is a turn of theirs, so that it comes before what
// they did afterwards; what was brought all the same is known by its id, and what
// was dealt with by an earlier process by its answer.
func (a *App) catchUp(user, upTo string) {
	var channel, after string
	a.desk(user, func(k *desk) {
		if k.missing != "" && time.Now().After(k.rests) {
			channel, after, k.missing = k.channel, k.missing, ""
		}
	})
	if after == "" {
		return
	}
	ctx, cancel := context.WithTimeout(a.life.Load().turning, missedTime)
	defer cancel()
	list, err := a.messages(ctx, channel, after)
	switch {
	case errors.Is(err, bot.ErrGone) || errors.Is(err, bot.ErrRefused) || errors.Is(err, errHidden): // nobody can have typed anything there
		return
	case err != nil:
		a.cfg.Log.Warn("discord: what was typed meanwhile cannot be fetched", "err", err)
		a.desk(user, func(k *desk) {
			k.misses(after)
			k.rests = time.Now().Add(missedRest)
		})
		return
	}
	for _, m := range a.unanswered(list) {
		if d, err := spoken(m); err == nil && d.user == user && (upTo == "" || older(m.ID, upTo)) {
			a.turn(d, newAnswer(a, d))
		}
	}
}

// messages are those after an id, the oldest first.
func (a *App) messages(ctx context.Context, channel, after string) (all []wireMessage, err error) {
	for {
		var list []wireMessage // the newest first
		path := "channels/" + channel + "/messages?limit=" + strconv.Itoa(mostMessages) + "&after=" + after
		if err := a.calls.forSomebody(ctx, "GET", path, nil, nil, &list); err != nil {
			return nil, err
		}
		slices.Reverse(list)
		if all = append(all, list...); len(list) < mostMessages {
			return all, nil
		}
		after = list[len(list)-1].ID
	}
}

// unanswered are the messages to which none of the bot's is an answer.
func (a *App) unanswered(list []wireMessage) (all []wireMessage) {
	answered := map[string]bool{}
	for _, m := range list {
		if m.Author.ID == a.app && m.Answers != nil {
			answered[m.Answers.Message] = true
		}
	}
	for _, m := range list {
		if !answered[m.ID] {
			all = append(all, m)
		}
	}
	return all
}
