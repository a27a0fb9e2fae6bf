package slacktest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// words is text of n characters, three bytes each.
func wordsOf(n int) string { return strings.Repeat("字", n) }

func plainOf(n int) object  { return object{"type": "plain_text", "text": wordsOf(n), "emoji": false} }
func markupOf(n int) object { return object{"type": "mrkdwn", "text": wordsOf(n)} }

func many[T any](n int, make func(i int) T) []T {
	all := []T{}
	for i := range n {
		all = append(all, make(i))
	}
	return all
}

func messageOf(blocks ...object) object { return object{"text": "t", "blocks": blocks} }

func modalOf(blocks ...object) object {
	return object{"type": "modal", "title": plainOf(1), "submit": plainOf(1), "blocks": append([]object{}, blocks...)}
}

func with(o object, name string, value any) object {
	o[name] = value
	return o
}

func sectionOf(n int) object { return object{"type": "section", "text": markupOf(n)} }

func actionsOf(elements ...object) object {
	return object{"type": "actions", "block_id": "a", "elements": append([]object{}, elements...)}
}

func inputOf(element object) object {
	return object{"type": "input", "block_id": "i", "label": plainOf(1), "element": element}
}

func buttonOf() object { return object{"type": "button", "action_id": "b", "text": plainOf(1)} }

func optionOf(i int) object {
	return object{"text": plainOf(1), "value": fmt.Sprint("v", i)}
}

func selectOf(options []object) object {
	return object{"type": "static_select", "action_id": "s", "options": options}
}

func typedOf() object { return object{"type": "plain_text_input", "action_id": "p"} }

func confirmOf() object {
	return object{"title": plainOf(1), "text": plainOf(1), "confirm": plainOf(1), "deny": plainOf(1)}
}

func tableOf(rows, columns int) object {
	return object{"type": "table", "rows": many(rows, func(int) any {
		return many(columns, func(int) object { return object{"type": "raw_text", "text": "x"} })
	})}
}

func imageOf() object {
	return object{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "x"}
}

func validate(t *testing.T, kind string, o object) []string {
	t.Helper()
	payload, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return Validate(kind, payload)
}

func TestLimitsOfEscapedText(t *testing.T) {
	text := object{"type": "plain_text", "text": strings.Repeat("&amp;", 15)}
	if got := validate(t, "message", messageOf(actionsOf(with(buttonOf(), "text", text)))); len(got) > 0 {
		t.Errorf("15 escaped characters are 75: %q", got)
	}
	text["text"] = strings.Repeat("&amp;", 16)
	if got := validate(t, "message", messageOf(actionsOf(with(buttonOf(), "text", text)))); len(got) != 1 {
		t.Errorf("16 escaped characters are 80: %q", got)
	}
}

func TestViewSize(t *testing.T) {
	view := func(size int) []byte {
		raw, _ := json.Marshal(modalOf())
		return append(raw, strings.Repeat(" ", size-len(raw))...)
	}
	if got := Validate("modal", view(250_000)); len(got) > 0 {
		t.Errorf("at the limit: %q", got)
	}
	if got := Validate("modal", view(250_001)); len(got) != 1 || !strings.HasPrefix(got[0], "view_too_large:") {
		t.Errorf("over the limit: %q", got)
	}
}

// TestRefused has what Slack refuses for other reasons than size.
func TestRefused(t *testing.T) {
	rich := func(inline object) object {
		return object{"type": "rich_text", "elements": []object{{"type": "rich_text_section", "elements": []object{inline}}}}
	}
	for _, c := range []struct {
		name, kind, want string
		o                object
	}{
		{"nothing", "message", "no_text", object{}},
		{"nothing to respond", "response", "no_text", object{"blocks": nil}},
		{"response_type", "response", "response_type", object{"text": "x", "response_type": "loud"}},
		{"attachments", "message", "attachments", object{"text": "x", "attachments": []object{{}}}},
		{"unknown block", "message", `unknown type of block "video"`, messageOf(object{"type": "video"})},
		{"unknown element", "message", `"slider" is not allowed`, messageOf(actionsOf(object{"type": "slider"}))},
		{"element in the wrong block", "message", `"plain_text_input" is not allowed`, messageOf(actionsOf(typedOf()))},
		{"unknown field", "message", "invalid additional property: bold", messageOf(with(sectionOf(1), "bold", true))},
		{"table in a modal", "modal", "not allowed in a modal", modalOf(tableOf(1, 1))},
		{"table in a home", "home", "not allowed in a home", object{"type": "home", "blocks": []object{tableOf(1, 1)}}},
		{"file in a modal", "modal", "not allowed", modalOf(object{"type": "file", "external_id": "x", "source": "remote"})},
		{"same block_id", "message", "is there already", messageOf(with(sectionOf(1), "block_id", "x"), with(sectionOf(1), "block_id", "x"))},
		{"same action_id", "message", "is there already", messageOf(actionsOf(buttonOf(), buttonOf()))},
		{"empty block_id", "message", "0 characters", messageOf(with(sectionOf(1), "block_id", ""))},
		{"section of nothing", "message", "neither text nor fields", messageOf(object{"type": "section"})},
		{"empty text", "message", "0 characters", messageOf(sectionOf(0))},
		{"no actions", "message", "0 of them", messageOf(actionsOf())},
		{"markup on a button", "message", `"mrkdwn" is not allowed`, messageOf(actionsOf(with(buttonOf(), "text", markupOf(1))))},
		{"markup in a header", "message", `"mrkdwn" is not allowed`, messageOf(object{"type": "header", "text": markupOf(1)})},
		{"markup in a label", "modal", `"mrkdwn" is not allowed`, modalOf(with(inputOf(typedOf()), "label", markupOf(1)))},
		{"markup in a title", "modal", `"mrkdwn" is not allowed`, with(modalOf(), "title", markupOf(1))},
		{"markup in a placeholder", "message", `"mrkdwn" is not allowed`, messageOf(actionsOf(with(selectOf(many(1, optionOf)), "placeholder", markupOf(1))))},
		{"markup in an option", "message", `"mrkdwn" is not allowed`, messageOf(actionsOf(selectOf([]object{with(optionOf(0), "text", markupOf(1))})))},
		{"emoji on markup", "message", "emoji", messageOf(object{"type": "section", "text": with(markupOf(1), "emoji", true)})},
		{"image without alt", "message", "alt_text is missing", messageOf(object{"type": "image", "image_url": "x"})},
		{"image of nothing", "message", "image_url or slack_file", messageOf(object{"type": "image", "alt_text": "x"})},
		{"image of both", "message", "image_url or slack_file", messageOf(with(imageOf(), "slack_file", object{"id": "F1"}))},
		{"inputs without submit", "modal", "submit is missing", object{"type": "modal", "title": plainOf(1), "blocks": []object{inputOf(typedOf())}}},
		{"modal without title", "modal", "title is missing", object{"type": "modal", "blocks": []object{}}},
		{"home with title", "home", "invalid additional property: title", object{"type": "home", "title": plainOf(1), "blocks": []object{}}},
		{"modal as home", "home", "modal where home belongs", object{"type": "modal", "blocks": []object{}}},
		{"initial option", "message", "not among the options", messageOf(actionsOf(with(selectOf(many(2, optionOf)), "initial_option", optionOf(2))))},
		{"initial options", "message", "not among the options", messageOf(actionsOf(object{"type": "checkboxes", "options": many(2, optionOf), "initial_options": []object{optionOf(3)}}))},
		{"menu of nothing", "message", "options or option_groups", messageOf(actionsOf(object{"type": "static_select"}))},
		{"day", "message", "has not the form", messageOf(actionsOf(object{"type": "datepicker", "initial_date": "1. 5. 2025"}))},
		{"clock", "message", "has not the form", messageOf(actionsOf(object{"type": "timepicker", "initial_time": "9:00"}))},
		{"style", "message", "none of", messageOf(actionsOf(with(buttonOf(), "style", "green")))},
		{"max below min", "modal", "min_length", modalOf(inputOf(with(with(typedOf(), "min_length", 5), "max_length", 4)))},
		{"confirm without words", "message", "text is missing", messageOf(actionsOf(with(buttonOf(), "confirm", object{"title": plainOf(1), "confirm": plainOf(1), "deny": plainOf(1)})))},
		{"cell of a number", "message", "a cell is", messageOf(object{"type": "table", "rows": []any{[]object{{"type": "raw_number", "value": 1}}}})},
		{"rich text of nothing", "message", "text is missing or empty", messageOf(rich(object{"type": "text", "text": ""}))},
		{"unknown rich text", "message", "unknown type of rich text", messageOf(rich(object{"type": "sparkle"}))},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(validate(t, c.kind, c.o), "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got %q, want it to have %q", got, c.want)
			}
		})
	}
}

// TestEverywhere has what all three surfaces take.
func TestEverywhere(t *testing.T) {
	blocks := []object{
		sectionOf(1), {"type": "header", "text": plainOf(1)}, {"type": "divider"}, imageOf(),
		with(actionsOf(buttonOf()), "block_id", "x"), {"type": "context", "elements": []object{markupOf(1), imageOf()}}, inputOf(typedOf()),
		{"type": "rich_text", "elements": []object{{"type": "rich_text_list", "style": "bullet", "indent": 0, "border": 0, "offset": 0,
			"elements": []object{{"type": "rich_text_section", "elements": []object{{"type": "text", "text": "x", "style": object{"bold": true}}}}}}}},
	}
	for kind, o := range map[string]object{"message": messageOf(blocks...), "modal": modalOf(blocks...), "home": {"type": "home", "blocks": blocks}} {
		if got := validate(t, kind, o); len(got) > 0 {
			t.Errorf("%s: %q", kind, got)
		}
	}
}
