package discord

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"daicho/adapters/discord/discordtest"
)

func TestManifest(t *testing.T) {
	text, err := Manifest(discordtest.Token)
	var got struct {
		Invite   string    `json:"invite_url"`
		Commands []command `json:"commands"`
	}
	if err != nil || json.Unmarshal(text, &got) != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if !strings.Contains(got.Invite, "client_id="+discordtest.Application) || !strings.Contains(got.Invite, "permissions=52224&") {
		t.Errorf("the address is %s", got.Invite)
	}
	if !bytes.Contains(text, []byte(got.Invite)) {
		t.Errorf("the address cannot be copied from %s", text)
	}
	var names []string
	for _, c := range got.Commands {
		names = append(names, c.Name+" "+c.Names["ja"])
	}
	if !slices.Equal(names, []string{"daicho メニュー", "diagnosis 自社診断", "ledger 台帳", "visit 訪問指導", "homework 宿題"}) {
		t.Errorf("the commands are %q", names)
	}
	for _, token := range []string{"", "x.y.z", "bm9ib2R5.y.z"} {
		if !strings.Contains(InviteURL(token), unknownApplication) {
			t.Errorf("%q leads to %s", token, InviteURL(token))
		}
	}
}
