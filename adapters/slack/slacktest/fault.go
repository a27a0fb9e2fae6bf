package slacktest

import (
	"encoding/json"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

// Failure is how a request fails before anything is done.
type Failure struct {
	// Status of the answer; 0 for the 200 of a JSON error, or 429 with
	// RetryAfter.
	Status int
	// Error is Slack's code in the answer.
	Error string
	// RetryAfter is sent in whole seconds, rounded up.
	RetryAfter time.Duration
	// Body is sent instead of JSON.
	Body string
}

// flakiness is what Flaky sets.
type flakiness struct {
	rand                     *rand.Rand
	serverErrors, rateLimits float64
}

// Fail has the next calls of a method fail, as many as times says. Beside the
// methods there are "response_url", "upload" and "download".
func (s *Slack) Fail(method string, times int, f Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[method] = append(s.faults[method], slices.Repeat([]Failure{f}, times)...)
}

// Flaky has shares from 0 to 1 of all Web API calls fail, before anything is
// done: with status 500, or with 429 and one second to wait. Two zeros end it.
func (s *Slack) Flaky(seed uint64, serverErrors, rateLimits float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flaky = &flakiness{rand.New(rand.NewPCG(seed, seed)), serverErrors, rateLimits}
}

// failure is how the next request fails, if it does.
func (s *Slack) failure(method string) (Failure, bool) {
	if queue := s.faults[method]; len(queue) > 0 {
		s.faults[method] = queue[1:]
		return queue[0], true
	}
	if s.held && method == "apps.connections.open" {
		return Failure{Status: http.StatusServiceUnavailable}, true
	}
	if s.flaky == nil || slices.Contains([]string{"response_url", "upload", "download"}, method) {
		return Failure{}, false
	}
	switch share := s.flaky.rand.Float64(); {
	case share < s.flaky.serverErrors:
		return Failure{Status: http.StatusInternalServerError, Body: "<html>Server Error</html>"}, true
	case share < s.flaky.serverErrors+s.flaky.rateLimits:
		return Failure{Status: http.StatusTooManyRequests, Error: "ratelimited", RetryAfter: time.Second}, true
	}
	return Failure{}, false
}

// Shuffle lets deliveries of different users overtake each other by a few
// milliseconds, and sends every delivery up to as many times as repeats says.
// The repeats may come after what the user did later. Done closes with the
// first acknowledgement.
func (s *Slack) Shuffle(seed uint64, repeats int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shuffle, s.repeats = rand.New(rand.NewPCG(seed, seed)), repeats
}

// DropSockets closes all sockets hard, without a word.
func (s *Slack) DropSockets() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.delivery.sockets {
		if tcp, ok := k.conn.NetConn().(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	}
	s.dropAll()
}

// HoldConnections refuses new connections with status 503: their addresses
// and the sockets themselves. Open sockets stay. What people do while there
// is no socket goes out after AllowConnections.
func (s *Slack) HoldConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = true
}

// AllowConnections ends HoldConnections.
func (s *Slack) AllowConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = false
}

// Silence leaves the present sockets open, but dead: no ping, no delivery, no
// acknowledgement passes any more. What is on its way goes out on the next
// socket.
func (s *Slack) Silence() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.delivery.sockets {
		k.silent = true
		s.bringBack(k)
	}
}

// Disconnect tells the app on all sockets that they end, as "warning" or
// "refresh_requested" say, and closes them a moment later.
func (s *Slack) Disconnect(reason string) {
	frame, _ := json.Marshal(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "slacktest"}})
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	for _, k := range s.delivery.sockets {
		if k.silent || len(k.out) == cap(k.out) {
			continue
		}
		k.out <- frame
		s.work.Go(func() { s.closeSoon(k) })
	}
}

func (s *Slack) closeSoon(k *socket) {
	timer := time.NewTimer(100 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		goodbye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
		_ = k.conn.WriteControl(websocket.CloseMessage, goodbye, time.Now().Add(time.Second))
	case <-k.gone:
	}
	s.lose(k)
}

// DeleteMessages deletes what everybody sees: all messages, and modals.
func (s *Slack) DeleteMessages() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		s.erase(m)
	}
	clear(s.stacks)
}

// Forget takes a channel or a user away: methods say that there is none. With
// a user goes the direct-message channel.
func (s *Slack) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone[id] = true
}

// LateFiles has files.completeUploadExternal say ok at once, but the share
// becomes visible only with the d-th request of any kind after it. 0 ends it.
func (s *Slack) LateFiles(d int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lateBy = d
}
