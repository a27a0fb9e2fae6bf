package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"daicho/adapters/slack"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// desert is a Slack in which nothing can be done but to show a token. answers
// are what the methods say; a method without one says that all is well.
type desert struct {
	*httptest.Server
	answers sync.Map // by method: what it says is wrong
	team    string
	asked   atomic.Int64
}

func newDesert(t *testing.T, team string, refused ...string) *desert {
	d := &desert{team: team}
	for _, method := range refused {
		d.answers.Store(method, "invalid_auth")
	}
	d.Server = httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(d.Close)
	return d
}

func (d *desert) serve(w http.ResponseWriter, r *http.Request) {
	d.asked.Add(1)
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Oauth-Scopes", strings.Join(slack.Scopes, ","))
	answer := map[string]any{"ok": true, "team": "光陽精機", "team_id": d.team, "user_id": "U0BOT", "url": "ws" + strings.TrimPrefix(d.URL, "http") + "/none"}
	if word, wrong := d.answers.Load(method); wrong {
		answer = map[string]any{"ok": false, "error": word}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// entry is a [[slack]] that leads there.
func (d *desert) entry(more string) string {
	return fmt.Sprintf("[[slack]]\nbot_token = \"xoxb-geheim\"\napp_token = \"xapp-geheim\"\napi_url = %q\n%s", d.URL+"/api/", more)
}

// http has the entry take deliveries at an address, so that no socket is tried.
func (d *desert) http(listen, more string) string {
	return d.entry("mode = \"http\"\nsigning_secret = \"geheim\"\nbase_url = \"https://daicho.example.jp\"\nlisten = \"" + listen + "\"\n" + more)
}

const plainSite = "data = \"$/d.db\"\nweb.listen = \"127.0.0.1:0\"\n"

// TestCheckFindsOfSlack: what the other looks leave out.
func TestCheckFindsOfSlack(t *testing.T) {
	fineTeam, lacking, refusing := newDesert(t, "T1"), newDesert(t, "T1"), newDesert(t, "T1", "auth.test", "apps.connections.open")
	lacking.answers.Store("apps.connections.open", "missing_scope")
	gone := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(gone.Close)
	for _, c := range []checkCase{
		{"fine", func(s *site) { s.config(plainSite + fineTeam.entry("")) }, "slack", fine, "is the workspace 光陽精機"},
		{"twice the same", func(s *site) { s.config(plainSite + fineTeam.entry("") + fineTeam.entry("")) }, "slack", wrong, "are the same workspace"},
		{"no right to connect", func(s *site) { s.config(plainSite + lacking.entry("")) }, "slack", wrong, "lacks the scope connections:write"},
		{"both refused", func(s *site) { s.config(plainSite + refusing.entry("")) }, "slack", wrong, "does not accept the app_token"},
		{"nothing there", func(s *site) { s.config(plainSite + strings.Replace(fineTeam.entry(""), fineTeam.URL, gone.URL, 1)) }, "slack", look, "cannot be asked"},
		{"address in use", func(s *site) { s.config(plainSite + fineTeam.http(taken(s), "")) }, "slack", wrong, "in use by another program"},
		{"address free", func(s *site) { s.config(plainSite + fineTeam.http("127.0.0.1:0", "")) }, "slack", fine, "is free"},
		{"the page's address", func(s *site) {
			s.config("data = \"$/d.db\"\nweb.listen = \"127.0.0.1:8090\"\n" + fineTeam.http("127.0.0.1:8090", ""))
		}, "slack", wrong, "is used twice"},
		{"no such company", func(s *site) { s.data(nil); s.config(plainSite + fineTeam.entry("company = \"c7\"\n")) }, "slack", wrong, "there is no company \"c7\""},
		{"members", func(s *site) { s.config(plainSite + fineTeam.entry("members = \"all\"\n")) }, "slack", wrong, "must be one of join, invited"},
		{"managers by name", func(s *site) { s.config(plainSite + fineTeam.entry("managers = [\"sato\"]\n")) }, "slack", wrong, "no member id"},
		{"both a secret and its file", func(s *site) { s.config(plainSite + fineTeam.entry("app_token_file = \"app\"\n")) }, "slack", wrong, "both app_token and app_token_file"},
		{"no file", func(s *site) { s.config(plainSite + "[[slack]]\nbot_token_file = \"xoxb-geheim\"\n") }, "slack", wrong, "file of bot_token_file is not there"},
		{"an empty file", func(s *site) {
			s.write("bot", "\n", 0o600)
			s.config(plainSite + "[[slack]]\nbot_token_file = \"bot\"\n")
		}, "slack", wrong, "file of bot_token_file is empty"},
		{"a file for all to read", func(s *site) {
			s.write("bot", "xoxb-geheim\n", 0o644)
			s.config(plainSite + strings.Replace(fineTeam.entry(""), "bot_token = \"xoxb-geheim\"", "bot_token_file = \"bot\"", 1))
		}, "slack", look, "can be read by others"},
		{"the second misspelt", func(s *site) { s.config(plainSite + fineTeam.entry("") + "[[slack]]\npahth = \"/a\"\n") }, "configuration", wrong, "Perhaps slack.path is meant"},
		{"no quotation marks", func(s *site) { s.config(plainSite + "[[slack]]\nbot_token = geheim\n") }, "configuration", wrong, "c.toml:4:"},
		{"half a quotation", func(s *site) { s.config(plainSite + "[[slack]]\nsigning_secret = 'geheim\n") }, "configuration", wrong, "c.toml:4:"},
		{"wrong type", func(s *site) { s.config(plainSite + "[[slack]]\nmanagers = \"U1\"\n") }, "configuration", wrong, "slack.managers"},
		{"alone in the environment", func(s *site) {
			s.env["DAICHO_SLACK_BOT_TOKEN"], s.env["DAICHO_SLACK_APP_TOKEN"] = "geheim", "geheim"
		}, "slack", wrong, "begins with xoxb-"},
		{"over the file", func(s *site) {
			s.config(plainSite + fineTeam.entry(""))
			s.env["DAICHO_SLACK_BOT_TOKEN"] = "xoxb-other"
		}, "environment", look, "DAICHO_SLACK_BOT_TOKEN overrules slack.bot_token"},
		{"of a further entry", func(s *site) { s.env["DAICHO_SLACK2_APP_TOKEN"] = "geheim" }, "environment", wrong, "of the [[slack]] number 2"},
		{"misspelt in the environment", func(s *site) { s.env["DAICHO_SLACK_BOT_TOKN"] = "geheim" }, "environment", wrong, "Perhaps DAICHO_SLACK_BOT_TOKEN is meant"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			c.set(s)
			found, shown := s.check()
			hit := false
			for _, f := range found {
				hit = hit || f.Item == c.item && f.State == c.state && strings.Contains(f.What+" | "+f.Mend, c.want)
				if f.State == wrong && c.state != wrong || !japanese(f.WhatJa+f.MendJa) {
					t.Errorf("%+v", f)
				}
			}
			if !hit || strings.Contains(shown.out, "geheim") {
				t.Errorf("no %s about %s with %q, or a secret, in:\n%s", c.state, c.item, c.want, shown.out)
			}
		})
	}
}

// Where the data file holds several companies, check and start say so alike.
func TestCompanyOfAWorkspace(t *testing.T) {
	all := []guidance.Company{{ID: "c1", Homes: []string{"web", "slack-T1"}}, {ID: "c2", Homes: []string{"web2"}}}
	for _, c := range []struct{ home, company, is, fails string }{
		{"slack-T1", "", "c1", ""}, {"slack-T1", "c1", "c1", ""}, {"slack-T1", "c2", "", "belongs to another company, c1"},
		{"slack-T2", "c2", "c2", ""}, {"slack-T2", "", "", "holds several companies"}, {"slack-T2", "c9", "", "there is no company \"c9\""},
	} {
		got, err := chooseCompany(all, entry{platform: "slack", no: 1, company: c.company}, func(home string) bool { return home == c.home })
		if c.fails == "" && (err != nil || got.ID != c.is) || c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
			t.Errorf("%+v: %s, %v", c, got.ID, err)
		}
	}
}

// spacesOf are the spaces of a configuration.
func spacesOf(t *testing.T, text string) []space {
	t.Helper()
	cfg, err := (&common{config: write(t, "c.toml", text)}).load(noEnv)
	if err != nil {
		t.Fatal(err)
	}
	spaces, err := cfg.spaces()
	if err != nil {
		t.Fatal(err)
	}
	return spaces
}

func withCompany(t *testing.T) (*house, guidance.Company) {
	t.Helper()
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	c, err := h.createCompany(t.Context(), "光陽精機")
	if err != nil {
		t.Fatal(err)
	}
	h.log = slog.New(slog.NewTextHandler(io.Discard, nil))
	return h, c
}

// TestSettle: a home is added and noted once, and who is named is a manager if
// it is they who use the account.
func TestSettle(t *testing.T) {
	h, _ := withCompany(t)
	mine, other := guidance.Account{Home: "slack-T1", ID: "U1"}, guidance.Account{Home: "slack-T1", ID: "U2"}
	w := entry{platform: "slack", no: 1, managers: []string{"U1", "U2", "U9"}}
	if err := h.settle(t.Context(), w, "slack-T1"); err != nil {
		t.Fatal(err)
	}
	err := h.store.Turn(t.Context(), "slack-T1", func(tx *store.Tx) error {
		return errors.Join(tx.PutPerson(guidance.Person{ID: "p1", Name: "a", Role: guidance.Expert, Until: "2027-01-01", Accounts: []guidance.Account{mine}}),
			tx.PutPerson(guidance.Person{ID: "p2", Name: "b", Role: guidance.Employee, Accounts: []guidance.Account{other}, Unproven: []guidance.Account{other}}))
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := h.settle(t.Context(), w, "slack-T1"); err != nil {
			t.Fatal(err)
		}
	}
	log, err := h.store.AuditLog(t.Context(), "web")
	if err != nil || len(log) != 2 || log[0].Did != "home" || log[0].About != "slack-T1" || log[1].Did != "role" || log[1].About != "p1 manager" {
		t.Errorf("%+v, %v", log, err)
	}
	read(t, h, "slack-T1", func(tx *store.Tx) error {
		one, err := tx.Person("p1")
		two, err2 := tx.Person("p2")
		if one.Role != guidance.Manager || one.Until != "" || two.Role != guidance.Employee {
			t.Errorf("%+v, %+v", one, two)
		}
		return errors.Join(err, err2)
	})
	if _, err := h.createCompany(t.Context(), "二番"); err != nil {
		t.Fatal(err)
	}
	if err := h.settle(t.Context(), entry{platform: "slack", no: 1, company: "c2"}, "slack-T1"); err == nil || !strings.Contains(err.Error(), "belongs to another company, c1") {
		t.Errorf("%v", err)
	}
}

// nobody is a core that is not to be asked.
type nobody struct{ bot.Core }

// A token that is refused at the start ends the program with its mend, in both
// languages and without the token; one that is refused later is tried again.
func TestRefusedToken(t *testing.T) {
	h, _ := withCompany(t)
	for _, c := range []struct{ method, key string }{{"auth.test", "bot_token"}, {"apps.connections.open", "app_token"}} {
		d := newDesert(t, "T1", c.method)
		err := h.surfaces(nil).keep(t.Context(), spacesOf(t, d.entry(""))[0], nobody{})
		if err == nil || !strings.Contains(err.Error(), "does not accept the "+c.key) || !japanese(err.Error()) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", c.method, err)
		}
	}
	d := newDesert(t, "T1", "auth.test")
	var said words
	h.log = slog.New(slog.NewTextHandler(&said, nil))
	s := h.surfaces(nil)
	s.pace = pace{least: time.Millisecond, most: time.Millisecond, mend: time.Millisecond}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.keep(ctx, spacesOf(t, d.http("127.0.0.1:0", ""))[0], nobody{}) }()
	for end := time.Now().Add(20 * time.Second); d.asked.Load() < 3 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if _, waits := s.adapter("slack-T1").(absent); !waits {
		t.Error("it serves without a token")
	}
	d.answers.Delete("auth.test")
	for end := time.Now().Add(20 * time.Second); s.adapter("slack-T1") == (bot.Adapter)(absent{}) && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if _, waits := s.adapter("slack-T1").(absent); waits {
		t.Error("it does not serve once the token is mended")
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if text := said.String(); !strings.Contains(text, "does not accept the bot_token") || strings.Contains(text, "geheim") {
		t.Errorf("the log: %s", text)
	}
}

// What is for a workspace that is not connected waits, without counting as a
// try and with nobody else's surface.
func TestAbsentWorkspace(t *testing.T) {
	h, _ := withCompany(t)
	page := &absent{}
	s := h.surfaces(page)
	err := s.adapter("slack-T1").Post(t.Context(), bot.Recipient{}, bot.View{})
	var limited *bot.Limited
	if !errors.Is(err, bot.ErrBroken) || !errors.As(err, &limited) || limited.After <= 0 {
		t.Errorf("%v", err)
	}
	if s.adapter("web2") != bot.Adapter(page) || s.adapter("elsewhere") != nil {
		t.Error("another surface serves it")
	}
	one, other := chat{entry{platform: "slack", no: 1}, absent{}}, chat{entry{platform: "slack", no: 2}, absent{}}
	if err := errors.Join(s.put("slack-T1", one), s.put("slack-T1", one)); err != nil {
		t.Error(err)
	}
	if err := s.put("slack-T1", other); err == nil || !strings.Contains(err.Error(), "are the same workspace") {
		t.Errorf("%v", err)
	}
}

// Variables win over the file, each for its own entry.
func TestSlackEnvironment(t *testing.T) {
	env := map[string]string{"DAICHO_SLACK_BOT_TOKEN": "xoxb-1", "DAICHO_SLACK2_APP_TOKEN": "xapp-2"}
	get := func(name string) string { return env[name] }
	cfg, err := (&common{}).load(get)
	if err != nil || len(cfg.Slack) != 1 || cfg.Slack[0].BotToken != "xoxb-1" || cfg.Slack[0].AppToken != "" {
		t.Errorf("alone: %v, %v", len(cfg.Slack), err)
	}
	file := write(t, "c.toml", "[[slack]]\nbot_token_file = \"none\"\napp_token = \"xapp-1\"\n[[slack]]\nbot_token = \"xoxb-2\"\n")
	cfg, err = (&common{config: file}).load(get)
	if err != nil || len(cfg.Slack) != 2 {
		t.Fatal(err)
	}
	one, err := cfg.workspace(0)
	two, err2 := cfg.workspace(1)
	if err != nil || err2 != nil || one.BotToken != "xoxb-1" || one.AppToken != "xapp-1" || two.BotToken != "xoxb-2" || two.AppToken != "xapp-2" {
		t.Errorf("over a file: %v", err)
	}
	if cfg, err := (&common{}).load(noEnv); err != nil || cfg.Slack != nil {
		t.Errorf("none: %v", err)
	}
}
