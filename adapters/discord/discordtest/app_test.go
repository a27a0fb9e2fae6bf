package discordtest

import (
	"errors"
	"flag"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"
)

// TestMain runs more tests at a time than there are processors: closing a client
// takes it a second, in which others may run. It may try to reconnect for ever,
// even after it was closed.
//
// It keeps nothing of what these tests send (see KeepPayloads): they send
// what no adapter would, to see it refused.
func TestMain(m *testing.M) {
	os.Unsetenv(KeepPayloads)
	_ = flag.Set("test.parallel", "16")
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/bwmarrin/discordgo.(*Session).reconnect"))
}

// app is a real client of the fake.
type app struct {
	t      *testing.T
	s      *Discord
	api    *discordgo.Session
	events chan *discordgo.InteractionCreate // what people did
	said   chan *discordgo.MessageCreate     // what people said
	answer func(*discordgo.InteractionCreate)
}

func start(t *testing.T, o Options) (*Discord, *app) {
	t.Helper()
	t.Parallel()
	s := Start(t, o)
	return s, of(t, s)
}

// of is a client of a fake.
func of(t *testing.T, s *Discord) *app {
	a := &app{t: t, s: s, events: make(chan *discordgo.InteractionCreate, 1000), said: make(chan *discordgo.MessageCreate, 1000)}
	a.api = a.client()
	return a
}

// client is a session of discordgo that leads to the fake.
func (a *app) client() *discordgo.Session {
	a.t.Helper()
	api, err := discordgo.New("Bot " + a.s.Options().Token)
	if err != nil {
		a.t.Fatal(err)
	}
	api.Client = &http.Client{Transport: a.s.Transport(), Timeout: 10 * time.Second}
	api.Identify.Intents = discordgo.IntentsGuilds | discordgo.IntentsDirectMessages
	api.ShouldReconnectOnError, api.ShouldRetryOnRateLimit = false, false
	api.MaxRestRetries = 0
	api.LogLevel = -1
	return api
}

// connect opens the gateway with an answer to each interaction; nil leaves
// them to the test.
func (a *app) connect(answer func(*discordgo.InteractionCreate)) {
	a.t.Helper()
	a.answer = answer
	a.api.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		if a.answer != nil {
			a.answer(i)
		}
		a.events <- i
	})
	a.api.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) {
		if m.Author.ID != a.s.Options().Application {
			a.said <- m
		}
	})
	if err := a.api.Open(); err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { _ = a.api.Close() })
	eventually(a.t, "a session", func() bool { return a.s.Sessions() > 0 })
}

// respond responds with a type and data.
func (a *app) respond(i *discordgo.InteractionCreate, kind discordgo.InteractionResponseType, data *discordgo.InteractionResponseData) error {
	return a.api.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{Type: kind, Data: data})
}

// says responds with words that only the person sees.
func (a *app) says(i *discordgo.InteractionCreate, words string, rows ...discordgo.MessageComponent) error {
	return a.respond(i, discordgo.InteractionResponseChannelMessageWithSource, private(words, rows...))
}

func private(words string, rows ...discordgo.MessageComponent) *discordgo.InteractionResponseData {
	return &discordgo.InteractionResponseData{Content: words, Components: rows, AllowedMentions: nobody(), Flags: discordgo.MessageFlagsEphemeral}
}

func nobody() *discordgo.MessageAllowedMentions { return &discordgo.MessageAllowedMentions{} }

func (a *app) next() *discordgo.InteractionCreate {
	a.t.Helper()
	return await(a.t, "an interaction", a.events)
}

// register gives the guild one command.
func (a *app) register(commands ...*discordgo.ApplicationCommand) {
	a.t.Helper()
	if len(commands) == 0 {
		commands = []*discordgo.ApplicationCommand{{Name: "daicho", Description: "台帳"}}
	}
	if _, err := a.api.ApplicationCommandBulkOverwrite(Application, Company, commands); err != nil {
		a.t.Fatal(err)
	}
}

func await[T any](t *testing.T, what string, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(20 * time.Second):
		t.Fatalf("never came: %s", what)
		panic("unreachable")
	}
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	end := time.After(20 * time.Second)
	for !holds() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("never came true: %s", what)
		}
	}
}

func done(t *testing.T, d *Delivery) {
	t.Helper()
	await(t, "the response", d.Done)
}

// clean checks that there is nothing to complain about.
func clean(t *testing.T, s *Discord) {
	t.Helper()
	if c := s.Complaints(); len(c) > 0 {
		t.Errorf("complaints: %q", c)
	}
}

// blamed checks that there is a complaint with these words.
func blamed(t *testing.T, s *Discord, want string) {
	t.Helper()
	if c := s.Complaints(); !slices.ContainsFunc(c, func(c string) bool { return strings.Contains(c, want) }) {
		t.Errorf("complaints are %q, want one with %q", c, want)
	}
}

// code checks the code of a refusal.
func code(t *testing.T, err error, want int) {
	t.Helper()
	var rest *discordgo.RESTError
	if !errors.As(err, &rest) || rest.Message == nil || rest.Message.Code != want {
		t.Errorf("got error %v, want code %d", err, want)
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}

func buttons(labels ...string) discordgo.MessageComponent {
	row := discordgo.ActionsRow{}
	for _, l := range labels {
		row.Components = append(row.Components, discordgo.Button{Label: l, CustomID: "go:" + l})
	}
	return row
}

// last is the latest screen of the user there.
func last(t *testing.T, s *Discord, user, channel string) Screen {
	t.Helper()
	all := s.Screens(user, channel)
	if len(all) == 0 {
		t.Fatalf("%s sees nothing in %s", user, channel)
	}
	return all[len(all)-1]
}

// wordsOf is text of n characters.
func wordsOf(n int) string { return strings.Repeat("字", n) }
