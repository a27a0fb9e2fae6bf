package mail

import (
	"strings"
	"testing"
)

func TestConfigMistakes(t *testing.T) {
	for want, change := range map[string]func(*Config){
		"":                      func(*Config) {},
		"host must be":          func(c *Config) { c.Host = "" },
		"smtp.example.jp":       func(c *Config) { c.Host = "smtp.example.jp:587" },
		"name of the mail":      func(c *Config) { c.Host = "smtp://smtp.example.jp" },
		"host には":               func(c *Config) { c.Host = "smtp.example.jp\r\nX" },
		"port must be":          func(c *Config) { c.Port = 70000 },
		"from 1 to 65535":       func(c *Config) { c.Port = -1 },
		"must be one of":        func(c *Config) { c.Security = "ssl" },
		"465 is encrypted":      func(c *Config) { c.Port = 465 },
		"both, or neither":      func(c *Config) { c.User = "" },
		"user and password":     func(c *Config) { c.Password = "" },
		"travel unencrypted":    func(c *Config) { c.Security = None },
		"from must be one":      func(c *Config) { c.From = "" },
		"one address":           func(c *Config) { c.From = "a@example.jp, b@example.jp" },
		"such as daicho@":       func(c *Config) { c.From = "a@example.jp\nBcc: b@example.jp" },
		"one short line":        func(c *Config) { c.FromName = "a\nBcc: b@example.jp" },
		"the page's address":    func(c *Config) { c.Link = "daicho.example.jp" },
		"https://daicho.exampl": func(c *Config) { c.Link = "https://daicho.example.jp/?token=geheim" },
	} {
		c := Config{Host: "smtp.example.jp", User: user, Password: password, From: sender}
		change(&c)
		a, err := New(c)
		if want == "" {
			if err != nil || a.cfg.Port != DefaultPort || a.cfg.Security != StartTLS {
				t.Errorf("%v", err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: %v", want, err)
			continue
		}
		if english, japanese, ok := strings.Cut(err.Error(), " / "); !ok || strings.Contains(japanese, " / ") || strings.ContainsFunc(english, func(r rune) bool { return r >= 'ぁ' && r <= 'ん' }) {
			t.Errorf("not in both languages: %v", err)
		}
	}
}

func TestGoodConfigs(t *testing.T) {
	for _, c := range []Config{
		{Host: "localhost", From: sender, Security: None, Port: 25, User: user, Password: password},
		{Host: "::1", From: sender, Security: None},
		{Host: "192.0.2.1", From: sender, Security: None},
		{Host: "smtp.example.jp", From: sender, Security: TLS, Port: 465, User: user, Password: password, Link: "http://127.0.0.1:8080/"},
	} {
		if err := c.Check(); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
