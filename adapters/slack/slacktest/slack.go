package slacktest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// TB is what the fake needs of *testing.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// User is somebody in the workspace.
type User struct {
	ID, Name, RealName  string
	Guest, Bot, Deleted bool
	Team                string // "" is the workspace's own
}

// Limit is at most Calls in any window of Per, wherever the window begins.
type Limit struct {
	Calls int
	Per   time.Duration
}

// The tokens, unless Options says otherwise.
const (
	BotToken = "xoxb-slacktest-bot"
	AppToken = "xapp-slacktest-app"
)

// Options says what the workspace is like. Everything has a default.
type Options struct {
	Team     string   // id of the workspace, T0DAICHO
	BotUser  string   // the app's own user, U0BOT
	Users    []User   // U0YAMADA, U0SUZUKI and U0SATO
	Channels []string // ids of channels that the app and all users are in, C0GENERAL
	Outside  []string // ids of channels that all users are in, and the app is not before Invite

	BotToken, AppToken, SigningSecret string

	// Scopes of the bot token; auth.test sends them as X-OAuth-Scopes.
	Scopes []string
	// Limits replaces rates by method. That of chat.postMessage is for each
	// channel, the others are for the workspace. response_urls and the upload
	// of bytes have none.
	Limits map[string]Limit
	// Ping is the time between two websocket pings, 500 ms.
	Ping time.Duration
	// AckWithin is how long the app has for an acknowledgement, 3 s.
	AckWithin time.Duration
	// NoEcho leaves out the events that Slack sends for the app's own messages
	// in direct messages: posted, changed, deleted. Without it they are sent,
	// and the app must acknowledge and ignore them.
	NoEcho bool
}

// Slack is the running fake. Its methods may be called from several
// goroutines, those that need a test's own goroutine to fail excepted.
type Slack struct {
	t        TB
	o        Options
	listener net.Listener
	server   *http.Server
	wake     chan struct{} // something can go out
	ctx      context.Context
	cancel   context.CancelFunc // called by Stop
	work     sync.WaitGroup

	mu       sync.Mutex
	stopped  bool
	skew     time.Duration // what Pass has added
	last     int           // of all numbers given out
	users    map[string]User
	channels map[string]bool
	outside  map[string]bool // of these, those that the app is not in
	gone     map[string]bool // forgotten

	messages  []*message
	stacks    map[string][]*view // modals by user, the top one last
	homes     map[string]*view
	views     map[string]*view // by id, closed ones too
	files     map[string]*file
	late      []*lateShare
	lateBy    int
	triggers  map[string]*trigger
	responses map[string]*response

	faults     map[string][]Failure
	flaky      *flakiness
	shuffle    *rand.Rand
	repeats    int
	held       bool
	counts     map[string]int
	windows    map[string][]time.Time
	limited    int
	complaints []string

	delivery outbox
}

// Start runs a workspace. It stops with the test.
func Start(t TB, o Options) *Slack {
	t.Helper()
	o = o.filled()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("slacktest: %v", err)
		return nil
	}
	s := &Slack{
		t: t, o: o, listener: listener,
		wake:  make(chan struct{}, 1),
		users: map[string]User{}, channels: map[string]bool{}, outside: map[string]bool{}, gone: map[string]bool{},
		stacks: map[string][]*view{}, homes: map[string]*view{}, views: map[string]*view{},
		files: map[string]*file{}, triggers: map[string]*trigger{}, responses: map[string]*response{},
		faults: map[string][]Failure{}, counts: map[string]int{}, windows: map[string][]time.Time{},
		delivery: newOutbox(),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for _, u := range o.Users {
		s.users[u.ID] = u
	}
	for _, c := range o.Channels {
		s.channels[c] = true
	}
	for _, c := range o.Outside {
		s.channels[c], s.outside[c] = true, true
	}
	s.server = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	s.work.Go(func() { _ = s.server.Serve(listener) })
	s.work.Go(s.pump)
	t.Cleanup(s.Stop)
	return s
}

func (o Options) filled() Options {
	fill := func(at *string, value string) {
		if *at == "" {
			*at = value
		}
	}
	fill(&o.Team, "T0DAICHO")
	fill(&o.BotUser, "U0BOT")
	fill(&o.BotToken, BotToken)
	fill(&o.AppToken, AppToken)
	fill(&o.SigningSecret, "slacktest-signing-secret")
	if o.Users == nil {
		o.Users = []User{
			{ID: "U0YAMADA", Name: "yamada", RealName: "山田 太郎"},
			{ID: "U0SUZUKI", Name: "suzuki", RealName: "鈴木 花子"},
			{ID: "U0SATO", Name: "sato", RealName: "佐藤 健"},
		}
	}
	if o.Channels == nil {
		o.Channels = []string{"C0GENERAL"}
	}
	if o.Scopes == nil {
		o.Scopes = []string{"chat:write", "commands", "im:write", "im:history", "users:read", "files:write", "files:read"}
	}
	if o.Ping == 0 {
		o.Ping = 500 * time.Millisecond
	}
	if o.AckWithin == 0 {
		o.AckWithin = 3 * time.Second
	}
	limits := defaultLimits()
	maps.Copy(limits, o.Limits)
	o.Limits = limits
	return o
}

// Options are the options in force, defaults filled in: tokens and secret.
func (s *Slack) Options() Options { return s.o }

// APIURL is where the Web API is, "http://127.0.0.1:PORT/api/".
func (s *Slack) APIURL() string { return s.url("/api/") }

func (s *Slack) url(path string) string { return "http://" + s.listener.Addr().String() + path }

// Stop ends the fake and everything it has started. A second call does
// nothing.
func (s *Slack) Stop() {
	s.mu.Lock()
	stopped := s.stopped
	s.stopped = true
	if !stopped {
		s.cancel()
		s.dropAll()
	}
	s.mu.Unlock()
	_ = s.server.Close()
	s.work.Wait()
	s.delivery.client.CloseIdleConnections()
}

// Pass moves the clock of triggers, response_urls and rates on.
func (s *Slack) Pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew += d
}

// DM is the id of the direct-message channel of that user with the app.
func (s *Slack) DM(user string) string { return "D" + user[min(1, len(user)):] }

// Complaints is everything so far that Slack would have refused, dropped
// without a word or shown to people as an error, in order.
func (s *Slack) Complaints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.complaints)
}

func (s *Slack) complain(format string, args ...any) {
	s.complaints = append(s.complaints, fmt.Sprintf(format, args...))
}

func (s *Slack) now() time.Time { return time.Now().Add(s.skew) }

// number is one that was never given out before.
func (s *Slack) number() int {
	s.last++
	return s.last
}

// stamp is a new ts: later than all others.
func (s *Slack) stamp() string {
	return fmt.Sprintf("%d.%06d", s.now().Unix(), s.number()%1_000_000)
}

// user gives a user that can be seen: known and not forgotten.
func (s *Slack) user(id string) (User, bool) {
	u, ok := s.users[id]
	return u, ok && !s.gone[id]
}

// userOf is whose direct messages the channel holds.
func (s *Slack) userOf(channel string) (User, bool) {
	for id := range s.users {
		if s.DM(id) == channel && !s.gone[channel] {
			return s.user(id)
		}
	}
	return User{}, false
}

// place finds the channel for an id that may be a user's.
func (s *Slack) place(id string) (string, bool) {
	if _, ok := s.user(id); ok {
		id = s.DM(id)
	}
	if _, ok := s.userOf(id); ok {
		return id, true
	}
	return id, s.channels[id] && !s.gone[id]
}

// Invite takes the app into a channel of Outside.
func (s *Slack) Invite(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.outside, channel)
}

func (s *Slack) teamOf(u User) string {
	if u.Team != "" {
		return u.Team
	}
	return s.o.Team
}
