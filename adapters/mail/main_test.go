package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"mime"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/time/rate"

	"daicho/adapters/mail/mailtest"
	"daicho/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	sender   = "daicho@koyo.example.jp"
	user     = "daicho"
	password = "hi-mi-tsu"
	page     = "https://daicho.example.jp"
)

var yamada = bot.Recipient{Account: bot.Account{Home: Home, ID: "yamada@koyo.example.jp"}}

// app is an adapter for a server, in no hurry unless a test sets that.
func app(t *testing.T, s *mailtest.Server, change func(*Config)) *App {
	t.Helper()
	c := Config{Host: mailtest.Host, Port: s.Port, From: sender, Security: StartTLS, Roots: s.Roots, Link: page, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&c)
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	a.pace = rate.NewLimiter(rate.Inf, 1)
	return a
}

func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// letter is a mail as somebody reads it.
type letter struct {
	mailtest.Mail
	head    netmail.Header
	subject string
	lines   []string
}

// read takes a mail that came apart, and finds what no mail may have.
func read(t *testing.T, s *mailtest.Server) letter {
	t.Helper()
	var l letter
	select {
	case l.Mail = <-s.Came:
	default:
		t.Fatal("no mail came")
	}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(l.Raw, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 300 || bytes.ContainsAny(line, "\r\n\x00") || bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Errorf("not carried everywhere: %q", line)
		}
	}
	m, err := netmail.ReadMessage(bytes.NewReader(l.Raw))
	if err != nil {
		t.Fatal(err)
	}
	l.head = m.Header
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Error(err)
	}
	if kind, more, err := mime.ParseMediaType(m.Header.Get("Content-Type")); err != nil || kind != "text/plain" || !strings.EqualFold(more["charset"], "utf-8") {
		t.Errorf("%s %v %v", kind, more, err)
	}
	if way := m.Header.Get("Content-Transfer-Encoding"); way != "base64" {
		t.Error(way)
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil {
		t.Fatal(err)
	}
	if whole := strings.ReplaceAll(string(text), "\r\n", ""); strings.ContainsAny(whole, "\r\n") {
		t.Errorf("lines end in different ways: %q", text)
	}
	l.lines = strings.Split(strings.TrimSuffix(string(text), "\r\n"), "\r\n")
	return l
}

func (l letter) text() string { return strings.Join(l.lines, "\n") }

// script runs a server that does as told on each connection, until the test
// ends, and gives its port.
func script(t *testing.T, do func(net.Conn)) int {
	t.Helper()
	l, err := net.Listen("tcp", mailtest.Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			do(conn)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-ended
	})
	return l.Addr().(*net.TCPAddr).Port
}
