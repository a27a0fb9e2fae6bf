package discordtest

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

func send(words string, rows ...discordgo.MessageComponent) *discordgo.MessageSend {
	return &discordgo.MessageSend{Content: words, Components: rows, AllowedMentions: nobody()}
}

// dm opens the direct messages with a user.
func (a *app) dm(user string) string {
	a.t.Helper()
	ch := must[*discordgo.Channel](a.t)(a.api.UserChannelCreate(user))
	if ch.ID != a.s.DM(user) || ch.Type != discordgo.ChannelTypeDM {
		a.t.Fatalf("opened %+v", ch)
	}
	return ch.ID
}

func TestDirectMessages(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	_, err := a.api.ChannelMessageSendComplex(s.DM(Yamada), send("x"))
	code(t, err, 10003)
	dm := a.dm(Yamada)
	m := must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(dm, send("お知らせ", buttons("答える"))))
	sc := last(t, s, Yamada, dm)
	if sc.Text != "お知らせ\n［答える］" || sc.ID != m.ID || sc.Ephemeral {
		t.Errorf("Yamada sees %+v", sc)
	}
	if len(s.Screens(Suzuki, dm)) != 0 {
		t.Error("Suzuki sees it too")
	}
	d := s.Click(Yamada, sc, sc.Buttons[0])
	i := a.next()
	if i.Member != nil || i.User == nil || i.User.ID != Yamada || i.GuildID != "" || i.Context != discordgo.InteractionContextBotDM {
		t.Errorf("the press is %+v", i.Interaction)
	}
	try(t, a.says(i, "どうも"))
	done(t, d)
	if sc := last(t, s, Yamada, dm); !sc.Ephemeral || sc.Text != "どうも" {
		t.Errorf("only Yamada: %+v", sc)
	}
	s.DismissEphemerals(Yamada)
	if sc := last(t, s, Yamada, dm); sc.ID != m.ID {
		t.Errorf("dismissed: %+v", sc)
	}
	words := "変更"
	must[*discordgo.Message](t)(a.api.ChannelMessageEditComplex(&discordgo.MessageEdit{ID: m.ID, Channel: dm, Content: &words, AllowedMentions: nobody()}))
	if sc := last(t, s, Yamada, dm); sc.Text != "変更\n［答える］" || !sc.Edited {
		t.Errorf("edited: %+v", sc)
	}
	try(t, a.api.ChannelMessageDelete(dm, m.ID))
	if len(s.Screens(Yamada, dm)) != 0 {
		t.Error("it is there still")
	}
	clean(t, s)
}

func TestUnreachable(t *testing.T) {
	s, a := start(t, Options{})
	yamada, suzuki := a.dm(Yamada), a.dm(Suzuki)
	s.Refuse(Yamada, 50007)
	_, err := a.api.ChannelMessageSendComplex(yamada, send("x"))
	code(t, err, 50007)
	s.Refuse(Yamada, 0)
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(yamada, send("x")))
	s.Forget(Suzuki)
	_, err = a.api.ChannelMessageSendComplex(suzuki, send("x"))
	code(t, err, 50278)
	s.Refuse(Sato, 40003)
	_, err = a.api.UserChannelCreate(Sato)
	code(t, err, 40003)
	if s.Invalid() != 3 {
		t.Errorf("%d invalid", s.Invalid())
	}
	clean(t, s)
}

func TestSaid(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	done(t, s.Say(Yamada, s.DM(Yamada), " こんにちは "))
	if m := await(t, "the words", a.said); m.Content != "こんにちは" || m.Author.ID != Yamada || m.ChannelID != s.DM(Yamada) {
		t.Errorf("said: %+v", m.Message)
	}
	if len(s.Screens(Yamada, s.DM(Yamada))) != 0 {
		t.Error("what people say is no screen")
	}
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(s.DM(Yamada), send("どうも")))
	all := must[[]*discordgo.Message](t)(a.api.ChannelMessages(s.DM(Yamada), 10, "", "", ""))
	if len(all) != 2 || all[0].Content != "どうも" {
		t.Errorf("all messages: %v", all)
	}
	clean(t, s)
}
