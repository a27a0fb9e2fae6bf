package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/adapters/mail/mailtest"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

const mailPassword = "hi-mi-tsu"

// mailSection is a [mail] that leads to the server.
func mailSection(s *mailtest.Server, more string) string {
	return fmt.Sprintf("[mail]\nhost = %q\nport = %d\nsecurity = \"none\"\nfrom = \"光陽精機 台帳係 <daicho@koyo.example.jp>\"\n%s", mailtest.Host, s.Port, more)
}

const mailLogin = "user = \"daicho\"\npassword = \"" + mailPassword + "\"\n"

// TestRemindedByMail: who uses the page alone and has said at which address gets
// the morning's reminder there, once, with the page's address and no secret.
func TestRemindedByMail(t *testing.T) {
	s := mailtest.Start(t, mailtest.Options{User: "daicho", Password: mailPassword})
	cfg, err := (&common{config: write(t, "daicho.toml", fmt.Sprintf("data = %q\n[web]\nlisten = \"127.0.0.1:0\"\nbase_url = \"https://daicho.example.jp\"\n%s",
		filepath.Join(t.TempDir(), "d.db"), mailSection(s, mailLogin)))}).load(noEnv)
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, cfg.Data)
	h.cfg, h.now = cfg, func() time.Time { return time.Date(2026, 12, 7, 9, 31, 0, 0, cfg.zone()) }
	d := &localDesk{house: h, makeLink: h.awayLink}
	made, err := d.prepare(t.Context(), opening{manager: "佐藤"})
	if err != nil || len(made) != 1 {
		t.Fatal(made, err)
	}
	err = h.store.Turn(t.Context(), "web", func(tx *store.Tx) error {
		people, err := tx.People()
		if err != nil {
			return err
		}
		people[0].Reminders.Mail = "sato@koyo.example.jp"
		return errors.Join(tx.PutPerson(people[0]), tx.PutProgramme(guidance.Programme{No: 1, Applied: "2026-12-01", Visits: [guidance.VisitCount]guidance.Visit{{Day: "2026-12-10"}}}))
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		ended <- h.serve(ctx, &program{out: io.Discard, err: io.Discard, env: noEnv, now: h.now}, opening{})
	}()
	var came mailtest.Mail
	select {
	case came = <-s.Came:
		cancel()
	case <-ctx.Done():
		t.Error("no mail came")
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(strings.NewReader(string(came.Raw)))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || !strings.Contains(subject, "第1回の訪問まであと3日です") || came.User != "daicho" || len(came.To) != 1 || came.To[0] != "sato@koyo.example.jp" {
		t.Errorf("%s, %v: %+v", subject, err, came)
	}
	if from, err := m.Header.AddressList("From"); err != nil || from[0].Name != "光陽精機 台帳係" || from[0].Address != "daicho@koyo.example.jp" {
		t.Errorf("%v %v", from, err)
	}
}

// TestNoMail: without a server nobody is offered mails, and one that is meant for
// somebody does not wait.
func TestNoMail(t *testing.T) {
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	to := bot.Recipient{Account: bot.Account{Home: "mail", ID: "sato@koyo.example.jp"}}
	if err := h.surfaces(nil).adapter(to.Home()).Post(t.Context(), to, bot.View{}); !errors.Is(err, bot.ErrRefused) || h.cfg.Mail.home() != "" {
		t.Errorf("%v", err)
	}
	posts, err := h.cfg.posts(nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := posts.Run(ctx, nobody{}); err != nil {
		t.Error(err)
	}
}

// TestMailAtTheStart: a mistake ends the start before a file is made, and tells
// no secret.
func TestMailAtTheStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "d.db")
	for _, command := range []string{"serve", "demo"} {
		got := run(t, map[string]string{"DAICHO_MAIL_HOST": "smtp.example.jp", "DAICHO_MAIL_USER": "daicho", "DAICHO_MAIL_PASSWORD": mailPassword}, command, "--data", file, "--listen", "127.0.0.1:0")
		if got.code != exitFail || !strings.Contains(got.err, "from must be one address") || !strings.Contains(got.err, "メールアドレスを1つ書いてください") || strings.Contains(got.err, mailPassword) {
			t.Errorf("%s: exit %d: %s", command, got.code, got.err)
		}
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s made a file: %v", command, err)
		}
	}
}

// TestMailEnvironment: the variables win over the file, the password over a file
// of its own.
func TestMailEnvironment(t *testing.T) {
	env := map[string]string{"DAICHO_MAIL_HOST": "b.example.jp", "DAICHO_MAIL_PORT": "465", "DAICHO_MAIL_SECURITY": "tls", "DAICHO_MAIL_PASSWORD": "geheim", "DAICHO_MAIL_FROM": "b@example.jp"}
	path := write(t, "c.toml", "[mail]\nhost = \"a.example.jp\"\nuser = \"daicho\"\npassword_file = \"p\"\n")
	got, err := (&common{config: path}).load(noEnv)
	if want := (mailConfig{Host: "a.example.jp", Port: 587, User: "daicho", PasswordFile: filepath.Join(filepath.Dir(path), "p"), Security: "starttls"}); err != nil || got.Mail != want {
		t.Errorf("%+v, %v", got.Mail, err)
	}
	got, err = (&common{config: path}).load(func(name string) string { return env[name] })
	if want := (mailConfig{Host: "b.example.jp", Port: 465, User: "daicho", Password: "geheim", From: "b@example.jp", Security: "tls"}); err != nil || got.Mail != want {
		t.Errorf("%+v, %v", got.Mail, err)
	}
	if err := got.checkMail(); err != nil {
		t.Error(err)
	}
	env["DAICHO_MAIL_PORT"] = "smtps"
	if _, err := (&common{}).load(func(name string) string { return env[name] }); err == nil || !strings.Contains(err.Error(), "DAICHO_MAIL_PORT") || !japanese(err.Error()) {
		t.Errorf("%v", err)
	}
}

func TestCheckLooksAtMail(t *testing.T) {
	open := mailtest.Start(t, mailtest.Options{User: "daicho", Password: mailPassword})
	safe := mailtest.Start(t, mailtest.Options{StartTLS: true})
	free := mailtest.Start(t, mailtest.Options{})
	section := func(text, from, to string) string { return plainSite + strings.Replace(text, from, to, 1) }
	for _, c := range []checkCase{
		{"fine", func(s *site) { s.config(plainSite + mailSection(open, mailLogin)) }, "mail", fine, "lets daicho in"},
		{"in the clear", func(s *site) { s.config(plainSite + mailSection(open, mailLogin)) }, "mail", look, "unencrypted"},
		{"a password of its own file", func(s *site) {
			s.write("p", mailPassword+"\n", 0o600)
			s.config(plainSite + mailSection(open, "user = \"daicho\"\npassword_file = \"p\"\n"))
		}, "mail", fine, "lets daicho in"},
		{"a file for all to read", func(s *site) {
			s.write("p", mailPassword, 0o644)
			s.config(plainSite + mailSection(open, "user = \"daicho\"\npassword_file = \"p\"\n"))
		}, "mail", look, "can be read by others"},
		{"no such file", func(s *site) { s.config(plainSite + mailSection(open, "user = \"daicho\"\npassword_file = \"p\"\n")) }, "mail", wrong, "is not there"},
		{"wrong password", func(s *site) { s.config(section(mailSection(open, mailLogin), mailPassword, "geheim")) }, "mail", wrong, "does not accept user and password"},
		{"no login there", func(s *site) { s.config(plainSite + mailSection(free, mailLogin)) }, "mail", wrong, "no way to log in"},
		{"no STARTTLS", func(s *site) { s.config(section(mailSection(open, mailLogin), "\"none\"", "\"starttls\"")) }, "mail", wrong, "does not offer STARTTLS"},
		{"nobody trusts it", func(s *site) { s.config(section(mailSection(safe, ""), "\"none\"", "\"starttls\"")) }, "mail", wrong, "no encrypted connection"},
		{"away", func(s *site) { s.config(plainSite + mailSection(&mailtest.Server{Port: 1}, mailLogin)) }, "mail", look, "does not answer"},
		{"no sender", func(s *site) { s.config(section(mailSection(open, mailLogin), "<daicho@koyo.example.jp>", "")) }, "mail", wrong, "from must be one address"},
		{"security", func(s *site) { s.config(section(mailSection(open, mailLogin), "\"none\"", "\"ssl\"")) }, "mail", wrong, "must be one of starttls, tls, none"},
		{"without a host", func(s *site) { s.config(plainSite + "[mail]\nfrom = \"a@example.jp\"\n") }, "mail", look, "mail.host is empty"},
		{"misspelt", func(s *site) { s.config(plainSite + mailSection(open, "passwort = \"geheim\"\n")) }, "configuration", wrong, "Perhaps mail.password is meant"},
		{"a secret on a line that is none", func(s *site) { s.config(plainSite + mailSection(open, "password = geheim\n")) }, "configuration", wrong, "not written as TOML"},
		{"a port in words", func(s *site) { s.env["DAICHO_MAIL_PORT"] = "smtp" }, "environment", wrong, "is no whole number"},
		{"over the file", func(s *site) {
			s.config(plainSite + mailSection(open, mailLogin))
			s.env["DAICHO_MAIL_PORT"], s.env["DAICHO_MAIL_PASSWORD"] = "1", "geheim"
		}, "environment", look, "DAICHO_MAIL_PASSWORD overrules mail.password"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			c.set(s)
			found, shown := s.check()
			hit := false
			for _, f := range found {
				hit = hit || f.Item == c.item && f.State == c.state && strings.Contains(f.What+" | "+f.Mend, c.want)
				if f.State == wrong && c.state != wrong || titles[f.Item] == "" || !japanese(f.WhatJa+f.MendJa) {
					t.Errorf("%+v", f)
				}
			}
			if !hit || strings.Contains(shown.out, mailPassword) || strings.Contains(shown.out, "geheim") {
				t.Errorf("no %s about %s with %q, or a secret, in:\n%s", c.state, c.item, c.want, shown.out)
			}
		})
	}
	if len(open.Came)+len(safe.Came) > 0 {
		t.Error("the check sent a mail")
	}
}
