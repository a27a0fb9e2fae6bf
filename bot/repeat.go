package bot

import (
	"slices"
	"strings"
)

// What a repeated delivery is told when the first one was refused.
const (
	againField = "前に届いたこの入力は、まだ保存していません。いまの内容を確かめて、必要ならもう一度入れてください。"
	againView  = "同じ操作が前にも届き、受け付けられなかったところがあります。いまの内容を確かめて、必要ならもう一度ためしてください。"
)

// refusedMark begins what is remembered of a delivery of which something was
// not taken. No route holds it.
const refusedMark = "!"

// remembered is what is kept of a delivery's reply: where it led, and whether
// something of it was refused. A sender whose first answer was lost on the way
// must not take the repeat for an acceptance.
func remembered(v View) ActionID {
	if v.refuses() {
		return refusedMark + v.At
	}
	return v.At
}

// recall reads what was remembered.
func recall(kept ActionID) (at ActionID, refused bool) {
	text, refused := strings.CutPrefix(string(kept), refusedMark)
	return ActionID(text), refused
}

func (v View) refuses() bool {
	return v.Problem != "" || slices.ContainsFunc(v.Fields, func(f Field) bool { return f.Problem != "" })
}

// refusedBefore says in a view drawn for a repeat what of it is not kept:
// beside the fields that hold something else than was sent, else above the
// view. Texts are put back as they were sent, so that nobody types them again.
func refusedBefore(v View, sent map[FieldID]string) View {
	v.Fields = slices.Clone(v.Fields)
	for i := range v.Fields {
		f := &v.Fields[i]
		value, ok := sent[f.ID]
		if !ok || f.Problem != "" || strings.TrimSpace(value) == strings.TrimSpace(f.Value) {
			continue
		}
		f.Problem = againField
		if f.Kind == Text || f.Kind == LongText {
			f.Value = value
		}
	}
	if !v.refuses() {
		v.Notice, v.Problem = "", againView
	}
	return v
}
