package mail

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// How a connection is kept from being read on its way.
const (
	// StartTLS begins in the clear and goes on only once it is encrypted.
	StartTLS = "starttls"
	// TLS is encrypted from the start.
	TLS = "tls"
	// None is not encrypted: for a server on the same machine or net.
	None = "none"
)

// Securities are the words that Config.Security takes.
var Securities = []string{StartTLS, TLS, None}

// DefaultPort is where servers take mail from programs.
const DefaultPort = 587

// DefaultFromName is whose name stands on a mail.
const DefaultFromName = "台帳係 daicho"

// Config is where mails are handed in, and from whom they are.
type Config struct {
	// Host and Port are the server that takes them.
	Host string
	Port int
	// User and Password are how to log in there; both empty where the server asks
	// nobody. With None they go to this machine alone.
	User, Password string
	// From is the sender's address, FromName the name beside it: DefaultFromName
	// unless set.
	From, FromName string
	// Security is StartTLS unless set.
	Security string
	// Link is the address of the page that people open. It is the same for all,
	// never a personal link; empty where none is to be named.
	Link string
	// Roots are who is trusted to name a server; those of the system unless set.
	Roots *x509.CertPool
	// Log is the log; the system's unless set.
	Log *slog.Logger
}

func (c Config) filled() Config {
	c.Port = cmp.Or(c.Port, DefaultPort)
	c.Security = cmp.Or(c.Security, StartTLS)
	c.FromName = cmp.Or(c.FromName, DefaultFromName)
	c.Log = cmp.Or(c.Log, slog.Default())
	return c
}

// Check finds every mistake that can be found without asking the server, and says
// the mend in English and in Japanese.
func (c Config) Check() error {
	c = c.filled()
	return errors.Join(c.checkHost(), c.checkPort(), c.checkSecurity(), c.checkLogin(), c.checkFrom(), c.checkLink())
}

func (c Config) checkHost() error {
	if net.ParseIP(c.Host) != nil || c.Host != "" && len(c.Host) < 254 && !strings.ContainsFunc(c.Host, notOfHost) {
		return nil
	}
	return errors.New("mail: host must be the name of the mail server alone, such as smtp.example.jp / " +
		"host には、smtp.example.jp のようにメールサーバーの名前だけを書いてください")
}

func notOfHost(r rune) bool {
	return r > unicode.MaxASCII || r <= ' ' || strings.ContainsRune(`/:@,;<>()[]"\`, r)
}

func (c Config) checkPort() error {
	if c.Port > 0 && c.Port < 1<<16 {
		return nil
	}
	return errors.New("mail: port must be from 1 to 65535, mostly 587 / port には 1 から 65535 の番号を書いてください。たいていは 587 です")
}

func (c Config) checkSecurity() error {
	if !slices.Contains(Securities, c.Security) {
		list := strings.Join(Securities, ", ")
		return fmt.Errorf("mail: security = %q must be one of %s / security の「%s」は使えません。%s のどれかを書いてください", c.Security, list, c.Security, list)
	}
	if c.Port == 465 && c.Security == StartTLS {
		return errors.New("mail: port 465 is encrypted from the start: security must be \"tls\" with it / " +
			"ポート 465 は最初から暗号化します。security を \"tls\" にしてください")
	}
	return nil
}

func (c Config) checkLogin() error {
	if (c.User == "") != (c.Password == "") {
		return errors.New("mail: user and password must be given both, or neither / user と password は、両方書くか、両方とも空にしてください")
	}
	if c.User != "" && c.Security == None && !c.here() {
		return errors.New("mail: the password would travel unencrypted: security must be \"starttls\" or \"tls\" / " +
			"このままでは password が暗号化されずに流れます。security を \"starttls\" か \"tls\" にしてください")
	}
	return nil
}

// here reports whether the server is on this machine.
func (c Config) here() bool {
	return slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, c.Host)
}

func (c Config) checkFrom() error {
	if _, ok := address(c.From); !ok {
		return errors.New("mail: from must be one address, such as daicho@example.jp / from には、daicho@example.jp のようにメールアドレスを1つ書いてください")
	}
	if len(c.FromName) > 100 || strings.ContainsFunc(c.FromName, unicode.IsControl) {
		return errors.New("mail: the name in from must be one short line / from の名前は、短い1行で書いてください")
	}
	return nil
}

func (c Config) checkLink() error {
	if c.Link == "" {
		return nil
	}
	u, err := url.Parse(c.Link)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" {
		return nil
	}
	return errors.New("mail: the page's address must be like https://daicho.example.jp / 画面のアドレスは https://daicho.example.jp のように書いてください")
}

// address is an address alone, as servers everywhere take it; false for anything
// else, such as two of them, one with a name, or a line break.
func address(text string) (string, bool) {
	if len(text) > 254 || strings.ContainsFunc(text, notOfAddress) {
		return "", false
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text {
		return "", false
	}
	return text, true
}

func notOfAddress(r rune) bool {
	return r > unicode.MaxASCII || r <= ' ' || r == 0x7f || strings.ContainsRune(`,:;<>()[]"\`, r)
}

// domain is what stands behind the @ of an address.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
