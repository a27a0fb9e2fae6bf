package discord_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// TestWordsTypedWhileNoConnectionStood come all the same, once, and in order.
func TestWordsTypedWhileNoConnectionStood(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.says(discordtest.Yamada, "メニュー")
	s.fake.HoldConnections()
	s.fake.DropConnections()
	s.fake.Say(discordtest.Yamada, s.fake.DM(discordtest.Yamada), "一つ目")
	s.fake.Say(discordtest.Yamada, s.fake.DM(discordtest.Yamada), "二つ目")
	s.hears(discordtest.Yamada, s.fake.AllowConnections)
	until(t, "both", func() bool { return len(s.core.Events()) >= 3 })
	s.after(discordtest.Yamada, nil)
	var said []string
	for _, ev := range s.core.Events() {
		said = append(said, ev.Said)
	}
	if !slices.Equal(said, []string{"メニュー", "一つ目", "二つ目"}) {
		t.Errorf("the core heard %q", said)
	}
	s.noComplaints()
}

// TestWhoTakesNoDirectMessagesIsCalled: in the channel for that, with no word of
// what it is about or how they have set up Discord, and not again for each message.
func TestWhoTakesNoDirectMessagesIsCalled(t *testing.T) {
	for _, code := range []int{50007, 50278} {
		s := newScene(t, menu(), discordtest.Options{}, func(c *discord.Config) { c.Guilds[0].CallsIn = discordtest.Office })
		s.fake.Refuse(discordtest.Yamada, code)
		to := bot.Recipient{Account: account(discordtest.Yamada)}
		for range 3 {
			if err := s.app.Post(t.Context(), to, bot.View{At: "ledger", Title: "秘密の用件"}); err != nil {
				t.Fatal(err)
			}
		}
		all := s.fake.Screens(discordtest.Suzuki, discordtest.Office)
		if len(all) != 1 || !slices.Equal(all[0].Pings, []string{discordtest.Yamada}) || strings.Contains(all[0].Text, "秘密") || strings.Contains(all[0].Text, "設定") {
			t.Fatalf("others read %+v", all)
		}
		if n := s.fake.Calls("POST /users/@me/channels"); n > 1 {
			t.Errorf("%d direct messages were opened", n)
		}
		s.after(discordtest.Yamada, s.fake.Click(discordtest.Yamada, all[0], s.button(all[0], "内容を見る")))
		if seen := s.hand.Alone(discordtest.Yamada, discordtest.Office)[0]; !seen.Ephemeral || !strings.Contains(seen.Text, "台帳") {
			t.Errorf("they see %q", seen.Text)
		}
		s.noComplaints()
	}
	s := newScene(t, menu(), discordtest.Options{}, nil)
	s.fake.Refuse(discordtest.Yamada, 50007)
	if err := s.app.Post(t.Context(), bot.Recipient{Account: account(discordtest.Yamada)}, bot.View{At: "ledger", Title: "x"}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("with no channel for it: %v", err)
	}
}

// TestWhatIsPostedIsPaced: a handful at once, then one a second, and what would
// wait for longer is told when to come again.
func TestWhatIsPostedIsPaced(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, func(c *discord.Config) { c.Unhurried = false })
	to := bot.Recipient{Account: account(discordtest.Yamada)}
	const many = 40
	came := make(chan error, many)
	for range many {
		go func() { came <- s.app.Post(t.Context(), to, bot.View{At: "ledger", Title: "お知らせ"}) }()
	}
	posted := 0
	for range many {
		var later *bot.Limited
		switch err := <-came; {
		case err == nil:
			posted++
		case !errors.As(err, &later) || later.After < 2*time.Second:
			t.Errorf("not posted: %v", err)
		}
	}
	all := s.fake.Screens(discordtest.Yamada, s.fake.DM(discordtest.Yamada))
	if posted < 6 || posted > 8 || len(all) != posted {
		t.Fatalf("%d were posted, %d came", posted, len(all))
	}
	if took := all[len(all)-1].At.Sub(all[0].At); took < time.Duration(posted-5)*900*time.Millisecond {
		t.Errorf("%d came within %v", posted, took)
	}
	s.noComplaints()
}

// TestWhoHasLeftTheServer is served no more in the direct message, where the old
// buttons still stand.
func TestWhoHasLeftTheServer(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{}, nil)
	if err := s.app.Post(t.Context(), bot.Recipient{Account: account(discordtest.Yamada)}, bot.View{At: "menu", Title: "題", Actions: []bot.Action{{ID: "ledger", Label: "台帳を見る"}}}); err != nil {
		t.Fatal(err)
	}
	s.fake.Fail("GET /guilds/*/members/*", 4, discordtest.Failure{Status: 503})
	s.presses(discordtest.Yamada, "台帳を見る")
	if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "確かめられませんでした") {
		t.Errorf("while it cannot be asked: %q", text)
	}
	if err := s.app.Post(t.Context(), bot.Recipient{Account: account(discordtest.Suzuki)}, bot.View{At: "menu", Title: "題", Actions: []bot.Action{{ID: "ledger", Label: "台帳を見る"}}}); err != nil {
		t.Fatal(err)
	}
	s.fake.Join(discordtest.User{ID: discordtest.Suzuki, Name: "suzuki", Guilds: []string{}})
	s.presses(discordtest.Suzuki, "台帳を見る")
	if text := s.newest(discordtest.Suzuki).Text; !strings.Contains(text, "見つかりません") {
		t.Errorf("who has left sees %q", text)
	}
	if n := len(s.core.Events()); n != 0 {
		t.Errorf("the core was asked %d times", n)
	}
	s.noComplaints()
}

// TestSeveralCompaniesInOneDirectMessage: who is in both is asked once for which
// they act, who is in one is not; a command in a server decides it too.
func TestSeveralCompaniesInOneDirectMessage(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{Guilds: []discordtest.Guild{
		{ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{{ID: discordtest.General, Name: "general"}}},
		{ID: other, Name: "みなと商事", Channels: []discordtest.Channel{{ID: discordtest.Office, Name: "office"}}},
	}, Users: []discordtest.User{{ID: discordtest.Yamada, Name: "yamada"}, {ID: discordtest.Suzuki, Name: "suzuki", Guilds: []string{other}}}},
		func(c *discord.Config) { c.Guilds = append(c.Guilds, discord.Guild{ID: other, Enroll: true}) })
	homes := func(user string) (all []string) {
		for _, ev := range s.core.Matching(func(ev bot.Event) bool { return ev.From.ID == user }) {
			all = append(all, ev.From.Home)
		}
		return all
	}
	s.says(discordtest.Suzuki, "メニュー")
	s.fake.Say(discordtest.Yamada, s.fake.DM(discordtest.Yamada), "メニュー")
	until(t, "the question", func() bool { return len(s.hand.Alone(discordtest.Yamada)) > 0 })
	s.presses(discordtest.Yamada, "みなと商事")
	s.says(discordtest.Yamada, "メニュー")
	s.after(discordtest.Yamada, s.fake.Command(discordtest.Yamada, discordtest.General, "daicho"))
	s.says(discordtest.Yamada, "メニュー")
	if got := homes(discordtest.Suzuki); !slices.Equal(got, []string{discord.HomeOf(other)}) {
		t.Errorf("who is in one server acts in %q", got)
	}
	if got := homes(discordtest.Yamada); !slices.Equal(got, []string{discord.HomeOf(other), discord.HomeOf(other), discord.HomeOf(discordtest.Company), discord.HomeOf(discordtest.Company)}) {
		t.Errorf("who is in both acts in %q", got)
	}
	s.noComplaints()
}

// TestAnotherServer is told once at length that it is none of ours, and is never
// anybody's home.
func TestAnotherServer(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{Guilds: []discordtest.Guild{
		{ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{{ID: discordtest.General, Name: "general"}}},
		{ID: other, Name: "よその会社", Channels: []discordtest.Channel{{ID: discordtest.Office, Name: "office"}}},
	}}, func(c *discord.Config) { c.Guilds = append(c.Guilds, discord.Guild{ID: other}) })
	s.end()
	s.starts(nil) // the second server is taken out of the configuration, and still has its commands
	for i, want := range []string{"登録されていないため", "いまは daicho で使われていません"} {
		s.after(discordtest.Yamada, s.fake.Command(discordtest.Yamada, discordtest.Office, "ledger"))
		if all := s.hand.Alone(discordtest.Yamada, discordtest.Office); len(all) != i+1 || !strings.Contains(all[0].Text, want) {
			t.Errorf("answer %d: %+v", i, all)
		}
	}
	if n := len(s.core.Events()); n > 0 {
		t.Errorf("the core was asked %d times", n)
	}
	s.noComplaints()
}

// TestWhatWasTypedIsNotLost: where the page does not take it, or nothing can be
// kept at all, the modal has it again.
func TestWhatWasTypedIsNotLost(t *testing.T) {
	const words = "二週間かけて書いたメモ"
	refused := bot.View{At: "note/1", Title: "メモ", Fields: []bot.Field{{ID: "note", Kind: bot.LongText, Label: "メモ", Problem: "長すぎます。"}}, Submit: bot.Action{ID: "do/note/1", Label: "保存する"}}
	for name, sorry := range map[string]bot.View{"refused": refused, "failed": {At: "menu", Title: "うまくいきませんでした", Problem: "保存できていません。"}, "failed without a word": {}} {
		core := menu()
		s := newScene(t, core, discordtest.Options{}, nil)
		s.says(discordtest.Yamada, "メモ")
		core.Fail(func(ev bot.Event) bool { return ev.Values != nil }, sorry, bot.ErrBroken)
		s.presses(discordtest.Yamada, "「メモ」を入力する")
		m, _ := s.fake.Modal(discordtest.Yamada)
		s.after(discordtest.Yamada, s.fake.SubmitModal(discordtest.Yamada, map[string]string{m.Inputs[0].CustomID: words}))
		core.Mend()
		if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, "長すぎます") && !strings.Contains(text, "保存でき") {
			t.Errorf("%s: it says %q", name, text)
		}
		s.presses(discordtest.Yamada, "「メモ」を入力する")
		if m, open := s.fake.Modal(discordtest.Yamada); !open || m.Inputs[0].Value != words {
			t.Errorf("%s: the modal has %+v", name, m.Inputs)
		}
		s.noComplaints()
		s.end()
	}
}

// TestAChannelThatTheBotDoesNotSee cannot be chosen, nor one in which it may not
// write all that is shared, and it is said why.
func TestAChannelThatTheBotDoesNotSee(t *testing.T) {
	s := newScene(t, menu(), discordtest.Options{Guilds: []discordtest.Guild{{ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{
		{ID: discordtest.General, Name: "general"}, {ID: discordtest.Office, Name: "board", Hidden: true},
		{ID: "300000000000000008", Name: "read", ReadOnly: true}, {ID: "300000000000000009", Name: "words", Denied: discordtest.AttachFiles},
	}}}}, nil)
	s.says(discordtest.Yamada, "共有")
	choose := func(channel string) {
		on := s.newest(discordtest.Yamada)
		s.after(discordtest.Yamada, s.fake.Choose(discordtest.Yamada, on, on.Selects[0], channel))
	}
	for channel, why := range map[string]string{
		discordtest.Office: "daicho が入っていません", "300000000000000008": "「メッセージを送信」（Send Messages）を許可", "300000000000000009": "「ファイルを添付」（Attach Files）を許可",
	} {
		choose(channel)
		if text := s.newest(discordtest.Yamada).Text; !strings.Contains(text, why) || len(s.core.Matching(bot.Event.Acts)) > 0 {
			t.Errorf("it says %q", text)
		}
	}
	choose(discordtest.General)
	if got := s.core.Matching(func(ev bot.Event) bool { return ev.Press.Acts() }); len(got) != 1 || got[0].Values["place"] != discordtest.General {
		t.Errorf("the core was asked %+v", got)
	}
	s.noComplaints()
}

// TestCompletion: what is typed behind a command is offered as the core has it.
func TestCompletion(t *testing.T) {
	core := menu()
	core.Means("勤怠", "service")
	core.Show(bot.View{At: "service", Actions: []bot.Action{{ID: "service/1", Label: "S0001 勤怠管理"}, {ID: "service/2", Label: strings.Repeat("長い名前", 40)}}})
	s := newScene(t, core, discordtest.Options{}, nil)
	d := s.fake.Autocomplete(discordtest.Yamada, discordtest.General, "台帳", "ことば", "勤怠")
	s.after(discordtest.Yamada, d)
	if got := d.Choices(); len(got) != 2 || got[0] != (discordtest.Choice{Name: "S0001 勤怠管理", Value: "S0001 勤怠管理"}) {
		t.Errorf("offered are %+v", got)
	}
	if got := s.core.Events(); len(got) != 1 || !got[0].Typing {
		t.Errorf("the core was asked %+v", got)
	}
	s.noComplaints()
}

// TestManagersBySetting: who may manage the server is a manager where that is
// configured, in it and in the direct message.
func TestManagersBySetting(t *testing.T) {
	core := menu()
	core.Show(bot.View{At: "menu", Title: "メニュー", Actions: []bot.Action{{ID: "do/enroll", Label: "登録する", Vouch: true}}})
	s := newScene(t, core, discordtest.Options{Users: []discordtest.User{
		{ID: discordtest.Yamada, Name: "yamada", GlobalName: "山田"}, {ID: discordtest.Sato, Name: "sato", GlobalName: "佐藤", Roles: []string{discordtest.Managers}},
	}}, func(c *discord.Config) { c.Guilds[0].Managers, c.Guilds[0].AdministratorsManage = nil, true })
	for _, user := range []string{discordtest.Yamada, discordtest.Sato} {
		s.says(user, "メニュー")
		s.presses(user, "登録する")
		s.after(user, s.fake.Command(user, discordtest.General, "daicho", discordtest.Arg{Name: "words", Value: "メニュー"}))
		s.presses(user, "登録する")
		got := s.core.Matching(func(ev bot.Event) bool { return ev.From.ID == user && ev.Press == "do/enroll" })
		if len(got) != 2 {
			t.Fatalf("%s was asked of %d times", user, len(got))
		}
		for _, ev := range got {
			if ev.Profile == nil || ev.Profile.Manager != (user == discordtest.Sato) || !ev.Profile.Member {
				t.Errorf("%s is %+v", user, ev.Profile)
			}
		}
	}
	s.noComplaints()
}
