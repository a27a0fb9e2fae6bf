package slacktest

import (
	"slices"
	"strings"
)

// renderer collects what a screen shows.
type renderer struct {
	s      *Slack
	values values
	errors map[string]string // by block

	lines    []string
	elements []Element
	inputs   []Input
	files    []File
}

func (s *Slack) renderer(v values) *renderer { return &renderer{s: s, values: v} }

func (r *renderer) into(sc *Screen) {
	sc.Text = strings.Join(r.lines, "\n")
	sc.Elements, sc.Inputs, sc.Files = r.elements, r.inputs, r.files
}

func (r *renderer) line(text string) {
	if text != "" {
		r.lines = append(r.lines, text)
	}
}

func (r *renderer) read(value any) string { return read(value, r.s.name) }

func boxed(label string) string { return "［" + label + "］" }

func (r *renderer) blocks(blocks []object) {
	for _, b := range blocks {
		r.block(b)
		if id, _ := b["block_id"].(string); r.errors[id] != "" {
			r.line("⚠ " + r.errors[id])
		}
	}
}

func (r *renderer) block(b object) {
	switch b["type"] {
	case "header":
		r.line(r.read(b["text"]))
	case "section":
		r.line(r.read(b["text"]))
		for _, f := range objects(b["fields"]) {
			r.line(r.read(f))
		}
		r.interactive(b)
	case "context":
		r.context(b)
	case "image":
		r.line(r.read(b["title"]))
		r.image(b)
	case "rich_text":
		r.line(strings.TrimRight(readRich(b, r.s.name), "\n"))
	case "table":
		r.table(b)
	case "divider":
		r.line("―――")
	default: // actions and input
		r.interactive(b)
	}
}

func (r *renderer) context(b object) {
	var words []string
	for _, e := range objects(b["elements"]) {
		if e["type"] == "image" {
			r.image(e)
			continue
		}
		words = append(words, r.read(e))
	}
	r.line(strings.Join(words, "  "))
}

func (r *renderer) image(o object) {
	alt, _ := o["alt_text"].(string)
	r.line("［🖼 " + alt + "］")
	seen := File{Alt: alt}
	if f := r.s.slackFile(o["slack_file"]); f != nil {
		seen = f.seen()
		seen.Alt = alt
	} else {
		seen.Name, _ = o["image_url"].(string)
	}
	r.files = append(r.files, seen)
}

func (r *renderer) table(b object) {
	rows, _ := b["rows"].([]any)
	for _, row := range rows {
		var cells []string
		for _, cell := range objects(row) {
			if cell["type"] == "rich_text" {
				cells = append(cells, readRich(cell, r.s.name))
				continue
			}
			words, _ := cell["text"].(string)
			cells = append(cells, words)
		}
		r.line(strings.Join(cells, "\t"))
	}
}

// interactive shows the interactive elements of one block, buttons that stand
// side by side on one line.
func (r *renderer) interactive(b object) {
	if accessory, _ := b["accessory"].(object); accessory["type"] == "image" {
		r.image(accessory)
	}
	var row []string
	for _, p := range spots([]object{b}) {
		if p.holds() {
			r.input(p)
			continue
		}
		for _, e := range r.pressable(p) {
			r.elements = append(r.elements, e)
			row = append(row, boxed(e.Label))
		}
	}
	r.line(strings.Join(row, " "))
}

// pressable are what can be pressed of a button or an overflow menu.
func (r *renderer) pressable(p spot) []Element {
	e := Element{BlockID: p.key().block, ActionID: p.key().action, Type: p.kind(), Confirm: r.confirm(p.element["confirm"])}
	if e.Type == "button" {
		e.Label = r.read(p.element["text"])
		e.Value, _ = p.element["value"].(string)
		e.URL, _ = p.element["url"].(string)
		return []Element{e}
	}
	var all []Element
	for _, o := range optionsOf(p.element) {
		e.Label = r.read(o["text"])
		e.Value, _ = o["value"].(string)
		e.URL, _ = o["url"].(string)
		all = append(all, e)
	}
	return all
}

func (r *renderer) confirm(value any) string {
	o, _ := value.(object)
	if o == nil {
		return ""
	}
	return strings.Join([]string{r.read(o["title"]), r.read(o["text"]),
		boxed(r.read(o["deny"])) + " " + boxed(r.read(o["confirm"]))}, "\n")
}

func (r *renderer) input(p spot) {
	value := r.values[p.key()]
	in := Input{
		BlockID: p.key().block, ActionID: p.key().action, Type: p.kind(),
		Label: r.read(any(p.label)), Value: value, Options: p.options(),
		Dispatch: !p.input || p.block["dispatch_action"] == true,
	}
	if p.input {
		in.Hint = r.read(p.block["hint"])
		in.Optional = p.block["optional"] == true
		r.line(in.Label)
	}
	r.inputs = append(r.inputs, in)
	r.choices(p, value)
	if len(in.Options) == 0 {
		r.line(r.shown(p, value))
	}
	r.line(in.Hint)
}

func (r *renderer) choices(p spot, value string) {
	chosen := strings.Split(value, "\n")
	if value == "" && strings.HasSuffix(p.kind(), "select") {
		r.line(r.read(p.element["placeholder"]))
	}
	for _, o := range optionsOf(p.element) {
		mark := "○ "
		if v, _ := o["value"].(string); v != "" && slices.Contains(chosen, v) {
			mark = "● "
		}
		r.line(mark + r.read(o["text"]))
		r.line(r.read(o["description"]))
	}
}

// shown is what stands in an element without options: names for ids, or the
// words that stand there until something is entered.
func (r *renderer) shown(p spot, value string) string {
	switch {
	case value == "":
		return r.read(p.element["placeholder"])
	case strings.Contains(p.kind(), "users_select"), strings.Contains(p.kind(), "conversations_select"):
		var all []string
		for id := range strings.SplitSeq(value, "\n") {
			all = append(all, "@"+r.s.name(id))
		}
		return strings.Join(all, " ")
	}
	return value
}
