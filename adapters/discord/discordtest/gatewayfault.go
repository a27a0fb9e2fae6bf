package discordtest

import (
	"math/rand/v2"
	"net"
	"slices"
)

// gatewayFaults is what goes wrong at the gateway, and what is counted there.
type gatewayFaults struct {
	held          bool
	noAcks        bool
	silentOpens   int
	silentReady   int
	refusals      []int // codes for the next identifications
	afterIdentify []int // operations for the next identifications
	afterResume   []int // operations for the next resumptions
	identifies    int
	resumes       int
	heartbeats    int
}

// refusal takes the code for which the next identification is refused.
func (g *gatewayFaults) refusal() int {
	if len(g.refusals) == 0 {
		return 0
	}
	code := g.refusals[0]
	g.refusals = g.refusals[1:]
	return code
}

// instead answers an identification or a resumption with the operation that a
// fault wants; false if none does.
func (k *socket) instead(waiting *[]int) bool {
	if len(*waiting) == 0 {
		return false
	}
	op := (*waiting)[0]
	*waiting = (*waiting)[1:]
	p := packet{Op: op}
	if op == opInvalid {
		p.Data = raw(false)
	}
	k.say(p)
	return true
}

// Sessions is how many clients are connected and identified.
func (s *Discord) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, t := range s.sessions {
		if t.socket != nil && !t.socket.silent && !t.dead {
			n++
		}
	}
	return n
}

// Identifies is how often a client began a session, refused ones included.
// Discord allows a thousand a day.
func (s *Discord) Identifies() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.identifies
}

// Resumes is how often a client asked to go on with a session.
func (s *Discord) Resumes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.resumes
}

// Heartbeats is how many heartbeats came in.
func (s *Discord) Heartbeats() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.gateway.heartbeats
}

// Reconnect asks all clients to reconnect, with operation 7.
func (s *Discord) Reconnect() { s.toAll(packet{Op: opReconnect}) }

// Invalidate ends all sessions, with operation 9. What people do before the
// client identifies anew is lost.
func (s *Discord) Invalidate() {
	s.mu.Lock()
	for _, t := range s.sessions {
		t.dead = true
	}
	s.mu.Unlock()
	s.toAll(packet{Op: opInvalid, Data: raw(false)})
}

// AskHeartbeat asks all clients for a heartbeat at once, with operation 1.
func (s *Discord) AskHeartbeat() { s.toAll(packet{Op: opHeartbeat}) }

func (s *Discord) toAll(p packet) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.sockets {
		k.say(p)
	}
}

// Close closes all connections with a code, such as 1001, 4000, or 4004 that
// ends a client for good.
func (s *Discord) Close(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range slices.Clone(s.sockets) {
		s.closeSocket(k, code, closeText(code))
	}
}

// DropConnections closes all connections hard, without a word.
func (s *Discord) DropConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range slices.Clone(s.sockets) {
		if tcp, ok := k.conn.NetConn().(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
		s.lose(k)
	}
}

// HoldConnections refuses new connections with status 503: their addresses and
// the sockets themselves. Open ones stay.
func (s *Discord) HoldConnections() { s.hold(true) }

// AllowConnections ends HoldConnections.
func (s *Discord) AllowConnections() { s.hold(false) }

func (s *Discord) hold(held bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.held = held
}

// Silence leaves the present connections open, but dead: no event and no
// acknowledgement passes any more.
func (s *Discord) Silence() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.sockets {
		k.silent = true
	}
}

// SilentOpens has the next connections be accepted, but nothing is said on
// them, not even hello.
func (s *Discord) SilentOpens(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.silentOpens = times
}

// SilentReadies has the next connections say hello, but nothing after a client
// has identified.
func (s *Discord) SilentReadies(times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.silentReady = times
}

// AnswerIdentify answers the next identifications with an operation instead of
// READY: 7 to reconnect, 9 for too many at once.
func (s *Discord) AnswerIdentify(op, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.afterIdentify = append(s.gateway.afterIdentify, slices.Repeat([]int{op}, times)...)
}

// NoAcks stops or resumes acknowledging heartbeats.
func (s *Discord) NoAcks(stopped bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.noAcks = stopped
}

// RefuseIdentify closes the next connections that identify with a code, such
// as 4004 for a bad token and 4014 for intents that are not allowed.
func (s *Discord) RefuseIdentify(code, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.refusals = append(s.gateway.refusals, slices.Repeat([]int{code}, times)...)
}

// AnswerResume answers the next resumptions with an operation instead of what
// was missed: 7 to reconnect, 9 for a session that is gone.
func (s *Discord) AnswerResume(op, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gateway.afterResume = append(s.gateway.afterResume, slices.Repeat([]int{op}, times)...)
}

// Shuffle sends every delivery up to as many times as repeats says, each under
// the same id. Done closes with the first response.
func (s *Discord) Shuffle(seed uint64, repeats int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shuffle, s.repeats = rand.New(rand.NewPCG(seed, seed)), repeats
}
