package slacktest

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// text checks a text object.
func (c *checker) text(where string, value any, f field) {
	o, ok := value.(object)
	if !ok {
		c.say(where, "not a text object")
		return
	}
	kind, _ := o["type"].(string)
	switch {
	case kind == "plain_text":
	case kind == "mrkdwn" && f.want == text:
		if o["emoji"] != nil {
			c.say(where, "emoji is for plain_text only")
		}
	default:
		c.say(where, "type %q is not allowed here", kind)
	}
	c.shape(where, o, shape{fields: []field{
		{name: "text", want: words, need: true, min: f.min, max: f.max},
		{name: "emoji", want: flag},
		{name: "verbatim", want: flag}}}, "type")
	s, _ := o["text"].(string)
	c.chars += utf8.RuneCountInString(s)
}

func (c *checker) element(where string, value any, allowed []string) {
	o, ok := value.(object)
	if !ok {
		c.say(where, "not an object")
		return
	}
	kind, _ := o["type"].(string)
	if !slices.Contains(allowed, kind) {
		c.say(where, "type of element %q is not allowed here", kind)
		return
	}
	if kind == "plain_text" || kind == "mrkdwn" {
		c.text(where, value, field{want: text, min: 1, max: 3000})
		return
	}
	where += " " + kind
	if o["focus_on_load"] == true {
		c.focus++
	}
	known := []string{"type"}
	if kind != "image" {
		known = append(known, "action_id")
		c.unique(where, "action_id", o, c.actions)
	}
	c.shape(where, o, c.elements[kind], known...)
}

func (c *checker) options(where string, value any, f field) {
	s := optionShape(plain)
	switch f.want {
	case richList:
		s = optionShape(text)
	case groupList:
		s = groupShape()
	}
	for i, item := range c.items(where, value, f) {
		c.nested(fmt.Sprintf("%s[%d]", where, i), item, s)
	}
}

func (c *checker) slackFile(where string, value any) {
	o, _ := value.(object)
	id, _ := o["id"].(string)
	url, _ := o["url"].(string)
	if (id == "") == (url == "") {
		c.say(where, "needs either id or url")
	}
}

func (c *checker) section(where string, o object) {
	if o["text"] == nil && o["fields"] == nil {
		c.say(where, "neither text nor fields")
	}
}

func (c *checker) image(where string, o object) {
	if (o["image_url"] == nil) == (o["slack_file"] == nil) {
		c.say(where, "needs either image_url or slack_file")
	}
}

// menu checks a menu of fixed options.
func (c *checker) menu(where string, o object) {
	if (o["options"] == nil) == (o["option_groups"] == nil) {
		c.say(where, "needs either options or option_groups")
	}
	c.initial(where, o)
}

// initial checks that what is chosen from the start can be chosen.
func (c *checker) initial(where string, o object) {
	chosen, _ := o["initial_options"].([]any)
	if one := o["initial_option"]; one != nil {
		chosen = append(chosen, one)
	}
	offered := optionsOf(o)
	for _, item := range chosen {
		option, _ := item.(object)
		value, _ := option["value"].(string)
		if !slices.ContainsFunc(offered, func(o object) bool { return o["value"] == value && textOf(o["text"]) == textOf(option["text"]) }) {
			c.say(where, "the initial option %q is not among the options", value)
		}
	}
	if most, ok := o["max_selected_items"].(float64); ok && len(chosen) > int(most) {
		c.say(where, "%d options are chosen, %d are allowed", len(chosen), int(most))
	}
}

// typed checks that what is there from the start could have been typed.
func (c *checker) typed(where string, o object) {
	least, _ := o["min_length"].(float64)
	most, ok := o["max_length"].(float64)
	if ok && least > most {
		c.say(where, "min_length is above max_length")
	}
	if s, _ := o["initial_value"].(string); ok && utf8.RuneCountInString(s) > int(most) {
		c.say(where, "initial_value is longer than max_length")
	}
}

func (c *checker) table(where string, o object) {
	c.tables++
	if c.tables > maxTables {
		c.say(where, "%d tables, %d is allowed", c.tables, maxTables)
	}
	before := c.chars
	rows, _ := o["rows"].([]any)
	for i, row := range rows {
		at := fmt.Sprintf("%s.rows[%d]", where, i)
		for j, cell := range c.items(at, row, field{min: 1, max: maxTableColumns}) {
			c.cell(fmt.Sprintf("%s[%d]", at, j), cell)
		}
	}
	if n := c.chars - before; n > maxTableChars {
		c.say(where, "%d characters in all cells, %d are allowed", n, maxTableChars)
	}
}

func (c *checker) cell(where string, value any) {
	o, _ := value.(object)
	switch o["type"] {
	case "raw_text":
		c.words(where+".text", o["text"], field{min: 1})
		s, _ := o["text"].(string)
		c.chars += utf8.RuneCountInString(s)
	case "rich_text":
		c.richText(where, o)
	default:
		c.say(where, "a cell is raw_text or rich_text")
	}
}

var (
	richParts  = []string{"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
	richInline = []string{"text", "link", "emoji", "user", "channel", "usergroup", "broadcast", "date", "color"}
)

// richText checks a rich text and everything within.
func (c *checker) richText(where string, o object) {
	parts, _ := o["elements"].([]any)
	for i, p := range parts {
		at := fmt.Sprintf("%s.elements[%d]", where, i)
		part, _ := p.(object)
		kind, _ := part["type"].(string)
		switch {
		case slices.Contains(richParts, kind):
			if _, ok := part["elements"].([]any); !ok {
				c.say(at, "elements is missing")
			}
			c.richText(at, part)
		case slices.Contains(richInline, kind) && o["type"] != "rich_text":
			c.inline(at, part)
		default:
			c.say(at, "unknown type of rich text %q", kind)
		}
	}
}

func (c *checker) inline(where string, o object) {
	s, _ := o["text"].(string)
	c.chars += utf8.RuneCountInString(s)
	needs := map[any]string{"text": "text", "link": "url", "emoji": "name", "user": "user_id", "channel": "channel_id",
		"usergroup": "usergroup_id", "broadcast": "range", "date": "timestamp", "color": "value"}
	name := needs[o["type"]]
	if v := o[name]; v == nil || v == "" {
		c.say(where, "%s is missing or empty", name)
	}
}

// optionsOf are all options of an element, those in groups too.
func optionsOf(o object) []object {
	var all []object
	add := func(list any) {
		items, _ := list.([]any)
		for _, item := range items {
			if option, ok := item.(object); ok {
				all = append(all, option)
			}
		}
	}
	add(o["options"])
	groups, _ := o["option_groups"].([]any)
	for _, g := range groups {
		group, _ := g.(object)
		add(group["options"])
	}
	return all
}

// textOf is the raw text of a text object.
func textOf(value any) string {
	o, _ := value.(object)
	s, _ := o["text"].(string)
	return s
}
