package slack

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/slack/slacktest"
)

func readManifest(t *testing.T, mode, base string) sdk.Manifest {
	t.Helper()
	text, err := Manifest(mode, base, DefaultPath)
	if err != nil {
		t.Fatal(err)
	}
	var m sdk.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestManifest(t *testing.T) {
	m := readManifest(t, SocketMode, "")
	if n := utf8.RuneCountInString(m.Display.LongDescription); n < 174 || n > 4000 {
		t.Errorf("the long description has %d characters", n)
	}
	if n := utf8.RuneCountInString(m.Display.Description); n > 140 {
		t.Errorf("the description has %d characters", n)
	}
	if !slices.Equal(m.OAuthConfig.Scopes.Bot, Scopes) || len(m.OAuthConfig.Scopes.User) != 0 {
		t.Errorf("scopes %+v", m.OAuthConfig.Scopes)
	}
	var names []string
	for _, c := range m.Features.SlashCommands {
		names = append(names, c.Command)
		if c.Description == "" || utf8.RuneCountInString(c.Description) > 100 || c.Url != "" || c.ShouldEscape {
			t.Errorf("%+v", c)
		}
	}
	if want := []string{"/daicho", "/diagnosis", "/ledger", "/visit", "/homework"}; !slices.Equal(names, want) {
		t.Errorf("commands %v", names)
	}
	if !m.Settings.SocketModeEnabled || strings.Contains(mustJSON(t, m), "http") {
		t.Error("Socket Mode has addresses")
	}
	m = readManifest(t, HTTPMode, "https://daicho.example.jp/")
	const to = "https://daicho.example.jp/slack"
	if m.Settings.SocketModeEnabled || m.Settings.EventSubscriptions.RequestUrl != to || m.Settings.Interactivity.RequestUrl != to || m.Features.SlashCommands[0].Url != to {
		t.Errorf("HTTP mode: %+v", m)
	}
	if commands[0].Url != "" {
		t.Error("the addresses of one manifest stand in the next")
	}
	for _, base := range []string{"", "http://daicho.example.jp", "daicho.example.jp"} {
		if _, err := Manifest(HTTPMode, base, DefaultPath); err == nil || !strings.Contains(err.Error(), "base_url") {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestProbe asks the fake, which names the scopes of its token.
func TestProbe(t *testing.T) {
	probe := func(o slacktest.Options, change func(*Config)) Probed {
		t.Helper()
		fake := slacktest.Start(t, o)
		defer fake.Stop()
		cfg := Config{BotToken: slacktest.BotToken, AppToken: slacktest.AppToken, APIURL: fake.APIURL()}
		if change != nil {
			change(&cfg)
		}
		ws, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return ws.Probe(t.Context())
	}
	if p := probe(slacktest.Options{Scopes: Scopes}, nil); p.Token != nil || p.App != nil || p.TeamID != "T0DAICHO" || len(p.Missing)+len(p.Spare) != 0 {
		t.Errorf("as it should be: %+v", p)
	}
	p := probe(slacktest.Options{Scopes: append([]string{"channels:history"}, Scopes[1:]...)}, nil)
	if !slices.Equal(p.Missing, Scopes[:1]) || !slices.Equal(p.Spare, []string{"channels:history"}) {
		t.Errorf("other scopes: %+v", p)
	}
	p = probe(slacktest.Options{Scopes: Scopes}, func(c *Config) { c.BotToken, c.AppToken = "xoxb-x", "xapp-x" })
	if !TokenRefused(p.Token) || !TokenRefused(p.App) || strings.Contains(p.Token.Error()+p.App.Error(), "-x") {
		t.Errorf("wrong tokens: %+v", p)
	}
	p = probe(slacktest.Options{}, func(c *Config) { c.APIURL = "http://127.0.0.1:1/api/" })
	if p.Token == nil || TokenRefused(p.Token) {
		t.Errorf("nobody there: %+v", p)
	}
}

func TestConfigSaysTheMend(t *testing.T) {
	good := Config{BotToken: "xoxb-1", AppToken: "xapp-1"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Config){
		"bot_token":      func(c *Config) { c.BotToken = "xoxp-secret" },
		"app_token":      func(c *Config) { c.AppToken = "secret" },
		"mode":           func(c *Config) { c.Mode = "rtm" },
		"signing_secret": func(c *Config) { c.Mode = HTTPMode },
		"listen":         func(c *Config) { c.Mode, c.SigningSecret, c.Listen = HTTPMode, "secret", "8090" },
		"path":           func(c *Config) { c.Mode, c.SigningSecret, c.Path = HTTPMode, "secret", "slack" },
		"api_url":        func(c *Config) { c.APIURL = "https://slack.com/api" },
		"managers":       func(c *Config) { c.Managers = []string{"佐藤"} },
	} {
		c := good
		change(&c)
		err := c.Check()
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "ください") || strings.Contains(err.Error(), "secret\"") || strings.Contains(err.Error(), "xoxp-secret") {
			t.Errorf("%s: %v", want, err)
		}
	}
}
