package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// What somebody may in a server, as far as it matters here.
const (
	administrator = 1 << 3
	manageServer  = 1 << 5
	viewChannel   = 1 << 10
	sendMessages  = 1 << 11
	embedLinks    = 1 << 14
	attachFiles   = 1 << 15
)

// Permission is a permission that the bot needs.
type Permission struct {
	bit uint64
	// Name and Japanese are what Discord calls it, in English and in Japanese.
	Name, Japanese string
}

// needs are all that the bot needs in a server, and in a channel into which
// something is shared. It reads no messages of channels.
var needs = []Permission{
	{viewChannel, "View Channels", "チャンネルを見る"}, {sendMessages, "Send Messages", "メッセージを送信"},
	{embedLinks, "Embed Links", "埋め込みリンク"}, {attachFiles, "Attach Files", "ファイルを添付"},
}

// toCall is what it needs where people are called: words and a button.
var toCall = needs[:2]

// lacking are those of some permissions that are not among what somebody may.
func lacking(wanted []Permission, may uint64) []Permission {
	return slices.DeleteFunc(slices.Clone(wanted), func(p Permission) bool { return may&(p.bit|administrator) != 0 })
}

// EnglishNames are the names of permissions in a line.
func EnglishNames(all []Permission) string {
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// JapaneseNames are they in Japanese, each with the English one behind it.
func JapaneseNames(all []Permission) (text string) {
	for _, p := range all {
		text += "「" + p.Japanese + "」（" + p.Name + "）"
	}
	return text
}

// Absent is returned where the application is not in one of its servers.
type Absent struct{ Guild string }

// Error implements error.
func (e *Absent) Error() string { return "discord: the application is not in the server " + e.Guild }

// Unwrap says of which kind it is.
func (e *Absent) Unwrap() error { return bot.ErrBroken }

// visit looks whether the application is in a server and what that is called, and
// has it know the commands.
func (a *App) visit(ctx context.Context, guild string) error {
	var there struct {
		Name string `json:"name"`
	}
	err := a.calls.forSomebody(ctx, "GET", "guilds/"+guild, nil, nil, &there)
	if err == nil {
		err = a.register(ctx, guild)
	}
	absent := errors.Is(err, bot.ErrGone) || errors.Is(err, errHidden)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.absent[guild] = absent; absent {
		return &Absent{guild}
	}
	if err == nil {
		a.names[guild] = there.Name
	}
	return err
}

// isAbsent reports whether the application is not in a server, as far as is known.
func (a *App) isAbsent(guild string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.absent[guild]
}

// againAbsent is how often it is looked whether the application was let in.
const againAbsent = 5 * time.Minute

// awaitServers waits for the servers that the application is not in: the others
// are served meanwhile.
func (a *App) awaitServers(ctx context.Context) {
	for chatkit.Sleep(ctx, againAbsent) == nil {
		for _, g := range a.cfg.Guilds {
			if a.isAbsent(g.ID) && a.visit(ctx, g.ID) == nil {
				a.cfg.Log.Info("discord: the application is in a server that it was not in", "server", g.ID)
			}
		}
	}
}

// named is what a server is called.
func (a *App) named(guild string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if name := a.names[guild]; name != "" {
		return name
	}
	return fmt.Sprintf("サーバー %s", guild)
}

// server is what Discord tells of a server.
type server struct {
	ID    string `json:"id"`
	Owner string `json:"owner_id"`
	Roles []role `json:"roles"`
}

// role is a role of a server.
type role struct {
	ID          string `json:"id"`
	Permissions uint64 `json:"permissions,string"`
}

func (a *App) server(ctx context.Context, id string) (there server, err error) {
	err = a.calls.forSomebody(ctx, "GET", "guilds/"+id, nil, nil, &there)
	return there, err
}

// has reports whether the server has a role.
func (s server) has(id string) bool {
	return slices.ContainsFunc(s.Roles, func(r role) bool { return r.ID == id })
}

// may is what somebody with these roles may in the server.
func (s server) may(roles []string) (all uint64) {
	for _, r := range s.Roles {
		if r.ID == s.ID || slices.Contains(roles, r.ID) { // the role of all has the server's id
			all |= r.Permissions
		}
	}
	return all
}

// channel is a channel of a server, with what differs in it from what people
// may in the server.
type channel struct {
	Guild  string      `json:"guild_id"`
	Differ []overwrite `json:"permission_overwrites"`
}

// overwrite is what a role, or one person, may in a channel and what not,
// whatever they may in the server.
type overwrite struct {
	ID    string `json:"id"`
	Allow uint64 `json:"allow,string"`
	Deny  uint64 `json:"deny,string"`
}

// mayIn is what somebody with these roles may in a channel: what the channel
// says of all counts first, then what it says of their roles together, then what
// it says of them.
func (s server) mayIn(c channel, user string, roles []string) uint64 {
	all := s.may(roles)
	if s.Owner == user || all&administrator != 0 {
		return administrator
	}
	for _, counts := range []func(id string) bool{
		func(id string) bool { return id == s.ID },
		func(id string) bool { return id != s.ID && slices.Contains(roles, id) },
		func(id string) bool { return id == user },
	} {
		var allow, deny uint64
		for _, o := range c.Differ {
			if counts(o.ID) {
				allow, deny = allow|o.Allow, deny|o.Deny
			}
		}
		all = all&^deny | allow
	}
	return all
}

// member is what a server knows of one of its people.
type member struct {
	User  wireUser `json:"user"`
	Nick  string   `json:"nick"`
	Roles []string `json:"roles"`
}

func (a *App) member(ctx context.Context, guild, id string) (in member, err error) {
	err = a.calls.forSomebody(ctx, "GET", "guilds/"+guild+"/members/"+id, nil, nil, &in)
	return in, err
}

// standing is how the bot stands in a server.
func (a *App) standing(ctx context.Context, guild string) (there server, roles []string, err error) {
	if there, err = a.server(ctx, guild); err != nil {
		return there, nil, err
	}
	me, err := a.member(ctx, guild, a.app)
	return there, me.Roles, err
}

// lacksIn are those of some permissions that the bot lacks in a channel. seen is
// false where it does not even see it, or it is not of this server.
func (a *App) lacksIn(ctx context.Context, guild, id string, wanted []Permission) (lacks []Permission, seen bool, err error) {
	var c channel
	err = a.calls.forSomebody(ctx, "GET", "channels/"+id, nil, nil, &c)
	switch {
	case errors.Is(err, bot.ErrGone) || errors.Is(err, errHidden) || err == nil && c.Guild != guild:
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	there, roles, err := a.standing(ctx, guild)
	return lacking(wanted, there.mayIn(c, a.app, roles)), true, err
}
