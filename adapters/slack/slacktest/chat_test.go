package slacktest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

func TestPostUpdateDelete(t *testing.T) {
	s, a := start(t, Options{})
	channel, ts, err := a.api.PostMessage(yamada, slack.MsgOptionText("こんにちは &amp; *元気*?", false), slack.MsgOptionBlocks(
		slack.NewHeaderBlock(plainText("見出し *そのまま*")),
		slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "*太字* <@U0SUZUKI>", false, false), nil, slack.NewAccessory(button("acc", "v0", "横"))),
		slack.NewActionBlock("acts", button("go", "v1", "始める"), slack.NewOverflowBlockElement("more", option("o1", "明日"), option("o2", "来週"))),
	))
	if err != nil || channel != s.DM(yamada) {
		t.Fatal(channel, err)
	}
	screen := one(t, s.Screens(yamada, channel))
	want := "見出し *そのまま*\n太字 @suzuki\n［横］\n［始める］ ［明日］ ［来週］"
	if screen.Text != want || screen.TS != ts || screen.Kind != "message" {
		t.Errorf("got %+v", screen)
	}
	if len(screen.Elements) != 4 || screen.Elements[3] != (Element{BlockID: "acts", ActionID: "more", Type: "overflow", Label: "来週", Value: "o2"}) {
		t.Errorf("elements: %+v", screen.Elements)
	}
	if len(s.Screens(suzuki, channel)) != 0 {
		t.Error("somebody else sees direct messages")
	}
	if _, _, _, err := a.api.UpdateMessage(channel, ts, slack.MsgOptionText("kept", false)); err != nil {
		t.Fatal(err)
	}
	if now := one(t, s.Screens(yamada, channel)); now.Text != want || !now.Edited {
		t.Errorf("blocks that are not named are kept: %+v", now)
	}
	if _, _, _, err := a.api.UpdateMessage(channel, ts, slack.MsgOptionText("*新*", false), slack.MsgOptionBlocks()); err != nil {
		t.Fatal(err)
	}
	if now := one(t, s.Screens(yamada, channel)); now.Text != "新" {
		t.Errorf("an empty list of blocks removes them: %+v", now)
	}
	if _, _, err := a.api.DeleteMessage(channel, ts); err != nil {
		t.Fatal(err)
	}
	_, _, _, err = a.api.UpdateMessage(channel, ts, slack.MsgOptionText("x", false))
	code(t, err, "message_not_found")
	if len(s.Screens(yamada, channel)) != 0 {
		t.Error("the deleted message is there")
	}
	clean(t, s)
	if s.Calls("chat.update") != 3 || s.AllCalls()["chat.delete"] != 1 {
		t.Errorf("calls: %v", s.AllCalls())
	}
}

func one(t *testing.T, screens []Screen) Screen {
	t.Helper()
	if len(screens) != 1 {
		t.Fatalf("%d screens: %+v", len(screens), screens)
	}
	return screens[0]
}

func TestEphemeral(t *testing.T) {
	s, a := start(t, Options{})
	ts := must[string](t)(a.api.PostEphemeral(lobby, yamada, slack.MsgOptionText("内緒", false)))
	if sc := one(t, s.Screens(yamada, lobby)); sc.Kind != "ephemeral" || sc.Text != "内緒" {
		t.Errorf("got %+v", sc)
	}
	if len(s.Screens(suzuki, lobby)) != 0 {
		t.Error("somebody else sees it")
	}
	_, _, _, err := a.api.UpdateMessage(lobby, ts, slack.MsgOptionText("x", false))
	code(t, err, "message_not_found")
	_, err = a.api.PostEphemeral(s.DM(yamada), suzuki, slack.MsgOptionText("x", false))
	code(t, err, "user_not_in_channel")
	clean(t, s)
}

// TestOutside: the app writes in no channel before it is invited there.
func TestOutside(t *testing.T) {
	s, a := start(t, Options{Outside: []string{"C0SALES"}})
	_, _, err := a.api.PostMessage("C0SALES", slack.MsgOptionText("x", false))
	code(t, err, "not_in_channel")
	s.Invite("C0SALES")
	if _, _, err = a.api.PostMessage("C0SALES", slack.MsgOptionText("共有", false), slack.MsgOptionTS("1.2")); err != nil {
		t.Fatal(err)
	}
	if sc := one(t, s.Screens(yamada, "C0SALES")); sc.Text != "共有" || sc.Thread != "1.2" {
		t.Errorf("got %+v", sc)
	}
	clean(t, s)
}

func TestRefusals(t *testing.T) {
	s, a := start(t, Options{})
	_, _, err := a.api.PostMessage("C0NOWHERE", slack.MsgOptionText("x", false))
	code(t, err, "channel_not_found")
	_, _, _, err = a.api.UpdateMessage(yamada, "1.0", slack.MsgOptionText("x", false))
	code(t, err, "channel_not_found")
	clean(t, s)

	_, _, err = a.api.PostMessage(yamada)
	code(t, err, "no_text")
	blamed(t, s, "no_text")
	_, _, err = a.api.PostMessage(suzuki, slack.MsgOptionText("x", false), slack.MsgOptionBlocks(slack.NewHeaderBlock(plainText(strings.Repeat("x", 151)))))
	code(t, err, "invalid_blocks")
	blamed(t, s, "blocks[0] header.text.text: 151 characters, 1 to 150 are allowed")
	if _, _, err = a.api.PostMessage(sato, slack.MsgOptionBlocks(slack.NewHeaderBlock(plainText("x")))); err != nil {
		t.Error(err)
	}
	blamed(t, s, "no text beside the blocks")

	_, err = a.api.GetUserPresence(yamada)
	code(t, err, "unknown_method")
	blamed(t, s, "users.getPresence")
	wrong := slack.New("xoxb-wrong", slack.OptionAPIURL(s.APIURL()), slack.OptionHTTPClient(fresh(t)))
	_, err = wrong.AuthTest()
	code(t, err, "invalid_auth")
	blamed(t, s, "auth.test: wrong token")
}

func fresh(t *testing.T) *http.Client {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestPeople(t *testing.T) {
	s, a := start(t, Options{Users: []User{{ID: "U1", Name: "g", Guest: true}, {ID: "U2", Name: "x", Team: "T0OTHER", Deleted: true}}})
	me := must[*slack.AuthTestResponse](t)(a.api.AuthTest())
	if me.TeamID != "T0DAICHO" || me.UserID != "U0BOT" || !strings.Contains(me.Header.Get("X-OAuth-Scopes"), "chat:write") {
		t.Errorf("got %+v", me)
	}
	guest := must[*slack.User](t)(a.api.GetUserInfo("U1"))
	if !guest.IsRestricted || guest.TeamID != "T0DAICHO" {
		t.Errorf("got %+v", guest)
	}
	other := must[*slack.User](t)(a.api.GetUserInfo("U2"))
	if !other.IsStranger || other.TeamID != "T0OTHER" || !other.Deleted {
		t.Errorf("got %+v", other)
	}
	ch, _, _, err := a.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U1"}})
	if err != nil || ch.ID != s.DM("U1") {
		t.Error(ch, err)
	}
	s.Forget("U1")
	_, err = a.api.GetUserInfo("U1")
	code(t, err, "user_not_found")
	_, _, _, err = a.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U1"}})
	code(t, err, "user_not_found")
	_, _, err = a.api.PostMessage(s.DM("U1"), slack.MsgOptionText("x", false))
	code(t, err, "channel_not_found")
	clean(t, s)
}

func TestRates(t *testing.T) {
	s, a := start(t, Options{Limits: map[string]Limit{"users.info": {Calls: 2, Per: time.Minute}}})
	say := func(channel string) error {
		_, _, err := a.api.PostMessage(channel, slack.MsgOptionText("x", false))
		return err
	}
	for range 3 {
		if err := say(yamada); err != nil {
			t.Fatal(err)
		}
	}
	var limited *slack.RateLimitedError
	if err := say(s.DM(yamada)); !errors.As(err, &limited) || limited.RetryAfter < time.Second || limited.RetryAfter > 3*time.Second {
		t.Errorf("got %v", err)
	}
	if err := say(suzuki); err != nil {
		t.Errorf("another channel: %v", err)
	}
	s.Pass(3 * time.Second)
	if err := say(yamada); err != nil {
		t.Errorf("after the window: %v", err)
	}
	for _, bad := range []bool{false, false, true} {
		if _, err := a.api.GetUserInfo(yamada); errors.As(err, &limited) != bad {
			t.Errorf("got %v", err)
		}
	}
	if s.Limited() != 2 {
		t.Errorf("limited %d times", s.Limited())
	}
	clean(t, s)
}

func TestFailures(t *testing.T) {
	s, a := start(t, Options{})
	s.Fail("auth.test", 1, Failure{Error: "account_inactive"})
	s.Fail("auth.test", 1, Failure{Status: 503, Body: "<html>"})
	s.Fail("auth.test", 1, Failure{RetryAfter: 1500 * time.Millisecond})
	_, err := a.api.AuthTest()
	code(t, err, "account_inactive")
	var status slack.StatusCodeError
	if _, err := a.api.AuthTest(); !errors.As(err, &status) || status.Code != 503 {
		t.Errorf("got %v", err)
	}
	var limited *slack.RateLimitedError
	if _, err := a.api.AuthTest(); !errors.As(err, &limited) || limited.RetryAfter != 2*time.Second {
		t.Errorf("got %v", err)
	}
	if _, err := a.api.AuthTest(); err != nil {
		t.Error(err)
	}
	s.Flaky(1, 0.5, 0.5)
	if _, err := a.api.AuthTest(); err == nil {
		t.Error("nothing failed")
	}
	s.Flaky(1, 0, 0)
	if _, err := a.api.AuthTest(); err != nil {
		t.Error(err)
	}
	if s.Limited() != 0 {
		t.Error("failures count as limits")
	}
	clean(t, s)
}

// TestHalfACall: a caller who breaks off half-way has done nothing wrong, and
// nothing comes of it.
func TestHalfACall(t *testing.T) {
	s, a := start(t, Options{})
	u, err := url.Parse(s.APIURL())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "POST %sauth.test HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ntok", u.Path, u.Host); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(conn); err != nil { // until the fake is done with it
		t.Error(err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if _, err := a.api.AuthTest(); err != nil || s.Calls("auth.test") != 1 {
		t.Errorf("%v, %d calls", err, s.Calls("auth.test"))
	}
	clean(t, s)
}
