package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Probe connects to the server, logs in and takes its leave without a mail. The
// error is a *Failure where an operator can mend it.
func (a *App) Probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, a.whole)
	defer cancel()
	server, leave, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer leave()
	_ = server.Quit() // it let us in: that is all that was asked
	return nil
}

// send hands one mail in, over a connection of its own.
func (a *App) send(ctx context.Context, m *mail.Msg, person string) error {
	ctx, cancel := context.WithTimeout(ctx, a.whole)
	defer cancel()
	server, leave, err := a.open(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if err := server.Mail("<" + a.cfg.From + ">"); err != nil {
		return failed(SenderRefused, err)
	}
	if err := server.Rcpt("<" + person + ">"); err != nil {
		return refusedPerson(err)
	}
	w, err := server.Data()
	if err == nil {
		_, err = m.WriteTo(w)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return refusedText(err)
	}
	_ = server.Quit() // the mail is taken, whatever comes of the farewell
	return nil
}

// open connects and logs in. The connection ends with ctx, or with leave.
func (a *App) open(ctx context.Context) (server *smtp.Client, leave func(), err error) {
	conn, err := a.dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	leave = func() {
		stop()
		_ = conn.Close()
	}
	if server, err = a.enter(conn); err != nil {
		leave()
		return nil, nil, err
	}
	return server, leave, nil
}

func (a *App) dial(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: dialTime}
	conn, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(a.cfg.Host, strconv.Itoa(a.cfg.Port)))
	if err != nil {
		return nil, &Failure{NoAnswer, err}
	}
	if end, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(end) // where it cannot be set, ctx closes the connection
	}
	if a.cfg.Security != TLS {
		return conn, nil
	}
	safe := tls.Client(conn, a.tls())
	if err := safe.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, failed(NoTLS, err)
	}
	return safe, nil
}

func (a *App) tls() *tls.Config {
	return &tls.Config{ServerName: a.cfg.Host, RootCAs: a.cfg.Roots, MinVersion: tls.VersionTLS12}
}

// enter says who we are and logs in. With StartTLS nothing goes on in the clear.
func (a *App) enter(conn net.Conn) (*smtp.Client, error) {
	server, err := smtp.NewClient(conn, a.cfg.Host)
	if err == nil {
		err = server.Hello(domain(a.cfg.From)) // not the name of this machine, which is nobody's affair
	}
	if err != nil {
		return nil, failed(NoAnswer, err)
	}
	if a.cfg.Security == StartTLS {
		if offered, _ := server.Extension("STARTTLS"); !offered {
			return nil, &Failure{NoStartTLS, errors.New("not offered")}
		}
		if err := server.StartTLS(a.tls()); err != nil {
			return nil, failed(NoTLS, err)
		}
	}
	return server, a.login(server)
}

func (a *App) login(server *smtp.Client) error {
	if a.cfg.User == "" {
		return nil
	}
	_, offered := server.Extension("AUTH")
	how := a.auth(strings.Fields(strings.ToUpper(offered)))
	if how == nil {
		return &Failure{NoLogin, fmt.Errorf("offered: %q", offered)}
	}
	if err := server.Auth(how); err != nil {
		return failed(LoginRefused, err)
	}
	return nil
}

// auth is the way to log in, nil where none is offered that we know. The first
// two go over an encrypted connection, or to this machine.
func (a *App) auth(offered []string) smtp.Auth {
	has := func(way string) bool { return slices.Contains(offered, way) }
	switch user, password := a.cfg.User, a.cfg.Password; {
	case has("PLAIN"):
		return smtp.PlainAuth("", user, password, a.cfg.Host, false)
	case has("LOGIN"):
		return smtp.LoginAuth(user, password, a.cfg.Host, false)
	case has("SCRAM-SHA-256"):
		return smtp.ScramSHA256Auth(user, password)
	case has("CRAM-MD5"):
		return smtp.CRAMMD5Auth(user, password)
	}
	return nil
}

// lost reports whether a connection broke off or took too long.
func lost(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, os.ErrDeadlineExceeded, context.DeadlineExceeded, context.Canceled, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}
