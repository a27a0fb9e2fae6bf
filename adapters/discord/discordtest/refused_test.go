package discordtest

import (
	"fmt"
	"strings"
	"testing"
)

// breach is what Discord refuses for other reasons than size.
type breach struct {
	name, kind, want string
	o                any
}

func TestRefused(t *testing.T) {
	for _, c := range append(append(refusedMessages(), refusedComponents()...), append(refusedModals(), refusedCommands()...)...) {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(validate(t, c.kind, c.o, "a.png"), "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want it to have %q", got, c.want)
			}
		})
	}
}

func refusedMessages() []breach {
	mention := func(parse []string, users []string, content string) object {
		return object{"content": content, "allowed_mentions": object{"parse": parse, "users": users}}
	}
	image := func(url string) object { return embedOf(object{"image": object{"url": url}}) }
	return []breach{
		{"no allowed_mentions", "message", "allowed_mentions: Without it", object{"content": "x"}},
		{"null allowed_mentions", "response", "allowed_mentions: Without it", object{"content": "x", "allowed_mentions": nil}},
		{"parsed mentions", "message", "allowed_mentions.parse: It must be empty", mention([]string{"users"}, nil, "<@1>")},
		{"mention that is not listed", "message", "allowed_mentions.users: [1] are listed, [1 2]", mention(nil, []string{"1"}, "<@1> <@2>")},
		{"listed that is not mentioned", "update", "allowed_mentions.users: [1 2] are listed, [1]", mention(nil, []string{"1", "2"}, "<@!1>")},
		{"unknown field", "message", "bold: Discord knows no such field", messageOf(object{"content": "x", "bold": true})},
		{"unknown field within", "message", "embeds.0.bold: Discord knows", embedOf(object{"title": "x", "bold": true})},
		{"poll", "message", "poll: Discord knows no such field", messageOf(object{"poll": object{"question": object{}}})},
		{"content of a number", "message", "content: Must be string", messageOf(object{"content": 1})},
		{"embeds of one", "message", "embeds: Only iterables", messageOf(object{"embeds": object{}})},
		{"embed of words", "message", "embeds.0: Only dictionaries", messageOf(object{"embeds": []string{"x"}})},
		{"embed of nothing", "message", "embeds.0: There is nothing in it", embedOf(object{"color": 1})},
		{"embed of spaces", "message", "embeds.0: There is nothing in it", embedOf(object{"title": "  "})},
		{"field without a value", "message", "embeds.0.fields.0.value: This field is required", embedOf(object{"fields": []object{{"name": "x"}}})},
		{"field of spaces", "message", "embeds.0.fields.0.value: This field is required", embedOf(object{"fields": []object{{"name": "x", "value": " "}}})},
		{"time", "message", "embeds.0.timestamp", embedOf(object{"title": "x", "timestamp": "yesterday"})},
		{"address", "message", "embeds.0.url: Not a well formed URL", embedOf(object{"title": "x", "url": "javascript:alert(1)"})},
		{"picture that did not come", "message", "No file \"b.png\"", image("attachment://b.png")},
		{"picture with a Japanese name", "message", "is not the name of a picture", image("attachment://図.png")},
		{"picture that is none", "message", "is not the name of a picture", image("attachment://a.pdf")},
		{"picture on the disk", "message", "Not a well formed URL", image("file:///a.png")},
		{"long nonce", "message", "nonce:", messageOf(object{"content": "x", "nonce": strings.Repeat("1", 26)})},
		{"private post", "message", "flags: The flags 64", messageOf(object{"content": "x", "flags": 64})},
		{"private after all", "edit", "flags: The flags 64", messageOf(object{"content": "x", "flags": 64})},
		{"second version", "response", "second version", messageOf(object{"flags": 1 << 15})},
		{"silent deferral", "deferral", "flags:", object{"flags": 1 << 12}},
		{"deferral with words", "deferral", "content: Discord knows", object{"content": "x"}},
		{"edit read aloud", "edit", "tts: Discord knows", object{"content": "x", "tts": true, "allowed_mentions": object{}}},
		{"not an object", "message", "Only dictionaries", []string{}},
		{"no such kind", "letter", "no kind", object{}},
	}
}

func refusedComponents() []breach {
	link := func(url any) object { return object{"type": 2, "style": 5, "label": "l", "url": url} }
	chosen := func(n int) []object {
		return many(3, func(i int) object { return with(optionNo(i), "default", i < n) })
	}
	return []breach{
		{"button alone", "message", "components.0.type: Value must be one of {1}", rowsOf(buttonNo(1))},
		{"text display", "message", "components.0.type: Components of the second version", rowsOf(object{"type": 10, "content": "x"})},
		{"text input", "message", "components.0.components.0.type", rowsOf(rowOf(textOf()))},
		{"row of nothing", "message", "components.0.components: Must be between 1 and 5", rowsOf(rowOf())},
		{"row without a list", "message", "components.0.components: This field is required", rowsOf(object{"type": 1})},
		{"child of words", "message", "components.0.components.0: Only dictionaries", rowsOf(object{"type": 1, "components": []string{"x"}})},
		{"two menus", "message", "maximum width", rowsOf(rowOf(menuOf(many(1, optionNo)), with(menuOf(many(1, optionNo)), "custom_id", "n")))},
		{"menu and button", "message", "maximum width", rowsOf(rowOf(menuOf(many(1, optionNo)), buttonNo(1)))},
		{"same custom_id", "message", "custom id cannot be duplicated", rowsOf(rowOf(buttonNo(1)), rowOf(buttonNo(1)))},
		{"same id", "message", "id cannot be duplicated", rowsOf(with(rowOf(buttonNo(1)), "id", 7), with(rowOf(buttonNo(2)), "id", 7))},
		{"empty custom_id", "message", "custom_id", rowsOf(rowOf(with(buttonNo(1), "custom_id", "")))},
		{"no custom_id", "message", "A button has a custom_id", rowsOf(rowOf(object{"type": 2, "style": 1, "label": "l"}))},
		{"button with url", "message", "A button has a custom_id and no url", rowsOf(rowOf(with(buttonNo(1), "url", "https://example.com")))},
		{"link with custom_id", "message", "A link has a url", rowsOf(rowOf(with(link("https://example.com"), "custom_id", "x")))},
		{"link to nowhere", "message", "A link has a url", rowsOf(rowOf(link(nil)))},
		{"link to a script", "message", "Not a well formed URL", rowsOf(rowOf(link("javascript:x")))},
		{"no style", "message", "style: This field is required", rowsOf(rowOf(object{"type": 2, "label": "l", "custom_id": "x"}))},
		{"style 9", "message", "style: int value", rowsOf(rowOf(with(buttonNo(1), "style", 9)))},
		{"no label", "message", "A label or an emoji is required", rowsOf(rowOf(with(buttonNo(1), "label", "")))},
		{"menu of nothing", "message", "options: Must be between 1 and 25", rowsOf(rowOf(menuOf([]object{})))},
		{"option without value", "message", "options.0.value: This field is required", rowsOf(rowOf(menuOf([]object{{"label": "l"}})))},
		{"option of spaces", "message", "options.0.label: This field is required", rowsOf(rowOf(menuOf([]object{{"label": " ", "value": "v"}})))},
		{"same values", "message", "option value is already used", rowsOf(rowOf(menuOf(many(2, func(int) object { return optionNo(1) }))))},
		{"more than there are", "message", "2 can be chosen of 1", rowsOf(rowOf(with(menuOf(many(1, optionNo)), "max_values", 2)))},
		{"least above most", "message", "min_values must be", rowsOf(rowOf(with(menuOf(many(3, optionNo)), "min_values", 2)))},
		{"two of one chosen", "message", "2 are chosen from the start", rowsOf(rowOf(menuOf(chosen(2))))},
		{"options of users", "message", "options: Discord knows no such field", rowsOf(rowOf(with(menuOf(many(1, optionNo)), "type", 5)))},
	}
}

func refusedModals() []breach {
	text := func(name string, value any) object { return modalOfRows(rowOf(with(textOf(), name, value))) }
	bare := func() object { return object{"type": 4, "custom_id": "t", "style": 1} }
	radio := object{"type": 21, "custom_id": "r", "options": many(1, optionNo)}
	return []breach{
		{"modal of nothing", "modal", "components: Must be between 1 and 5", modalOfRows()},
		{"modal without title", "modal", "title: This field is required", object{"custom_id": "x", "components": []object{rowOf(textOf())}}},
		{"modal with content", "modal", "content: Discord knows", with(modalOfRows(rowOf(textOf())), "content", "x")},
		{"button in a modal", "modal", "cannot stand there", modalOfRows(rowOf(buttonNo(1)))},
		{"menu in a row of a modal", "modal", "cannot stand there", modalOfRows(rowOf(menuOf(many(1, optionNo))))},
		{"two inputs in a row", "modal", "components.0.components: Must be between 1 and 1", modalOfRows(rowOf(textOf(), with(textOf(), "custom_id", "u")))},
		{"input alone", "modal", "components.0.type", modalOfRows(textOf())},
		{"input without label", "modal", "label: This field is required", modalOfRows(rowOf(bare()))},
		{"label twice", "modal", "label", modalOfRows(labelOf(with(bare(), "label", "")))},
		{"label of nothing", "modal", "component: This field is required", modalOfRows(object{"type": 18, "label": "l"})},
		{"same custom_id", "modal", "custom id cannot be duplicated", modalOfRows(rowOf(textOf()), rowOf(textOf()))},
		{"least above most", "modal", "min_length must be", modalOfRows(rowOf(with(with(textOf(), "min_length", 5), "max_length", 4)))},
		{"value too long", "modal", "value: Must be 1 or fewer", modalOfRows(rowOf(with(with(textOf(), "value", "xx"), "max_length", 1)))},
		{"style 3", "modal", "style:", text("style", 3)},
		{"disabled", "modal", "Nothing in a modal can be disabled", modalOfRows(labelOf(object{"type": 5, "custom_id": "u", "disabled": true}))},
		{"required of none", "modal", "at least one value", modalOfRows(labelOf(object{"type": 5, "custom_id": "u", "min_values": 0}))},
		{"one of one", "modal", "options: Must be between 2 and 10", modalOfRows(labelOf(radio))},
		{"unknown type", "modal", "cannot stand there", modalOfRows(labelOf(object{"type": 99}))},
		{"choice without value", "choices", "choices.0.value", object{"choices": []object{{"name": "n"}}}},
	}
}

func refusedCommands() []breach {
	command := func(name string, value any) any { return []object{with(commandOf(), name, value)} }
	options := func(all ...object) any { return []object{commandOf(all...)} }
	sub := func(kind int, within ...object) object {
		return with(optOf(kind, fmt.Sprint("s", kind)), "options", within)
	}
	choice := func(kind int, value any) any {
		return options(with(optOf(kind, "o"), "choices", []object{{"name": "n", "value": value}}))
	}
	large := func() any {
		choices := many(25, func(i int) object { return object{"name": fmt.Sprintf("%06d", i), "value": "1234567"} })
		return []object{commandOf(many(25, func(i int) object { return with(optOf(3, fmt.Sprintf("o%02d", i)), "choices", choices) })...)}
	}
	return []breach{
		{"capital", "commands", "Command name is invalid", command("name", "Daicho")},
		{"space", "commands", "Command name is invalid", command("name", "da icho")},
		{"no description", "commands", "0.description: This field is required", command("description", "")},
		{"locale", "commands", "name_localizations.jp: There is no such locale", command("name_localizations", object{"jp": "台帳"})},
		{"capital elsewhere", "commands", "name_localizations.fr: Command name is invalid", command("name_localizations", object{"fr": "Registre"})},
		{"same names", "commands", "1.name: Application command names must be unique", []object{commandOf(), commandOf()}},
		{"same options", "commands", "Option names must be unique", options(optOf(3, "o"), optOf(3, "o"))},
		{"optional before required", "commands", "Required options must be placed", options(optOf(3, "a"), with(optOf(3, "b"), "required", true))},
		{"choices and autocompletion", "commands", "exclude each other", options(with(with(optOf(3, "o"), "autocomplete", true), "choices", []object{{"name": "n", "value": "v"}}))},
		{"number as a text", "commands", "is no value of an option of type 3", choice(3, 1)},
		{"text as a number", "commands", "is no value of an option of type 4", choice(4, "x")},
		{"half as a whole", "commands", "is no value of an option of type 4", choice(4, 1.5)},
		{"choices of users", "commands", "has no such field", choice(6, "x")},
		{"lengths of numbers", "commands", "has no such field", options(with(optOf(4, "o"), "max_length", 5))},
		{"sub beside values", "commands", "mutually exclusive", options(sub(1), optOf(3, "o"))},
		{"sub in sub", "commands", "cannot stand in one of type 1", options(sub(1, sub(1)))},
		{"value in a group", "commands", "cannot stand in one of type 2", options(sub(2, optOf(3, "o")))},
		{"required sub", "commands", "cannot be required", options(with(sub(1), "required", true))},
		{"option type", "commands", "type: int value", options(optOf(12, "o"))},
		{"too large", "commands", "Command exceeds maximum size", large()},
		{"permissions", "commands", "default_member_permissions", command("default_member_permissions", "admin")},
		{"contexts", "commands", "contexts.0", command("contexts", []int{7})},
		{"words on users", "commands", "Context menu commands", []object{with(commandOf(), "type", 2)}},
		{"one command", "commands", "Only iterables", commandOf()},
	}
}

// TestTaken has what looks like a breach and is none: what discordgo sends.
func TestTaken(t *testing.T) {
	empties := func(o object) object {
		for name, value := range map[string]any{"content": "", "tts": false, "embeds": nil, "components": nil, "sticker_ids": nil} {
			if _, ok := o[name]; !ok {
				o[name] = value
			}
		}
		return o
	}
	emoji := object{"type": 2, "style": 2, "custom_id": "x", "label": "", "emoji": object{"name": "🙂"}}
	for name, c := range map[string]struct {
		kind string
		o    any
	}{
		"modal":     {"modal", empties(modalOfRows(rowOf(textOf())))},
		"deferral":  {"deferral", empties(object{"flags": 64})},
		"choices":   {"choices", empties(object{})},
		"mention":   {"message", object{"content": "<@1>", "allowed_mentions": object{"parse": nil, "users": []string{"1"}, "replied_user": false}}},
		"edit":      {"edit", object{"content": "x", "allowed_mentions": object{"parse": nil}, "ID": "1", "Channel": "2"}},
		"emoji":     {"message", rowsOf(rowOf(emoji))},
		"picture":   {"message", embedOf(object{"image": object{"url": "attachment://a.png"}, "type": "rich"})},
		"subs":      {"commands", []object{commandOf(with(optOf(2, "g"), "options", []object{with(optOf(1, "s"), "options", []object{optOf(3, "o")})}))}},
		"menus":     {"message", rowsOf(rowOf(object{"type": 6, "custom_id": "r", "max_values": 25, "min_values": 0, "default_values": []object{{"id": "1", "type": "role"}}}))},
		"japanese":  {"commands", []object{with(commandOf(), "name", "台帳")}},
		"user menu": {"commands", []object{{"name": "Show Me", "type": 2}}},
	} {
		if got := validate(t, c.kind, c.o, "a.png"); len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}
