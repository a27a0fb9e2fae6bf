package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// response is a response_url.
type response struct {
	user, channel string
	original      *message // what it belongs to, nil after a command
	until         time.Time
	uses          int
}

// newResponse gives out a response_url.
func (s *Slack) newResponse(user, channel string, original *message) string {
	id := fmt.Sprintf("%d", s.number())
	s.responses[id] = &response{user: user, channel: channel, original: original, until: s.now().Add(responseLife)}
	return s.url("/response/" + id)
}

func (s *Slack) serveResponse(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	s.mu.Lock()
	s.counts["response_url"]++
	failure, fails := s.failure("response_url")
	status, answer := http.StatusBadRequest, refused("invalid_payload")
	switch {
	case fails:
	case err != nil || !json.Valid(body):
		s.complain("response_url: not JSON")
	default:
		status, answer = s.respond(s.responses[r.PathValue("id")], body)
	}
	s.mu.Unlock()
	if fails {
		failure.write(w)
		return
	}
	writeJSON(w, status, answer)
}

// respond does what was posted to a response_url.
func (s *Slack) respond(r *response, body []byte) (int, object) {
	if code := s.usable(r); code != "" {
		s.complain("response_url: %s", code)
		return http.StatusNotFound, refused(code)
	}
	said, code := s.responseContent(body)
	if code != "" {
		return http.StatusBadRequest, refused(code)
	}
	r.uses++
	var how struct {
		Type    string `json:"response_type"`
		Replace bool   `json:"replace_original"`
		Delete  bool   `json:"delete_original"`
	}
	_ = json.Unmarshal(body, &how)
	if how.Delete || how.Replace && r.original != nil {
		code = s.change(r.original, how.Delete, said)
	} else if _, ok := s.place(r.channel); ok {
		s.answerIn(r.user, r.channel, how.Type, said)
	} else {
		code = "channel_not_found"
	}
	if code != "" {
		return http.StatusNotFound, refused(code)
	}
	return http.StatusOK, object{"ok": true}
}

// usable is why a response_url takes nothing more; "" if it does.
func (s *Slack) usable(r *response) string {
	switch {
	case r == nil:
		return "invalid_url"
	case s.now().After(r.until):
		return "expired_url"
	case r.uses >= responseUses:
		return "used_url"
	}
	return ""
}

// change replaces or deletes the message that a response_url belongs to.
func (s *Slack) change(m *message, erase bool, said content) string {
	switch {
	case m == nil:
		s.complain("response_url: delete_original where there is no message")
		return "message_not_found"
	case m.deleted:
		return "message_not_found"
	case erase:
		s.erase(m)
	default:
		s.edit(m, said)
	}
	return ""
}

func (s *Slack) responseContent(body []byte) (content, string) {
	var how struct {
		Delete bool `json:"delete_original"`
	}
	if err := json.Unmarshal(body, &how); err == nil && how.Delete {
		return content{}, ""
	}
	return s.accept("response", "response_url", body)
}

// answerIn posts an answer to a command or a press as a new message.
func (s *Slack) answerIn(user, channel, kind string, said content) {
	only := user
	if kind == "in_channel" {
		only = ""
	}
	s.post(channel, only, said)
}
