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
	fake := discordtest.Start(t, discordtest.Options{Guilds: []discordtest.Guild{{ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{
		{ID: discordtest.General, Name: "general"}, {ID: discordtest.Office, Name: "board", Hidden: true},
	}, Roles: []discordtest.Role{{ID: discordtest.Managers, Name: "managers"}}}}})
	probed := func(guilds ...discord.Guild) discord.Probed {
		a, err := discord.New(discord.Config{Token: discordtest.Token, APIURL: fake.APIURL(), Guilds: guilds})
		if err != nil {
			t.Fatal(err)
		}
		return a.Probe(t.Context())
	}
	p := probed(discord.Guild{ID: discordtest.Company, Calls: discordtest.General, Members: []string{discordtest.Managers}}, discord.Guild{ID: other})
	if s := p.Servers; p.Token != nil || p.Sessions == 0 || len(s) != 2 || s[0].Name != "光陽精機" || s[0].Failure != nil || s[0].Missing != nil || s[0].Roles != nil || s[0].Calls {
		t.Errorf("found is %+v", p)
	}
	var absent *discord.Absent
	if !errors.As(p.Servers[1].Failure, &absent) || absent.Guild != other {
		t.Errorf("of the server that it is not in: %v", p.Servers[1].Failure)
	}
	p = probed(discord.Guild{ID: discordtest.Company, Calls: discordtest.Office, Members: []string{"400000000000000099"}})
	if s := p.Servers[0]; !s.Calls || !slices.Equal(s.Roles, []string{"400000000000000099"}) {
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
