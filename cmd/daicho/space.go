package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"daicho/adapters/discord"
	"daicho/adapters/slack"
	"daicho/bot"
)

// space is where people meet the bot on a chat platform, over one connection: a
// workspace of Slack, or an application of Discord in its servers. Each home in
// it is of one entry of the configuration.
type space struct {
	entries []entry // in the order in which connecting gives their homes
	open    func(*slog.Logger) (connector, error)
	// connecting and running say of what goes wrong then, in words for an
	// operator, what is to be mended.
	connecting, running func(error) error
}

// connector is the adapter of a space.
type connector interface {
	bot.Adapter
	// Connect finds out the homes.
	Connect(ctx context.Context) ([]string, error)
}

// entry is what stands in one [[…]] about a home, whatever the platform is.
type entry struct {
	platform string
	no       int      // from 1, as they stand in the configuration
	company  string   // id; empty for the only one there is
	managers []string // ids of accounts of those who are managers
}

// name is the entry in English, nameJa in Japanese.
func (e entry) name() string   { return fmt.Sprintf("[[%s]] %d", e.platform, e.no) }
func (e entry) nameJa() string { return fmt.Sprintf("%d つ目の [[%s]]", e.no, e.platform) }

// kind is what the entry's home is, in English and in Japanese.
func (e entry) kind() (english, japanese string) {
	if e.platform == "discord" {
		return "server", "サーバー"
	}
	return "workspace", "ワークスペース"
}

// isChatHome reports whether a home is one of a chat platform.
func isChatHome(home string) bool { return slack.IsHome(home) || discord.IsHome(home) }

// platformName is what people call the platform of a home; empty for a home of
// none.
func platformName(home string) string {
	switch {
	case slack.IsHome(home):
		return "Slack"
	case discord.IsHome(home):
		return "Discord"
	}
	return ""
}

// mustBeMended reports whether trying again is of no use before an operator has
// done something.
func mustBeMended(err error) bool {
	_, absent := errors.AsType[*discord.Absent](err)
	return absent || slack.TokenRefused(err) || discord.TokenRefused(err)
}

// spaces are all that the configuration has, or every mistake in them that can
// be found without asking anybody.
func (c *config) spaces() ([]space, error) {
	workspaces, err := c.workspaces()
	servers, err2 := c.discordSpaces()
	return append(workspaces, servers...), errors.Join(err, err2)
}

// ofEntry names the entry in each of its mistakes, where there are several.
func ofEntry(e entry, of int, err error) error {
	if of < 2 {
		return err
	}
	var all []error
	for _, m := range mistakesOf(err) {
		named := *m
		named.What = e.name() + ": " + strings.TrimPrefix(m.What, e.platform+": ")
		named.WhatJa = e.nameJa() + "：" + m.WhatJa
		all = append(all, &named)
	}
	return errors.Join(all...)
}

// Who of a home comes on the list.
const (
	membersJoin    = "join"    // members put themselves on it
	membersInvited = "invited" // who was invited
)
