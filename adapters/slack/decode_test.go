package slack

import (
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"daicho/bot"
)

func TestDecodeWhatIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		event string
		want  delivery
		err   error
	}{
		"words": {
			`{"type":"message","channel_type":"im","user":"U1","channel":"D1","text":" 台帳 ","event_ts":"1.5"}`,
			delivery{kind: didSpeak, id: "e-Ev1", team: "T1", user: "U1", channel: "D1", stamp: "1.5", words: "台帳"}, nil,
		},
		"what looks like markup": {
			`{"type":"message","channel_type":"im","user":"U1","channel":"D1","text":"&lt;b&gt; &amp;amp; <https://a.example/?x=1&amp;y=2|a.example> <@U2> <!channel> <#C1|general> <mailto:a@b.jp|a@b.jp>"}`,
			delivery{kind: didSpeak, id: "e-Ev1", team: "T1", user: "U1", channel: "D1", words: "<b> &amp; a.example @U2 @channel #general a@b.jp"}, nil,
		},
		"a file": {
			`{"type":"message","subtype":"file_share","channel_type":"im","user":"U1","channel":"D1","text":"これです","files":[{"id":"F1","name":"約款.pdf","size":3,"url_private_download":"http://x/"}]}`,
			delivery{kind: didSpeak, id: "e-Ev1", team: "T1", user: "U1", channel: "D1", words: "これです", files: []wireFile{{ID: "F1", Name: "約款.pdf", Size: 3, Download: "http://x/"}}}, nil,
		},
		"the home tab":      {`{"type":"app_home_opened","tab":"home","user":"U1","channel":"D1"}`, delivery{kind: didLook, id: "e-Ev1", team: "T1", user: "U1", channel: "D1", home: true}, nil},
		"the messages tab":  {`{"type":"app_home_opened","tab":"messages","user":"U1"}`, delivery{}, errIgnored},
		"itself":            {`{"type":"message","channel_type":"im","user":"U1","bot_id":"B1","text":"x"}`, delivery{}, errIgnored},
		"a changed message": {`{"type":"message","subtype":"message_changed","channel_type":"im","user":"U1","text":"x"}`, delivery{}, errIgnored},
		"in a channel":      {`{"type":"message","channel_type":"channel","user":"U1","text":"x"}`, delivery{}, errIgnored},
		"nothing":           {`{"type":"message","channel_type":"im","user":"U1","text":"  "}`, delivery{}, errIgnored},
		"nobody":            {`{"type":"message","channel_type":"im","text":"x"}`, delivery{}, errIgnored},
	} {
		got, err := decode(eventEnvelope, []byte(`{"team_id":"T1","event_id":"Ev1","event":`+c.event+`}`))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
		if c.err == nil && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestDecodeCommands(t *testing.T) {
	for line, want := range map[string]string{
		"/ledger S0004": "/ledger S0004", "/ledger ": "/ledger", "/daicho ": "メニュー", "/daicho 続き": "続き", "/daicho add <b>": "add <b>",
	} {
		command, text, _ := strings.Cut(line, " ")
		form := url.Values{
			"team_id": {"T1"}, "user_id": {"U1"}, "channel_id": {"C1"}, "channel_name": {"general"}, "command": {command}, "text": {text},
			"trigger_id": {"1.2.ab"}, "response_url": {"http://x/"},
		}
		d, err := decode(commandEnvelope, commandForm(form))
		if err != nil || d.words != want || d.place != "C1" || d.id != "t-1.2.ab" || d.responseURL == "" || d.trigger == "" {
			t.Errorf("%q: %+v, %v", line, d, err)
		}
		form.Set("channel_name", "directmessage")
		if d, err := decode(commandEnvelope, commandForm(form)); err != nil || d.place != "C1" { // of whom else is not known
			t.Errorf("%q in a direct message: %+v, %v", line, d, err)
		}
	}
}

// interaction is a press as Slack sends it.
func interaction(t *testing.T, change func(map[string]any)) []byte {
	t.Helper()
	in := map[string]any{
		"type": "block_actions", "trigger_id": "1.2.ab", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": "U1"},
		"channel": map[string]any{"id": "D1", "name": "directmessage"}, "container": map[string]any{"type": "message", "message_ts": "9.1", "channel_id": "D1"},
		"response_url": "http://x/",
		"actions":      []any{map[string]any{"type": "button", "action_id": press.id(0, "ledger"), "block_id": "b1", "action_ts": "7.7"}},
	}
	if change != nil {
		change(in)
	}
	text, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func action(kind, id, block string, more map[string]any) []any {
	a := map[string]any{"type": kind, "action_id": id, "block_id": block, "action_ts": "7.7"}
	for k, v := range more {
		a[k] = v
	}
	return []any{a}
}

func TestDecodePresses(t *testing.T) {
	field := bot.Field{ID: "d01", Value: "4"}
	for name, c := range map[string]struct {
		actions []any
		want    delivery
	}{
		"a route":  {action("button", press.id(3, "do/end/4"), "b1", nil), delivery{verb: press, route: "do/end/4"}},
		"an offer": {action("button", pick.id(0, "diagnosis/1/1"), "b1", map[string]any{"value": "d01=-1"}), delivery{verb: pick, route: "diagnosis/1/1", field: "d01", given: "-1"}},
		"a list": {
			action("static_select", pick.id(0, "relay/1"), fieldBlock(field, wholePart), map[string]any{"selected_option": map[string]any{"value": "p3"}}),
			delivery{verb: pick, route: "relay/1", field: "d01", given: "p3"},
		},
		"a day":     {action("datepicker", pick.id(0, "end/1"), fieldBlock(field, wholePart), map[string]any{"selected_date": "2026-12-10"}), delivery{verb: pick, route: "end/1", field: "d01", given: "2026-12-10"}},
		"a channel": {action("conversations_select", pick.id(0, "share/1"), fieldBlock(field, wholePart), map[string]any{"selected_conversation": "C9"}), delivery{verb: pick, route: "share/1", field: "d01", given: "C9"}},
		"help":      {action("button", help.id(1, "diagnosis/1/1"), "b1", map[string]any{"value": "d07"}), delivery{verb: help, route: "diagnosis/1/1", field: "d07"}},
	} {
		d, err := decode(interactionEnvelope, interaction(t, func(in map[string]any) { in["actions"] = c.actions }))
		if err != nil || d.verb != c.want.verb || d.route != c.want.route || d.field != c.want.field || d.given != c.want.given {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		if d.id != "t-1.2.ab" || d.stamp != "7.7" || d.message != "9.1" || d.place != "" || d.kind != didPress {
			t.Errorf("%s happened at %+v", name, d)
		}
	}
}

func TestDecodeRefusesWhatIsNotOurs(t *testing.T) {
	for name, change := range map[string]func(map[string]any){
		"an element of another app": func(in map[string]any) { in["actions"] = action("button", "approve", "b", nil) },
		"a route of blanks":         func(in map[string]any) { in["actions"] = action("button", "press:0:do x", "b", nil) },
		"no route":                  func(in map[string]any) { in["actions"] = action("button", "press:0:", "b", nil) },
		"an answer to nothing": func(in map[string]any) {
			in["actions"] = action("button", pick.id(0, "a"), "b", map[string]any{"value": "x"})
		},
		"nobody":     func(in map[string]any) { in["user"] = map[string]any{} },
		"no trigger": func(in map[string]any) { in["trigger_id"] = "" },
		"a foreign modal": func(in map[string]any) {
			in["type"], in["view"] = "view_submission", map[string]any{"id": "V1", "type": "modal", "private_metadata": `{"at":"x y"}`}
		},
	} {
		if d, err := decode(interactionEnvelope, interaction(t, change)); err == nil {
			t.Errorf("%s is taken for %+v", name, d)
		}
	}
	for _, text := range []string{"", "null", "[]", `{"type":7}`, `{"user":"x"}`} {
		for _, envelope := range []string{eventEnvelope, interactionEnvelope, commandEnvelope, "hello"} {
			if d, err := decode(envelope, []byte(text)); err == nil {
				t.Errorf("%s %s is taken for %+v", envelope, text, d)
			}
		}
	}
}

// TestWhatStandsInAModal reads the inputs back that a modal was drawn with.
func TestWhatStandsInAModal(t *testing.T) {
	name := bot.Field{ID: "name", Kind: bot.Text, Value: "Dropbox"}
	until := bot.Field{ID: "until", Kind: bot.Date, Value: "open", Options: []bot.Option{{Value: "open", Label: "未定"}}}
	for what, c := range map[string]struct {
		name, day, option string
		values, touched   map[bot.FieldID]string
	}{
		"as drawn":     {"Dropbox", "", "open", map[bot.FieldID]string{"name": "Dropbox", "until": "open"}, map[bot.FieldID]string{}},
		"typed":        {"Box", "", "open", map[bot.FieldID]string{"name": "Box", "until": "open"}, map[bot.FieldID]string{"name": "Box"}},
		"a day chosen": {"Dropbox", "2026-12-10", "open", map[bot.FieldID]string{"name": "Dropbox", "until": "2026-12-10"}, map[bot.FieldID]string{}},
		"emptied":      {"", "", "", map[bot.FieldID]string{"name": "", "until": ""}, map[bot.FieldID]string{"name": ""}},
	} {
		state := wireState{Values: map[string]map[string]wireAction{
			fieldBlock(name, wholePart):  {enterID: {Type: "plain_text_input", Value: c.name}},
			fieldBlock(until, wholePart): {enterID: {Type: "datepicker", SelectedDate: c.day}},
			fieldBlock(until, optionPart): {enterID: {Type: "radio_buttons", SelectedOption: struct {
				Value string `json:"value"`
			}{c.option}}},
		}}
		for range 20 { // maps come in any order
			values, touched := valuesIn(state)
			if !reflect.DeepEqual(values, c.values) || !reflect.DeepEqual(touched, c.touched) {
				t.Errorf("%s: %v, touched %v", what, values, touched)
			}
		}
	}
}

func TestPagesComeBack(t *testing.T) {
	p := page{At: "diagnosis/1/2", Submit: "do/diagnosis/1/2", Part: 1, More: true, Asks: true, Help: "d01", From: cardAt{"D1", "1.2"}, Home: true, Asked: "ab12cd34", Loose: []bot.FieldID{"code"}}
	got, err := readPage(p.metadata())
	if err != nil || !reflect.DeepEqual(got, p) {
		t.Errorf("%+v, %v", got, err)
	}
	if size(p.metadata()) > 3000 {
		t.Error("too long for a modal")
	}
}

func TestCutAndPieces(t *testing.T) {
	long := strings.Repeat("控えを確かめる。<b>&", 400)
	for _, most := range []int{24, 75, 150, 3000} {
		if got := escape(cut(long, most)); size(got) > most || size(got) < most-8 || !strings.HasSuffix(got, "…") {
			t.Errorf("cut to %d has %d characters: …%q", most, size(got), got[len(got)-20:])
		}
		all := asSent.Pieces(long, most)
		if strings.Join(all, "") != long {
			t.Errorf("pieces of %d lose something", most)
		}
		for _, p := range all {
			if size(escape(p)) > most {
				t.Errorf("a piece of %d has %d characters", most, size(escape(p)))
			}
		}
	}
	if got := cut("短い", 24); got != "短い" {
		t.Errorf("%q", got)
	}
}

// FuzzDecode: whatever comes in, nothing panics, and what is taken can be
// handed to the core.
func FuzzDecode(f *testing.F) {
	f.Add(eventEnvelope, `{"team_id":"T1","event_id":"Ev1","event":{"type":"message","channel_type":"im","user":"U1","channel":"D1","text":"<@U1>"}}`)
	f.Add(interactionEnvelope, `{"type":"block_actions","trigger_id":"1","team":{"id":"T1"},"user":{"id":"U1"},"actions":[{"type":"button","action_id":"pick:0:a","value":"d=1"}]}`)
	f.Add(interactionEnvelope, `{"type":"view_submission","trigger_id":"1","user":{"id":"U1"},"view":{"id":"V","type":"modal","private_metadata":"{\"at\":\"a\"}","state":{"values":{"f|a||x":{"enter:0:":{"type":"plain_text_input","value":"x"}}}}}}`)
	f.Add(commandEnvelope, `{"team_id":"T1","user_id":"U1","command":"/daicho","text":"x","trigger_id":"1"}`)
	f.Fuzz(func(t *testing.T, envelope, payload string) {
		d, err := decode(envelope, []byte(payload))
		if err != nil {
			return
		}
		if d.user == "" || d.kind == "" || !asciiID(d.id) {
			t.Errorf("%s of %q under %q", d.kind, d.user, d.id)
		}
		if _, err := bot.ParseAction(string(d.route)); d.route != "" && err != nil {
			t.Errorf("the route %q", d.route)
		}
		for field := range d.values {
			if !asciiID(string(field)) {
				t.Errorf("the field %q", field)
			}
		}
	})
}
