package discordtest

import "slices"

// modalShapes are what answers an interaction beside messages: a modal, and
// the choices of an autocompletion. Clients send along empty fields of
// messages; those are let through as everywhere.
func modalShapes() map[string]shape {
	return map[string]shape{
		"modal": {fields: []field{
			{name: "custom_id", want: words, need: true, min: 1, max: 100},
			{name: "title", want: words, need: true, min: 1, max: 45},
			{name: "components", want: list, need: true, min: 1, max: 5, shape: modalRowShape}}},
		"choices": {fields: []field{{name: "choices", want: list, max: 25, shape: choiceShape}}},
	}
}

func modalRowShape() shape { return shape{fields: anyFields(), more: (*checker).modalRow} }

// anyFields are the fields of everything that can be a row of a modal;
// modalRow looks at them.
func anyFields() []field {
	var all []field
	for _, name := range []string{"type", "id", "components", "label", "description", "component", "content"} {
		all = append(all, field{name: name})
	}
	return all
}

func (c *checker) modalRow(path string, o object) {
	c.identity(path, o)
	switch typeOf(o) {
	case typeRow:
		c.shape(path, o, shape{fields: idFields(field{name: "components", want: list, need: true, min: 1, max: 1})})
		for i, child := range objects(o["components"]) {
			c.modalInput(nth(at(path, "components"), i), child, true)
		}
	case typeLabel:
		c.shape(path, o, shape{fields: idFields(
			field{name: "label", want: words, need: true, min: 1, max: 45},
			field{name: "description", want: words, min: 1, max: 100},
			field{name: "component", want: anything, need: true})})
		if child, ok := o["component"].(object); ok {
			c.modalInput(at(path, "component"), child, false)
		}
	case typeTextDisplay:
		c.shape(path, o, shape{fields: idFields(field{name: "content", want: words, need: true, min: 1, max: 4000})})
	default:
		c.say(at(path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1, 10, 18}.")
	}
}

// modalInput checks an input, in a row or in a label.
func (c *checker) modalInput(path string, o object, inRow bool) {
	kind := typeOf(o)
	s, ok := modalInputShape(kind, inRow)
	if !ok {
		c.say(at(path, "type"), "BASE_TYPE_CHOICES", "A component of type %d cannot stand there.", kind)
		return
	}
	c.shape(path, o, s)
	if o["disabled"] == true {
		c.say(at(path, "disabled"), "COMPONENT_DISABLED_IN_MODAL", "Nothing in a modal can be disabled.")
	}
}

// modalInputShape is an input of a modal; in rows there is only text.
func modalInputShape(kind int, inRow bool) (shape, bool) {
	switch {
	case kind == typeTextInput:
		return textInputShape(inRow), true
	case inRow:
		return shape{}, false
	case isSelect(kind):
		s := selectShape(kind)
		s.fields = append(s.fields, field{name: "required", want: boolean})
		s.more = (*checker).modalMenu
		return s, true
	}
	s, ok := map[int]shape{
		typeFileUpload: {more: (*checker).modalCount, fields: customFields(
			field{name: "min_values", want: integer, max: 10}, field{name: "max_values", want: integer, min: 1, max: 10}, field{name: "required", want: boolean},
			field{name: "file_types", want: list, max: 10})},
		typeRadioGroup: {more: (*checker).group, fields: customFields(
			field{name: "options", want: list, need: true, min: 2, max: 10, shape: plainOptionShape}, field{name: "required", want: boolean})},
		typeCheckboxGroup: {more: (*checker).group, fields: customFields(
			field{name: "options", want: list, need: true, min: 1, max: 10, shape: plainOptionShape}, field{name: "required", want: boolean},
			field{name: "min_values", want: integer, max: 10}, field{name: "max_values", want: integer, min: 1, max: 10})},
		typeCheckbox: {more: (*checker).identity, fields: customFields(field{name: "default", want: boolean})},
	}[kind]
	return s, ok
}

func textInputShape(labelled bool) shape {
	return shape{more: (*checker).textInput, fields: customFields(
		field{name: "style", want: integer, need: true, min: 1, max: 2},
		field{name: "label", want: words, need: labelled, min: 1, max: 45},
		field{name: "min_length", want: integer, max: 4000},
		field{name: "max_length", want: integer, min: 1, max: 4000},
		field{name: "required", want: boolean},
		field{name: "value", want: words, max: 4000},
		field{name: "placeholder", want: words, max: 100})}
}

// textInput checks that what stands there from the start could be typed.
func (c *checker) textInput(path string, o object) {
	c.identity(path, o)
	least, _ := o["min_length"].(float64)
	most, limited := o["max_length"].(float64)
	value, _ := o["value"].(string)
	switch {
	case limited && least > most:
		c.say(at(path, "min_length"), "TEXT_INPUT_MIN_LENGTH_GREATER_THAN_MAX_LENGTH", "min_length must be less than or equal to max_length")
	case limited && length(value) > int(most):
		c.say(at(path, "value"), "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", int(most))
	case value != "" && length(value) < int(least):
		c.say(at(path, "value"), "BASE_TYPE_MIN_LENGTH", "Must be at least %d in length.", int(least))
	}
}

func plainOptionShape() shape {
	s := optionShape()
	s.fields = slices.DeleteFunc(s.fields, func(f field) bool { return f.name == "emoji" })
	return s
}

// modalMenu is a menu that may be left alone only where required says so.
func (c *checker) modalMenu(path string, o object) {
	c.menu(path, o)
	c.least(path, o)
}

func (c *checker) modalCount(path string, o object) {
	c.identity(path, o)
	c.least(path, o)
}

func (c *checker) least(path string, o object) {
	if n, ok := o["min_values"].(float64); ok && n == 0 && o["required"] != false {
		c.say(at(path, "min_values"), "COMPONENT_MIN_VALUES_REQUIRED", "What is required takes at least one value.")
	}
}

// group is options on the screen: one of them, or any.
func (c *checker) group(path string, o object) {
	if typeOf(o) == typeRadioGroup {
		c.menu(path, o)
		return
	}
	all := object{"options": o["options"], "custom_id": o["custom_id"], "min_values": 0.0, "max_values": float64(len(objects(o["options"])))}
	for _, name := range []string{"id", "min_values", "max_values"} {
		if o[name] != nil {
			all[name] = o[name]
		}
	}
	c.menu(path, all)
	c.least(path, o)
}

func choiceShape() shape {
	return shape{more: (*checker).choice, fields: []field{
		{name: "name", want: words, need: true, min: 1, max: 100},
		{name: "name_localizations", want: anything},
		{name: "value", want: anything, need: true}}}
}

func (c *checker) choice(path string, o object) {
	c.localised(at(path, "name_localizations"), o["name_localizations"], 100, nil)
	if s, ok := o["value"].(string); ok && length(s) > 100 {
		c.say(at(path, "value"), "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
	}
}
