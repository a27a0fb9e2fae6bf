package discord_test

import (
	"slices"
	"strings"
	"testing"

	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// TestSeveralFilesAtOnce: each is taken for itself, and what could not be had is
// named.
func TestSeveralFilesAtOnce(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "メニュー")
	dm := s.fake.DM(discordtest.Yamada)
	small, big := discordtest.Attachment{Name: "小.pdf", Data: []byte("x")}, discordtest.Attachment{Name: "大.pdf", Data: make([]byte, bot.MaxFile+1)}
	s.hears(discordtest.Yamada, func() { s.fake.DropAll(discordtest.Yamada, dm, "", big) })
	if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "「大.pdf」は大きすぎる") || !strings.Contains(text, "台帳を見る") {
		t.Errorf("it says %q", text)
	}
	s.hears(discordtest.Yamada, func() {
		s.fake.DropAll(discordtest.Yamada, dm, "", small, big, discordtest.Attachment{Name: "b.pdf", Data: []byte("y")})
	})
	if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "「大.pdf」は大きすぎる") {
		t.Errorf("beside the others it says %q", text)
	}
	ids, names := map[string]bool{}, []string{}
	for _, ev := range s.core.Matching(func(ev bot.Event) bool { return ev.File != nil }) {
		ids[ev.ID], names = true, append(names, ev.File.Name)
	}
	if !slices.Equal(names, []string{"小.pdf", "b.pdf"}) || len(ids) != 2 {
		t.Errorf("the files %q reached the core, as %d deliveries", names, len(ids))
	}
	s.noComplaints()
}

// TestAFileForAPageOpenedInTheServer: what is asked for there is sent in the
// direct message, and is for that page for as long as nothing else was shown. What
// stands in the direct message is known after a restart too.
func TestAFileForAPageOpenedInTheServer(t *testing.T) {
	core := menu()
	core.Show(bot.View{At: "proof/1", Title: "根拠資料", Drop: &bot.Drop{Label: "ファイルを加える"}, Actions: []bot.Action{{ID: "menu", Label: "戻る"}}})
	core.Means("資料", "proof/1")
	s := newScene(t, core, discordtest.Options{}, nil)
	drops := func() { s.fake.Drop(discordtest.Yamada, s.fake.DM(discordtest.Yamada), "約款.pdf", []byte("x"), "") }
	s.says(discordtest.Yamada, "メニュー")
	opens := func() {
		s.after(discordtest.Yamada, s.fake.Command(discordtest.Yamada, discordtest.General, "daicho", discordtest.Arg{Name: "words", Value: "資料"}))
	}
	opens()
	s.hears(discordtest.Yamada, drops)
	opens()
	s.presses(discordtest.Yamada, "戻る")
	s.hears(discordtest.Yamada, drops)
	s.says(discordtest.Yamada, "資料")
	s.end()
	s.starts(nil)
	s.hears(discordtest.Yamada, drops)
	var shown []bot.ActionID
	for _, ev := range s.core.Matching(func(ev bot.Event) bool { return ev.File != nil }) {
		shown = append(shown, ev.Shown)
	}
	if !slices.Equal(shown, []bot.ActionID{"proof/1", "menu", "proof/1"}) {
		t.Errorf("the files were for %q", shown)
	}
	s.noComplaints()
}

// TestHowBigAFileMayBe: what the page takes for which it is sent.
func TestHowBigAFileMayBe(t *testing.T) {
	core := menu()
	core.Show(bot.View{At: "proof/1", Title: "根拠資料", Drop: &bot.Drop{Label: "ファイルを加える", Max: 5 << 20}}, bot.View{At: "import", Title: "取り込み", Drop: &bot.Drop{Label: "台帳のファイル"}})
	core.Means("資料", "proof/1")
	core.Means("取り込み", "import")
	s := newScene(t, core, discordtest.Options{}, nil)
	for words, most := range map[string]string{"資料": "5MBまで", "取り込み": "8MBまで", "メニュー": "小さくしてから"} {
		s.says(discordtest.Yamada, words)
		s.hears(discordtest.Yamada, func() {
			s.fake.Drop(discordtest.Yamada, s.fake.DM(discordtest.Yamada), "大.pdf", make([]byte, bot.MaxFile+1), "")
		})
		if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "「大.pdf」は大きすぎる") || !strings.Contains(text, most) {
			t.Errorf("%s: it says %q", words, text)
		}
	}
	s.noComplaints()
}
