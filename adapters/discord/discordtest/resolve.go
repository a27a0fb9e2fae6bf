package discordtest

import "slices"

// selectable says whether an id can be chosen from a menu of users, roles, both
// or channels that is in a channel.
func (s *Discord) selectable(kind int, id, where string) bool {
	u, user := s.user(id)
	_, role := s.role(id)
	_, _, channel := s.guildOf(id)
	here, _, inGuild := s.guildOf(where)
	switch {
	case inGuild:
		user = user && s.in(u, here.ID)
	case s.o.NoGuildInDM:
		user, role, channel = user && (id == s.o.Application || s.DM(id) == where), false, false
	}
	switch kind {
	case typeUserSelect:
		return user
	case typeRoleSelect:
		return role
	case typeMentionSelect:
		return user || role
	case typeChannelSelect:
		return channel
	}
	return false
}

func (s *Discord) role(id string) (Role, bool) {
	for _, g := range s.present() {
		if i := slices.IndexFunc(g.Roles, func(r Role) bool { return r.ID == id }); i >= 0 {
			return g.Roles[i], true
		}
	}
	return Role{}, false
}

// resolve puts something under its kind and id.
func (s *Discord) resolve(resolved object, kind, id string, o object) {
	all, _ := resolved[kind].(object)
	if all == nil {
		all = object{}
		resolved[kind] = all
	}
	all[id] = o
}

// resolveAll says who and what was chosen.
func (s *Discord) resolveAll(resolved object, kind int, ids []string, channel string) {
	if kind == typeStringSelect {
		return
	}
	here, _, inGuild := s.guildOf(channel)
	for _, id := range ids {
		if u, ok := s.user(id); ok {
			s.resolve(resolved, "users", id, userJSON(u))
			if inGuild && s.in(u, here.ID) {
				member := memberJSON(u)
				delete(member, "deaf")
				delete(member, "mute")
				member["permissions"] = permissionText(s.may(u, here))
				s.resolve(resolved, "members", id, member)
			}
		}
		if r, ok := s.role(id); ok {
			s.resolve(resolved, "roles", id, roleJSON(r, 1))
		}
		if g, ch, ok := s.guildOf(id); ok {
			o := channelJSON(g, ch)
			o["permissions"] = permissionText(everyone)
			s.resolve(resolved, "channels", id, o)
		}
	}
}
