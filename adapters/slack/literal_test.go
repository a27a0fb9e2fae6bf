package slack

import (
	"context"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/adapters/crowdtest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// typed is what people write that Slack would take for more than letters, and
// names as long as anybody may give.
var typed = []string{
	"<!channel> <@U0SATO> @here", "<https://x.example|y>", "*b* _i_ ~s~ `c` ```d```", ":smile: :tada:", "&lt;b&gt; &amp; & < >", "前\u200eあと", "> 引用\n- 列",
	strings.Repeat("名", 3000),
}

// TestWhatPeopleWriteStaysWhatItIs looks where the suite does not: at questions
// before a press, the words beside a picture and its title, notifications, the
// home tab and shared messages.
func TestWhatPeopleWriteStaysWhatItIs(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{Limits: unlimited()})
	ws := workspace(t, fake, SocketMode, nil)
	core := adaptertest.NewCore()
	core.Makes("radar:1", []byte(crowdtest.OnePixel))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- ws.Run(ctx, core) }()
	until(t, "a connection", func() bool { return fake.Sockets() > 0 })
	user := "U0YAMADA"
	for _, words := range typed {
		short := cut(words, 60)
		v := bot.View{
			At: "menu", Title: words, Body: []string{"文" + words},
			Attach:  []bot.Attachment{{Kind: bot.Picture, Name: "radar.png", Alt: "図" + words, Spec: "radar:1", Once: true}},
			Actions: []bot.Action{{ID: "do/x", Label: "押" + short, Confirm: "本当に" + short}},
		}
		core.Show(v)
		for _, to := range []bot.Recipient{{Account: ws.account(user)}, {Place: bot.Place{Home: ws.Home(), Inside: "C0GENERAL"}}} {
			before := len(fake.Screens(user, channelOf(to)))
			if err := ws.Post(ctx, to, v); err != nil {
				t.Fatalf("%.40q: %v", words, err)
			}
			until(t, "the picture", func() bool { return len(fake.Screens(user, channelOf(to))) == before+2 })
			all := fake.Screens(user, channelOf(to))
			said, picture := all[before], all[before+1]
			if len(said.Files) > 0 {
				said, picture = picture, said
			}
			shows(t, said.Text, "文"+words, "押"+short)
			if e := said.Elements[0]; !strings.Contains(e.Confirm, "本当に"+short) {
				t.Errorf("the question is %q", e.Confirm)
			}
			if f := picture.Files[0]; !strings.HasPrefix("図"+words, strings.TrimSuffix(f.Alt, "…")) || !strings.HasPrefix(strings.Join(strings.Fields(words), " "), strings.TrimSuffix(strings.Join(strings.Fields(f.Title), " "), "…")) {
				t.Errorf("beside the picture stands %q, over it %q", f.Alt, f.Title)
			}
		}
		<-fake.OpenHome(user).Done
		<-ws.Settled(user)
		home, _ := fake.Home(user)
		shows(t, home.Text, "文"+words, "押"+short)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	for _, c := range fake.Complaints() {
		if !strings.Contains(c, "not acknowledged") {
			t.Errorf("Slack complains: %.300s", c)
		}
	}
}

func channelOf(to bot.Recipient) string {
	if to.Place.Inside != "" {
		return to.Place.Inside
	}
	return dmOf(to.Account.ID)
}

func shows(t *testing.T, screen string, texts ...string) {
	t.Helper()
	flat := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for _, text := range texts {
		if !strings.Contains(flat(screen), flat(text)) {
			t.Errorf("%.60q is not shown literally:\n%.600s", text, screen)
		}
	}
}
