package slacktest

import "maps"

// The limits of Block Kit, all in this file. Lengths are characters of the
// string as it is sent, so that "&amp;" is five of them.

// Limits of whole payloads.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxMessageChars  = 13_000 // of all block text together
	maxMessageText   = 40_000 // the text beside the blocks
	maxUpdateText    = 4_000  // the same in chat.update
	maxViewBytes     = 250_000
	maxTableRows     = 100
	maxTableColumns  = 20
	maxTableChars    = 10_000
	maxTables        = 1 // a message
	maxFocus         = 1 // a view
	maxID            = 255
)

// want is what a field holds.
type want int

const (
	anything   want = iota
	words           // a string, min to max characters
	flag            // true or false
	integer         // a number from min to max
	list            // an array, min to max items of any kind
	plain           // a plain_text object, min to max characters
	text            // a plain_text or mrkdwn object, min to max characters
	texts           // min to max such objects of up to each characters
	optionList      // min to max options with plain labels
	richList        // min to max options with labels that may be mrkdwn
	groupList       // min to max groups of options
	confirm         // a confirmation dialog
	element         // one of the elements in of
	elements        // min to max of them
	slackFile       // {"id"} or {"url"} of an uploaded file
	day             // YYYY-MM-DD
	clock           // HH:mm
)

// field is one field of a block or element.
type field struct {
	name           string
	want           want
	need           bool
	min, max, each int
	of             []string // for strings the values, for elements the types
}

// shape is what a block or element looks like.
type shape struct {
	fields   []field
	surfaces []string                                 // nil for everywhere
	more     func(c *checker, where string, o object) // what a list cannot say
}

var (
	chosenInActions = []string{"button", "overflow", "static_select", "users_select", "conversations_select", "channels_select",
		"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"}
	chosenInSection = []string{"button", "overflow", "image", "static_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
		"datepicker", "timepicker", "radio_buttons", "checkboxes"}
	chosenInInput = []string{"plain_text_input", "email_text_input", "url_text_input", "number_input",
		"static_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
		"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"}
	inMessages = []string{"message"}
)

func blockShapes() map[string]shape {
	return map[string]shape{
		"section": {more: (*checker).section, fields: []field{
			{name: "text", want: text, min: 1, max: 3000},
			{name: "fields", want: texts, min: 1, max: 10, each: 2000},
			{name: "accessory", want: element, of: chosenInSection},
			{name: "expand", want: flag}}},
		"header": {fields: []field{
			{name: "text", want: plain, need: true, min: 1, max: 150},
			{name: "level", want: integer, min: 1, max: 4}}},
		"divider": {},
		"image": {more: (*checker).image, fields: []field{
			{name: "alt_text", want: words, need: true, min: 1, max: 2000},
			{name: "image_url", want: words, min: 1, max: 3000},
			{name: "slack_file", want: slackFile},
			{name: "title", want: plain, min: 1, max: 2000}}},
		"actions": {fields: []field{
			{name: "elements", want: elements, need: true, min: 1, max: 25, of: chosenInActions}}},
		"context": {fields: []field{
			{name: "elements", want: elements, need: true, min: 1, max: 10, of: []string{"plain_text", "mrkdwn", "image"}}}},
		"input": {fields: []field{
			{name: "label", want: plain, need: true, min: 1, max: 2000},
			{name: "element", want: element, need: true, of: chosenInInput},
			{name: "hint", want: plain, min: 1, max: 2000},
			{name: "optional", want: flag},
			{name: "dispatch_action", want: flag}}},
		"rich_text": {more: (*checker).richText, fields: []field{
			{name: "elements", want: list, need: true, min: 1, max: 1000}}},
		"table": {more: (*checker).table, surfaces: inMessages, fields: []field{
			{name: "rows", want: list, need: true, min: 1, max: maxTableRows},
			{name: "column_settings", want: list, max: maxTableColumns}}},
		"file": {surfaces: inMessages, fields: []field{
			{name: "external_id", want: words, need: true, min: 1, max: 255},
			{name: "source", want: words, need: true, of: []string{"remote"}}}},
	}
}

// selectFields are what all menus have, and the field that is theirs.
func selectFields(own ...field) []field {
	return append([]field{
		{name: "placeholder", want: plain, min: 1, max: 150},
		{name: "confirm", want: confirm},
		{name: "focus_on_load", want: flag}}, own...)
}

// typedFields are what all fields to type into have, and the field's own.
func typedFields(own ...field) []field {
	return append([]field{
		{name: "placeholder", want: plain, min: 1, max: 150},
		{name: "dispatch_action_config", want: anything},
		{name: "focus_on_load", want: flag}}, own...)
}

func elementShapes() map[string]shape {
	all := pressShapes()
	maps.Copy(all, menuShapes())
	maps.Copy(all, choiceShapes())
	maps.Copy(all, typeShapes())
	return all
}

// pressShapes are the elements that hold nothing.
func pressShapes() map[string]shape {
	return map[string]shape{
		"button": {fields: []field{
			{name: "text", want: plain, need: true, min: 1, max: 75},
			{name: "value", want: words, max: 2000},
			{name: "url", want: words, max: 3000},
			{name: "style", want: words, of: []string{"primary", "danger"}},
			{name: "confirm", want: confirm},
			{name: "accessibility_label", want: words, max: 75}}},
		"overflow": {fields: []field{
			{name: "options", want: optionList, need: true, min: 1, max: 5},
			{name: "confirm", want: confirm}}},
		"image": {more: (*checker).image, fields: []field{
			{name: "alt_text", want: words, need: true, min: 1, max: 2000},
			{name: "image_url", want: words, min: 1, max: 3000},
			{name: "slack_file", want: slackFile}}},
	}
}

// menuShapes are the menus.
func menuShapes() map[string]shape {
	options := field{name: "options", want: optionList, min: 1, max: 100}
	groups := field{name: "option_groups", want: groupList, min: 1, max: 100}
	several := field{name: "max_selected_items", want: integer, min: 1, max: 100}
	current := field{name: "default_to_current_conversation", want: flag}
	respond := field{name: "response_url_enabled", want: flag}
	filter := field{name: "filter", want: anything}
	id := func(name string) field { return field{name: name, want: words, min: 1, max: maxID} }
	ids := func(name string) field { return field{name: name, want: list, max: 100} }
	chosen := func(name string) field { return field{name: name, want: anything} } // looked at by initial
	return map[string]shape{
		"static_select":              {more: (*checker).menu, fields: selectFields(options, groups, chosen("initial_option"))},
		"multi_static_select":        {more: (*checker).menu, fields: selectFields(options, groups, several, chosen("initial_options"))},
		"users_select":               {fields: selectFields(id("initial_user"))},
		"multi_users_select":         {fields: selectFields(several, ids("initial_users"))},
		"conversations_select":       {fields: selectFields(current, respond, filter, id("initial_conversation"))},
		"multi_conversations_select": {fields: selectFields(current, filter, several, ids("initial_conversations"))},
		"channels_select":            {fields: selectFields(respond, id("initial_channel"))},
		"multi_channels_select":      {fields: selectFields(several, ids("initial_channels"))},
	}
}

// choiceShapes are options on the screen, days and times.
func choiceShapes() map[string]shape {
	choice := func(initial string) []field {
		return []field{{name: "options", want: richList, need: true, min: 1, max: 10},
			{name: initial, want: anything}, {name: "confirm", want: confirm}, {name: "focus_on_load", want: flag}}
	}
	return map[string]shape{
		"radio_buttons":  {more: (*checker).initial, fields: choice("initial_option")},
		"checkboxes":     {more: (*checker).initial, fields: choice("initial_options")},
		"datepicker":     {fields: selectFields(field{name: "initial_date", want: day})},
		"timepicker":     {fields: selectFields(field{name: "initial_time", want: clock}, field{name: "timezone", want: words})},
		"datetimepicker": {fields: selectFields(field{name: "initial_date_time", want: integer, min: 1_000_000_000, max: 9_999_999_999})},
	}
}

// typeShapes are fields to type into.
func typeShapes() map[string]shape {
	initial := field{name: "initial_value", want: words, max: 3000}
	return map[string]shape{
		"plain_text_input": {more: (*checker).typed, fields: typedFields(initial,
			field{name: "multiline", want: flag},
			field{name: "min_length", want: integer, min: 0, max: 3000},
			field{name: "max_length", want: integer, min: 1, max: 3000})},
		"email_text_input": {fields: typedFields(initial)},
		"url_text_input":   {fields: typedFields(initial)},
		"number_input": {fields: typedFields(initial,
			field{name: "is_decimal_allowed", want: flag, need: true},
			field{name: "min_value", want: words, max: 3000},
			field{name: "max_value", want: words, max: 3000})},
	}
}

func optionShape(label want) shape {
	return shape{fields: []field{
		{name: "text", want: label, need: true, min: 1, max: 75},
		{name: "value", want: words, need: true, min: 1, max: 150},
		{name: "description", want: label, min: 1, max: 75},
		{name: "url", want: words, max: 3000}}}
}

func groupShape() shape {
	return shape{fields: []field{
		{name: "label", want: plain, need: true, min: 1, max: 75},
		{name: "options", want: optionList, need: true, min: 1, max: 100}}}
}

func confirmShape() shape {
	return shape{fields: []field{
		{name: "title", want: plain, need: true, min: 1, max: 100},
		{name: "text", want: text, need: true, min: 1, max: 300},
		{name: "confirm", want: plain, need: true, min: 1, max: 30},
		{name: "deny", want: plain, need: true, min: 1, max: 30},
		{name: "style", want: words, of: []string{"primary", "danger"}}}}
}

func viewShapes() map[string]shape {
	shared := []field{
		{name: "blocks", want: anything, need: true}, // counted with maxViewBlocks
		{name: "private_metadata", want: words, max: 3000},
		{name: "callback_id", want: words, max: maxID},
		{name: "external_id", want: words, max: maxID}}
	return map[string]shape{
		"home": {fields: shared},
		"modal": {more: (*checker).modal, fields: append([]field{
			{name: "title", want: plain, need: true, min: 1, max: 24},
			{name: "submit", want: plain, min: 1, max: 24},
			{name: "close", want: plain, min: 1, max: 24},
			{name: "clear_on_close", want: flag},
			{name: "notify_on_close", want: flag},
			{name: "submit_disabled", want: flag}}, shared...)},
	}
}
