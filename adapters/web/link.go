package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"
	"time"

	"daicho/bot"
)

// errBadLink is returned for what cannot be part of a personal link.
var errBadLink = errors.New("not a personal link")

var (
	refForm    = regexp.MustCompile(`^([A-Za-z0-9._-]{1,40})~[A-Za-z0-9_-]{16}$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
)

// parseRef returns the home a ref names.
func parseRef(ref string) (home string, err error) {
	m := refForm.FindStringSubmatch(ref)
	if m == nil {
		return "", errBadLink
	}
	return m[1], nil
}

// parseSecret returns the hash under which a secret or session is kept.
func parseSecret(text string) ([32]byte, error) {
	if !secretForm.MatchString(text) {
		return [32]byte{}, errBadLink
	}
	return sha256.Sum256([]byte(text)), nil
}

// caller is who a request is from.
type caller struct {
	account bot.Account
	ref     string
	byLink  bool // by the link itself rather than by a cookie
	once    bool // by a link that its first opening takes
	session string
}

// hashed is a ref as the log may know it.
func hashed(ref string) string {
	sum := sha256.Sum256([]byte(ref))
	return hex.EncodeToString(sum[:4])
}

// who finds out who a request is from: by the secret in its path, else by its
// cookie. The error is bot.ErrGone or errBadLink where nobody is.
func (s *Server) who(r *http.Request) (caller, error) {
	c := caller{ref: r.PathValue("ref")}
	home, err := parseRef(c.ref)
	if err != nil {
		return c, err
	}
	if secret := r.PathValue("secret"); secret != "" {
		c.byLink = true
		c.account, c.once, err = s.byLink(r.Context(), home, c.ref, secret)
		return c, err
	}
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return c, bot.ErrGone
	}
	c.session = cookie.Value
	c.account, err = s.bySession(r.Context(), home, c.ref, c.session)
	return c, err
}

func (s *Server) byLink(ctx context.Context, home, ref, secret string) (bot.Account, bool, error) {
	hash, err := parseSecret(secret)
	if err != nil {
		return bot.Account{}, false, err
	}
	return s.secrets.Link(ctx, home, ref, hash, s.cfg.Now())
}

func (s *Server) bySession(ctx context.Context, home, ref, session string) (bot.Account, error) {
	hash, err := parseSecret(session)
	if err != nil {
		return bot.Account{}, err
	}
	return s.secrets.Session(ctx, home, ref, hash, s.cfg.Now())
}

func nobody(err error) bool {
	return errors.Is(err, bot.ErrGone) || errors.Is(err, bot.ErrUnknownHome) || errors.Is(err, errBadLink)
}

// cookieName says by its prefix that the cookie was set by https, where so.
func (s *Server) cookieName() string {
	if s.cfg.secure() {
		return "__Secure-daicho"
	}
	return "daicho"
}

// enter is GET of a personal link: the secret is exchanged for a cookie, and
// the browser sent on to the address without it. A link of a single use is
// not taken by a look at it, which programs that show previews take too: it
// asks for a press of a button.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, c caller) {
	switch {
	case s.inside(r, c.ref):
		s.inward(w, r, c)
	case c.once:
		w.Header().Set("Referrer-Policy", "strict-origin") // or the button's request would name no origin
		s.assets.write(w, http.StatusOK, "open.html", "")
	case r.Method == http.MethodGet:
		s.take(w, r, c)
	default:
		s.inward(w, r, c)
	}
}

// take opens a session by the link, and sends the browser on.
func (s *Server) take(w http.ResponseWriter, r *http.Request, c caller) {
	if err := s.openSession(w, r, c); err != nil {
		s.failed(w, r, c.ref, err)
		return
	}
	s.inward(w, r, c)
}

func (s *Server) inward(w http.ResponseWriter, r *http.Request, c caller) {
	http.Redirect(w, r, "/p/"+c.ref+"/", http.StatusSeeOther)
}

// inside reports whether the browser already has a session of the link.
func (s *Server) inside(r *http.Request, ref string) bool {
	home, err := parseRef(ref)
	if err != nil {
		return false
	}
	cookie, err := r.Cookie(s.cookieName())
	if err != nil {
		return false
	}
	_, err = s.bySession(r.Context(), home, ref, cookie.Value)
	return err == nil
}

// lasting keeps out a link of a single use: it opens a session and no more,
// so that nobody looks through it before the one it was made for.
func (s *Server) lasting(next func(http.ResponseWriter, *http.Request, caller)) func(http.ResponseWriter, *http.Request, caller) {
	return func(w http.ResponseWriter, r *http.Request, c caller) {
		if c.once {
			s.fail(w, r, http.StatusForbidden, sayOpenFirst, "a link of a single use opens a session in a browser and nothing else")
			return
		}
		next(w, r, c)
	}
}

func (s *Server) openSession(w http.ResponseWriter, r *http.Request, c caller) error {
	link, err := parseSecret(r.PathValue("secret"))
	if err != nil {
		return err
	}
	session := token(32)
	now := s.cfg.Now()
	err = s.secrets.OpenSession(r.Context(), c.account.Home, c.ref, link, sha256.Sum256([]byte(session)), now, now.Add(s.cfg.SessionFor))
	if err != nil {
		return err
	}
	s.setCookie(w, c.ref, session)
	return nil
}

func (s *Server) setCookie(w http.ResponseWriter, ref, session string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: session, Path: "/p/" + ref + "/", MaxAge: int(s.cfg.SessionFor / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.cfg.secure(),
	})
}

// prolong moves the end of the caller's session on, so that nobody who keeps
// coming is ever put out. It is called where a page begins, never in a turn,
// and writes at most once a day. Where it fails, the session holds as it did.
func (s *Server) prolong(w http.ResponseWriter, r *http.Request, c caller) {
	hash, err := parseSecret(c.session)
	if err != nil {
		return // came by a link
	}
	now := s.cfg.Now()
	moved, err := s.secrets.Prolong(r.Context(), c.account.Home, c.ref, hash, now, now.Add(s.cfg.SessionFor), min(24*time.Hour, s.cfg.SessionFor/2))
	switch {
	case err != nil:
		s.complain(r, c.ref, "cannot move the end of a session on", err)
	case moved:
		s.setCookie(w, c.ref, c.session)
	}
}
