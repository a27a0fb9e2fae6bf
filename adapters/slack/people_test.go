package slack

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
)

// TestOutsidersAreNotChosen: Slack lets people choose guests and apps as well;
// the core is handed none of them, and the input says why.
func TestOutsidersAreNotChosen(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{Users: []slacktest.User{
		{ID: "U0YAMADA"}, {ID: "U0OWN"}, {ID: "U0GUEST", Guest: true}, {ID: "U0APP", Bot: true}, {ID: "U0LEFT", Deleted: true}, {ID: "U0FOREIGN", Team: "T0OTHER"},
	}})
	ws := workspace(t, fake, SocketMode, nil)
	core := adaptertest.NewCore(bot.View{At: "tie/p2", Title: "結びつける", Fields: []bot.Field{{ID: "member", Kind: bot.MemberField, Label: "人"}},
		Submit: bot.Action{ID: "do/tie/p2", Label: "送る"}})
	ws.life.Store(&life{core, t.Context()})
	ws.errands.Open()
	const block = "f|member||12345678"
	for id, problem := range map[string]string{
		"U0OWN": "", "U0GUEST": sayOutsider, "U0APP": sayOutsider, "U0LEFT": sayOutsider, "U0FOREIGN": sayOutsider, "U0NOBODY": sayOutsider,
	} {
		before := len(core.Matching(func(ev bot.Event) bool { return ev.Press == "do/tie/p2" }))
		d := delivery{
			kind: didSubmit, id: "t-" + id, team: ws.teamID, user: "U0YAMADA", modal: "V1", page: page{At: "tie/p2", Submit: "do/tie/p2"},
			values: map[bot.FieldID]string{"member": id}, members: map[string]string{block: id}, lastInput: block,
		}
		var answer []byte
		ws.turn(t.Context(), d, func(payload any) (err error) { answer, err = json.Marshal(payload); return err })
		handed := len(core.Matching(func(ev bot.Event) bool { return ev.Press == "do/tie/p2" })) - before
		if problem == "" && handed != 1 || problem != "" && (handed != 0 || !strings.Contains(string(answer), problem) || !strings.Contains(string(answer), block)) {
			t.Errorf("%s: handed on %d times, answered %s", id, handed, answer)
		}
	}
}

// TestMembersInState: who was chosen is read from what Slack sends, with the
// block that a reason is to stand at.
func TestMembersInState(t *testing.T) {
	d, err := decode(interactionEnvelope, []byte(`{"type":"view_submission","trigger_id":"1.2.a","team":{"id":"T1"},"user":{"id":"U1"},
		"view":{"id":"V1","type":"modal","private_metadata":"{\"at\":\"tie/p2\",\"do\":\"do/tie/p2\"}",
		"blocks":[{"type":"section","block_id":"b1"},{"type":"input","block_id":"f|name||0"},{"type":"input","block_id":"f|member||0"},{"type":"actions","block_id":"b2"}],
		"state":{"values":{"f|member||0":{"enter:0:":{"type":"users_select","selected_user":"U2"}},"f|name||0":{"enter:0:":{"type":"plain_text_input","value":"x"}}}}}}`))
	if err != nil || len(d.members) != 1 || d.members["f|member||0"] != "U2" || d.values["member"] != "U2" || d.lastInput != "f|member||0" {
		t.Errorf("%v, %+v", err, d)
	}
}

// TestCommandsAreAnsweredPrivatelyBesideOthers: two people's direct messages
// are called as those with the bot; only there a command is answered for good.
func TestCommandsAreAnsweredPrivatelyBesideOthers(t *testing.T) {
	fake := slacktest.Start(t, slacktest.Options{})
	ws := workspace(t, fake, SocketMode, nil)
	core := adaptertest.NewCore(bot.View{At: "menu", Title: "メニュー"})
	ws.life.Store(&life{core, t.Context()})
	ws.errands.Open()
	ws.desks.with("U0YAMADA", func(k *desk) { k.dm = "D0YAMADA" })
	for channel, place := range map[string]string{"D0YAMADA": "", "D0TWO": "D0TWO", "C0GENERAL": "C0GENERAL"} {
		payload, err := json.Marshal(map[string]string{
			"team_id": ws.teamID, "user_id": "U0YAMADA", "channel_id": channel, "channel_name": "directmessage", "command": "/daicho", "trigger_id": "1.2." + channel,
		})
		if err != nil {
			t.Fatal(err)
		}
		d, err := decode(commandEnvelope, payload)
		if err != nil {
			t.Fatal(err)
		}
		ws.turn(t.Context(), d, func(any) error { return nil })
		all := core.Matching(func(ev bot.Event) bool { return ev.ID == d.id })
		if len(all) != 1 || all[0].Place.Inside != place {
			t.Errorf("in %s the core was told of %+v", channel, all)
		}
	}
}

// TestAskingAboutSomebodyIsBounded: Slack waits for an acknowledgement no longer
// than three seconds, however long it takes to say who somebody is.
func TestAskingAboutSomebodyIsBounded(t *testing.T) {
	slow := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-slow:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(slow)
	ws, err := New(Config{BotToken: slacktest.BotToken, AppToken: slacktest.AppToken, APIURL: server.URL + "/", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.calls.http.CloseIdleConnections()
	asked := &task{w: ws, d: delivery{user: "U0YAMADA", members: map[string]string{"f|member||0": "U0OWN"}}}
	done := make(chan map[string]string, 1)
	go func() { done <- asked.outsiders(t.Context(), "") }()
	select {
	case said := <-done:
		if said["f|member||0"] != sayUnknown {
			t.Errorf("it says %v", said)
		}
	case <-time.After(20 * time.Second):
		t.Error("it is asked for ever")
	}
}
