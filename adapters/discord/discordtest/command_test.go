package discordtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func option(kind discordgo.ApplicationCommandOptionType, name string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{Type: kind, Name: name, Description: name}
}

func subcommand(kind discordgo.ApplicationCommandOptionType, name string, within ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	o := option(kind, name)
	o.Options = within
	return o
}

func TestOverwrite(t *testing.T) {
	s, a := start(t, Options{})
	zero := int64(0)
	ja := map[discordgo.Locale]string{discordgo.Japanese: "台帳"}
	sent := []*discordgo.ApplicationCommand{{Name: "daicho", Description: "open", NameLocalizations: &ja, DefaultMemberPermissions: &zero,
		Options: []*discordgo.ApplicationCommandOption{option(discordgo.ApplicationCommandOptionInteger, "page")}}, {Name: "help", Description: "help"}}
	first := must[[]*discordgo.ApplicationCommand](t)(a.api.ApplicationCommandBulkOverwrite(Application, Company, sent))
	got := must[[]*discordgo.ApplicationCommand](t)(a.api.ApplicationCommands(Application, Company))
	if len(got) != 2 || got[0].ID != first[0].ID || (*got[0].NameLocalizations)["ja"] != "台帳" || *got[0].DefaultMemberPermissions != 0 || got[0].Options[0].Name != "page" || got[1].Options != nil {
		t.Errorf("got back %+v", got)
	}
	second := must[[]*discordgo.ApplicationCommand](t)(a.api.ApplicationCommandBulkOverwrite(Application, Company, sent[:1]))
	if len(second) != 1 || second[0].ID != first[0].ID || s.Overwrites(Company) != 2 || len(s.Commands(Company)) != 1 || s.Overwrites("") != 0 {
		t.Errorf("the second time: %+v, %d overwrites", second, s.Overwrites(Company))
	}
	clean(t, s)
	_, err := a.api.ApplicationCommandBulkOverwrite(Application, Company, []*discordgo.ApplicationCommand{{Name: "Daicho", Description: "x"}})
	code(t, err, 50035)
	if len(s.Commands(Company)) != 1 {
		t.Error("what is refused changes nothing")
	}
	blamed(t, s, "Command name is invalid")
	_, err = a.api.ApplicationCommandBulkOverwrite("1", Company, sent)
	code(t, err, 10002)
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextBotDM}
	_, err = a.api.ApplicationCommandBulkOverwrite(Application, Company, []*discordgo.ApplicationCommand{{Name: "dm", Description: "x", Contexts: &contexts}})
	code(t, err, 50035)
}

func TestSingleCommands(t *testing.T) {
	s, a := start(t, Options{})
	made := must[*discordgo.ApplicationCommand](t)(a.api.ApplicationCommandCreate(Application, "", &discordgo.ApplicationCommand{Name: "one", Description: "1"}))
	same := must[*discordgo.ApplicationCommand](t)(a.api.ApplicationCommandCreate(Application, "", &discordgo.ApplicationCommand{Name: "one", Description: "2"}))
	if same.ID != made.ID || same.Description != "2" {
		t.Errorf("the same name makes the same command: %+v", same)
	}
	edited := must[*discordgo.ApplicationCommand](t)(a.api.ApplicationCommandEdit(Application, "", made.ID, &discordgo.ApplicationCommand{Name: "one", Description: "3"}))
	got := must[*discordgo.ApplicationCommand](t)(a.api.ApplicationCommand(Application, "", made.ID))
	if edited.Description != "3" || got.Description != "3" {
		t.Errorf("edited: %+v", got)
	}
	try(t, a.api.ApplicationCommandDelete(Application, "", made.ID))
	code(t, a.api.ApplicationCommandDelete(Application, "", made.ID), 10063)
	clean(t, s)
}

func TestCommandsOfADay(t *testing.T) {
	s, a := start(t, Options{})
	for day := range 2 {
		for batch := range 2 {
			a.register(many(100, func(i int) *discordgo.ApplicationCommand {
				return &discordgo.ApplicationCommand{Name: fmt.Sprintf("c%d-%d-%d", day, batch, i), Description: "x"}
			})...)
		}
		_, err := a.api.ApplicationCommandBulkOverwrite(Application, Company, []*discordgo.ApplicationCommand{{Name: fmt.Sprint("more", day), Description: "x"}})
		var limit *discordgo.RateLimitError
		if !errors.As(err, &limit) || limit.RetryAfter < time.Hour {
			t.Errorf("the 201st of a day: %v", err)
		}
		s.Pass(25 * time.Hour)
	}
	blamed(t, s, "more than 200 were created")
}

func TestOptionsReachTheApp(t *testing.T) {
	s, a := start(t, Options{})
	choice := option(discordgo.ApplicationCommandOptionString, "kind")
	choice.Required = true
	choice.Choices = []*discordgo.ApplicationCommandOptionChoice{{Name: "い", Value: "a"}}
	a.register(&discordgo.ApplicationCommand{Name: "daicho", Description: "x", NameLocalizations: &map[discordgo.Locale]string{"ja": "台帳"}, Options: []*discordgo.ApplicationCommandOption{
		subcommand(discordgo.ApplicationCommandOptionSubCommandGroup, "round", subcommand(discordgo.ApplicationCommandOptionSubCommand, "new",
			choice, option(discordgo.ApplicationCommandOptionInteger, "n"), option(discordgo.ApplicationCommandOptionBoolean, "yes"),
			option(discordgo.ApplicationCommandOptionUser, "who"), option(discordgo.ApplicationCommandOptionChannel, "where"),
			option(discordgo.ApplicationCommandOptionRole, "role"), option(discordgo.ApplicationCommandOptionAttachment, "file")))}})
	a.connect(func(i *discordgo.InteractionCreate) { try(t, a.says(i, "はい")) })
	done(t, s.Command(Yamada, General, "台帳 round new", Arg{"kind", "a"}, Arg{"n", 3}, Arg{"yes", true}, Arg{"who", Sato}, Arg{"where", Office}, Arg{"role", Managers},
		Arg{"file", Upload{"名簿.csv", []byte("x")}}))
	data := a.next().ApplicationCommandData()
	given := data.Options[0].Options[0]
	if data.Name != "daicho" || data.Options[0].Name != "round" || given.Name != "new" || len(given.Options) != 7 || given.Options[0].StringValue() != "a" || given.Options[1].IntValue() != 3 || !given.Options[2].BoolValue() {
		t.Errorf("typed: %+v", data)
	}
	r := data.Resolved
	if r.Users[Sato].Username != "sato" || r.Members[Sato].Nick != "けん" || r.Channels[Office].Name != "office" || r.Roles[Managers].Name != "managers" || len(r.Attachments) != 1 {
		t.Errorf("resolved: %+v", r)
	}
	for _, at := range r.Attachments {
		if _, body := fetch(t, a, at.URL); body != "x" || at.Filename != "unknown.csv" {
			t.Errorf("the file is %q %q", at.Filename, body)
		}
	}
	clean(t, s)
}

func TestAutocomplete(t *testing.T) {
	s, a := start(t, Options{})
	who := option(discordgo.ApplicationCommandOptionString, "who")
	who.Autocomplete = true
	a.register(&discordgo.ApplicationCommand{Name: "daicho", Description: "x", Options: []*discordgo.ApplicationCommandOption{who}})
	a.connect(nil)
	d := s.Autocomplete(Yamada, General, "daicho", "who", "や")
	i := a.next()
	if o := i.ApplicationCommandData().Options[0]; i.Type != discordgo.InteractionApplicationCommandAutocomplete || !o.Focused || o.StringValue() != "や" {
		t.Errorf("typed: %+v", o)
	}
	code(t, a.says(i, "x"), 50035)
	blamed(t, s, "a response of type 4 to autocompletion")
	try(t, a.respond(i, discordgo.InteractionApplicationCommandAutocompleteResult, &discordgo.InteractionResponseData{
		Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "山田", Value: "1"}}}))
	done(t, d)
	if got := d.Choices(); !slices.Equal(got, []Choice{{"山田", "1"}}) {
		t.Errorf("offered: %v", got)
	}
}

// failing is a test that goes on.
type failing struct {
	*testing.T
	failed int
}

func (f *failing) Fatalf(string, ...any) { f.failed++ }

func TestWhatNobodyCanDo(t *testing.T) {
	zero, guild := int64(0), int64(ManageGuild)
	f := &failing{T: t}
	s := Start(f, Options{NoGuildInDM: true, Guilds: []Guild{{ID: Company, Name: "会社", Channels: []Channel{{ID: General, Name: "general"}, {ID: Office, Name: "voice", Kind: 2}},
		Roles: []Role{{ID: Managers, Name: "managers", Permissions: ManageGuild}}}}})
	a := of(t, s)
	a.register(&discordgo.ApplicationCommand{Name: "admin", Description: "x", DefaultMemberPermissions: &zero},
		&discordgo.ApplicationCommand{Name: "manage", Description: "x", DefaultMemberPermissions: &guild},
		&discordgo.ApplicationCommand{Name: "plain", Description: "x", Options: []*discordgo.ApplicationCommandOption{{Type: 3, Name: "o", Description: "x", Required: true}}})
	s.Join(User{ID: "100000000000000009", Name: "admin", Permissions: Administrator})
	s.Join(User{ID: "100000000000000008", Name: "manager", Roles: []string{Managers}})
	s.Join(User{ID: "100000000000000007", Name: "stranger", Guilds: []string{}})
	menus := func(channel string) Screen {
		row := func(o object) string { return string(raw(rowOf(o))) }
		a.call("POST", "channels/"+channel+"/messages", `{`+nobodyJSON+`,"components":[`+row(object{"type": 8, "custom_id": "c", "channel_types": []int{0}})+`,`+
			row(object{"type": 5, "custom_id": "u"})+`,`+row(object{"type": 6, "custom_id": "r"})+`]}`)
		return last(t, s, Yamada, channel)
	}
	inGuild, inDM := menus(General), menus(a.dm(Yamada))
	choose := func(on Screen, i int, id string) func() { return func() { s.Choose(Yamada, on, on.Selects[i], id) } }
	for name, c := range map[string]struct {
		do  func()
		can bool
	}{
		"text": {choose(inGuild, 0, General), true}, "voice": {choose(inGuild, 0, Office), false}, "member": {choose(inGuild, 1, Sato), true},
		"who is not there": {choose(inGuild, 1, "100000000000000007"), false}, "role": {choose(inGuild, 2, Managers), true},
		"channel in DM": {choose(inDM, 0, General), false}, "other in DM": {choose(inDM, 1, Sato), false}, "self in DM": {choose(inDM, 1, Yamada), true}, "role in DM": {choose(inDM, 2, Managers), false},
		"admin": {func() { s.Command("100000000000000009", General, "admin") }, true}, "no admin": {func() { s.Command(Yamada, General, "admin") }, false},
		"manager": {func() { s.Command("100000000000000008", General, "manage") }, true}, "no manager": {func() { s.Command(Yamada, General, "manage") }, false},
		"in DM":          {func() { s.Command(Yamada, s.DM(Yamada), "plain", Arg{"o", "x"}) }, false},
		"unknown":        {func() { s.Command(Yamada, General, "other") }, false},
		"plain":          {func() { s.Command(Yamada, General, "plain", Arg{"o", "x"}) }, true},
		"without option": {func() { s.Command(Yamada, General, "plain") }, false},
		"other option":   {func() { s.Command(Yamada, General, "plain", Arg{"p", "x"}) }, false},
		"wrong value":    {func() { s.Command(Yamada, General, "plain", Arg{"o", 1}) }, false},
		"stranger":       {func() { s.Say("100000000000000007", General, "x") }, false},
		"nobody":         {func() { s.Say("1", General, "x") }, false},
		"no modal":       {func() { s.SubmitModal(Yamada, nil) }, false},
		"no button":      {func() { s.Click(Yamada, Screen{}, Button{CustomID: "x"}) }, false},
		"no menu":        {func() { s.Choose(Yamada, Screen{}, Select{CustomID: "x"}, "v") }, false},
		"nothing again":  {func() { s.Again(nil) }, false},
	} {
		f.failed = 0
		if c.do(); (f.failed == 0) != c.can {
			t.Errorf("%s: failed %d times", name, f.failed)
		}
	}
}

func TestGlobalCommandsInDM(t *testing.T) {
	s, a := start(t, Options{})
	contexts := []discordgo.InteractionContextType{discordgo.InteractionContextBotDM}
	if _, err := a.api.ApplicationCommandBulkOverwrite(Application, "", []*discordgo.ApplicationCommand{{Name: "dm", Description: "x", Contexts: &contexts}}); err != nil {
		t.Fatal(err)
	}
	a.connect(func(i *discordgo.InteractionCreate) { try(t, a.says(i, "はい")) })
	done(t, s.Command(Yamada, s.DM(Yamada), "dm"))
	if sc := last(t, s, Yamada, s.DM(Yamada)); sc.Text != "はい" || !sc.Ephemeral {
		t.Errorf("answered %+v", sc)
	}
	clean(t, s)
}
