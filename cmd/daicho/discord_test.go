package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot/guidance"
	"daicho/store"
)

const (
	secondServer = "200000000000000002"
	noticeBoard  = "300000000000000009" // where nobody but its owner writes
)

// discordWorld has two servers, and a role for those who belong to the company.
func discordWorld(t *testing.T) *discordtest.Discord {
	return discordtest.Start(t, discordtest.Options{Guilds: []discordtest.Guild{
		{ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{{ID: discordtest.General, Name: "general"}, {ID: noticeBoard, Name: "board", ReadOnly: true}}, Roles: []discordtest.Role{{ID: discordtest.Managers, Name: "managers"}}},
		{ID: secondServer, Name: "みなと商事", Channels: []discordtest.Channel{{ID: discordtest.Office, Name: "office"}}},
	}})
}

// discordEntry is a [[discord]] that leads to the fake.
func discordEntry(fake *discordtest.Discord, server, more string) string {
	return fmt.Sprintf("[[discord]]\ntoken = %q\nserver = %q\napi_url = %q\n%s", discordtest.Token, server, fake.APIURL(), more)
}

// serveDiscord serves a data file for what a configuration says, until end.
func serveDiscord(t *testing.T, path, entries string) (h *house, end func()) {
	t.Helper()
	cfg, err := (&common{config: write(t, "daicho.toml", fmt.Sprintf("data = %q\n[web]\nlisten = \"127.0.0.1:0\"\n%s", path, entries))}).load(noEnv)
	if err != nil {
		t.Fatal(err)
	}
	spaces, err := cfg.spaces()
	if err != nil {
		t.Fatal(err)
	}
	if h, err = openHouse(t.Context(), cfg, time.Now, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	p := &program{out: io.Discard, err: io.Discard, env: noEnv, now: time.Now}
	go func() { ended <- h.serve(ctx, p, opening{manager: "佐藤 恵子", spaces: spaces}) }()
	return h, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}
}

// seesInDiscord waits for the newest message to somebody that says something.
func seesInDiscord(t *testing.T, fake *discordtest.Discord, user, says string) (s discordtest.Screen) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		for _, one := range fake.Screens(user, fake.DM(user)) {
			if strings.Contains(one.Text, says) {
				return one
			}
		}
	}
	t.Fatalf("%s does not see %s", user, says)
	return s
}

func enrollsInDiscord(t *testing.T, fake *discordtest.Discord, user string) {
	t.Helper()
	<-fake.Say(user, fake.DM(user), "メニュー").Done
	s := seesInDiscord(t, fake, user, "登録してはじめる")
	i := slices.IndexFunc(s.Buttons, func(b discordtest.Button) bool { return b.Label == "登録してはじめる" })
	<-fake.Click(user, s, s.Buttons[i]).Done
	seesInDiscord(t, fake, user, "名簿に登録しました")
}

// TestDiscordIsServed: from the configuration to somebody on the list, and again
// after a restart, where the configuration has made them a manager. The second
// server has no token of its own, and is of the same company.
func TestDiscordIsServed(t *testing.T) {
	fake := discordWorld(t)
	path := filepath.Join(t.TempDir(), "d.db")
	role := func(h *house, user string) (role guidance.Role) {
		read(t, h, "web", func(tx *store.Tx) error {
			p, err := tx.PersonOf(guidance.Account{Home: discord.HomeOf(discordtest.Company), ID: user})
			role = p.Role
			return err
		})
		return role
	}
	both := discordEntry(fake, discordtest.Company, "managers = [\"administrators\", \""+discordtest.Sato+"\"]\nchannel = \""+discordtest.General+"\"\n") +
		fmt.Sprintf("[[discord]]\nserver = %q\napi_url = %q\n", secondServer, fake.APIURL())
	h, end := serveDiscord(t, path, both)
	for end := time.Now().Add(20 * time.Second); fake.Sessions() == 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
	}
	for _, user := range []string{discordtest.Yamada, discordtest.Sato} {
		fake.Join(discordtest.User{ID: user, Name: "x", GlobalName: map[string]string{discordtest.Yamada: "山田 太郎", discordtest.Sato: "佐藤 健"}[user], Guilds: []string{discordtest.Company}})
		enrollsInDiscord(t, fake, user)
	}
	if one, other := role(h, discordtest.Yamada), role(h, discordtest.Sato); one != guidance.Employee || other != guidance.Manager {
		t.Errorf("they are %s and %s", one, other)
	}
	read(t, h, "web", func(tx *store.Tx) error {
		c, err := tx.Company()
		if !slices.Contains(c.Homes, discord.HomeOf(discordtest.Company)) || !slices.Contains(c.Homes, discord.HomeOf(secondServer)) {
			t.Errorf("the homes are %q", c.Homes)
		}
		return err
	})
	end()
	h, end = serveDiscord(t, path, discordEntry(fake, discordtest.Company, "managers = [\""+discordtest.Yamada+"\"]\n"))
	for end := time.Now().Add(20 * time.Second); fake.Sessions() == 0 && time.Now().Before(end); time.Sleep(time.Millisecond) {
	}
	<-fake.Say(discordtest.Yamada, fake.DM(discordtest.Yamada), "人と役割").Done
	seesInDiscord(t, fake, discordtest.Yamada, "名簿にいます")
	if got := role(h, discordtest.Yamada); got != guidance.Manager {
		t.Errorf("after the restart they are %s", got)
	}
	end()
	for _, complaint := range fake.Complaints() {
		t.Errorf("Discord complains: %s", complaint)
	}
}

// TestCheckLooksAtDiscord: each thing that is wrong is named with its mend, and
// no secret is repeated.
func TestCheckLooksAtDiscord(t *testing.T) {
	fake := discordWorld(t)
	entry := func(more string) string { return discordEntry(fake, discordtest.Company, more) }
	refusing := discordtest.Start(t, discordtest.Options{Token: "OTAwMDAwMDAwMDAwMDAwMDAx.another.token"})
	for _, c := range []checkCase{
		{"fine", func(s *site) { s.config(plainSite + entry("")) }, "discord", fine, "is the server 光陽精機"},
		{"two servers of one application", func(s *site) {
			s.config(plainSite + entry("") + fmt.Sprintf("[[discord]]\nserver = %q\napi_url = %q\n", secondServer, fake.APIURL()))
		}, "discord", fine, "[[discord]] 2 is the server みなと商事"},
		{"twice the same", func(s *site) { s.config(plainSite + entry("") + entry("")) }, "discord", wrong, "are the same server"},
		{"not in it", func(s *site) { s.config(plainSite + discordEntry(fake, "200000000000000009", "")) }, "discord", wrong, "client_id=" + discordtest.Application},
		{"refused", func(s *site) { s.config(plainSite + discordEntry(refusing, discordtest.Company, "")) }, "discord", wrong, "does not accept the token"},
		{"no token", func(s *site) { s.config(plainSite + "[[discord]]\nserver = \"200000000000000001\"\n") }, "discord", wrong, "Reset Token"},
		{"a name for a server", func(s *site) { s.config(plainSite + discordEntry(fake, "光陽精機", "")) }, "discord", wrong, "Copy ID"},
		{"no such role", func(s *site) { s.config(plainSite + entry("roles = [\"400000000000000099\"]\n")) }, "discord", wrong, "has no role 400000000000000099"},
		{"no such manager", func(s *site) {
			s.config(plainSite + entry("managers = [\"administrators\", \""+discordtest.Sato+"\", \""+discordtest.Managers+"\", \"400000000000000099\"]\n"))
		}, "discord", wrong, "no role has the id 400000000000000099"},
		{"a name for a role", func(s *site) { s.config(plainSite + entry("roles = [\"社員\"]\n")) }, "discord", wrong, "roles: \"社員\" is no id"},
		{"a channel to read alone", func(s *site) { s.config(plainSite + entry("channel = \""+noticeBoard+"\"\n")) }, "discord", wrong, "lacks permissions in channel: Send Messages"},
		{"no such channel", func(s *site) { s.config(plainSite + entry("channel = \"300000000000000099\"\n")) }, "discord", wrong, "no channel of the server"},
		{"members", func(s *site) { s.config(plainSite + entry("members = \"all\"\n")) }, "discord", wrong, "must be one of join, invited"},
		{"away", func(s *site) {
			s.config(plainSite + strings.Replace(entry(""), fake.APIURL(), "http://127.0.0.1:1/api/v9/", 1))
		}, "discord", look, "cannot be asked"},
		{"no such company", func(s *site) { s.data(nil); s.config(plainSite + entry("company = \"c7\"\n")) }, "discord", wrong, "there is no company \"c7\""},
		{"a file for all to read", func(s *site) {
			s.write("token", discordtest.Token+"\n", 0o644)
			s.config(plainSite + strings.Replace(entry(""), fmt.Sprintf("token = %q", discordtest.Token), "token_file = \"token\"", 1))
		}, "discord", look, "can be read by others"},
		{"misspelt", func(s *site) { s.config(plainSite + entry("chanel = \"1\"\n")) }, "configuration", wrong, "Perhaps discord.channel is meant"},
		{"one pair of brackets", func(s *site) { s.config(plainSite + "[discord]\ntoken = \"geheim\"\n") }, "configuration", wrong, "[[discord]]"},
		{"of a further entry", func(s *site) { s.env["DAICHO_DISCORD3_TOKEN"] = "geheim" }, "environment", wrong, "of the [[discord]] number 3"},
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
			if !hit || strings.Contains(shown.out, discordtest.Token) || strings.Contains(shown.out, "geheim") {
				t.Errorf("no %s about %s with %q, or a secret, in:\n%s", c.state, c.item, c.want, shown.out)
			}
		})
	}
}

// TestDiscordAtTheStart: what an operator has to mend ends the program, in both
// languages and without the token.
func TestDiscordAtTheStart(t *testing.T) {
	h, _ := withCompany(t)
	fake := discordWorld(t)
	fake.RefuseIdentify(4014, 1)
	for name, c := range map[string]struct{ entry, says string }{
		"a token":  {discordEntry(discordtest.Start(t, discordtest.Options{Token: "OTAwMDAwMDAwMDAwMDAwMDAx.another.token"}), discordtest.Company, ""), "Reset Token"},
		"a server": {discordEntry(fake, "200000000000000009", ""), "https://discord.com/oauth2/authorize"},
		"intents":  {discordEntry(fake, discordtest.Company, ""), "intent"},
	} {
		err := h.surfaces(nil).keep(t.Context(), spacesOf(t, c.entry)[0], nobody{})
		if err == nil || !strings.Contains(err.Error(), c.says) || !japanese(err.Error()) || strings.Contains(err.Error(), discordtest.Token) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDiscordManifest(t *testing.T) {
	run := func(args ...string) (int, string) {
		var out strings.Builder
		p := &program{out: &out, err: &out, env: noEnv, environ: os.Environ, now: time.Now}
		return p.main(t.Context(), append([]string{"manifest", "discord"}, args...)), out.String()
	}
	if code, text := run(); code != exitDone || !strings.Contains(text, "client_id=APPLICATION_ID") || !strings.Contains(text, "自社診断") {
		t.Errorf("%d: %s", code, text)
	}
	file := write(t, "daicho.toml", fmt.Sprintf("[[discord]]\ntoken = %q\nserver = %q\n[[discord]]\nserver = %q\n", discordtest.Token, discordtest.Company, secondServer))
	for _, no := range []string{"1", "2"} {
		if code, text := run("--config", file, "--entry", no); code != exitDone || !strings.Contains(text, "client_id="+discordtest.Application) || strings.Contains(text, discordtest.Token) {
			t.Errorf("%d: %s", code, text)
		}
	}
	if code, _ := run("--config", file, "--entry", "3"); code != exitUsage {
		t.Errorf("a third entry: %d", code)
	}
}
