package slacktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// maxAck is where Slack begins to drop acknowledgements, in bytes.
	maxAck     = 20_480
	maxSockets = 10
)

// socket is one websocket of the app.
type socket struct {
	conn         *websocket.Conn
	out          chan []byte
	gone         chan struct{}
	silent, dead bool
}

func (s *Slack) openConnection(*call) object {
	if len(s.delivery.sockets) >= maxSockets {
		s.complain("apps.connections.open: %d connections are open already", maxSockets)
		return refused("too_many_websockets")
	}
	ticket := fmt.Sprintf("%d", s.number())
	s.delivery.tickets[ticket] = true
	return object{"ok": true, "url": "ws://" + s.listener.Addr().String() + "/link?ticket=" + ticket + "&app_id=" + appID}
}

func (s *Slack) serveSocket(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	s.mu.Lock()
	held, known := s.held, s.delivery.tickets[ticket]
	delete(s.delivery.tickets, ticket)
	s.mu.Unlock()
	switch {
	case held:
		http.Error(w, "no connections now", http.StatusServiceUnavailable)
		return
	case !known:
		s.mu.Lock()
		s.complain("socket: unknown or used address")
		s.mu.Unlock()
		http.NotFound(w, r)
		return
	}
	up := websocket.Upgrader{WriteBufferSize: 64 << 10, CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	k := &socket{conn: conn, out: make(chan []byte, 1024), gone: make(chan struct{})}
	if !s.adopt(k) {
		_ = conn.Close()
		return
	}
	s.work.Go(func() { s.write(k) })
	s.listen(k)
}

// adopt takes a new socket and greets on it.
func (s *Slack) adopt(k *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped || s.held {
		return false
	}
	s.delivery.sockets = append(s.delivery.sockets, k)
	hello, _ := json.Marshal(object{"type": "hello", "num_connections": len(s.delivery.sockets),
		"connection_info": object{"app_id": appID},
		"debug_info":      object{"host": "slacktest", "build_number": 1, "approximate_connection_time": 18060}})
	k.out <- hello
	s.stir()
	return true
}

// write sends frames and pings until the socket is gone.
func (s *Slack) write(k *socket) {
	ping := time.NewTicker(s.o.Ping)
	defer ping.Stop()
	for {
		var err error
		select {
		case frame := <-k.out:
			_ = k.conn.SetWriteDeadline(time.Now().Add(10 * time.Second))
			err = k.conn.WriteMessage(websocket.TextMessage, frame)
		case <-ping.C:
			s.mu.Lock()
			silent := k.silent
			s.mu.Unlock()
			if !silent {
				err = k.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(10*time.Second))
			}
		case <-k.gone:
			return
		}
		if err != nil {
			s.lose(k)
			return
		}
	}
}

// listen reads acknowledgements until the socket is gone.
func (s *Slack) listen(k *socket) {
	defer s.lose(k)
	k.conn.SetReadLimit(maxBody)
	for {
		_, frame, err := k.conn.ReadMessage()
		if err != nil {
			return
		}
		s.mu.Lock()
		if !k.silent && !k.dead {
			s.takeAck(frame)
		}
		s.mu.Unlock()
	}
}

func (s *Slack) takeAck(frame []byte) {
	if len(frame) >= maxAck {
		s.complain("acknowledgement of %d bytes: Slack drops those of %d and more", len(frame), maxAck)
		return
	}
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(frame, &ack); err != nil {
		s.complain("acknowledgement: %v", err)
		return
	}
	e := s.delivery.envelopes[ack.EnvelopeID]
	if e == nil {
		switch why := s.delivery.past[ack.EnvelopeID]; why {
		case "":
			s.complain("acknowledgement of an unknown envelope %q", ack.EnvelopeID)
		case "acknowledged":
			s.complain("envelope %s was acknowledged twice", ack.EnvelopeID)
		}
		return // it came late, or after the socket was gone
	}
	delete(s.delivery.envelopes, e.id)
	s.delivery.past[e.id] = "acknowledged"
	s.acknowledged(e.d, ack.Payload)
}

// sendOnSocket sends a parcel on one socket, in turn; false if there is none.
func (s *Slack) sendOnSocket(p *parcel, now time.Time) bool {
	n := len(s.delivery.sockets)
	for i := range n {
		k := s.delivery.sockets[(s.delivery.turn+i)%n]
		if k.silent || k.dead || len(k.out) == cap(k.out) {
			continue
		}
		s.delivery.turn = (s.delivery.turn + i + 1) % n
		e := &envelope{parcel: p, id: fmt.Sprintf("env-%d", s.number()), on: k, deadline: now.Add(s.o.AckWithin)}
		s.delivery.envelopes[e.id] = e
		k.out <- e.frame()
		return true
	}
	return false
}

func (e *envelope) frame() []byte {
	o := object{
		"type": e.d.matter.kind, "envelope_id": e.id, "payload": json.RawMessage(e.d.matter.payload),
		"accepts_response_payload": e.d.matter.kind != "events_api",
	}
	if e.d.matter.kind == "events_api" || e.attempt > 0 {
		o["retry_attempt"], o["retry_reason"] = e.attempt, e.reason
	}
	frame, _ := json.Marshal(o)
	return frame
}

// lose ends a socket. What was not acknowledged on it goes out again.
func (s *Slack) lose(k *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop(k)
}

func (s *Slack) drop(k *socket) {
	if k.dead {
		return
	}
	k.dead = true
	close(k.gone)
	_ = k.conn.Close()
	s.delivery.sockets = slices.DeleteFunc(s.delivery.sockets, func(o *socket) bool { return o == k })
	s.bringBack(k)
}

// bringBack has everything that is on its way on a socket go out on another.
func (s *Slack) bringBack(k *socket) {
	for _, e := range s.take("socket gone", func(e *envelope) bool { return e.on == k }) {
		s.unacknowledged(e.parcel, "the socket is gone", false)
	}
}

func (s *Slack) dropAll() {
	for _, k := range slices.Clone(s.delivery.sockets) {
		s.drop(k)
	}
}

// Sockets is how many websockets are open and alive now.
func (s *Slack) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, k := range s.delivery.sockets {
		if !k.silent {
			n++
		}
	}
	return n
}
