// Package mailtest is a mail server on loopback for tests: it takes mails over
// the wire as any does, and shows what came.
package mailtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Host is where every server is.
const Host = "127.0.0.1"

// Options are what a server is like.
type Options struct {
	// TLS has it encrypted from the start, StartTLS has it offer that.
	TLS, StartTLS bool
	// User and Password are whom it lets in; everybody where they are empty.
	User, Password string
	// Ways are how one may log in, PLAIN and LOGIN unless set.
	Ways []string
	// Answer is what it says of an address at a step, Sender, Person or Text: nil
	// to go on, otherwise a Refusal. Nothing is refused unless set.
	Answer func(step, address string) error
}

// The steps at which a mail may be refused.
const (
	Sender = "MAIL"
	Person = "RCPT"
	Text   = "DATA"
)

// Refusal is an answer of a server: 550, 5.1.1, in words. Three zeros for the
// finer number leave it out.
func Refusal(code int, detail [3]int, words string) error {
	if detail == ([3]int{}) {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: words}
	}
	return &smtp.SMTPError{Code: code, EnhancedCode: detail, Message: words}
}

// Mail is a mail as it came.
type Mail struct {
	From string   // of the envelope
	To   []string // of the envelope
	Raw  []byte
	// User is who handed it in, Safe whether over an encrypted connection.
	User string
	Safe bool
}

// Server is one that runs until the test ends.
type Server struct {
	Port int
	// Roots trust its certificate.
	Roots *x509.CertPool
	// Came gives every mail once.
	Came <-chan Mail

	options Options
	came    chan Mail
	mu      sync.Mutex
	logins  int
}

// Start runs a server.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	if o.Ways == nil {
		o.Ways = []string{sasl.Plain, sasl.Login}
	}
	cert, roots := certificate(t)
	came := make(chan Mail, 1000)
	s := &Server{Roots: roots, Came: came, came: came, options: o}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "localhost", true, log.New(io.Discard, "", 0)
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	l, err := net.Listen("tcp", Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	secure := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	if o.TLS {
		l = tls.NewListener(l, secure)
	}
	if o.StartTLS {
		server.TLSConfig = secure
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		err := server.Close()
		_ = l.Close() // which the server does not know yet if it has only just begun
		if err := errors.Join(err, <-ended); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Logins is how often somebody was let in or turned away.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// certificate is one that names this machine, and trusts itself.
func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.ParseIP(Host)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	own, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(own)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// session is one connection.
type session struct {
	server *Server
	conn   *smtp.Conn
	mail   Mail
	user   string
}

func (s *session) answer(step, address string) error {
	if s.server.options.Answer == nil {
		return nil
	}
	return s.server.options.Answer(step, address)
}

// Reset implements smtp.Session.
func (s *session) Reset() { s.mail = Mail{} }

// Logout implements smtp.Session.
func (s *session) Logout() error { return nil }

// Mail implements smtp.Session.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.options.User != "" && s.user == "" {
		return Refusal(530, [3]int{5, 7, 0}, "log in first")
	}
	_, safe := s.conn.TLSConnectionState()
	s.mail = Mail{From: from, User: s.user, Safe: safe}
	return s.answer(Sender, from)
}

// Rcpt implements smtp.Session.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = append(s.mail.To, to)
	return s.answer(Person, to)
}

// Data implements smtp.Session.
func (s *session) Data(r io.Reader) (err error) {
	if s.mail.Raw, err = io.ReadAll(r); err != nil {
		return err
	}
	if err := s.answer(Text, s.mail.To[0]); err != nil {
		return err
	}
	s.server.came <- s.mail
	return nil
}

// AuthMechanisms implements smtp.AuthSession.
func (s *session) AuthMechanisms() []string {
	if s.server.options.User == "" {
		return nil
	}
	return s.server.options.Ways
}

// Auth implements smtp.AuthSession.
func (s *session) Auth(way string) (sasl.Server, error) {
	if !slices.Contains(s.AuthMechanisms(), way) {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	if way == sasl.Login {
		return &login{check: s.check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return s.check(user, password) }), nil
}

func (s *session) check(user, password string) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.logins++
	o := s.server.options
	if user != o.User || password != o.Password {
		return smtp.ErrAuthFailed
	}
	s.user = user
	return nil
}

// login asks for a name and for a password.
type login struct {
	check func(user, password string) error
	asked int
	user  string
}

// Next implements sasl.Server.
func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}
