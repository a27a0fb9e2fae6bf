package adaptertest

import (
	"context"
	"time"

	"daicho/bot"
)

// T is what a case needs of *testing.T, so that the suite can also run where
// it is expected to fail.
type T interface {
	Helper()
	Name() string
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Skipf(format string, args ...any)
	Failed() bool
	Cleanup(func())
	Context() context.Context
	TempDir() string
}

// Wire is one adapter over a fake of its wire.
type Wire interface {
	// Start runs the adapter with the core and returns once it takes
	// deliveries. It is called once.
	Start(core bot.Core)
	// Stop ends the context of Run, waits for it, takes down the fake and
	// returns what Run returned. A second call returns the same.
	Stop() error
	// Post is the adapter's.
	Post(ctx context.Context, to bot.Recipient, v bot.View) error

	// People are accounts the surface knows, at least three.
	People() []bot.Account
	// Stranger is an account that it does not know.
	Stranger() bot.Account
	// Place is where several of the people read; zero where there is none.
	Place() bot.Place

	// Deliver sends what the platform sends when the person does that. It
	// returns once it is on its way, without waiting for an answer; what one
	// person does is on its way in the order of the calls.
	Deliver(who bot.Account, act Act) Receipt
	// Repeat sends the last delivery again, under its delivery id.
	Repeat() Receipt

	// Sees is what the person has before them: the last answer to what they
	// did. Zero for nothing yet.
	Sees(who bot.Account) Sight
	// Posted is what Post brought there and that is visible there now.
	Posted(to bot.Recipient) []Sight

	// Inject breaks or mends something.
	Inject(f Fault)
	// Lacks returns why the platform has not this ability, "" if it has.
	Lacks(a Ability) string
}

// Act is something a person does. Exactly one of Say, Press, Answer and File
// is set.
type Act struct {
	// In is where; zero for the private conversation.
	In bot.Place
	// Say is typed words.
	Say string
	// Press is a button by its action id.
	Press bot.ActionID
	// Old presses it on the screen before the present one.
	Old bool
	// Answer fills in fields of the page on the screen: option values or
	// words. Without Submit it is one field, given as the surface lets a
	// person give one answer.
	Answer map[bot.FieldID]string
	// Submit ends the page as this surface ends a page: by a button, or by
	// itself after the last required field.
	Submit bool
	// File is dropped in.
	File *bot.File
}

// Receipt closes when the platform has the acknowledgement of a delivery, be
// it a good or a bad one.
type Receipt <-chan struct{}

// Sight is something a person sees, as they see it: after the platform has
// made of it what it makes of it.
type Sight struct {
	Text    string   // all that is written, buttons included
	Buttons []Button // what can be pressed; only Label and Press are read
	Files   []Shown  // pictures and documents
}

// Shown is a picture or document as it reached the person.
type Shown struct {
	Name string
	Alt  string
	Data []byte // nil where it could not be had
}

// Ability is something a platform may lack.
type Ability string

// What a platform may lack.
const (
	Autosave  Ability = "one answer is saved as it is given"
	Files     Ability = "files can be dropped in"
	Pictures  Ability = "pictures are shown"
	Places    Ability = "places that several people read"
	Strangers Ability = "accounts it does not know can speak"
	Live      Ability = "what is on the screen changes by itself"
	Stale     Ability = "earlier screens can still be pressed"
	Deletes   Ability = "what is on the screen can be deleted"
	Breaks    Ability = "a standing connection that can break"
	Refuses   Ability = "the platform may refuse a message"
	Limits    Ability = "the platform limits how often is posted"
	Outages   Ability = "posting may fail for a while"
	Leaves    Ability = "a receiver can be gone"
)

// Fault is something that breaks or is mended.
type Fault int

// What Inject can do.
const (
	// Disconnect breaks the standing connection; what people do meanwhile
	// reaches the adapter after Reconnect, as the platform does it. Where only
	// live screens hold a connection, it is theirs.
	Disconnect Fault = iota
	// Reconnect lets the adapter connect again and returns when it has.
	Reconnect
	// DeleteScreens deletes what everybody sees on the platform.
	DeleteScreens
	// LimitPost has the platform answer the next post with a rate limit of
	// LimitAfter.
	LimitPost
	// RefusePost has it refuse the next post for good.
	RefusePost
	// FailPost has the next post fail for now.
	FailPost
	// ForgetAll takes every place away and the private conversation of the
	// last of the People. An account called "nobody-at-all" never had one.
	ForgetAll
)

// LimitAfter is how long LimitPost asks to wait: long enough that an adapter
// that waits instead of returning would be noticed.
const LimitAfter = 90 * time.Second
