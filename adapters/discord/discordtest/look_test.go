package discordtest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func TestEmbedsAsRead(t *testing.T) {
	s, a := start(t, Options{})
	m := send("# 見出し", buttons("はい", "いいえ"))
	m.Embeds = []*discordgo.MessageEmbed{{
		Author: &discordgo.MessageEmbedAuthor{Name: "**著者**"}, Title: "**題** <@" + Yamada + ">", Description: "- 一 <@" + Yamada + ">",
		Fields: []*discordgo.MessageEmbedField{{Name: "_項_", Value: "||値||"}}, Footer: &discordgo.MessageEmbedFooter{Text: "*脚*"},
		Image: &discordgo.MessageEmbedImage{URL: "https://example.com/a.png"},
	}}
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, m))
	sc := last(t, s, Sato, General)
	want := "見出し\n**著者**\n題 <@" + Yamada + ">\n• 一 @山田 太郎\n項\n███\n［🖼 https://example.com/a.png］\n*脚*\n［はい］ ［いいえ］"
	if sc.Text != want || sc.Sent != "# 見出し" {
		t.Errorf("it reads\n%s\nwant\n%s", sc.Text, want)
	}
	clean(t, s)
}

func TestMentions(t *testing.T) {
	s, a := start(t, Options{})
	m := send("<@" + Sato + "> さん、@everyone")
	m.AllowedMentions = &discordgo.MessageAllowedMentions{Users: []string{Sato}}
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, m))
	if sc := last(t, s, Yamada, General); sc.Text != "@けん さん、@everyone" || !slices.Equal(sc.Pings, []string{Sato}) {
		t.Errorf("it reads %q and disturbs %v", sc.Text, sc.Pings)
	}
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("<@"+Sato+">")))
	if sc := last(t, s, Yamada, General); len(sc.Pings) != 0 {
		t.Errorf("it disturbs %v", sc.Pings)
	}
	clean(t, s)
}

func TestMenus(t *testing.T) {
	s, a := start(t, Options{})
	none := 0
	a.connect(func(i *discordgo.InteractionCreate) {
		try(t, a.respond(i, discordgo.InteractionResponseDeferredMessageUpdate, nil))
	})
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("選ぶ",
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.SelectMenu{CustomID: "one", Placeholder: "どれ", MinValues: &none, MaxValues: 2, Options: []discordgo.SelectMenuOption{
			{Label: "い", Value: "a", Description: "最初"}, {Label: "ろ", Value: "b", Default: true}, {Label: "は", Value: "c", Emoji: &discordgo.ComponentEmoji{Name: "🙂"}}}}}},
		discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.SelectMenu{MenuType: discordgo.UserSelectMenu, CustomID: "who", Placeholder: "誰",
			DefaultValues: []discordgo.SelectMenuDefaultValue{{ID: Suzuki, Type: "user"}}}}})))
	sc := last(t, s, Yamada, General)
	if want := "選ぶ\n○ い\n最初\n● ろ\n○ 🙂 は\n鈴木 花子"; sc.Text != want || sc.Selects[0].Min != 0 || sc.Selects[0].Max != 2 || sc.Selects[1].Type != 5 {
		t.Errorf("it reads %q, want %q: %+v", sc.Text, want, sc.Selects)
	}
	done(t, s.Choose(Yamada, sc, sc.Selects[0], "a", "c"))
	if data := a.next().MessageComponentData(); !slices.Equal(data.Values, []string{"a", "c"}) || data.ComponentType != 3 {
		t.Errorf("chosen: %+v", data)
	}
	done(t, s.Choose(Yamada, sc, sc.Selects[1], Sato))
	data := a.next().MessageComponentData()
	if data.Resolved.Users[Sato].Username != "sato" || data.Resolved.Members[Sato].Permissions&SendMessages == 0 {
		t.Errorf("chosen: %+v", data)
	}
	clean(t, s)
}

func TestDisabledAndLinks(t *testing.T) {
	s, a := start(t, Options{})
	must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("x", discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.Button{Label: "もう無理", CustomID: "no", Disabled: true, Style: discordgo.DangerButton}, discordgo.Button{Label: "外へ", URL: "https://example.com", Style: discordgo.LinkButton}}})))
	sc := last(t, s, Yamada, General)
	want := []Button{{CustomID: "no", Label: "もう無理", Style: 4, Disabled: true}, {Label: "外へ", URL: "https://example.com", Style: 5}}
	if !slices.Equal(sc.Buttons, want) {
		t.Errorf("buttons: %+v", sc.Buttons)
	}
	clean(t, s)
}

// withFile posts a payload and a file as a client without discordgo does.
func (a *app) withFile(method, path, payload, name, data string) (int, string) {
	a.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	try(a.t, w.WriteField("payload_json", payload))
	part, err := w.CreateFormFile("files[0]", name)
	if err != nil {
		a.t.Fatal(err)
	}
	_, _ = part.Write([]byte(data))
	_ = w.Close()
	q := must[*http.Request](a.t)(http.NewRequest(method, a.s.APIURL()+path, &body))
	q.Header.Set("Authorization", "Bot "+Token)
	q.Header.Set("User-Agent", "DiscordBot (https://example.com, 1)")
	q.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := a.api.Client.Do(q)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer bytes.Buffer
	_, _ = answer.ReadFrom(resp.Body)
	return resp.StatusCode, answer.String()
}

const nobodyJSON = `"allowed_mentions":{"parse":[]}`

func TestAltText(t *testing.T) {
	s, a := start(t, Options{})
	path := "channels/" + General + "/messages"
	status, answer := a.withFile("POST", path, `{"content":"図","attachments":[{"id":0,"description":"折れ線"}],"embeds":[{"image":{"url":"attachment://radar.png"}}],`+nobodyJSON+`}`, "radar.png", "x")
	if status != 200 || !strings.Contains(answer, `"attachments":[]`) || !strings.Contains(answer, s.url("/attachments/"+General)) {
		t.Fatalf("%d %s", status, answer)
	}
	sc := last(t, s, Yamada, General)
	if sc.Text != "図\n［🖼 折れ線］" || sc.Attachments[0].Alt != "折れ線" || !sc.Attachments[0].Embedded || string(sc.Attachments[0].Data) != "x" {
		t.Errorf("it is %+v", sc)
	}
	if status, body := fetch(t, a, sc.Attachments[0].URL); status != 200 || body != "x" {
		t.Errorf("downloaded: %d %q", status, body)
	}
	edit := path + "/" + sc.ID
	if status, answer := a.call("PATCH", edit, `{"embeds":[],`+nobodyJSON+`}`); status != 200 || !strings.Contains(answer, "radar.png") {
		t.Errorf("without the embed the file comes out: %d %s", status, answer)
	}
	if status, answer := a.call("PATCH", edit, `{"attachments":[],`+nobodyJSON+`}`); status != 200 || strings.Contains(answer, "radar.png") {
		t.Errorf("the file goes only with the list: %d %s", status, answer)
	}
	clean(t, s)
	if status, _ := a.call("PATCH", edit, `{"attachments":[{"id":"5"}],`+nobodyJSON+`}`); status != 400 {
		t.Errorf("a file that is not there: %d", status)
	}
	blamed(t, s, "There is no file for")
}

func TestFilesThatAreRefused(t *testing.T) {
	s, a := start(t, Options{})
	path := "channels/" + General + "/messages"
	if status, answer := a.withFile("POST", path, "{"+nobodyJSON+"}", "a.bin", strings.Repeat("x", maxFile+1)); status != 413 || !strings.Contains(answer, "40005") {
		t.Errorf("too big: %d %s", status, answer)
	}
	m := send("x")
	for range 11 {
		m.Files = append(m.Files, file("a.txt", "", "x"))
	}
	_, err := a.api.ChannelMessageSendComplex(General, m)
	code(t, err, 50035)
	if n := len(s.Complaints()); n != 2 {
		t.Errorf("complaints: %q", s.Complaints())
	}
}

func TestNonceAndReply(t *testing.T) {
	s, a := start(t, Options{})
	path := "channels/" + General + "/messages"
	body := `{"content":"x","nonce":"n1","enforce_nonce":true,` + nobodyJSON + `}`
	_, first := a.call("POST", path, body)
	_, second := a.call("POST", path, body)
	if all := s.Screens(Yamada, General); len(all) != 1 || first != second {
		t.Errorf("posted twice: %v", all)
	}
	s.Pass(10 * time.Minute)
	a.call("POST", path, body)
	m := last(t, s, Yamada, General)
	if len(s.Screens(Yamada, General)) != 2 {
		t.Error("later it is another message")
	}
	_, answer := a.call("POST", path, `{"content":"返事","message_reference":{"message_id":"`+m.ID+`"},`+nobodyJSON+`}`)
	if !strings.Contains(answer, `"type":19`) {
		t.Errorf("no reply: %s", answer)
	}
	clean(t, s)
	if status, _ := a.call("POST", path, `{"content":"返事","message_reference":{"message_id":"1"},`+nobodyJSON+`}`); status != 400 {
		t.Errorf("a reply to nothing: %d", status)
	}
}

func TestDeletedByOthers(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	m := must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("x", buttons("はい"))))
	sc := last(t, s, Yamada, General)
	s.DeleteMessages()
	d := s.Click(Yamada, sc, sc.Buttons[0])
	done(t, d)
	if d.Failure() != "Unknown Message" {
		t.Errorf("pressed: %q", d.Failure())
	}
	words := "y"
	_, err := a.api.ChannelMessageEditComplex(&discordgo.MessageEdit{ID: m.ID, Channel: General, Content: &words, AllowedMentions: nobody()})
	code(t, err, 10008)
	clean(t, s)
}

func TestEmptiedMessage(t *testing.T) {
	s, a := start(t, Options{})
	m := must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(General, send("x")))
	none := ""
	_, err := a.api.ChannelMessageEditComplex(&discordgo.MessageEdit{ID: m.ID, Channel: General, Content: &none, AllowedMentions: nobody()})
	code(t, err, 50006)
	if sc := last(t, s, Yamada, General); sc.Text != "x" {
		t.Errorf("it reads %q", sc.Text)
	}
	s.Say(Sato, General, "私の")
	theirs := must[[]*discordgo.Message](t)(a.api.ChannelMessages(General, 1, "", "", ""))
	_, err = a.api.ChannelMessageEditComplex(&discordgo.MessageEdit{ID: theirs[0].ID, Channel: General, Content: &none, AllowedMentions: nobody()})
	code(t, err, 50005)
}

func TestEchoes(t *testing.T) {
	for _, silent := range []bool{false, true} {
		s := Start(t, Options{NoEcho: silent})
		a := of(t, s)
		echoes := make(chan *discordgo.MessageCreate, 10)
		a.api.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { echoes <- m })
		a.connect(nil)
		must[*discordgo.Message](t)(a.api.ChannelMessageSendComplex(a.dm(Yamada), send("x")))
		if silent {
			done(t, s.Say(Yamada, s.DM(Yamada), "y"))
		}
		if m := await(t, "a message", echoes); (m.Author.ID == Application) == silent {
			t.Errorf("silent %v: heard %+v", silent, m.Message)
		}
	}
}
