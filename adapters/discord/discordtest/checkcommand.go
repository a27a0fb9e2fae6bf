package discordtest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The limits of commands.
const (
	maxCommands     = 100 // to type, in one place
	maxMenuCommands = 15  // on users or on messages
	maxCommandChars = 8000
	maxCreates      = 200 // a day and guild
)

// Types of options of commands.
const (
	optionSub        = 1
	optionGroup      = 2
	optionString     = 3
	optionInteger    = 4
	optionBoolean    = 5
	optionUser       = 6
	optionChannel    = 7
	optionRole       = 8
	optionMention    = 9
	optionNumber     = 10
	optionAttachment = 11
)

var (
	commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	locales     = strings.Fields("ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr uk vi zh-CN zh-TW")
)

func commandShape() shape {
	return shape{more: (*checker).command, fields: []field{
		{name: "id", want: snowflake},
		{name: "application_id", want: snowflake},
		{name: "guild_id", want: snowflake},
		{name: "version", want: snowflake},
		{name: "type", want: integer, min: 1, max: 3},
		{name: "name", want: words, need: true, min: 1, max: 32},
		{name: "name_localizations", want: anything},
		{name: "description", want: words, max: 100},
		{name: "description_localizations", want: anything},
		{name: "options", want: list, max: 25, shape: commandOptionShape},
		{name: "default_member_permissions", want: anything},
		{name: "default_permission", want: boolean},
		{name: "dm_permission", want: boolean},
		{name: "contexts", want: list, min: 1, max: 3},
		{name: "integration_types", want: list, min: 1, max: 2},
		{name: "nsfw", want: boolean}}}
}

// commands checks a whole list of commands.
func (c *checker) commands(value any) {
	items, ok := value.([]any)
	if !ok {
		c.say("", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
		return
	}
	count, seen := map[int]int{}, map[string]bool{}
	for i, item := range items {
		path := strconv.Itoa(i)
		c.object(path, item, commandShape())
		o, _ := item.(object)
		kind := max(1, typeOf(o))
		name, _ := o["name"].(string)
		if key := strconv.Itoa(kind) + name; seen[key] {
			c.say(at(path, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		} else {
			seen[key] = true
		}
		count[kind]++
	}
	if count[1] > maxCommands || count[2] > maxMenuCommands || count[3] > maxMenuCommands {
		c.say("", "BASE_TYPE_BAD_LENGTH", "Maximum number of application commands reached")
	}
}

// command checks what only the whole of a command tells.
func (c *checker) command(path string, o object) {
	typed := max(1, typeOf(o)) == 1
	if typed {
		c.commandWords(path, o)
	} else if !empty(o["description"]) || !empty(o["options"]) {
		c.say(path, "APPLICATION_COMMAND_CONTEXT_MENU", "Context menu commands have no description and no options")
	}
	c.options(at(path, "options"), objects(o["options"]), 0)
	if n := commandChars(o); n > maxCommandChars {
		c.say(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (%d), is %d", maxCommandChars, n)
	}
	if p := o["default_member_permissions"]; p != nil && !isSnowflake(p) {
		c.say(at(path, "default_member_permissions"), "NUMBER_TYPE_COERCE", "Value %v is not int.", p)
	}
	for _, name := range []string{"contexts", "integration_types"} {
		list, _ := o[name].([]any)
		for i, n := range list {
			if v, ok := n.(float64); !ok || v < 0 || v > 2 || slices.Index(list, n) != i {
				c.say(nth(at(path, name), i), "ENUM_TYPE_COERCE", "Value %v is not a valid enum value, or there twice.", n)
			}
		}
	}
}

// commandWords checks the names and descriptions of what is typed.
func (c *checker) commandWords(path string, o object) {
	name, _ := o["name"].(string)
	if !validName(name) {
		c.say(at(path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid: %q", name)
	}
	c.words(at(path, "description"), orEmpty(o["description"]), field{min: 1, max: 100})
	c.localised(at(path, "name_localizations"), o["name_localizations"], 32, validName)
	c.localised(at(path, "description_localizations"), o["description_localizations"], 100, nil)
}

func orEmpty(value any) any {
	if value == nil {
		return ""
	}
	return value
}

// validName says whether a command or an option may be called so.
func validName(name string) bool {
	return commandName.MatchString(name) && !strings.ContainsFunc(name, func(r rune) bool { return unicode.ToLower(r) != r })
}

// localised checks words by language.
func (c *checker) localised(path string, value any, most int, valid func(string) bool) {
	if value == nil {
		return
	}
	all, ok := value.(object)
	if !ok {
		c.say(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
		return
	}
	for locale, text := range all {
		if !slices.Contains(locales, locale) {
			c.say(at(path, locale), "BASE_TYPE_CHOICES", "There is no such locale.")
		}
		c.words(at(path, locale), text, field{min: 1, max: most})
		if s, _ := text.(string); valid != nil && !valid(s) {
			c.say(at(path, locale), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid: %q", s)
		}
	}
}

func commandOptionShape() shape {
	return shape{more: (*checker).commandOption, fields: []field{
		{name: "type", want: integer, need: true, min: 1, max: 11},
		{name: "name", want: words, need: true, min: 1, max: 32},
		{name: "name_localizations", want: anything},
		{name: "description", want: words, need: true, min: 1, max: 100},
		{name: "description_localizations", want: anything},
		{name: "required", want: boolean},
		{name: "choices", want: list, max: 25, shape: choiceShape},
		{name: "options", want: list, max: 25, shape: commandOptionShape},
		{name: "channel_types", want: list, max: 20},
		{name: "min_value", want: number},
		{name: "max_value", want: number},
		{name: "min_length", want: integer, max: 6000},
		{name: "max_length", want: integer, min: 1, max: 6000},
		{name: "file_types", want: list, max: 10},
		{name: "autocomplete", want: boolean}}}
}

// commandOption checks that an option has only what its type can have.
func (c *checker) commandOption(path string, o object) {
	kind := typeOf(o)
	c.commandWords(path, o)
	only := map[string][]int{
		"choices": {optionString, optionInteger, optionNumber}, "autocomplete": {optionString, optionInteger, optionNumber},
		"options": {optionSub, optionGroup}, "channel_types": {optionChannel},
		"min_value": {optionInteger, optionNumber}, "max_value": {optionInteger, optionNumber},
		"min_length": {optionString}, "max_length": {optionString}, "file_types": {optionAttachment},
	}
	for name, kinds := range only {
		if !empty(o[name]) && !slices.Contains(kinds, kind) {
			c.say(at(path, name), "APPLICATION_COMMAND_OPTION_FIELD", "An option of type %d has no such field", kind)
		}
	}
	if o["required"] == true && kind <= optionGroup {
		c.say(at(path, "required"), "APPLICATION_COMMAND_OPTION_FIELD", "Subcommands cannot be required")
	}
	c.offers(path, o, kind)
}

// offers checks the choices of an option.
func (c *checker) offers(path string, o object, kind int) {
	choices := objects(o["choices"])
	if o["autocomplete"] == true && len(choices) > 0 {
		c.say(at(path, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE", "Choices and autocompletion exclude each other")
	}
	names := map[any]bool{}
	for i, choice := range choices {
		where := nth(at(path, "choices"), i)
		_, isText := choice["value"].(string)
		n, isNumber := choice["value"].(float64)
		if isText != (kind == optionString) || !isText && (!isNumber || kind == optionInteger && n != float64(int64(n))) {
			c.say(at(where, "value"), "APPLICATION_COMMAND_OPTION_CHOICE_TYPE", "%v is no value of an option of type %d", choice["value"], kind)
		}
		if names[choice["name"]] {
			c.say(at(where, "name"), "APPLICATION_COMMAND_OPTIONS_CHOICES_NAME_DUPLICATE", "Option choice names must be unique")
		}
		names[choice["name"]] = true
	}
}

// options checks a list of options together, those of a command or of a
// subcommand or group, which the type of the parent says.
func (c *checker) options(path string, all []object, parent int) {
	seen, optional, values := map[any]bool{}, false, 0
	for i, o := range all {
		where := nth(path, i)
		kind := typeOf(o)
		if seen[o["name"]] {
			c.say(at(where, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option names must be unique")
		}
		seen[o["name"]] = true
		if kind > optionGroup {
			values++
			if o["required"] == true && optional {
				c.say(where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
			}
			optional = optional || o["required"] != true
		} else {
			c.options(at(where, "options"), objects(o["options"]), kind)
		}
		if kind > optionGroup && parent == optionGroup || kind == optionSub && parent == optionSub || kind == optionGroup && parent != 0 {
			c.say(at(where, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "An option of type %d cannot stand in one of type %d", kind, parent)
		}
	}
	if values > 0 && values < len(all) {
		c.say(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
}

// commandChars counts names, descriptions and values. Of names in several
// languages Discord counts the longest.
func commandChars(o object) int {
	n := 0
	for _, name := range []string{"name", "description"} {
		longest := 0
		s, _ := o[name].(string)
		longest = length(s)
		all, _ := o[name+"_localizations"].(object)
		for _, text := range all {
			s, _ := text.(string)
			longest = max(longest, length(s))
		}
		n += longest
	}
	value, _ := o["value"].(string)
	n += length(value)
	for _, name := range []string{"options", "choices"} {
		for _, within := range objects(o[name]) {
			n += commandChars(within)
		}
	}
	return n
}
