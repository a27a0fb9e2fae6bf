package slacktest

import "strings"

const (
	appID = "A0DAICHO"
	botID = "B0BOT"
)

func (s *Slack) authTest(*call) object {
	return object{"ok": true, "url": s.url("/"), "team": "slacktest", "user": "bot",
		"team_id": s.o.Team, "user_id": s.o.BotUser, "bot_id": botID}
}

func (s *Slack) userInfo(c *call) object {
	id := c.text("user")
	u, ok := s.user(id)
	if id == s.o.BotUser {
		u, ok = User{ID: id, Name: "bot", RealName: "bot", Bot: true}, true
	}
	if !ok {
		return refused("user_not_found")
	}
	return object{"ok": true, "user": object{
		"id": u.ID, "team_id": s.teamOf(u), "name": u.Name, "real_name": u.RealName,
		"deleted": u.Deleted, "is_bot": u.Bot, "is_app_user": false,
		"is_restricted": u.Guest, "is_ultra_restricted": false, "is_stranger": s.teamOf(u) != s.o.Team,
		"tz": "Asia/Tokyo", "tz_offset": 9 * 60 * 60, "locale": "ja-JP",
		"profile": object{"real_name": u.RealName, "display_name": u.Name, "team": s.teamOf(u)},
	}}
}

func (s *Slack) openConversation(c *call) object {
	if channel := c.text("channel"); channel != "" {
		if _, ok := s.place(channel); !ok {
			return refused("channel_not_found")
		}
		return object{"ok": true, "no_op": true, "already_open": true, "channel": object{"id": channel}}
	}
	users := c.text("users")
	if users == "" || strings.Contains(users, ",") {
		s.complain("conversations.open: %q is not one user", users)
		return refused("users_list_not_supplied")
	}
	if _, ok := s.user(users); !ok {
		return refused("user_not_found")
	}
	channel, ok := s.place(users)
	if !ok {
		return refused("channel_not_found")
	}
	return object{"ok": true, "channel": object{"id": channel, "is_im": true, "user": users}}
}
