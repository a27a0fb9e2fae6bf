package slacktest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// spot is an interactive element in its place.
type spot struct {
	block, element object
	label          object // the text object that says what it is for
	input          bool   // in an input block
}

// key names an element as Slack does.
type key struct{ block, action string }

func (p spot) key() key {
	return key{p.block["block_id"].(string), p.element["action_id"].(string)}
}

func (p spot) kind() string { return p.element["type"].(string) }

// holds says whether something stands in the element, as opposed to buttons.
func (p spot) holds() bool { return p.kind() != "button" && p.kind() != "overflow" }

// spots are the interactive elements of blocks, in order.
func spots(blocks []object) []spot {
	var all []spot
	add := func(block object, value, label any, input bool) {
		element, _ := value.(object)
		if element == nil || element["type"] == "image" {
			return
		}
		words, _ := label.(object)
		all = append(all, spot{block, element, words, input})
	}
	for _, b := range blocks {
		switch b["type"] {
		case "input":
			add(b, b["element"], b["label"], true)
		case "section":
			add(b, b["accessory"], b["text"], false)
		case "actions":
			elements, _ := b["elements"].([]any)
			for _, e := range elements {
				o, _ := e.(object)
				add(b, e, o["placeholder"], false)
			}
		}
	}
	return all
}

// named gives blocks and elements the ids that the app has left out; they are
// new every time, so that nothing typed is kept under them.
func (s *Slack) named(list []any) []object {
	blocks := make([]object, 0, len(list))
	for _, b := range list {
		block, _ := b.(object)
		if id, _ := block["block_id"].(string); id == "" {
			block["block_id"] = fmt.Sprintf("g%x", s.number())
		}
		blocks = append(blocks, block)
	}
	for _, p := range spots(blocks) {
		if id, _ := p.element["action_id"].(string); id == "" {
			p.element["action_id"] = fmt.Sprintf("g%x", s.number())
		}
	}
	return blocks
}

// values are what stands in the elements, several values one a line.
type values map[key]string

// carry is what stands in new blocks after old ones: what was there where
// both ids are the same, what they begin with elsewhere.
func (v values) carry(blocks []object) values {
	next := values{}
	for _, p := range spots(blocks) {
		if !p.holds() {
			continue
		}
		was, ok := v[p.key()]
		if !ok || p.check(was) != nil {
			was = p.initial()
		}
		next[p.key()] = was
	}
	return next
}

// state is the "state" of a payload.
func (v values) state(blocks []object) object {
	all := object{}
	for _, p := range spots(blocks) {
		if !p.holds() {
			continue
		}
		k := p.key()
		block, _ := all[k.block].(object)
		if block == nil {
			block = object{}
			all[k.block] = block
		}
		block[k.action] = p.fields(v[k])
	}
	return object{"values": all}
}

// options are all that can be chosen in it.
func (p spot) options() []Option {
	var all []Option
	for _, o := range optionsOf(p.element) {
		value, _ := o["value"].(string)
		all = append(all, Option{Value: value, Label: read(o["text"], nil)})
	}
	return all
}

func (p spot) initial() string {
	var several []string
	for _, o := range objects(p.element["initial_options"]) {
		several = append(several, o["value"].(string))
	}
	if o, ok := p.element["initial_option"].(object); ok {
		several = append(several, o["value"].(string))
	}
	for _, name := range []string{"initial_users", "initial_conversations", "initial_channels"} {
		ids, _ := p.element[name].([]any)
		for _, id := range ids {
			several = append(several, fmt.Sprint(id))
		}
	}
	for _, name := range []string{"initial_value", "initial_user", "initial_conversation", "initial_channel", "initial_date", "initial_time"} {
		if s, _ := p.element[name].(string); s != "" {
			return s
		}
	}
	if n, ok := p.element["initial_date_time"].(float64); ok {
		return strconv.FormatInt(int64(n), 10)
	}
	return strings.Join(several, "\n")
}

func objects(value any) []object {
	list, _ := value.([]any)
	var all []object
	for _, item := range list {
		if o, ok := item.(object); ok {
			all = append(all, o)
		}
	}
	return all
}

// check is what keeps the value from being entered.
func (p spot) check(value string) error {
	if value == "" {
		return nil
	}
	kind := p.kind()
	if options := p.options(); options != nil {
		chosen := strings.Split(value, "\n")
		for _, c := range chosen {
			if !slices.ContainsFunc(options, func(o Option) bool { return o.Value == c }) {
				return fmt.Errorf("%q is not among the options", c)
			}
		}
		if len(chosen) > 1 && (kind == "static_select" || kind == "radio_buttons") {
			return fmt.Errorf("%s takes one option", kind)
		}
	}
	if kind == "datepicker" && !dayForm.MatchString(value) || kind == "timepicker" && !clockForm.MatchString(value) {
		return fmt.Errorf("%q cannot be picked", value)
	}
	if kind == "datetimepicker" {
		_, err := strconv.ParseInt(value, 10, 64)
		return err
	}
	return nil
}

// fields are the element as state and actions show it: its type and what
// stands in it, null for nothing.
func (p spot) fields(value string) object {
	kind := p.kind()
	o := object{"type": kind}
	var lines []string
	if value != "" {
		lines = strings.Split(value, "\n")
	}
	one := func() any {
		if value == "" {
			return nil
		}
		return value
	}
	what, several := strings.CutPrefix(kind, "multi_")
	what = strings.TrimSuffix(what, "s_select")
	switch {
	case kind == "checkboxes" || kind == "multi_static_select":
		chosen := make([]any, 0, len(lines))
		for _, line := range lines {
			chosen = append(chosen, p.option(line))
		}
		o["selected_options"] = chosen
	case kind == "radio_buttons" || kind == "static_select":
		o["selected_option"] = p.option(value)
	case several:
		o["selected_"+what+"s"] = append([]string{}, lines...)
	case what != kind:
		o["selected_"+what] = one()
	case kind == "datepicker":
		o["selected_date"] = one()
	case kind == "timepicker":
		o["selected_time"] = one()
	case kind == "datetimepicker":
		n, _ := strconv.ParseInt(value, 10, 64)
		o["selected_date_time"] = n
	default:
		o["value"] = one()
	}
	return o
}

// option is the option as it was sent, nil if there is none.
func (p spot) option(value string) any {
	for _, o := range optionsOf(p.element) {
		if o["value"] == value {
			return o
		}
	}
	return nil
}
