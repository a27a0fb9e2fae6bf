package discordtest

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Flags of messages.
const (
	flagNoEmbeds     = 1 << 2
	flagEphemeral    = 1 << 6
	flagLoading      = 1 << 7
	flagSilent       = 1 << 12
	flagComponentsV2 = 1 << 15
)

// Validate is what Discord has against a payload; nothing where it takes it.
// The kinds are those of messages, "message" for a new one, "edit", "response"
// and "update" for the data of responses of type 4 and 7, "deferral" for those
// of type 5 and "followup"; "modal" and "choices" for the data of types 9 and
// 8; "commands" for a list of commands. The names of files that come along
// follow.
func Validate(kind string, payload []byte, files ...string) []string {
	var value any
	if err := json.Unmarshal(payload, &value); err != nil {
		return []string{"the request body contains invalid JSON: " + err.Error()}
	}
	c := newChecker(kind)
	c.files = files
	switch o, _ := value.(object); {
	case kind == "commands":
		c.commands(value)
	case o == nil:
		c.say("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
	default:
		c.whole(o)
	}
	var all []string
	for _, f := range c.findings {
		all = append(all, f.String())
	}
	return all
}

// whole checks a payload of the checker's kind.
func (c *checker) whole(o object) {
	shapes := messageShapes()
	maps.Copy(shapes, modalShapes())
	s, ok := shapes[c.kind]
	if !ok {
		c.say("kind", "UNKNOWN_FIELD", "There is no kind %q", c.kind)
		return
	}
	c.shape("", o, s)
}

// message checks what only the whole of a message tells.
func (c *checker) message(_ string, o object) {
	c.flags("", o)
	c.mentions(o)
	if c.chars > maxEmbedChars {
		c.say("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of %d, is %d", maxEmbedChars, c.chars)
	}
	if nonce, ok := o["nonce"].(string); ok && length(nonce) > 25 {
		c.say("nonce", "NONCE_TYPE_TOO_LONG", "The nonce must be 25 or fewer in length.")
	}
}

// flags checks that only such flags are set as an app may set there.
func (c *checker) flags(_ string, o object) {
	set, _ := o["flags"].(float64)
	allowed := map[string]int{
		"message": flagNoEmbeds | flagSilent, "edit": flagNoEmbeds, "update": flagNoEmbeds, "deferral": flagEphemeral,
		"response": flagNoEmbeds | flagEphemeral | flagSilent, "followup": flagNoEmbeds | flagEphemeral | flagSilent,
	}[c.kind]
	switch other := int(set) &^ allowed; {
	case other&flagComponentsV2 != 0:
		c.say("flags", "UNKNOWN_FIELD", "Components of the second version are not known here.")
	case other != 0:
		c.say("flags", "MESSAGE_FLAGS_INVALID", "The flags %d cannot be set here.", other)
	}
}

var (
	userMention = regexp.MustCompile(`<@!?(\d+)>`)
	roleMention = regexp.MustCompile(`<@&(\d+)>`)
)

// mentions checks that the message disturbs nobody whom it does not mean to.
func (c *checker) mentions(o object) {
	const path = "allowed_mentions"
	allowed, ok := o[path].(object)
	if !ok {
		c.say(path, "BASE_TYPE_REQUIRED", "Without it everybody named in the text is disturbed.")
		return
	}
	if parse, _ := allowed["parse"].([]any); len(parse) > 0 {
		c.say(at(path, "parse"), "MENTIONS_PARSED", "It must be empty: words of people may name anybody.")
	}
	content, _ := o["content"].(string)
	for name, form := range map[string]*regexp.Regexp{"users": userMention, "roles": roleMention} {
		ids, _ := allowed[name].([]any)
		if len(ids) == 0 {
			continue
		}
		var listed, named []string
		for _, id := range ids {
			listed = append(listed, idText(id))
		}
		for _, m := range form.FindAllStringSubmatch(content, -1) {
			named = append(named, m[1])
		}
		if !slices.Equal(sorted(listed), sorted(named)) {
			c.say(at(path, name), "MENTIONS_DIFFER", "%v are listed, %v are mentioned.", listed, named)
		}
		if len(sorted(listed)) != len(listed) {
			c.say(at(path, name), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
		}
	}
}

// sorted has each once.
func sorted(all []string) []string {
	all = slices.Clone(all)
	slices.Sort(all)
	return slices.Compact(all)
}

// embed counts its characters and checks that there is something in it.
func (c *checker) embed(path string, o object) {
	for _, name := range []string{"title", "description"} {
		s, _ := o[name].(string)
		c.chars += length(s)
	}
	for _, within := range [][2]string{{"footer", "text"}, {"author", "name"}} {
		part, _ := o[within[0]].(object)
		s, _ := part[within[1]].(string)
		c.chars += length(s)
	}
	for _, f := range objects(o["fields"]) {
		name, _ := f["name"].(string)
		value, _ := f["value"].(string)
		c.chars += length(name) + length(value)
	}
	for _, name := range []string{"title", "description", "image", "thumbnail", "author", "footer", "fields", "url"} {
		if s, isText := o[name].(string); !empty(o[name]) && (!isText || strings.TrimSpace(s) != "") {
			return
		}
	}
	c.say(path, "BASE_TYPE_REQUIRED", "There is nothing in it.")
}

func objects(value any) []object {
	items, _ := value.([]any)
	var all []object
	for _, item := range items {
		if o, ok := item.(object); ok {
			all = append(all, o)
		}
	}
	return all
}
