package discord

import (
	"slices"
	"time"

	"daicho/bot"
)

// desk is what is remembered of somebody, of somebody as one of a server's people,
// or of a channel. Nothing of it outlasts the process, and everything goes on
// without it.
type desk struct {
	// Of somebody, whichever company's:
	channel string               // their direct message
	missing string               // the id from which on words of it may not have come; empty where all have
	rests   time.Time            // until then nothing is fetched of it
	guild   string               // the server that they speak for in it
	in      map[string]time.Time // the servers that they were in when it was last asked, and when that was
	closed  time.Time            // until then they are not tried by direct message

	// Of somebody as one of a server's people: routes mean other things in each
	// company.
	at     bot.ActionID // what the newest message of it in the direct message shows
	seen   bot.ActionID // what was shown to them last, there or in the server
	typed  typed
	called time.Time // when they were last called

	offers []offer // also of a channel

	used time.Time // when it was last needed
}

// idle is after how long without need a desk is cleared away, where it keeps
// nothing longer.
const idle = 24 * time.Hour

// clearDesks takes away the desks that nobody has needed for long.
func (a *App) clearDesks(now time.Time) {
	for of, k := range a.desks {
		if now.Sub(k.used) > idle && now.After(k.closed) && k.missing == "" {
			delete(a.desks, of)
		}
	}
}

// deskOf names the desk of somebody as one of a server's people.
func deskOf(guild, user string) string { return guild + "/" + user }

// offer is what was shown about a route that its custom_id has no room for.
type offer struct {
	route   bot.ActionID
	label   string       // what its button is called
	confirm string       // what is asked before it is pressed
	at      bot.ActionID // what was shown there
	field   bot.Field    // of the page that it ends, with what the core keeps nowhere
}

// mostOffers is how many of them are remembered, the newest.
const mostOffers = 50

// typed is what was typed into a page that did not take it.
type typed struct {
	at     bot.ActionID
	values map[bot.FieldID]string
}

// desk has something done with the desk of a person or a channel, alone.
func (a *App) desk(of string, do func(*desk)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	if now.Sub(a.cleared) > time.Hour {
		a.clearDesks(now)
		a.cleared = now
	}
	k := a.desks[of]
	if k == nil {
		k = &desk{}
		a.desks[of] = k
	}
	k.used = now
	do(k)
}

// notes remembers what a view offers.
func (k *desk) notes(v bot.View) {
	all := slices.Clone(v.Actions)
	for _, f := range v.Fields {
		all = append(all, f.Actions...)
	}
	for _, x := range append(all, v.Submit) {
		o := offer{route: x.ID, label: x.Label, confirm: x.Confirm, at: v.At}
		if x.ID == v.Submit.ID {
			o.field = unkept(v)
		}
		if o.confirm == "" && o.field.ID == "" {
			continue
		}
		k.offers = append(slices.DeleteFunc(k.offers, func(old offer) bool { return old.route == o.route }), o)
	}
	k.offers = k.offers[max(0, len(k.offers)-mostOffers):]
}

// offer is what is remembered of a route; the zero one where that is nothing.
func (k *desk) offer(route bot.ActionID) offer {
	i := slices.IndexFunc(k.offers, func(o offer) bool { return o.route == route })
	if i < 0 {
		return offer{}
	}
	return k.offers[i]
}

// retyped is a page with what was typed into it and not taken, where nothing else
// stands.
func (k *desk) retyped(v bot.View) bot.View {
	if k.typed.at != v.At {
		return v
	}
	v.Fields = slices.Clone(v.Fields)
	for i, f := range v.Fields {
		if f.Value == "" && f.Typed() {
			v.Fields[i].Value = k.typed.values[f.ID]
		}
	}
	return v
}
