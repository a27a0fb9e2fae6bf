package slack

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"daicho/bot"
)

// errIgnored is returned for what is none of the bot's business: what it said
// itself, changes and deletions of messages, what is said in channels.
var errIgnored = errors.New("slack: nothing to do with it")

// kind is what somebody did, as Slack tells it.
type kind string

// The kinds.
const (
	didSpeak   kind = "spoke"     // typed words, or dropped a file, in the direct message
	didCommand kind = "commanded" // a slash command
	didPress   kind = "pressed"   // an element of a message, a modal or the home tab
	didSubmit  kind = "submitted" // the end of a modal
	didClose   kind = "closed"    // a modal, without its end
	didLook    kind = "looked"    // at the home tab
)

// delivery is what came in, understood, with nothing looked up yet.
type delivery struct {
	kind kind
	// id is under which a repeat is known.
	id   string
	team string
	user string
	// stamp orders what one person does: seconds, as text that sorts.
	stamp string

	words string
	files []wireFile
	verb  verb
	route bot.ActionID
	value string // of a button
	// field and given are the answer that was just given, where one was.
	field bot.FieldID
	given string
	// values are what stands in all inputs there, touched those of them that are
	// kept nowhere yet.
	values, touched map[bot.FieldID]string
	// members are the people who stand in inputs that take somebody, by block.
	members map[string]string
	// lastInput is the block of the last input of a modal.
	lastInput string
	page      page // of a modal

	// Where it happened, and how it can be answered.
	place       string // the channel, where others read too; empty in private
	channel     string
	message     string // time stamp of the message whose button it was
	ephemeral   bool
	modal       string // id of the view
	home        bool   // in the home tab
	tab         bool   // a home tab stands there already
	thread      string // in which somebody wrote, empty for none
	trigger     string
	responseURL string
}

// wireFile is a file as Slack announces it.
type wireFile struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Size     int64  `json:"size"`
	Download string `json:"url_private_download"`
	Private  string `json:"url_private"`
}

// The kinds of envelopes, by the names that Socket Mode gives them.
const (
	eventEnvelope       = "events_api"
	interactionEnvelope = "interactive"
	commandEnvelope     = "slash_commands"
)

// decode understands what came in an envelope. It is a pure function. Its
// errors hold nothing of what people wrote.
func decode(envelope string, payload []byte) (delivery, error) {
	switch envelope {
	case eventEnvelope:
		return decodeEvent(payload)
	case interactionEnvelope:
		return decodeInteraction(payload)
	case commandEnvelope:
		return decodeCommand(payload)
	}
	return delivery{}, fmt.Errorf("slack: an envelope of an unknown kind")
}

func unmarshal(payload []byte, into any) error {
	if err := json.Unmarshal(payload, into); err != nil {
		return errors.New("slack: a payload of another shape")
	}
	return nil
}

// wireEvent is a callback of the Events API.
type wireEvent struct {
	TeamID  string `json:"team_id"`
	EventID string `json:"event_id"`
	Event   struct {
		Type        string `json:"type"`
		SubType     string `json:"subtype"`
		User        string `json:"user"`
		BotID       string `json:"bot_id"`
		Text        string `json:"text"`
		Channel     string `json:"channel"`
		ChannelType string `json:"channel_type"`
		EventTS     string `json:"event_ts"`
		ThreadTS    string `json:"thread_ts"`
		Tab         string `json:"tab"`
		View        struct {
			ID string `json:"id"`
		} `json:"view"`
		Files []wireFile `json:"files"`
	} `json:"event"`
}

// spoken are the kinds of messages that people write: words, files, and answers
// in a thread that are shown outside it too.
var spoken = []string{"", "file_share", "thread_broadcast"}

func decodeEvent(payload []byte) (delivery, error) {
	var in wireEvent
	if err := unmarshal(payload, &in); err != nil {
		return delivery{}, err
	}
	e := in.Event
	d := delivery{id: "e-" + in.EventID, team: in.TeamID, user: e.User, channel: e.Channel, stamp: e.EventTS}
	switch {
	case in.EventID == "" || !asciiID(d.id) || e.User == "":
		return d, errIgnored
	case e.Type == "app_home_opened" && e.Tab == "home":
		d.kind, d.home, d.tab = didLook, true, e.View.ID != ""
		return d, nil
	case e.Type != "message" || e.ChannelType != "im" || e.BotID != "" || !slices.Contains(spoken, e.SubType):
		return d, errIgnored
	}
	d.kind, d.thread, d.words, d.files = didSpeak, e.ThreadTS, strings.TrimSpace(unescape(e.Text)), e.Files
	if d.words == "" && len(d.files) == 0 {
		return d, errIgnored
	}
	return d, nil
}

var (
	entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	// special is what Slack makes of addresses, mentions and channels that
	// people type: <https://a|a>, <@U1|name>, <!channel>, <mailto:a@b|a@b>.
	special = regexp.MustCompile(`<([@#!]|[a-z][a-z0-9+.-]*:)([^<>|]*)(?:\|([^<>]*))?>`)
)

// unescape is a message's text as it was typed: Slack turns what looks like an
// address or a mention into a sign of its own, and escapes the rest.
func unescape(text string) string {
	plain := special.ReplaceAllStringFunc(text, func(sign string) string {
		m := special.FindStringSubmatch(sign)
		lead, target, label := m[1], m[2], m[3]
		switch lead {
		case "!":
			return "@" + target
		case "@", "#":
			return lead + strings.TrimLeft(cmp.Or(label, target), lead)
		}
		return cmp.Or(label, lead+target)
	})
	return entities.Replace(plain)
}

// pressID is the delivery id of a press or command: that of its trigger, which
// is no other's.
func pressID(trigger string) string {
	if id := "t-" + trigger; len(id) <= 60 {
		return id
	}
	sum := sha256.Sum256([]byte(trigger))
	return "t-" + hex.EncodeToString(sum[:16])
}

// wireCommand is a slash command, with the names that both its forms have.
type wireCommand struct {
	TeamID      string `json:"team_id"`
	UserID      string `json:"user_id"`
	ChannelID   string `json:"channel_id"`
	ChannelName string `json:"channel_name"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
}

// ownCommand is the command that says nothing but whom it is for.
const ownCommand = "/daicho"

// commandLine is a command as the words that mean the same.
func commandLine(command, text string) string {
	switch {
	case command != ownCommand:
		return strings.TrimSpace(command + " " + text)
	case text == "":
		return "メニュー"
	}
	return text
}

// commandForm is a slash command that came as a form, as the payload that
// Socket Mode would have.
func commandForm(form url.Values) []byte {
	fields := map[string]string{}
	for name := range form {
		fields[name] = form.Get(name)
	}
	payload := written(fields)
	return payload
}

func decodeCommand(payload []byte) (delivery, error) {
	var in wireCommand
	if err := unmarshal(payload, &in); err != nil {
		return delivery{}, err
	}
	d := delivery{
		kind: didCommand, id: pressID(in.TriggerID), team: in.TeamID, user: in.UserID, channel: in.ChannelID,
		trigger: in.TriggerID, responseURL: in.ResponseURL,
	}
	if in.TriggerID == "" || !asciiID(d.id) || in.UserID == "" || !strings.HasPrefix(in.Command, "/") {
		return d, errors.New("slack: not a whole command")
	}
	d.words = commandLine(in.Command, strings.TrimSpace(unescape(in.Text)))
	// Slack calls the direct messages of any two people by the same name: only
	// who knows the one with the bot knows whether somebody else reads along.
	d.place = in.ChannelID
	return d, nil
}
