package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// modal is a form that a user has before them.
type modal struct {
	user, channel string
	sent          object
	source        *message // that its button is on
	values        map[string]string
	files         map[string][]*attachment
	errors        map[string]string // by custom_id, what the client says
	problem       string            // what the whole of it says
	seq           int
}

// input is something to fill in.
type input struct {
	component          object
	label, description string
	parent             object
	inLabel            bool
}

func (in input) id() string {
	id, _ := in.component["custom_id"].(string)
	return id
}

func (in input) required() bool { return in.component["required"] != false }

// inputs are all of a modal, in order.
func (m *modal) inputs() []input {
	var all []input
	for _, r := range objects(m.sent["components"]) {
		if child, ok := r["component"].(object); ok {
			in := input{component: child, parent: r, inLabel: true}
			in.label, _ = r["label"].(string)
			in.description, _ = r["description"].(string)
			all = append(all, in)
			continue
		}
		for _, child := range objects(r["components"]) {
			in := input{component: child, parent: r}
			in.label, _ = child["label"].(string)
			all = append(all, in)
		}
	}
	return all
}

// openModal puts a modal before the user.
func (s *Discord) openModal(it *interaction, data object, c *call) *problem {
	check := newChecker("modal")
	check.whole(data)
	if p := s.blame(c, check); p != nil {
		return p
	}
	m := &modal{user: it.user.ID, channel: it.channel, sent: copied(data), source: it.source, seq: s.number(),
		values: map[string]string{}, files: map[string][]*attachment{}, errors: map[string]string{}}
	s.numberModal(m.sent)
	for _, in := range m.inputs() {
		m.values[in.id()] = initial(in.component)
	}
	s.modals[it.user.ID] = m
	return nil
}

// numberModal gives components the ids that the app has left out.
func (s *Discord) numberModal(sent object) {
	n := 0.0
	give := func(o object) {
		n++
		if empty(o["id"]) {
			o["id"] = n
		}
	}
	for _, r := range objects(sent["components"]) {
		give(r)
		if child, ok := r["component"].(object); ok {
			give(child)
		}
		for _, child := range objects(r["components"]) {
			give(child)
		}
	}
}

func copied(o object) object {
	raw, _ := json.Marshal(o)
	var next object
	_ = json.Unmarshal(raw, &next)
	return next
}

// initial is what stands in an input from the start, several values one a line.
func initial(o object) string {
	if typeOf(o) == typeTextInput {
		value, _ := o["value"].(string)
		return value
	}
	if typeOf(o) == typeCheckbox {
		return fmt.Sprint(o["default"] == true)
	}
	var all []string
	for _, option := range objects(o["options"]) {
		if value, _ := option["value"].(string); option["default"] == true {
			all = append(all, value)
		}
	}
	for _, d := range objects(o["default_values"]) {
		all = append(all, idText(d["id"]))
	}
	return strings.Join(all, "\n")
}

// shut takes a modal away.
func (s *Discord) shut(m *modal) {
	if s.modals[m.user] == m {
		delete(s.modals, m.user)
	}
}

// missing is what the client tells the person before it submits anything.
func (m *modal) missing() map[string]string {
	told := map[string]string{}
	for _, in := range m.inputs() {
		if says := in.lacks(m.values[in.id()], len(m.files[in.id()])); says != "" {
			told[in.id()] = says
		}
	}
	return told
}

// lacks is what keeps a value from being submitted.
func (in input) lacks(value string, files int) string {
	o := in.component
	kind := typeOf(o)
	if kind == typeTextInput {
		return lacksText(o, value, in.required())
	}
	chosen := files
	if value != "" && kind != typeFileUpload {
		chosen = len(strings.Split(value, "\n"))
	}
	least, most := bounds(o)
	if kind == typeCheckboxGroup && o["max_values"] == nil {
		most = len(objects(o["options"]))
	}
	switch {
	case kind == typeCheckbox:
		return ""
	case chosen == 0 && !in.required():
		return ""
	case chosen < least:
		return "This field is required"
	case chosen > most:
		return fmt.Sprintf("Choose at most %d.", most)
	}
	return ""
}

func lacksText(o object, value string, required bool) string {
	least, _ := o["min_length"].(float64)
	most, limited := o["max_length"].(float64)
	if !limited {
		most = 4000
	}
	switch n := length(value); {
	case n == 0 && required:
		return "This field is required"
	case n == 0:
		return ""
	case n < int(least):
		return fmt.Sprintf("Must be at least %d characters.", int(least))
	case n > int(most):
		return fmt.Sprintf("Must be %d or fewer characters.", int(most))
	}
	return ""
}

// enterable says why a value cannot be entered there at all.
func (s *Discord) enterable(in input, value, channel string) error {
	o := in.component
	options := objects(o["options"])
	for v := range strings.SplitSeq(value, "\n") {
		if len(options) > 0 && value != "" && !slices.ContainsFunc(options, func(o object) bool { return o["value"] == v }) {
			return fmt.Errorf("%q is not among the options", v)
		}
		if kind := typeOf(o); value != "" && isSelect(kind) && kind != typeStringSelect && !s.selectable(kind, v, channel) {
			return fmt.Errorf("%q cannot be chosen", v)
		}
	}
	if o["style"] == 1.0 && typeOf(o) == typeTextInput && strings.Contains(value, "\n") {
		return fmt.Errorf("one line takes no two")
	}
	return nil
}

// submission is what the app hears of a modal.
func (s *Discord) submission(m *modal) object {
	resolved := object{}
	var rows []object
	for _, in := range m.inputs() {
		child := s.filled(m, in, resolved)
		row := object{"type": typeOf(in.parent), "id": in.parent["id"]}
		if in.inLabel {
			row["component"] = child
		} else {
			row["components"] = []object{child}
		}
		rows = append(rows, row)
	}
	data := object{"custom_id": m.sent["custom_id"], "components": rows}
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	return data
}

// filled is an input with what stands in it.
func (s *Discord) filled(m *modal, in input, resolved object) object {
	kind := typeOf(in.component)
	o := object{"type": kind, "id": in.component["id"], "custom_id": in.id()}
	value := m.values[in.id()]
	values := []string{}
	if value != "" {
		values = strings.Split(value, "\n")
	}
	switch kind {
	case typeTextInput:
		o["value"] = value
	case typeCheckbox:
		o["value"] = value == "true"
	case typeRadioGroup:
		o["value"] = nil
		if value != "" {
			o["value"] = value
		}
	case typeFileUpload:
		for _, a := range m.files[in.id()] {
			values = append(values, a.id)
			s.resolve(resolved, "attachments", a.id, s.attachmentJSON(a))
		}
		o["values"] = values
	default:
		o["values"] = values
		s.resolveAll(resolved, kind, values, m.channel)
	}
	return o
}
