package adaptertest

import (
	"slices"
	"strings"

	"daicho/bot"
)

// Plain is the view as a Japanese reader sees it in plain text: bot.View.Text
// without ids, with the answers of a choice and the buttons side by side. The
// answer that stands there has ● before it.
func Plain(v bot.View) string {
	var b strings.Builder
	b.WriteString(plainHead(v))
	for _, f := range v.Fields {
		b.WriteString("\n" + plainField(f, false))
	}
	b.WriteString(plainFoot(v))
	return b.String()
}

// plainFoot is everything below the fields.
func plainFoot(v bot.View) string {
	buttons := slices.Clone(v.Actions)
	if v.Submit.ID != "" {
		buttons = append([]bot.Action{v.Submit}, buttons...)
	}
	return plainDrop(v) + plainButtons(labels(buttons)) + plainFooter(v)
}

func plainDrop(v bot.View) string {
	if v.Drop == nil {
		return ""
	}
	return "\n" + v.Drop.Text() + "\n"
}

// plainHead is everything above the fields.
func plainHead(v bot.View) string {
	v.At, v.Fields, v.Actions, v.Submit, v.Footer, v.Drop = "", nil, nil, bot.Action{}, nil, nil
	if v.Table != nil {
		table := *v.Table
		table.Rows = slices.Clone(table.Rows)
		for i := range table.Rows {
			table.Rows[i].Open = ""
		}
		v.Table = &table
	}
	return v.Text()
}

func plainFooter(v bot.View) string {
	if len(v.Footer) == 0 {
		return ""
	}
	return "\n※ " + strings.Join(v.Footer, "\n※ ") + "\n"
}

func plainField(f bot.Field, help bool) string {
	var lines []string
	if f.Heading != "" {
		lines = append(lines, "〈"+f.Heading+"〉")
	}
	lines = append(lines, fieldTitle(f))
	add := func(before, s string) {
		if s != "" {
			lines = append(lines, before+strings.ReplaceAll(s, "\n", "\n    "))
		}
	}
	add("  ", f.Hint)
	if help {
		for _, h := range f.Help {
			add("  解説：", h)
		}
	}
	add("  ", optionLine(f))
	if !offered(f, f.Value) {
		add("  ＝ ", f.Value)
	}
	add("  ！", f.Problem)
	add("  … ", f.Remark)
	add("  ", strings.Join(bracketed(labels(f.Actions)), ""))
	return strings.Join(lines, "\n") + "\n"
}

func fieldTitle(f bot.Field) string {
	s := f.Label
	if f.Number != "" {
		s = f.Number + ". " + s
	}
	if f.Optional {
		s += "（任意）"
	}
	return s
}

func optionLine(f bot.Field) string {
	var b strings.Builder
	for _, o := range f.Options {
		if o.Value == f.Value {
			b.WriteString("●")
		}
		b.WriteString("［" + o.Label + "］")
	}
	return b.String()
}

func offered(f bot.Field, value string) bool {
	return slices.ContainsFunc(f.Options, func(o bot.Option) bool { return o.Value == value })
}

// valueLabel is what stands in the field, as the reader knows it.
func valueLabel(f bot.Field) string {
	for _, o := range f.Options {
		if o.Value == f.Value {
			return o.Label
		}
	}
	return f.Value
}

func labels(actions []bot.Action) []string {
	var all []string
	for _, a := range actions {
		s := a.Label
		if a.Confirm != "" {
			s += "（確認：" + a.Confirm + "）"
		}
		all = append(all, s)
	}
	return all
}

func bracketed(labels []string) []string {
	all := make([]string, len(labels))
	for i, s := range labels {
		all[i] = "［" + s + "］"
	}
	return all
}

func plainButtons(labels []string) string {
	if len(labels) == 0 {
		return ""
	}
	return "\n" + strings.Join(bracketed(labels), "") + "\n"
}
