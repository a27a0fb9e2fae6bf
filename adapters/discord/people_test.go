package discord

import (
	"log/slog"
	"testing"

	"daicho/adapters/discord/discordtest"
	"daicho/bot"
)

// TestProfiles: what the server says of somebody, in it and in the direct message,
// where it has to be asked.
func TestProfiles(t *testing.T) {
	const guest, program = "100000000000000011", "100000000000000012"
	fake := discordtest.Start(t, discordtest.Options{Guilds: []discordtest.Guild{{
		ID: discordtest.Company, Name: "光陽精機", Channels: []discordtest.Channel{{ID: discordtest.General, Name: "general"}},
		Roles: []discordtest.Role{{ID: "400000000000000009", Name: "staff"}, {ID: discordtest.Managers, Name: "managers"}},
	}}, Users: []discordtest.User{
		{ID: discordtest.Yamada, Name: "yamada", Nick: "山田", Roles: []string{"400000000000000009"}},
		{ID: discordtest.Sato, Name: "sato", GlobalName: "佐藤", Roles: []string{"400000000000000009", discordtest.Managers}},
		{ID: guest, Name: "guest", Roles: []string{discordtest.Managers}}, {ID: program, Name: "program", Bot: true, Roles: []string{"400000000000000009"}},
	}})
	a, err := New(Config{Token: discordtest.Token, APIURL: fake.APIURL(), Log: slog.New(slog.DiscardHandler), Guilds: []Guild{{
		ID: discordtest.Company, Enroll: true, Managers: []string{discordtest.Managers}, Members: []string{"400000000000000009"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	guild, _ := a.guild(discordtest.Company)
	outside := map[string]string{guest: sayGuest, program: sayProgram, "100000000000000099": sayLeft}
	for id, want := range map[string]bot.Profile{
		discordtest.Yamada:   {Name: "山田", Member: true, Enrolls: true},
		discordtest.Sato:     {Name: "佐藤", Member: true, Enrolls: true, Manager: true},
		guest:                {Enrolls: true},
		program:              {Enrolls: true},
		"100000000000000099": {Name: "?", Enrolls: true},
	} {
		asked := &task{a: a, d: delivery{user: id, name: "?"}, guild: guild}
		if got := asked.profile(t.Context(), true); got == nil || *got != want {
			t.Errorf("%s is %+v, want %+v", id, got, want)
		}
		if wrong, err := asked.belongs(t.Context(), id); wrong != outside[id] || err != nil {
			t.Errorf("%s belongs: %q, %v", id, wrong, err)
		}
	}
	fake.Fail("GET /guilds/*/members/*", 2*tries, discordtest.Failure{Status: 503})
	asked := &task{a: a, d: delivery{user: discordtest.Yamada}, guild: guild}
	if got := asked.profile(t.Context(), true); got != nil {
		t.Errorf("unknown, but %+v", got)
	}
	if wrong, err := asked.belongs(t.Context(), discordtest.Yamada); wrong != "" || err == nil {
		t.Errorf("of somebody of whom nothing is known: %q, %v", wrong, err)
	}
	in := &task{a: a, d: delivery{user: discordtest.Sato, guild: discordtest.Company, name: "けん", roles: []string{"400000000000000009"}}, guild: guild}
	if got := in.profile(t.Context(), true); got == nil || *got != (bot.Profile{Name: "けん", Member: true, Enrolls: true}) {
		t.Errorf("in the server: %+v", got)
	}
	a.calls.http.CloseIdleConnections()
}
