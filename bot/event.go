// Package bot holds the words that the surfaces and the programme speak with
// each other (Event, View, Field, Action, Place, Adapter) and the one runner
// that takes a turn from a delivery to the disk and back.
//
// The package knows no platform and no programme: what is said is decided by
// a Talk, where it is kept by a Store, how it looks by an Adapter.
package bot

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Account is who a platform says somebody is. Home is one workspace, server
// or web instance; ID is opaque and means something within that home only.
// The turn resolves an account to a person of a company.
type Account struct{ Home, ID string }

// Place is somewhere a view can be posted: a home and, inside it, a channel
// or thread. Only the adapter of the home reads the inside.
type Place struct{ Home, Inside string }

// FieldID names one question of a view. ASCII, unique within the view.
type FieldID string

// ActionID is a route: a verb and a key, such as "service/4" or
// "do/service/4/end". It is ASCII, at most MaxActionID bytes, never state and
// never a permission: whoever handles it reads and checks everything again.
// Ids that begin with "do/" act, all others only draw.
type ActionID string

// MaxActionID is the longest ActionID in bytes: the shortest room a platform
// gives has to hold a field and an option beside it.
const MaxActionID = 60

const acting = "do/"

// Acts reports whether pressing the id may change something.
func (id ActionID) Acts() bool { return strings.HasPrefix(string(id), acting) }

// Parts splits the route at its slashes.
func (id ActionID) Parts() []string { return strings.Split(string(id), "/") }

// ErrBadAction is returned for an id that no view can have drawn.
var ErrBadAction = errors.New("bot: not an action id")

// ParseAction checks text that came from outside and returns it as an id.
func ParseAction(text string) (ActionID, error) {
	if text == "" || len(text) > MaxActionID {
		return "", fmt.Errorf("%w: %d bytes", ErrBadAction, len(text))
	}
	for i := range len(text) {
		if !actionByte(text[i]) {
			return "", fmt.Errorf("%w: byte %#x", ErrBadAction, text[i])
		}
	}
	return ActionID(text), nil
}

func actionByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("/._~-", c) >= 0
}

// OwnSurface is the Surface of an adapter whose surface daicho serves itself:
// nobody else runs it, and nobody else's administrators can read along. It has
// no places, and knows nobody but those whom daicho knows.
const OwnSurface = "この画面"

// Event is one thing that happened: somebody said, pressed, filled in or
// dropped something, or the clock ticked. Exactly one of Said, Press, Tick
// and File is set; Values come with a Press.
type Event struct {
	// ID is the platform's own delivery id: a repeat is recognised by it.
	// Empty where the platform has none; then nothing is recognised.
	ID string
	// At is when the turn began. The runner sets it from its clock.
	At time.Time
	// From is who did it.
	From Account
	// Place is where; empty for a private conversation.
	Place Place
	// Surface names the surface in words for people: "Slack", or OwnSurface.
	Surface string
	// Profile is what the surface says of From. It comes with the press of an
	// action that asks for it (Action.Vouch), nil where the surface knows
	// nothing.
	Profile *Profile
	// Shown is the At of the view under which words were typed or a file was
	// dropped, where the surface knows it: a typed label then means that view's
	// button, and a file is what the view's Drop asks for.
	Shown ActionID

	// Said holds typed words or a command line.
	Said string
	// Typing says that the words of Said, which may be none, are still being
	// typed: the view's actions are what they may become, and nothing is done.
	Typing bool
	// Press is the button pressed.
	Press ActionID
	// Values is what stood in the fields: with a view's At it is an autosave,
	// with a view's Submit a submit. Nil where no field was shown.
	Values map[FieldID]string
	// Tick is the clock: the key of what fell due.
	Tick string
	// File was dropped in.
	File *File

	// Draft is the key of what was understood of the file, or of the words, before
	// the turn, and Unread why nothing was: see Runner.Understand. No adapter sets
	// them.
	Draft, Unread string
}

// Profile is what a surface knows of somebody who is perhaps nobody yet to the
// company.
type Profile struct {
	// Name is what they are called there, as they wrote it themselves: never
	// proof of who they are.
	Name string
	// Member: they belong to the home as its own people do. False for guests
	// from elsewhere and for programs.
	Member bool
	// Enrolls: its members may put themselves on the company's list.
	Enrolls bool
	// Manager: the operator's configuration names them as a manager.
	Manager bool
}

// File is something a person dropped into the conversation.
type File struct {
	Name string // as the platform gave it; never used as a path
	Data []byte // at most MaxFile: adapters read no more
}

// MaxFile is the most bytes of a dropped file that an adapter reads. A view's
// Drop may take less.
const MaxFile = 8 << 20

// Acts reports whether the event may change something; all others only draw.
func (e Event) Acts() bool {
	return e.Press.Acts() || e.Values != nil || e.Tick != "" || e.File != nil
}
