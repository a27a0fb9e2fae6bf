package slacktest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

func said(e socketmode.Event) *slackevents.MessageEvent {
	outer, _ := e.Data.(slackevents.EventsAPIEvent)
	message, _ := outer.InnerEvent.Data.(*slackevents.MessageEvent)
	return message
}

func eventID(e socketmode.Event) string {
	var outer struct {
		EventID string `json:"event_id"`
	}
	_ = json.Unmarshal(e.Request.Payload, &outer)
	return outer.EventID
}

func TestSay(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	d := s.Say(yamada, s.DM(yamada), "a < b & c")
	done(t, d)
	e := a.next()
	m := said(e)
	if m.Text != "a &lt; b &amp; c" || m.ChannelType != "im" || m.User != yamada || m.Channel != s.DM(yamada) || m.SubType != "" {
		t.Errorf("got %+v", m)
	}
	if e.Request.AcceptsResponsePayload || e.Request.RetryAttempt != 0 {
		t.Errorf("got %+v", e.Request)
	}
	if string(d.Ack()) != "{}" || d.Failure() != "" {
		t.Errorf("got %s %s", d.Ack(), d.Failure())
	}
	done(t, s.Again(d))
	again := a.next()
	if eventID(again) != eventID(e) || string(again.Request.Payload) != string(e.Request.Payload) ||
		again.Request.EnvelopeID == e.Request.EnvelopeID || again.Request.RetryAttempt != 1 {
		t.Errorf("got %+v", again.Request)
	}
	clean(t, s)
}

func TestOrderOfOnePerson(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	var all []*Delivery
	for i := range 100 {
		all = append(all, s.Say(yamada, s.DM(yamada), fmt.Sprint(i)))
	}
	for i, d := range all {
		done(t, d)
		if got := said(a.next()).Text; got != fmt.Sprint(i) {
			t.Fatalf("%d came as %s", i, got)
		}
	}
	clean(t, s)
}

// deafTo leaves the first n deliveries unacknowledged.
func deafTo(n int) func(socketmode.Event) (any, bool) {
	return func(socketmode.Event) (any, bool) {
		n--
		return nil, n < 0
	}
}

func TestEventsComeAgainAfterSilence(t *testing.T) {
	s, a := start(t, Options{AckWithin: 300 * time.Millisecond})
	a.connect(deafTo(2))
	d := s.Say(yamada, s.DM(yamada), "x")
	done(t, d)
	for i := range 3 {
		e := a.next()
		if e.Request.RetryAttempt != i || i > 0 && e.Request.RetryReason != "timeout" {
			t.Errorf("got %+v", e.Request)
		}
	}
	blamed(t, s, "message of U0YAMADA: not acknowledged: timeout (attempt 1)")
}

func TestEventsAreGivenUp(t *testing.T) {
	s, a := start(t, Options{AckWithin: 200 * time.Millisecond})
	a.connect(deafTo(100))
	d := s.Say(yamada, s.DM(yamada), "x")
	done(t, d)
	if d.Failure() == "" || d.Ack() != nil {
		t.Error("not given up")
	}
	if len(a.events) != 4 {
		t.Errorf("sent %d times", len(a.events))
	}
	press := s.Command(yamada, lobby, "/daicho", "")
	done(t, press)
	if press.Failure() != "timeout" || len(a.events) != 5 {
		t.Error("a command is sent once")
	}
	blamed(t, s, "given up")
}

func TestSocketsThatDie(t *testing.T) {
	for name, kill := range map[string]func(*Slack){
		"dropped":      (*Slack).DropSockets,
		"silent":       (*Slack).Silence,
		"disconnected": func(s *Slack) { s.Disconnect("refresh_requested") },
	} {
		t.Run(name, func(t *testing.T) {
			s, a := start(t, Options{Ping: 100 * time.Millisecond, AckWithin: 30 * time.Second})
			a.connect(deafTo(2))
			event := s.Say(yamada, s.DM(yamada), "x")
			command := s.Command(yamada, lobby, "/daicho", "")
			first, second := a.next(), a.next()
			kill(s)
			done(t, event)
			done(t, command)
			a.online()
			third, fourth := a.next(), a.next()
			if eventID(third) != eventID(first) || third.Request.RetryAttempt != 1 || third.Request.EnvelopeID == first.Request.EnvelopeID {
				t.Errorf("got %+v after %+v", third.Request, first.Request)
			}
			if string(fourth.Request.Payload) != string(second.Request.Payload) {
				t.Errorf("got %s", fourth.Request.Payload)
			}
			clean(t, s)
		})
	}
}

func TestHeldConnections(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	s.HoldConnections()
	s.DropSockets()
	eventually(t, "a refused connection", func() bool { return s.Calls("apps.connections.open") > 1 })
	var all []*Delivery
	for i := range 5 {
		all = append(all, s.Say(yamada, s.DM(yamada), fmt.Sprint(i)))
	}
	if s.Sockets() != 0 || len(a.events) != 0 {
		t.Error("something got through")
	}
	s.AllowConnections()
	for i, d := range all {
		done(t, d)
		if got := said(a.next()).Text; got != fmt.Sprint(i) {
			t.Errorf("%d came as %s", i, got)
		}
	}
	clean(t, s)
}

// TestOneSocketEach has two processes of an app share the deliveries.
func TestOneSocketEach(t *testing.T) {
	s, a := start(t, Options{})
	b := &app{t: t, s: s, api: a.api, events: make(chan socketmode.Event, 1000), echoes: make(chan socketmode.Event, 1000)}
	a.connect(nil)
	b.connect(nil)
	eventually(t, "two sockets", func() bool { return s.Sockets() == 2 })
	for range 10 {
		done(t, s.Say(yamada, s.DM(yamada), "x"))
	}
	eventually(t, "ten deliveries", func() bool { return len(a.events)+len(b.events) == 10 })
	if len(a.events) != 5 {
		t.Errorf("%d and %d", len(a.events), len(b.events))
	}
	clean(t, s)
}

func TestShuffle(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	s.Shuffle(7, 3)
	var all []*Delivery
	for i := range 30 {
		for _, user := range []string{yamada, suzuki, sato} {
			all = append(all, s.Say(user, s.DM(user), fmt.Sprint(i)))
		}
	}
	for _, d := range all {
		done(t, d)
	}
	order, seen := map[string][]string{}, map[string]int{}
	overtaken, last := false, 0
	for range all {
		e := a.next()
		for seen[eventID(e)]++; seen[eventID(e)] > 1; seen[eventID(e)]++ {
			e = a.next()
		}
		m := said(e)
		order[m.User] = append(order[m.User], m.Text)
		var i int
		_, _ = fmt.Sscan(m.Text, &i)
		overtaken, last = overtaken || i < last, i
	}
	for user, texts := range order {
		for i, text := range texts {
			if text != fmt.Sprint(i) {
				t.Errorf("%s: %v", user, texts)
				break
			}
		}
	}
	if !overtaken || len(seen) != len(all) {
		t.Error("nobody was overtaken")
	}
	clean(t, s)
}

// TestEcho has Slack tell the app of its own direct messages.
func TestEcho(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	channel, ts, err := a.api.PostMessage(yamada, slack.MsgOptionText("x", false))
	if err != nil {
		t.Fatal(err)
	}
	if m := said(await(t, "the echo", a.echoes)); m.BotID == "" || m.TimeStamp != ts || m.User != "U0BOT" {
		t.Errorf("got %+v", m)
	}
	_, _, _, _ = a.api.UpdateMessage(channel, ts, slack.MsgOptionText("y", false))
	if m := said(await(t, "the change", a.echoes)); m.Message.Text != "y" || m.PreviousMessage.Text != "x" {
		t.Errorf("got %+v", m)
	}
	s.DeleteMessages()
	if m := said(await(t, "the deletion", a.echoes)); m.DeletedTimeStamp != ts {
		t.Errorf("got %+v", m)
	}
	_, _, _ = a.api.PostMessage(lobby, slack.MsgOptionText("x", false))
	_, _ = a.api.PostEphemeral(channel, yamada, slack.MsgOptionText("x", false))
	done(t, s.Say(yamada, channel, "x"))
	a.next()
	if len(a.echoes) != 0 {
		t.Error("channels and ephemerals have no echo")
	}
	clean(t, s)
}

// rawSocket is a socket without slack-go, which would not send what is wrong.
func rawSocket(t *testing.T, s *Slack, a *app) *websocket.Conn {
	t.Helper()
	_, address, err := a.api.StartSocketModeContext(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	conn, _, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if hello := readFrame(t, conn); hello.Type != "hello" {
		t.Fatalf("got %+v", hello)
	}
	return conn
}

func readFrame(t *testing.T, conn *websocket.Conn) socketmode.Request {
	t.Helper()
	var r socketmode.Request
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	if err := conn.ReadJSON(&r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestBadAcknowledgements(t *testing.T) {
	s, a := start(t, Options{AckWithin: 400 * time.Millisecond})
	conn := rawSocket(t, s, a)
	ack := func(id string, size int) {
		frame := fmt.Sprintf(`{"envelope_id":%q,"payload":{"x":"`, id)
		frame += strings.Repeat("x", size-len(frame)-3) + `"}}`
		if err := conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			t.Fatal(err)
		}
	}
	ack("nowhere", 100)
	eventually(t, "the complaint", func() bool { return len(s.Complaints()) == 1 })
	blamed(t, s, `unknown envelope "nowhere"`)

	big := s.Command(yamada, lobby, "/daicho", "")
	ack(readFrame(t, conn).EnvelopeID, 20_480)
	done(t, big)
	if big.Failure() != "timeout" {
		t.Error("an acknowledgement that is too big counts")
	}
	blamed(t, s, "acknowledgement of 20480 bytes")

	d := s.Say(yamada, s.DM(yamada), "x")
	id := readFrame(t, conn).EnvelopeID
	ack(id, 20_479)
	done(t, d)
	ack(id, 100)
	eventually(t, "the complaint", func() bool {
		return slices.ContainsFunc(s.Complaints(), func(c string) bool { return strings.Contains(c, "acknowledged twice") })
	})
	if d.Failure() != "" {
		t.Error(d.Failure())
	}
}

func TestTokensOfSockets(t *testing.T) {
	s, _ := start(t, Options{})
	wrong := slack.New("", slack.OptionAPIURL(s.APIURL()), slack.OptionAppLevelToken("xapp-wrong"), slack.OptionHTTPClient(fresh(t)))
	_, _, err := wrong.StartSocketModeContext(context.Background())
	code(t, err, "invalid_auth")
	blamed(t, s, "apps.connections.open: wrong token")
	if _, answer, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.url("/link?ticket=1"), "http"), nil); err == nil || answer.StatusCode != 404 {
		t.Error("a socket without a ticket")
	}
}

// stern is a test that notes its failure.
type stern struct {
	TB
	failed string
}

func (s *stern) Fatalf(format string, args ...any) { s.failed = fmt.Sprintf(format, args...) }

func TestWhatPeopleCannotDo(t *testing.T) {
	s, _ := start(t, Options{})
	strict := &stern{TB: t}
	s.t = strict
	for name, do := range map[string]func() *Delivery{
		"say in a channel":       func() *Delivery { return s.Say(yamada, lobby, "x") },
		"say to somebody else":   func() *Delivery { return s.Say(yamada, s.DM(suzuki), "x") },
		"drop in a channel":      func() *Delivery { return s.Drop(yamada, lobby, "x", []byte("x"), "") },
		"command from elsewhere": func() *Delivery { return s.Command(yamada, "C0OTHER", "/x", "") },
		"somebody unknown":       func() *Delivery { return s.OpenHome("U0NOBODY") },
		"press nothing":          func() *Delivery { return s.Click(yamada, Screen{}, Element{}) },
		"enter nothing":          func() *Delivery { return s.Enter(yamada, Screen{}, Input{}, "x") },
		"submit nothing":         func() *Delivery { return s.Submit(yamada) },
		"close nothing":          func() *Delivery { return s.CloseModal(yamada) },
		"repeat nothing":         func() *Delivery { return s.Again(nil) },
	} {
		strict.failed = ""
		d := do()
		done(t, d)
		if strict.failed == "" || d.Failure() == "" {
			t.Errorf("%s: the test did not fail", name)
		}
	}
}
