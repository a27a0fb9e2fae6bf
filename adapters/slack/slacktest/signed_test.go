package slacktest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
)

// webhook is an app that is delivered to by HTTP. It checks signatures and
// answers what it is told to.
type webhook struct {
	t      *testing.T
	secret string
	got    chan string // the bodies
	retry  chan string
	deaf   atomic.Int32 // requests still to be refused
	answer atomic.Value // string
}

func serve(t *testing.T, s *Slack) *webhook {
	t.Helper()
	h := &webhook{t: t, secret: s.Options().SigningSecret, got: make(chan string, 100), retry: make(chan string, 100)}
	h.answer.Store("")
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	s.DeliverTo(server.URL)
	return h
}

func (h *webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	verifier, err := slack.NewSecretsVerifier(r.Header, h.secret)
	if err != nil {
		h.t.Errorf("signature: %v", err)
	}
	body, _ := io.ReadAll(io.TeeReader(r.Body, &verifier))
	if err := verifier.Ensure(); err != nil {
		h.t.Errorf("signature: %v", err)
	}
	h.got <- string(body)
	h.retry <- r.Header.Get("X-Slack-Retry-Num") + r.Header.Get("X-Slack-Retry-Reason")
	if h.deaf.Add(-1) >= 0 {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	var outer struct{ Challenge string }
	if json.Unmarshal(body, &outer) == nil && outer.Challenge != "" {
		_, _ = io.WriteString(w, outer.Challenge)
		return
	}
	answer := h.answer.Load().(string)
	if strings.HasPrefix(answer, "{") {
		w.Header().Set("Content-Type", "application/json")
	}
	_, _ = io.WriteString(w, answer)
}

func (h *webhook) form() url.Values {
	h.t.Helper()
	form, err := url.ParseQuery(await(h.t, "a request", h.got))
	if err != nil {
		h.t.Fatal(err)
	}
	return form
}

func TestSignedDelivery(t *testing.T) {
	s, a := start(t, Options{})
	h := serve(t, s)
	if err := s.Challenge(); err != nil {
		t.Fatal(err)
	}
	await(t, "the challenge", h.got)

	done(t, s.Say(yamada, s.DM(yamada), "x"))
	event, err := slackevents.ParseEvent(json.RawMessage(await(t, "an event", h.got)), slackevents.OptionNoVerifyToken())
	if err != nil || event.InnerEvent.Data.(*slackevents.MessageEvent).Text != "x" {
		t.Errorf("got %+v %v", event, err)
	}

	h.answer.Store("了解")
	done(t, s.Command(yamada, lobby, "/daicho", "始め"))
	form := h.form()
	if form.Get("command") != "/daicho" || form.Get("text") != "始め" || one(t, s.Screens(yamada, lobby)).Text != "了解" {
		t.Errorf("got %v", form)
	}

	h.answer.Store("")
	if _, err := a.api.OpenView(form.Get("trigger_id"), modal("一", written("q", "問"))); err != nil {
		t.Fatal(err)
	}
	on := modalOfUser(t, s, yamada)
	s.Enter(yamada, on, on.Inputs[0], "答")
	h.answer.Store(`{"response_action":"errors","errors":{"q":"違う"}}`)
	d := s.Submit(yamada)
	done(t, d)
	var call slack.InteractionCallback
	if err := json.Unmarshal([]byte(h.form().Get("payload")), &call); err != nil || call.View.State.Values["q"]["text"].Value != "答" {
		t.Errorf("got %+v %v", call, err)
	}
	if !strings.Contains(string(d.Ack()), "errors") || !strings.Contains(modalOfUser(t, s, yamada).Text, "違う") {
		t.Errorf("got %s", d.Ack())
	}
	h.answer.Store("")
	done(t, s.Submit(yamada))
	if _, there := s.Modal(yamada); there {
		t.Error("still open")
	}
	clean(t, s)
}

func TestSignedRetries(t *testing.T) {
	s, _ := start(t, Options{})
	h := serve(t, s)
	h.deaf.Store(2)
	d := s.Say(yamada, s.DM(yamada), "x")
	done(t, d)
	first := await(t, "a request", h.got)
	for range 2 {
		if again := await(t, "a retry", h.got); again != first {
			t.Error("other bytes")
		}
	}
	if got := fmt.Sprintf("%q %q %q", <-h.retry, <-h.retry, <-h.retry); got != `"" "1http_error" "2http_error"` || d.Failure() != "" {
		t.Errorf("got %s", got)
	}
	blamed(t, s, "not acknowledged: http_error (attempt 0)")
	h.deaf.Store(1)
	command := s.Command(yamada, lobby, "/daicho", "")
	done(t, command)
	if command.Failure() != "http_error" {
		t.Errorf("got %q", command.Failure())
	}
}

func TestSignedTimeoutAndNobodyThere(t *testing.T) {
	s, _ := start(t, Options{AckWithin: 200 * time.Millisecond})
	stuck := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stuck }))
	t.Cleanup(func() { close(stuck); server.Close() })
	s.DeliverTo(server.URL)
	d := s.Command(yamada, lobby, "/daicho", "")
	done(t, d)
	if d.Failure() != "http_timeout" {
		t.Errorf("got %q", d.Failure())
	}
	s.DeliverTo("http://127.0.0.1:1/")
	d = s.Say(yamada, s.DM(yamada), "x")
	done(t, d)
	if d.Failure() != "connection_failed" {
		t.Errorf("got %q", d.Failure())
	}
}
