package slacktest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"
)

// Validate is what Slack has against a payload; nothing where it takes it.
// The kinds are "message" and "update", with "text" and "blocks" as
// chat.postMessage and chat.update have them, "response" for what goes to a
// response_url or answers a slash command, and the views "modal" and "home".
// Each finding begins with Slack's error code and a colon.
func Validate(kind string, payload []byte) []string {
	var o object
	if err := json.Unmarshal(payload, &o); err != nil {
		return []string{"invalid_json: " + err.Error()}
	}
	switch kind {
	case "message", "update", "response":
		return validateMessage(kind, o)
	case "modal", "home":
		return validateView(kind, o, len(payload))
	}
	return []string{"invalid_arguments: there is no kind " + kind}
}

// checker goes through one payload.
type checker struct {
	surface, code string
	problems      []string
	ids           map[string]bool // block_ids
	actions       map[string]bool // action_ids of the present block
	chars         int             // of all text
	tables, focus int
	inputs        int
	blocks        map[string]shape
	elements      map[string]shape
}

func newChecker(surface, code string) *checker {
	return &checker{surface: surface, code: code, ids: map[string]bool{}, blocks: blockShapes(), elements: elementShapes()}
}

func (c *checker) say(where, format string, args ...any) {
	c.problems = append(c.problems, c.code+": "+where+": "+fmt.Sprintf(format, args...))
}

func validateMessage(kind string, o object) []string {
	c := newChecker("message", "invalid_blocks")
	words, _ := o["text"].(string)
	most := maxMessageText
	if kind == "update" {
		most = maxUpdateText
	}
	if n := utf8.RuneCountInString(words); n > most {
		c.problems = append(c.problems, fmt.Sprintf("msg_too_long: text: %d characters, %d are allowed", n, most))
	}
	if attachments, _ := o["attachments"].([]any); len(attachments) > 0 {
		c.problems = append(c.problems, "invalid_attachments: attachments are not known here")
	}
	if kind == "response" {
		c.responseType(o)
	}
	blocks, ok := o["blocks"].([]any)
	if o["blocks"] != nil && !ok {
		c.say("blocks", "not an array")
	}
	if words == "" && len(blocks) == 0 && o["delete_original"] != true {
		c.problems = append(c.problems, "no_text: neither text nor blocks")
	}
	c.allBlocks(blocks, maxMessageBlocks)
	if c.chars > maxMessageChars {
		c.problems = append(c.problems, fmt.Sprintf("msg_blocks_too_long: %d characters in all blocks, %d are allowed", c.chars, maxMessageChars))
	}
	return c.problems
}

func (c *checker) responseType(o object) {
	switch o["response_type"] {
	case nil, "", "ephemeral", "in_channel":
	default:
		c.problems = append(c.problems, fmt.Sprintf("invalid_arguments: response_type: %v is neither ephemeral nor in_channel", o["response_type"]))
	}
}

func validateView(kind string, o object, size int) []string {
	c := newChecker(kind, "invalid_arguments")
	if size > maxViewBytes {
		c.problems = append(c.problems, fmt.Sprintf("view_too_large: %d bytes, %d are allowed", size, maxViewBytes))
	}
	if o["type"] != kind {
		c.say("type", "%v where %s belongs", o["type"], kind)
	}
	blocks, _ := o["blocks"].([]any)
	c.allBlocks(blocks, maxViewBlocks)
	c.shape("view", o, viewShapes()[kind], "type")
	if c.focus > maxFocus {
		c.say("view", "%d elements have focus_on_load, %d is allowed", c.focus, maxFocus)
	}
	return c.problems
}

func (c *checker) modal(where string, o object) {
	if c.inputs > 0 && o["submit"] == nil {
		c.say(where, "submit is missing beside input blocks")
	}
}

func (c *checker) allBlocks(blocks []any, most int) {
	if len(blocks) > most {
		c.say("blocks", "%d of them, %d are allowed", len(blocks), most)
	}
	for i, b := range blocks {
		where := fmt.Sprintf("blocks[%d]", i)
		block, ok := b.(object)
		if !ok {
			c.say(where, "not an object")
			continue
		}
		c.block(where, block)
	}
}

func (c *checker) block(where string, o object) {
	kind, _ := o["type"].(string)
	shape, ok := c.blocks[kind]
	if !ok {
		c.say(where, "unknown type of block %q", kind)
		return
	}
	where += " " + kind
	if shape.surfaces != nil && !slices.Contains(shape.surfaces, c.surface) {
		c.say(where, "not allowed in a %s", c.surface)
	}
	if kind == "input" {
		c.inputs++
	}
	c.actions = map[string]bool{}
	c.unique(where, "block_id", o, c.ids)
	c.shape(where, o, shape, "type", "block_id")
}

// unique checks an id that the app may leave out.
func (c *checker) unique(where, name string, o object, seen map[string]bool) {
	value, ok := o[name]
	if !ok {
		return
	}
	c.words(where+"."+name, value, field{min: 1, max: maxID})
	if id, _ := value.(string); id != "" {
		if seen[id] {
			c.say(where, "%s %q is there already", name, id)
		}
		seen[id] = true
	}
}

// shape checks the fields of one object.
func (c *checker) shape(where string, o object, s shape, known ...string) {
	for _, f := range s.fields {
		known = append(known, f.name)
		value, ok := o[f.name]
		if !ok || value == nil {
			if f.need {
				c.say(where, "%s is missing", f.name)
			}
			continue
		}
		c.field(where+"."+f.name, value, f)
	}
	for name := range o {
		if !slices.Contains(known, name) {
			c.say(where, "invalid additional property: %s", name)
		}
	}
	if s.more != nil {
		s.more(c, where, o)
	}
}

var (
	dayForm   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	clockForm = regexp.MustCompile(`^\d\d:\d\d$`)
)

func (c *checker) field(where string, value any, f field) {
	switch f.want {
	case words:
		c.words(where, value, f)
	case flag:
		if _, ok := value.(bool); !ok {
			c.say(where, "not true or false")
		}
	case integer:
		if n, ok := value.(float64); !ok || n < float64(f.min) || n > float64(f.max) || n != float64(int64(n)) {
			c.say(where, "%v is not a whole number from %d to %d", value, f.min, f.max)
		}
	case list:
		c.items(where, value, f)
	case plain, text:
		c.text(where, value, f)
	case texts:
		for i, item := range c.items(where, value, f) {
			c.text(fmt.Sprintf("%s[%d]", where, i), item, field{want: text, min: 1, max: f.each})
		}
	case optionList, richList, groupList:
		c.options(where, value, f)
	case confirm:
		c.nested(where, value, confirmShape())
	case element:
		c.element(where, value, f.of)
	case elements:
		for i, item := range c.items(where, value, f) {
			c.element(fmt.Sprintf("%s[%d]", where, i), item, f.of)
		}
	case slackFile:
		c.slackFile(where, value)
	case day:
		c.form(where, value, dayForm)
	case clock:
		c.form(where, value, clockForm)
	}
}

func (c *checker) form(where string, value any, form *regexp.Regexp) {
	if s, _ := value.(string); !form.MatchString(s) {
		c.say(where, "%v has not the form %s", value, form)
	}
}

func (c *checker) items(where string, value any, f field) []any {
	items, ok := value.([]any)
	if !ok {
		c.say(where, "not an array")
	} else if len(items) < f.min || len(items) > f.max {
		c.say(where, "%d of them, %d to %d are allowed", len(items), f.min, f.max)
	}
	return items
}

func (c *checker) words(where string, value any, f field) {
	s, ok := value.(string)
	if !ok {
		c.say(where, "not a string")
		return
	}
	if f.of != nil && !slices.Contains(f.of, s) {
		c.say(where, "%q is none of %v", s, f.of)
	}
	n := utf8.RuneCountInString(s)
	if n < f.min || f.max > 0 && n > f.max {
		c.say(where, "%d characters, %d to %d are allowed", n, f.min, f.max)
	}
}

func (c *checker) nested(where string, value any, s shape) {
	o, ok := value.(object)
	if !ok {
		c.say(where, "not an object")
		return
	}
	c.shape(where, o, s)
}
