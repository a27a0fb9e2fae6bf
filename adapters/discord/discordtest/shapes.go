package discordtest

// want is what a field holds.
type want int

const (
	anything  want = iota
	words          // a string of min to max characters, or one of several
	boolean        // true or false
	integer        // a whole number from min to max
	number         // any number
	snowflake      // an id
	address        // a URL of at most max characters
	picture        // the same, or attachment:// and a name
	stamp          // a time as ISO 8601 has it
	nested         // an object of a shape
	list           // min to max objects of a shape, or of anything
)

// field is one field of an object.
type field struct {
	name     string
	want     want
	need     bool
	min, max int
	of       []string     // the strings that are allowed
	shape    func() shape // of what is within
}

// shape is what an object looks like.
type shape struct {
	fields []field
	more   func(c *checker, path string, o object) // what a list cannot say
}

// The limits of messages.
const (
	maxContent     = 2000
	maxEmbeds      = 10
	maxEmbedChars  = 6000 // in all embeds of a message
	maxRows        = 5
	maxButtons     = 5 // a row
	maxAttachments = 10
	maxAddress     = 2048
	maxButtonURL   = 512
	maxColor       = 0xffffff
	maxInt32       = 1<<31 - 1
)

// messageFields are what all messages have.
func messageFields() []field {
	return []field{
		{name: "content", want: words, max: maxContent},
		{name: "embeds", want: list, max: maxEmbeds, shape: embedShape},
		{name: "components", want: list, max: maxRows, shape: rowShape},
		{name: "allowed_mentions", want: nested, shape: mentionsShape},
		{name: "flags", want: integer, max: maxInt32},
		{name: "attachments", want: list, max: maxAttachments, shape: attachmentShape},
	}
}

// messageShapes are the messages by kind: created, edited, the response to an
// interaction, the update of a message by a response, what is deferred, and a
// follow-up. Of what is edited, discordgo repeats the ids.
func messageShapes() map[string]shape {
	tts := field{name: "tts", want: boolean}
	created := append(messageFields(), tts,
		field{name: "message_reference", want: nested, shape: referenceShape},
		field{name: "nonce", want: anything},
		field{name: "enforce_nonce", want: boolean})
	return map[string]shape{
		"message":  {fields: created, more: (*checker).message},
		"edit":     {fields: append(messageFields(), field{name: "ID"}, field{name: "Channel"}), more: (*checker).message},
		"response": {fields: append(messageFields(), tts), more: (*checker).message},
		"update":   {fields: messageFields(), more: (*checker).message},
		"followup": {fields: append(messageFields(), tts), more: (*checker).message},
		"deferral": {fields: []field{{name: "flags", want: integer, max: maxInt32}}, more: (*checker).flags},
	}
}

func referenceShape() shape {
	return shape{fields: []field{
		{name: "type", want: integer, max: 0},
		{name: "message_id", want: snowflake, need: true},
		{name: "channel_id", want: snowflake},
		{name: "guild_id", want: snowflake},
		{name: "fail_if_not_exists", want: boolean}}}
}

func mentionsShape() shape {
	return shape{fields: []field{
		{name: "parse", want: list, max: 3},
		{name: "users", want: list, max: 100},
		{name: "roles", want: list, max: 100},
		{name: "replied_user", want: boolean}}}
}

// attachmentShape leaves room for what clients send back of an attachment
// that they got.
func attachmentShape() shape {
	fields := []field{
		{name: "id", want: snowflake, need: true},
		{name: "filename", want: words, min: 1, max: 1024},
		{name: "description", want: words, max: 1024},
		{name: "title", want: words, max: 1024},
		{name: "is_spoiler", want: boolean},
	}
	for _, name := range []string{"url", "proxy_url", "content_type", "size", "width", "height", "ephemeral", "flags", "duration_secs", "waveform"} {
		fields = append(fields, field{name: name})
	}
	return shape{fields: fields}
}

func embedShape() shape {
	return shape{more: (*checker).embed, fields: []field{
		{name: "type", want: words, of: []string{"rich"}, max: 4},
		{name: "title", want: words, max: 256},
		{name: "description", want: words, max: 4096},
		{name: "url", want: address, max: maxAddress},
		{name: "timestamp", want: stamp},
		{name: "color", want: integer, max: maxColor},
		{name: "footer", want: nested, shape: footerShape},
		{name: "image", want: nested, shape: imageShape},
		{name: "thumbnail", want: nested, shape: imageShape},
		{name: "author", want: nested, shape: authorShape},
		{name: "fields", want: list, max: 25, shape: embedFieldShape}}}
}

func footerShape() shape {
	return shape{fields: []field{
		{name: "text", want: words, need: true, min: 1, max: 2048},
		{name: "icon_url", want: picture, max: maxAddress}}}
}

func imageShape() shape {
	return shape{fields: []field{
		{name: "url", want: picture, need: true, max: maxAddress},
		{name: "description", want: words, max: 4096}}}
}

func authorShape() shape {
	return shape{fields: []field{
		{name: "name", want: words, need: true, min: 1, max: 256},
		{name: "url", want: address, max: maxAddress},
		{name: "icon_url", want: picture, max: maxAddress}}}
}

func embedFieldShape() shape {
	return shape{fields: []field{
		{name: "name", want: words, need: true, min: 1, max: 256},
		{name: "value", want: words, need: true, min: 1, max: 1024},
		{name: "inline", want: boolean}}}
}
