package adaptertest

import (
	"strings"

	"daicho/bot"
)

// Card is what the paper shows at a time: a whole view if it asks nothing,
// otherwise one of its fields, or a summary once nothing required is open.
type Card struct {
	View    bot.View
	Field   bot.FieldID // what the card asks; empty for none
	Text    string
	Buttons []Button
	Files   []Shown // pictures and documents
}

// Button is something on a card that can be pressed.
type Button struct {
	Label  string
	Press  bot.ActionID
	Values map[bot.FieldID]string // the answer it gives, nil for none
	Asks   bot.FieldID            // the field the next card is to show
	Help   bool                   // and whether with its help
	Vouch  bool                   // the paper adds what it knows of the presser
}

// drawCard lays out the one card for a view. asked names the field to show;
// where it names none, the first that is still wanted is shown.
func drawCard(v bot.View, asked bot.FieldID, help bool) Card {
	if len(v.Fields) == 0 {
		return Card{View: v, Text: Plain(v), Buttons: viewButtons(v)}
	}
	at := v.Field(asked)
	if at < 0 {
		at = v.Asks("")
	}
	if at < 0 {
		return summaryCard(v)
	}
	return questionCard(v, at, help)
}

func questionCard(v bot.View, at int, help bool) Card {
	f := v.Fields[at]
	c := Card{View: v, Field: f.ID}
	for _, o := range f.Options {
		c.Buttons = append(c.Buttons, Button{Label: o.Label, Press: v.At, Values: map[bot.FieldID]string{f.ID: o.Value}})
	}
	rest := actionButtons(f.Actions)
	if at > 0 {
		rest = append(rest, Button{Label: "ひとつ前の問い", Press: v.At, Asks: v.Fields[at-1].ID})
	}
	if len(f.Help) > 0 && !help {
		rest = append(rest, Button{Label: "解説", Press: v.At, Asks: f.ID, Help: true})
	}
	rest = append(rest, viewButtons(v)...)
	c.Buttons = append(c.Buttons, rest...)
	f.Actions = nil
	c.Text = plainHead(v) + "\n" + plainField(f, help) + plainDrop(v) + plainButtons(buttonLabels(rest)) + plainFooter(v)
	return c
}

func summaryCard(v bot.View) Card {
	c := Card{View: v}
	var text strings.Builder
	text.WriteString(plainHead(v) + "\n")
	for _, f := range v.Fields {
		text.WriteString(fieldTitle(f) + "：" + valueLabel(f) + "\n")
		name := f.Number
		if name == "" {
			name = f.Label
		}
		c.Buttons = append(c.Buttons, Button{Label: "直す：" + name, Press: v.At, Asks: f.ID})
	}
	if v.Submit.ID != "" {
		c.Buttons = append(c.Buttons, Button{Label: v.Submit.Label, Press: v.Submit.ID, Values: v.Values(), Vouch: v.Submit.Vouch})
	}
	c.Buttons = append(c.Buttons, viewButtons(v)...)
	c.Text = text.String() + plainDrop(v) + plainButtons(buttonLabels(c.Buttons)) + plainFooter(v)
	return c
}

// viewButtons are the view's own actions and the rows that lead somewhere,
// which go by the text of their first cell.
func viewButtons(v bot.View) []Button {
	all := actionButtons(v.Actions)
	if v.Table == nil {
		return all
	}
	for _, r := range v.Table.Rows {
		if r.Open != "" && len(r.Cells) > 0 {
			all = append(all, Button{Label: r.Cells[0].Text, Press: r.Open})
		}
	}
	return all
}

func actionButtons(actions []bot.Action) []Button {
	var all []Button
	for _, a := range actions {
		all = append(all, Button{Label: a.Label, Press: a.ID, Vouch: a.Vouch})
	}
	return all
}

func buttonLabels(buttons []Button) []string {
	var all []string
	for _, b := range buttons {
		all = append(all, b.Label)
	}
	return all
}
