package discordtest

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestOpen(t *testing.T) {
	s, a := start(t, Options{Heartbeat: time.Second})
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
	eventually(t, "heartbeats", func() bool { return s.Heartbeats() >= 2 })
	clean(t, s)
}

func TestIdentifyFaults(t *testing.T) {
	s := Start(t, Options{})
	s.AnswerIdentify(opReconnect, 1)
	w := dial(t, s, "?v=9")
	w.op(opHello, "")
	w.say(opIdentify, identity(Token, plainIntents))
	w.op(opReconnect, "")
	s.SilentReadies(1)
	w = dial(t, s, "?v=9")
	w.op(opHello, "")
	w.say(opIdentify, identity(Token, plainIntents))
	_ = w.conn.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
	if _, data, err := w.conn.ReadMessage(); err == nil {
		t.Errorf("it says %s", data)
	}
	_, _ = identified(t, s)
	if s.Identifies() != 3 || s.Sessions() != 1 {
		t.Errorf("%d identified, %d sessions", s.Identifies(), s.Sessions())
	}
	clean(t, s)
}

func TestInvitedAndJoined(t *testing.T) {
	s, a := start(t, Options{Intents: intentMembers})
	a.api.Identify.Intents |= discordgo.IntentGuildMembers
	told := make(chan string, 10)
	a.api.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildCreate) { told <- g.Name })
	a.api.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildUpdate) { told <- g.Name + "改" })
	a.api.AddHandler(func(_ *discordgo.Session, m *discordgo.GuildMemberAdd) { told <- m.User.Username })
	a.api.AddHandler(func(_ *discordgo.Session, m *discordgo.GuildMemberUpdate) { told <- m.Nick })
	a.connect(nil)
	for _, c := range []struct {
		do   func()
		want string
	}{
		{func() {}, "台帳株式会社"},
		{func() { s.Invite(Guild{ID: "250", Name: "支社"}) }, "支社"},
		{func() { s.Invite(Guild{ID: "250", Name: "支社"}) }, "支社改"},
		{func() { s.Join(User{ID: "170", Name: "tanaka", Guilds: []string{"250"}}) }, "tanaka"},
		{func() { s.Join(User{ID: "170", Name: "tanaka", Nick: "田中", Guilds: []string{"250"}}) }, "田中"},
	} {
		c.do()
		if got := await(t, c.want, told); got != c.want {
			t.Errorf("told of %s, want %s", got, c.want)
		}
	}
	if all := must[[]*discordgo.Member](t)(a.api.GuildMembers("250", "", 1000)); len(all) != 5 {
		t.Errorf("members: %+v", all)
	}
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
