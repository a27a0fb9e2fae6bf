package discordtest

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

func messageRoutes() []route {
	return []route{
		{"POST /channels/{channel}/messages", false, (*Discord).createMessage},
		{"GET /channels/{channel}/messages", false, (*Discord).listMessages},
		{"GET /channels/{channel}/messages/{message}", false, (*Discord).getMessage},
		{"PATCH /channels/{channel}/messages/{message}", false, (*Discord).editMessage},
		{"DELETE /channels/{channel}/messages/{message}", false, (*Discord).deleteMessage},
		{"POST /channels/{channel}/typing", false, (*Discord).typing},
	}
}

var (
	errChannel = refused(http.StatusNotFound, 10003, "Unknown Channel")
	errMessage = refused(http.StatusNotFound, 10008, "Unknown Message")
	errAccess  = refused(http.StatusForbidden, 50001, "Missing Access")
	errRights  = refused(http.StatusForbidden, 50013, "Missing Permissions")
)

// visible is why the app cannot see a channel.
func (s *Discord) visible(channel string) *problem {
	if _, ch, ok := s.guildOf(channel); ok {
		if ch.Hidden {
			return errAccess
		}
		return nil
	}
	if u, ok := s.personOf(channel); ok && s.open[u.ID] && !s.gone[channel] {
		return nil
	}
	return errChannel
}

// writable is why the app cannot write in a channel.
func (s *Discord) writable(channel string) *problem {
	if p := s.visible(channel); p != nil {
		return p
	}
	if _, ch, ok := s.guildOf(channel); ok {
		switch {
		case ch.Kind != 0 && ch.Kind != 5:
			return refused(http.StatusBadRequest, 50008, "Cannot send messages in a non-text channel")
		case ch.ReadOnly:
			return errRights
		}
		return nil
	}
	u, _ := s.personOf(channel)
	switch code := s.closed[u.ID]; {
	case code == 50278 || s.gone[u.ID] || !s.mutual(u):
		return refused(http.StatusForbidden, 50278, "Cannot send messages to this user due to having no mutual guilds")
	case code == 50007:
		return refused(http.StatusForbidden, 50007, "Cannot send messages to this user")
	}
	return nil
}

func (s *Discord) createMessage(c *call) (any, *problem) {
	channel := c.values["channel"]
	if p := s.writable(channel); p != nil {
		return nil, p
	}
	o := c.object()
	if p := s.accept(c, "message", o, nil); p != nil {
		return nil, p
	}
	nonce := channel + " " + idText(o["nonce"])
	if old := s.nonces[nonce]; old != nil && o["enforce_nonce"] == true && s.now().Sub(old.created) < 5*time.Minute {
		return s.messageJSON(old), nil
	}
	m := s.newMessage(channel)
	m.nonce = o["nonce"]
	if reference, ok := o["message_reference"].(object); ok {
		m.answers = idText(reference["message_id"])
		if s.message(channel, m.answers) == nil && reference["fail_if_not_exists"] != false {
			s.complain("%s: it replies to a message that is not there", c.key())
			return nil, refused(400, 50035, "Invalid Form Body")
		}
	}
	s.fill(m, o, c, false)
	if m.hollow() {
		s.complain("%s: the message is empty", c.key())
		return nil, errHollow
	}
	if m.nonce != nil {
		s.nonces[nonce] = m
	}
	s.post(m)
	return s.messageJSON(m), nil
}

// own finds a message of the app that it may change.
func (s *Discord) own(c *call) (*message, *problem) {
	if p := s.visible(c.values["channel"]); p != nil {
		return nil, p
	}
	m := s.message(c.values["channel"], c.values["message"])
	switch {
	case m == nil || m.only != "":
		return nil, errMessage
	case m.author.ID != s.o.Application:
		return nil, refused(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
	}
	return m, nil
}

func (s *Discord) editMessage(c *call) (any, *problem) {
	m, p := s.own(c)
	if p != nil {
		return nil, p
	}
	o := c.object()
	if p := s.accept(c, "edit", o, m.attachments); p != nil {
		return nil, p
	}
	if p := s.change(m, o, c); p != nil {
		return nil, p
	}
	return s.messageJSON(m), nil
}

func (s *Discord) deleteMessage(c *call) (any, *problem) {
	m, p := s.own(c)
	if p != nil {
		return nil, p
	}
	s.erase(m)
	return nil, nil
}

func (s *Discord) getMessage(c *call) (any, *problem) {
	if p := s.visible(c.values["channel"]); p != nil {
		return nil, p
	}
	m := s.message(c.values["channel"], c.values["message"])
	if m == nil || m.only != "" {
		return nil, errMessage
	}
	return s.messageJSON(m), nil
}

// listMessages has the newest first.
func (s *Discord) listMessages(c *call) (any, *problem) {
	if p := s.visible(c.values["channel"]); p != nil {
		return nil, p
	}
	most, err := strconv.Atoi(c.query.Get("limit"))
	if err != nil {
		most = 50
	}
	if most < 1 || most > 100 {
		return nil, refused(400, 50035, "Invalid Form Body")
	}
	all := []object{}
	for _, m := range slices.Backward(s.messages) {
		if m.channel == c.values["channel"] && !m.deleted && m.only == "" && within(m.id, c) && len(all) < most {
			all = append(all, s.messageJSON(m))
		}
	}
	return all, nil
}

// within says whether an id is where "before" and "after" want it.
func within(id string, c *call) bool {
	before, after := c.query.Get("before"), c.query.Get("after")
	return (before == "" || byID(id, before) < 0) && (after == "" || byID(id, after) > 0)
}

func (s *Discord) typing(c *call) (any, *problem) { return nil, s.writable(c.values["channel"]) }
