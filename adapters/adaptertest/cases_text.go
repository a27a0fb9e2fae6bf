package adaptertest

import (
	"strings"

	"daicho/bot"
)

// longCase: texts as long as anybody may write come out whole, or visibly cut
// with 「…」 after no less than half, and never take the buttons with them.
func longCase(s *stage) {
	who := s.person(0)
	for _, v := range []bot.View{
		{Body: []string{longText(3000)}},
		{Body: []string{longText(1500), longText(1500)}, Problem: longText(300)},
		{Sections: []bot.Section{{Heading: "解説", Body: []string{longText(3000)}}}},
	} {
		v.At, v.Title, v.Actions = "long", "長い文章", menuView().Actions
		s.core.Show(v)
		s.core.Means("長い", "long")
		s.does(who, Act{Say: "長い"})
		s.sees(who, "第〇項")
		got := s.sees(who, "長い文章")
		s.button(got, "済みにする")
		texts := append(append([]string{}, v.Body...), v.Problem)
		for _, section := range v.Sections {
			texts = append(texts, section.Body...)
		}
		for _, text := range texts {
			s.checkLong(got.Text, text)
		}
		s.does(who, Act{Say: "メニュー"})
		s.sees(who, "何をしますか。")
	}
}

// checkLong compares without the white space, which each surface sets as it
// likes.
func (s *stage) checkLong(shown, text string) {
	s.Helper()
	shown, text = squeezed(shown), squeezed(text)
	if strings.Contains(shown, text) {
		return
	}
	runes := []rune(text)
	half := string(runes[:len(runes)/2])
	_, rest, found := strings.Cut(shown, half)
	if !found {
		s.Fatalf("less than half of %d characters came out, and %d characters are shown", len(runes), len([]rune(shown)))
	}
	if !strings.Contains(rest, "…") {
		s.Fatalf("%d characters were cut without a sign of it", len(runes))
	}
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// markupOutCase shows markup wherever people's words can stand.
func markupOutCase(s *stage) {
	who := s.person(0)
	s.core.Means("記号", "markup")
	s.core.Means("問い", "asked")
	for _, m := range markup {
		short := string([]rune(m)[:min(24, len([]rune(m)))])
		v := bot.View{
			At: "markup", Title: "題" + m, Notice: "知" + m, Body: []string{"文" + m, "行\n" + m},
			Sections: []bot.Section{{Heading: "見" + m, Body: []string{"節" + m}, Points: []string{"点" + m}}},
			Table:    &bot.Table{Head: []string{"頭" + m, "値"}, Rows: []bot.Row{{Cells: []bot.Cell{{Text: "欄" + m}, {Text: "1"}}}}},
			Actions:  []bot.Action{{ID: atMenu, Label: "押" + short}},
			Footer:   []string{"末" + m},
		}
		asked := bot.View{
			At: "asked", Title: "問" + m, Submit: bot.Action{ID: doPage, Label: "次へ"},
			Fields: []bot.Field{{
				ID: "f", Kind: bot.Choice, Label: "項" + m, Hint: "添" + m, Remark: "控" + m,
				Options: []bot.Option{{Value: "1", Label: "選" + short}, {Value: "0", Label: "別"}},
			}},
		}
		s.core.Show(v, asked)
		s.does(who, Act{Say: "記号"})
		s.literal(who, "題", "知", "文", "見", "節", "点", "頭", "欄", "末")(m)
		s.hasButton(who, "押"+short)
		s.does(who, Act{Say: "問い"})
		s.literal(who, "問", "項", "添", "控")(m)
		s.literal(who, "選")(short)
		s.does(who, Act{Say: "メニュー"})
		s.sees(who, "何をしますか。")
	}
}

// literal looks for the markup behind each of the signs.
func (s *stage) literal(who bot.Account, signs ...string) func(string) {
	return func(m string) {
		s.Helper()
		s.sees(who, signs[0])
		shown := flat(s.wire.Sees(who).Text)
		for _, sign := range signs {
			if want := flat(sign + m); !strings.Contains(shown, want) {
				s.Errorf("%q does not come out literally:\n%s", want, shown)
			}
		}
	}
}

// flat is what letters leaves, with white space as single blanks.
func flat(s string) string { return strings.Join(strings.Fields(letters(s)), " ") }

func (s *stage) hasButton(who bot.Account, label string) {
	s.Helper()
	for _, b := range s.wire.Sees(who).Buttons {
		if flat(b.Label) == flat(label) {
			return
		}
	}
	s.Errorf("no button %q: %+v", label, s.wire.Sees(who).Buttons)
}

// markupInCase types markup and looks at what the core is given.
func markupInCase(s *stage) {
	who := s.person(0)
	for i, m := range markup {
		m = "書" + m
		s.does(who, Act{Say: m})
		s.reaches(1, said(m))
		s.does(who, Act{Say: "追加"})
		s.sees(who, "サービス名")
		s.does(who, Act{Answer: map[bot.FieldID]string{"name": m, "memo": "メモ" + m}, Submit: true})
		ev := s.reaches(i+1, press(doForm))[i]
		if ev.Values["name"] != m || ev.Values["memo"] != "メモ"+m {
			s.Errorf("typed %q, the core was given %q and %q", m, ev.Values["name"], ev.Values["memo"])
		}
		s.sees(who, "保存しました。")
		s.core.Forget()
	}
}

func pictureCase(s *stage) {
	who := s.person(0)
	s.core.Show(pictured())
	s.core.Means("図", "picture")
	s.core.Makes("radar:1", []byte(onePixel))
	s.does(who, Act{Say: "図"})
	got := s.sees(who, "結果の図")
	ok := s.becomes(func() bool {
		got = s.wire.Sees(who)
		return len(got.Files) == 1 && string(got.Files[0].Data) == onePixel
	})
	if !ok {
		s.Fatalf("the picture did not arrive: %d files, %+v", len(got.Files), got.Files)
	}
	if !strings.Contains(got.Files[0].Alt+got.Text, "45点中38点の図") {
		s.Errorf("nobody who cannot see it learns what the picture shows: %+v\n%s", got.Files[0].Alt, got.Text)
	}
}

// noPictureCase: a picture that cannot be made takes nothing else with it.
func noPictureCase(s *stage) {
	who := s.person(0)
	s.core.Show(pictured())
	s.core.Means("図", "picture")
	s.does(who, Act{Say: "図"})
	s.sees(who, "結果の図")
	got := s.sees(who, "45点中38点の図")
	s.does(who, Act{Press: s.button(got, "戻る")})
	s.sees(who, "何をしますか。")
}

func pictured() bot.View {
	return bot.View{
		At: "picture", Title: "結果の図", Actions: []bot.Action{{ID: atMenu, Label: "戻る"}},
		Attach: []bot.Attachment{{Kind: bot.Picture, Name: "radar.png", Alt: "45点中38点の図", Spec: "radar:1"}},
	}
}

// onePixel is a whole PNG.
const onePixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
	"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"

// liveCase changes what two people look at, then goes on changing it when one
// of them has left.
func liveCase(s *stage) {
	who, stays := s.person(0), s.person(2)
	for _, p := range []bot.Account{who, stays} {
		s.does(p, Act{Say: "台帳"})
		s.sees(p, "38／45点")
	}
	s.watched("ledger", 2)
	s.changed("39／45点", who, stays)
	s.changed("40／45点", who, stays)
	s.does(who, Act{Say: "メニュー"})
	for _, points := range []string{"41／45点", "42／45点", "43／45点"} {
		s.changed(points, stays)
		s.others()
		s.sees(who, "何をしますか。")
	}
}

// changed changes the ledger and waits until everybody named sees it.
func (s *stage) changed(points string, seers ...bot.Account) {
	s.Helper()
	v := listView()
	v.Table.Rows[0].Cells[2].Text = points
	s.core.Show(v)
	s.core.Change("ledger")
	for _, p := range seers {
		s.sees(p, points)
	}
}

// liveBreakCase changes what is on the screen while the screen is cut off.
func liveBreakCase(s *stage) {
	who := s.person(0)
	s.does(who, Act{Say: "台帳"})
	s.sees(who, "38／45点")
	s.watched("ledger", 1)
	for _, points := range []string{"39／45点", "40／45点"} {
		s.wire.Inject(Disconnect)
		s.changed(points)
		s.wire.Inject(Reconnect)
		s.sees(who, points)
	}
}
