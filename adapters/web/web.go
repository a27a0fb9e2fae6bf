// Package web is the surface that daicho serves itself: a page for the
// browser, and one address to which a script can speak.
//
// Everybody has a personal link, {base}/p/{ref}/{secret}. Opened in a
// browser, it is exchanged for a cookie and the secret leaves the address
// bar (one of a single use asks for a press of a button first, so that no
// program that looks ahead at links takes it, and speaks to no script); the page then lives at {base}/p/{ref}/. The cookie's path carries the
// ref, so that several people can use one browser. Only the SHA-256 of the
// secret and of the cookie is kept.
//
// # Holding a conversation without a browser
//
// POST {link}/turn takes one turn as JSON, where {link} is a personal link:
//
//	curl --json '{"said":"台帳"}' "$link/turn"
//	curl --json '{"press":"ledger"}' "$link/turn"
//	curl --json '{"press":"diagnosis/1/1","values":{"d01":"4"},"id":"my-7"}' "$link/turn"
//	curl -H 'Accept: text/plain' --json '{"said":"続き"}' "$link/turn"
//
// Exactly one of these is given:
//
//   - said: words, as typed;
//   - press: an action id that a view offered. With a view's at and values it
//     saves these fields; with a view's submit and values it ends the page.
//
// Beside it may stand:
//
//   - values: field id to value, only with press;
//   - id: a delivery id of at most 64 letters, digits and / . _ ~ -; a second
//     turn with the same id changes nothing and shows what the first led to;
//   - shown: the at of the view under which words were typed.
//
// A file is handed in as the body of POST {link}/drop?name=N, beside which may
// stand id as above, and shown, the at of the view whose drop asks for it:
//
//	curl --data-binary @約款.pdf --url-query name=約款.pdf --url-query shown=note/4/c06/9 "$link/drop"
//
// The answer is the view as JSON (see bot.View). An attachment there has a
// url, relative to {link}/ and to the page alike, and the view a tag, which
// changes when the view does. With "Accept: text/plain" the answer is the view
// as text, every button with its action id behind it.
//
//	200  the view; what it says was accepted is on disk
//	400  not understood: error says so in Japanese, detail in English
//	401  the session ended; 404 the link is not valid (any more)
//	403  the request came from a foreign page
//	410  the link was of a single use and was used
//	413  over 64 KiB, words over 4 KiB, or a file over 8 MiB;  415 not JSON;  421 not the address that people use
//	429  too many; again after Retry-After seconds
//	503  nothing was kept; the view says so. Repeat with the same id
//
// POST /p/{ref}/turn is the same for the page: with the cookie, and with the
// header X-Daicho, which no foreign page can send.
package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"daicho/bot"
)

// Secrets keeps who may come in by which personal link. Secrets and sessions
// are given as SHA-256 and never seen plain. Every method but PutLink and
// DropLink returns an error that is bot.ErrGone when link or session is
// unknown, expired or dropped, and bot.ErrUsed for the secret of a link of a
// single use that was taken.
type Secrets interface {
	// PutLink keeps a new link of the account under its ref.
	PutLink(ctx context.Context, home string, a bot.Account, ref string, secret [32]byte, expires time.Time) error
	// Link returns whose link it is, and whether its first opening takes it.
	Link(ctx context.Context, home, ref string, secret [32]byte, now time.Time) (a bot.Account, once bool, err error)
	// OpenSession opens a session of the link's account.
	OpenSession(ctx context.Context, home, ref string, link, session [32]byte, now, expires time.Time) error
	// Session returns whose session it is.
	Session(ctx context.Context, home, ref string, session [32]byte, now time.Time) (bot.Account, error)
	// Prolong moves the end of a session to expires, unless that is less than
	// step later than it is, and reports whether it did.
	Prolong(ctx context.Context, home, ref string, session [32]byte, now, expires time.Time, step time.Duration) (moved bool, err error)
	// DropLink ends a link and its sessions.
	DropLink(ctx context.Context, home, ref string) error
}

// Server is the web surface of one process. It implements bot.Adapter.
type Server struct {
	cfg      Config
	secrets  Secrets
	listener net.Listener
	base     string
	hosts    map[string]bool
	cross    *http.CrossOriginProtection
	assets   assets
	limits   *limits
	order    order
	streams  streams
	core     bot.Core
	uploads  chan struct{} // holds one for each file that is being read
	stopping chan struct{} // closed when Run is to end
}

var _ bot.Adapter = (*Server)(nil)

// New checks the configuration and takes the address it names, so that links
// can be made before Run. A server that is never run is closed with Close.
func New(cfg Config, secrets Secrets) (*Server, error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	cfg = cfg.filled()
	pages, err := loadAssets()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("web: cannot listen on %s; choose another address with listen / このアドレスでは待ち受けられません。別の listen を指定してください: %w", cfg.Listen, err)
	}
	s := &Server{
		cfg: cfg, secrets: secrets, listener: listener, assets: pages,
		limits: newLimits(cfg), stopping: make(chan struct{}), uploads: make(chan struct{}, uploads), cross: http.NewCrossOriginProtection(),
	}
	s.base, s.hosts = cfg.addresses(listener.Addr())
	s.streams.max = cfg.MaxPages
	if err := s.cross.AddTrustedOrigin(s.base); err != nil {
		return nil, errors.Join(fmt.Errorf("web: base URL: %w", err), listener.Close())
	}
	return s, nil
}

// Base is the address under which people reach the server, without a slash
// at its end.
func (s *Server) Base() string { return s.base }

// Close gives the address back. Run does so itself.
func (s *Server) Close() error { return s.listener.Close() }

// Run implements bot.Adapter.
func (s *Server) Run(ctx context.Context, core bot.Core) error {
	s.core = core
	server := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.cfg.Log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(s.listener) }()
	var failed error
	select {
	case err := <-served:
		failed = fmt.Errorf("web: serve: %w", err)
		served <- err // once more, for below
	case <-ctx.Done():
	}
	close(s.stopping)
	soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.Grace)
	defer cancel()
	if err := server.Shutdown(soon); err != nil {
		s.cfg.Log.Warn("web: some requests were cut off at shutdown", "err", errors.Join(err, server.Close()))
	}
	<-served
	s.streams.idle.Wait()
	return failed
}

// NewLink makes a personal link for the account, valid for Config.LinkFor.
// The secret is in the link alone: it cannot be read again.
func (s *Server) NewLink(ctx context.Context, a bot.Account) (string, error) {
	ref, hash, address, err := s.Mint(a.Home)
	if err != nil {
		return "", err
	}
	if err := s.secrets.PutLink(ctx, a.Home, a, ref, hash, s.cfg.Now().Add(s.cfg.LinkFor)); err != nil {
		return "", fmt.Errorf("web: keep link: %w", err)
	}
	return address, nil
}

// Mint makes up a link of a home, for whoever keeps it: its public ref, the
// hash of its secret, and its address, in which alone the secret is.
func (s *Server) Mint(home string) (ref string, hash [32]byte, address string, err error) {
	ref = home + "~" + token(12)
	if _, err := parseRef(ref); err != nil {
		return "", hash, "", fmt.Errorf("web: home %q cannot stand in a link: %w", home, err)
	}
	secret := token(32)
	return ref, sha256.Sum256([]byte(secret)), s.base + "/p/" + ref + "/" + secret, nil
}

// token is n random bytes as text that can stand in a URL.
func token(n int) string {
	raw := make([]byte, n)
	rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}
