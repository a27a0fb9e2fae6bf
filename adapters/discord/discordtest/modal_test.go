package discordtest

import (
	"encoding/json"
	"testing"

	"github.com/bwmarrin/discordgo"
)

func form(title string, inputs ...discordgo.TextInput) *discordgo.InteractionResponseData {
	data := &discordgo.InteractionResponseData{CustomID: "page", Title: title}
	for _, in := range inputs {
		data.Components = append(data.Components, discordgo.ActionsRow{Components: []discordgo.MessageComponent{in}})
	}
	return data
}

func written(id, label string) discordgo.TextInput {
	return discordgo.TextInput{CustomID: id, Label: label, Style: discordgo.TextInputParagraph, Required: true, MaxLength: 10}
}

func TestModal(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) {
		if i.Type == discordgo.InteractionApplicationCommand {
			try(t, a.respond(i, discordgo.InteractionResponseModal, form("氏名", written("name", "名前"))))
		}
	})
	done(t, s.Command(Yamada, General, "daicho"))
	a.next()
	m, ok := s.Modal(Yamada)
	if !ok || m.Text != "氏名\n名前" || m.Inputs[0].CustomID != "name" || !m.Inputs[0].Required || !m.Inputs[0].Long {
		t.Fatalf("the modal is %+v", m)
	}
	if d := s.SubmitModal(Yamada, nil); d != nil {
		t.Error("an empty modal was submitted")
	}
	if m, _ = s.Modal(Yamada); m.Text != "氏名\n名前\n⚠ This field is required" {
		t.Errorf("it says %q", m.Text)
	}
	d := s.SubmitModal(Yamada, map[string]string{"name": "山田"})
	i := a.next()
	row := i.ModalSubmitData().Components[0].(*discordgo.ActionsRow)
	if in := row.Components[0].(*discordgo.TextInput); in.Value != "山田" || i.ModalSubmitData().CustomID != "page" || i.Message != nil {
		t.Errorf("submitted: %+v", in)
	}
	if _, open := s.Modal(Yamada); !open {
		t.Error("the modal closes only with the response")
	}
	try(t, a.says(i, "どうも"))
	done(t, d)
	if _, open := s.Modal(Yamada); open {
		t.Error("the modal is open still")
	}
	clean(t, s)
	_ = s.Command(Yamada, General, "daicho")
	a.next()
	_ = s.SubmitModal(Yamada, map[string]string{"name": "鈴木"})
	code(t, a.respond(a.next(), discordgo.InteractionResponseModal, form("氏名", written("name", "名前"))), 50035)
	blamed(t, s, "a response of type 9 to modal")
}

func TestModalOfButtonUpdatesItsMessage(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	a.connect(func(i *discordgo.InteractionCreate) {
		switch i.Type {
		case discordgo.InteractionApplicationCommand:
			try(t, a.says(i, "一", buttons("書く")))
		case discordgo.InteractionMessageComponent:
			try(t, a.respond(i, discordgo.InteractionResponseModal, form("氏名", written("name", "名前"))))
		default:
			try(t, a.respond(i, discordgo.InteractionResponseUpdateMessage, &discordgo.InteractionResponseData{Content: "二", AllowedMentions: nobody()}))
		}
	})
	done(t, s.Command(Yamada, General, "daicho"))
	a.next()
	sc := last(t, s, Yamada, General)
	done(t, s.Click(Yamada, sc, sc.Buttons[0]))
	a.next()
	done(t, s.SubmitModal(Yamada, map[string]string{"name": "山田"}))
	if i := a.next(); i.Message == nil || i.Message.ID != sc.ID {
		t.Errorf("the submission is not of the message: %+v", i.Interaction)
	}
	if sc = last(t, s, Yamada, General); sc.Text != "二" {
		t.Errorf("after it: %q", sc.Text)
	}
	clean(t, s)
}

// own is a component that discordgo does not know.
type own object

func (o own) Type() discordgo.ComponentType { return discordgo.ComponentType(o["type"].(int)) }

func (o own) MarshalJSON() ([]byte, error) { return json.Marshal(object(o)) }

func TestModalOfLabels(t *testing.T) {
	s, a := start(t, Options{})
	a.register()
	rows := []discordgo.MessageComponent{
		own{"type": 18, "label": "問一", "description": "選んでください", "component": object{"type": 21, "custom_id": "one", "options": []object{{"label": "はい", "value": "y"}, {"label": "いいえ", "value": "n"}}}},
		own{"type": 18, "label": "誰", "component": object{"type": 5, "custom_id": "who"}},
		own{"type": 18, "label": "好きなもの", "component": object{"type": 3, "custom_id": "many", "min_values": 2, "max_values": 2, "options": []object{{"label": "い", "value": "a"}, {"label": "ろ", "value": "b"}, {"label": "は", "value": "c"}}}},
		own{"type": 18, "label": "ひとこと", "component": object{"type": 4, "custom_id": "words", "style": 1, "required": false}},
		own{"type": 18, "label": "名簿", "component": object{"type": 19, "custom_id": "file", "required": false}},
	}
	a.connect(nil)
	raws := make(chan json.RawMessage, 10)
	a.api.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) {
		if e.Type == "INTERACTION_CREATE" {
			raws <- e.RawData
		}
	})
	d := s.Command(Yamada, General, "daicho")
	i := a.next()
	try(t, a.respond(i, discordgo.InteractionResponseModal, &discordgo.InteractionResponseData{CustomID: "page", Title: "質問", Components: rows}))
	done(t, d)
	await(t, "the command", raws)
	if d := s.SubmitModal(Yamada, map[string]string{"one": "y", "who": Suzuki, "many": "a"}); d != nil {
		t.Error("one of two was enough")
	}
	s.UploadToModal(Yamada, "file", "名簿.csv", []byte("x"))
	m, _ := s.Modal(Yamada)
	if want := "質問\n問一\n選んでください\n● はい\n○ いいえ\n誰\n鈴木 花子\n好きなもの\n● い\n○ ろ\n○ は\n⚠ This field is required\nひとこと\n名簿\n📎 名簿.csv"; m.Text != want {
		t.Errorf("the modal reads %q, want %q", m.Text, want)
	}
	s.SubmitModal(Yamada, map[string]string{"many": "a\nc"})
	var got struct {
		Data struct {
			Components []struct {
				Type      int
				Component struct {
					CustomID string `json:"custom_id"`
					Value    string
					Values   []string
				}
			}
			Resolved map[string]map[string]any
		}
	}
	if err := json.Unmarshal(await(t, "the submission", raws), &got); err != nil {
		t.Fatal(err)
	}
	rowsBack := got.Data.Components
	if len(rowsBack) != 5 || rowsBack[0].Type != 18 || rowsBack[0].Component.Value != "y" || rowsBack[1].Component.Values[0] != Suzuki || len(rowsBack[2].Component.Values) != 2 || len(rowsBack[4].Component.Values) != 1 {
		t.Errorf("submitted: %+v", rowsBack)
	}
	if len(got.Data.Resolved["users"]) != 1 || len(got.Data.Resolved["members"]) != 1 || len(got.Data.Resolved["attachments"]) != 1 {
		t.Errorf("resolved: %v", got.Data.Resolved)
	}
	clean(t, s)
}
