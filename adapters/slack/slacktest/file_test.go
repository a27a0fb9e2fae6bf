package slacktest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

func upload(a *app, p slack.UploadFileParameters) (*slack.FileSummary, error) {
	p.Filename, p.Title, p.AltTxt = "radar.png", "レーダー", "図"
	if p.FileSize == 0 {
		p.FileSize = 3
	}
	p.Reader = strings.NewReader("PNG")
	return a.api.UploadFile(p)
}

func TestUpload(t *testing.T) {
	s, a := start(t, Options{})
	f := must[*slack.FileSummary](t)(upload(a, slack.UploadFileParameters{Channel: s.DM(yamada), InitialComment: "*どうぞ*"}))
	sc := one(t, s.Screens(yamada, s.DM(yamada)))
	if sc.Text != "どうぞ\n📎 レーダー" || len(sc.Files) != 1 {
		t.Fatalf("got %+v", sc)
	}
	if got := sc.Files[0]; got.ID != f.ID || got.Name != "radar.png" || got.Title != "レーダー" || got.Alt != "図" || string(got.Data) != "PNG" {
		t.Errorf("got %+v", got)
	}
	info, _, _, err := a.api.GetFileInfo(f.ID, 0, 0)
	if err != nil || info.Shares.Private[s.DM(yamada)][0].Ts != sc.TS {
		t.Errorf("got %+v %v", info, err)
	}
	_, err = upload(a, slack.UploadFileParameters{Channel: lobby, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewSectionBlock(plainText("一緒に"), nil, nil)}}})
	if err != nil {
		t.Fatal(err)
	}
	if sc := one(t, s.Screens(sato, lobby)); sc.Text != "一緒に\n📎 レーダー" {
		t.Errorf("got %+v", sc)
	}
	clean(t, s)
	if s.Calls("upload") != 2 {
		t.Error("uploads are not counted")
	}
}

func TestUploadRefusals(t *testing.T) {
	s, a := start(t, Options{})
	_, err := upload(a, slack.UploadFileParameters{Channel: yamada})
	code(t, err, "CompleteUploadExternal: invalid_channel")
	blamed(t, s, "is a user, not a channel")
	if _, err := upload(a, slack.UploadFileParameters{FileSize: 4}); err == nil {
		t.Error("the wrong size")
	}
	blamed(t, s, "3 bytes came, 4 were announced")
	s.Fail("upload", 1, Failure{Status: 500})
	if _, err := upload(a, slack.UploadFileParameters{}); err == nil {
		t.Error("did not fail")
	}
	_, err = a.api.CompleteUploadExternalContext(context.Background(), slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: "F0"}}})
	code(t, err, "file_not_found")
	_, err = upload(a, slack.UploadFileParameters{Channel: "C0NOWHERE"})
	code(t, err, "CompleteUploadExternal: channel_not_found")
}

func TestLateFiles(t *testing.T) {
	s, a := start(t, Options{})
	s.LateFiles(2)
	f := must[*slack.FileSummary](t)(upload(a, slack.UploadFileParameters{Channel: s.DM(yamada)}))
	if len(s.Screens(yamada, s.DM(yamada))) != 0 {
		t.Error("it is there at once")
	}
	info, _, _, err := a.api.GetFileInfo(f.ID, 0, 0)
	if err != nil || len(info.Shares.Private) != 0 {
		t.Errorf("got %+v %v", info, err)
	}
	info, _, _, err = a.api.GetFileInfo(f.ID, 0, 0)
	if err != nil || len(info.Shares.Private) != 1 {
		t.Errorf("got %+v %v", info, err)
	}
	one(t, s.Screens(yamada, s.DM(yamada)))
	clean(t, s)
}

func TestSlackFileInImage(t *testing.T) {
	s, a := start(t, Options{})
	f := must[*slack.FileSummary](t)(upload(a, slack.UploadFileParameters{}))
	show := func(id string) error {
		_, _, err := a.api.PostMessage(yamada, slack.MsgOptionText("x", false), slack.MsgOptionBlocks(
			slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: id}, "図の説明", "", plainText("題"))))
		return err
	}
	if err := show(f.ID); err != nil {
		t.Fatal(err)
	}
	sc := one(t, s.Screens(yamada, s.DM(yamada)))
	if sc.Text != "題\n［🖼 図の説明］" || len(sc.Files) != 1 || string(sc.Files[0].Data) != "PNG" || sc.Files[0].Alt != "図の説明" {
		t.Errorf("got %+v", sc)
	}
	s.LateFiles(2)
	late := must[*slack.FileSummary](t)(upload(a, slack.UploadFileParameters{}))
	code(t, show(late.ID), "invalid_blocks")
	clean(t, s)
	if err := show(late.ID); err != nil {
		t.Error(err)
	}
	s.Pass(3 * time.Second)
	code(t, show("F0"), "invalid_blocks")
	blamed(t, s, "invalid slack_file")
}

func TestDrop(t *testing.T) {
	s, a := start(t, Options{})
	a.connect(nil)
	done(t, s.Drop(yamada, s.DM(yamada), "表 一.xlsx", []byte("XLSX"), "これ"))
	m := said(a.next())
	if m.SubType != "file_share" || m.Text != "これ" || len(m.Message.Files) != 1 || m.Message.Files[0].Name != "表 一.xlsx" {
		t.Fatalf("got %+v", m)
	}
	var got bytes.Buffer
	at := m.Message.Files[0].URLPrivateDownload
	if err := a.api.GetFile(at, &got); err != nil || got.String() != "XLSX" {
		t.Errorf("got %q %v", got.String(), err)
	}
	clean(t, s)
	answer, err := fresh(t).Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if page, _ := io.ReadAll(answer.Body); answer.StatusCode != http.StatusOK || !strings.Contains(string(page), "Sign in") {
		t.Errorf("got %d %s", answer.StatusCode, page)
	}
	blamed(t, s, "download: wrong token")
}
