package web

import (
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"daicho/bot"
)

func TestConfigCheck(t *testing.T) {
	for name, c := range map[string]struct {
		cfg   Config
		wrong string
	}{
		"nothing said":       {Config{}, ""},
		"loopback":           {Config{Listen: "127.0.0.1:80"}, ""},
		"loopback 6":         {Config{Listen: "[::1]:80"}, ""},
		"localhost":          {Config{Listen: "localhost:80"}, ""},
		"proxy, loopback":    {Config{Listen: "127.0.0.1:80", BaseURL: "https://d.example.jp"}, ""},
		"remote":             {Config{Listen: "0.0.0.0:80", AllowRemote: true, BaseURL: "https://d.example.jp/"}, ""},
		"all addresses":      {Config{Listen: ":8080"}, "allow_remote"},
		"one address":        {Config{Listen: "192.168.1.2:8080"}, "届くアドレス"},
		"no https":           {Config{Listen: "0.0.0.0:80", AllowRemote: true, BaseURL: "http://d.example.jp"}, "base_url"},
		"https alone":        {Config{Listen: "0.0.0.0:80", BaseURL: "https://d.example.jp"}, "allow_remote"},
		"name":               {Config{Listen: "example.jp:80"}, "allow_remote"},
		"no port":            {Config{Listen: "127.0.0.1"}, "host:port"},
		"base with a path":   {Config{BaseURL: "https://d.example.jp/x"}, "パス"},
		"base without https": {Config{BaseURL: "d.example.jp"}, "base_url"},
		"base with a user":   {Config{BaseURL: "https://a:b@d.example.jp"}, "base_url"},
		"negative":           {Config{LinkFor: -1}, "negative"},
	} {
		err := c.cfg.Check()
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New(Config{Listen: "0.0.0.0:0"}, newFakeSecrets()); err == nil {
		t.Error("New listens to all the world")
	}
}

func TestAddressTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := New(Config{Listen: l.Addr().String()}, newFakeSecrets()); err == nil || !strings.Contains(err.Error(), "待ち受け") {
		t.Errorf("got %v", err)
	}
}

func TestHTTPSBase(t *testing.T) {
	h := open(t, func(c *Config) { c.BaseURL = "https://Daicho.example.jp/" })
	if !strings.HasPrefix(h.link, "https://daicho.example.jp/p/web~") {
		t.Errorf("link %s", h.link)
	}
	local := "http://" + h.listener.Addr().String() + strings.TrimPrefix(h.link, h.Base())
	res := ask(t, "GET", local, "", "Host", "daicho.example.jp")
	if c := res.Cookies(); len(c) != 1 || !c[0].Secure || c[0].Name != "__Secure-daicho" || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%s %v", res.Status, c)
	}
	res = ask(t, "POST", local+"/turn", `{"press":"menu"}`, "Host", "daicho.example.jp", "Origin", "https://daicho.example.jp")
	if res.StatusCode != 200 {
		t.Errorf("through a proxy: %s", res.Status)
	}
}

func TestNewLinkRefusesOddHomes(t *testing.T) {
	h := open(t)
	for _, home := range []string{"", "a/b", "a~b", "会社", strings.Repeat("a", 41)} {
		if link, err := h.NewLink(t.Context(), bot.Account{Home: home, ID: "x"}); err == nil {
			t.Errorf("%q: %s", home, link)
		}
	}
}

func TestParseRef(t *testing.T) {
	for ref, home := range map[string]string{
		"web~0123456789abcdef": "web", "a.b-c_d~________________": "a.b-c_d",
		"web": "", "~0123456789abcdef": "", "web~short": "", "web~0123456789abcdef0": "", "w/b~0123456789abcdef": "", "web~0123456789abcde\n": "",
	} {
		got, err := parseRef(ref)
		if got != home || (err == nil) != (home != "") {
			t.Errorf("%q: %q, %v", ref, got, err)
		}
	}
}

func TestAddressBehindAProxy(t *testing.T) {
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = "127.0.0.1:1234"
	r.Header.Add("X-Forwarded-For", "9.9.9.9, 10.1.2.3")
	for trust, want := range map[bool]string{false: "127.0.0.1", true: "10.1.2.3"} {
		s := &Server{cfg: Config{TrustProxy: trust}}
		if got := s.address(r); got != want {
			t.Errorf("trust %v: %q, want %q", trust, got, want)
		}
	}
}
