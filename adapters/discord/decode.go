package discord

import (
	"cmp"
	"encoding/json"
	"errors"
	"path"
	"strings"

	"daicho/bot"
)

// errIgnored is returned for what is none of the bot's business: what programs
// say, and what is said where others read along.
var errIgnored = errors.New("discord: nothing to do with it")

// kind is what somebody did, as Discord tells it.
type kind string

// The kinds.
const (
	didSpeak    kind = "spoke"     // typed words, or dropped files, in the direct message
	didCommand  kind = "commanded" // a command
	didPress    kind = "pressed"   // a component of a message
	didSubmit   kind = "submitted" // a modal
	didStrange  kind = "strange"   // a component or a modal that nothing here has drawn
	didComplete kind = "typing"    // an option of a command, so far
)

// delivery is what came in, understood, with nothing looked up yet.
type delivery struct {
	kind kind
	id   string // under which a repeat is known
	user string
	name string // what they call themselves there; empty where they have only the name of their account
	bot  bool
	// guild is where it happened; empty in the direct message. roles and
	// permissions are what the presser has there.
	guild       string
	roles       []string
	permissions string

	words  string
	files  []wireFile
	ref    ref                    // of what was pressed
	chosen []string               // in a list
	values map[bot.FieldID]string // of a modal
	typed  string                 // of an option, so far

	// How it can be answered.
	token   string
	channel string
	message wireMessage // on which it was pressed
}

// wireFile is a file as Discord announces it.
type wireFile struct {
	Name  string `json:"filename"` // with what Discord does not like left out
	Title string `json:"title"`    // as it was called, without its end, where that differs
	Size  int64  `json:"size"`
	URL   string `json:"url"`
}

// called is the name that the file had.
func (f wireFile) called() string {
	end := path.Ext(f.Name)
	if f.Title == "" || strings.HasSuffix(f.Title, end) {
		return cmp.Or(f.Title, f.Name)
	}
	return f.Title + end
}

type wireUser struct {
	ID     string `json:"id"`
	Name   string `json:"username"`
	Global string `json:"global_name"`
	Bot    bool   `json:"bot"`
}

// wireMessage is a message: what somebody said, or what a component stands on.
type wireMessage struct {
	ID         string          `json:"id"`
	Flags      int             `json:"flags"`
	Type       int             `json:"type"`
	Channel    string          `json:"channel_id"`
	Guild      string          `json:"guild_id"`
	Author     wireUser        `json:"author"`
	Content    string          `json:"content"`
	Files      []wireFile      `json:"attachments"`
	Components []wireComponent `json:"components"`
	Sent       string          `json:"timestamp"`
	Edited     string          `json:"edited_timestamp"`
	Answers    *answers        `json:"message_reference"`
}

// Flags and types of messages.
const (
	ephemeralFlag = 1 << 6
	plainMessage  = 0
	replyMessage  = 19
)

// wireComponent is a component, or a row of them, or an input of a modal with
// what stands in it.
type wireComponent struct {
	Type       int             `json:"type"`
	CustomID   string          `json:"custom_id"`
	Label      string          `json:"label"`
	Value      string          `json:"value"`
	Values     []string        `json:"values"`
	Options    []option        `json:"options"`
	Components []wireComponent `json:"components"`
	Component  *wireComponent  `json:"component"`
}

// wireOption is an option of a command, or a command below a command.
type wireOption struct {
	Name    string          `json:"name"`
	Value   json.RawMessage `json:"value"`
	Focused bool            `json:"focused"`
}

func (o wireOption) text() string {
	var text string
	if json.Unmarshal(o.Value, &text) != nil {
		return ""
	}
	return strings.TrimSpace(text)
}

// wireInteraction is what Discord tells of a command, a press or a modal.
type wireInteraction struct {
	ID      string `json:"id"`
	Type    int    `json:"type"`
	Token   string `json:"token"`
	Guild   string `json:"guild_id"`
	Channel string `json:"channel_id"`
	Member  struct {
		User        wireUser `json:"user"`
		Nick        string   `json:"nick"`
		Roles       []string `json:"roles"`
		Permissions string   `json:"permissions"`
	} `json:"member"`
	User    wireUser    `json:"user"`
	Message wireMessage `json:"message"`
	Data    struct {
		Name       string          `json:"name"`
		Options    []wireOption    `json:"options"`
		CustomID   string          `json:"custom_id"`
		Values     []string        `json:"values"`
		Components []wireComponent `json:"components"`
	} `json:"data"`
}

// The types of interactions.
const (
	commandType  = 2
	pressType    = 3
	completeType = 4
	modalType    = 5
)

// decode understands what the gateway brought. It is a pure function. Its
// errors hold nothing of what people wrote.
func decode(event string, payload []byte) (delivery, error) {
	switch event {
	case "INTERACTION_CREATE":
		return decodeInteraction(payload)
	case "MESSAGE_CREATE":
		return decodeMessage(payload)
	}
	return delivery{}, errIgnored
}

func unmarshal(payload []byte, into any) error {
	if err := json.Unmarshal(payload, into); err != nil {
		return errors.New("discord: a payload of another shape")
	}
	return nil
}

func decodeMessage(payload []byte) (delivery, error) {
	var in wireMessage
	if err := unmarshal(payload, &in); err != nil {
		return delivery{}, err
	}
	return spoken(in)
}

// spoken is what somebody said in their direct message.
func spoken(in wireMessage) (delivery, error) {
	d := delivery{
		kind: didSpeak, id: "m-" + in.ID, user: in.Author.ID, name: in.Author.Global, bot: in.Author.Bot,
		channel: in.Channel, words: strings.TrimSpace(in.Content), files: in.Files,
	}
	switch {
	case in.Guild != "" || in.Author.Bot || in.Type != plainMessage && in.Type != replyMessage:
		return d, errIgnored
	case !isSnowflake(in.ID) || !isSnowflake(d.user) || !isSnowflake(d.channel):
		return d, errors.New("discord: a message of nobody")
	case d.words == "" && len(d.files) == 0:
		return d, errIgnored
	}
	return d, nil
}

func decodeInteraction(payload []byte) (delivery, error) {
	var in wireInteraction
	if err := unmarshal(payload, &in); err != nil {
		return delivery{}, err
	}
	who := in.User
	if in.Guild != "" {
		who = in.Member.User
	}
	d := delivery{
		id: "i-" + in.ID, user: who.ID, name: cmp.Or(in.Member.Nick, who.Global), bot: who.Bot, guild: in.Guild,
		roles: in.Member.Roles, permissions: in.Member.Permissions, token: in.Token, channel: in.Channel, message: in.Message,
	}
	if !isSnowflake(in.ID) || !isSnowflake(d.user) || in.Token == "" || strings.ContainsAny(in.Token, "/?#% ") || d.guild != "" && !isSnowflake(d.guild) {
		return d, errors.New("discord: an interaction of nobody")
	}
	return d.read(in)
}

// read reads what was done.
func (d delivery) read(in wireInteraction) (delivery, error) {
	switch in.Type {
	case commandType:
		d.kind, d.words = didCommand, commandLine(in.Data.Name, in.Data.Options)
		return d, nil
	case completeType:
		d.kind = didComplete
		for _, o := range in.Data.Options {
			if o.Focused {
				d.typed = o.text()
			}
		}
		return d, nil
	case pressType:
		d.kind, d.chosen = didPress, in.Data.Values
	case modalType:
		d.kind, d.values = didSubmit, valuesIn(in.Data.Components)
	default:
		return d, errIgnored
	}
	var err error
	d.ref, err = parseRef(in.Data.CustomID)
	if err != nil || (d.ref.verb == list || d.ref.verb == rows) && len(d.chosen) != 1 {
		d.kind, d.ref = didStrange, ref{}
	}
	return d, nil
}

// commandLine is a command as the words that mean the same.
func commandLine(name string, options []wireOption) string {
	words := []string{}
	for _, o := range options {
		if text := o.text(); text != "" {
			words = append(words, text)
		}
	}
	said := strings.Join(words, " ")
	switch {
	case name != ownCommand:
		return strings.TrimSpace("/" + name + " " + said)
	case said == "":
		return "メニュー"
	}
	return said
}

// ownCommand is the command that says nothing but whom it is for.
const ownCommand = "daicho"

// valuesIn is what stands in the inputs of a modal, each in a row or under a
// label of its own.
func valuesIn(components []wireComponent) map[bot.FieldID]string {
	values := map[bot.FieldID]string{}
	var look func([]wireComponent)
	look = func(list []wireComponent) {
		for _, c := range list {
			look(c.Components)
			if c.Component != nil {
				look([]wireComponent{*c.Component})
			}
			r, err := parseRef(c.CustomID)
			if err != nil || r.verb != entry || r.field == "" {
				continue
			}
			values[r.field] = c.Value
			if len(c.Values) > 0 {
				values[r.field] = c.Values[0]
			}
		}
	}
	look(components)
	return values
}
