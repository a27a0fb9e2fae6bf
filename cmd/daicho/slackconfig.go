package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"daicho/adapters/slack"
)

// slackConfig is one [[slack]]: a workspace that is served beside the page.
type slackConfig struct {
	BotToken          string   `toml:"bot_token"`
	BotTokenFile      string   `toml:"bot_token_file"`
	AppToken          string   `toml:"app_token"`
	AppTokenFile      string   `toml:"app_token_file"`
	SigningSecret     string   `toml:"signing_secret"`
	SigningSecretFile string   `toml:"signing_secret_file"`
	Mode              string   `toml:"mode"`
	Listen            string   `toml:"listen"`
	Path              string   `toml:"path"`
	BaseURL           string   `toml:"base_url"`
	APIURL            string   `toml:"api_url"`
	Company           string   `toml:"company"`
	Members           string   `toml:"members"`
	Managers          []string `toml:"managers"`
}

// filled is the entry with the defaults in what was left out.
func (c slackConfig) filled() slackConfig {
	c.Mode = cmp.Or(c.Mode, slack.SocketMode)
	c.Listen = cmp.Or(c.Listen, slack.DefaultListen)
	c.Path = cmp.Or(c.Path, slack.DefaultPath)
	c.APIURL = cmp.Or(c.APIURL, slack.DefaultAPIURL)
	c.Members = cmp.Or(c.Members, membersJoin)
	return c
}

func (c *slackConfig) secrets() []secret {
	return []secret{
		{"slack", "bot_token", &c.BotToken, &c.BotTokenFile},
		{"slack", "app_token", &c.AppToken, &c.AppTokenFile},
		{"slack", "signing_secret", &c.SigningSecret, &c.SigningSecretFile},
	}
}

// workspace is an entry that is ready to be served.
type workspace struct {
	entry
	slack.Config
}

// workspaces are those of Slack.
func (c *config) workspaces() (all []space, err error) {
	for n := range c.Slack {
		w, wrong := c.workspace(n)
		all, err = append(all, w.space()), errors.Join(err, wrong)
	}
	return all, err
}

// space is how the workspace is served.
func (w workspace) space() space {
	return space{
		entries: []entry{w.entry},
		open: func(log *slog.Logger) (connector, error) {
			w.Log = log
			space, err := slack.New(w.Config)
			return oneHome{space}, err
		},
		connecting: func(err error) error { return refusedSlack(w.no, "bot_token", err) },
		running:    func(err error) error { return refusedSlack(w.no, "app_token", err) },
	}
}

// oneHome is a workspace, which is one home.
type oneHome struct{ *slack.Workspace }

// Connect implements connector.
func (o oneHome) Connect(ctx context.Context) ([]string, error) {
	home, err := o.Workspace.Connect(ctx)
	return []string{home}, err
}

// refusedSlack says of an error which token to mend, if it is one.
func refusedSlack(no int, key string, err error) error {
	if !slack.TokenRefused(err) {
		return err
	}
	return &mistake{
		fmt.Sprintf("Slack does not accept the %s of [[slack]] %d (%v)", key, no, err),
		"Copy it again from the pages of the app at api.slack.com/apps, or reinstall the app; \"daicho check\" tells whether it is right",
		fmt.Sprintf("%d つ目の [[slack]] の %s が、Slack に受け付けられません。", no, key),
		"api.slack.com/apps のアプリのページからもう一度写すか、アプリをインストールし直してください。daicho check で確かめられます。",
	}
}

// workspace is the n-th entry, from 0.
func (c *config) workspace(n int) (workspace, error) {
	with := c.Slack[n].filled()
	err := openSecrets(with.secrets())
	w := workspace{entry{"slack", n + 1, with.Company, with.Managers}, slack.Config{
		BotToken: with.BotToken, AppToken: with.AppToken, SigningSecret: with.SigningSecret,
		Mode: with.Mode, Listen: with.Listen, Path: with.Path, APIURL: with.APIURL,
		Enroll: with.Members == membersJoin, Managers: with.Managers,
	}}
	if err == nil {
		err = w.Check()
	}
	err = errors.Join(err, oneOf("slack.members", with.Members, []string{membersJoin, membersInvited}))
	if with.Mode == slack.HTTPMode {
		_, address := slack.Manifest(with.Mode, with.BaseURL, with.Path)
		err = errors.Join(err, address, c.listensTwice(n))
	}
	return w, ofEntry(w.entry, len(c.Slack), err)
}

// listensTwice finds what else is to listen where the n-th entry does.
func (c *config) listensTwice(n int) error {
	listen := c.Slack[n].filled().Listen
	if _, port, err := net.SplitHostPort(listen); err != nil || port == "0" {
		return nil
	}
	taken := listen == c.Web.Listen
	for _, other := range c.Slack[:n] {
		taken = taken || other.Mode == slack.HTTPMode && other.filled().Listen == listen
	}
	if !taken {
		return nil
	}
	return &mistake{"slack: listen = " + listen + " is used twice", "Give each its own port, such as 127.0.0.1:8091",
		"listen の " + listen + " が2か所で使われています。", "127.0.0.1:8091 のように、それぞれ別のポート番号にしてください。"}
}
