package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"

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

// Who of a workspace comes on the list.
const (
	membersJoin    = "join"    // members put themselves on it
	membersInvited = "invited" // who was invited
)

// filled is the entry with the defaults in what was left out.
func (c slackConfig) filled() slackConfig {
	c.Mode = cmp.Or(c.Mode, slack.SocketMode)
	c.Listen = cmp.Or(c.Listen, slack.DefaultListen)
	c.Path = cmp.Or(c.Path, slack.DefaultPath)
	c.APIURL = cmp.Or(c.APIURL, slack.DefaultAPIURL)
	c.Members = cmp.Or(c.Members, membersJoin)
	return c
}

// slackKeys are the keys of a [[slack]].
func slackKeys() (keys []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[slackConfig]()) {
		keys = append(keys, "slack."+f.Tag.Get("toml"))
	}
	return keys
}

// slackSecret is one of an entry's secrets: what it is, or the file that holds
// it.
type slackSecret struct {
	key         string
	value, file *string
}

func (c *slackConfig) secrets() []slackSecret {
	return []slackSecret{
		{"bot_token", &c.BotToken, &c.BotTokenFile},
		{"app_token", &c.AppToken, &c.AppTokenFile},
		{"signing_secret", &c.SigningSecret, &c.SigningSecretFile},
	}
}

// variable is the environment variable of the secret in the n-th entry, from
// 0: DAICHO_SLACK_BOT_TOKEN, DAICHO_SLACK2_BOT_TOKEN.
func (s slackSecret) variable(n int) string {
	entry := ""
	if n > 0 {
		entry = fmt.Sprint(n + 1)
	}
	return "DAICHO_SLACK" + entry + "_" + strings.ToUpper(s.key)
}

// slackEnvironment takes in the secrets. The environment alone makes the first
// entry.
func (c *config) slackEnvironment(env func(string) string) {
	entries := c.Slack
	if len(entries) == 0 {
		entries = make([]slackConfig, 1)
	}
	for n := range entries {
		for _, s := range entries[n].secrets() {
			if value := env(s.variable(n)); value != "" {
				*s.value, *s.file = value, ""
				c.Slack = entries
			}
		}
	}
}

// slackVariables are the variables that are read. There are always those of
// the first entry.
func (c *config) slackVariables() (names []string) {
	for n := range max(1, len(c.Slack)) {
		for _, s := range new(slackConfig).secrets() {
			names = append(names, s.variable(n))
		}
	}
	return names
}

// slackFilesBeside has relative names of secrets' files count from the folder
// of the configuration.
func (c *config) slackFilesBeside(path string) {
	for n := range c.Slack {
		for _, s := range c.Slack[n].secrets() {
			if *s.file != "" && !filepath.IsAbs(*s.file) {
				*s.file = filepath.Join(filepath.Dir(path), *s.file)
			}
		}
	}
}

// opened is the entry with the secrets read from their files. No error names
// a file, because somebody may have written the secret itself in its place.
func (c slackConfig) opened() (slackConfig, error) {
	var wrong []error
	for _, s := range c.secrets() {
		if *s.file == "" {
			*s.value = strings.TrimSpace(*s.value)
			continue
		}
		if *s.value != "" {
			wrong = append(wrong, secretTwice(s.key))
			continue
		}
		text, err := os.ReadFile(*s.file)
		if *s.value = strings.TrimSpace(string(text)); err != nil || *s.value == "" {
			wrong = append(wrong, secretUnread(s.key, err))
		}
	}
	return c, errors.Join(wrong...)
}

func secretTwice(key string) error {
	return &mistake{fmt.Sprintf("slack: both %s and %s_file are set", key, key), "Leave one of them out",
		fmt.Sprintf("slack の %s と %s_file が両方あります。", key, key), "どちらか1つだけにしてください。"}
}

// secretUnread says why the file of a secret is of no use; with no error it is
// empty.
func secretUnread(key string, err error) error {
	m := &mistake{fmt.Sprintf("slack: the file of %s_file is empty", key), "Put the secret into it, and nothing else",
		fmt.Sprintf("slack の %s_file のファイルが空です。", key), "ファイルの中に、その値だけを書いてください。"}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		m.What, m.Mend = fmt.Sprintf("slack: the file of %s_file is not there", key), "Name a file, from the folder of the configuration, and not the secret itself"
		m.WhatJa = fmt.Sprintf("slack の %s_file のファイルがありません。", key)
		m.MendJa = "値そのものではなく、設定ファイルのフォルダーから見たファイルの名前を書いてください。"
	case err != nil:
		m.What, m.Mend = fmt.Sprintf("slack: the file of %s_file cannot be read", key), "Let the account that runs daicho read it"
		m.WhatJa = fmt.Sprintf("slack の %s_file のファイルを読めません。", key)
		m.MendJa = "daicho を動かすアカウントで読めるようにしてください。"
	}
	return m
}

// workspace is an entry that is ready to be served.
type workspace struct {
	no      int    // from 1, as they stand in the configuration
	company string // id; empty for the only one there is
	slack.Config
}

// workspaces are the entries, or every mistake in them that can be found
// without asking anybody.
func (c *config) workspaces() ([]workspace, error) {
	var all []workspace
	var wrong []error
	for n := range c.Slack {
		w, err := c.workspace(n)
		all, wrong = append(all, w), append(wrong, err)
	}
	return all, errors.Join(wrong...)
}

// workspace is the n-th entry, from 0.
func (c *config) workspace(n int) (workspace, error) {
	entry, err := c.Slack[n].filled().opened()
	w := workspace{no: n + 1, company: entry.Company, Config: slack.Config{
		BotToken: entry.BotToken, AppToken: entry.AppToken, SigningSecret: entry.SigningSecret,
		Mode: entry.Mode, Listen: entry.Listen, Path: entry.Path, APIURL: entry.APIURL,
		Enroll: entry.Members == membersJoin, Managers: entry.Managers,
	}}
	if err == nil {
		err = w.Check()
	}
	err = errors.Join(err, oneOf("slack.members", entry.Members, []string{membersJoin, membersInvited}))
	if entry.Mode == slack.HTTPMode {
		_, address := slack.Manifest(entry.Mode, entry.BaseURL, entry.Path)
		err = errors.Join(err, address, c.listensTwice(n))
	}
	return w, c.ofEntry(n, err)
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

// ofEntry names the entry in each of its mistakes, where there are several.
func (c *config) ofEntry(n int, err error) error {
	if len(c.Slack) < 2 {
		return err
	}
	var all []error
	for _, m := range mistakesOf(err) {
		of := *m
		of.What = fmt.Sprintf("[[slack]] %d: %s", n+1, strings.TrimPrefix(m.What, "slack: "))
		of.WhatJa = fmt.Sprintf("%d つ目の [[slack]]：%s", n+1, m.WhatJa)
		all = append(all, &of)
	}
	return errors.Join(all...)
}
