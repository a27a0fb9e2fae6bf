package main

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

// configuration reads the file. What cannot be read stays as it is by
// default, so that the rest can be looked at in the same run.
func (c *checker) configuration() {
	c.cfg = defaults()
	path := cmp.Or(c.common.config, c.env("DAICHO_CONFIG"))
	if path == "" {
		c.say("configuration", "no file is named; the defaults hold", "指定がないので、初期値を使います。")
		return
	}
	info, err := os.Stat(path)
	if err != nil {
		c.add("configuration", wrong, unreadable(path, err))
		return
	}
	if info.IsDir() {
		c.add("configuration", wrong, &mistake{path + " is a folder", "Name the file in it with --config",
			path + " はフォルダーです。", "--config には、中の設定ファイルを指定してください。"})
		return
	}
	if info.Mode().Perm()&0o022 != 0 && !onWindows {
		c.add("configuration", look, &mistake{path + " can be changed by others on this machine", "chmod go-w " + path,
			path + " は、この機器のほかの利用者も書きかえられます。", "chmod go-w " + path + " を実行してください。"})
	}
	text, err := os.ReadFile(path)
	if err != nil {
		c.add("configuration", wrong, unreadable(path, err))
		return
	}
	read := c.cfg
	if err := read.read(path, string(text)); err != nil {
		c.err("configuration", err)
		read.keepKnown(c.cfg)
	} else {
		c.say("configuration", path+" was read", path+" を読みました。")
	}
	c.cfg = read
	c.shadowed(path, string(text))
}

// keepKnown puts defaults where a file that broke off left nothing usable.
func (c *config) keepKnown(from config) {
	c.Data = cmp.Or(c.Data, from.Data)
	c.Company.Zone = cmp.Or(c.Company.Zone, from.Company.Zone)
	c.Web.Listen = cmp.Or(c.Web.Listen, from.Web.Listen)
}

func unreadable(path string, err error) *mistake {
	m := &mistake{What: err.Error(), Mend: "Check that " + path + " is there and may be read by this account",
		WhatJa: path + " を読めません。", MendJa: "ファイルがその場所にあるか、このアカウントで読めるかを確かめてください。"}
	if os.IsNotExist(err) {
		m.What, m.Mend = path+" is not there", "Check the spelling of its path"
		m.WhatJa, m.MendJa = path+" がありません。", "場所と名前のつづりを確かめてください。"
	}
	return m
}

// shadowed notes settings of the file that the environment overrules.
func (c *checker) shadowed(path, text string) {
	var keys map[string]any
	meta, err := toml.Decode(text, &keys)
	if err != nil {
		return
	}
	for _, s := range c.cfg.settings() {
		value := c.env(s.variable())
		if value == "" || !meta.IsDefined(strings.Split(s.key, ".")...) || value == s.text() {
			continue
		}
		c.overruled(s.variable(), s.key, path)
	}
	for n := range c.cfg.Slack {
		c.shadowedSecrets(n, c.cfg.Slack[n].secrets(), path)
	}
	for n := range c.cfg.Discord {
		c.shadowedSecrets(n, c.cfg.Discord[n].secrets(), path)
	}
	c.shadowedSecrets(0, c.cfg.Mail.secrets(), path)
}

// shadowedSecrets notes secrets of the n-th entry that the environment overrules.
func (c *checker) shadowedSecrets(n int, all []secret, path string) {
	for _, s := range all {
		value := c.env(s.variable(n))
		if value != "" && *s.value+*s.file != "" && *s.value != value {
			c.overruled(s.variable(n), s.platform+"."+s.key, path)
		}
	}
}

func (c *checker) overruled(variable, key, path string) {
	c.add("environment", look, &mistake{
		fmt.Sprintf("%s overrules %s in %s", variable, key, path), "Unset the variable if the file is to hold",
		fmt.Sprintf("環境変数 %s の値が、設定ファイルの %s より優先されます。", variable, key),
		"ファイルの値を使うなら、この環境変数を消してください。",
	})
}

// text is the value of a setting.
func (s setting) text() string {
	switch into := s.into.(type) {
	case *string:
		return *into
	case *bool:
		return fmt.Sprint(*into)
	case *int:
		return fmt.Sprint(*into)
	}
	return ""
}

// foreignVariables are ours, but no settings: the file's own name, and those of
// tests.
var foreignVariables = []string{"DAICHO_CONFIG", "DAICHO_TEST_CHILD", "DAICHO_CHROMIUM", "DAICHO_SHOTS", "DAICHO_AXE", "DAICHO_REQUIRE_TOOLS", "DAICHO_KILLS", "DAICHO_DROPS", "DAICHO_MINUTE",
	"DAICHO_DISCORD_PAYLOADS", "DAICHO_DISCORD_SENT", "DAICHO_DISCORD_SPEC"}

// environment takes in the variables, and finds those that nobody reads.
func (c *checker) environment() {
	known := slices.Concat(foreignVariables, secretVariables(c.cfg.Slack), secretVariables(c.cfg.Discord), secretVariables([]mailConfig{c.cfg.Mail}))
	for _, s := range c.cfg.settings() {
		known = append(known, s.variable())
	}
	set := 0
	for _, pair := range c.environ() {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(strings.ToUpper(name), "DAICHO_") {
			continue
		}
		if !slices.Contains(known, name) {
			c.add("environment", wrong, unknownVariable(name, known))
		} else if value != "" {
			set++
		}
	}
	if err := c.cfg.readEnvironment(c.env); err != nil {
		c.err("environment", err)
	} else if set > 0 {
		c.say("environment", fmt.Sprintf("%d DAICHO_ variables are set", set), fmt.Sprintf("DAICHO_ で始まる環境変数が%d個あります。", set))
	}
	if c.common.data != "" {
		c.cfg.Data = c.common.data
	}
	if c.listen != "" {
		c.cfg.Web.Listen = c.listen
	}
}

// entryVariable is a variable of a further [[slack]] or [[discord]].
var entryVariable = regexp.MustCompile(`^DAICHO_(SLACK|DISCORD)([2-9]|[1-9][0-9])_(BOT_TOKEN|APP_TOKEN|SIGNING_SECRET|TOKEN)$`)

func unknownVariable(name string, known []string) *mistake {
	m := &mistake{name + " is read by nothing", "Correct its name or unset it; config.example.toml names every variable",
		"環境変数 " + name + " は、どこでも使われません。", "つづりを直すか、消してください。使える名前は config.example.toml にあります。"}
	if no := entryVariable.FindStringSubmatch(name); no != nil {
		platform := strings.ToLower(no[1])
		m.Mend = fmt.Sprintf("It is of the [[%s]] number %s: write as many into the configuration", platform, no[2])
		m.MendJa = fmt.Sprintf("%s つ目の [[%s]] のための名前です。設定ファイルに [[%s]] をその数だけ書いてください。", no[2], platform, platform)
	} else if like := closest(name, known); like != "" {
		m.Mend = "Perhaps " + like + " is meant"
		m.MendJa = like + " のことなら、そう書き直してください。"
	}
	return m
}

// values looks at what the settings say, but for those of the web page.
func (c *checker) values() {
	if c.cfg.Data == "" {
		c.err("data", c.cfg.checkData())
	}
	if err := c.cfg.checkZone(); err != nil {
		m := mistakesOf(err)[0]
		if guess := zoneLike(c.cfg.Company.Zone); guess != "" {
			m.Mend, m.MendJa = fmt.Sprintf("Perhaps %s is meant", guess), fmt.Sprintf("%s のことなら、そう書いてください。", guess)
		}
		c.add("company", wrong, m)
	} else {
		c.say("company", "the time zone is "+c.cfg.Company.Zone, "時間帯は "+c.cfg.Company.Zone+" です。")
	}
	c.err("log", oneOf("log.level", c.cfg.Log.Level, levels))
	c.err("log", oneOf("log.format", c.cfg.Log.Format, formats))
	c.clock()
}

// zoneLike guesses the zone from a city alone.
func zoneLike(name string) string {
	name = strings.ReplaceAll(strings.TrimSpace(name), " ", "_")
	if name == "" || strings.EqualFold(name, "JST") || strings.Contains(name, "東京") || strings.Contains(name, "日本") {
		return "Asia/Tokyo"
	}
	for _, area := range []string{"Asia", "Europe", "America", "Australia", "Pacific"} {
		guess := area + "/" + strings.ToUpper(name[:1]) + strings.ToLower(name[1:])
		if _, err := time.LoadLocation(guess); err == nil {
			return guess
		}
	}
	return closest(name, []string{"Asia/Tokyo", "Asia/Seoul", "Asia/Shanghai", "UTC"})
}
