package discordtest

import (
	"mime"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Arg is a value for an option of a command: a string, a number or a bool as
// the option wants it, an id of a user, role or channel, or an Upload.
type Arg struct {
	Name  string
	Value any
}

// Upload is a file for an option of a command.
type Upload struct {
	Name string
	Data []byte
}

// Command types a slash command, "daicho" or with subcommands "daicho round
// new", in a channel or in direct messages with the app. Names may be those of
// the user's language.
func (s *Discord) Command(user, channel, name string, args ...Arg) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	typed, d := s.typed(user, channel, name)
	if d != nil {
		return d
	}
	resolved := object{}
	for _, a := range args {
		option, ok := typed.option(a.Name)
		if !ok {
			return s.wrong("/%s has no option %q", name, a.Name)
		}
		value, ok := s.value(option, a.Value, channel, resolved)
		if !ok {
			return s.wrong("/%s %s: %v cannot be entered", name, a.Name, a.Value)
		}
		typed.given = append(typed.given, object{"name": option["name"], "type": typeOf(option), "value": value})
	}
	if missing := typed.missing(); missing != "" {
		return s.wrong("/%s needs %s", name, missing)
	}
	data := typed.data()
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	return s.interact(typed.interaction(kindCommand), data)
}

// Autocomplete types the beginning of an option's value.
func (s *Discord) Autocomplete(user, channel, name, option, beginning string) *Delivery {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	typed, d := s.typed(user, channel, name)
	if d != nil {
		return d
	}
	o, ok := typed.option(option)
	if !ok || o["autocomplete"] != true {
		return s.wrong("/%s completes no option %q", name, option)
	}
	typed.given = []object{{"name": o["name"], "type": typeOf(o), "value": beginning, "focused": true}}
	return s.interact(typed.interaction(kindAutocomplete), typed.data())
}

// line is a command as it is typed.
type line struct {
	user           User
	channel, guild string
	command        object
	path           []object // subcommands
	given          []object
}

// typed finds the command, and a delivery only if nobody can type it there.
func (s *Discord) typed(user, channel, name string) (*line, *Delivery) {
	s.t.Helper()
	u, ok := s.users[user]
	if !ok || !s.reads(user, channel) {
		return nil, s.wrong("%s is not in %s", user, channel)
	}
	l := &line{user: u, channel: channel}
	if g, _, ok := s.guildOf(channel); ok {
		l.guild = g.ID
	}
	parts := strings.Fields(strings.TrimPrefix(name, "/"))
	if len(parts) == 0 {
		return nil, s.wrong("nothing is typed")
	}
	if l.command = s.usable(u, l.guild, parts[0]); l.command == nil {
		return nil, s.wrong("%s is offered no command /%s in %s", user, parts[0], channel)
	}
	at := l.command
	for _, part := range parts[1:] {
		next, ok := optionOf(at, part, u.locale())
		if !ok || typeOf(next) > optionGroup {
			return nil, s.wrong("/%s has no subcommand %q", parts[0], part)
		}
		l.path = append(l.path, next)
		at = next
	}
	if below := objects(at["options"]); len(below) > 0 && typeOf(below[0]) <= optionGroup {
		return nil, s.wrong("/%s wants a subcommand", name)
	}
	return l, nil
}

// usable is the command that the user may type in a guild or in "".
func (s *Discord) usable(u User, guild, name string) object {
	places := []string{guild, ""}
	if guild == "" {
		places = []string{""}
	}
	for _, place := range places {
		for _, o := range s.commands[place] {
			if typeOf(o) == 1 && called(o, name, u.locale()) && s.allowed(o, u, guild) {
				return o
			}
		}
	}
	return nil
}

// allowed says whether a command is offered to the user there.
func (s *Discord) allowed(o object, u User, guild string) bool {
	context := 0.0
	if guild == "" {
		context = 1
		if o["dm_permission"] == false {
			return false
		}
	}
	if contexts, ok := o["contexts"].([]any); ok && !slices.Contains(contexts, any(context)) {
		return false
	}
	if o["default_member_permissions"] == nil || guild == "" {
		return true
	}
	needed, _ := strconv.ParseInt(idText(o["default_member_permissions"]), 10, 64)
	may := s.may(u, s.guilds[guild])
	return may&Administrator != 0 || needed != 0 && may&needed == needed
}

// called says whether something has that name, be it in the user's language.
func called(o object, name, locale string) bool {
	names, _ := o["name_localizations"].(object)
	return o["name"] == name || names[locale] == name
}

func optionOf(o object, name, locale string) (object, bool) {
	for _, option := range objects(o["options"]) {
		if called(option, name, locale) {
			return option, true
		}
	}
	return nil, false
}

// end is the command or subcommand that has the options.
func (l *line) end() object {
	if len(l.path) > 0 {
		return l.path[len(l.path)-1]
	}
	return l.command
}

func (l *line) option(name string) (object, bool) { return optionOf(l.end(), name, l.user.locale()) }

// missing is an option that must be there.
func (l *line) missing() string {
	for _, o := range objects(l.end()["options"]) {
		there := slices.ContainsFunc(l.given, func(g object) bool { return g["name"] == o["name"] })
		if name, _ := o["name"].(string); o["required"] == true && !there {
			return name
		}
	}
	return ""
}

func (l *line) interaction(kind int) *interaction {
	name, _ := l.command["name"].(string)
	return &interaction{kind: kind, name: name, user: l.user, channel: l.channel, guild: l.guild}
}

// data is what the interaction says of the command.
func (l *line) data() object {
	given := l.given
	for _, o := range slices.Backward(l.path) {
		given = []object{{"name": o["name"], "type": typeOf(o), "options": append([]object{}, given...)}}
	}
	data := object{"id": l.command["id"], "name": l.command["name"], "type": 1}
	if len(given) > 0 {
		data["options"] = given
	}
	if l.command["guild_id"] != nil {
		data["guild_id"] = l.command["guild_id"]
	}
	return data
}

// value is what a person enters for an option, false if they cannot.
func (s *Discord) value(o object, v any, channel string, resolved object) (any, bool) {
	kind := typeOf(o)
	switch kind {
	case optionString:
		text, ok := v.(string)
		return text, ok && textFits(o, text) && offered(o, text)
	case optionInteger, optionNumber:
		n, ok := numberOf(v)
		return n, ok && numberFits(o, n) && offered(o, n)
	case optionBoolean:
		_, ok := v.(bool)
		return v, ok
	case optionAttachment:
		up, ok := v.(Upload)
		if !ok {
			return nil, false
		}
		file := s.newFile(channel, up.Name, kindOf(up.Name), up.Data)
		file.ephemeral = true
		s.resolve(resolved, "attachments", file.id, s.attachmentJSON(file))
		return file.id, true
	}
	id, _ := v.(string)
	menu := map[int]int{optionUser: typeUserSelect, optionChannel: typeChannelSelect, optionRole: typeRoleSelect, optionMention: typeMentionSelect}[kind]
	if !s.selectable(menu, id, channel) {
		return nil, false
	}
	s.resolveAll(resolved, menu, []string{id}, channel)
	return id, true
}

func numberOf(v any) (float64, bool) {
	switch n := v.(type) {
	case int:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

func textFits(o object, text string) bool {
	least, _ := o["min_length"].(float64)
	most, limited := o["max_length"].(float64)
	return text != "" && length(text) >= int(least) && (!limited || length(text) <= int(most)) && length(text) <= 6000
}

func numberFits(o object, n float64) bool {
	least, low := o["min_value"].(float64)
	most, high := o["max_value"].(float64)
	return (!low || n >= least) && (!high || n <= most) && (typeOf(o) == optionNumber || n == float64(int64(n)))
}

// offered says whether a value is among the choices, if there are any.
func offered(o object, v any) bool {
	choices := objects(o["choices"])
	return len(choices) == 0 || slices.ContainsFunc(choices, func(c object) bool { return c["value"] == v })
}

func kindOf(name string) string {
	if kind := mime.TypeByExtension(strings.ToLower(path.Ext(name))); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
