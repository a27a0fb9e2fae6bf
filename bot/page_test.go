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

// TestEnds: a page is ended by its last needed answer, and by nothing else.
func TestEnds(t *testing.T) {
	confirmed, refused, other := sheet("1", "x"), sheet("1", "x"), sheet("1", "x")
	confirmed.Submit.Confirm, refused.Problem, other.Fields = "送りますか？", "だめです", other.Fields[:2]
	later := sheet("1", "x")
	later.Submit.ID = "do/page/1/8"
	for name, c := range map[string]struct {
		before, after View
		answered      FieldID
		ends          bool
	}{
		"the last one":            {sheet("1", ""), sheet("1", "x"), "b", true},
		"of a later revision":     {sheet("1", ""), later, "b", true},
		"one before it":           {sheet("", ""), sheet("1", ""), "a", false},
		"one that was answered":   {sheet("1", "x"), sheet("1", "y"), "b", false},
		"one that is not needed":  {sheet("1", "x"), sheet("1", "x"), "c", false},
		"one that is not there":   {sheet("1", ""), sheet("1", "x"), "z", false},
		"what must be confirmed":  {sheet("1", ""), confirmed, "b", false},
		"what was refused":        {sheet("1", ""), refused, "b", false},
		"a page that has changed": {sheet("1", ""), other, "b", false},
		"what led elsewhere":      {sheet("1", ""), View{At: "menu"}, "b", false},
	} {
		if got := c.after.Ends(c.before, c.answered); got != c.ends {
			t.Errorf("%s: ends %v", name, got)
		}
	}
}
