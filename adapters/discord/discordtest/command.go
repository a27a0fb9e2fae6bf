package discordtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

func commandRoutes() []route {
	const everywhere, inGuild = "/applications/{application}/commands", "/applications/{application}/guilds/{guild}/commands"
	var all []route
	for _, at := range []string{everywhere, inGuild} {
		all = append(all,
			route{"GET " + at, false, (*Discord).listCommands},
			route{"POST " + at, false, (*Discord).createCommand},
			route{"PUT " + at, false, (*Discord).overwriteCommands},
			route{"GET " + at + "/{command}", false, (*Discord).getCommand},
			route{"PATCH " + at + "/{command}", false, (*Discord).editCommand},
			route{"DELETE " + at + "/{command}", false, (*Discord).deleteCommand})
	}
	return all
}

var (
	errApplication = refused(http.StatusNotFound, 10002, "Unknown Application")
	errCommand     = refused(http.StatusNotFound, 10063, "Unknown application command")
)

// Overwrites is how often all commands of a guild were replaced, "" for the
// commands that hold everywhere.
func (s *Discord) Overwrites(guild string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.overwrites[guild]
}

// Commands are the commands of a guild as Discord has them, "" for those that
// hold everywhere.
func (s *Discord) Commands(guild string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []json.RawMessage
	for _, o := range s.commands[guild] {
		all = append(all, raw(o))
	}
	return all
}

// scope is the guild whose commands a call is about.
func (s *Discord) scope(c *call) (string, *problem) {
	guild := c.values["guild"]
	switch {
	case c.values["application"] != s.o.Application:
		s.complain("%s: the application is %s", c.key(), s.o.Application)
		return "", errApplication
	case guild != "" && s.guilds[guild].ID == "":
		return "", errAccess
	}
	return guild, nil
}

func (s *Discord) listCommands(c *call) (any, *problem) {
	guild, p := s.scope(c)
	if p != nil {
		return nil, p
	}
	all := []object{}
	for _, o := range s.commands[guild] {
		o = maps.Clone(o)
		if c.query.Get("with_localizations") != "true" {
			delete(o, "name_localizations")
			delete(o, "description_localizations")
		}
		all = append(all, o)
	}
	return all, nil
}

// named finds a command by type and name.
func (s *Discord) named(guild string, like object) int {
	return slices.IndexFunc(s.commands[guild], func(o object) bool {
		return o["name"] == like["name"] && typeOf(o) == max(1, typeOf(like))
	})
}

// tidied is a command or an option without what says nothing: Discord gives
// back neither false nor empty lists, but null where there are no translations.
func tidied(sent object) object {
	o := object{}
	for name, value := range sent {
		if !empty(value) {
			o[name] = value
		}
	}
	if text, ok := o["default_member_permissions"].(float64); ok {
		o["default_member_permissions"] = idText(text)
	}
	for _, name := range []string{"options", "choices"} {
		var list []any
		for _, within := range objects(sent[name]) {
			list = append(list, tidied(within))
		}
		if len(list) > 0 {
			o[name] = list
		}
	}
	for _, name := range []string{"name_localizations", "description_localizations"} {
		if _, ok := o[name]; !ok && (sent["description"] != nil || name[0] == 'n') {
			o[name] = nil
		}
	}
	if value, ok := sent["value"]; ok {
		o["value"] = value
	}
	return o
}

// stored is a command as Discord keeps it. One that is new counts against the
// limit of the day.
func (s *Discord) stored(guild string, sent object) (object, *problem) {
	o := tidied(sent)
	o["type"] = float64(max(1, typeOf(sent)))
	o["application_id"], o["version"] = s.o.Application, s.snowflake()
	o["id"] = o["version"]
	added := object{"description": "", "default_member_permissions": nil, "nsfw": false}
	if guild != "" {
		o["guild_id"] = guild
	} else {
		added["contexts"], added["integration_types"], added["dm_permission"] = nil, []any{0.0}, true
	}
	for name, value := range added {
		if _, ok := o[name]; !ok {
			o[name] = value
		}
	}
	if i := s.named(guild, o); i >= 0 {
		o["id"] = s.commands[guild][i]["id"]
		return o, nil
	}
	s.creates[guild] = slices.DeleteFunc(s.creates[guild], func(t time.Time) bool { return s.now().Sub(t) > 24*time.Hour })
	if len(s.creates[guild]) >= maxCreates {
		s.complain("commands of guild %q: more than %d were created in a day", guild, maxCreates)
		p := refused(http.StatusTooManyRequests, 30034, "Max number of daily application command creates has been reached (200)")
		p.wait = 24*time.Hour - s.now().Sub(s.creates[guild][0])
		return nil, p
	}
	s.creates[guild] = append(s.creates[guild], s.now())
	return o, nil
}

// overwriteCommands replaces all commands.
func (s *Discord) overwriteCommands(c *call) (any, *problem) {
	guild, p := s.scope(c)
	if p != nil {
		return nil, p
	}
	s.overwrites[guild]++
	var list any
	_ = json.Unmarshal(c.body, &list)
	check := newChecker("commands")
	check.commands(list)
	s.scoped(check, guild, list)
	if p := s.blame(c, check); p != nil {
		return nil, p
	}
	next := []object{}
	items, _ := list.([]any)
	for _, sent := range objects(items) {
		o, p := s.stored(guild, sent)
		if p != nil {
			return nil, p
		}
		next = append(next, o)
	}
	s.commands[guild] = next
	return next, nil
}

// scoped checks what only commands that hold everywhere can have.
func (s *Discord) scoped(check *checker, guild string, list any) {
	for i, o := range objects(list) {
		for _, name := range []string{"contexts", "integration_types", "dm_permission"} {
			if guild != "" && !empty(o[name]) {
				check.say(at(strconv.Itoa(i), name), "APPLICATION_COMMAND_SCOPE", "Only commands that hold everywhere have that")
			}
		}
	}
}

func (s *Discord) createCommand(c *call) (any, *problem) {
	guild, p := s.scope(c)
	if p != nil {
		return nil, p
	}
	sent := c.object()
	list := []any{sent}
	for _, o := range s.commands[guild] {
		if o["name"] != sent["name"] || typeOf(o) != max(1, typeOf(sent)) {
			list = append(list, o)
		}
	}
	check := newChecker("commands")
	check.commands(list)
	s.scoped(check, guild, list[:1])
	if p := s.blame(c, check); p != nil {
		return nil, p
	}
	o, p := s.stored(guild, sent)
	if p != nil {
		return nil, p
	}
	if i := s.named(guild, o); i >= 0 {
		s.commands[guild][i] = o
	} else {
		s.commands[guild] = append(s.commands[guild], o)
	}
	return o, nil
}

// theCommand finds the command of a call.
func (s *Discord) theCommand(c *call) (guild string, i int, p *problem) {
	guild, p = s.scope(c)
	i = slices.IndexFunc(s.commands[guild], func(o object) bool { return o["id"] == c.values["command"] })
	if p == nil && i < 0 {
		p = errCommand
	}
	return guild, i, p
}

func (s *Discord) getCommand(c *call) (any, *problem) {
	guild, i, p := s.theCommand(c)
	if p != nil {
		return nil, p
	}
	return s.commands[guild][i], nil
}

func (s *Discord) editCommand(c *call) (any, *problem) {
	guild, i, p := s.theCommand(c)
	if p != nil {
		return nil, p
	}
	next := maps.Clone(s.commands[guild][i])
	maps.Copy(next, c.object())
	check := newChecker("commands")
	check.commands([]any{next})
	if p := s.blame(c, check); p != nil {
		return nil, p
	}
	next["version"] = s.snowflake()
	s.commands[guild][i] = next
	return next, nil
}

func (s *Discord) deleteCommand(c *call) (any, *problem) {
	guild, i, p := s.theCommand(c)
	if p != nil {
		return nil, p
	}
	s.commands[guild] = slices.Delete(s.commands[guild], i, i+1)
	return nil, nil
}
