package chatkit

import (
	"slices"

	"daicho/bot"
)

// FieldTitle is the number and label of a field.
func FieldTitle(f bot.Field) string {
	if f.Number != "" {
		return f.Number + ". " + f.Label
	}
	return f.Label
}

// HelpLines is a field's help, line by line.
func HelpLines(f bot.Field) []string {
	if len(f.Help) == 0 {
		return nil
	}
	return append([]string{"【解説】"}, f.Help...)
}

// ValueText is what stands in a field, as people know it.
func ValueText(f bot.Field) string { return f.Shown() }

// Numbered reports whether a page is of numbered questions, not a form to
// fill in.
func Numbered(v bot.View) bool {
	return slices.ContainsFunc(v.Fields, func(f bot.Field) bool { return f.Number != "" })
}

// Chosen is the sign before what was chosen.
const Chosen = "● "

// NothingToChoose says that a field has nothing to choose from where it needs
// something; empty where it has.
func NothingToChoose(f bot.Field) string {
	switch {
	case len(f.Options) > 0:
	case f.Kind == bot.Person:
		return "選べる人がまだいません。"
	case f.Kind == bot.Choice:
		return "選べるものがまだありません。"
	}
	return ""
}

// QuestionLines are one question as it is asked alone: what it is, what stands
// there, and what is to be said of that. What was typed stands in its input.
func QuestionLines(f bot.Field, helped bool) []string {
	var lines []string
	add := func(sign, text string) {
		if text != "" {
			lines = append(lines, sign+text)
		}
	}
	if f.Heading != "" {
		lines = append(lines, "〈"+f.Heading+"〉")
	}
	title := FieldTitle(f)
	if f.Optional {
		title += "（任意）"
	}
	lines = append(lines, title)
	add("", f.Hint)
	if helped {
		lines = append(lines, HelpLines(f)...)
	}
	if !f.Typed() {
		add(Chosen, ValueText(f))
	}
	add("！ ", f.Problem)
	add("… ", f.Remark)
	return lines
}
