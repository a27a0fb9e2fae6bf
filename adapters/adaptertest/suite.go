package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"daicho/bot"
)

// Suite runs the cases over wires that Start makes, a fresh one each.
type Suite struct {
	Start func(T) Wire
	// Patience is how long a case waits for something to become visible
	// before it says that it did not. Zero for 20 seconds.
	Patience time.Duration
}

// Run runs every case of the suite as a test of its own.
func Run(t *testing.T, start func(T) Wire) {
	t.Helper()
	s := Suite{Start: start}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { s.run(t, c) })
	}
}

// Names are the names of all cases.
func Names() []string {
	var names []string
	for _, c := range cases {
		names = append(names, c.name)
	}
	return names
}

// Complaints runs the named cases where they may fail and returns what each
// complained about; a case that passed or was skipped is not in the map. It
// is for trying the suite on adapters that are broken on purpose.
func (s Suite) Complaints(t T, names ...string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, c := range cases {
		if !slices.Contains(names, c.name) {
			continue
		}
		r := &recorder{T: t}
		r.run(func() { s.run(r, c) })
		if r.Failed() {
			found[c.name] = r.complaints
		}
	}
	return found
}

// testCase is one behaviour that every adapter has.
type testCase struct {
	name  string
	needs []Ability
	run   func(*stage)
}

// stage is a running adapter with a scripted core behind it.
type stage struct {
	T
	wire     Wire
	core     *Core
	patience time.Duration
}

func (s Suite) run(t T, c testCase) {
	t.Helper()
	known := goleak.IgnoreCurrent()
	st := &stage{T: t, wire: s.Start(t), core: script(), patience: s.Patience}
	if st.patience == 0 {
		st.patience = 20 * time.Second
	}
	for _, a := range c.needs {
		if why := st.wire.Lacks(a); why != "" {
			t.Skipf("this surface has not: %s. %s", a, why)
		}
	}
	st.wire.Start(st.core)
	t.Cleanup(func() { _, _ = st.ended() })
	c.run(st)
	if !t.Failed() {
		st.stop(known)
	}
}

// stop ends the adapter and looks for what it left behind.
func (s *stage) stop(known goleak.Option) {
	s.Helper()
	err, ok := s.ended()
	if !ok {
		s.Fatalf("Run does not return after its context ended")
	}
	if err != nil {
		s.Errorf("Run returned %v after its context ended, want nil", err)
	}
	for end := time.Now().Add(s.patience); ; runtime.Gosched() {
		if err = goleak.Find(known); err == nil || time.Now().After(end) {
			break
		}
	}
	if err != nil {
		s.Errorf("goroutines are left after Run has returned: %v", err)
	}
}

// ended stops the wire and returns what Run returned; ok is false where it
// did not return.
func (s *stage) ended() (err error, ok bool) {
	ended := make(chan error, 1)
	go func() { ended <- s.wire.Stop() }()
	select {
	case err := <-ended:
		return err, true
	case <-time.After(s.patience):
		return nil, false
	}
}

// recorder takes down what a case says and lets the test around it go on.
type recorder struct {
	T
	failed     bool
	complaints []string

	mu       sync.Mutex // a wire may register from a goroutine of its own
	cleanups []func()
}

func (r *recorder) run(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, f := range slices.Backward(r.registered()) {
				f()
			}
		}()
		f()
	}()
	<-done
}

func (r *recorder) Failed() bool { return r.failed }

func (r *recorder) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cleanups = append(r.cleanups, f)
}

func (r *recorder) registered() []func() {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.cleanups)
}

func (r *recorder) Errorf(format string, args ...any) {
	r.failed = true
	r.complaints = append(r.complaints, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Skipf(format string, args ...any) {
	r.Logf(format, args...)
	runtime.Goexit()
}

// person returns one of the people the surface knows.
func (s *stage) person(n int) bot.Account {
	s.Helper()
	people := s.wire.People()
	if len(people) < 3 {
		s.Fatalf("the wire knows %d people, the suite needs 3", len(people))
	}
	return people[n]
}

// does delivers and waits for the acknowledgement.
func (s *stage) does(who bot.Account, a Act) {
	s.Helper()
	s.acknowledged(s.wire.Deliver(who, a), a)
}

func (s *stage) acknowledged(r Receipt, what any) {
	s.Helper()
	select {
	case <-r:
	case <-time.After(s.patience):
		s.Fatalf("not acknowledged: %+v", what)
	}
}

// reaches waits until n matching events are in the core.
func (s *stage) reaches(n int, match Match) []bot.Event {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), s.patience)
	defer cancel()
	if err := s.core.Await(ctx, n, match); err != nil {
		s.Fatalf("%v; it has seen %+v", err, s.core.Events())
	}
	return s.core.Matching(match)
}

// watched waits until the topic is watched n times.
func (s *stage) watched(topic string, n int) {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), s.patience)
	defer cancel()
	if err := s.core.AwaitWatch(ctx, topic, n); err != nil {
		s.Fatalf("%v", err)
	}
}

// sees waits until the text is on the person's screen and returns it.
func (s *stage) sees(who bot.Account, text string) Sight {
	s.Helper()
	var got Sight
	if !s.becomes(func() bool { got = s.wire.Sees(who); return strings.Contains(got.Text, text) }) {
		s.Fatalf("%s does not see %q but:\n%s", who.ID, text, got.Text)
	}
	return got
}

// receives waits until a message with the text is posted there.
func (s *stage) receives(to bot.Recipient, text string) Sight {
	s.Helper()
	var got Sight
	if !s.becomes(func() (ok bool) { got, ok = find(s.wire.Posted(to), text); return ok }) {
		s.Fatalf("nothing posted to %+v says %q: %+v", to, text, s.wire.Posted(to))
	}
	return got
}

// becomes looks until check holds or patience is over.
func (s *stage) becomes(check func() bool) bool {
	end := time.Now().Add(s.patience)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !check() {
		if time.Now().After(end) {
			return false
		}
		<-tick.C
	}
	return true
}

func find(all []Sight, text string) (Sight, bool) {
	for _, got := range all {
		if strings.Contains(got.Text, text) {
			return got, true
		}
	}
	return Sight{}, false
}

// button finds the button with the label on the sight.
func (s *stage) button(on Sight, label string) bot.ActionID {
	s.Helper()
	for _, b := range on.Buttons {
		if b.Label == label {
			return b.Press
		}
	}
	s.Fatalf("no button %q, there are %+v", label, on.Buttons)
	return ""
}

// others goes a few times to the core and back as somebody else. Whatever
// the adapter was about to do with earlier deliveries has then been seen.
func (s *stage) others() {
	s.Helper()
	for range 5 {
		s.does(s.person(1), Act{Say: "メニュー"})
		for range 10 {
			runtime.Gosched() // whatever is ready to run runs before this goes on
		}
	}
}

// by matches what the person did.
func by(who bot.Account) Match { return func(ev bot.Event) bool { return ev.From == who } }

var errDisk = errors.New("disk full")
