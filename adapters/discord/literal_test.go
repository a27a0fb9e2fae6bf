package discord_test

import (
	"fmt"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/adapters/crowdtest"
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtalk"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// written is what people write that Discord would take for more than letters,
// and names as long as anybody may give.
var written = []string{
	"@everyone @here <@100000000000000001> <@&400000000000000001> <#300000000000000001> </ledger:1>", "**b** _i_ __u__ ~~s~~ `c` ```d``` ||e||", "# 見出し\n-# 小さく\n> 引用\n>>> 全部\n- 列\n1. 番号",
	":smile: <:x:1> <t:1700000000:R> [名前](https://example.com/) https://example.com/?a=1&b=2", "\\*\\_ \\\\ \\", "前\u202e逆さ\u202c後", "&lt;b&gt; &amp; <b>",
	strings.Repeat("名", 3000), strings.Repeat("*", 3000), strings.Repeat("🧾", 1500),
}

// TestWhatPeopleWriteStaysWhatItIs looks where the suite does not: at titles,
// rows, what is asked before a press, inputs, words beside a picture, and what
// everybody in a channel reads.
func TestWhatPeopleWriteStaysWhatItIs(t *testing.T) {
	core := adaptertest.NewCore()
	core.Makes("radar:1", []byte(crowdtest.OnePixel))
	s := newScene(t, core, discordtest.Options{}, nil)
	for i, words := range written {
		short := beginning(words, 40)
		at := bot.ActionID(fmt.Sprintf("page/%d", i))
		v := bot.View{
			At: at, Title: words, Notice: words, Body: []string{"文" + words},
			Table:   &bot.Table{Head: []string{"名前"}, Rows: []bot.Row{{Open: "menu", Cells: []bot.Cell{{Text: short}}}}},
			Attach:  []bot.Attachment{{Kind: bot.Picture, Name: "radar.png", Alt: "図" + words, Spec: "radar:1"}},
			Actions: []bot.Action{{ID: "do/x", Label: "押" + short, Confirm: "本当に" + words}},
			Footer:  []string{"注" + words},
		}
		form := bot.View{At: at + "/form", Title: words, Fields: []bot.Field{{ID: "name", Kind: bot.LongText, Label: words, Hint: words, Value: words}}, Submit: bot.Action{ID: "do/form", Label: "押" + short}}
		core.Show(v, form)
		core.Means("見る", at)
		core.Means("書く", form.At)
		s.says(discordtest.Yamada, "見る")
		seen := s.newest(discordtest.Yamada)
		shows(t, seen.Text, words, "文"+words)
		b, _ := discordtalk.Button(seen, func(m discord.Meaning) bool { return m.Does == discord.Confirms })
		if !begins(oneLine("押"+short), b.Label) || b.CustomID == "" {
			t.Errorf("%.40q: the button is %+v", words, b)
		}
		if alt := seen.Attachments[0].Alt; !begins("図"+words, alt) {
			t.Errorf("%.40q: the words beside the picture are %q", words, alt)
		}
		s.presses(discordtest.Yamada, b.Label)
		shows(t, s.newest(discordtest.Yamada).Text, "本当に"+words)
		s.says(discordtest.Yamada, "書く")
		shows(t, s.newest(discordtest.Yamada).Text, words)
		s.inputOf(words)
		to := bot.Recipient{Place: bot.Place{Home: account("").Home, Inside: discordtest.Office}}
		if err := s.app.Post(t.Context(), to, v); err != nil {
			t.Fatalf("%.40q: %v", words, err)
		}
		all := s.fake.Screens(discordtest.Suzuki, discordtest.Office)
		shows(t, all[len(all)-1].Text, words, "文"+words)
		if n := len(all[len(all)-1].Pings); n > 0 {
			t.Errorf("%.40q: it disturbs %d people", words, n)
		}
	}
	s.noComplaints()
}

// inputOf looks at the input of the page that is shown: from its summary on.
func (s *scene) inputOf(words string) {
	s.t.Helper()
	on := s.newest(discordtest.Yamada)
	s.after(discordtest.Yamada, s.fake.Choose(discordtest.Yamada, on, on.Selects[0], "name"))
	shows(s.t, s.newest(discordtest.Yamada).Text, words)
	shown := s.newest(discordtest.Yamada)
	b, _ := discordtalk.Button(shown, func(m discord.Meaning) bool { return m.Does == discord.Types })
	s.after(discordtest.Yamada, s.fake.Click(discordtest.Yamada, shown, b))
	m, open := s.fake.Modal(discordtest.Yamada)
	if !open || m.Inputs[0].Value != words || !begins(oneLine(words), m.Inputs[0].Label) || !begins(oneLine(words), m.Inputs[0].Placeholder) {
		s.t.Errorf("%.40q: the modal is %+v", words, m.Inputs)
	}
	s.fake.CloseModal(discordtest.Yamada)
}

// shows reports what does not stand in a text, or not as much of it as found
// room.
func shows(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if w := beginning(w, 250); !strings.Contains(oneLine(text), oneLine(w)) {
			t.Errorf("%q does not stand in\n%.900s", w, text)
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// begins reports whether a text, cut or not, is the beginning of another.
func begins(whole, text string) bool {
	return strings.HasPrefix(whole, strings.TrimSuffix(text, "…"))
}

// beginning is so many characters of a text at most.
func beginning(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most])
	}
	return strings.TrimSpace(text)
}
