package discordtest

import (
	"slices"
	"strings"
)

// Say types words, into the direct messages with the app or into a channel.
// The app hears of them if its intents cover that; what is said in a channel
// without naming it comes without its words, unless the app may read them.
func (s *Discord) Say(user, channel, text string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[user]
	if !ok || !s.reads(user, channel) {
		return s.wrong("%s cannot be heard in %s", user, channel)
	}
	return s.speak(u, channel, text)
}

// Drop sends a file into the direct messages with the app or into a channel,
// with words or "".
func (s *Discord) Drop(user, channel, name string, data []byte, text string) *Delivery {
	s.t.Helper()
	return s.DropAll(user, channel, text, Attachment{Name: name, Data: data})
}

// DropAll sends several files in one message, of each its name and data.
func (s *Discord) DropAll(user, channel, text string, files ...Attachment) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[user]
	if !ok || !s.reads(user, channel) {
		return s.wrong("%s cannot be heard in %s", user, channel)
	}
	var all []*attachment
	for _, f := range files {
		all = append(all, s.newFile(channel, f.Name, kindOf(f.Name), f.Data))
	}
	return s.speak(u, channel, text, all...)
}

// speak sends a message of a person.
func (s *Discord) speak(u User, channel, text string, files ...*attachment) *Delivery {
	m := s.newMessage(channel)
	m.author, m.content, m.attachments = u, strings.TrimSpace(text), files
	if m.guild == "" {
		s.open[u.ID] = true
	}
	s.messages = append(s.messages, m)
	data := s.messageJSON(m)
	if m.guild != "" {
		data["guild_id"], data["member"] = m.guild, memberJSON(u)
		if s.o.Intents&intentContent == 0 && !strings.Contains(m.content, "<@"+s.o.Application+">") {
			data["content"], data["attachments"] = "", []any{}
		}
	}
	d := s.newDelivery("MESSAGE_CREATE", m.intent(), data)
	s.send(d)
	return d
}

// Click presses a button. The screen may be an old one; where the message has
// no such button any more, or is gone, Discord tells the person so, and the
// app hears nothing.
func (s *Discord) Click(user string, on Screen, b Button) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[user]
	if !ok || !slices.Contains(on.Buttons, b) || b.Disabled || b.CustomID == "" {
		return s.wrong("%s cannot press %+v there", user, b)
	}
	return s.press(u, on, b.CustomID, object{"component_type": typeButton, "custom_id": b.CustomID}, false)
}

// ClickBefore presses a button that the message had before the app changed it:
// the press was on its way when the change came.
func (s *Discord) ClickBefore(user string, on Screen, b Button) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[user]
	if !ok || !slices.Contains(on.Buttons, b) || b.Disabled || b.CustomID == "" {
		return s.wrong("%s could not press %+v there", user, b)
	}
	return s.press(u, on, b.CustomID, object{"component_type": typeButton, "custom_id": b.CustomID}, true)
}

// Choose chooses from a menu: values of options, or ids of users, roles or
// channels.
func (s *Discord) Choose(user string, on Screen, sel Select, values ...string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[user]
	if !ok || !on.offers(sel) || sel.Disabled {
		return s.wrong("%s cannot choose from %q there", user, sel.CustomID)
	}
	if len(values) < sel.Min || len(values) > sel.Max {
		return s.wrong("%d to %d can be chosen from %q", sel.Min, sel.Max, sel.CustomID)
	}
	for _, v := range values {
		if !s.offers(sel, v, on.Channel) {
			return s.wrong("%q is not in %q", v, sel.CustomID)
		}
	}
	data := object{"component_type": sel.Type, "custom_id": sel.CustomID, "values": append([]string{}, values...)}
	resolved := object{}
	s.resolveAll(resolved, sel.Type, values, on.Channel)
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	return s.press(u, on, sel.CustomID, data, false)
}

// offers says whether a value can be chosen from a menu there.
func (s *Discord) offers(sel Select, value, channel string) bool {
	if sel.Type == typeStringSelect {
		return slices.ContainsFunc(sel.Options, func(o Option) bool { return o.Value == value })
	}
	_, ch, ok := s.guildOf(value)
	if ok && len(sel.Channels) > 0 && !slices.Contains(sel.Channels, ch.Kind) {
		return false
	}
	return s.selectable(sel.Type, value, channel)
}

// press sends what was done with a component, if it is still there, or was
// there before where that will do.
func (s *Discord) press(u User, on Screen, id string, data object, before bool) *Delivery {
	m := s.message(on.Channel, on.ID)
	if m == nil || m.only != "" && m.only != u.ID || !s.reads(u.ID, on.Channel) {
		return s.dead("Unknown Message")
	}
	rows := objects(m.components)
	if before {
		rows = append(rows, objects(m.earlier)...)
	}
	for _, r := range rows {
		for _, o := range objects(r["components"]) {
			if o["custom_id"] == id && o["disabled"] != true && still(o, data["values"]) {
				data["id"] = o["id"]
				return s.interact(&interaction{kind: kindComponent, user: u, channel: m.channel, guild: m.guild, source: m}, data)
			}
		}
	}
	return s.dead("Component validation failed")
}

// still says whether a component offers what was chosen from it.
func still(o object, chosen any) bool {
	values, _ := chosen.([]string)
	options := objects(o["options"])
	return len(options) == 0 || !slices.ContainsFunc(values, func(v string) bool {
		return !slices.ContainsFunc(options, func(o object) bool { return o["value"] == v })
	})
}

// SubmitModal fills in the modal that the user has before them, by custom_id,
// several values one a line, and submits it. What is not named stays as it is.
// It is nil if Discord does not let them: something needed is empty, or words
// are too short or too long. The modal says so then.
func (s *Discord) SubmitModal(user string, values map[string]string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[user]
	m := s.modals[user]
	if !ok || m == nil {
		return s.wrong("%s has nothing to submit", user)
	}
	for id, value := range values {
		i := slices.IndexFunc(m.inputs(), func(in input) bool { return in.id() == id })
		if i < 0 {
			return s.wrong("the modal does not ask %q", id)
		}
		if err := s.enterable(m.inputs()[i], value, m.channel); err != nil {
			return s.wrong("%s: %v", id, err)
		}
		m.values[id] = value
	}
	m.problem = ""
	if m.errors = m.missing(); len(m.errors) > 0 {
		return nil
	}
	it := &interaction{kind: kindModal, user: u, channel: m.channel, source: m.source, modal: m}
	if g, _, ok := s.guildOf(m.channel); ok {
		it.guild = g.ID
	}
	return s.interact(it, s.submission(m))
}

// UploadToModal puts a file into a field of the modal that takes files.
func (s *Discord) UploadToModal(user, field, name string, data []byte) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.modals[user]
	if m == nil || !slices.ContainsFunc(m.inputs(), func(in input) bool { return in.id() == field && typeOf(in.component) == typeFileUpload }) {
		s.t.Fatalf("discordtest: %s has no field %q for files", user, field)
		return
	}
	file := s.newFile(m.channel, name, kindOf(name), data)
	file.ephemeral = true
	m.files[field] = append(m.files[field], file)
}

// CloseModal closes the modal that the user has before them. Discord tells the
// app nothing of it, so that the delivery is done at once.
func (s *Discord) CloseModal(user string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.modals[user]
	if m == nil {
		return s.wrong("%s has nothing to close", user)
	}
	s.shut(m)
	return s.dead("")
}

// Again sends a delivery once more: the same event under the same id. If the
// interaction has its response already, any other is refused.
func (s *Discord) Again(d *Delivery) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if d == nil || d.event == "" {
		return s.wrong("there is nothing to repeat")
	}
	if d.it != nil {
		return s.deliver(d.it, d.data)
	}
	next := s.newDelivery(d.event, d.intent, d.data)
	s.send(next)
	return next
}

// DismissEphemerals takes away what only this user sees, as a restart of the
// client does. Without a name of a user it does so for all.
func (s *Discord) DismissEphemerals(users ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.only != "" && (len(users) == 0 || slices.Contains(users, m.only)) {
			m.deleted = true
		}
	}
}

// DeleteMessages deletes all messages of the app that others see too, as their
// moderators may, and closes all modals.
func (s *Discord) DeleteMessages() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if !m.deleted && m.author.ID == s.o.Application {
			s.erase(m)
		}
	}
	clear(s.modals)
}

// wrong fails the test: people could not have done that.
func (s *Discord) wrong(format string, args ...any) *Delivery {
	s.t.Helper()
	s.t.Fatalf("discordtest: "+format, args...)
	return s.dead("nobody can do that")
}
