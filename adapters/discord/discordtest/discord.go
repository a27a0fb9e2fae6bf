package discordtest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
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

// Limit is at most Calls in any stretch of Per that begins with a call.
type Limit struct {
	Calls int
	Per   time.Duration
}

// Options says what the world is like. Everything has a default.
type Options struct {
	Application string  // id of the application and of its bot, 900000000000000001
	Token       string  // of the bot, without "Bot "
	Guilds      []Guild // one, with two channels and a role
	Users       []User  // Yamada, Suzuki and Sato

	// Intents are the privileged ones that the application may ask for, none.
	Intents int
	// Limits replaces rates by route, such as "POST /channels/{channel}/messages".
	// They hold for each channel, guild or webhook by itself. "*" is the limit of
	// all calls together that are not about an interaction.
	Limits map[string]Limit
	// Heartbeat is the interval that hello asks for, 41.25 s.
	Heartbeat time.Duration
	// RespondWithin is how long the app has for a first response, 3 s.
	RespondWithin time.Duration
	// NoGuildInDM has menus in direct messages offer nothing of a guild: no
	// roles, no channels, and of users only the two who talk. Discord publishes
	// nothing about what its clients offer there.
	NoGuildInDM bool
	// NoEcho leaves out the events that Discord sends for the app's own
	// messages: created, changed, deleted. Without it they are sent to sessions
	// whose intents cover them.
	NoEcho bool
}

// Discord is the running fake. Its methods may be called from several
// goroutines, those that need a test's own goroutine to fail excepted.
type Discord struct {
	t         TB
	o         Options
	listener  net.Listener
	server    *http.Server
	transport *http.Transport
	ctx       context.Context
	cancel    context.CancelFunc // called by Stop
	work      sync.WaitGroup

	mu      sync.Mutex
	stopped bool
	skew    time.Duration // what Pass has added
	last    int64         // snowflake given out
	numbers int           // given out

	users  map[string]User
	guilds map[string]Guild
	order  []string        // of guilds
	closed map[string]int  // Discord's code, by user who cannot be written to
	gone   map[string]bool // users and channels that were forgotten
	open   map[string]bool // direct messages that were opened

	messages     []*message
	nonces       map[string]*message
	files        map[string]*attachment
	interactions map[string]*interaction // by token
	unfetched    []*Delivery             // messages that wait for a session
	modals       map[string]*modal       // by user
	commands     map[string][]object     // by guild, "" for everywhere
	overwrites   map[string]int
	creates      map[string][]time.Time // of commands, by guild

	sessions map[string]*session
	sockets  []*socket
	gateway  gatewayFaults

	faults     []fault
	flaky      *flakiness
	shuffle    *rand.Rand
	repeats    int
	counts     map[string]int
	buckets    map[string]*bucket
	limited    int
	invalid    int
	payloads   []Payload
	complaints []string
}

// Start runs a Discord. It stops with the test.
func Start(t TB, o Options) *Discord {
	t.Helper()
	o = o.filled()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("discordtest: %v", err)
		return nil
	}
	s := &Discord{
		t: t, o: o, listener: listener, transport: &http.Transport{MaxIdleConnsPerHost: 8},
		users: map[string]User{}, guilds: map[string]Guild{}, closed: map[string]int{}, gone: map[string]bool{}, open: map[string]bool{},
		nonces: map[string]*message{}, files: map[string]*attachment{}, interactions: map[string]*interaction{}, modals: map[string]*modal{},
		commands: map[string][]object{}, overwrites: map[string]int{}, creates: map[string][]time.Time{},
		sessions: map[string]*session{}, counts: map[string]int{}, buckets: map[string]*bucket{},
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	for _, u := range o.Users {
		s.users[u.ID] = u
	}
	for _, g := range o.Guilds {
		s.guilds[g.ID] = g
		s.order = append(s.order, g.ID)
	}
	s.server = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second}
	s.work.Go(func() { _ = s.server.Serve(listener) })
	t.Cleanup(s.Stop)
	return s
}

func (o Options) filled() Options {
	if o.Application == "" {
		o.Application = Application
	}
	if o.Token == "" {
		o.Token = Token
	}
	if o.Guilds == nil {
		o.Guilds = defaultGuilds()
	}
	if o.Users == nil {
		o.Users = defaultUsers()
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 41250 * time.Millisecond
	}
	if o.RespondWithin == 0 {
		o.RespondWithin = 3 * time.Second
	}
	limits := defaultLimits()
	maps.Copy(limits, o.Limits)
	o.Limits = limits
	return o
}

// Options are the options in force, defaults filled in.
func (s *Discord) Options() Options { return s.o }

// APIURL is where the REST API is, "http://127.0.0.1:PORT/api/v9/".
func (s *Discord) APIURL() string { return s.url("/api/v9/") }

func (s *Discord) url(path string) string { return "http://" + s.listener.Addr().String() + path }

// gatewayURL is where the gateway is.
func (s *Discord) gatewayURL() string { return "ws://" + s.listener.Addr().String() + "/gateway/" }

// Stop ends the fake and everything it has started. A second call does
// nothing.
func (s *Discord) Stop() {
	s.mu.Lock()
	if !s.stopped {
		s.stopped = true
		s.cancel()
		for _, k := range slices.Clone(s.sockets) {
			s.lose(k)
		}
		for _, it := range s.interactions {
			it.end("the fake has stopped")
		}
		for _, d := range s.unfetched {
			d.finish("the fake has stopped")
		}
		s.keep()
	}
	s.mu.Unlock()
	_ = s.server.Close()
	s.work.Wait()
	s.transport.CloseIdleConnections()
}

// Pass moves the clock of interaction tokens, rates, sessions and addresses of
// files on.
func (s *Discord) Pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.skew += d
}

// Complaints is everything so far that Discord would have refused, dropped
// without a word or shown to people as an error, in order.
func (s *Discord) Complaints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.complaints)
}

func (s *Discord) complain(format string, args ...any) {
	s.complaints = append(s.complaints, fmt.Sprintf(format, args...))
}

func (s *Discord) now() time.Time { return time.Now().Add(s.skew) }

// number is one that was never given out before.
func (s *Discord) number() int {
	s.numbers++
	return s.numbers
}

// epoch is the first millisecond of all snowflakes.
const epoch = 1420070400000

// snowflake is a new id: later than all others.
func (s *Discord) snowflake() string {
	s.last = max(s.last+1, (s.now().UnixMilli()-epoch)<<22)
	return strconv.FormatInt(s.last, 10)
}

// redirect is a RoundTripper that leads to the fake.
type redirect struct{ s *Discord }

// Transport sends what is meant for Discord's hosts to the fake. It refuses
// every other host but the fake's own.
func (s *Discord) Transport() http.RoundTripper { return redirect{s} }

// RoundTrip implements http.RoundTripper.
func (r redirect) RoundTrip(q *http.Request) (*http.Response, error) {
	here := r.s.listener.Addr().String()
	switch q.URL.Host {
	case "discord.com", "canary.discord.com", "ptb.discord.com", "cdn.discordapp.com", "media.discordapp.net":
		q = q.Clone(q.Context())
		q.URL.Scheme, q.URL.Host, q.Host = "http", here, here
	case here:
	default:
		return nil, fmt.Errorf("discordtest: %s is not Discord", q.URL.Host)
	}
	return r.s.transport.RoundTrip(q)
}
