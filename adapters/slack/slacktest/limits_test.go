package slacktest

import (
	"fmt"
	"slices"
	"testing"
)

// limit is a size that Slack allows up to max.
type limit struct {
	name, kind string
	max        int
	make       func(n int) object
}

// TestLimits has one case at and one over each limit.
func TestLimits(t *testing.T) {
	for _, l := range slices.Concat(blockLimits(), elementLimits(), viewLimits(), tableLimits()) {
		t.Run(l.name, func(t *testing.T) {
			if got := validate(t, l.kind, l.make(l.max)); len(got) > 0 {
				t.Errorf("at the limit: %q", got)
			}
			if got := validate(t, l.kind, l.make(l.max+1)); len(got) == 0 {
				t.Error("over the limit: nothing said")
			}
		})
	}
}

func blockLimits() []limit {
	return []limit{
		{"blocks of a message", "message", 50, func(n int) object {
			return messageOf(many(n, func(int) object { return object{"type": "divider"} })...)
		}},
		{"blocks of a modal", "modal", 100, func(n int) object { return modalOf(many(n, func(int) object { return object{"type": "divider"} })...) }},
		{"blocks of a home", "home", 100, func(n int) object {
			return object{"type": "home", "blocks": many(n, func(int) object { return object{"type": "divider"} })}
		}},
		{"text of a message", "message", 40_000, func(n int) object { return object{"text": wordsOf(n)} }},
		{"text of an update", "update", 4_000, func(n int) object { return object{"text": wordsOf(n)} }},
		{"text of all blocks", "message", 13_000, func(n int) object {
			return messageOf(sectionOf(3000), sectionOf(3000), sectionOf(3000), sectionOf(3000), sectionOf(n-12_000))
		}},
		{"section text", "message", 3000, func(n int) object { return messageOf(sectionOf(n)) }},
		{"section fields", "modal", 10, func(n int) object {
			return modalOf(object{"type": "section", "fields": many(n, func(int) object { return markupOf(1) })})
		}},
		{"one field", "modal", 2000, func(n int) object { return modalOf(object{"type": "section", "fields": []object{plainOf(n)}}) }},
		{"header", "message", 150, func(n int) object { return messageOf(object{"type": "header", "text": plainOf(n)}) }},
		{"image alt", "message", 2000, func(n int) object { return messageOf(with(imageOf(), "alt_text", wordsOf(n))) }},
		{"image title", "message", 2000, func(n int) object { return messageOf(with(imageOf(), "title", plainOf(n))) }},
		{"image address", "message", 3000, func(n int) object { return messageOf(with(imageOf(), "image_url", wordsOf(n))) }},
	}
}

func elementLimits() []limit {
	option := func(name string, n int) object {
		return messageOf(actionsOf(selectOf([]object{with(optionOf(0), name, plainOf(n))})))
	}
	choice := func(kind string) func(int) object {
		return func(n int) object {
			return messageOf(actionsOf(object{"type": kind, "action_id": "c", "options": many(n, optionOf)}))
		}
	}
	confirm := func(name string) func(int) object {
		return func(n int) object {
			return messageOf(actionsOf(with(buttonOf(), "confirm", with(confirmOf(), name, plainOf(n)))))
		}
	}
	return []limit{
		{"actions", "message", 25, func(n int) object {
			return messageOf(actionsOf(many(n, func(i int) object { return with(buttonOf(), "action_id", fmt.Sprint(i)) })...))
		}},
		{"context", "message", 10, func(n int) object {
			return messageOf(object{"type": "context", "elements": many(n, func(int) object { return plainOf(1) })})
		}},
		{"button label", "message", 75, func(n int) object { return messageOf(actionsOf(with(buttonOf(), "text", plainOf(n)))) }},
		{"button value", "message", 2000, func(n int) object { return messageOf(actionsOf(with(buttonOf(), "value", wordsOf(n)))) }},
		{"button address", "message", 3000, func(n int) object { return messageOf(actionsOf(with(buttonOf(), "url", wordsOf(n)))) }},
		{"button for screen readers", "message", 75, func(n int) object {
			return messageOf(actionsOf(with(buttonOf(), "accessibility_label", wordsOf(n))))
		}},
		{"block_id", "message", 255, func(n int) object { return messageOf(with(sectionOf(1), "block_id", wordsOf(n))) }},
		{"action_id", "message", 255, func(n int) object { return messageOf(actionsOf(with(buttonOf(), "action_id", wordsOf(n)))) }},
		{"select options", "message", 100, func(n int) object { return messageOf(actionsOf(selectOf(many(n, optionOf)))) }},
		{"select groups", "message", 100, func(n int) object {
			return messageOf(actionsOf(object{"type": "static_select", "option_groups": many(n, func(int) object {
				return object{"label": plainOf(1), "options": many(1, optionOf)}
			})}))
		}},
		{"group label", "message", 75, func(n int) object {
			return messageOf(actionsOf(object{"type": "static_select", "option_groups": []object{{"label": plainOf(n), "options": many(1, optionOf)}}}))
		}},
		{"radio options", "message", 10, choice("radio_buttons")},
		{"checkbox options", "message", 10, choice("checkboxes")},
		{"overflow options", "message", 5, choice("overflow")},
		{"option text", "message", 75, func(n int) object { return option("text", n) }},
		{"option description", "message", 75, func(n int) object { return option("description", n) }},
		{"option value", "message", 150, func(n int) object {
			return messageOf(actionsOf(selectOf([]object{with(optionOf(0), "value", wordsOf(n))})))
		}},
		{"placeholder", "message", 150, func(n int) object {
			return messageOf(actionsOf(with(selectOf(many(1, optionOf)), "placeholder", plainOf(n))))
		}},
		{"confirm title", "message", 100, confirm("title")},
		{"confirm text", "message", 300, confirm("text")},
		{"confirm button", "message", 30, confirm("confirm")},
		{"deny button", "message", 30, confirm("deny")},
	}
}

func viewLimits() []limit {
	return []limit{
		{"input label", "modal", 2000, func(n int) object { return modalOf(with(inputOf(typedOf()), "label", plainOf(n))) }},
		{"input hint", "modal", 2000, func(n int) object { return modalOf(with(inputOf(typedOf()), "hint", plainOf(n))) }},
		{"text input", "modal", 3000, func(n int) object { return modalOf(inputOf(with(typedOf(), "initial_value", wordsOf(n)))) }},
		{"max_length", "modal", 3000, func(n int) object { return modalOf(inputOf(with(typedOf(), "max_length", n))) }},
		{"title", "modal", 24, func(n int) object { return with(modalOf(), "title", plainOf(n)) }},
		{"submit", "modal", 24, func(n int) object { return with(modalOf(), "submit", plainOf(n)) }},
		{"close", "modal", 24, func(n int) object { return with(modalOf(), "close", plainOf(n)) }},
		{"private_metadata", "modal", 3000, func(n int) object { return with(modalOf(), "private_metadata", wordsOf(n)) }},
		{"callback_id", "modal", 255, func(n int) object { return with(modalOf(), "callback_id", wordsOf(n)) }},
		{"external_id", "modal", 255, func(n int) object { return with(modalOf(), "external_id", wordsOf(n)) }},
		{"focus", "modal", 1, func(n int) object {
			return modalOf(many(n, func(i int) object {
				return with(inputOf(with(typedOf(), "focus_on_load", true)), "block_id", fmt.Sprint(i))
			})...)
		}},
	}
}

func tableLimits() []limit {
	return []limit{
		{"table rows", "message", 100, func(n int) object { return messageOf(tableOf(n, 1)) }},
		{"table columns", "message", 20, func(n int) object { return messageOf(tableOf(1, n)) }},
		{"tables", "message", 1, func(n int) object { return messageOf(many(n, func(int) object { return tableOf(1, 1) })...) }},
		{"table text", "message", 10_000, func(n int) object {
			return messageOf(object{"type": "table", "rows": []any{[]object{{"type": "raw_text", "text": wordsOf(n)}}}})
		}},
	}
}
