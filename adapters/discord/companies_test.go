package discord_test

import (
	"errors"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// twoCompanies is a scene of two servers with somebody who is in both.
func twoCompanies(t *testing.T, core *adaptertest.Core, change func(*discord.Config)) *scene {
	t.Helper()
	return newScene(t, core, discordtest.Options{Guilds: []discordtest.Guild{
		{ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{{ID: discordtest.General, Name: "general"}}},
		{ID: other, Name: "みなと商事", Channels: []discordtest.Channel{{ID: discordtest.Office, Name: "office"}}},
	}}, func(c *discord.Config) {
		c.Guilds = append(c.Guilds, discord.Guild{ID: other, Enroll: true})
		if change != nil {
			change(c)
		}
	})
}

// wrote posts something of a company's to Yamada.
func (s *scene) wrote(company string, v bot.View) error {
	s.t.Helper()
	return s.app.Post(s.t.Context(), bot.Recipient{Account: bot.Account{Home: discord.HomeOf(company), ID: discordtest.Yamada}}, v)
}

// orders gives a command in a server's channel.
func (s *scene) orders(channel, words string) discordtest.Screen {
	s.t.Helper()
	s.after(discordtest.Yamada, s.fake.Command(discordtest.Yamada, channel, "daicho", discordtest.Arg{Name: "words", Value: words}))
	return s.hand.Alone(discordtest.Yamada, channel)[0]
}

// TestWordsUnderAnotherCompany: what was shown for one company is nothing that
// words or files for another one could mean.
func TestWordsUnderAnotherCompany(t *testing.T) {
	core := menu()
	core.Show(bot.View{At: "proof/1", Title: "根拠資料", Drop: &bot.Drop{Label: "ファイルを加える"}, Actions: []bot.Action{{ID: "menu", Label: "戻る"}}})
	core.Means("資料", "proof/1")
	s := twoCompanies(t, core, nil)
	if err := s.wrote(discordtest.Company, bot.View{At: "menu", Title: "A", Actions: []bot.Action{{ID: "ledger", Label: "台帳を見る"}}}); err != nil {
		t.Fatal(err)
	}
	s.presses(discordtest.Yamada, "台帳を見る")
	s.orders(discordtest.Office, "メモ")
	s.says(discordtest.Yamada, "戻る")
	s.orders(discordtest.General, "資料")
	s.orders(discordtest.Office, "メモ")
	s.hears(discordtest.Yamada, func() { s.fake.Drop(discordtest.Yamada, s.fake.DM(discordtest.Yamada), "約款.pdf", []byte("x"), "") })
	files := 0
	for _, ev := range core.Events() {
		if ev.From.Home == discord.HomeOf(other) && (ev.Shown == "ledger" || ev.Shown == "proof/1") {
			t.Errorf("said %q, file %v: reached the other company for %s", ev.Said, ev.File != nil, ev.Shown)
		}
		if ev.File != nil {
			files++
		}
	}
	if files != 1 {
		t.Errorf("%d files came", files)
	}
}

// TestTypedForAnotherCompany: what one company's page did not take does not stand
// in another's.
func TestTypedForAnotherCompany(t *testing.T) {
	core := menu()
	s := twoCompanies(t, core, nil)
	core.Fail(func(ev bot.Event) bool { return ev.Values != nil }, bot.View{}, bot.ErrBroken)
	opens := func(channel string) discordtest.Screen {
		on := s.orders(channel, "メモ")
		s.after(discordtest.Yamada, s.fake.Click(discordtest.Yamada, on, s.button(on, "「メモ」を入力する")))
		m, open := s.fake.Modal(discordtest.Yamada)
		if !open {
			t.Fatal("no form")
		}
		return m
	}
	const secret = "光陽精機の秘密"
	m := opens(discordtest.General)
	s.after(discordtest.Yamada, s.fake.SubmitModal(discordtest.Yamada, map[string]string{m.Inputs[0].CustomID: secret}))
	core.Mend()
	if m := opens(discordtest.Office); m.Inputs[0].Value != "" {
		t.Errorf("the other company's form has %q", m.Inputs[0].Value)
	}
	s.fake.CloseModal(discordtest.Yamada)
	if m := opens(discordtest.General); m.Inputs[0].Value != secret {
		t.Errorf("the company's own form has %q", m.Inputs[0].Value)
	}
}

// TestConfirmsForItsCompany: what is asked before a button acts is asked of the
// company in which it acts.
func TestConfirmsForItsCompany(t *testing.T) {
	s := twoCompanies(t, menu(), nil)
	for company, name := range map[string]string{discordtest.Company: "山田", other: "木村"} {
		v := bot.View{At: "person/1", Title: name, Actions: []bot.Action{{ID: "do/remove/1", Label: "名簿から外す", Confirm: name + "さんを名簿から外しますか？"}}}
		if err := s.wrote(company, v); err != nil {
			t.Fatal(err)
		}
	}
	for _, on := range s.hand.Alone(discordtest.Yamada) {
		name, _, _ := strings.Cut(strings.TrimLeft(on.Text, "*# "), "\n")
		name = strings.Trim(name, "* ")
		s.after(discordtest.Yamada, s.fake.Click(discordtest.Yamada, on, s.button(on, "名簿から外す")))
		asked := false
		for _, x := range s.hand.Alone(discordtest.Yamada) {
			asked = asked || strings.Contains(x.Text, name+"さんを名簿から外しますか")
		}
		if !asked {
			t.Errorf("of %q it is not asked", name)
		}
	}
}

// TestCalledByEach: each company calls somebody for itself.
func TestCalledByEach(t *testing.T) {
	s := twoCompanies(t, menu(), func(c *discord.Config) {
		c.Guilds[0].CallsIn, c.Guilds[1].CallsIn = discordtest.General, discordtest.Office
	})
	s.fake.Refuse(discordtest.Yamada, 50007)
	for _, company := range []string{discordtest.Company, other, other} {
		if err := s.wrote(company, bot.View{At: "ledger", Title: "用件"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, channel := range []string{discordtest.General, discordtest.Office} {
		if n := len(s.fake.Screens(discordtest.Yamada, channel)); n != 1 {
			t.Errorf("called %d times in %s", n, channel)
		}
	}
}

// TestLeftOneOfTwo: whoever left a company gets nothing of it any more, and goes on
// in the other.
func TestLeftOneOfTwo(t *testing.T) {
	s := twoCompanies(t, menu(), nil)
	s.orders(discordtest.General, "メモ")
	s.fake.Join(discordtest.User{ID: discordtest.Yamada, Name: "yamada", Guilds: []string{other}})
	if err := s.wrote(discordtest.Company, bot.View{At: "ledger", Title: "前の会社の用件"}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("written to who has left: %v", err)
	}
	s.says(discordtest.Yamada, "メニュー")
	if x := s.newest(discordtest.Yamada).Text; strings.Contains(x, "見つかりません") || strings.Contains(x, "用件") {
		t.Errorf("shown %q", x)
	}
	if err := s.wrote(other, bot.View{At: "ledger", Title: "いまの会社の用件"}); err != nil {
		t.Error(err)
	}
}

// TestAPageOfAProxy: a page that is not Discord's word refuses nothing for good.
func TestAPageOfAProxy(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.fake.Fail("POST /channels/*/messages", 1, discordtest.Failure{Status: 403, HTML: true})
	if err := s.wrote(discordtest.Company, bot.View{At: "menu", Title: "用件"}); !errors.Is(err, bot.ErrBroken) {
		t.Errorf("refused: %v", err)
	}
}
