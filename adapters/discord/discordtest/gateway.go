package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Intents.
const (
	intentGuilds    = 1 << 0
	intentMembers   = 1 << 1
	intentPresences = 1 << 8
	intentMessages  = 1 << 9
	intentDirect    = 1 << 12
	intentContent   = 1 << 15
	privileged      = intentMembers | intentPresences | intentContent
	allIntents      = 1<<26 - 1
)

// Operations of the gateway.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opPresence  = 3
	opVoice     = 4
	opResume    = 6
	opReconnect = 7
	opMembers   = 8
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// Limits of the gateway.
const (
	maxPacket   = 4096 // bytes that a client may send
	maxPackets  = 120  // that a client may send in a minute
	maxKept     = 5000 // events for a session
	sessionLife = 90 * time.Second
)

// packet is what goes over the gateway.
type packet struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int            `json:"s"`
	Name *string         `json:"t"`
}

// session is what a client has identified for. It outlives its socket.
type session struct {
	id      string
	intents int
	seq     int
	kept    []kept // events, the last one has seq
	socket  *socket
	ended   time.Time // when the socket was lost
	dead    bool
}

// kept is an event that a session may ask for again.
type kept struct {
	seq      int
	frame    []byte
	delivery *Delivery
}

// socket is one connection.
type socket struct {
	conn    *websocket.Conn
	out     chan []byte
	gone    chan struct{}
	lost    bool
	silent  bool // nothing passes any more
	closing bool // by Discord, which does not care then how the client closes
	session *session
	packets []time.Time // that came in
}

func (s *Discord) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	held := s.gateway.held
	s.mu.Unlock()
	if held {
		http.Error(w, "held", http.StatusServiceUnavailable)
		return
	}
	upgrader := websocket.Upgrader{HandshakeTimeout: 5 * time.Second}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	k := &socket{conn: conn, out: make(chan []byte, 4*maxKept), gone: make(chan struct{})}
	s.mu.Lock()
	if s.stopped {
		s.mu.Unlock()
		_ = conn.Close()
		return
	}
	s.sockets = append(s.sockets, k)
	s.work.Go(k.pump)
	s.greet(k, r)
	s.mu.Unlock()
	s.listen(k)
}

// greet says hello, unless a fault forbids it.
func (s *Discord) greet(k *socket, r *http.Request) {
	if s.gateway.silentOpens > 0 {
		s.gateway.silentOpens--
		k.silent = true
		return
	}
	version, encoding := r.URL.Query().Get("v"), r.URL.Query().Get("encoding")
	if version != "9" && version != "10" {
		s.complain("gateway: version %q", version)
		s.closeSocket(k, 4012, "Invalid API version")
		return
	}
	if encoding != "" && encoding != "json" {
		s.complain("gateway: encoding %q", encoding)
	}
	k.say(packet{Op: opHello, Data: raw(object{"heartbeat_interval": s.o.Heartbeat.Milliseconds()})})
}

func raw(v any) json.RawMessage {
	data, _ := json.Marshal(v)
	return data
}

// say sends a packet, if there is room for it.
func (k *socket) say(p packet) { k.frame(raw(p)) }

func (k *socket) frame(frame []byte) {
	if k.silent || k.lost || len(k.out) == cap(k.out) {
		return
	}
	k.out <- frame
}

// pump writes until the socket is gone.
func (k *socket) pump() {
	for {
		select {
		case frame := <-k.out:
			_ = k.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			if k.conn.WriteMessage(websocket.TextMessage, frame) != nil {
				_ = k.conn.Close()
				return
			}
		case <-k.gone:
			return
		}
	}
}

// listen reads until the socket is gone.
func (s *Discord) listen(k *socket) {
	k.conn.SetReadLimit(1 << 20)
	for {
		_ = k.conn.SetReadDeadline(time.Now().Add(s.patience()))
		_, data, err := k.conn.ReadMessage()
		s.mu.Lock()
		if err != nil {
			s.end(k, err)
		} else if !k.lost {
			s.hear(k, data)
		}
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// end takes note of how a socket ended: a client that says goodbye does not
// come back for its session, and one without a heartbeat has lost it.
func (s *Discord) end(k *socket, err error) {
	var network net.Error
	late := !k.lost && errors.As(err, &network) && network.Timeout() && !k.silent
	goodbye := !k.closing && websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway)
	if late {
		s.complain("gateway: no heartbeat for %v", s.patience())
		_ = k.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4009, closeText(4009)), time.Now().Add(time.Second))
	}
	if k.session != nil && (late || goodbye) {
		k.session.dead = true
	}
	s.lose(k)
}

// patience is how long Discord waits for a heartbeat.
func (s *Discord) patience() time.Duration { return 2*s.o.Heartbeat + s.o.RespondWithin }

// lose ends a socket. Its session may be resumed.
func (s *Discord) lose(k *socket) {
	if k.lost {
		return
	}
	k.lost = true
	close(k.gone)
	_ = k.conn.Close()
	s.sockets = slices.DeleteFunc(s.sockets, func(other *socket) bool { return other == k })
	if k.session != nil && k.session.socket == k {
		k.session.socket, k.session.ended = nil, s.now()
	}
}

// closeSocket ends a socket with a code, after what is on its way.
func (s *Discord) closeSocket(k *socket, code int, text string) {
	if k.lost {
		return
	}
	k.silent, k.closing = true, true
	if k.session != nil && fatal(code) {
		k.session.dead = true
	}
	s.work.Go(func() {
		for range 50 { // let the pump finish, for half a second at most
			if len(k.out) == 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		goodbye := websocket.FormatCloseMessage(code, text)
		_ = k.conn.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
		s.mu.Lock()
		s.lose(k)
		s.mu.Unlock()
	})
}

// fatal says whether a session does not survive a close code.
func fatal(code int) bool { return code == 4004 || code == 4007 || code == 4009 || code >= 4010 }

// hear takes what a client says.
func (s *Discord) hear(k *socket, data []byte) {
	if k.silent {
		return
	}
	var p packet
	if err := json.Unmarshal(data, &p); err != nil || len(data) > maxPacket {
		s.complain("gateway: a packet of %d bytes: %v", len(data), err)
		s.closeSocket(k, 4002, "Error while decoding payload.")
		return
	}
	if k.hasty(time.Now()) {
		s.complain("gateway: more than %d packets in a minute", maxPackets)
		s.closeSocket(k, 4008, "You are being rate limited.")
		return
	}
	switch p.Op {
	case opHeartbeat:
		s.beat(k)
	case opIdentify:
		s.identify(k, p.Data)
	case opResume:
		s.resume(k, p.Data)
	case opPresence, opVoice, opMembers:
		if k.session == nil {
			s.complain("gateway: operation %d before identify", p.Op)
			s.closeSocket(k, 4003, "Not authenticated.")
		}
	default:
		s.complain("gateway: operation %d", p.Op)
		s.closeSocket(k, 4001, "Unknown opcode.")
	}
}

// hasty says whether too many packets came in.
func (k *socket) hasty(now time.Time) bool {
	k.packets = slices.DeleteFunc(k.packets, func(t time.Time) bool { return now.Sub(t) > time.Minute })
	k.packets = append(k.packets, now)
	return len(k.packets) > maxPackets
}

func (s *Discord) beat(k *socket) {
	s.gateway.heartbeats++
	if !s.gateway.noAcks {
		k.say(packet{Op: opAck})
	}
}

// dispatch sends an event to every session that wants it, and says how many
// that are.
func (s *Discord) dispatch(name string, intent int, data object, d *Delivery) (heard int) {
	for _, t := range s.sessions {
		if s.expire(t); !t.dead && (intent == 0 || t.intents&intent != 0) {
			s.tell(t, name, data, d)
			heard++
		}
	}
	return heard
}

// expire ends a session that nobody has gone on with.
func (s *Discord) expire(t *session) {
	if t.socket == nil && s.now().Sub(t.ended) > sessionLife {
		t.dead, t.kept = true, nil
	}
}

// tell sends an event to a session, or keeps it for its return.
func (s *Discord) tell(t *session, name string, data object, d *Delivery) {
	t.seq++
	seq := t.seq
	frame := raw(packet{Op: opDispatch, Data: raw(data), Seq: &seq, Name: &name})
	t.kept = append(t.kept, kept{seq, frame, d})
	if len(t.kept) > maxKept {
		t.kept = t.kept[1:]
	}
	if t.socket != nil && !t.socket.silent {
		t.socket.frame(frame)
		if d != nil {
			d.sent()
		}
	}
}

// tokenIs says whether a token is the bot's; clients send it with and without
// "Bot".
func (s *Discord) tokenIs(token string) bool { return strings.TrimPrefix(token, "Bot ") == s.o.Token }

func (s *Discord) sessionID() string { return fmt.Sprintf("%032x", s.number()) }
