package discordtest

import (
	"slices"
	"strconv"
)

// Ids and the token of the world, unless Options says otherwise.
const (
	Application = "900000000000000001"
	Token       = "OTAwMDAwMDAwMDAwMDAwMDAx.discordtest.token"
	Company     = "200000000000000001" // a guild
	General     = "300000000000000001" // its first channel
	Office      = "300000000000000002" // its second channel
	Managers    = "400000000000000001" // a role
	Yamada      = "100000000000000001"
	Suzuki      = "100000000000000002"
	Sato        = "100000000000000003"
)

// User is somebody with an account.
type User struct {
	ID, Name   string
	GlobalName string   // the name that is shown; "" for none
	Nick       string   // in all guilds; "" for none
	Locale     string   // of the client, "ja"
	Roles      []string // ids, in all guilds
	// Permissions are what the user may in guilds beyond what the roles allow.
	Permissions int64
	// Guilds are the ids of the guilds the user is in; nil for all.
	Guilds []string
	Bot    bool
}

// Guild is a server.
type Guild struct {
	ID, Name string
	Owner    string // id of a user, or ""
	Locale   string // "ja"
	Channels []Channel
	Roles    []Role // beyond @everyone
	Denied   int64  // what @everyone may not there
}

// Channel is a text channel, or whatever else Kind says.
type Channel struct {
	ID, Name string
	Kind     int   // 0 is text
	Hidden   bool  // the app cannot see it
	ReadOnly bool  // the app may not write there
	Denied   int64 // what nobody may there, whatever they may in the guild
}

// Role is a role of a guild.
type Role struct {
	ID, Name    string
	Permissions int64
}

// Permissions that tests may want.
const (
	Administrator int64 = 1 << 3
	ManageGuild   int64 = 1 << 5
	SendMessages  int64 = 1 << 11
	EmbedLinks    int64 = 1 << 14
	AttachFiles   int64 = 1 << 15
)

// everyone is what all members of a guild may: see channels, write, embed
// links, attach files, read what was said and use commands.
const everyone int64 = 1<<10 | SendMessages | 1<<14 | 1<<15 | 1<<16 | 1<<31

// allPermissions is what an administrator may.
const allPermissions int64 = 1<<50 - 1

func defaultGuilds() []Guild {
	return []Guild{{ID: Company, Name: "台帳株式会社",
		Channels: []Channel{{ID: General, Name: "general"}, {ID: Office, Name: "office"}},
		Roles:    []Role{{ID: Managers, Name: "managers", Permissions: ManageGuild}}}}
}

func defaultUsers() []User {
	return []User{
		{ID: Yamada, Name: "yamada", GlobalName: "山田 太郎"},
		{ID: Suzuki, Name: "suzuki", GlobalName: "鈴木 花子"},
		{ID: Sato, Name: "sato", GlobalName: "佐藤 健", Nick: "けん"},
	}
}

// DM is the id of the channel for direct messages of that user with the app.
func (s *Discord) DM(user string) string {
	n, _ := strconv.ParseInt(user, 10, 64)
	return strconv.FormatInt(n+600000000000000000, 10)
}

// Refuse has Discord refuse messages of the app to that user: 50007 for
// somebody who blocks the app or takes no direct messages, 50278 for somebody
// who is in no guild with it, 40003 for opening direct messages too fast. 0
// ends it.
func (s *Discord) Refuse(user string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed[user] = code
}

// Forget takes something away: a channel, as when it was deleted; a user, who
// leaves all guilds and gets no message any more; or a guild, which has thrown
// the app out. Sessions hear of it as far as their intents go.
func (s *Discord) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, ch, channel := s.guildOf(id)
	u, user := s.user(id)
	switch {
	case channel:
		s.dispatch("CHANNEL_DELETE", intentGuilds, channelJSON(g, ch), nil)
	case user:
		for _, g := range s.present() {
			if s.in(u, g.ID) {
				s.dispatch("GUILD_MEMBER_REMOVE", intentMembers, object{"guild_id": g.ID, "user": userJSON(u)}, nil)
			}
		}
	case s.guilds[id].ID != "":
		s.dispatch("GUILD_DELETE", intentGuilds, object{"id": id}, nil)
	}
	s.gone[id] = true
}

// Join puts a user into the world, or changes one who is there. Sessions hear
// of it as far as their intents go.
func (s *Discord) Join(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := "GUILD_MEMBER_ADD"
	if _, known := s.user(u.ID); known {
		name = "GUILD_MEMBER_UPDATE"
	}
	s.users[u.ID] = u
	delete(s.gone, u.ID)
	for _, g := range s.present() {
		if s.in(u, g.ID) {
			s.dispatch(name, intentMembers, with(withUser(memberJSON(u), u), "guild_id", g.ID), nil)
		}
	}
}

// with is the object with one thing more.
func with(o object, name string, value any) object {
	o[name] = value
	return o
}

// user gives a user that can be seen: known and not forgotten.
func (s *Discord) user(id string) (User, bool) {
	if id == s.o.Application {
		return User{ID: id, Name: "daicho", Bot: true}, true
	}
	u, ok := s.users[id]
	return u, ok && !s.gone[id]
}

// in says whether the user is in the guild.
func (s *Discord) in(u User, guild string) bool {
	return !s.gone[u.ID] && (u.ID == s.o.Application || u.Guilds == nil || slices.Contains(u.Guilds, guild))
}

// mutual says whether the user is in a guild with the app.
func (s *Discord) mutual(u User) bool {
	return slices.ContainsFunc(s.present(), func(g Guild) bool { return s.in(u, g.ID) })
}

// present are the guilds that the app is in.
func (s *Discord) present() []Guild {
	var all []Guild
	for _, id := range s.order {
		if !s.gone[id] {
			all = append(all, s.guilds[id])
		}
	}
	return all
}

// Invite puts the app into a guild, or changes one that it is in.
func (s *Discord) Invite(g Guild) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.gone, g.ID)
	name := "GUILD_UPDATE"
	if s.guilds[g.ID].ID == "" {
		name = "GUILD_CREATE"
		s.order = append(s.order, g.ID)
	}
	s.guilds[g.ID] = g
	s.dispatch(name, intentGuilds, s.guildEvent(g, 0), nil)
}

// personOf is whose direct messages the channel holds.
func (s *Discord) personOf(channel string) (User, bool) {
	n, err := strconv.ParseInt(channel, 10, 64)
	if err != nil {
		return User{}, false
	}
	u, ok := s.users[strconv.FormatInt(n-600000000000000000, 10)]
	return u, ok
}

// guildOf is the guild that a channel is in.
func (s *Discord) guildOf(channel string) (Guild, Channel, bool) {
	for _, g := range s.present() {
		for _, c := range g.Channels {
			if c.ID == channel && !s.gone[channel] {
				return g, c, true
			}
		}
	}
	return Guild{}, Channel{}, false
}

// reads says whether the user sees what is in the channel.
func (s *Discord) reads(user, channel string) bool {
	u, ok := s.users[user]
	if g, _, found := s.guildOf(channel); ok && found {
		return s.in(u, g.ID)
	}
	return ok && s.DM(user) == channel
}

// may is what the user may in the guild.
func (s *Discord) may(u User, g Guild) int64 {
	all := everyone&^g.Denied | u.Permissions
	for _, r := range g.Roles {
		if slices.Contains(u.Roles, r.ID) {
			all |= r.Permissions
		}
	}
	if all&Administrator != 0 || g.Owner == u.ID {
		return allPermissions
	}
	return all
}

// name is how people read a user's id, in a guild or "".
func (s *Discord) name(id, guild string) (string, bool) {
	u, ok := s.users[id]
	if id == s.o.Application {
		u, ok = s.user(id)
	}
	switch {
	case !ok:
		return "", false
	case guild != "" && u.Nick != "":
		return u.Nick, true
	case u.GlobalName != "":
		return u.GlobalName, true
	}
	return u.Name, true
}

func (u User) locale() string {
	if u.Locale == "" {
		return "ja"
	}
	return u.Locale
}

func (g Guild) locale() string {
	if g.Locale == "" {
		return "ja"
	}
	return g.Locale
}
