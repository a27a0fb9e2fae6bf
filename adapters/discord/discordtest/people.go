package discordtest

import (
	"net/http"
	"strconv"
	"strings"
)

func peopleRoutes() []route {
	return []route{
		{"GET /gateway", true, (*Discord).getGateway},
		{"GET /gateway/bot", false, (*Discord).getGatewayBot},
		{"GET /applications/@me", false, (*Discord).getApplication},
		{"GET /oauth2/applications/@me", false, (*Discord).getApplication},
		{"GET /users/@me", false, (*Discord).getMe},
		{"GET /users/@me/guilds", false, (*Discord).listGuilds},
		{"POST /users/@me/channels", false, (*Discord).openDM},
		{"GET /users/{user}", false, (*Discord).getUser},
		{"GET /channels/{channel}", false, (*Discord).getChannel},
		{"GET /guilds/{guild}", false, (*Discord).getGuild},
		{"GET /guilds/{guild}/channels", false, (*Discord).listChannels},
		{"GET /guilds/{guild}/roles", false, (*Discord).listRoles},
		{"GET /guilds/{guild}/members", false, (*Discord).listMembers},
		{"GET /guilds/{guild}/members/search", false, (*Discord).searchMembers},
		{"GET /guilds/{guild}/members/{user}", false, (*Discord).getMember},
	}
}

var (
	errUser   = refused(http.StatusNotFound, 10013, "Unknown User")
	errMember = refused(http.StatusNotFound, 10007, "Unknown Member")
	errGuild  = refused(http.StatusNotFound, 10004, "Unknown Guild")
)

func (s *Discord) getGateway(*call) (any, *problem) { return object{"url": s.gatewayURL()}, nil }

func (s *Discord) getGatewayBot(*call) (any, *problem) {
	return object{"url": s.gatewayURL(), "shards": 1, "session_start_limit": object{
		"total": 1000, "remaining": max(0, 1000-s.gateway.identifies), "reset_after": 86400000, "max_concurrency": 1}}, nil
}

func (s *Discord) getApplication(*call) (any, *problem) { return s.applicationJSON(), nil }

func (s *Discord) getMe(*call) (any, *problem) {
	bot, _ := s.user(s.o.Application)
	return userJSON(bot), nil
}

func (s *Discord) getUser(c *call) (any, *problem) {
	u, ok := s.users[c.values["user"]] // those who have left their guilds too
	if c.values["user"] == s.o.Application {
		u, ok = s.user(s.o.Application)
	}
	if !ok {
		return nil, errUser
	}
	return userJSON(u), nil
}

func (s *Discord) listGuilds(*call) (any, *problem) {
	all := []object{}
	for _, g := range s.present() {
		all = append(all, object{"id": g.ID, "name": g.Name, "icon": nil, "banner": nil, "owner": false, "permissions": permissionText(everyone), "features": []any{}})
	}
	return all, nil
}

func (s *Discord) openDM(c *call) (any, *problem) {
	id := idText(c.object()["recipient_id"])
	u, ok := s.users[id]
	switch {
	case !ok || u.Bot:
		s.complain("%s: %q is nobody to write to", c.key(), id)
		p := refused(400, 50033, "Invalid Recipient(s)")
		return nil, p
	case s.closed[id] == 40003:
		return nil, refused(http.StatusForbidden, 40003, "You are opening direct messages too fast.")
	}
	s.open[id] = true
	return s.dmJSON(u), nil
}

func (s *Discord) getChannel(c *call) (any, *problem) {
	id := c.values["channel"]
	if p := s.visible(id); p != nil {
		return nil, p
	}
	if g, ch, ok := s.guildOf(id); ok {
		return channelJSON(g, ch), nil
	}
	u, _ := s.personOf(id)
	return s.dmJSON(u), nil
}

// guild finds the guild of a call.
func (s *Discord) guild(c *call) (Guild, *problem) {
	g, ok := s.guilds[c.values["guild"]]
	if !ok || s.gone[g.ID] {
		return Guild{}, errGuild
	}
	return g, nil
}

func (s *Discord) getGuild(c *call) (any, *problem) {
	g, p := s.guild(c)
	if p != nil {
		return nil, p
	}
	o := guildJSON(g)
	if c.query.Get("with_counts") == "true" {
		o["approximate_member_count"], o["approximate_presence_count"] = len(s.membersOf(g)), 1
	}
	return o, nil
}

func (s *Discord) listChannels(c *call) (any, *problem) {
	g, p := s.guild(c)
	if p != nil {
		return nil, p
	}
	all := []object{}
	for _, ch := range g.Channels {
		if !ch.Hidden && !s.gone[ch.ID] {
			all = append(all, channelJSON(g, ch))
		}
	}
	return all, nil
}

func (s *Discord) listRoles(c *call) (any, *problem) {
	g, p := s.guild(c)
	if p != nil {
		return nil, p
	}
	return rolesJSON(g), nil
}

// listMembers is for those who may ask for the intent.
func (s *Discord) listMembers(c *call) (any, *problem) {
	g, p := s.guild(c)
	switch {
	case p != nil:
		return nil, p
	case s.o.Intents&intentMembers == 0:
		s.complain("%s: it needs the intent for members", c.key())
		return nil, errAccess
	}
	return s.members(c, g, "", 1), nil
}

func (s *Discord) searchMembers(c *call) (any, *problem) {
	g, p := s.guild(c)
	if p != nil {
		return nil, p
	}
	return s.members(c, g, strings.ToLower(c.query.Get("query")), 1), nil
}

// members are those whose name begins so.
func (s *Discord) members(c *call, g Guild, begins string, most int) []object {
	if n, err := strconv.Atoi(c.query.Get("limit")); err == nil {
		most = min(max(1, n), 1000)
	}
	all := []object{}
	for _, u := range s.membersOf(g) {
		fits := strings.HasPrefix(strings.ToLower(u.Name), begins) || begins != "" && strings.HasPrefix(strings.ToLower(u.Nick), begins)
		if fits && len(all) < most && (c.query.Get("after") == "" || byID(u.ID, c.query.Get("after")) > 0) {
			all = append(all, withUser(memberJSON(u), u))
		}
	}
	return all
}

func (s *Discord) getMember(c *call) (any, *problem) {
	g, p := s.guild(c)
	if p != nil {
		return nil, p
	}
	u, ok := s.user(c.values["user"])
	switch {
	case !ok && !s.gone[c.values["user"]]:
		return nil, errUser
	case !s.in(u, g.ID):
		return nil, errMember
	}
	return withUser(memberJSON(u), u), nil
}
