package discordtest

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// wire is a gateway client that does only what a test tells it.
type wire struct {
	t    *testing.T
	conn *websocket.Conn
}

func dial(t *testing.T, s *Discord, query string) *wire {
	t.Helper()
	conn, resp, err := websocket.DefaultDialer.Dial(s.gatewayURL()+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	return &wire{t, conn}
}

// say sends an operation.
func (w *wire) say(op int, data any) {
	w.t.Helper()
	if err := w.conn.WriteJSON(object{"op": op, "d": data}); err != nil {
		w.t.Fatal(err)
	}
}

// hear is the next packet, or how the connection ended.
func (w *wire) hear() (packet, error) {
	_ = w.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	var p packet
	err := w.conn.ReadJSON(&p)
	return p, err
}

// op hears a packet of that operation, and of that name if it is an event.
func (w *wire) op(op int, name string) packet {
	w.t.Helper()
	p, err := w.hear()
	if err != nil || p.Op != op || name != "" && *p.Name != name {
		w.t.Fatalf("heard %+v %v, want operation %d %s", p, err, op, name)
	}
	return p
}

// closed hears how the connection ends.
func (w *wire) closed(code int) {
	w.t.Helper()
	for {
		_, err := w.hear()
		var end *websocket.CloseError
		if err == nil {
			continue
		}
		if !errors.As(err, &end) || end.Code != code {
			w.t.Errorf("ended with %v, want %d", err, code)
		}
		return
	}
}

func identity(token string, intents any) object {
	return object{"token": token, "intents": intents, "properties": object{"os": "linux"}}
}

const plainIntents = intentGuilds | intentDirect

// identified is a wire with a session, and its id.
func identified(t *testing.T, s *Discord) (*wire, string) {
	t.Helper()
	w := dial(t, s, "?v=10&encoding=json")
	w.op(opHello, "")
	w.say(opIdentify, identity("Bot "+Token, plainIntents))
	var ready struct {
		ID string `json:"session_id"`
	}
	if err := json.Unmarshal(w.op(opDispatch, "READY").Data, &ready); err != nil {
		t.Fatal(err)
	}
	w.op(opDispatch, "GUILD_CREATE")
	return w, ready.ID
}

func TestRefusedIdentities(t *testing.T) {
	for name, c := range map[string]struct {
		o    Options
		data object
		code int
	}{
		"token":      {Options{}, identity("Bot other", plainIntents), 4004},
		"no intents": {Options{}, object{"token": Token, "properties": object{"os": "x"}}, 4013},
		"intents":    {Options{}, identity(Token, 1<<30), 4013},
		"privileged": {Options{}, identity(Token, plainIntents|intentMembers), 4014},
		"shard":      {Options{}, with(identity(Token, plainIntents), "shard", []int{3, 2}), 4010},
		"properties": {Options{}, object{"token": Token, "intents": 1}, 4002},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Start(t, c.o)
			w := dial(t, s, "?v=9")
			w.op(opHello, "")
			w.say(opIdentify, c.data)
			w.closed(c.code)
			blamed(t, s, "gateway: identify")
		})
	}
	t.Run("allowed", func(t *testing.T) {
		s := Start(t, Options{Intents: intentMembers})
		w := dial(t, s, "?v=9")
		w.op(opHello, "")
		w.say(opIdentify, identity(Token, plainIntents|intentMembers))
		w.op(opDispatch, "READY")
		clean(t, s)
	})
}

func TestRefusedPackets(t *testing.T) {
	s := Start(t, Options{})
	for _, c := range []struct {
		name string
		do   func(*wire)
		code int
	}{
		{"before identify", func(w *wire) { w.say(opPresence, object{}) }, 4003},
		{"unknown", func(w *wire) { w.say(99, nil) }, 4001},
		{"no JSON", func(w *wire) { _ = w.conn.WriteMessage(websocket.TextMessage, []byte("x")) }, 4002},
		{"too big", func(w *wire) { w.say(opHeartbeat, wordsOf(5000)) }, 4002},
		{"too many", func(w *wire) {
			for range 121 {
				w.say(opHeartbeat, nil)
			}
		}, 4008},
		{"half a resume", func(w *wire) { w.say(opResume, object{"token": Token}) }, 4002},
		{"wrong resume", func(w *wire) { w.say(opResume, object{"token": "x", "session_id": "x", "seq": 1}) }, 4004},
	} {
		w := dial(t, s, "?v=9")
		w.op(opHello, "")
		c.do(w)
		w.closed(c.code)
	}
	dial(t, s, "?v=6").closed(4012)
	w, _ := identified(t, s)
	w.say(opIdentify, identity(Token, plainIntents))
	w.closed(4005)
	if n := len(s.Complaints()); n != 9 {
		t.Errorf("%d complaints: %q", n, s.Complaints())
	}
}

func TestResumeReplays(t *testing.T) {
	s := Start(t, Options{})
	w, id := identified(t, s)
	s.DropConnections()
	if _, err := w.hear(); err == nil {
		t.Fatal("the connection is not dropped")
	}
	d := s.Say(Yamada, s.DM(Yamada), "聞こえますか")
	resume := object{"token": Token, "session_id": id, "seq": 2}
	for _, c := range []struct {
		fault func()
		op    int
	}{{func() { s.AnswerResume(opReconnect, 1) }, opReconnect}, {func() { s.AnswerResume(opInvalid, 1) }, opInvalid}} {
		c.fault()
		w = dial(t, s, "?v=9")
		w.op(opHello, "")
		w.say(opResume, resume)
		w.op(c.op, "")
	}
	w = dial(t, s, "?v=9")
	w.op(opHello, "")
	w.say(opResume, resume)
	if p := w.op(opDispatch, "MESSAGE_CREATE"); *p.Seq != 3 {
		t.Errorf("replayed with sequence %d", *p.Seq)
	}
	w.op(opDispatch, "RESUMED")
	done(t, d)
	w.say(opHeartbeat, 4)
	w.op(opAck, "")
	if d.Failure() != "" {
		t.Errorf("failure %q", d.Failure())
	}
	clean(t, s)
}

func TestSessionsThatAreGone(t *testing.T) {
	s := Start(t, Options{})
	resume := func(id string, seq int) *wire {
		w := dial(t, s, "?v=9")
		w.op(opHello, "")
		w.say(opResume, object{"token": Token, "session_id": id, "seq": seq})
		return w
	}
	resume("never", 1).op(opInvalid, "")
	w, id := identified(t, s)
	_ = w.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(time.Second))
	eventually(t, "the end", func() bool { return s.Sessions() == 0 })
	resume(id, 2).op(opInvalid, "")
	_, id = identified(t, s)
	s.DropConnections()
	resume(id, 9).closed(4007)
	_, id = identified(t, s)
	s.DropConnections()
	s.Pass(2 * time.Minute)
	again := resume(id, 2)
	again.op(opInvalid, "")
	again.say(opIdentify, identity(Token, plainIntents))
	again.op(opDispatch, "READY")
}

func TestNoHeartbeat(t *testing.T) {
	s := Start(t, Options{Heartbeat: 50 * time.Millisecond, RespondWithin: 200 * time.Millisecond})
	w, _ := identified(t, s)
	w.closed(4009)
	blamed(t, s, "no heartbeat")
}

func TestGatewayFaults(t *testing.T) {
	s, a := start(t, Options{})
	s.Fail("GET /gateway", 1, Failure{Status: 429, HTML: true, RetryAfter: time.Second})
	if err := a.api.Open(); err == nil {
		t.Error("opened in spite of HTML")
	}
	s.RefuseIdentify(4014, 1)
	if err := a.api.Open(); !websocket.IsCloseError(err, 4014) {
		t.Errorf("refused with %v", err)
	}
	s.HoldConnections()
	if err := a.api.Open(); err == nil {
		t.Error("opened while held")
	}
	s.AllowConnections()
	s.SilentOpens(1)
	w := dial(t, s, "?v=9")
	_ = w.conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if _, _, err := w.conn.ReadMessage(); err == nil || websocket.IsUnexpectedCloseError(err) {
		t.Errorf("a silent open says %v", err)
	}
	a.connect(nil)
	gone := make(chan struct{}, 10)
	a.api.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { gone <- struct{}{} })
	s.Close(4004)
	await(t, "the disconnection", gone)
	clean(t, s)
}

func TestSilence(t *testing.T) {
	s := Start(t, Options{RespondWithin: 300 * time.Millisecond})
	w, _ := identified(t, s)
	s.NoAcks(true)
	w.say(opHeartbeat, 1)
	s.AskHeartbeat()
	w.op(opHeartbeat, "")
	s.NoAcks(false)
	s.Silence()
	d := s.Say(Yamada, s.DM(Yamada), "もしもし")
	done(t, d)
	if d.Failure() != "no session of the app is connected" {
		t.Errorf("failure %q", d.Failure())
	}
	s.DropConnections()
	s.Pass(5 * time.Minute)
	d = s.Say(Yamada, s.DM(Yamada), "もしもし")
	done(t, d)
	if d.Failure() != "no session of the app hears of it" {
		t.Errorf("failure %q", d.Failure())
	}
}

func TestInvalidate(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	s.Invalidate()
	eventually(t, "a new session", func() bool { return s.Identifies() == 2 && s.Sessions() == 1 })
	done(t, s.Say(Yamada, s.DM(Yamada), "こんにちは"))
	await(t, "the words", a.said)
	clean(t, s)
}

func TestShuffleRepeats(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	s.Shuffle(1, 4)
	seen := map[string]int{}
	for range 5 {
		done(t, s.Say(Yamada, s.DM(Yamada), "こんにちは"))
	}
	eventually(t, "five messages, some twice", func() bool {
		select {
		case m := <-a.said:
			seen[m.ID]++
		default:
		}
		all := 0
		for _, n := range seen {
			all += n
		}
		return len(seen) == 5 && all > 5
	})
}
