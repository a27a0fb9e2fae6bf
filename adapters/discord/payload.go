package discord

// Discord's limits, as far as what is drawn here can meet them.
const (
	maxContent     = 2000
	maxDescription = 4096
	maxEmbeds      = 6000 // characters of all embeds together
	maxRows        = 5
	maxPerRow      = 5
	maxLabel       = 80
	maxOptions     = 25
	maxOptionText  = 100
	maxAlt         = 1024
	maxModalTitle  = 45
	maxModalRows   = 5
	maxInputLabel  = 45
	maxInputHint   = 100
	maxInput       = 4000
)

// message is a message as Discord takes it. Everything is sent each time: what
// is left out of a change keeps standing there.
type message struct {
	Content     string       `json:"content"`
	Embeds      []embed      `json:"embeds"`
	Components  []component  `json:"components"`
	Attachments []attachment `json:"attachments"`
	Mentions    mentions     `json:"allowed_mentions"`
	Flags       int          `json:"flags,omitempty"`
	Answers     *answers     `json:"message_reference,omitempty"`
	// Nonce has Discord take a message once, however often it is sent in a few
	// minutes, where EnforceNonce says so.
	Nonce        string `json:"nonce,omitempty"`
	EnforceNonce bool   `json:"enforce_nonce,omitempty"`
}

// answers is the message to which one is an answer. It may have been deleted.
type answers struct {
	Message string `json:"message_id"`
	Must    bool   `json:"fail_if_not_exists"`
}

// mentions are those whom a message may call: nobody, unless it names them.
type mentions struct {
	Parse []string `json:"parse"`
	Users []string `json:"users,omitempty"`
}

type embed struct {
	Description string      `json:"description,omitempty"`
	Image       *embedImage `json:"image,omitempty"`
}

type embedImage struct {
	URL string `json:"url"`
}

// attachment names a file that is sent along.
type attachment struct {
	ID          string `json:"id"` // the place of the file among those sent along, from 0
	Name        string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// The types of components.
const (
	rowComponent     = 1
	buttonComponent  = 2
	listComponent    = 3
	inputComponent   = 4
	memberComponent  = 5
	channelComponent = 8
)

// component is a row, or what stands in one.
type component struct {
	Type         int         `json:"type"`
	CustomID     string      `json:"custom_id,omitempty"`
	Style        int         `json:"style,omitempty"`
	Label        string      `json:"label,omitempty"`
	URL          string      `json:"url,omitempty"`
	Placeholder  string      `json:"placeholder,omitempty"`
	Options      []option    `json:"options,omitempty"`
	ChannelTypes []int       `json:"channel_types,omitempty"`
	Chosen       []chosen    `json:"default_values,omitempty"`
	Value        string      `json:"value,omitempty"`
	MaxLength    int         `json:"max_length,omitempty"`
	Required     *bool       `json:"required,omitempty"`
	Components   []component `json:"components,omitempty"`
}

// chosen is what stands in a list of channels or people.
type chosen struct {
	ID   string `json:"id"`
	Kind string `json:"type"`
}

// The styles of buttons, and of inputs.
const (
	primaryButton   = 1
	secondaryButton = 2
	dangerButton    = 4
	linkButton      = 5

	shortInput = 1
	longInput  = 2
)

// The channels in which something can be shared: of text, and of news.
var channelTypes = []int{0, 5}

// option is one entry of a list.
type option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// modal is a page of inputs over the conversation.
type modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []component `json:"components"`
}

func row(of ...component) component { return component{Type: rowComponent, Components: of} }
