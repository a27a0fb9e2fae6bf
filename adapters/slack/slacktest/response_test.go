package slacktest

import (
	"errors"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// pressed has a user press the only button of an ephemeral message and
// returns the response_url.
func pressed(t *testing.T, s *Slack, a *app) string {
	t.Helper()
	_, err := a.api.PostEphemeral(lobby, yamada, slack.MsgOptionText("x", false), slack.MsgOptionBlocks(slack.NewActionBlock("a", button("go", "v", "進む"))))
	if err != nil {
		t.Fatal(err)
	}
	on := one(t, s.Screens(yamada, lobby))
	done(t, s.Click(yamada, on, on.Elements[0]))
	got := a.press()
	if !got.Container.IsEphemeral || got.Message.Timestamp != "" || got.ActionCallback.BlockActions[0].Value != "v" {
		t.Errorf("got %+v", got)
	}
	return got.ResponseURL
}

func respond(a *app, options ...slack.MsgOption) error {
	_, _, _, err := a.api.SendMessage("", options...)
	return err
}

func TestResponseURL(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	at := pressed(t, s, a)
	for range 3 {
		err := respond(a, slack.MsgOptionReplaceOriginal(at), slack.MsgOptionText("次 *太字*", false))
		if err != nil {
			t.Fatal(err)
		}
	}
	if sc := one(t, s.Screens(yamada, lobby)); sc.Text != "次 太字" || sc.Kind != "ephemeral" || !sc.Edited {
		t.Errorf("got %+v", sc)
	}
	if err := respond(a, slack.MsgOptionResponseURL(at, "in_channel"), slack.MsgOptionText("皆に", false)); err != nil {
		t.Fatal(err)
	}
	if sc := one(t, s.Screens(suzuki, lobby)); sc.Text != "皆に" {
		t.Errorf("got %+v", sc)
	}
	if err := respond(a, slack.MsgOptionDeleteOriginal(at)); err != nil {
		t.Fatal(err)
	}
	one(t, s.Screens(yamada, lobby))
	clean(t, s)
	gone(t, respond(a, slack.MsgOptionResponseURL(at, "ephemeral"), slack.MsgOptionText("x", false)))
	blamed(t, s, "used_url")
	if s.Calls("response_url") != 6 {
		t.Errorf("%d calls", s.Calls("response_url"))
	}
}

func gone(t *testing.T, err error) {
	t.Helper()
	var status slack.StatusCodeError
	if !errors.As(err, &status) || status.Code != 404 {
		t.Errorf("got %v, want 404", err)
	}
}

func TestResponseURLExpires(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	at := pressed(t, s, a)
	s.Fail("response_url", 1, Failure{Status: 500})
	if err := respond(a, slack.MsgOptionReplaceOriginal(at), slack.MsgOptionText("x", false)); err == nil {
		t.Error("did not fail")
	}
	s.Pass(30*time.Minute + time.Millisecond)
	gone(t, respond(a, slack.MsgOptionReplaceOriginal(at), slack.MsgOptionText("x", false)))
	blamed(t, s, "expired_url")
	gone(t, respond(a, slack.MsgOptionReplaceOriginal(s.url("/response/0")), slack.MsgOptionText("x", false)))
	blamed(t, s, "invalid_url")
}

func TestDeletedMessages(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	at := pressed(t, s, a)
	_, ts, _ := a.api.PostMessage(yamada, slack.MsgOptionText("x", false))
	on := one(t, s.Screens(yamada, lobby))
	a.openModal(yamada, modal("一", slack.NewDividerBlock()))
	s.DeleteMessages()
	if _, there := s.Modal(yamada); there || len(s.Screens(yamada, lobby))+len(s.Screens(yamada, s.DM(yamada))) > 0 {
		t.Error("something is left")
	}
	_, _, _, err := a.api.UpdateMessage(s.DM(yamada), ts, slack.MsgOptionText("y", false))
	code(t, err, "message_not_found")
	gone(t, respond(a, slack.MsgOptionReplaceOriginal(at), slack.MsgOptionText("y", false)))
	done(t, s.Click(yamada, on, on.Elements[0]))
	if err := respond(a, slack.MsgOptionResponseURL(a.press().ResponseURL, "ephemeral"), slack.MsgOptionText("新", false)); err != nil {
		t.Error(err)
	}
	if sc := one(t, s.Screens(yamada, lobby)); sc.Text != "新" {
		t.Errorf("got %+v", sc)
	}
	clean(t, s)
}
