package discordtest

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestCommandAnsweredPrivately(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) {
		try(t, a.says(i, "やあ **"+i.Member.User.ID+"**", buttons("次へ")))
	})
	d := s.Command(Yamada, General, "daicho")
	done(t, d)
	if d.Failure() != "" || d.Response() != 4 {
		t.Errorf("failure %q, response %d", d.Failure(), d.Response())
	}
	i := a.next()
	if i.GuildID != Company || i.ChannelID != General || i.Locale != discordgo.Japanese || i.AppPermissions == 0 || i.ApplicationCommandData().Name != "daicho" || i.User != nil {
		t.Errorf("the interaction is %+v", i.Interaction)
	}
	sc := last(t, s, Yamada, General)
	if want := "やあ " + Yamada + "\n［次へ］"; sc.Text != want || !sc.Ephemeral || sc.Kind != "ephemeral" {
		t.Errorf("Yamada sees %+v, want %q", sc, want)
	}
	if others := s.Screens(Suzuki, General); len(others) != 0 {
		t.Errorf("Suzuki sees %v", others)
	}
	_, err := a.api.ChannelMessage(General, sc.ID)
	code(t, err, 10008)
	clean(t, s)
}

func TestButtonUpdatesItsMessage(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) {
		if i.Type == discordgo.InteractionApplicationCommand {
			try(t, a.says(i, "一", buttons("次へ")))
			return
		}
		try(t, a.respond(i, discordgo.InteractionResponseUpdateMessage, &discordgo.InteractionResponseData{Content: "二", AllowedMentions: nobody()}))
	})
	done(t, s.Command(Yamada, General, "daicho"))
	a.next()
	before := last(t, s, Yamada, General)
	done(t, s.Click(Yamada, before, before.Buttons[0]))
	i := a.next()
	if i.Message == nil || i.Message.ID != before.ID || i.MessageComponentData().CustomID != "go:次へ" {
		t.Errorf("the press is %+v", i.Interaction)
	}
	after := last(t, s, Yamada, General)
	if after.ID != before.ID || after.Text != "二" || !after.Edited || after.Seq <= before.Seq || len(after.Buttons) != 0 || !after.Ephemeral {
		t.Errorf("after: %+v", after)
	}
	stale := s.Click(Yamada, before, before.Buttons[0])
	done(t, stale)
	if stale.Failure() != "Component validation failed" {
		t.Errorf("a button that is gone: %q", stale.Failure())
	}
	clean(t, s)
}

func TestDeferredThenEditedWithFiles(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) {
		try(t, a.respond(i, discordgo.InteractionResponseDeferredChannelMessageWithSource, &discordgo.InteractionResponseData{Flags: discordgo.MessageFlagsEphemeral}))
	})
	done(t, s.Command(Yamada, General, "daicho"))
	i := a.next()
	if sc := last(t, s, Yamada, General); !sc.Loading || !sc.Ephemeral {
		t.Errorf("while it thinks: %+v", sc)
	}
	words := "結果"
	embeds := []*discordgo.MessageEmbed{{Title: "図", Image: &discordgo.MessageEmbedImage{URL: "attachment://radar.png"}}}
	must[*discordgo.Message](t)(a.api.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &words, Embeds: &embeds, AllowedMentions: nobody(),
		Files: []*discordgo.File{file("radar.png", "image/png", "\x89PNG"), file("診断.xlsx", "", "PK")}}))
	sc := last(t, s, Yamada, General)
	if want := "結果\n図\n［🖼 ］\n📎 診断.xlsx"; sc.Text != want || sc.Loading || sc.Edited {
		t.Errorf("it reads %q, want %q (%+v)", sc.Text, want, sc)
	}
	if len(sc.Attachments) != 2 || string(sc.Attachments[1].Data) != "PK" || !sc.Attachments[0].Embedded {
		t.Errorf("files: %+v", sc.Attachments)
	}
	clean(t, s)
}

func TestLateAndTwice(t *testing.T) {
	s, a := start(t, Options{RespondWithin: time.Second})
	a.register()
	a.connect(nil)
	d := s.Command(Yamada, General, "daicho")
	i := a.next()
	done(t, d)
	if d.Failure() != "The application did not respond" {
		t.Errorf("failure %q", d.Failure())
	}
	code(t, a.says(i, "遅い"), 10062)
	d = s.Command(Yamada, General, "daicho")
	i = a.next()
	try(t, a.says(i, "一"))
	done(t, d)
	code(t, a.says(i, "二"), 40060)
	blamed(t, s, "no response within")
	blamed(t, s, "answered too late")
	blamed(t, s, "answered already")
}

func TestTokenLife(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) { try(t, a.says(i, "一")) })
	done(t, s.Command(Yamada, General, "daicho"))
	i := a.next()
	words := "二"
	s.Pass(14 * time.Minute)
	must[*discordgo.Message](t)(a.api.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &words, AllowedMentions: nobody()}))
	s.Pass(2 * time.Minute)
	_, err := a.api.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &words, AllowedMentions: nobody()})
	code(t, err, 50027)
	blamed(t, s, "older than 15m0s")
}

func TestFollowUps(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(nil)
	d := s.Command(Yamada, General, "daicho")
	i := a.next()
	follow := &discordgo.WebhookParams{Content: "続き", AllowedMentions: nobody(), Flags: discordgo.MessageFlagsEphemeral}
	_, err := a.api.FollowupMessageCreate(i.Interaction, true, follow)
	code(t, err, 10015)
	try(t, a.respond(i, discordgo.InteractionResponseDeferredChannelMessageWithSource, nil))
	done(t, d)
	m := must[*discordgo.Message](t)(a.api.FollowupMessageCreate(i.Interaction, true, follow))
	first := must[*discordgo.Message](t)(a.api.InteractionResponse(i.Interaction))
	if m.ID != first.ID || len(s.Screens(Suzuki, General)) != 1 {
		t.Errorf("the first follow-up after a deferral is its message, seen by those who saw it: %v", s.Screens(Suzuki, General))
	}
	m = must[*discordgo.Message](t)(a.api.FollowupMessageCreate(i.Interaction, true, follow))
	if len(s.Screens(Suzuki, General)) != 1 || len(s.Screens(Yamada, General)) != 2 {
		t.Errorf("the second is for Yamada alone")
	}
	try(t, a.api.FollowupMessageDelete(i.Interaction, m.ID))
	try(t, a.api.InteractionResponseDelete(i.Interaction))
	if left := s.Screens(Yamada, General); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestSourceEditedAfterDeferral(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(func(i *discordgo.InteractionCreate) {
		try(t, a.respond(i, discordgo.InteractionResponseDeferredMessageUpdate, nil))
	})
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("一", buttons("次へ"))))
	sc := last(t, s, Yamada, General)
	d := s.Click(Yamada, sc, sc.Buttons[0])
	done(t, d)
	i := a.next()
	words := "二"
	m := must[*discordgo.Message](t)(a.api.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{Content: &words, AllowedMentions: nobody()}))
	if sc = last(t, s, Suzuki, General); m.ID != sc.ID || sc.Text != "二\n［次へ］" || d.Response() != 6 {
		t.Errorf("after: %+v", sc)
	}
	clean(t, s)
}

func TestLostAnswer(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(nil)
	s.Fail("POST /interactions/*/*/callback", 1, Failure{Status: 503, Done: true})
	d := s.Command(Yamada, General, "daicho")
	i := a.next()
	if a.says(i, "一") == nil {
		t.Error("the answer is not lost")
	}
	done(t, d)
	code(t, a.says(i, "一"), 40060)
	if len(s.Screens(Yamada, General)) != 1 || d.Failure() != "" {
		t.Errorf("screens: %v", s.Screens(Yamada, General))
	}
	clean(t, s)
}

func TestAgain(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(nil)
	d := s.Command(Yamada, General, "daicho")
	first := a.next()
	try(t, a.says(first, "一"))
	done(t, d)
	again := s.Again(d)
	done(t, again)
	if second := a.next(); second.ID != first.ID || second.Token != first.Token || again.Failure() != "" {
		t.Errorf("repeated: %s and %s, %q", first.ID, second.ID, again.Failure())
	}
	clean(t, s)
}
