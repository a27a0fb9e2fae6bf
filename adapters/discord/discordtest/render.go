package discordtest

import (
	"fmt"
	"slices"
	"strings"
)

// renderer collects what a screen shows.
type renderer struct {
	s     *Discord
	guild string

	lines    []string
	buttons  []Button
	selects  []Select
	inputs   []Input
	attached []Attachment
}

func (r *renderer) into(sc *Screen) {
	sc.Text = strings.Join(r.lines, "\n")
	sc.Buttons, sc.Selects, sc.Inputs, sc.Attachments = r.buttons, r.selects, r.inputs, r.attached
}

func (r *renderer) line(text string) {
	if text != "" {
		r.lines = append(r.lines, text)
	}
}

// read is text with markup, as a person reads it.
func (r *renderer) read(text string) string { return markup{names: r.names, whole: true}.read(text) }

// readTitle is a title, in which less is markup.
func (r *renderer) readTitle(text string) string { return markup{names: r.names}.read(text) }

// names is what stands for a mention.
func (r *renderer) names(kind byte, id string) (string, bool) {
	switch kind {
	case '@':
		return r.s.name(id, r.guild)
	case '&':
		role, ok := r.s.role(id)
		return role.Name, ok
	}
	_, ch, ok := r.s.guildOf(id)
	return ch.Name, ok
}

func boxed(label string) string { return "［" + label + "］" }

func text(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

func (r *renderer) embeds(all []object) {
	for _, e := range all {
		author, _ := e["author"].(object)
		r.line(strings.TrimSpace(text(author, "name")))
		r.line(r.readTitle(strings.TrimSpace(text(e, "title"))))
		r.line(r.read(strings.TrimSpace(text(e, "description"))))
		for _, f := range objects(e["fields"]) {
			r.line(r.readTitle(strings.TrimSpace(text(f, "name"))))
			r.line(r.read(strings.TrimSpace(text(f, "value"))))
		}
		for _, name := range []string{"image", "thumbnail"} {
			picture, _ := e[name].(object)
			if url := text(picture, "url"); url != "" && !strings.HasPrefix(url, "attachment://") {
				r.line("［🖼 " + url + "］")
			}
		}
		footer, _ := e["footer"].(object)
		r.line(strings.TrimSpace(text(footer, "text")))
	}
}

// attachments shows files; those that an embed shows are not shown twice.
func (r *renderer) attachments(m *message) {
	for _, a := range m.attachments {
		seen := Attachment{ID: a.id, Name: a.shown(), Alt: a.alt, Kind: a.kind, URL: r.s.address(a), Data: a.data, Embedded: m.inEmbed(a)}
		r.attached = append(r.attached, seen)
		if seen.Embedded || strings.HasPrefix(a.kind, "image/") {
			r.line("［🖼 " + a.alt + "］")
			continue
		}
		r.line("📎 " + seen.Name)
	}
}

func (r *renderer) rows(rows []object) {
	for _, row := range rows {
		var labels []string
		for _, o := range objects(row["components"]) {
			if typeOf(o) == typeButton {
				b := buttonOf(o)
				r.buttons = append(r.buttons, b)
				labels = append(labels, boxed(b.Label))
				continue
			}
			r.menu(o)
		}
		r.line(strings.Join(labels, " "))
	}
}

func buttonOf(o object) Button {
	style, _ := o["style"].(float64)
	label := text(o, "label")
	if emoji, ok := o["emoji"].(object); ok {
		label = strings.TrimSpace(text(emoji, "name") + " " + label)
	}
	return Button{CustomID: text(o, "custom_id"), Label: label, URL: text(o, "url"), Style: int(style), Disabled: o["disabled"] == true}
}

func optionsOf(o object) []Option {
	var all []Option
	for _, option := range objects(o["options"]) {
		label := text(option, "label")
		if emoji, ok := option["emoji"].(object); ok {
			label = text(emoji, "name") + " " + label
		}
		all = append(all, Option{text(option, "value"), label, text(option, "description"), option["default"] == true})
	}
	return all
}

func (r *renderer) menu(o object) {
	least, most := bounds(o)
	sel := Select{CustomID: text(o, "custom_id"), Type: typeOf(o), Placeholder: text(o, "placeholder"), Options: optionsOf(o),
		Min: least, Max: most, Disabled: o["disabled"] == true}
	kinds, _ := o["channel_types"].([]any)
	for _, k := range kinds {
		n, _ := k.(float64)
		sel.Channels = append(sel.Channels, int(n))
	}
	r.selects = append(r.selects, sel)
	chosen := strings.Split(initial(o), "\n")
	if initial(o) == "" {
		r.line(sel.Placeholder)
	}
	r.options(sel.Options, chosen)
	if len(sel.Options) == 0 && initial(o) != "" {
		r.line(r.chosenNames(chosen))
	}
}

func (r *renderer) options(options []Option, chosen []string) {
	for _, o := range options {
		mark := "○ "
		if slices.Contains(chosen, o.Value) {
			mark = "● "
		}
		r.line(mark + o.Label)
		r.line(o.Description)
	}
}

// chosenNames are the names for ids that stand in a menu.
func (r *renderer) chosenNames(ids []string) string {
	var all []string
	for _, id := range ids {
		shown := id
		for _, kind := range []byte("@&#") {
			if name, ok := r.names(kind, id); ok {
				shown = name
			}
		}
		all = append(all, shown)
	}
	return strings.Join(all, "、")
}

func (r *renderer) modal(m *modal) {
	inputs := m.inputs()
	for _, row := range objects(m.sent["components"]) {
		if typeOf(row) == typeTextDisplay {
			r.line(r.read(text(row, "content")))
			continue
		}
		r.input(m, inputs[0])
		inputs = inputs[1:]
	}
	r.line(warning(m.problem))
}

func warning(problem string) string {
	if problem == "" {
		return ""
	}
	return "⚠ " + problem
}

func (r *renderer) input(m *modal, in input) {
	o := in.component
	shown := Input{CustomID: in.id(), Type: typeOf(o), Label: in.label, Description: in.description, Placeholder: text(o, "placeholder"),
		Value: m.values[in.id()], Options: optionsOf(o), Required: in.required(), Long: o["style"] == 2.0}
	least, _ := o["min_length"].(float64)
	most, _ := o["max_length"].(float64)
	shown.MinLength, shown.MaxLength = int(least), int(most)
	r.inputs = append(r.inputs, shown)
	r.line(shown.Label)
	r.line(shown.Description)
	switch {
	case shown.Value == "":
		r.line(shown.Placeholder)
		r.options(shown.Options, nil)
	case len(shown.Options) > 0:
		r.options(shown.Options, strings.Split(shown.Value, "\n"))
	case isSelect(shown.Type):
		r.line(r.chosenNames(strings.Split(shown.Value, "\n")))
	default:
		r.line(shown.Value)
	}
	for _, f := range m.files[in.id()] {
		r.line("📎 " + f.shown())
	}
	r.line(warning(m.errors[in.id()]))
}

// String is the screen for a message of a test that failed.
func (sc Screen) String() string { return fmt.Sprintf("[%s] %s", sc.Kind, sc.Text) }
