package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/adapters/slack/slacktest"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"

	"github.com/BurntSushi/toml"
)

// exampleOf is the part of the example about a platform, which is commented out,
// with the signs taken away. Several of its lines are keys.
func exampleOf(t *testing.T, platform string, keys []string) (c config, lines []string) {
	t.Helper()
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.SplitSeq(string(text), "\n") {
		name, _, isKey := strings.Cut(strings.TrimPrefix(line, "# "), " = ")
		if strings.HasPrefix(line, "# [[") {
			inside = line == "# [["+platform+"]]"
		}
		if line == "# [["+platform+"]]" || inside && isKey && slices.Contains(keys, platform+"."+name) {
			lines = append(lines, strings.TrimPrefix(line, "# "))
		}
	}
	meta, err := toml.Decode(strings.Join(lines, "\n"), &c)
	if err != nil || len(meta.Undecoded()) > 0 {
		t.Fatalf("%v, %v of\n%s", err, meta.Undecoded(), strings.Join(lines, "\n"))
	}
	if len(lines) != 1+len(keys) {
		t.Errorf("%d of %d keys are named", len(lines)-1, len(keys))
	}
	for _, v := range append(secretVariables(c.Slack), secretVariables(c.Discord)...) {
		if !strings.Contains(string(text), v) {
			t.Errorf("the example does not name %s", v)
		}
	}
	return c, lines
}

// TestExampleNamesEveryKeyOfChats: the parts that are commented out explain each
// key, and are what they say once the signs are taken away.
func TestExampleNamesEveryKeyOfChats(t *testing.T) {
	c, _ := exampleOf(t, "slack", entryKeys[slackConfig]("slack"))
	c.Slack[0].Managers = nil
	if got := c.Slack[0]; !reflect.DeepEqual(got, slackConfig{}.filled()) {
		t.Errorf("the example holds %+v, by default it is %+v", got, slackConfig{}.filled())
	}
	c, _ = exampleOf(t, "discord", entryKeys[discordConfig]("discord"))
	c.Discord[0].Managers, c.Discord[0].Roles = nil, nil
	if got := c.Discord[0]; !reflect.DeepEqual(got, discordConfig{}.filled()) {
		t.Errorf("the example holds %+v, by default it is %+v", got, discordConfig{}.filled())
	}
}

// slackHouse is a data file served for one workspace of the fake.
type slackHouse struct {
	*house
	end func()
}

func serveSlack(t *testing.T, fake *slacktest.Slack, path, more string) *slackHouse {
	t.Helper()
	file := write(t, "daicho.toml", fmt.Sprintf("data = %q\n[web]\nlisten = \"127.0.0.1:0\"\n[[slack]]\nbot_token = %q\napp_token_file = \"app\"\napi_url = %q\n%s",
		path, slacktest.BotToken, fake.APIURL(), more))
	if err := os.WriteFile(filepath.Join(filepath.Dir(file), "app"), []byte(slacktest.AppToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := (&common{config: file}).load(noEnv)
	if err != nil {
		t.Fatal(err)
	}
	spaces, err := cfg.spaces()
	if err != nil {
		t.Fatal(err)
	}
	h, err := openHouse(t.Context(), cfg, time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	p := &program{out: io.Discard, err: io.Discard, env: noEnv, now: time.Now}
	go func() { ended <- h.serve(ctx, p, opening{manager: "佐藤 恵子", spaces: spaces}) }()
	return &slackHouse{h, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}}
}

// sees waits for the newest message to somebody that says something.
func sees(t *testing.T, fake *slacktest.Slack, user, says string) (s slacktest.Screen) {
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

func enrolls(t *testing.T, fake *slacktest.Slack, user string) {
	t.Helper()
	<-fake.Say(user, fake.DM(user), "メニュー").Done
	s := sees(t, fake, user, "登録してはじめる")
	i := slices.IndexFunc(s.Elements, func(e slacktest.Element) bool { return e.Label == "登録してはじめる" })
	<-fake.Click(user, s, s.Elements[i]).Done
	sees(t, fake, user, "名簿に登録しました")
}

func (h *slackHouse) roleOf(t *testing.T, user string) (role guidance.Role) {
	t.Helper()
	err := h.store.Read(t.Context(), "web", func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: "slack-T0DAICHO", ID: user})
		role = p.Role
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return role
}

// TestSlackIsServed: from the configuration to somebody on the list, and again
// after a restart, where the configuration has made them a manager.
func TestSlackIsServed(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{})
	path := filepath.Join(t.TempDir(), "d.db")
	h := serveSlack(t, fake, path, "managers = [\"U0SATO\"]\n")
	enrolls(t, fake, "U0YAMADA")
	enrolls(t, fake, "U0SATO")
	if one, other := h.roleOf(t, "U0YAMADA"), h.roleOf(t, "U0SATO"); one != guidance.Employee || other != guidance.Manager {
		t.Errorf("they are %s and %s", one, other)
	}
	h.end()
	h = serveSlack(t, fake, path, "managers = [\"U0YAMADA\"]\nmembers = \"invited\"\n")
	<-fake.Say("U0YAMADA", fake.DM("U0YAMADA"), "人と役割").Done
	sees(t, fake, "U0YAMADA", "名簿にいます")
	<-fake.Say("U0SUZUKI", fake.DM("U0SUZUKI"), "メニュー").Done
	s := sees(t, fake, "U0SUZUKI", "登録してはじめる")
	<-fake.Click("U0SUZUKI", s, s.Elements[0]).Done
	sees(t, fake, "U0SUZUKI", "管理者")
	h.end()
}

// TestSlackMayBeAway: while Slack cannot be reached the page is served, and what
// is for the workspace waits.
func TestSlackMayBeAway(t *testing.T) {
	h := &house{}
	s := h.surfaces(nil)
	err := s.adapter("slack-T1").Post(t.Context(), bot.Recipient{}, bot.View{})
	if err == nil || s.adapter("elsewhere") != nil {
		t.Errorf("%v, %v", err, s.adapter("elsewhere"))
	}
	fake := slacktest.Start(t, slacktest.Options{})
	fake.Fail("auth.test", 2, slacktest.Failure{Status: 503})
	served := serveSlack(t, fake, filepath.Join(t.TempDir(), "d.db"), "")
	enrolls(t, fake, "U0YAMADA")
	served.end()
}

// TestCheckLooksAtSlack: each thing that is wrong is named with its mend, and no
// secret is repeated.
func TestCheckLooksAtSlack(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{Scopes: []string{"chat:write", "admin"}})
	for name, c := range map[string]struct{ text, want string }{
		"scopes":     {fmt.Sprintf("[[slack]]\nbot_token=%q\napp_token=%q\napi_url=%q\n", slacktest.BotToken, slacktest.AppToken, fake.APIURL()), "権限（commands, files:read"},
		"spare":      {fmt.Sprintf("[[slack]]\nbot_token=%q\napp_token=%q\napi_url=%q\n", slacktest.BotToken, slacktest.AppToken, fake.APIURL()), "使わない権限（admin）"},
		"refused":    {fmt.Sprintf("[[slack]]\nbot_token=\"xoxb-geheim\"\napp_token=%q\napi_url=%q\n", slacktest.AppToken, fake.APIURL()), "bot_token が、Slack に受け付けられません"},
		"no token":   {"[[slack]]\napp_token=\"xapp-geheim\"\n", "xoxb-"},
		"away":       {fmt.Sprintf("[[slack]]\nbot_token=%q\napp_token=%q\napi_url=\"http://127.0.0.1:1/api/\"\n", slacktest.BotToken, slacktest.AppToken), "確かめられませんでした"},
		"no address": {"[[slack]]\nbot_token=\"xoxb-geheim\"\nsigning_secret=\"geheim\"\nmode=\"http\"\n", "base_url"},
		"misspelt":   {"[[slack]]\nbot_tokn=\"xoxb-geheim\"\n", "slack.bot_token"},
		"one only":   {"[slack]\nbot_token=\"xoxb-geheim\"\n", "[[slack]]"},
	} {
		var out strings.Builder
		p := &program{out: &out, err: io.Discard, env: noEnv, environ: func() []string { return nil }, now: time.Now}
		file := write(t, "daicho.toml", fmt.Sprintf("data = %q\n[web]\nlisten = \"127.0.0.1:0\"\n%s", filepath.Join(t.TempDir(), "d.db"), c.text))
		p.main(t.Context(), []string{"check", "--config", file})
		if text := out.String(); !strings.Contains(text, c.want) || strings.Contains(text, "geheim") {
			t.Errorf("%s: it says\n%s", name, text)
		}
	}
}

func TestManifestOfTheConfiguration(t *testing.T) {
	run := func(args ...string) (int, string) {
		var out strings.Builder
		p := &program{out: &out, err: &out, env: noEnv, environ: func() []string { return nil }, now: time.Now}
		return p.main(t.Context(), append([]string{"manifest"}, args...)), out.String()
	}
	if code, text := run("slack"); code != exitDone || !strings.Contains(text, `"socket_mode_enabled": true`) {
		t.Errorf("%d: %s", code, text)
	}
	file := write(t, "daicho.toml", "[[slack]]\nmode = \"http\"\nbase_url = \"https://daicho.example.jp\"\n")
	if code, text := run("slack", "--config", file); code != exitDone || !strings.Contains(text, "https://daicho.example.jp/slack") {
		t.Errorf("%d: %s", code, text)
	}
	if code, text := run("teams"); code != exitUsage || !strings.Contains(text, "one of: slack, discord") {
		t.Errorf("%d: %s", code, text)
	}
}
