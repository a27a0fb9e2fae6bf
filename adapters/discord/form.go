package discord

import (
	"slices"
	"strings"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// form is a modal for what is typed on a page: up to five of its texts and days,
// from the field that is asked for on. False where that is none of them.
func form(v bot.View, l look) (modal, bool) {
	at := v.Field(l.asked)
	if at < 0 || !entered(v.Fields[at]) {
		return modal{}, false
	}
	m := modal{CustomID: ref{verb: fill, guild: l.guild, route: v.At, field: l.asked}.id(0), Title: label(v.Title, maxModalTitle)}
	for _, f := range inModal(v, at) {
		m.Components = append(m.Components, row(input(f, f.ID == l.asked && !f.Optional)))
	}
	return m, true
}

// inModal are the fields of a page that are asked together, from this one on.
func inModal(v bot.View, at int) (all []bot.Field) {
	for _, f := range v.Fields[at:] {
		if entered(f) && len(all) < maxModalRows {
			all = append(all, f)
		}
	}
	return all
}

// entered reports whether a field is answered by typing.
func entered(f bot.Field) bool { return f.Typed() || f.Kind == bot.Date }

// input is the input of a field. Only the question that was asked must be
// answered: what else is wanted is asked next.
func input(f bot.Field, needed bool) component {
	c := component{
		Type: inputComponent, CustomID: ref{verb: entry, field: f.ID}.id(0), Style: shortInput, Label: label(chatkit.FieldTitle(f), maxInputLabel),
		Placeholder: plain.Cut(strings.Join(strings.Fields(f.Hint), " "), maxInputHint), MaxLength: maxInput, Required: &needed,
		Value: chatkit.ValueText(f),
	}
	if f.Kind == bot.LongText {
		c.Style = longInput
	}
	if f.Max > 0 {
		c.MaxLength = min(2*f.Max, maxInput) // Discord counts some letters twice; the core counts for itself
	}
	if f.Kind == bot.Date {
		c.MaxLength = 20
		c.Placeholder = dayHint(f)
		if _, instead := f.Option(f.Value); !instead {
			c.Value = f.Value // as it is typed, and not as it is read
		}
	}
	c.Value = begin(c.Value, c.MaxLength)
	return c
}

// begin is as much of a text as finds room.
func begin(text string, most int) string {
	n := 0
	for i, r := range text {
		if n += plain(r); n > most {
			return text[:i]
		}
	}
	return text
}

// dayHint says how a day is typed, and what may stand instead of one.
func dayHint(f bot.Field) string {
	hint := "例：2026-12-10"
	for _, o := range f.Options {
		hint += "、または「" + o.Label + "」"
	}
	if f.Hint != "" {
		hint += "　" + strings.Join(strings.Fields(f.Hint), " ")
	}
	return plain.Cut(hint, maxInputHint)
}

// asEntered is what was typed, with the value of an option where its label was.
func asEntered(v bot.View, typed map[bot.FieldID]string) map[bot.FieldID]string {
	values := map[bot.FieldID]string{}
	for id, text := range typed {
		values[id] = text
		at := v.Field(id)
		if at < 0 {
			continue
		}
		if i := slices.IndexFunc(v.Fields[at].Options, func(o bot.Option) bool { return o.Label == strings.TrimSpace(text) }); i >= 0 {
			values[id] = v.Fields[at].Options[i].Value
		}
	}
	return values
}
