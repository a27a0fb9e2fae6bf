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
		Data:    "daicho.db",
		Company: companyConfig{Zone: "Asia/Tokyo"},
		Web:     webConfig{Listen: web.DefaultListen},
		Log:     logConfig{Level: "info", Format: "text"},
	}
}

// setting is one key of the configuration and where its value stands: a
// *string or a *bool.
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
	meta, err := toml.Decode(text, c)
	var wrong toml.ParseError
	if errors.As(err, &wrong) {
		return both(fmt.Sprintf("%s:%d: %v", path, wrong.Position.Line, err),
			fmt.Sprintf("設定ファイル %s の%d行目を読めません。書き方を確かめてください。", path, wrong.Position.Line))
	}
	if err != nil {
		return both(fmt.Sprintf("%s: %v", path, err), fmt.Sprintf("設定ファイル %s を読めません。書き方を確かめてください。", path))
	}
	var unknown []error
	for _, key := range meta.Undecoded() {
		line := lineOf(text, key)
		unknown = append(unknown, both(fmt.Sprintf("%s:%d: there is no setting %q", path, line, key),
			fmt.Sprintf("設定ファイル %s の%d行目：「%s」という設定はありません。config.example.toml のつづりを確かめてください。", path, line, key)))
	}
	return errors.Join(unknown...)
}

// lineOf is the line on which a key is set, from 1; 0 if it is written in a
// way that is not looked for.
func lineOf(text string, key toml.Key) int {
	table, name := "", key[len(key)-1]
	parent := strings.Join(key[:len(key)-1], ".")
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(line[:max(strings.LastIndexByte(line, ']'), 0)], "[] ")
			if table == key.String() {
				return i + 1
			}
			continue
		}
		left, _, isKey := strings.Cut(line, "=")
		if left = strings.TrimSpace(left); isKey && (table == parent && left == name || table == "" && left == key.String()) {
			return i + 1
		}
	}
	return 0
}

func (c *config) readEnvironment(env func(string) string) error {
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
				return both(fmt.Sprintf("%s=%q: write true or false", s.variable(), value),
					fmt.Sprintf("環境変数 %s には true か false を書いてください。", s.variable()))
			}
			*into = yes
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
	var wrong []error
	if c.Data == "" {
		wrong = append(wrong, both("data is empty: name the data file", "data が空です。データファイルの名前を書いてください。"))
	}
	if _, err := time.LoadLocation(c.Company.Zone); err != nil || c.Company.Zone == "" {
		wrong = append(wrong, both(fmt.Sprintf("company.zone = %q is not a time zone, such as Asia/Tokyo", c.Company.Zone),
			"company.zone は Asia/Tokyo のように書いてください。"))
	}
	wrong = append(wrong, oneOf("log.level", c.Log.Level, levels), oneOf("log.format", c.Log.Format, formats),
		c.webConfig(nil, nil).Check())
	return errors.Join(wrong...)
}

func oneOf(key, value string, of []string) error {
	if slices.Contains(of, value) {
		return nil
	}
	list := strings.Join(of, ", ")
	return both(fmt.Sprintf("%s = %q must be one of %s", key, value, list),
		fmt.Sprintf("%s は %s のどれかを書いてください。", key, list))
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
