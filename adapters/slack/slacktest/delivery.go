package slacktest

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

// maxRetries is how often an event is sent once more.
const maxRetries = 3

// Delivery is something that a person did, on its way to the app.
type Delivery struct {
	// Done is closed when Slack has finished with it: the app has
	// acknowledged it, or Slack has given up on it. What the acknowledgement
	// brings to the screen is there then.
	Done <-chan struct{}
	// Payload is what is sent, byte for byte.
	Payload json.RawMessage

	done    chan struct{}
	s       *Slack
	matter  *matter
	ack     json.RawMessage
	failure string
}

// matter is what a delivery and its repeats have in common.
type matter struct {
	kind     string // of the envelope
	what     string // for complaints
	user     string
	payload  []byte
	answer   func(json.RawMessage) // what the first acknowledgement does
	answered bool
	copies   int
}

// parcel is one sending of a delivery that has not gone out yet.
type parcel struct {
	d       *Delivery
	n       int // in the order of what people did
	due     time.Time
	attempt int
	reason  string
	extra   bool // a repeat for no reason
}

// envelope is a parcel on its way on a socket.
type envelope struct {
	*parcel
	id       string
	on       *socket
	deadline time.Time
}

// outbox is everything on its way.
type outbox struct {
	target    string
	client    *http.Client
	parcels   []*parcel
	envelopes map[string]*envelope
	past      map[string]string // why an envelope is no longer waited for
	sockets   []*socket
	tickets   map[string]bool
	turn      int
	busy      map[string]bool // users with a request under way
	lastDue   map[string]time.Time
}

func newOutbox() outbox {
	return outbox{
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 8},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		envelopes: map[string]*envelope{}, past: map[string]string{}, tickets: map[string]bool{},
		busy: map[string]bool{}, lastDue: map[string]time.Time{},
	}
}

// Ack is what the app put into its acknowledgement, "{}" if it was empty, nil
// before there was one.
func (d *Delivery) Ack() json.RawMessage {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	return d.ack
}

// Failure is why Slack has given up on the delivery; "" if it has not.
func (d *Delivery) Failure() string {
	d.s.mu.Lock()
	defer d.s.mu.Unlock()
	return d.failure
}

func (d *Delivery) over() bool { return d.ack != nil || d.failure != "" }

// dead is a delivery with which nothing happens any more.
func (s *Slack) dead(failure string) *Delivery {
	done := make(chan struct{})
	close(done)
	return &Delivery{Done: done, done: done, s: s, failure: failure, matter: &matter{}}
}

// send puts a delivery on its way.
func (s *Slack) send(m *matter) *Delivery {
	done := make(chan struct{})
	d := &Delivery{Done: done, Payload: m.payload, done: done, s: s, matter: m}
	p := &parcel{d: d, n: s.number(), due: time.Now(), attempt: m.copies}
	m.copies++
	if s.shuffle != nil {
		s.spread(p)
	}
	s.enqueue(p)
	return d
}

// spread makes a parcel late by a few milliseconds, after what the same user
// did before, and adds repeats.
func (s *Slack) spread(p *parcel) {
	user := p.d.matter.user
	p.due = p.due.Add(jitter(s.shuffle, 8*time.Millisecond))
	if last := s.delivery.lastDue[user]; p.due.Before(last) {
		p.due = last
	}
	s.delivery.lastDue[user] = p.due
	for range s.shuffle.IntN(max(1, s.repeats)) {
		m := p.d.matter
		s.enqueue(&parcel{d: p.d, n: s.number(), due: p.due.Add(jitter(s.shuffle, 30*time.Millisecond)), attempt: m.copies, extra: true})
		m.copies++
	}
}

func jitter(r *rand.Rand, most time.Duration) time.Duration {
	return time.Duration(r.Int64N(int64(most)))
}

func (s *Slack) enqueue(p *parcel) {
	s.delivery.parcels = append(s.delivery.parcels, p)
	s.stir()
}

// stir makes the pump look again.
func (s *Slack) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// pump sends what can go out until the fake stops.
func (s *Slack) pump() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		s.mu.Lock()
		wait := s.sendDue(time.Now())
		s.mu.Unlock()
		timer.Reset(wait)
		select {
		case <-s.wake:
		case <-timer.C:
		case <-s.ctx.Done():
			return
		}
	}
}

// sendDue sends what is due and can go, and returns how long nothing will.
func (s *Slack) sendDue(now time.Time) time.Duration {
	next := now.Add(time.Hour)
	for _, e := range s.overdue(now) {
		s.unacknowledged(e.parcel, "timeout", true)
	}
	for _, e := range s.delivery.envelopes {
		next = earlier(next, e.deadline)
	}
	waiting := s.delivery.parcels
	s.delivery.parcels = nil
	slices.SortStableFunc(waiting, func(a, b *parcel) int {
		if c := a.due.Compare(b.due); c != 0 {
			return c
		}
		return a.n - b.n
	})
	for _, p := range waiting {
		switch {
		case p.d.over() && !p.extra:
		case p.due.After(now):
			next = earlier(next, p.due)
			s.delivery.parcels = append(s.delivery.parcels, p)
		case !s.handOver(p, now):
			s.delivery.parcels = append(s.delivery.parcels, p)
		default:
			next = earlier(next, now.Add(s.o.AckWithin))
		}
	}
	return max(0, next.Sub(now))
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// handOver sends a parcel, if there is a way for it now.
func (s *Slack) handOver(p *parcel, now time.Time) bool {
	if s.delivery.target == "" {
		return s.sendOnSocket(p, now)
	}
	user := p.d.matter.user
	if s.delivery.busy[user] {
		return false
	}
	s.delivery.busy[user] = true
	target := s.delivery.target
	s.work.Go(func() { s.deliverHTTP(p, target) })
	return true
}

// overdue takes the envelopes whose time is up, in their order.
func (s *Slack) overdue(now time.Time) []*envelope {
	return s.take("late", func(e *envelope) bool { return !e.deadline.After(now) })
}

// take ends the waiting for some envelopes.
func (s *Slack) take(why string, which func(*envelope) bool) []*envelope {
	var all []*envelope
	for id, e := range s.delivery.envelopes {
		if which(e) {
			delete(s.delivery.envelopes, id)
			s.delivery.past[id] = why
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *envelope) int { return a.n - b.n })
	return all
}

// unacknowledged does what Slack does after a sending that the app has not
// acknowledged: events go out again, at once and then a little later. Presses,
// submissions and commands do so only if nobody can have seen them.
func (s *Slack) unacknowledged(p *parcel, reason string, blame bool) {
	if s.stopped {
		return
	}
	m := p.d.matter
	if blame {
		s.complain("%s of %s: not acknowledged: %s (attempt %d)", m.what, m.user, reason, p.attempt)
	}
	if p.extra || p.d.over() {
		return
	}
	again := m.kind == "events_api" && p.attempt < maxRetries || m.kind != "events_api" && !blame
	if !again {
		s.complain("%s of %s: given up: %s", m.what, m.user, reason)
		p.d.failure = reason
		close(p.d.done)
		return
	}
	delay := time.Duration(0)
	if blame {
		delay = time.Duration(p.attempt) * 50 * time.Millisecond
	}
	due := p.due
	if delay > 0 {
		due = time.Now().Add(delay)
	}
	s.enqueue(&parcel{d: p.d, n: p.n, due: due, attempt: p.attempt + 1, reason: reason})
}

// acknowledged takes an acknowledgement with what is in it.
func (s *Slack) acknowledged(d *Delivery, payload json.RawMessage) {
	if d.over() {
		return
	}
	m := d.matter
	payload = bytes.TrimSpace(payload)
	if len(payload) == 0 || slices.Contains([]string{"null", "{}", `""`}, string(payload)) {
		payload = json.RawMessage("{}")
	} else if m.answer == nil {
		s.complain("%s of %s: what the acknowledgement says is dropped: %s", m.what, m.user, payload)
	}
	d.ack = payload
	if !m.answered && m.answer != nil {
		m.answer(payload)
	}
	m.answered = true
	close(d.done)
}
