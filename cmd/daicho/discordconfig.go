package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"daicho/adapters/discord"
)

// discordConfig is one [[discord]]: a server that is served beside the page.
type discordConfig struct {
	Token     string   `toml:"token"`
	TokenFile string   `toml:"token_file"`
	Server    string   `toml:"server"`
	Members   string   `toml:"members"`
	Roles     []string `toml:"roles"`
	Managers  []string `toml:"managers"`
	Channel   string   `toml:"channel"`
	Company   string   `toml:"company"`
	APIURL    string   `toml:"api_url"`
}

// administrators stands among the managers for whoever may manage the server.
const administrators = "administrators"

// filled is the entry with the defaults in what was left out.
func (c discordConfig) filled() discordConfig {
	c.APIURL = cmp.Or(c.APIURL, discord.DefaultAPIURL)
	c.Members = cmp.Or(c.Members, membersJoin)
	return c
}

func (c *discordConfig) secrets() []secret {
	return []secret{{"discord", "token", &c.Token, &c.TokenFile}}
}

// discordServer is an entry that is ready to be served.
type discordServer struct {
	entry
	token, apiURL string
	discord.Guild
}

// server is the n-th entry, from 0. One without a token has that of the first.
func (c *config) server(n int) (discordServer, error) {
	with := c.Discord[n].filled()
	if with.Token == "" && with.TokenFile == "" {
		with.Token, with.TokenFile = c.Discord[0].Token, c.Discord[0].TokenFile
	}
	err := openSecrets(with.secrets())
	people := slices.DeleteFunc(slices.Clone(with.Managers), func(id string) bool { return id == administrators })
	s := discordServer{entry{"discord", n + 1, with.Company, people}, with.Token, with.APIURL, discord.Guild{
		ID: with.Server, Enroll: with.Members == membersJoin, Managers: people, AdministratorsManage: len(people) < len(with.Managers),
		Members: with.Roles, CallsIn: with.Channel,
	}}
	if err == nil {
		err = s.config().Check()
	}
	err = errors.Join(err, oneOf("discord.members", with.Members, []string{membersJoin, membersInvited}), c.servedTwice(n))
	return s, ofEntry(s.entry, len(c.Discord), err)
}

// servedTwice finds an entry before the n-th for the same server.
func (c *config) servedTwice(n int) error {
	i := slices.IndexFunc(c.Discord[:n], func(o discordConfig) bool { return o.Server == c.Discord[n].Server })
	if i < 0 || c.Discord[n].Server == "" {
		return nil
	}
	return sameHome(entry{platform: "discord", no: i + 1}, entry{platform: "discord", no: n + 1})
}

func (s discordServer) config(others ...discordServer) discord.Config {
	c := discord.Config{Token: s.token, APIURL: s.apiURL, Guilds: []discord.Guild{s.Guild}}
	for _, o := range others {
		c.Guilds = append(c.Guilds, o.Guild)
	}
	return c
}

// applications are the servers by the application that is in them: those with
// one token are over one connection.
func (c *config) applications() (all [][]discordServer, err error) {
	for n := range c.Discord {
		s, wrong := c.server(n)
		err = errors.Join(err, wrong)
		i := slices.IndexFunc(all, func(those []discordServer) bool { return those[0].token == s.token && those[0].apiURL == s.apiURL })
		if i < 0 {
			all = append(all, []discordServer{s})
			continue
		}
		all[i] = append(all[i], s)
	}
	return all, err
}

// discordSpaces are the applications.
func (c *config) discordSpaces() (all []space, err error) {
	apps, err := c.applications()
	for _, servers := range apps {
		all = append(all, application(servers))
	}
	return all, err
}

// application is how servers with one token are served.
func application(servers []discordServer) space {
	var of []entry
	for _, s := range servers {
		of = append(of, s.entry)
	}
	mend := func(err error) error { return refusedDiscord(servers, err) }
	return space{
		entries: of,
		open: func(log *slog.Logger) (connector, error) {
			cfg := servers[0].config(servers[1:]...)
			cfg.Log = log
			return discord.New(cfg)
		},
		connecting: mend, running: mend,
	}
}

// refusedDiscord says of an error what to mend, if it is the token, or a server
// that the application is not in.
func refusedDiscord(servers []discordServer, err error) error {
	if absent, ok := errors.AsType[*discord.Absent](err); ok {
		i := max(0, slices.IndexFunc(servers, func(s discordServer) bool { return s.ID == absent.Guild }))
		return absentFrom(servers[i])
	}
	if !discord.TokenRefused(err) {
		return err
	}
	e := servers[0].entry
	return &mistake{
		fmt.Sprintf("Discord does not accept the token of %s (%v)", e.name(), err), "Make a new one (Developer Portal, your application, Bot, Reset Token)",
		fmt.Sprintf("%sのトークンが、Discord に受け付けられません。", e.nameJa()), "Developer Portal のアプリの「Bot」のページで「Reset Token」を押し、新しいトークンを書いてください。",
	}
}

func absentFrom(s discordServer) *mistake {
	address := discord.InviteURL(s.token)
	return &mistake{
		fmt.Sprintf("the application is not in the server %s of %s", s.ID, s.name()), "Open " + address + " and let it in, or mend server",
		fmt.Sprintf("%sのサーバー（%s）に、アプリがまだ入っていません。", s.nameJa(), s.ID), address + " を開いて加えるか、server を直してください。",
	}
}
