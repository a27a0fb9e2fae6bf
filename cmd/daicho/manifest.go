package main

import (
	"context"
	"flag"
	"fmt"
	"strings"

	"daicho/adapters/discord"
	"daicho/adapters/slack"
)

// manifests are the platforms that take the description of an app, and what
// makes it for an entry of the configuration, counted from 1.
var manifests = []struct {
	platform string
	text     func(cfg config, entry int) ([]byte, error)
}{
	{"slack", slackManifest},
	{"discord", discordManifest},
}

func manifest(_ context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	entry := f.Int("entry", 1, "for the `N`th entry, where the configuration has several")
	words, err := parseWords(f, args)
	if err != nil {
		return err
	}
	var there []string
	for _, m := range manifests {
		if there = append(there, m.platform); len(words) == 1 && words[0] == m.platform {
			return p.print(c, func(cfg config) ([]byte, error) { return m.text(cfg, *entry) })
		}
	}
	return misused("say for which platform, one of: %s", strings.Join(there, ", "))
}

// print prints what is made of the configuration.
func (p *program) print(c *common, text func(config) ([]byte, error)) error {
	cfg, err := c.load(p.env)
	if err != nil {
		return err
	}
	made, err := text(cfg)
	if err != nil {
		return err
	}
	_, err = p.out.Write(made)
	return err
}

// slackManifest needs no token: the app of which they are is yet to be made.
func slackManifest(cfg config, entry int) ([]byte, error) {
	entries := cfg.Slack
	if len(entries) == 0 {
		entries = make([]slackConfig, 1)
	}
	if entry < 1 || entry > len(entries) {
		return nil, misused("--entry %d: the configuration has %d [[slack]]", entry, len(cfg.Slack))
	}
	one := entries[entry-1].filled()
	if err := oneOf("slack.mode", one.Mode, []string{slack.SocketMode, slack.HTTPMode}); err != nil {
		return nil, err
	}
	text, err := slack.Manifest(one.Mode, one.BaseURL, one.Path)
	if err != nil {
		return nil, fmt.Errorf("entry %d: %w", entry, err)
	}
	return text, nil
}

// discordManifest names the application if the configuration has its token.
func discordManifest(cfg config, no int) ([]byte, error) {
	if len(cfg.Discord) == 0 && no == 1 {
		return discord.Manifest("")
	}
	if no < 1 || no > len(cfg.Discord) {
		return nil, misused("--entry %d: the configuration has %d [[discord]]", no, len(cfg.Discord))
	}
	with := cfg.Discord[no-1]
	if with.Token == "" && with.TokenFile == "" {
		with = cfg.Discord[0]
	}
	if err := openSecrets(with.secrets()); err != nil {
		return nil, err
	}
	return discord.Manifest(with.Token)
}
