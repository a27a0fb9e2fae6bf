package discord

import "daicho/bot"

// What those at the other end of the wire need to know, who press what they
// see and wait until it is dealt with: tests.

// Settled is closed once everything that somebody did so far is dealt with.
func (a *App) Settled(user string) <-chan struct{} {
	done := make(chan struct{})
	if !a.turns.Put(user, func() { close(done) }) {
		close(done)
	}
	return done
}

// Ending reports whether nothing more is taken.
func (a *App) Ending() bool { return !a.turns.Put("", func() {}) }

// Stood is how often a connection has come to stand.
func (a *App) Stood() int64 { return a.live.Load() }

// Deed is what a component does when it is used.
type Deed int

// The deeds.
const (
	Nothing  Deed = iota // it is none of ours
	Presses              // brings its route to the core
	Confirms             // asks first whether to
	Picks                // answers the question of its field with its option
	Lists                // answers it with the entry that is chosen
	Leads                // presses what the entry that is chosen means
	Asks                 // brings up the question of its field, or of the entry
	Types                // opens a modal for its field and what follows
	Ends                 // ends the page
	MayEnd               // asks whether to end the page
	Enters               // is an input of a modal, for its field
	Turns                // changes what is shown of a page, or hands over a file
)

// Meaning is what a component means.
type Meaning struct {
	Does   Deed
	Route  bot.ActionID
	Field  bot.FieldID
	Option string
}

var deeds = map[verb]Deed{
	press: Presses, vouch: Presses, sure: Confirms, surely: Confirms, pick: Picks, list: Lists, rows: Leads, ask: Asks,
	help: Turns, turn: Turns, hand: Turns, fill: Types, send: Ends, vsend: Ends, end: MayEnd, vend: MayEnd, entry: Enters,
}

// Reads is what a custom_id means.
func Reads(customID string) Meaning {
	r, err := parseRef(customID)
	if err != nil {
		return Meaning{}
	}
	return Meaning{deeds[r.verb], r.route, r.field, r.option}
}

// ReadsEntry is what an entry of a list that leads somewhere means.
func ReadsEntry(value string) Meaning {
	r := entryRef(value)
	return Meaning{Does: deeds[r.verb], Route: r.route}
}
