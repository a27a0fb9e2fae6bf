package slack

import "daicho/bot"

// What those at the other end of the wire need to know, who press what they
// see and wait until it is dealt with: tests.

// Settled is closed once everything that somebody did so far is dealt with.
func (w *Workspace) Settled(user string) <-chan struct{} {
	done := make(chan struct{})
	end := func() { close(done) }
	shown := func() {
		if !w.shows.Put(user, end) {
			end()
		}
	}
	if !w.turns.Put(user, shown) {
		shown()
	}
	return done
}

// Reads says what an element leads to: the route that pressing it brings to
// the core, false for one that is no such button of ours. It is for those at the
// other end of the wire.
func Reads(actionID string) (bot.ActionID, bool) {
	v, route, err := parseElement(actionID)
	return route, err == nil && (v == press || v == vouch)
}

// Opens reports whether an element opens the page of its message.
func Opens(actionID string) bool {
	v, _, err := parseElement(actionID)
	return err == nil && v == open
}

// Takes is the field whose value an input takes, and whether it is the input of
// its options beside a calendar.
func Takes(blockID string) (field bot.FieldID, ofOptions, ok bool) {
	field, part, ok := fieldOf(blockID)
	return field, part == optionPart, ok
}
