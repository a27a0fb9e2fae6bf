package slacktest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// DeliverTo has everything from now on delivered by signed HTTP POST to this
// address: events as JSON, presses and submissions as a form with a payload,
// commands as a form. "" goes back to Socket Mode. What one user does goes out
// when the app has answered what the user did before.
func (s *Slack) DeliverTo(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.delivery.target = url
	s.stir()
}

// Challenge does what Slack does when somebody enters the address of
// DeliverTo: it wants a random word back.
func (s *Slack) Challenge() error {
	s.mu.Lock()
	target, word := s.delivery.target, fmt.Sprintf("challenge-%d", s.number())
	s.mu.Unlock()
	body, _ := json.Marshal(object{"type": "url_verification", "token": "verification", "challenge": word})
	ctx, cancel := context.WithTimeout(s.ctx, s.o.AckWithin)
	defer cancel()
	status, answer, _, err := s.postSigned(ctx, target, "application/json", string(body), nil)
	if err != nil {
		return fmt.Errorf("challenge: %w", err)
	}
	var back struct{ Challenge string }
	if json.Unmarshal(answer, &back) != nil {
		back.Challenge = strings.TrimSpace(string(answer))
	}
	if status != http.StatusOK || back.Challenge != word {
		return fmt.Errorf("challenge: got %d %q", status, answer)
	}
	return nil
}

// deliverHTTP sends one parcel and takes the answer as acknowledgement.
func (s *Slack) deliverHTTP(p *parcel, target string) {
	m := p.d.matter
	kind, body := "application/x-www-form-urlencoded", ""
	switch m.kind {
	case "events_api":
		kind, body = "application/json", string(m.payload)
	case "interactive":
		body = url.Values{"payload": {string(m.payload)}}.Encode()
	case "slash_commands":
		body = formOf(m.payload)
	}
	extra := http.Header{}
	if p.attempt > 0 {
		extra.Set("X-Slack-Retry-Num", strconv.Itoa(p.attempt))
		extra.Set("X-Slack-Retry-Reason", p.reason)
	}
	ctx, cancel := context.WithTimeout(s.ctx, s.o.AckWithin)
	defer cancel()
	status, answer, answerKind, err := s.postSigned(ctx, target, kind, body, extra)

	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.stir()
	s.delivery.busy[m.user] = false
	switch {
	case s.stopped:
	case errors.Is(err, context.DeadlineExceeded):
		s.unacknowledged(p, "http_timeout", true)
	case err != nil:
		s.unacknowledged(p, "connection_failed", true)
	case status != http.StatusOK:
		s.unacknowledged(p, "http_error", true)
	case m.kind == "events_api":
		s.acknowledged(p.d, nil)
	default:
		s.acknowledged(p.d, asPayload(m.kind, answerKind, answer))
	}
}

// asPayload is what an HTTP answer means: words after a command are shown.
func asPayload(kind, answerKind string, answer []byte) json.RawMessage {
	words := strings.TrimSpace(string(answer))
	if kind == "slash_commands" && words != "" && !strings.HasPrefix(answerKind, "application/json") {
		payload, _ := json.Marshal(object{"text": words})
		return payload
	}
	return json.RawMessage(words)
}

func formOf(payload []byte) string {
	var fields map[string]string
	_ = json.Unmarshal(payload, &fields)
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return form.Encode()
}

func (s *Slack) postSigned(ctx context.Context, target, kind, body string, extra http.Header) (int, []byte, string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(body))
	if err != nil {
		return 0, nil, "", err
	}
	for name := range extra {
		r.Header.Set(name, extra.Get(name))
	}
	at := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	r.Header.Set("X-Slack-Request-Timestamp", at)
	r.Header.Set("X-Slack-Signature", signature(s.o.SigningSecret, at, body))
	answer, err := s.delivery.client.Do(r)
	if err != nil {
		return 0, nil, "", err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	return answer.StatusCode, text, answer.Header.Get("Content-Type"), err
}

func signature(secret, at, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, "v0:"+at+":"+body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}
