package discord

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
)

// DefaultAPIURL is where Discord is.
const DefaultAPIURL = "https://discord.com/api/v9/"

// Config is how one application works in its servers.
type Config struct {
	// Token is the bot's, without "Bot " before it.
	Token string
	// Guilds are the servers in which it works. In any other it says that it does
	// not: at length the first time, then in a sentence.
	Guilds []Guild
	// APIURL is where the REST API is, and where the gateway is asked for; it
	// ends in a slash.
	APIURL string
	// Grace is how long turns may still take when the adapter stops: five
	// seconds unless set.
	Grace time.Duration
	// Staleness is after how long without a sign of life a connection counts as
	// dead: two minutes unless set.
	Staleness time.Duration
	// Unhurried has what is posted to people come as fast as it can, for tests.
	Unhurried bool
	// Log is the log; the system's unless set.
	Log *slog.Logger
}

// Guild is one server, and so one home.
type Guild struct {
	ID string
	// Enroll lets its people put themselves on the company's list.
	Enroll bool
	// Managers are ids of people and of roles who are managers once they are on
	// the list.
	Managers []string
	// AdministratorsManage makes managers, in the same way, of whoever may manage
	// the server.
	AdministratorsManage bool
	// CallsIn is the id of the channel in which people are called who take no
	// direct messages. Empty where nobody is.
	CallsIn string
	// Members are ids of roles: who has none of them does not belong to the
	// company. Empty where all do.
	Members []string
}

// has reports whether somebody, or one of their roles, is among these ids; where
// none is named, all says.
func (g Guild) has(ids []string, all bool, user string, roles []string) bool {
	if len(ids) == 0 {
		return all
	}
	return slices.ContainsFunc(ids, func(id string) bool { return id == user || slices.Contains(roles, id) })
}

func (c Config) filled() Config {
	c.APIURL = cmp.Or(c.APIURL, DefaultAPIURL)
	c.Grace = cmp.Or(c.Grace, 5*time.Second)
	c.Log = cmp.Or(c.Log, slog.Default())
	c.Staleness = cmp.Or(c.Staleness, 2*time.Minute) // heartbeats are answered every 41 seconds or so
	return c
}

// Check finds every mistake that can be found without asking Discord, and says
// the mend in English and in Japanese.
func (c Config) Check() error {
	return errors.Join(c.checkToken(), c.checkGuilds(), c.filled().checkAPI())
}

func (c Config) checkToken() error {
	if strings.Count(c.Token, ".") == 2 && !strings.ContainsAny(c.Token, " \n\t") {
		return nil
	}
	return errors.New("discord: token must be the bot's token (Developer Portal, Bot, Reset Token) / " +
		"token には、ボットのトークン（Developer Portal の Bot のページの「Reset Token」）を書いてください")
}

func (c Config) checkGuilds() error {
	if len(c.Guilds) == 0 {
		return errors.New("discord: no server is named / サーバーが1つも書かれていません")
	}
	var all []error
	for i, g := range c.Guilds {
		if slices.ContainsFunc(c.Guilds[:i], func(o Guild) bool { return o.ID == g.ID }) {
			all = append(all, fmt.Errorf("discord: server %s is named twice / サーバー %s が2度書かれています", g.ID, g.ID))
		}
		all = append(all, areIDs("server", g.ID), areIDs("managers", g.Managers...), areIDs("roles", g.Members...))
		if g.CallsIn != "" {
			all = append(all, areIDs("channel", g.CallsIn))
		}
	}
	return errors.Join(all...)
}

// areIDs says of each of what stands under a key that it is no id of Discord's.
func areIDs(key string, those ...string) (err error) {
	menu := map[string]string{"server": "サーバーIDをコピー", "channel": "チャンネルIDをコピー", "roles": "ロールIDをコピー", "managers": "ユーザーIDをコピー」「ロールIDをコピー"}[key]
	for _, id := range those {
		if !isSnowflake(id) {
			err = errors.Join(err, fmt.Errorf("discord: %s: %q is no id: switch Developer Mode on (User Settings, Advanced) and copy it (Copy ID) / "+
				"%s の「%s」はIDではありません。ユーザー設定の「詳細設定」で「開発者モード」をオンにして、「%s」で写した数字を書いてください", key, id, key, id, menu))
		}
	}
	return err
}

func (c Config) checkAPI() error {
	u, err := url.Parse(c.APIURL)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && strings.HasSuffix(u.Path, "/") {
		return nil
	}
	return fmt.Errorf("discord: api_url must be like %s, with a slash at its end / api_url は %s のように、最後に / を付けて書いてください", DefaultAPIURL, DefaultAPIURL)
}
