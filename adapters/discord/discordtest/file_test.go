package discordtest

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
)

func file(name, kind, data string) *discordgo.File {
	return &discordgo.File{Name: name, ContentType: kind, Reader: strings.NewReader(data)}
}

func fetch(t *testing.T, a *app, url string) (int, string) {
	t.Helper()
	resp, err := a.api.Client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body := must[[]byte](t)(io.ReadAll(resp.Body))
	return resp.StatusCode, string(body)
}

func TestDroppedFile(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	done(t, s.Drop(Yamada, s.DM(Yamada), "社員 名簿.csv", []byte("name\n"), "これです"))
	m := await(t, "the message", a.said)
	if len(m.Attachments) != 1 || m.Content != "これです" || m.GuildID != "" || m.Attachments[0].Size != 5 {
		t.Fatalf("the message is %+v", m.Message)
	}
	if status, body := fetch(t, a, m.Attachments[0].URL); status != http.StatusOK || body != "name\n" {
		t.Errorf("%d %q", status, body)
	}
	clean(t, s)
	s.Pass(25 * time.Hour)
	if status, _ := fetch(t, a, m.Attachments[0].URL); status != http.StatusNotFound {
		t.Errorf("a day later: %d", status)
	}
	blamed(t, s, "older than a day")
}

func TestTransportRefusesOthers(t *testing.T) {
	_, a := start(t, Options{})
	if _, err := a.api.Client.Get("https://example.com/"); err == nil || !strings.Contains(err.Error(), "is not Discord") {
		t.Errorf("got %v", err)
	}
}
