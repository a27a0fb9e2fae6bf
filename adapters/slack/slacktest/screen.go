package slacktest

import (
	"slices"
	"time"
)

// Screen is one thing that a person has before them.
type Screen struct {
	Kind    string // "message", "ephemeral", "modal" or "home"
	User    string // who sees it, as asked for
	Channel string // of messages
	TS      string // of messages; of ephemerals too, where no method takes it
	Thread  string // of messages in one
	ViewID  string // of modals and home tabs
	Title   string // of modals
	// Text is everything as the person reads it, one block after the other:
	// words, the labels of buttons and inputs, hints, options, what stands in
	// the inputs, and what a modal says is wrong.
	Text     string
	Elements []Element
	Inputs   []Input
	Files    []File
	At       time.Time // when it came, by the clock that Pass moves
	Edited   bool      // the app has changed it since
	// Seq grows with whatever comes up or is changed by the app: of several
	// screens of any kind the highest is the latest.
	Seq int
}

// Element is something to press: a button, or an option of an overflow menu.
type Element struct {
	BlockID, ActionID string
	Type              string // "button" or "overflow"
	Label             string
	Value             string
	URL               string
	Confirm           string // all that the question before it says; "" for none
}

// Input is something to fill in, be it in an input block or anywhere else.
type Input struct {
	BlockID, ActionID string
	Type              string // Slack's, such as "radio_buttons"
	Label, Hint       string
	Value             string // as Enter takes it
	Options           []Option
	Optional          bool
	Dispatch          bool // Enter brings the app a delivery
}

// Option is something to choose.
type Option struct{ Value, Label string }

// File is a picture or document. Data is nil for a picture that is elsewhere
// on the web; Name is its address then.
type File struct {
	ID, Name, Title, Alt string
	Data                 []byte
}

// Screens are the app's messages in the channel that are visible to the user,
// oldest first, with their present content. Ephemerals to the user are among
// them; what people themselves wrote is not.
func (s *Slack) Screens(user, channel string) []Screen {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Screen
	for _, m := range s.messages {
		if m.channel != channel || m.deleted || m.only != "" && m.only != user || !s.reads(user, channel) {
			continue
		}
		all = append(all, s.messageScreen(m, user))
	}
	return all
}

// reads says whether the user is in the channel.
func (s *Slack) reads(user, channel string) bool {
	return s.channels[channel] || s.DM(user) == channel
}

func (s *Slack) messageScreen(m *message, user string) Screen {
	r := s.renderer(m.values[user])
	sc := Screen{Kind: "message", User: user, Channel: m.channel, TS: m.ts, Thread: m.thread, At: m.at, Edited: m.edited, Seq: m.seq}
	if m.only != "" {
		sc.Kind = "ephemeral"
	}
	if len(m.blocks) > 0 {
		r.blocks(m.blocks)
	} else if m.verbatim {
		r.line(readPlain(m.text, false))
	} else {
		r.line(readMarkup(m.text, s.name))
	}
	for _, f := range m.files {
		r.line("📎 " + f.title)
		r.files = append(r.files, f.seen())
	}
	r.into(&sc)
	return sc
}

// Modal is the modal that the user has before them; false if there is none.
func (s *Slack) Modal(user string) (Screen, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.top(user)
	if v == nil {
		return Screen{}, false
	}
	return s.viewScreen(v), true
}

// Home is the home tab that was published for the user; false if none was.
func (s *Slack) Home(user string) (Screen, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.homes[user]
	if v == nil {
		return Screen{}, false
	}
	return s.viewScreen(v), true
}

func (s *Slack) viewScreen(v *view) Screen {
	r := s.renderer(v.values)
	r.errors = v.errors
	sc := Screen{Kind: v.kind, User: v.user, ViewID: v.id, Title: read(v.sent["title"], s.name), At: v.at, Edited: v.edited, Seq: v.seq}
	if v.kind == "modal" {
		r.line(sc.Title)
	}
	r.blocks(v.blocks)
	for _, name := range []string{"close", "submit"} {
		if label := read(v.sent[name], s.name); label != "" {
			r.line(boxed(label))
		}
	}
	r.into(&sc)
	return sc
}

// name is how people read a user's id.
func (s *Slack) name(id string) string {
	if u, ok := s.users[id]; ok {
		return u.Name
	}
	return id
}

// has says whether the element is on the screen.
func (sc Screen) has(e Element) bool { return slices.Contains(sc.Elements, e) }

func (sc Screen) input(in Input) bool {
	return slices.ContainsFunc(sc.Inputs, func(i Input) bool { return i.BlockID == in.BlockID && i.ActionID == in.ActionID })
}
