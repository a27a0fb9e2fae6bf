package discord

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// epoch is when Discord's ids begin, in milliseconds.
const epoch = 1420070400000

// idAt is the first id of that moment.
func idAt(at time.Time) string {
	return strconv.FormatInt(max(0, at.UnixMilli()-epoch)<<22, 10)
}

// How far back it is asked for what was typed, since clocks differ, and how much
// of one conversation is fetched.
const (
	missedMargin = 10 * time.Second
	mostMissed   = 50
)

// missed fetches what people have typed in their direct messages since then: no
// connection stood that would have brought it. What was brought is known by its
// id.
func (a *App) missed(ctx context.Context, since time.Time) {
	after := idAt(since.Add(-missedMargin))
	for _, channel := range a.conversations() {
		var list []json.RawMessage
		path := "channels/" + channel + "/messages?after=" + after + "&limit=" + strconv.Itoa(mostMissed)
		if err := a.calls.forSomebody(ctx, "GET", path, nil, nil, &list); err != nil {
			a.cfg.Log.Warn("discord: what was typed meanwhile cannot be fetched", "err", err)
			continue
		}
		for _, message := range slices.Backward(list) { // the newest comes first
			a.deliver("MESSAGE_CREATE", message)
		}
	}
}

// conversations are the direct messages in which somebody has done something.
func (a *App) conversations() (all []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, k := range a.desks {
		if k.channel != "" {
			all = append(all, k.channel)
		}
	}
	slices.Sort(all)
	return all
}
