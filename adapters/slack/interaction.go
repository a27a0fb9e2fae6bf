package slack

import (
	"errors"
	"strings"

	"daicho/bot"
)

// wireInteraction is what Slack tells of a press, a submission or a close.
type wireInteraction struct {
	Type      string `json:"type"`
	TriggerID string `json:"trigger_id"`
	Team      struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"channel"`
	Container struct {
		MessageTS   string `json:"message_ts"`
		ChannelID   string `json:"channel_id"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Actions     []wireAction `json:"actions"`
	State       wireState    `json:"state"`
	ResponseURL string       `json:"response_url"`
	View        struct {
		ID       string    `json:"id"`
		Type     string    `json:"type"`
		Hash     string    `json:"hash"`
		Metadata string    `json:"private_metadata"`
		State    wireState `json:"state"`
		Blocks   []struct {
			Type    string `json:"type"`
			BlockID string `json:"block_id"`
		} `json:"blocks"`
	} `json:"view"`
}

type wireState struct {
	Values map[string]map[string]wireAction `json:"values"`
}

// wireAction is one element: what was pressed, or what stands in it.
type wireAction struct {
	Type           string `json:"type"`
	ActionID       string `json:"action_id"`
	BlockID        string `json:"block_id"`
	ActionTS       string `json:"action_ts"`
	Value          string `json:"value"`
	SelectedOption struct {
		Value string `json:"value"`
	} `json:"selected_option"`
	SelectedDate         string `json:"selected_date"`
	SelectedUser         string `json:"selected_user"`
	SelectedConversation string `json:"selected_conversation"`
}

// given is what stands in an input.
func (a wireAction) given() string {
	for _, v := range []string{a.SelectedOption.Value, a.SelectedDate, a.SelectedUser, a.SelectedConversation} {
		if v != "" {
			return v
		}
	}
	if a.Type == "plain_text_input" {
		return a.Value
	}
	return ""
}

func decodeInteraction(payload []byte) (delivery, error) {
	var in wireInteraction
	if err := unmarshal(payload, &in); err != nil {
		return delivery{}, err
	}
	d := delivery{id: pressID(in.TriggerID), team: in.Team.ID, user: in.User.ID, trigger: in.TriggerID, responseURL: in.ResponseURL}
	if d.team == "" {
		d.team = in.User.TeamID
	}
	if d.user == "" {
		return d, errors.New("slack: an interaction of nobody")
	}
	d.in(in)
	switch in.Type {
	case "block_actions":
		return d.readPress(in)
	case "view_submission":
		d.kind = didSubmit
		return d.onPage(in)
	case "view_closed":
		d.kind, d.id = didClose, "c-"+in.View.ID+"-"+shortHash(in.View.Hash)
		return d.onPage(in)
	}
	return d, errIgnored
}

// in notes where it happened.
func (d *delivery) in(in wireInteraction) {
	d.channel, d.message, d.ephemeral = in.Channel.ID, in.Container.MessageTS, in.Container.IsEphemeral
	if d.channel == "" {
		d.channel = in.Container.ChannelID
	}
	// Nothing is said in a direct message but with the bot, or to one alone.
	if d.channel != "" && (in.Channel.Name != "directmessage" || !strings.HasPrefix(d.channel, "D") || d.ephemeral) {
		d.place = d.channel
	}
	d.home = in.View.Type == "home"
	if in.View.Type == "modal" {
		d.modal = in.View.ID
	}
	state := in.State
	if in.View.ID != "" {
		state = in.View.State
	}
	d.values, d.touched = valuesIn(state)
	d.members = membersIn(state)
	for _, b := range in.View.Blocks {
		if b.Type == "input" {
			d.lastInput = b.BlockID
		}
	}
}

// membersIn are the people who were chosen, by the block of their input.
func membersIn(state wireState) map[string]string {
	all := map[string]string{}
	for block, inputs := range state.Values {
		for _, a := range inputs {
			if _, _, ours := fieldOf(block); ours && a.SelectedUser != "" {
				all[block] = a.SelectedUser
			}
		}
	}
	return all
}

// onPage reads what a modal carries. Every modal of ours carries something.
func (d delivery) onPage(in wireInteraction) (delivery, error) {
	if d.id == "t-" || !asciiID(d.id) {
		return d, errors.New("slack: an interaction without a name")
	}
	var err error
	if d.page, err = readPage(in.View.Metadata); err != nil {
		return d, err
	}
	for _, field := range d.page.Loose {
		if value, there := d.values[field]; there {
			d.touched[field] = value
		}
	}
	return d, nil
}

// readPress reads the element that was pressed: Slack sends one at a time.
func (d delivery) readPress(in wireInteraction) (delivery, error) {
	if len(in.Actions) == 0 {
		return d, errIgnored
	}
	a := in.Actions[0]
	d.kind, d.stamp = didPress, a.ActionTS
	var err error
	if d.verb, d.route, err = parseElement(a.ActionID); err != nil {
		return d, err
	}
	d.value = a.Value
	if d.modal != "" {
		if d, err = d.onPage(in); err != nil {
			return d, err
		}
	}
	return d.answered(a)
}

// answered reads the answer that an element gives.
func (d delivery) answered(a wireAction) (delivery, error) {
	switch {
	case d.verb == link:
		return d, errIgnored
	case !asciiID(d.id) || d.id == "t-":
		return d, errors.New("slack: an interaction without a name")
	case d.verb == pick && a.Type == "button":
		field, option, ok := strings.Cut(a.Value, "=")
		if !ok || !asciiID(field) {
			return d, errNotOurs
		}
		d.field, d.given = bot.FieldID(field), option
	case d.verb == pick || d.verb == enter:
		field, _, ok := fieldOf(a.BlockID)
		if !ok {
			return d, errNotOurs
		}
		d.field, d.given = field, a.given()
	case d.verb == take || d.verb == ask || d.verb == help:
		if !asciiID(a.Value) {
			return d, errNotOurs
		}
		d.field = bot.FieldID(a.Value)
		d.given = d.values[d.field]
	}
	return d, nil
}

// valuesIn are what stands in the inputs of a page. Where a date may also be
// one of its options, the option stands in an input of its own: it counts where
// no day is chosen. Touched are the typed ones that differ from what
// was drawn, and those that were kept nowhere then: choices are saved as they
// are made, and must not be sent once more over what was answered elsewhere
// since.
func valuesIn(state wireState) (values, touched map[bot.FieldID]string) {
	values, touched = map[bot.FieldID]string{}, map[bot.FieldID]string{}
	drawn, typed := map[bot.FieldID]string{}, map[bot.FieldID]bool{}
	for block, inputs := range state.Values {
		field, part, ok := fieldOf(block)
		if !ok {
			continue
		}
		drawn[field] = block[strings.LastIndexByte(block, '|')+1:]
		for _, a := range inputs {
			value := a.given()
			typed[field] = typed[field] || a.Type == "plain_text_input"
			if part == optionPart && values[field] != "" || part == wholePart && value == "" && values[field] != "" {
				continue
			}
			values[field] = value
		}
	}
	for field, value := range values {
		if typed[field] && shortHash(value+"\x00") != drawn[field] {
			touched[field] = value
		}
	}
	return values, touched
}
