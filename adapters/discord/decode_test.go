package discord

import (
	"slices"
	"strings"
	"testing"

	"daicho/bot"
)

func TestRefsComeBack(t *testing.T) {
	for _, r := range []ref{
		{verb: press, route: "menu"}, {verb: sure, guild: "200000000000000001", route: "do/x/1"},
		{verb: pick, guild: "1575227479809851393", route: "diagnosis/1/2", field: "d01", option: "partly"}, {verb: entry, field: "name"},
		{verb: hand, route: "mydata", option: "0"}, {verb: ask, route: "page/1", field: "f"},
	} {
		for _, n := range []int{0, 25, 26, 400} {
			if got, err := parseRef(r.id(n)); err != nil || got != r {
				t.Errorf("%q: %+v, %v, want %+v", r.id(n), got, err, r)
			}
		}
	}
	for _, id := range []string{"", "p", "paa", "paa:", "xaa:menu", "paaZZ:menu", "paa:menu:a=b=c", "paa:me nu", "paa" + strings.Repeat("z", 14) + ":menu", "paa:" + strings.Repeat("m", 100), "caa:page/1:f f=1"} {
		if r, err := parseRef(id); err == nil {
			t.Errorf("%q is read as %+v", id, r)
		}
	}
}

func TestDecode(t *testing.T) {
	const who = `"user":{"id":"100000000000000001","username":"yamada","global_name":"山田"}`
	head := func(kind string) string {
		return `{"id":"300000000000000009","type":` + kind + `,"token":"geheim","channel_id":"300000000000000001",`
	}
	guild := `"guild_id":"200000000000000001","member":{` + who + `,"nick":"やま","roles":["400000000000000001"],"permissions":"8"},`
	for name, c := range map[string]struct {
		event, payload string
		check          func(delivery) bool
	}{
		"a command": {"INTERACTION_CREATE", head("2") + guild + `"data":{"name":"ledger","options":[{"name":"words","type":3,"value":" 追加 Dropbox "}]}}`,
			func(d delivery) bool {
				return d.kind == didCommand && d.words == "/ledger 追加 Dropbox" && d.name == "やま" && d.guild == "200000000000000001" && d.roles[0] == "400000000000000001"
			}},
		"the own one": {"INTERACTION_CREATE", head("2") + guild + `"data":{"name":"daicho"}}`, func(d delivery) bool { return d.words == "メニュー" }},
		"a press": {"INTERACTION_CREATE", head("3") + who + `,"message":{"id":"300000000000000010","flags":64},"data":{"custom_id":"caa:page/1:a=2","component_type":2}}`,
			func(d delivery) bool {
				return d.kind == didPress && d.ref == ref{verb: pick, route: "page/1", field: "a", option: "2"} && d.guild == "" && d.user == "100000000000000001"
			}},
		"a modal": {"INTERACTION_CREATE", head("5") + who + `,"data":{"custom_id":"faa:page/1:n","components":[{"type":1,"components":[{"type":4,"custom_id":"iaa::n","value":"花子"}]},{"type":18,"component":{"type":3,"custom_id":"iaa::m","values":["x"]}}]}}`,
			func(d delivery) bool { return d.kind == didSubmit && d.values["n"] == "花子" && d.values["m"] == "x" }},
		"words": {"MESSAGE_CREATE", `{"id":"300000000000000009","type":0,"channel_id":"300000000000000001","content":" 続き ","author":{"id":"100000000000000001"}}`,
			func(d delivery) bool { return d.kind == didSpeak && d.words == "続き" }},
		"a file": {"MESSAGE_CREATE", `{"id":"300000000000000009","type":0,"channel_id":"300000000000000001","content":"どうぞ","author":{"id":"100000000000000001"},"attachments":[{"filename":"_.pdf","title":"約款","size":3,"url":"https://cdn.discordapp.com/x"}]}`,
			func(d delivery) bool { return d.words == "どうぞ" && d.files[0].called() == "約款.pdf" }},
	} {
		d, err := decode(c.event, []byte(c.payload))
		if err != nil || !c.check(d) {
			t.Errorf("%s: %v, %+v", name, err, d)
		}
	}
	for name, payload := range map[string]string{
		"a program": `{"id":"300000000000000009","channel_id":"300000000000000001","content":"x","author":{"id":"100000000000000001","bot":true}}`,
		"a server":  `{"id":"300000000000000009","guild_id":"200000000000000001","channel_id":"300000000000000001","content":"x","author":{"id":"100000000000000001"}}`,
		"a pin":     `{"id":"300000000000000009","type":6,"channel_id":"300000000000000001","content":"x","author":{"id":"100000000000000001"}}`,
		"nothing":   `{"id":"300000000000000009","channel_id":"300000000000000001","content":" ","author":{"id":"100000000000000001"}}`,
	} {
		if d, err := decode("MESSAGE_CREATE", []byte(payload)); err == nil {
			t.Errorf("%s is taken: %+v", name, d)
		}
	}
}

// FuzzDecode: whatever comes is understood or refused, and what is understood
// can be handed on.
func FuzzDecode(f *testing.F) {
	f.Add("INTERACTION_CREATE", []byte(`{"id":"300000000000000009","type":3,"token":"t","user":{"id":"100000000000000001"},"data":{"custom_id":"raa:menu","values":["p:menu"]}}`))
	f.Add("INTERACTION_CREATE", []byte(`{"id":"300000000000000009","type":5,"token":"t","user":{"id":"100000000000000001"},"data":{"custom_id":"faa:page/1:a","components":[{"components":[{"custom_id":"iaa::a","value":"x"}]}]}}`))
	f.Add("MESSAGE_CREATE", []byte(`{"id":"300000000000000009","channel_id":"300000000000000001","content":"x","author":{"id":"100000000000000001"}}`))
	f.Fuzz(func(t *testing.T, event string, payload []byte) {
		d, err := decode(event, payload)
		if err != nil {
			return
		}
		if !isSnowflake(d.user) || d.id == "" || len(d.id) > 64 {
			t.Errorf("somebody is %q, their delivery %q", d.user, d.id)
		}
		if d.kind == didPress || d.kind == didSubmit {
			if _, err := bot.ParseAction(string(d.ref.route)); err != nil || !slices.Contains(verbs, d.ref.verb) {
				t.Errorf("it leads to %+v", d.ref)
			}
		}
	})
}

func TestLiteral(t *testing.T) {
	for text, want := range map[string]string{
		"*b* _i_":       `\*b\* \_i\_`,
		"a-b 1.5 (c)":   "a-b 1.5 (c)",
		"- a\n 12. b":   `\- a` + "\n 12\\. b",
		"@everyone :x:": `\@everyone \:x\:`,
		"https://a.b/c": `https\://a.b/c`,
		"<@1> `c` \\":   "\\<\\@1\\> \\`c\\` \\\\",
	} {
		if got := literal(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	if got, want := paragraph("*次*\nhttps://a.b/c_d?e=1\n を開く https://a.b"), "\\*次\\*\n```\nhttps://a.b/c_d?e=1\n```\n を開く https\\://a.b"; got != want {
		t.Errorf("an address becomes %q, want %q", got, want)
	}
	if got := shortened("a\n"+paragraph("https://a.b/"+strings.Repeat("c", 50)), 40); got != "a…" {
		t.Errorf("a block is cut to %q", got)
	}
	long := strings.Repeat("あ", maxDescription-20) + "\n" + paragraph("https://a.b/"+strings.Repeat("c", 50))
	if got := pieces(long); len(got) != 2 || !strings.HasPrefix(got[1], fence) || strings.Join(got, "") != long {
		t.Errorf("a block is parted: %q", got[1:])
	}
	if got := shortened(literal(strings.Repeat("*", 50)), 20); strings.Count(got, `\`)*2 != len(strings.TrimSuffix(got, "…")) {
		t.Errorf("cut to %q", got)
	}
}
