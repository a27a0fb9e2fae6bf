package discord_test

import (
	"errors"
	"slices"
	"testing"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
)

// TestProbe: each thing that may be wrong with a server is found.
func TestProbe(t *testing.T) {
	const strict = "200000000000000003"
	fake := discordtest.Start(t, discordtest.Options{Guilds: []discordtest.Guild{{ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{
		{ID: discordtest.General, Name: "general"}, {ID: discordtest.Office, Name: "board", Hidden: true},
	}, Roles: []discordtest.Role{{ID: discordtest.Managers, Name: "managers"}}}, {
		ID: strict, Name: "みなと商事", Denied: discordtest.EmbedLinks | discordtest.AttachFiles, Channels: []discordtest.Channel{{ID: "300000000000000009", Name: "board", ReadOnly: true}},
	}}})
	probed := func(guilds ...discord.Guild) discord.Probed {
		a, err := discord.New(discord.Config{Token: discordtest.Token, APIURL: fake.APIURL(), Guilds: guilds})
		if err != nil {
			t.Fatal(err)
		}
		return a.Probe(t.Context())
	}
	p := probed(discord.Guild{ID: discordtest.Company, CallsIn: discordtest.General, Managers: []string{discordtest.Yamada, discordtest.Managers}, Members: []string{discordtest.Managers}}, discord.Guild{ID: other})
	if s := p.Servers; p.Token != nil || p.Sessions == 0 || len(s) != 2 || s[0].Name != "光陽精機" || s[0].Failure != nil || s[0].Unseen || len(s[0].Lacks)+len(s[0].NoRoles)+len(s[0].NoManagers)+len(s[0].CallLacks) > 0 {
		t.Errorf("found is %+v", p)
	}
	var absent *discord.Absent
	if !errors.As(p.Servers[1].Failure, &absent) || absent.Guild != other {
		t.Errorf("of the server that it is not in: %v", p.Servers[1].Failure)
	}
	p = probed(discord.Guild{ID: discordtest.Company, CallsIn: discordtest.Office, Managers: []string{"100000000000000098"}, Members: []string{"400000000000000099"}})
	if s := p.Servers[0]; !s.Unseen || !slices.Equal(s.NoRoles, []string{"400000000000000099"}) || !slices.Equal(s.NoManagers, []string{"100000000000000098"}) {
		t.Errorf("found is %+v", s)
	}
	p = probed(discord.Guild{ID: strict, CallsIn: "300000000000000009"})
	if s := p.Servers[0]; discord.EnglishNames(s.Lacks) != "Embed Links, Attach Files" || discord.EnglishNames(s.CallLacks) != "Send Messages" || s.Unseen {
		t.Errorf("found is %+v", s)
	}
	fake.Fail("GET /oauth2/applications/@me", 1, discordtest.Failure{Status: 401})
	if p = probed(discord.Guild{ID: discordtest.Company}); !discord.TokenRefused(p.Token) {
		t.Errorf("of a token that is refused: %v", p.Token)
	}
	fake.Fail("GET /gateway/bot", 1, discordtest.Failure{Status: 503})
	if p = probed(discord.Guild{ID: discordtest.Company}); p.Token == nil || discord.TokenRefused(p.Token) {
		t.Errorf("of a Discord that is away: %v", p.Token)
	}
}
