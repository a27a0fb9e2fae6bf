package discordtest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

// call calls the API without a client, as an adapter may that has its address.
func (a *app) call(method, path, body string) (int, string) {
	a.t.Helper()
	q := must[*http.Request](a.t)(http.NewRequest(method, a.s.APIURL()+path, strings.NewReader(body)))
	q.Header.Set("Authorization", "Bot "+Token)
	q.Header.Set("User-Agent", "DiscordBot (https://example.com, 1)")
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	}
	resp, err := a.api.Client.Do(q)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	return resp.StatusCode, string(must[[]byte](a.t)(io.ReadAll(resp.Body)))
}

func TestPeople(t *testing.T) {
	s, a := start(t, Options{})
	if g := must[*discordgo.Guild](t)(a.api.Guild(Company)); g.Name != "台帳株式会社" || g.PreferredLocale != "ja" {
		t.Errorf("guild: %+v", g)
	}
	if m := must[*discordgo.Member](t)(a.api.GuildMember(Company, Sato)); m.Nick != "けん" || m.User.GlobalName != "佐藤 健" || m.JoinedAt.IsZero() {
		t.Errorf("member: %+v", m)
	}
	if all := must[[]*discordgo.Role](t)(a.api.GuildRoles(Company)); len(all) != 2 || all[1].Permissions != ManageGuild {
		t.Errorf("roles: %+v", all)
	}
	if all := must[[]*discordgo.Channel](t)(a.api.GuildChannels(Company)); len(all) != 2 || all[1].Name != "office" {
		t.Errorf("channels: %+v", all)
	}
	if ch := must[*discordgo.Channel](t)(a.api.Channel(Office)); ch.GuildID != Company {
		t.Errorf("channel: %+v", ch)
	}
	if all := must[[]*discordgo.Member](t)(a.api.GuildMembersSearch(Company, "s", 10)); len(all) != 2 {
		t.Errorf("found: %+v", all)
	}
	if u := must[*discordgo.User](t)(a.api.User("@me")); u.ID != Application || !u.Bot {
		t.Errorf("me: %+v", u)
	}
	if app := must[*discordgo.Application](t)(a.api.Application("@me")); app.ID != Application {
		t.Errorf("application: %+v", app)
	}
	if gateway := must[*discordgo.GatewayBotResponse](t)(a.api.GatewayBot()); gateway.SessionStartLimit.Remaining != 1000 {
		t.Errorf("gateway: %+v", gateway)
	}
	if all := must[[]*discordgo.UserGuild](t)(a.api.UserGuilds(10, "", "", false)); len(all) != 1 {
		t.Errorf("guilds: %+v", all)
	}
	clean(t, s)
	_, err := a.api.GuildMembers(Company, "", 10)
	code(t, err, 50001)
	blamed(t, s, "needs the intent for members")
}

func TestUnknown(t *testing.T) {
	s, a := start(t, Options{Guilds: []Guild{{ID: Company, Name: "会社", Channels: []Channel{
		{ID: General, Name: "general"}, {ID: "31", Name: "secret", Hidden: true}, {ID: "32", Name: "news", ReadOnly: true}, {ID: "33", Name: "voice", Kind: 4}}}}})
	_, err := a.api.User("1")
	code(t, err, 10013)
	_, err = a.api.GuildMember(Company, "1")
	code(t, err, 10013)
	s.Join(User{ID: "77", Name: "stranger", Guilds: []string{}})
	_, err = a.api.GuildMember(Company, "77")
	code(t, err, 10007)
	_, err = a.api.Guild("1")
	code(t, err, 10004)
	for channel, want := range map[string]int{"1": 10003, "31": 50001, "32": 50013, "33": 50008} {
		_, err = a.api.ChannelMessageSendComplex(channel, send("x"))
		code(t, err, want)
	}
	s.Forget(General)
	_, err = a.api.Channel(General)
	code(t, err, 10003)
	s.Forget(Company)
	_, err = a.api.Guild(Company)
	code(t, err, 10004)
	clean(t, s)
}

func TestForgottenIsTold(t *testing.T) {
	s, a := start(t, Options{})
	gone := make(chan string, 10)
	a.api.AddHandler(func(_ *discordgo.Session, g *discordgo.GuildDelete) { gone <- g.ID })
	a.api.AddHandler(func(_ *discordgo.Session, c *discordgo.ChannelDelete) { gone <- c.ID })
	a.connect(nil)
	for _, id := range []string{Office, Company} {
		s.Forget(id)
		if got := await(t, "the event", gone); got != id {
			t.Errorf("%s is gone, want %s", got, id)
		}
	}
}

func TestRefusedCalls(t *testing.T) {
	s, a := start(t, Options{})
	if status, body := a.call("POST", "channels/"+General+"/messages", "{"); status != 400 || !strings.Contains(body, "50109") {
		t.Errorf("no JSON: %d %s", status, body)
	}
	if status, _ := a.call("PATCH", "nothing/here", ""); status != 404 {
		t.Errorf("no route: %d", status)
	}
	other := must[*discordgo.Session](t)(discordgo.New("Bot other"))
	other.Client = a.api.Client
	if _, err := other.User("@me"); err == nil {
		t.Error("with another token")
	}
	other.Token, other.UserAgent = "Bot "+Token, "curl/8"
	if _, err := other.User("@me"); err == nil {
		t.Error("with another agent")
	}
	_, err := a.api.ChannelMessageSendComplex(General, &discordgo.MessageSend{AllowedMentions: nobody()})
	code(t, err, 50006)
	_, err = a.api.ChannelMessageSend(General, "x") // without allowed_mentions
	code(t, err, 50035)
	_, err = a.api.ChannelMessageSendComplex(General, &discordgo.MessageSend{Content: wordsOf(2001), AllowedMentions: nobody()})
	code(t, err, 50035)
	var rest *discordgo.RESTError
	if !errors.As(err, &rest) || !strings.Contains(string(rest.ResponseBody), `"errors":{"content":{"_errors":[{"code":"BASE_TYPE_BAD_LENGTH"`) {
		t.Errorf("the refusal is %v", err)
	}
	if n := len(s.Complaints()); n != 7 {
		t.Errorf("%d complaints: %q", n, s.Complaints())
	}
}

func TestRates(t *testing.T) {
	s, a := start(t, Options{Limits: map[string]Limit{"*": {50, time.Minute}, "POST /channels/{channel}/messages": {5, 30 * time.Second}}})
	post := func(channel string) error {
		status, body := a.call("POST", "channels/"+channel+"/messages", `{"content":"x","allowed_mentions":{"parse":[]}}`)
		if status == 429 {
			var b struct {
				After  float64 `json:"retry_after"`
				Global bool
			}
			if err := json.Unmarshal([]byte(body), &b); err != nil || b.After <= 0 || b.After > 30 || b.Global {
				t.Errorf("it says %s", body)
			}
			return errors.New("429")
		}
		return nil
	}
	for range 5 {
		try(t, post(General))
	}
	if post(General) == nil || post(Office) != nil {
		t.Error("the sixth goes only to another channel")
	}
	s.Pass(30 * time.Second)
	try(t, post(General))
	if s.Limited() != 1 || s.Invalid() != 1 || s.Calls("POST /channels/{channel}/messages") != 8 || s.AllCalls()["POST /channels/{channel}/messages"] != 8 {
		t.Errorf("counted: %d %d %v", s.Limited(), s.Invalid(), s.AllCalls())
	}
	for range 51 {
		a.call("GET", "users/@me", "")
	}
	status, body := a.call("GET", "users/@me", "")
	if status != 429 || !strings.Contains(body, `"global":true`) {
		t.Errorf("over all: %d %s", status, body)
	}
	clean(t, s)
}

func TestClientKeepsToHeaders(t *testing.T) {
	s, a := start(t, Options{Limits: map[string]Limit{"POST /channels/{channel}/messages": {2, 300 * time.Millisecond}}})
	for range 5 {
		must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("x")))
	}
	if s.Limited() != 0 {
		t.Errorf("%d came too fast", s.Limited())
	}
}

func TestFail(t *testing.T) {
	s, a := start(t, Options{})
	post := func() error { _, err := a.api.ChannelMessageSendComplex(General, send("x")); return err }
	s.Fail("POST /channels/*/messages", 1, Failure{Status: 403, Code: 50007, Message: "Cannot send messages to this user"})
	code(t, post(), 50007)
	s.Fail("POST /channels/"+General+"/messages", 1, Failure{Cut: true})
	if post() == nil {
		t.Error("cut off, but answered")
	}
	s.Fail("*", 1, Failure{RetryAfter: 1500 * time.Millisecond, Global: true})
	var limit *discordgo.RateLimitError
	if err := post(); !errors.As(err, &limit) || limit.RetryAfter != 1500*time.Millisecond {
		t.Errorf("limited: %v", err)
	}
	s.Fail("POST *", 1, Failure{Status: 500})
	s.Fail("POST /channels/*/messages", 1, Failure{Status: 502, Done: true})
	if post() == nil || len(s.Screens(Yamada, General)) != 1 {
		t.Errorf("carried out, but not told: %v", s.Screens(Yamada, General))
	}
	try(t, post())
	s.Flaky(1, 0.5, 0.5)
	for range 5 {
		if post() == nil {
			t.Error("nothing fails")
		}
	}
	s.Flaky(1, 0, 0)
	clean(t, s)
}

func TestPayloads(t *testing.T) {
	s, a := start(t, Options{})
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("x")))
	with := send("y")
	with.Files = []*discordgo.File{file("a.txt", "text/plain", "a")}
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, with))
	all := s.Payloads()
	if len(all) != 2 || all[0].Route != "POST /channels/{channel}/messages" || all[0].Path != "/channels/"+General+"/messages" || all[0].Status != 200 || !slices.Equal(all[1].Files, []string{"a.txt"}) {
		t.Fatalf("payloads: %+v", all)
	}
	var body struct{ Content string }
	if err := json.Unmarshal(all[1].Body, &body); err != nil || body.Content != "y" {
		t.Errorf("the second is %s", all[1].Body)
	}
}

func TestStopTwice(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	d := s.Command(Yamada, General, "daicho")
	said := s.Say(Yamada, s.DM(Yamada), "x")
	s.Stop()
	done(t, d)
	done(t, said)
	s.Stop()
	if _, err := a.api.User("@me"); err == nil {
		t.Error("it answers still")
	}
	s.Close(1000)
	s.Reconnect()
}
