package discordtest

import (
	"cmp"
	"slices"
	"strconv"
)

// nobodyID is somebody whom nobody meets: who owns what has no other owner.
const nobodyID = "100000000000000000"

// joined is when everybody joined everything.
const joined = "2024-04-01T00:00:00.000000+00:00"

func userJSON(u User) object {
	o := object{
		"id": u.ID, "username": u.Name, "discriminator": "0", "global_name": nil, "avatar": nil, "banner": nil,
		"accent_color": nil, "public_flags": 0, "flags": 0, "avatar_decoration_data": nil, "clan": nil, "primary_guild": nil,
	}
	if u.GlobalName != "" {
		o["global_name"] = u.GlobalName
	}
	if u.Bot {
		o["bot"] = true
	}
	return o
}

// memberJSON is the member without the user, as messages and resolved data
// have it.
func memberJSON(u User) object {
	o := object{
		"avatar": nil, "banner": nil, "nick": nil, "roles": append([]string{}, u.Roles...), "joined_at": joined, "premium_since": nil,
		"deaf": false, "mute": false, "flags": 0, "pending": false, "communication_disabled_until": nil,
	}
	if u.Nick != "" {
		o["nick"] = u.Nick
	}
	return o
}

func withUser(member object, u User) object { return with(member, "user", userJSON(u)) }

func permissionText(n int64) string { return strconv.FormatInt(n, 10) }

func channelJSON(g Guild, c Channel) object {
	return object{
		"id": c.ID, "type": c.Kind, "guild_id": g.ID, "name": c.Name, "position": 0, "parent_id": nil, "topic": nil, "nsfw": false,
		"permission_overwrites": overwritesJSON(g, c), "rate_limit_per_user": 0, "last_message_id": nil, "flags": 0,
	}
}

// overwritesJSON are what the channel denies everybody, if it does.
func overwritesJSON(g Guild, c Channel) []object {
	deny := c.Denied
	if c.ReadOnly {
		deny |= SendMessages
	}
	if deny == 0 {
		return []object{}
	}
	return []object{{"id": g.ID, "type": 0, "allow": "0", "deny": permissionText(deny)}}
}

func (s *Discord) dmJSON(u User) object {
	return object{"id": s.DM(u.ID), "type": 1, "last_message_id": nil, "flags": 0, "recipients": []object{userJSON(u)}}
}

func roleJSON(r Role, position int) object {
	return object{
		"id": r.ID, "name": r.Name, "description": nil, "permissions": permissionText(r.Permissions), "position": position, "color": 0,
		"colors": object{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil},
		"hoist":  false, "managed": false, "mentionable": false, "icon": nil, "unicode_emoji": nil, "flags": 0,
	}
}

func rolesJSON(g Guild) []object {
	all := []object{roleJSON(Role{ID: g.ID, Name: "@everyone", Permissions: everyone &^ g.Denied}, 0)}
	for i, r := range g.Roles {
		all = append(all, roleJSON(r, i+1))
	}
	return all
}

func guildJSON(g Guild) object {
	return object{
		"id": g.ID, "name": g.Name, "icon": nil, "splash": nil, "discovery_splash": nil, "owner_id": cmp.Or(g.Owner, nobodyID), "afk_channel_id": nil, "afk_timeout": 300,
		"verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0, "roles": rolesJSON(g), "emojis": []any{},
		"features": []any{}, "mfa_level": 0, "application_id": nil, "system_channel_id": nil, "system_channel_flags": 0, "rules_channel_id": nil,
		"vanity_url_code": nil, "description": nil, "banner": nil, "premium_tier": 0, "preferred_locale": g.locale(),
		"public_updates_channel_id": nil, "nsfw_level": 0, "stickers": []any{}, "premium_progress_bar_enabled": false, "safety_alerts_channel_id": nil,
		"nsfw": false, "home_header": nil, "region": "japan", "widget_enabled": false, "widget_channel_id": nil, "max_members": 500000, "max_presences": nil,
		"premium_subscription_count": 0, "max_video_channel_users": 25, "max_stage_video_channel_users": 50, "incidents_data": nil,
	}
}

// guildEvent is the guild as GUILD_CREATE has it: with channels and members.
func (s *Discord) guildEvent(g Guild, intents int) object {
	o := guildJSON(g)
	channels := []object{}
	for _, c := range g.Channels {
		if !c.Hidden && !s.gone[c.ID] {
			channels = append(channels, channelJSON(g, c))
		}
	}
	members := []object{}
	for _, u := range s.membersOf(g) {
		if u.ID == s.o.Application || intents&intentMembers != 0 {
			members = append(members, withUser(memberJSON(u), u))
		}
	}
	o["channels"], o["members"], o["member_count"] = channels, members, len(s.membersOf(g))
	o["joined_at"], o["large"], o["unavailable"] = joined, false, false
	for _, name := range []string{"threads", "presences", "voice_states", "stage_instances", "guild_scheduled_events", "soundboard_sounds"} {
		o[name] = []any{}
	}
	return o
}

// membersOf are the members of a guild by id, the app's bot among them.
func (s *Discord) membersOf(g Guild) []User {
	bot, _ := s.user(s.o.Application)
	all := []User{bot}
	for _, u := range s.users {
		if s.in(u, g.ID) {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b User) int { return byID(a.ID, b.ID) })
	return all
}

// byID compares snowflakes by age.
func byID(a, b string) int {
	x, _ := strconv.ParseInt(a, 10, 64)
	y, _ := strconv.ParseInt(b, 10, 64)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func (s *Discord) applicationJSON() object {
	return object{
		"id": s.o.Application, "name": "daicho", "icon": nil, "description": "", "bot_public": false, "bot_require_code_grant": false,
		"verify_key": "00", "flags": s.applicationFlags(), "owner": userJSON(User{ID: nobodyID, Name: "owner"}), "team": nil,
		"type": nil, "flags_new": strconv.Itoa(s.applicationFlags()), "redirect_uris": []any{}, "role_connections_verification_url": nil,
		"approximate_user_install_count": 0, "approximate_user_authorization_count": 0, "event_webhooks_status": 1,
		"explicit_content_filter": 0, "eligible_oauth2_scopes": []any{},
		"summary": "", "tags": []any{}, "bot": userJSON(User{ID: s.o.Application, Name: "daicho", Bot: true}),
		"interactions_endpoint_url": nil, "approximate_guild_count": len(s.guilds),
		"integration_types_config": object{"0": object{}},
	}
}

// applicationFlags tell which privileged intents an application in few guilds
// has switched on.
func (s *Discord) applicationFlags() int {
	flags := 0
	for intent, flag := range map[int]int{intentPresences: 1 << 13, intentMembers: 1 << 15, intentContent: 1 << 19} {
		if s.o.Intents&intent != 0 {
			flags |= flag
		}
	}
	return flags
}
