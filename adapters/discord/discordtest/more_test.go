package discordtest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestModalThatFails(t *testing.T) {
	s, a := start(t, Options{RespondWithin: time.Second})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) {
		if i.Type == discordgo.InteractionApplicationCommand {
			try(t, a.respond(i, discordgo.InteractionResponseModal, form("氏名", written("name", "名前"))))
		}
	})
	done(t, s.Command(Yamada, General, "daicho"))
	a.next()
	d := s.SubmitModal(Yamada, map[string]string{"name": "山田"})
	done(t, d)
	m, open := s.Modal(Yamada)
	if !open || m.Text != "氏名\n名前\n山田\n⚠ Something went wrong. Try again." || d.Failure() != "Something went wrong. Try again." {
		t.Errorf("after a failure: %v %s, %q", open, m, d.Failure())
	}
	a.next()
	d = s.SubmitModal(Yamada, nil)
	try(t, a.says(a.next(), "はい"))
	done(t, d)
	if _, open := s.Modal(Yamada); open || d.Failure() != "" {
		t.Errorf("the second time: %q", d.Failure())
	}
	blamed(t, s, "modal of "+Yamada+": no response")
}

func TestClosedModal(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) {
		try(t, a.respond(i, discordgo.InteractionResponseModal, form("氏名", written("name", "名前"))))
	})
	done(t, s.Command(Yamada, General, "daicho"))
	done(t, s.CloseModal(Yamada))
	if _, open := s.Modal(Yamada); open {
		t.Error("it is open still")
	}
	clean(t, s)
}

func TestWithResponse(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(nil)
	d := s.Command(Yamada, General, "daicho")
	i := a.next()
	status, body := a.call("POST", "interactions/"+i.ID+"/"+i.Token+"/callback?with_response=true", `{"type":4,"data":{"content":"x","flags":64,`+nobodyJSON+`}}`)
	var got struct {
		Interaction struct {
			Ephemeral bool   `json:"response_message_ephemeral"`
			ID        string `json:"response_message_id"`
		}
		Resource struct{ Message discordgo.Message }
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 || !got.Interaction.Ephemeral || got.Resource.Message.ID != got.Interaction.ID || got.Resource.Message.Content != "x" {
		t.Errorf("%d %s", status, body)
	}
	done(t, d)
	clean(t, s)
}

func TestUpdateOfWhatIsGone(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	m := must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("x", buttons("はい"))))
	sc := last(t, s, Yamada, General)
	_ = s.Click(Yamada, sc, sc.Buttons[0])
	i := a.next()
	try(t, a.api.ChannelMessageDelete(General, m.ID))
	code(t, a.respond(i, discordgo.InteractionResponseUpdateMessage, private("y")), 10008)
	blamed(t, s, "the message is gone")
}

func TestOptionThatIsGone(t *testing.T) {
	s, a := start(t, Options{})
	menu := func(value string) []discordgo.MessageComponent {
		return []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
			discordgo.SelectMenu{CustomID: "m", Options: []discordgo.SelectMenuOption{{Label: "い", Value: value}}}}}}
	}
	m := must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("x", menu("a")...)))
	sc := last(t, s, Yamada, General)
	next := menu("b")
	must[*discordgo.Message](t)(a.api.ChannelMessageEditComplex(&discordgo.MessageEdit{ID: m.ID, Channel: General, Components: &next, AllowedMentions: nobody()}))
	d := s.Choose(Yamada, sc, sc.Selects[0], "a")
	done(t, d)
	if d.Failure() != "Component validation failed" {
		t.Errorf("chosen: %q", d.Failure())
	}
	clean(t, s)
}

func TestTyping(t *testing.T) {
	s, a := start(t, Options{})
	try(t, a.api.ChannelTyping(General))
	if a.api.ChannelTyping("1") == nil {
		t.Error("typed nowhere")
	}
	clean(t, s)
}

func TestInputsOfModals(t *testing.T) {
	group := object{"type": 22, "custom_id": "g", "max_values": 2, "options": many(3, optionNo)}
	check := object{"type": 23, "custom_id": "k", "default": true}
	s, a := start(t, Options{})
	a.register()
	a.connect(nil)
	d := s.Command(Yamada, General, "daicho")
	status, body := a.callback(a.next(), 9, modalOfRows(labelOf(group), labelOf(check), object{"type": 10, "content": "**説明**"}))
	if done(t, d); status != 204 {
		t.Fatalf("%d %s", status, body)
	}
	m, _ := s.Modal(Yamada)
	if want := "t\nl\n○ o\n○ o\n○ o\nl\ntrue\n説明"; m.Text != want {
		t.Errorf("it reads %q, want %q", m.Text, want)
	}
	if s.SubmitModal(Yamada, map[string]string{"g": "v0\nv1\nv2"}) != nil {
		t.Error("three of two")
	}
	d = s.SubmitModal(Yamada, map[string]string{"g": "v0\nv2", "k": "false"})
	if !strings.Contains(string(d.Payload), `"values":["v0","v2"]`) || !strings.Contains(string(d.Payload), `"value":false`) {
		t.Errorf("submitted: %s", d.Payload)
	}
	clean(t, s)
}

// callback responds as a client without discordgo does.
func (a *app) callback(i *discordgo.InteractionCreate, kind int, data object) (int, string) {
	a.t.Helper()
	return a.call("POST", "interactions/"+i.ID+"/"+i.Token+"/callback", string(raw(object{"type": kind, "data": data})))
}
