package adaptertest

import (
	"context"

	"daicho/bot"
)

// TalkOnPages holds the talk with everybody on a surface of pages: page takes
// there what somebody does and returns what it shows them. It compares nothing
// of what is said, since surfaces differ in that: the caller compares what is
// kept afterwards with what Talk left.
func TalkOnPages(t T, file string, world World, page func(context.Context, bot.Event) (bot.View, error)) {
	t.Helper()
	_, lines := readTalk(t, file)
	p := newPages(world, page)
	for _, line := range lines {
		if _, err := p.step(t.Context(), line); err != nil {
			t.Fatalf("%s:%d: %s\n%v", file, line.number, line.source, err)
		}
	}
}

// TalkOneByOne is TalkOnPages where the questions of a page are shown one at a
// time.
func TalkOneByOne(t T, file string, world World, page func(context.Context, bot.Event) (bot.View, error)) {
	t.Helper()
	_, lines := readTalk(t, file)
	if line, err := newPages(world, page).allOneByOne(t.Context(), lines); err != nil {
		t.Fatalf("%s:%d: %s\n%v", file, line.number, line.source, err)
	}
}

// Chat is a chat platform, real but for what is at the other end of its wire,
// with people in it who hold a talk.
type Chat interface {
	// Home is the home that its people live in.
	Home() string
	// OneByOne reports whether it shows the questions of a page one at a time.
	OneByOne() bool
	// Start runs the adapter with the core, Stop ends it; then it may be started
	// again. What people see on the platform outlasts that.
	Start(core bot.Core)
	Stop()
	// Post is the adapter's.
	Post(ctx context.Context, to bot.Recipient, v bot.View) error
	// Page has somebody do there what the event says, as a person there would
	// do it, and returns what the core last showed them for it. What cannot be
	// done there at all, such as typing a word where a day is chosen, changes
	// nothing.
	Page(ctx context.Context, ev bot.Event) (bot.View, error)
	// Finish has everybody leave what they have open.
	Finish()
}

// Member is somebody on a chat platform.
type Member struct {
	ID      string // the account's, as the world has it
	Profile bot.Profile
}
