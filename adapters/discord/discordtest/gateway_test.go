package discordtest

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestOpen(t *testing.T) {
	s, a := start(t, Options{Heartbeat: 200 * time.Millisecond})
	guilds := make(chan *discordgo.GuildCreate, 10)
	a.api.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildCreate) { guilds <- g })
	a.connect(nil)
	g := await(t, "the guild", guilds)
	if g.ID != Company || len(g.Channels) != 2 || len(g.Members) != 1 || g.MemberCount != 4 || len(g.Roles) != 2 {
		t.Errorf("the guild is %+v", g.Guild)
	}
	if a.api.State.User.ID != Application {
		t.Errorf("the bot is %+v", a.api.State.User)
	}
	eventually(t, "heartbeats", func() bool { return s.Heartbeats() >= 3 })
	clean(t, s)
}

func TestResume(t *testing.T) {
	for name, breaks := range map[string]func(*Discord){
		"op 7": (*Discord).Reconnect, "tcp": (*Discord).DropConnections,
		"1001": func(s *Discord) { s.Close(1001) }, "4000": func(s *Discord) { s.Close(4000) },
	} {
		t.Run(name, func(t *testing.T) {
			s, a := start(t, Options{})
			a.register()
			a.api.ShouldReconnectOnError = true
			a.connect(func(i *discordgo.InteractionCreate) { try(t, a.says(i, "はい")) })
			s.HoldConnections()
			breaks(s)
			eventually(t, "the end", func() bool { return s.Sessions() == 0 })
			d := s.Command(Yamada, General, "daicho")
			s.AllowConnections()
			done(t, d)
			if d.Failure() != "" || s.Resumes() != 1 || s.Identifies() != 1 {
				t.Errorf("%q, %d resumes, %d identifies", d.Failure(), s.Resumes(), s.Identifies())
			}
			clean(t, s)
		})
	}
}
