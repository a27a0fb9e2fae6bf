package slacktest

import (
	"context"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"go.uber.org/goleak"
)

const (
	yamada = "U0YAMADA"
	suzuki = "U0SUZUKI"
	sato   = "U0SATO"
	lobby  = "C0GENERAL"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// app is a real client of the fake.
type app struct {
	t      *testing.T
	s      *Slack
	api    *slack.Client
	socket *socketmode.Client
	events chan socketmode.Event // what people did
	echoes chan socketmode.Event // what became of the app's own messages
	answer func(socketmode.Event) (payload any, ack bool)
}

func start(t *testing.T, o Options) (*Slack, *app) {
	t.Helper()
	s := Start(t, o)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	a := &app{t: t, s: s, events: make(chan socketmode.Event, 1000), echoes: make(chan socketmode.Event, 1000)}
	a.api = slack.New(s.Options().BotToken, slack.OptionAPIURL(s.APIURL()), slack.OptionAppLevelToken(s.Options().AppToken),
		slack.OptionHTTPClient(&http.Client{Transport: transport}))
	return s, a
}

// connect runs Socket Mode with an answer to each delivery; nil acknowledges
// everything.
func (a *app) connect(answer func(socketmode.Event) (any, bool)) {
	a.t.Helper()
	a.answer = answer
	ctx, cancel := context.WithCancel(context.Background())
	a.socket = socketmode.New(a.api, socketmode.OptionLog(log.New(io.Discard, "", 0)), socketmode.OptionPingInterval(2*time.Second))
	running, handling := make(chan struct{}), make(chan struct{})
	go func() { defer close(running); _ = a.socket.RunContext(ctx) }()
	go func() { defer close(handling); a.handle(ctx) }()
	a.t.Cleanup(func() { cancel(); <-running; <-handling })
	a.online()
}

func (a *app) online() {
	a.t.Helper()
	eventually(a.t, "a socket", func() bool { return a.s.Sockets() > 0 })
}

func (a *app) handle(ctx context.Context) {
	for {
		select {
		case e := <-a.socket.Events:
			if e.Request == nil || e.Request.EnvelopeID == "" {
				continue
			}
			payload, ack, own := any(nil), true, isOwn(e)
			if a.answer != nil && !own {
				payload, ack = a.answer(e)
			}
			if ack {
				within, cancel := context.WithTimeout(ctx, 3*time.Second)
				_ = a.socket.AckCtx(within, e.Request.EnvelopeID, payload)
				cancel()
			}
			if own {
				a.echoes <- e
			} else {
				a.events <- e
			}
		case <-ctx.Done():
			return
		}
	}
}

func isOwn(e socketmode.Event) bool {
	m := said(e)
	return m != nil && (m.BotID != "" || m.SubType == "message_changed" || m.SubType == "message_deleted")
}

func (a *app) next() socketmode.Event {
	a.t.Helper()
	return await(a.t, "a delivery", a.events)
}

// press is the next delivery as a press, submission or closing.
func (a *app) press() slack.InteractionCallback {
	a.t.Helper()
	e := a.next()
	call, ok := e.Data.(slack.InteractionCallback)
	if !ok {
		a.t.Fatalf("not an interaction: %s", e.Request.Payload)
	}
	return call
}

func await[T any](t *testing.T, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(20 * time.Second):
		t.Fatalf("never came: %s", what)
		panic("unreachable")
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	end := time.After(20 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("never came true: %s", what)
		}
	}
}

func done(t *testing.T, d *Delivery) {
	t.Helper()
	await(t, "the acknowledgement", d.Done)
}

// clean checks that there is nothing to complain about.
func clean(t *testing.T, s *Slack) {
	t.Helper()
	if c := s.Complaints(); len(c) > 0 {
		t.Errorf("complaints: %q", c)
	}
}

// blamed checks that there is one complaint, with these words.
func blamed(t *testing.T, s *Slack, want string) {
	t.Helper()
	if c := s.Complaints(); !slices.ContainsFunc(c, func(c string) bool { return strings.Contains(c, want) }) {
		t.Errorf("complaints are %q, want one with %q", c, want)
	}
}

func code(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || err.Error() != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func plainText(s string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", s, false, false)
}

func button(id, value, label string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(id, value, plainText(label))
}

func option(value, label string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, plainText(label), nil)
}

func radio(id string, options ...*slack.OptionBlockObject) *slack.RadioButtonsBlockElement {
	return slack.NewRadioButtonsBlockElement(id, options...)
}

func modal(title string, blocks ...slack.Block) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: "modal", Title: plainText(title), Submit: plainText("送信"), Close: plainText("やめる"),
		CallbackID: "page", PrivateMetadata: "meta", Blocks: slack.Blocks{BlockSet: blocks}}
}

func written(id, label string) *slack.InputBlock {
	return slack.NewInputBlock(id, plainText(label), nil, slack.NewPlainTextInputBlockElement(nil, "text"))
}

// openModal has a user type a command that opens a modal.
func (a *app) openModal(user string, view slack.ModalViewRequest) Screen {
	a.t.Helper()
	done(a.t, a.s.Command(user, a.s.DM(user), "/daicho", ""))
	cmd := a.next().Data.(slack.SlashCommand)
	if _, err := a.api.OpenView(cmd.TriggerID, view); err != nil {
		a.t.Fatal(err)
	}
	return modalOfUser(a.t, a.s, user)
}

func modalOfUser(t *testing.T, s *Slack, user string) Screen {
	t.Helper()
	sc, ok := s.Modal(user)
	if !ok {
		t.Fatalf("%s has no modal", user)
	}
	return sc
}
