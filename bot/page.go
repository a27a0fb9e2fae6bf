package bot

import (
	"fmt"
	"slices"
	"time"
)

// Wanted reports whether a surface that asks one question at a time asks for
// the field: it needs an answer and has none, or something is wrong with it.
func (f Field) Wanted() bool { return f.Problem != "" || !f.Optional && f.Value == "" }

// Typed reports whether a field is answered in words.
func (f Field) Typed() bool { return f.Kind == Text || f.Kind == LongText }

// Option is the option of a field with a value; false where there is none, or
// the value is empty.
func (f Field) Option(value string) (Option, bool) {
	i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value })
	if i < 0 || value == "" {
		return Option{}, false
	}
	return f.Options[i], true
}

// Shown is what stands in the field, as people know it: the label of an option,
// a day in words.
func (f Field) Shown() string {
	if o, ok := f.Option(f.Value); ok {
		return o.Label
	}
	if at, err := time.Parse(time.DateOnly, f.Value); f.Kind == Date && err == nil {
		return DayText(at)
	}
	return f.Value
}

var weekdays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// DayText is a day in words for people: 2026年12月10日（木）.
func DayText(at time.Time) string {
	return fmt.Sprintf("%d年%d月%d日（%s）", at.Year(), at.Month(), at.Day(), weekdays[at.Weekday()])
}

// Asks is the index of the question that a surface shows which asks one at a
// time: the one that is asked for, else the first that is wanted; -1 where none
// is left.
func (v View) Asks(asked FieldID) int {
	if at := v.Field(asked); at >= 0 {
		return at
	}
	return slices.IndexFunc(v.Fields, Field.Wanted)
}

// Field is the index of a field, -1 where the view does not ask it.
func (v View) Field(id FieldID) int {
	return slices.IndexFunc(v.Fields, func(f Field) bool { return f.ID == id })
}

// Values is what stands in the fields.
func (v View) Values() map[FieldID]string {
	values := map[FieldID]string{}
	for _, f := range v.Fields {
		values[f.ID] = f.Value
	}
	return values
}

// SamePage reports whether both views ask the same questions, whatever revision
// they were drawn from. A view that asks nothing is no page.
func (v View) SamePage(other View) bool {
	return v.Submit.ID != "" && other.Submit.ID != "" &&
		slices.EqualFunc(v.Fields, other.Fields, func(a, b Field) bool { return a.ID == b.ID })
}

// Ends reports whether a surface that asks one question at a time ends the page
// by itself, now that questions of the view before are answered and this is what
// came of it: nothing is wanted any more, nobody has to confirm it, and there is
// nothing else to look at. That is so once the last choice is made of a page that
// has only choices to make, and once all of a page was filled in at once.
func (v View) Ends(before View, answered ...FieldID) bool {
	wanted := slices.ContainsFunc(answered, func(id FieldID) bool {
		at := before.Field(id)
		return at >= 0 && before.Fields[at].Wanted()
	})
	all := !slices.ContainsFunc(v.Fields, func(f Field) bool { return !slices.Contains(answered, f.ID) })
	choices := !slices.ContainsFunc(v.Fields, func(f Field) bool { return f.Kind != Choice || f.Optional })
	typed := v.Drop == nil && !slices.ContainsFunc(v.Fields, func(f Field) bool { return !f.Typed() })
	looked := wanted && (all || choices) || all && typed
	return looked && v.Problem == "" && v.SamePage(before) && v.Asks("") < 0 && v.Submit.Confirm == ""
}
