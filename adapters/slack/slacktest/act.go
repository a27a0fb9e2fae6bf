package slacktest

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Say types words into the direct messages with the app. Elsewhere the app
// hears nothing, and the test fails.
func (s *Slack) Say(user, channel, text string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	if !ok || channel != s.DM(user) {
		return s.wrong("%s cannot be heard in %s", user, channel)
	}
	return s.sendEvent(u, s.messageEvent(u, text))
}

// Drop shares a file in the direct messages with the app, with a comment or
// "". The app needs its token to download it.
func (s *Slack) Drop(user, channel, name string, data []byte, comment string) *Delivery {
	s.t.Helper()
	return s.DropAll(user, channel, comment, File{Name: name, Data: data})
}

// DropAll is Drop of several files in one message, each by its name and data.
func (s *Slack) DropAll(user, channel, comment string, files ...File) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	if !ok || channel != s.DM(user) {
		return s.wrong("%s cannot be heard in %s", user, channel)
	}
	var all []*file
	for _, given := range files {
		f := s.newFile(user, given.Name, len(given.Data))
		f.data, f.uploaded, f.completed, f.visible = given.Data, true, true, true
		all = append(all, f)
	}
	event := s.messageEvent(u, comment)
	delete(event, "client_msg_id")
	delete(event, "blocks")
	event["subtype"], event["upload"], event["files"] = "file_share", false, s.filesJSON(all)
	return s.sendEvent(u, event)
}

// Command types a slash command such as "/daicho", in a channel or in direct
// messages with the app.
func (s *Slack) Command(user, channel, command, text string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	if !ok || !s.reads(user, channel) {
		return s.wrong("%s is not in %s", user, channel)
	}
	m := s.matterOf("slash_commands", command, u, s.commandFields(u, channel, command, text))
	m.answer = func(ack json.RawMessage) { s.answerCommand(user, channel, command, ack) }
	return s.send(m)
}

// Click presses a button or chooses from an overflow menu. The screen may be
// an old one: Slack takes what is pressed before the change arrives.
func (s *Slack) Click(user string, on Screen, e Element) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	if !ok || !on.has(e) {
		return s.wrong("%s cannot press %+v there", user, e)
	}
	at, code := s.where(user, on)
	if code != "" {
		return s.wrong("%s: %s", user, code)
	}
	return s.sendAction(u, at, e.action())
}

// Enter sets what stands in an input: the value of an option, words, a day as
// YYYY-MM-DD, a time as HH:mm, a unix time, the id of a user or conversation;
// several values one a line; "" for nothing. It is nil if that sends nothing
// to the app.
func (s *Slack) Enter(user string, on Screen, in Input, value string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	at, code := s.where(user, on)
	if !ok || code != "" || !on.input(in) {
		return s.wrong("%s cannot enter anything in %s %s: %s", user, in.BlockID, in.ActionID, code)
	}
	for _, p := range spots(at.blocks) {
		if p.key() != (key{in.BlockID, in.ActionID}) || !p.holds() {
			continue
		}
		if err := p.check(value); err != nil {
			return s.wrong("%s %s: %v", in.BlockID, in.ActionID, err)
		}
		at.values[p.key()] = value
		if p.input && p.block["dispatch_action"] != true {
			return nil
		}
		action := p.fields(value)
		action["block_id"], action["action_id"] = in.BlockID, in.ActionID
		return s.sendAction(u, at, action)
	}
	return s.wrong("%s %s is no longer there", in.BlockID, in.ActionID)
}

// Submit submits the modal that the user has before them. It is nil if Slack
// does not let them: something needed is empty, or words are too short or too
// long. The modal says so then.
func (s *Slack) Submit(user string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	v := s.top(user)
	if !ok || v == nil || v.sent["submit"] == nil {
		return s.wrong("%s has nothing to submit", user)
	}
	if v.errors = v.missing(); len(v.errors) > 0 {
		return nil
	}
	payload := s.interaction("view_submission", u)
	payload["trigger_id"] = s.newTrigger(user)
	payload["view"] = s.viewJSON(v)
	payload["response_urls"] = []any{}
	m := s.matterOf("interactive", "view_submission", u, payload)
	m.answer = func(ack json.RawMessage) { s.answerSubmission(v, ack) }
	return s.send(m)
}

// CloseModal closes the modal that the user has before them. It is nil if the
// app does not want to know.
func (s *Slack) CloseModal(user string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	v := s.top(user)
	if !ok || v == nil {
		return s.wrong("%s has nothing to close", user)
	}
	s.remove(v)
	cleared := v.sent["clear_on_close"] == true
	if cleared {
		s.stacks[user] = nil
	}
	if v.sent["notify_on_close"] != true {
		return nil
	}
	payload := s.interaction("view_closed", u)
	payload["view"], payload["is_cleared"] = s.viewJSON(v), cleared
	return s.send(s.matterOf("interactive", "view_closed", u, payload))
}

// OpenHome opens the app's home tab.
func (s *Slack) OpenHome(user string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.actor(user)
	if !ok {
		return s.wrong("nobody is called %s", user)
	}
	event := object{"type": "app_home_opened", "user": user, "channel": s.DM(user), "tab": "home", "event_ts": s.stamp()}
	if v := s.homes[user]; v != nil {
		event["view"] = s.viewJSON(v)
	}
	return s.sendEvent(u, event)
}

// Again sends a delivery once more: the same bytes under the same ids, in a
// new envelope that says it is a retry. If the first was acknowledged, its
// acknowledgement has answered the person, and that of the repeat changes
// nothing.
func (s *Slack) Again(d *Delivery) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if d == nil || d.matter.payload == nil {
		return s.wrong("there is nothing to repeat")
	}
	return s.send(d.matter)
}

// wrong fails the test: people could not have done that.
func (s *Slack) wrong(format string, args ...any) *Delivery {
	s.t.Helper()
	s.t.Fatalf("slacktest: "+format, args...)
	return s.dead("nobody can do that")
}

// actor is somebody who can do something.
func (s *Slack) actor(user string) (User, bool) {
	u, ok := s.users[user]
	return u, ok
}

// place where a person presses or enters something.
type spotPlace struct {
	message *message
	view    *view
	blocks  []object
	values  values
}

// where finds what a screen shows. Deleted messages and closed views count
// still.
func (s *Slack) where(user string, on Screen) (spotPlace, string) {
	if on.Kind == "modal" || on.Kind == "home" {
		v := s.views[on.ViewID]
		if v == nil || v.user != user {
			return spotPlace{}, "no such view"
		}
		return spotPlace{view: v, blocks: v.blocks, values: v.values}, ""
	}
	m := s.message(on.Channel, on.TS)
	if m == nil || m.only != "" && m.only != user || !s.reads(user, m.channel) {
		return spotPlace{}, "no such message"
	}
	return spotPlace{message: m, blocks: m.blocks, values: m.of(user)}, ""
}

// missing is what Slack tells the person before it submits anything.
func (v *view) missing() map[string]string {
	told := map[string]string{}
	for _, p := range spots(v.blocks) {
		if !p.input {
			continue
		}
		value := v.values[p.key()]
		n := float64(utf8.RuneCountInString(value))
		least, _ := p.element["min_length"].(float64)
		most, limited := p.element["max_length"].(float64)
		switch {
		case value == "" && p.block["optional"] != true:
			told[p.key().block] = "Please complete this required field."
		case value != "" && n < least:
			told[p.key().block] = fmt.Sprintf("At least %d characters, please.", int(least))
		case limited && n > most:
			told[p.key().block] = fmt.Sprintf("At most %d characters, please.", int(most))
		}
	}
	return told
}

func (e Element) action() object {
	o := object{"type": e.Type, "block_id": e.BlockID, "action_id": e.ActionID}
	label := object{"type": "plain_text", "text": e.Label, "emoji": true}
	if e.Type == "overflow" {
		o["selected_option"] = object{"text": label, "value": e.Value}
		return o
	}
	o["text"] = label
	if e.Value != "" {
		o["value"] = e.Value
	}
	return o
}

// typed is text as Slack passes it on: its three characters as entities, and
// addresses in angle brackets.
func typed(text string) string {
	text = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	return address.ReplaceAllString(text, "<$0>")
}
