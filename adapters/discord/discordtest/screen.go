package discordtest

import (
	"slices"
	"time"
)

// Screen is one thing that a person has before them.
type Screen struct {
	Kind     string // "message", "ephemeral" or "modal"
	User     string // who sees it, as asked for
	Channel  string
	ID       string // of messages
	CustomID string // of modals
	Title    string // of modals
	// Text is everything as the person reads it: words after Discord has made
	// of them what it makes of them, embeds, the labels of buttons, what can be
	// chosen, and what a modal says is wrong.
	Text string
	// Sent is the same content, as the app sent it.
	Sent        string
	Buttons     []Button
	Selects     []Select
	Inputs      []Input // of modals
	Attachments []Attachment
	Pings       []string // ids of those whom the message disturbed
	Ephemeral   bool     // seen by this user only
	Loading     bool     // the app is thinking
	At          time.Time
	Edited      bool // the app has changed it since
	// Seq grows with whatever comes up or is changed by the app: of several
	// screens of any kind the highest is the latest.
	Seq int
}

// Button is something to press.
type Button struct {
	CustomID string
	Label    string // with the emoji before it, if there is one
	URL      string // of links, which send nothing
	Style    int    // Discord's, 1 to 5
	Disabled bool
}

// Select is a menu.
type Select struct {
	CustomID    string
	Type        int // Discord's: 3 of options, 5 users, 6 roles, 7 both, 8 channels
	Placeholder string
	Options     []Option
	Channels    []int // kinds of channels that are offered; nil for all
	Min, Max    int
	Disabled    bool
}

// Option is something to choose.
type Option struct {
	Value, Label, Description string
	Default                   bool
}

// Input is something to fill in, in a modal.
type Input struct {
	CustomID           string
	Type               int // Discord's: 4 is text, 3 a menu, 21 one of several
	Label, Description string
	Placeholder        string
	Value              string // as SubmitModal takes it
	Options            []Option
	Required           bool
	Long               bool // of text: several lines
	MinLength          int
	MaxLength          int // 0 for none
}

// Attachment is a file as it reached the person.
type Attachment struct {
	ID   string
	Name string // as it is shown
	Alt  string
	Kind string // of its content
	URL  string
	Data []byte
	// Embedded says that an embed shows it.
	Embedded bool
}

// Screens are the app's messages in the channel that are visible to the user,
// oldest first, with their present content. What people themselves wrote is
// not among them.
func (s *Discord) Screens(user, channel string) []Screen {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Screen
	for _, m := range s.messages {
		if m.channel != channel || m.deleted || m.only != "" && m.only != user || !s.reads(user, channel) || m.author.ID != s.o.Application {
			continue
		}
		all = append(all, s.messageScreen(m, user))
	}
	return all
}

func (s *Discord) messageScreen(m *message, user string) Screen {
	r := &renderer{s: s, guild: m.guild}
	sc := Screen{
		Kind: "message", User: user, Channel: m.channel, ID: m.id, Sent: m.content, At: m.created, Edited: !m.edited.IsZero(), Seq: m.seq,
		Ephemeral: m.only != "", Loading: m.flags&flagLoading != 0, Pings: slices.Clone(m.pings),
	}
	if sc.Ephemeral {
		sc.Kind = "ephemeral"
	}
	if sc.Loading {
		r.line("daicho is thinking...")
	}
	r.line(r.read(m.content))
	if m.flags&flagNoEmbeds == 0 {
		r.embeds(objects(m.embeds))
	}
	r.attachments(m)
	r.rows(objects(m.components))
	r.into(&sc)
	return sc
}

// Modal is the modal that the user has before them; false if there is none.
func (s *Discord) Modal(user string) (Screen, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.modals[user]
	if m == nil {
		return Screen{}, false
	}
	r := &renderer{s: s}
	sc := Screen{Kind: "modal", User: user, Channel: m.channel, Seq: m.seq}
	sc.Title, _ = m.sent["title"].(string)
	sc.CustomID, _ = m.sent["custom_id"].(string)
	r.line(sc.Title)
	r.modal(m)
	r.into(&sc)
	return sc, true
}

// offers says whether the menu is on the screen.
func (sc Screen) offers(sel Select) bool {
	return slices.ContainsFunc(sc.Selects, func(o Select) bool { return o.CustomID == sel.CustomID && o.Disabled == sel.Disabled })
}
