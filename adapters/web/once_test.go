package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"daicho/bot"
)

// TestLinkOfASingleUse: a look at it takes nothing, a press of the button
// does, and nobody speaks through it before.
func TestLinkOfASingleUse(t *testing.T) {
	h := open(t)
	h.secrets.single(h.ref)
	for range 2 { // previews look, too
		if res := ask(t, "GET", h.link, "", "Accept", "text/html"); res.StatusCode != 200 || res.Header.Get("Set-Cookie") != "" {
			t.Fatalf("a look: %s, cookie %q", res.Status, res.Header.Get("Set-Cookie"))
		}
	}
	if res := ask(t, "POST", h.link+"/turn", `{"press":"menu"}`); res.StatusCode != http.StatusForbidden {
		t.Errorf("a turn before it was opened: %s", res.Status)
	}
	if res := ask(t, "GET", h.link+"/file?at=menu&name=x", ""); res.StatusCode != http.StatusForbidden {
		t.Errorf("a file before it was opened: %s", res.Status)
	}
	taken := ask(t, "POST", h.link, "", "Origin", h.Base(), "Sec-Fetch-Site", "same-origin")
	cookie, _, _ := strings.Cut(taken.Header.Get("Set-Cookie"), ";")
	if taken.StatusCode != http.StatusSeeOther || cookie == "" {
		t.Fatalf("the button: %s, cookie %q", taken.Status, cookie)
	}
	if res := ask(t, "GET", h.link, "", "Accept", "text/html"); res.StatusCode != http.StatusGone {
		t.Errorf("somebody else later: %s", res.Status)
	}
	if res := ask(t, "POST", h.link, ""); res.StatusCode != http.StatusGone || res.Header.Get("Set-Cookie") != "" {
		t.Errorf("taken once more: %s", res.Status)
	}
	if res := ask(t, "GET", h.link, "", "Cookie", cookie); res.StatusCode != http.StatusSeeOther {
		t.Errorf("the same browser later: %s", res.Status)
	}
	if res := ask(t, "POST", h.Base()+"/p/"+h.ref+"/turn", `{"press":"menu"}`, "Cookie", cookie, "X-Daicho", "1"); res.StatusCode != 200 {
		t.Errorf("a turn of who took it: %s", res.Status)
	}
	if secret := h.link[strings.LastIndex(h.link, "/")+1:]; strings.Contains(h.log.String(), secret) {
		t.Error("the log has the secret")
	}
}

// TestPictureShownOnce is in the answer itself: no address leads to it.
func TestPictureShownOnce(t *testing.T) {
	once := bot.Attachment{Kind: bot.Picture, Name: "link.png", Alt: "a", Spec: "qr:secret-of-a-link", Once: true}
	v := wireView{View: bot.View{At: "link/p2"}}
	v.Attach = onWire(bot.View{At: "link/p2", Attach: []bot.Attachment{once}}).Attach
	s := &Server{core: newFakeCore()}
	if err := s.inline(t.Context(), &v); err != nil || len(v.Attach) != 1 {
		t.Fatalf("%v, %+v", err, v.Attach)
	}
	body, err := json.Marshal(v)
	if err != nil || !strings.Contains(string(body), `"url":"data:image/png;base64,`) || strings.Contains(string(body), "secret-of-a-link") {
		t.Errorf("%s, %v", body, err)
	}
}
