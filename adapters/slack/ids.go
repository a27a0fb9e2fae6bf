package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
)

// verb is what an element of a message or a modal does when it is pressed.
type verb string

// The verbs. Those that draw a page again first (all but press, vouch and
// link) carry its At as their route, and in their value what they are about.
const (
	press  verb = "press" // the route as it stands
	vouch  verb = "vouch" // the same, with what the workspace knows of the presser
	pick   verb = "pick"  // answers a question of the page: "field=option"
	take   verb = "take"  // answers it with what stands in the card's input
	ask    verb = "ask"   // shows the question of a field
	help   verb = "help"  // the same with its help
	open   verb = "open"  // opens the page in a modal
	onCard verb = "card"  // goes on with it one question a card
	send   verb = "send"  // ends the page with what stands in it
	hand   verb = "hand"  // hands over the attachment of this name
	enter  verb = "enter" // an input of a modal
	link   verb = "link"  // leads out; there is nothing to do
)

var verbs = []verb{press, vouch, pick, take, ask, help, open, onCard, send, hand, enter, link}

// errNotOurs is returned for elements, inputs and modals that nothing here has
// drawn.
var errNotOurs = errors.New("slack: not of ours")

// maxElementID is the most that an action_id may have.
const maxElementID = 255

// id is the action_id of the n-th element of a block: unique in the block also
// where two elements lead to the same place.
func (v verb) id(n int, route bot.ActionID) string {
	return fmt.Sprintf("%s:%d:%s", string(v), n, string(route))
}

// parseElement reads an action_id. It came from outside, and may be anything.
func parseElement(id string) (verb, bot.ActionID, error) {
	parts := strings.SplitN(id, ":", 3)
	if len(parts) != 3 || len(id) > maxElementID {
		return "", "", errNotOurs
	}
	if _, err := strconv.ParseUint(parts[1], 10, 16); err != nil {
		return "", "", errNotOurs
	}
	for _, v := range verbs {
		if string(v) != parts[0] {
			continue
		}
		if v == link || v == enter {
			return v, "", nil
		}
		route, err := bot.ParseAction(parts[2])
		return v, route, err
	}
	return "", "", errNotOurs
}

// fieldBlock is the block_id of a field's input: it changes with what the core
// says stands there, since Slack keeps what was typed into a block of the
// same id whatever it is sent as the initial value.
func fieldBlock(f bot.Field, part string) string {
	return "f|" + string(f.ID) + "|" + part + "|" + shortHash(initial(f)+"\x00"+f.Problem)
}

// fieldOf reads a fieldBlock: which field, and which of its inputs.
func fieldOf(block string) (field bot.FieldID, part string, ok bool) {
	parts := strings.Split(block, "|")
	if len(parts) != 4 || parts[0] != "f" || !asciiID(parts[1]) {
		return "", "", false
	}
	return bot.FieldID(parts[1]), parts[2], true
}

// The parts of a field: most have one input, a date may have one for its
// options beside the calendar.
const (
	wholePart  = ""
	optionPart = "o"
)

// asciiID reports whether text can be a field's id or a delivery's.
func asciiID(text string) bool {
	if text == "" || len(text) > 64 {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f || r == '|' || r == '=' })
}

// cardAt is a message: its channel, and its time stamp, which is its name there.
type cardAt struct {
	Channel string `json:"c,omitempty"`
	TS      string `json:"t,omitempty"`
}

// page is what a modal carries of the page that it shows, in its
// private_metadata: routes and never an answer.
type page struct {
	At     bot.ActionID `json:"at"`
	Submit bot.ActionID `json:"do,omitempty"`
	// Part counts the modals of a page that is too large for one, from 0; More
	// says that another follows.
	Part int  `json:"part,omitempty"`
	More bool `json:"more,omitempty"`
	// Sure: the modal shows what was entered and asks whether to send it.
	Sure bool `json:"sure,omitempty"`
	// Asks: before it is sent, it is to be asked. Vouch: with it goes what the
	// workspace knows of the sender.
	Asks  bool        `json:"asks,omitempty"`
	Vouch bool        `json:"vouch,omitempty"`
	Help  bot.FieldID `json:"help,omitempty"` // whose help is unfolded
	// Asked names the questions of the page, whatever stands in them; Frame
	// changes when anything of it does but that.
	Asked string `json:"asked,omitempty"`
	Frame string `json:"frame,omitempty"`
	// Loose are the fields in which something stands that is kept nowhere else.
	Loose []bot.FieldID `json:"loose,omitempty"`
	// From is the message from which the modal was opened; zero for none, and
	// Home is set where that was in the home tab.
	From cardAt `json:"from,omitzero"`
	Home bool   `json:"home,omitempty"`
}

// asked names what a page asks, of whatever revision it is.
func asked(v bot.View) string {
	var ids []string
	for _, f := range v.Fields {
		ids = append(ids, string(f.ID))
	}
	return shortHash(strings.Join(ids, "|"))
}

// frame is a page without what stands in it, and without where its buttons
// lead: that changes with every revision, and the old ones lead there as well.
func frame(v bot.View) string {
	fields := slices.Clone(v.Fields)
	for i := range fields {
		fields[i].Value, fields[i].Actions = "", unrouted(fields[i].Actions...)
	}
	text := written(bot.View{Submit: unrouted(v.Submit)[0], Actions: unrouted(v.Actions...), Fields: fields, Problem: v.Problem})
	return shortHash(string(text))
}

func unrouted(all ...bot.Action) []bot.Action {
	all = slices.Clone(all)
	for i := range all {
		all[i].ID = ""
	}
	return all
}

// metadata writes the page into a modal.
func (p page) metadata() string {
	text := written(p)
	return string(text)
}

// readPage reads what metadata has written.
func readPage(text string) (page, error) {
	var p page
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		return page{}, errNotOurs
	}
	if _, err := bot.ParseAction(string(p.At)); err != nil {
		return page{}, err
	}
	if p.Submit != "" {
		if _, err := bot.ParseAction(string(p.Submit)); err != nil {
			return page{}, err
		}
	}
	if p.Part < 0 || p.Part > 100 {
		return page{}, errNotOurs
	}
	return p, nil
}
