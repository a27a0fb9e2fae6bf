package bot

import (
	"maps"
	"testing"
)

// sheet is a page of two questions that are needed and one that is not.
func sheet(a, b string) View {
	return View{At: "page/1", Fields: []Field{
		{ID: "a", Kind: Choice, Value: a, Options: []Option{{Value: "1", Label: "一"}}}, {ID: "b", Kind: Text, Value: b}, {ID: "c", Kind: LongText, Optional: true},
	}, Submit: Action{ID: "do/page/1/7"}}
}

func TestAsks(t *testing.T) {
	wrong := sheet("1", "x")
	wrong.Fields[2].Problem = "長すぎます"
	for name, c := range map[string]struct {
		view  View
		asked FieldID
		at    int
	}{
		"the first":           {sheet("", ""), "", 0},
		"the next":            {sheet("1", ""), "", 1},
		"none is left":        {sheet("1", "x"), "", -1},
		"what is asked for":   {sheet("1", "x"), "c", 2},
		"what nobody asks":    {sheet("", ""), "z", 0},
		"what is wrong":       {wrong, "", 2},
		"nothing to be asked": {View{}, "", -1},
	} {
		if at := c.view.Asks(c.asked); at != c.at {
			t.Errorf("%s: asks %d, want %d", name, at, c.at)
		}
	}
	if o, ok := sheet("", "").Fields[0].Option("1"); !ok || o.Label != "一" {
		t.Errorf("the option is %+v", o)
	}
	if _, ok := (Field{Options: []Option{{}}}).Option(""); ok {
		t.Error("nothing chosen is an option")
	}
	if !maps.Equal(sheet("1", "x").Values(), map[FieldID]string{"a": "1", "b": "x", "c": ""}) {
		t.Error("other values")
	}
}

// TestEnds: a page is ended by its last needed answer where nothing else is to be
// looked at, and by nothing else.
func TestEnds(t *testing.T) {
	choices := func(a, b string) View {
		v := sheet(a, b)
		v.Fields = v.Fields[:2]
		v.Fields[1].Kind = Choice
		return v
	}
	confirmed, refused, other, later := choices("1", "x"), choices("1", "x"), choices("1", "x"), choices("1", "x")
	confirmed.Submit.Confirm, refused.Problem, other.Fields, later.Submit.ID = "送りますか？", "だめです", other.Fields[:1], "do/page/1/8"
	form := sheet("1", "x")
	form.Fields = form.Fields[1:]
	for name, c := range map[string]struct {
		before, after View
		answered      []FieldID
		ends          bool
	}{
		"the last one":               {choices("1", ""), choices("1", "x"), []FieldID{"b"}, true},
		"of a later revision":        {choices("1", ""), later, []FieldID{"b"}, true},
		"one before it":              {choices("", ""), choices("1", ""), []FieldID{"a"}, false},
		"one that was answered":      {choices("1", "x"), choices("1", "y"), []FieldID{"b"}, false},
		"one that is not there":      {choices("1", ""), choices("1", "x"), []FieldID{"z"}, false},
		"what must be confirmed":     {choices("1", ""), confirmed, []FieldID{"b"}, false},
		"what was refused":           {choices("1", ""), refused, []FieldID{"b"}, false},
		"a page that has changed":    {choices("1", ""), other, []FieldID{"b"}, false},
		"what led elsewhere":         {choices("1", ""), View{At: "menu"}, []FieldID{"b"}, false},
		"a form with something left": {sheet("1", ""), sheet("1", "x"), []FieldID{"b", "c"}, false},
		"a form filled in at once":   {View{At: form.At, Fields: sheet("", "").Fields[1:], Submit: form.Submit}, form, []FieldID{"b", "c"}, true},
		"a form filled in again":     {form, form, []FieldID{"b", "c"}, true},
	} {
		if got := c.after.Ends(c.before, c.answered...); got != c.ends {
			t.Errorf("%s: ends %v", name, got)
		}
	}
}

func TestShown(t *testing.T) {
	undecided := []Option{{Value: "undecided", Label: "未定"}}
	for want, f := range map[string]Field{
		"2026年12月10日（木）": {Kind: Date, Value: "2026-12-10", Options: undecided},
		"未定":             {Kind: Date, Value: "undecided", Options: undecided},
		"来月":             {Kind: Date, Value: "来月"},
		"2026-12-10":     {Kind: Text, Value: "2026-12-10"},
		"":               {Kind: Date},
	} {
		if got := f.Shown(); got != want {
			t.Errorf("%q is shown as %q, want %q", f.Value, got, want)
		}
	}
}
