package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func many[T any](n int, make func(i int) T) []T {
	all := []T{}
	for i := range n {
		all = append(all, make(i))
	}
	return all
}

func messageOf(o object) object {
	return with(with(o, "allowed_mentions", object{"parse": []string{}}), "tts", false)
}

func rowOf(children ...object) object {
	return object{"type": 1, "components": append([]object{}, children...)}
}

func rowsOf(rows ...object) object { return messageOf(object{"components": rows}) }

func buttonNo(i int) object {
	return object{"type": 2, "style": 1, "label": "b", "custom_id": fmt.Sprint("b", i)}
}

func optionNo(i int) object { return object{"label": "o", "value": fmt.Sprint("v", i)} }

func menuOf(options []object) object {
	return object{"type": 3, "custom_id": "m", "options": options}
}

func embedOf(o object) object { return messageOf(object{"embeds": []object{o}}) }

func modalOfRows(rows ...object) object {
	return object{"custom_id": "c", "title": "t", "components": append([]object{}, rows...)}
}

func textOf() object { return object{"type": 4, "custom_id": "t", "style": 1, "label": "l"} }

func labelOf(child object) object { return object{"type": 18, "label": "l", "component": child} }

func commandOf(options ...object) object {
	return object{"name": "c", "description": "d", "options": append([]object{}, options...)}
}

func optOf(kind int, name string) object {
	return object{"type": kind, "name": name, "description": "d"}
}

func validate(t *testing.T, kind string, v any, files ...string) []string {
	t.Helper()
	payload, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return Validate(kind, payload, files...)
}

// limit has what is just small enough, and by one more what is not.
type limit struct {
	name, kind string
	most       int
	of         func(n int) any
	where      string // of the finding
}

// TestLimits has what is just small enough, which is taken, and what is just
// too big, which is not.
func TestLimits(t *testing.T) {
	for _, c := range slices.Concat(contentsLimits(), componentsLimits(), modalsLimits(), commandsLimits()) {
		t.Run(c.name, func(t *testing.T) {
			if got := validate(t, c.kind, c.of(c.most)); len(got) > 0 {
				t.Errorf("%d: %q", c.most, got)
			}
			if got := validate(t, c.kind, c.of(c.most+1)); !slices.ContainsFunc(got, func(g string) bool { return strings.Contains(g, c.where) }) {
				t.Errorf("%d: %q, want %q", c.most+1, got, c.where)
			}
		})
	}
}

func contentsLimits() []limit {
	return []limit{
		{"content", "message", 2000, func(n int) any { return messageOf(object{"content": wordsOf(n)}) }, "content:"},
		{"content of an edit", "edit", 2000, func(n int) any { return messageOf(object{"content": wordsOf(n)}) }, "content:"},
		{"embeds", "message", 10, func(n int) any {
			return messageOf(object{"embeds": many(n, func(int) object { return object{"title": "x"} })})
		}, "embeds:"},
		{"embed title", "message", 256, func(n int) any { return embedOf(object{"title": wordsOf(n)}) }, "embeds.0.title:"},
		{"embed description", "message", 4096, func(n int) any { return embedOf(object{"description": wordsOf(n)}) }, "embeds.0.description:"},
		{"embed footer", "message", 2048, func(n int) any { return embedOf(object{"footer": object{"text": wordsOf(n)}}) }, "embeds.0.footer.text:"},
		{"embed author", "message", 256, func(n int) any { return embedOf(object{"author": object{"name": wordsOf(n)}}) }, "embeds.0.author.name:"},
		{"embed fields", "message", 25, func(n int) any {
			return embedOf(object{"fields": many(n, func(int) object { return object{"name": "n", "value": "v"} })})
		}, "embeds.0.fields:"},
		{"field name", "message", 256, func(n int) any {
			return embedOf(object{"fields": []object{{"name": wordsOf(n), "value": "v"}}})
		}, "embeds.0.fields.0.name:"},
		{"field value", "message", 1024, func(n int) any {
			return embedOf(object{"fields": []object{{"name": "n", "value": wordsOf(n)}}})
		}, "embeds.0.fields.0.value:"},
		{"all embeds", "message", 2000, func(n int) any {
			return messageOf(object{"embeds": many(3, func(int) object { return object{"description": wordsOf(n)} })})
		}, "MAX_EMBED_SIZE_EXCEEDED"},
		{"colour", "message", 0xffffff, func(n int) any { return embedOf(object{"title": "t", "color": n}) }, "embeds.0.color:"},
	}
}

func componentsLimits() []limit {
	return []limit{
		{"rows", "message", 5, func(n int) any {
			return rowsOf(many(n, func(i int) object { return rowOf(buttonNo(i)) })...)
		}, "components:"},
		{"buttons", "message", 5, func(n int) any { return rowsOf(rowOf(many(n, buttonNo)...)) }, "components.0.components:"},
		{"label", "message", 80, func(n int) any { return rowsOf(rowOf(with(buttonNo(1), "label", wordsOf(n)))) }, "label:"},
		{"custom_id", "message", 100, func(n int) any { return rowsOf(rowOf(with(buttonNo(1), "custom_id", wordsOf(n)))) }, "custom_id:"},
		{"options", "message", 25, func(n int) any { return rowsOf(rowOf(menuOf(many(n, optionNo)))) }, "options:"},
		{"option label", "message", 100, func(n int) any {
			return rowsOf(rowOf(menuOf([]object{with(optionNo(1), "label", wordsOf(n))})))
		}, "options.0.label:"},
		{"option value", "message", 100, func(n int) any {
			return rowsOf(rowOf(menuOf([]object{with(optionNo(1), "value", wordsOf(n))})))
		}, "options.0.value:"},
		{"option description", "message", 100, func(n int) any {
			return rowsOf(rowOf(menuOf([]object{with(optionNo(1), "description", wordsOf(n))})))
		}, "options.0.description:"},
		{"placeholder", "message", 150, func(n int) any {
			return rowsOf(rowOf(with(menuOf(many(1, optionNo)), "placeholder", wordsOf(n))))
		}, "placeholder:"},
	}
}

func modalsLimits() []limit {
	return []limit{
		{"modal title", "modal", 45, func(n int) any { return with(modalOfRows(rowOf(textOf())), "title", wordsOf(n)) }, "title:"},
		{"modal custom_id", "modal", 100, func(n int) any { return with(modalOfRows(rowOf(textOf())), "custom_id", wordsOf(n)) }, "custom_id:"},
		{"modal rows", "modal", 5, func(n int) any {
			return modalOfRows(many(n, func(i int) object { return rowOf(with(textOf(), "custom_id", fmt.Sprint(i))) })...)
		}, "components:"},
		{"text label", "modal", 45, func(n int) any { return modalOfRows(rowOf(with(textOf(), "label", wordsOf(n)))) }, "label:"},
		{"text value", "modal", 4000, func(n int) any { return modalOfRows(rowOf(with(textOf(), "value", wordsOf(n)))) }, "value:"},
		{"text placeholder", "modal", 100, func(n int) any { return modalOfRows(rowOf(with(textOf(), "placeholder", wordsOf(n)))) }, "placeholder:"},
		{"label of a label", "modal", 45, func(n int) any {
			return modalOfRows(with(labelOf(object{"type": 5, "custom_id": "u"}), "label", wordsOf(n)))
		}, "label:"},
		{"description of a label", "modal", 100, func(n int) any {
			return modalOfRows(with(labelOf(object{"type": 5, "custom_id": "u"}), "description", wordsOf(n)))
		}, "description:"},
		{"radio options", "modal", 10, func(n int) any {
			return modalOfRows(labelOf(object{"type": 21, "custom_id": "r", "options": many(n, optionNo)}))
		}, "options:"},
	}
}

func commandsLimits() []limit {
	return []limit{
		{"command name", "commands", 32, func(n int) any { return []object{with(commandOf(), "name", wordsOf(n))} }, "0.name:"},
		{"command description", "commands", 100, func(n int) any { return []object{with(commandOf(), "description", wordsOf(n))} }, "0.description:"},
		{"command options", "commands", 25, func(n int) any {
			return []object{commandOf(many(n, func(i int) object { return optOf(3, fmt.Sprint("o", i)) })...)}
		}, "0.options:"},
		{"command choices", "commands", 25, func(n int) any {
			return []object{commandOf(with(optOf(3, "o"), "choices", many(n, func(i int) object { return object{"name": fmt.Sprint(i), "value": "v"} })))}
		}, "choices:"},
		{"choice value", "commands", 100, func(n int) any {
			return []object{commandOf(with(optOf(3, "o"), "choices", []object{{"name": "n", "value": wordsOf(n)}}))}
		}, "choices.0.value:"},
		{"name in Japanese", "commands", 32, func(n int) any {
			return []object{with(commandOf(), "name_localizations", object{"ja": wordsOf(n)})}
		}, "name_localizations.ja:"},
		{"commands", "commands", 100, func(n int) any {
			return many(n, func(i int) object { return with(commandOf(), "name", fmt.Sprint("c", i)) })
		}, "reached"},
		{"autocompletion", "choices", 25, func(n int) any {
			return object{"choices": many(n, func(i int) object { return object{"name": "n", "value": "v"} })}
		}, "choices:"},
	}
}
