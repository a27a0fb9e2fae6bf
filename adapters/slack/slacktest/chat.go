package slacktest

import (
	"encoding/json"
	"strings"
	"time"
)

// message is one of the app's, as Slack keeps it. A deleted one is kept too:
// somebody may just have pressed something on it.
type message struct {
	channel, ts string
	only        string // the user it is ephemeral to
	thread      string // in which it stands; empty for none
	content
	files           []*file
	values          map[string]values // by user
	edited, deleted bool
	at              time.Time
	seq             int
}

// content is what an app says in a message.
type content struct {
	text     string
	verbatim bool // markup in text is switched off
	blocks   []object
}

// of is what stands in the message's elements for one user.
func (m *message) of(user string) values {
	if m.values[user] == nil {
		m.values[user] = values{}.carry(m.blocks)
	}
	return m.values[user]
}

// accept checks what the app says and gives it back as Slack keeps it, or
// Slack's error code.
func (s *Slack) accept(kind, where string, payload []byte) (content, string) {
	if problems := Validate(kind, payload); len(problems) > 0 {
		for _, p := range problems {
			s.complain("%s: %s", where, p)
		}
		code, _, _ := strings.Cut(problems[0], ":")
		return content{}, code
	}
	var o object
	_ = json.Unmarshal(payload, &o)
	said := content{}
	said.text, _ = o["text"].(string)
	list, _ := o["blocks"].([]any)
	said.blocks = s.named(list)
	if !s.filesReady(said.blocks, where) {
		return content{}, "invalid_blocks"
	}
	if said.text == "" && len(said.blocks) > 0 {
		s.complain("%s: no text beside the blocks: notifications and screen readers have nothing", where)
	}
	return said, ""
}

// said is the content of a call; given says whether it has blocks at all.
func (s *Slack) said(c *call, kind string) (said content, given bool, code string) {
	o := object{"text": c.text("text")}
	for _, name := range []string{"blocks", "attachments"} {
		if raw := c.json(name); raw != nil {
			if !json.Valid(raw) {
				s.complain("%s: %s is not JSON", c.method, name)
				return said, false, "invalid_" + name + "_format"
			}
			o[name] = raw
		}
	}
	payload, err := json.Marshal(o)
	if err != nil {
		s.complain("%s: %v", c.method, err)
		return said, false, "invalid_blocks_format"
	}
	said, code = s.accept(kind, c.method, payload)
	said.verbatim = c.text("mrkdwn") == "false"
	return said, o["blocks"] != nil, code
}

// post puts a message up.
func (s *Slack) post(channel, only string, said content, files ...*file) *message {
	m := &message{channel: channel, only: only, ts: s.stamp(), content: said, files: files, values: map[string]values{}, at: s.now()}
	m.seq = s.number()
	s.messages = append(s.messages, m)
	s.echo(m, s.messageJSON(m))
	return m
}

// edit gives a message new content. What people have entered stays where ids
// stay.
func (s *Slack) edit(m *message, said content) {
	old, before := m.values, s.messageJSON(m)
	m.seq = s.number()
	m.content, m.edited, m.values = said, true, map[string]values{}
	for user, v := range old {
		m.values[user] = v.carry(said.blocks)
	}
	s.echo(m, object{"subtype": "message_changed", "hidden": true, "ts": s.stamp(), "message": s.messageJSON(m), "previous_message": before})
}

// erase deletes a message.
func (s *Slack) erase(m *message) {
	if m.deleted {
		return
	}
	m.deleted = true
	s.echo(m, object{"subtype": "message_deleted", "hidden": true, "ts": s.stamp(), "deleted_ts": m.ts, "previous_message": s.messageJSON(m)})
}

// echo tells the app what became of its own message, as Slack does in direct
// messages.
func (s *Slack) echo(m *message, event object) {
	if _, direct := s.userOf(m.channel); !direct || m.only != "" || s.o.NoEcho {
		return
	}
	event["type"], event["channel"], event["channel_type"], event["event_ts"] = "message", m.channel, "im", event["ts"]
	if len(m.files) > 0 && event["subtype"] == nil {
		event["subtype"] = "file_share"
	}
	s.sendEvent(User{ID: s.o.BotUser, Bot: true}, event)
}

func (s *Slack) message(channel, ts string) *message {
	for _, m := range s.messages {
		if m.channel == channel && m.ts == ts {
			return m
		}
	}
	return nil
}

// own finds a message that methods can change: not an ephemeral one.
func (s *Slack) own(c *call) (*message, string) {
	channel := c.text("channel")
	if _, isUser := s.users[channel]; isUser {
		return nil, "channel_not_found"
	}
	if _, ok := s.place(channel); !ok {
		return nil, "channel_not_found"
	}
	m := s.message(channel, c.text("ts"))
	if m == nil || m.deleted || m.only != "" {
		return nil, "message_not_found"
	}
	return m, ""
}

func (s *Slack) postMessage(c *call) object {
	channel, ok := s.place(c.text("channel"))
	switch {
	case !ok:
		return refused("channel_not_found")
	case s.outside[channel]:
		return refused("not_in_channel")
	}
	said, _, code := s.said(c, "message")
	if code != "" {
		return refused(code)
	}
	m := s.post(channel, "", said)
	m.thread = c.text("thread_ts")
	return object{"ok": true, "channel": channel, "ts": m.ts, "message": s.messageJSON(m)}
}

func (s *Slack) postEphemeral(c *call) object {
	channel, ok := s.place(c.text("channel"))
	if !ok {
		return refused("channel_not_found")
	}
	user := c.text("user")
	if _, ok := s.user(user); !ok || !s.reads(user, channel) {
		return refused("user_not_in_channel")
	}
	said, _, code := s.said(c, "message")
	if code != "" {
		return refused(code)
	}
	return object{"ok": true, "message_ts": s.post(channel, user, said).ts}
}

func (s *Slack) updateMessage(c *call) object {
	m, code := s.own(c)
	if code != "" {
		return refused(code)
	}
	said, given, code := s.said(c, "update")
	if code != "" {
		return refused(code)
	}
	if !given {
		said.blocks = m.blocks // Slack keeps them
	}
	s.edit(m, said)
	return object{"ok": true, "channel": m.channel, "ts": m.ts, "text": m.text, "message": s.messageJSON(m)}
}

func (s *Slack) deleteMessage(c *call) object {
	m, code := s.own(c)
	if code != "" {
		return refused(code)
	}
	s.erase(m)
	return object{"ok": true, "channel": m.channel, "ts": m.ts}
}

// messageJSON is the message as payloads and answers have it.
func (s *Slack) messageJSON(m *message) object {
	o := object{"type": "message", "user": s.o.BotUser, "bot_id": botID, "app_id": appID, "team": s.o.Team, "ts": m.ts, "text": m.text}
	if len(m.blocks) > 0 {
		o["blocks"] = m.blocks
	}
	if m.edited {
		o["edited"] = object{"user": botID, "ts": m.ts}
	}
	if len(m.files) > 0 {
		o["files"] = s.filesJSON(m.files)
	}
	return o
}
