package dialogue

import (
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// questions are the items of all editions as fields without an answer, made
// once: a page is drawn for every answer that somebody gives.
type questions map[*rubric.Instrument]map[string]bot.Field

func questionsOf(lib *rubric.Library) questions {
	all := questions{}
	for _, edition := range lib.Editions() {
		in, ok := lib.Instrument(edition)
		if !ok {
			continue
		}
		all[in] = map[string]bot.Field{}
		for _, item := range in.Items {
			all[in][item.ID] = question(in, item)
		}
	}
	return all
}

func question(in *rubric.Instrument, item rubric.Item) bot.Field {
	field := bot.Field{
		ID:     bot.FieldID(item.ID),
		Kind:   bot.Choice,
		Number: strconv.Itoa(item.No),
		Label:  item.Question,
		Hint:   strings.Join(item.Notes, " "), // where the sign stands that it explains
		Help:   item.Help,
	}
	if group, ok := in.Group(item.Group); ok {
		field.Heading = group.Mark + "　" + group.Title
	}
	for _, label := range item.Labels {
		field.Options = append(field.Options, bot.Option{Value: label.ID, Label: label.Text})
	}
	return field
}

// titled is the half line under a question that has a short title: with its
// footnotes, where the sign stands that they explain.
func titled(item rubric.Item) string {
	return strings.Join(append([]string{item.Title}, item.Notes...), " ")
}

// field is an item as a question of a page, with the sheet's answer; the
// first of a page carries the heading of its group.
func (q questions) field(in *rubric.Instrument, sheet guidance.Sheet, item rubric.Item, first bool) bot.Field {
	field := q[in][item.ID]
	if !first {
		field.Heading = ""
	}
	answer, _ := sheet.Answer(item.ID)
	field.Value = answer.Label
	return field
}
