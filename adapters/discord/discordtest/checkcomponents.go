package discordtest

import "fmt"

// Types of components.
const (
	typeRow           = 1
	typeButton        = 2
	typeStringSelect  = 3
	typeTextInput     = 4
	typeUserSelect    = 5
	typeRoleSelect    = 6
	typeMentionSelect = 7
	typeChannelSelect = 8
	typeTextDisplay   = 10
	typeLabel         = 18
	typeFileUpload    = 19
	typeRadioGroup    = 21
	typeCheckboxGroup = 22
	typeCheckbox      = 23
)

// typeOf is the type of a component, 0 for none.
func typeOf(o object) int {
	n, _ := o["type"].(float64)
	return int(n)
}

func isSelect(kind int) bool {
	return kind == typeStringSelect || kind >= typeUserSelect && kind <= typeChannelSelect
}

// idFields are what every component has.
func idFields(own ...field) []field {
	return append([]field{{name: "type", want: integer, need: true, max: maxInt32}, {name: "id", want: integer, max: maxInt32}}, own...)
}

// customFields are what every component has that sends something.
func customFields(own ...field) []field {
	return append(idFields(field{name: "custom_id", want: words, need: true, min: 1, max: 100}), own...)
}

func rowShape() shape {
	return shape{more: (*checker).row, fields: idFields(field{name: "components", want: list, need: true, min: 1, max: maxButtons})}
}

// row checks a row of a message.
func (c *checker) row(path string, o object) {
	c.identity(path, o)
	switch kind := typeOf(o); {
	case kind >= 9 && kind <= 17:
		c.say(at(path, "type"), "UNKNOWN_FIELD", "Components of the second version are not known here.")
		return
	case kind != typeRow:
		c.say(at(path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1}.")
		return
	}
	children, _ := o["components"].([]any)
	selects := 0
	for i, child := range children {
		where := nth(at(path, "components"), i)
		part, ok := child.(object)
		kind := typeOf(part)
		switch {
		case !ok:
			c.say(where, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
		case kind == typeButton:
			c.shape(where, part, buttonShape())
		case isSelect(kind):
			selects++
			c.shape(where, part, selectShape(kind))
		default:
			c.say(at(where, "type"), "BASE_TYPE_CHOICES", "Value must be one of {2, 3, 5, 6, 7, 8}.")
		}
	}
	if selects > 0 && len(children) > 1 {
		c.say(at(path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
	}
}

// identity checks the ids that must differ from all others.
func (c *checker) identity(path string, o object) {
	if id, _ := o["custom_id"].(string); id != "" {
		if c.ids[id] {
			c.say(at(path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated: %q", id)
		}
		c.ids[id] = true
	}
	if n, _ := o["id"].(float64); n != 0 {
		if c.numbers[n] {
			c.say(at(path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated: %v", n)
		}
		c.numbers[n] = true
	}
}

func emojiShape() shape {
	return shape{fields: []field{
		{name: "name", want: words, min: 1, max: 32},
		{name: "id", want: snowflake},
		{name: "animated", want: boolean}}}
}

func buttonShape() shape {
	return shape{more: (*checker).button, fields: idFields(
		field{name: "style", want: integer, need: true, min: 1, max: 6},
		field{name: "label", want: words, max: 80},
		field{name: "emoji", want: nested, shape: emojiShape},
		field{name: "custom_id", want: words, min: 1, max: 100},
		field{name: "url", want: address, max: maxButtonURL},
		field{name: "sku_id", want: snowflake},
		field{name: "disabled", want: boolean})}
}

// button checks that it leads somewhere and says so.
func (c *checker) button(path string, o object) {
	c.identity(path, o)
	style, _ := o["style"].(float64)
	switch {
	case style == 6:
		c.say(at(path, "style"), "UNKNOWN_FIELD", "Premium buttons are not known here.")
	case style == 5 && (empty(o["url"]) || !empty(o["custom_id"])):
		c.say(path, "BUTTON_COMPONENT_INVALID_URL", "A link has a url and no custom_id.")
	case style != 5 && (!empty(o["url"]) || empty(o["custom_id"])):
		c.say(path, "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A button has a custom_id and no url.")
	}
	if empty(o["label"]) && empty(o["emoji"]) {
		c.say(path, "BUTTON_COMPONENT_LABEL_REQUIRED", "A label or an emoji is required.")
	}
}

// selectShape is a menu in a message.
func selectShape(kind int) shape {
	fields := customFields(
		field{name: "placeholder", want: words, max: 150},
		field{name: "min_values", want: integer, max: 25},
		field{name: "max_values", want: integer, min: 1, max: 25},
		field{name: "disabled", want: boolean})
	switch kind {
	case typeStringSelect:
		fields = append(fields, field{name: "options", want: list, need: true, min: 1, max: 25, shape: optionShape})
	case typeChannelSelect:
		fields = append(fields, field{name: "channel_types", want: list, max: 20})
	}
	if kind != typeStringSelect {
		fields = append(fields, field{name: "default_values", want: list, max: 25, shape: defaultShape})
	}
	return shape{fields: fields, more: (*checker).menu}
}

func optionShape() shape {
	return shape{fields: []field{
		{name: "label", want: words, need: true, min: 1, max: 100},
		{name: "value", want: words, need: true, min: 1, max: 100},
		{name: "description", want: words, max: 100},
		{name: "emoji", want: nested, shape: emojiShape},
		{name: "default", want: boolean}}}
}

func defaultShape() shape {
	return shape{fields: []field{
		{name: "id", want: snowflake, need: true},
		{name: "type", want: words, need: true, min: 1, max: 7, of: []string{"user", "role", "channel"}}}}
}

// menu checks what can be chosen, and how much of it.
func (c *checker) menu(path string, o object) {
	c.identity(path, o)
	least, most := bounds(o)
	options := objects(o["options"])
	offered := len(options)
	if o["options"] == nil {
		offered = 25
	}
	if least > most {
		c.say(at(path, "min_values"), "SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX_VALUES", "min_values must be less than or equal to max_values")
	}
	if most > offered {
		c.say(at(path, "max_values"), "SELECT_COMPONENT_MAX_VALUES_TOO_HIGH", "%d can be chosen of %d", most, offered)
	}
	chosen := len(objects(o["default_values"]))
	seen := map[any]bool{}
	for i, option := range options {
		if option["default"] == true {
			chosen++
		}
		if seen[option["value"]] {
			c.say(fmt.Sprintf("%s.options.%d.value", path, i), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		seen[option["value"]] = true
	}
	if chosen > most {
		c.say(path, "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "%d are chosen from the start, %d can be", chosen, most)
	}
}

// bounds is how many are chosen at least and at most.
func bounds(o object) (least, most int) {
	least, most = 1, 1
	if n, ok := o["min_values"].(float64); ok {
		least = int(n)
	}
	if n, ok := o["max_values"].(float64); ok {
		most = int(n)
	}
	return least, most
}
