package web

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// DefaultListen is where the server listens unless told otherwise: this
// machine alone can reach it.
const DefaultListen = "127.0.0.1:8080"

// Config is how the web surface is set up. The zero value serves this machine
// alone.
type Config struct {
	// Listen is host:port; port 0 lets the system choose one.
	Listen string
	// BaseURL is what people type to get here, when that is not Listen:
	// https://daicho.example.jp, without a path.
	BaseURL string
	// AllowRemote lets Listen be an address that other machines can reach. It
	// needs a BaseURL with https, served by a proxy in front.
	AllowRemote bool
	// TrustProxy takes the caller's address from X-Forwarded-For, as the proxy
	// in front wrote it. Only for limits.
	TrustProxy bool
	// LinkFor is how long a new link is valid, and SessionFor how long a
	// browser's cookie is after the page was last opened: 180 and 90 days
	// unless set.
	LinkFor, SessionFor time.Duration
	// TurnsPerSecond and TurnsAtOnce bound the requests of one link: 20 and
	// 100 unless set.
	TurnsPerSecond float64
	TurnsAtOnce    int
	// MaxPages is how many pages may be open for live changes: 2000 unless set.
	MaxPages int
	// Grace is how long requests may still take when the server stops: ten
	// seconds unless set.
	Grace time.Duration
	// Now is the clock, Log the log; the system's unless set.
	Now func() time.Time
	Log *slog.Logger

	beat time.Duration // between signs of life on a live page
}

func (c Config) filled() Config {
	const day = 24 * time.Hour
	c.Listen = cmp.Or(c.Listen, DefaultListen)
	c.LinkFor = cmp.Or(c.LinkFor, 180*day)
	c.SessionFor = cmp.Or(c.SessionFor, 90*day)
	c.TurnsPerSecond = cmp.Or(c.TurnsPerSecond, 20)
	c.TurnsAtOnce = cmp.Or(c.TurnsAtOnce, 100)
	c.MaxPages = cmp.Or(c.MaxPages, 2000)
	c.Grace = cmp.Or(c.Grace, 10*time.Second)
	c.beat = cmp.Or(c.beat, 20*time.Second)
	c.Log = cmp.Or(c.Log, slog.Default())
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// Check finds every mistake in the configuration, and says the mend in
// English and in Japanese.
func (c Config) Check() error {
	return errors.Join(c.checkListen(), c.checkBase(), c.checkNumbers())
}

func (c Config) checkListen() error {
	host, _, err := net.SplitHostPort(cmp.Or(c.Listen, DefaultListen))
	if err != nil {
		return fmt.Errorf("web: listen must be host:port, for instance %s / listen は %s のように書いてください: %w", DefaultListen, DefaultListen, err)
	}
	if loopback(host) || c.AllowRemote && c.secure() {
		return nil
	}
	return fmt.Errorf("web: listen = %q can be reached from other machines. Use %s, or set allow_remote = true and base_url = \"https://…\" with a TLS proxy in front / "+
		"listen = %q はほかの機器からも届くアドレスです。%s にするか、TLS のプロキシを前に置いたうえで allow_remote = true と base_url = \"https://…\" を設定してください",
		c.Listen, DefaultListen, c.Listen, DefaultListen)
}

func (c Config) checkBase() error {
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil &&
		strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == "" {
		return nil
	}
	return fmt.Errorf("web: base_url = %q must be like https://daicho.example.jp, with no path / base_url は https://daicho.example.jp のように、パスを付けずに書いてください", c.BaseURL)
}

func (c Config) checkNumbers() error {
	if min(c.LinkFor, c.SessionFor, c.Grace) >= 0 && c.TurnsPerSecond >= 0 && min(c.TurnsAtOnce, c.MaxPages) >= 0 {
		return nil
	}
	return errors.New("web: durations and limits must not be negative / 期間や上限に負の値は使えません")
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// secure reports whether people reach the server by https.
func (c Config) secure() bool { return strings.HasPrefix(strings.ToLower(c.BaseURL), "https://") }

// addresses returns the base of all links and the Host headers that mean this
// server: its own names and no others, so that no foreign name can be pointed
// at it.
func (c Config) addresses(at net.Addr) (base string, hosts map[string]bool) {
	host, port, _ := net.SplitHostPort(at.String())
	base = "http://" + net.JoinHostPort(host, port)
	hosts = map[string]bool{net.JoinHostPort(host, port): true}
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		hosts[net.JoinHostPort(name, port)] = true
	}
	if port == "80" {
		hosts["localhost"], hosts["127.0.0.1"], hosts["[::1]"] = true, true, true
	}
	if u, err := url.Parse(c.BaseURL); err == nil && u.Host != "" {
		base = strings.ToLower(u.Scheme + "://" + u.Host)
		hosts[strings.ToLower(u.Host)] = true
	}
	return base, hosts
}
