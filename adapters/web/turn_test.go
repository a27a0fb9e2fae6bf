package web

import (
	"maps"
	"strings"
	"testing"
	"unicode/utf8"

	"daicho/bot"
)

func TestDecodeTurn(t *testing.T) {
	long := strings.Repeat("a", 61)
	for name, c := range map[string]struct {
		body, wrong string
		want        bot.Event
	}{
		"said":            {body: `{"said":" 台帳 "}`, want: bot.Event{Said: "台帳"}},
		"said under view": {body: `{"said":"次へ","shown":"diag/1","id":"a-1"}`, want: bot.Event{Said: "次へ", Shown: "diag/1", ID: "a-1"}},
		"press":           {body: `{"press":"ledger/1"}`, want: bot.Event{Press: "ledger/1"}},
		"autosave":        {body: `{"press":"diag/1","values":{"q1":"yes"}}`, want: bot.Event{Press: "diag/1", Values: map[bot.FieldID]string{"q1": "yes"}}},
		"no values":       {body: `{"press":"diag/1","values":{}}`, want: bot.Event{Press: "diag/1", Values: map[bot.FieldID]string{}}},
		"null values":     {body: `{"press":"diag/1","values":null}`, want: bot.Event{Press: "diag/1"}},
		"line ends":       {body: `{"press":"x","values":{"n":"a\n\tb\r\n"}}`, want: bot.Event{Press: "x", Values: map[bot.FieldID]string{"n": "a\n\tb\r\n"}}},
		"nothing":         {body: ``, wrong: "not a whole JSON object"},
		"neither":         {body: `{}`, wrong: "exactly one"},
		"both":            {body: `{"said":"a","press":"b"}`, wrong: "exactly one"},
		"null":            {body: `null`, wrong: "exactly one"},
		"array":           {body: `[]`, wrong: "wrong type"},
		"broken":          {body: `{"said":`, wrong: "not a whole"},
		"not JSON":        {body: `said=a`, wrong: "not JSON"},
		"two":             {body: `{"said":"a"}{"said":"b"}`, wrong: "follows"},
		"unknown":         {body: `{"said":"a","at":"2026-01-01"}`, wrong: "unknown field"},
		"from":            {body: `{"said":"a","from":{"ID":"x"}}`, wrong: "unknown field"},
		"empty words":     {body: `{"said":"　 "}`, wrong: "empty"},
		"values to words": {body: `{"said":"a","values":{}}`, wrong: "values come with press"},
		"pasted":          {body: `{"press":"x","values":{"n":"a\u000bb\u0000"}}`, want: bot.Event{Press: "x", Values: map[bot.FieldID]string{"n": "a\vb\x00"}}},
		"null value":      {body: `{"press":"x","values":{"n":null}}`, wrong: "null"},
		"number value":    {body: `{"press":"x","values":{"n":3}}`, wrong: "wrong type"},
		"bad field":       {body: `{"press":"x","values":{"欄":"a"}}`, wrong: "not a field id"},
		"long field":      {body: `{"press":"x","values":{"` + strings.Repeat("a", 65) + `":"a"}}`, wrong: "not a field id"},
		"empty press":     {body: `{"press":""}`, wrong: "press"},
		"long press":      {body: `{"press":"` + long + `"}`, wrong: "press"},
		"bad press":       {body: `{"press":"a b"}`, wrong: "press"},
		"acting shown":    {body: `{"said":"a","shown":"do/x"}`, wrong: "it acts"},
		"bad id":          {body: `{"press":"x","id":"あ"}`, wrong: "id must"},
		"long id":         {body: `{"press":"x","id":"` + strings.Repeat("a", 65) + `"}`, wrong: "id must"},
		"not UTF-8":       {body: "{\"said\":\"\xff\"}", wrong: "UTF-8"},
		"long words":      {body: `{"said":"` + strings.Repeat("a", 5000) + `"}`, wrong: "said is over"},
		"too long":        {body: `{"said":"` + strings.Repeat("a", maxBody) + `"}`, wrong: "over 65536"},
		"many values":     {body: `{"press":"x","values":{` + manyValues(201) + `}}`, wrong: "over 200"},
	} {
		got, err := decodeTurn([]byte(c.body))
		switch {
		case c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)):
			t.Errorf("%s: error %v, want %q", name, err, c.wrong)
		case c.wrong == "" && (err != nil || !sameEvent(got, c.want)):
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, c.want)
		}
	}
}

func manyValues(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = `"f` + strings.Repeat("x", i%50) + string(rune('a'+i/50)) + `":"v"`
	}
	return strings.Join(all, ",")
}

func sameEvent(a, b bot.Event) bool {
	return a.ID == b.ID && a.Said == b.Said && a.Shown == b.Shown && a.Press == b.Press &&
		maps.Equal(a.Values, b.Values) && (a.Values == nil) == (b.Values == nil) && a.Tick == "" && a.File == nil
}

func FuzzTurn(f *testing.F) {
	for _, seed := range []string{`{"said":"台帳"}`, `{"press":"do/x","values":{"q1":"yes"},"id":"1"}`, `{"said":"a","shown":"menu"}`, `{"press":null}`, "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		ev, err := decodeTurn(body)
		if err != nil {
			return
		}
		if (ev.Said == "") == (ev.Press == "") {
			t.Errorf("not exactly one of said and press: %+v", ev)
		}
		if ev.Press != "" {
			if _, err := bot.ParseAction(string(ev.Press)); err != nil {
				t.Error(err)
			}
		}
		if ev.Shown.Acts() || ev.Said != "" && ev.Values != nil || len(ev.ID) > maxID || !utf8.ValidString(ev.Said) {
			t.Errorf("out of bounds: %+v", ev)
		}
		for field, value := range ev.Values {
			if !asciiID(string(field)) || !utf8.ValidString(value) {
				t.Errorf("bad value %q: %q", field, value)
			}
		}
	})
}
