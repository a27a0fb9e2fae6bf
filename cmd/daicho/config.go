package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"daicho/adapters/web"
	"daicho/rubric"

	"github.com/BurntSushi/toml"
)

// config is everything an operator can set. config.example.toml explains
// every key and holds the defaults.
type config struct {
	Data        string            `toml:"data"`
	Company     companyConfig     `toml:"company"`
	Web         webConfig         `toml:"web"`
	Slack       []slackConfig     `toml:"slack"`
	Discord     []discordConfig   `toml:"discord"`
	Mail        mailConfig        `toml:"mail"`
	Reminders   remindersConfig   `toml:"reminders"`
	Instruments instrumentsConfig `toml:"instruments"`
	Log         logConfig         `toml:"log"`
}

type companyConfig struct {
	Name string `toml:"name"`
	Zone string `toml:"zone"`
}

type webConfig struct {
	Listen      string `toml:"listen"`
	BaseURL     string `toml:"base_url"`
	AllowRemote bool   `toml:"allow_remote"`
	TrustProxy  bool   `toml:"trust_proxy"`
}

type instrumentsConfig struct {
	Folder string `toml:"folder"`
}

type logConfig struct {
	Level  string `toml:"level"`
	Format string `toml:"format"`
}

// defaults are what holds where nobody says otherwise.
func defaults() config {
	return config{
		Data:      "daicho.db",
		Company:   companyConfig{Zone: "Asia/Tokyo"},
		Web:       webConfig{Listen: web.DefaultListen},
		Mail:      usualMail(),
		Reminders: usualReminders(),
		Log:       logConfig{Level: "info", Format: "text"},
	}
}

// setting is one key of the configuration and where its value stands: a
// *string, a *bool or an *int. The keys of [[slack]] and [[discord]], of which
// there may be several or none, are not among them, nor is what may stand in a
// file of its own.
type setting struct {
	key  string
	into any
}

func (c *config) settings() []setting {
	return []setting{
		{"data", &c.Data},
		{"company.name", &c.Company.Name},
		{"company.zone", &c.Company.Zone},
		{"web.listen", &c.Web.Listen},
		{"web.base_url", &c.Web.BaseURL},
		{"web.allow_remote", &c.Web.AllowRemote},
		{"web.trust_proxy", &c.Web.TrustProxy},
		{"mail.host", &c.Mail.Host},
		{"mail.port", &c.Mail.Port},
		{"mail.user", &c.Mail.User},
		{"mail.from", &c.Mail.From},
		{"mail.security", &c.Mail.Security},
		{"reminders.schedule", &c.Reminders.Schedule},
		{"reminders.from", &c.Reminders.From},
		{"reminders.to", &c.Reminders.To},
		{"instruments.folder", &c.Instruments.Folder},
		{"log.level", &c.Log.Level},
		{"log.format", &c.Log.Format},
	}
}

// variable is the environment variable of a key: DAICHO_WEB_BASE_URL.
func (s setting) variable() string {
	return "DAICHO_" + strings.ToUpper(strings.ReplaceAll(s.key, ".", "_"))
}

// common are the flags of every command.
type common struct{ data, config, company string }

func commonFlags(f *flag.FlagSet) *common {
	c := &common{}
	f.StringVar(&c.data, "data", "", "the data `FILE` (default: daicho.db, or as configured)")
	f.StringVar(&c.config, "config", "", "the configuration `FILE`, see config.example.toml")
	f.StringVar(&c.company, "company", "", "the `ID` of the company, where the data file holds several")
	return c
}

// load reads the configuration: the defaults, over them the file, the
// environment and the flags, and checks what came of it.
func (c *common) load(env func(string) string) (config, error) {
	cfg := defaults()
	path := c.config
	if path == "" {
		path = env("DAICHO_CONFIG")
	}
	if path != "" {
		if err := cfg.readFile(path); err != nil {
			return cfg, err
		}
	}
	if err := cfg.readEnvironment(env); err != nil {
		return cfg, err
	}
	if c.data != "" {
		cfg.Data = c.data
	}
	return cfg, cfg.check()
}

func (c *config) readFile(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("the configuration cannot be read: %w", err)
	}
	return c.read(path, string(text))
}

// read takes in a configuration file. Keys that nobody knows are mistakes:
// a misspelt one would be silently without effect.
func (c *config) read(path, text string) error {
	if line := notUTF8(text); line > 0 {
		return &mistake{fmt.Sprintf("%s:%d: the text is not UTF-8", path, line), "Save it as UTF-8",
			fmt.Sprintf("設定ファイル %s の%d行目の文字コードが UTF-8 ではありません。", path, line), "エディターで「UTF-8」を選んで保存し直してください。"}
	}
	meta, err := toml.Decode(strings.TrimPrefix(text, "\uFEFF"), c)
	filesBeside(c.Slack, path)
	filesBeside(c.Discord, path)
	fileBeside(c.Mail.secrets(), path)
	var wrong toml.ParseError
	if errors.As(err, &wrong) {
		return &mistake{fmt.Sprintf("%s:%d: %s", path, wrong.Position.Line, withoutSecret(text, wrong)),
			"Write texts in quotation marks (name = \"光陽精機\"), true and false without",
			fmt.Sprintf("設定ファイル %s の%d行目を読めません。", path, wrong.Position.Line),
			"文字は name = \"光陽精機\" のように半角の引用符で囲み、true と false は囲まずに書いてください。"}
	}
	if platform, line := oneBracket(text); err != nil && line > 0 {
		return &mistake{fmt.Sprintf("%s:%d: [%s] can stand several times", path, line, platform), fmt.Sprintf("Write it in two pairs of brackets: [[%s]]", platform),
			fmt.Sprintf("設定ファイル %s の%d行目：%s はいくつも書ける項目です。", path, line, platform), fmt.Sprintf("[[%s]] のように、かっこを二重にしてください。", platform)}
	}
	if err != nil {
		return &mistake{fmt.Sprintf("%s: %v", path, err), "Write the kind of value that config.example.toml shows for this key",
			fmt.Sprintf("設定ファイル %s に、種類の違う値があります（%v）。", path, err),
			"config.example.toml の同じ項目にならって書いてください（文字は半角の引用符で囲み、true と false は囲みません）。"}
	}
	var unknown []error
	times := map[string]int{}
	for _, key := range meta.Undecoded() {
		times[key.String()]++
		unknown = append(unknown, unknownKey(path, key.String(), lineOf(text, key, times[key.String()])))
	}
	return errors.Join(unknown...)
}

// withoutSecret is what is wrong with the text, which may repeat a part of it:
// nothing is told of a line that holds a secret.
func withoutSecret(text string, wrong toml.ParseError) string {
	lines := strings.Split(text, "\n")
	line := strings.ToLower(wrong.LastKey + lines[min(max(wrong.Position.Line, 1), len(lines))-1])
	for _, mark := range []string{"token", "secret", "password", "xox", "xapp"} {
		if strings.Contains(line, mark) {
			return "the line is not written as TOML wants it"
		}
	}
	return wrong.Error()
}

// oneBracket is a platform whose entry stands in one pair of brackets instead of
// two, and the line, 0 if there is none.
func oneBracket(text string) (platform string, line int) {
	for i, line := range strings.Split(text, "\n") {
		before, _, _ := strings.Cut(line, "#")
		for _, platform := range []string{"slack", "discord"} {
			if strings.Join(strings.Fields(before), "") == "["+platform+"]" {
				return platform, i + 1
			}
		}
	}
	return "", 0
}

// notUTF8 is the first line that is not UTF-8, 0 if there is none.
func notUTF8(text string) int {
	for i, line := range strings.Split(text, "\n") {
		if !utf8.ValidString(line) {
			return i + 1
		}
	}
	return 0
}

func unknownKey(path, key string, line int) error {
	m := &mistake{
		What: fmt.Sprintf("%s:%d: there is no setting %q", path, line, key), Mend: "config.example.toml lists all there are",
		WhatJa: fmt.Sprintf("設定ファイル %s の%d行目：「%s」という設定はありません。", path, line, key), MendJa: "config.example.toml のつづりを確かめてください。",
	}
	if like := closest(key, settingKeys()); like != "" {
		m.Mend, m.MendJa = fmt.Sprintf("Perhaps %s is meant", like), fmt.Sprintf("「%s」のことなら、そう書き直してください。", like)
	}
	return m
}

// settingKeys are the keys of all settings.
func settingKeys() []string {
	var keys []string
	for _, s := range (&config{}).settings() {
		keys = append(keys, s.key)
	}
	return slices.Concat(keys, entryKeys[slackConfig]("slack"), entryKeys[discordConfig]("discord"), []string{"mail.password", "mail.password_file"})
}

// lineOf is the line on which a key is set for the nth time, both from 1; 0 if
// it is written in a way that is not looked for.
func lineOf(text string, key toml.Key, nth int) int {
	table, name := "", key[len(key)-1]
	parent := strings.Join(key[:len(key)-1], ".")
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(line[:max(strings.LastIndexByte(line, ']'), 0)], "[] ")
			if table == key.String() {
				nth--
			}
			if nth == 0 {
				return i + 1
			}
			continue
		}
		left, _, isKey := strings.Cut(line, "=")
		if left = strings.TrimSpace(left); isKey && (table == parent && left == name || table == "" && left == key.String()) {
			if nth--; nth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

func (c *config) readEnvironment(env func(string) string) error {
	c.Slack, c.Discord = fromEnvironment(c.Slack, env), fromEnvironment(c.Discord, env)
	secretsFrom(c.Mail.secrets(), 0, env)
	for _, s := range c.settings() {
		value := env(s.variable())
		if value == "" {
			continue
		}
		switch into := s.into.(type) {
		case *string:
			*into = value
		case *bool:
			yes, err := strconv.ParseBool(value)
			if err != nil {
				return &mistake{fmt.Sprintf("%s=%q is neither true nor false", s.variable(), value), "Write true or false, or unset it",
					fmt.Sprintf("環境変数 %s の「%s」は使えません。", s.variable(), value), "true か false にするか、この環境変数を消してください。"}
			}
			*into = yes
		case *int:
			number, err := strconv.Atoi(value)
			if err != nil {
				return &mistake{fmt.Sprintf("%s=%q is no whole number", s.variable(), value), "Write digits alone, or unset it",
					fmt.Sprintf("環境変数 %s の「%s」は使えません。", s.variable(), value), "半角の数字だけにするか、この環境変数を消してください。"}
			}
			*into = number
		}
	}
	return nil
}

var (
	levels  = []string{"debug", "info", "warn", "error"}
	formats = []string{"text", "json"}
)

// check finds every mistake that can be found without opening anything.
func (c *config) check() error {
	return errors.Join(c.checkData(), c.checkZone(), oneOf("log.level", c.Log.Level, levels), oneOf("log.format", c.Log.Format, formats),
		c.webConfig(nil, nil).Check(), c.Reminders.check())
}

func (c *config) checkData() error {
	if c.Data != "" {
		return nil
	}
	return &mistake{"data is empty", "Name the data file, such as daicho.db", "data が空です。", "daicho.db のように、データファイルの名前を書いてください。"}
}

func (c *config) checkZone() error {
	if _, err := time.LoadLocation(c.Company.Zone); err == nil && c.Company.Zone != "" {
		return nil
	}
	return &mistake{fmt.Sprintf("company.zone = %q is not a time zone", c.Company.Zone), "Write one such as Asia/Tokyo",
		fmt.Sprintf("company.zone の「%s」という時間帯はありません。", c.Company.Zone), "日本なら Asia/Tokyo と書いてください。"}
}

// zone is the configured time zone, UTC for one that check has refused.
func (c *config) zone() *time.Location {
	if zone, err := time.LoadLocation(c.Company.Zone); err == nil {
		return zone
	}
	return time.UTC
}

func oneOf(key, value string, of []string) error {
	if slices.Contains(of, value) {
		return nil
	}
	list := strings.Join(of, ", ")
	return &mistake{fmt.Sprintf("%s = %q must be one of %s", key, value, list), fmt.Sprintf("For instance %s = %q", key, of[0]),
		fmt.Sprintf("%s の「%s」は使えません。", key, value), fmt.Sprintf("%s は %s のどれかを書いてください。", key, list)}
}

// webConfig is what the web surface is told.
func (c *config) webConfig(now func() time.Time, log *slog.Logger) web.Config {
	return web.Config{
		Listen: c.Web.Listen, BaseURL: c.Web.BaseURL, AllowRemote: c.Web.AllowRemote, TrustProxy: c.Web.TrustProxy,
		Now: now, Log: log,
	}
}

// library is the instruments, with those of the configured folder.
func (c *config) library() (*rubric.Library, error) {
	if c.Instruments.Folder == "" {
		return rubric.Embedded()
	}
	lib, err := rubric.Load(os.DirFS(c.Instruments.Folder))
	if err != nil {
		return nil, fmt.Errorf("instruments.folder = %q:\n%w", c.Instruments.Folder, err)
	}
	return lib, nil
}

// logger writes to w as configured.
func (c *config) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Log.Level)); err != nil {
		panic(err) // check has refused it
	}
	o := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
