package web

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"daicho/bot"
)

// What people read when there is no view to show.
const (
	sayGone      = "このリンクは、いまは使えません。期限が過ぎたか、新しいリンクに替わった可能性があります。会社の管理者に、新しいリンクを頼んでください。これまでの記録は残っています。"
	sayUsed      = "このリンクは、もう使われています。一度だけ使えるリンクでした。ほかの端末で使うには、いつもの画面の「別の端末で使う」から新しく作れます。ご自分で開いた覚えがなければ、会社の管理者に新しいリンクを頼んでください。これまでの記録は残っています。"
	sayOpenFirst = "このリンクは、はじめにブラウザーで開いてください。"
	sayEnded     = "この画面の利用期間が終わりました。届いている自分用のリンクを、もう一度開いてください。これまでの記録は残っています。"
	sayForeign   = "別のページから送られた操作のため、受け付けませんでした。自分用のリンクを開き直してから、もう一度ためしてください。"
	sayHost      = "このアドレスでは開けません。管理者から届いたリンクをそのまま開いてください。"
	sayNotJSON   = "送られた形式を読めませんでした。JSON で送ってください。"
	sayTooLong   = "一度に送れる量を超えています。何も変わっていません。文章を短くして、もう一度送ってください。"
	sayTooLarge  = "ファイルが大きすぎるため、受け取れませんでした。何も変わっていません。小さくするか、必要なところだけにして、もう一度渡してください。"
	sayUnread    = "送られた内容を読めませんでした。何も変わっていません。画面を開き直して、もう一度ためしてください。"
	sayTooMany   = "短い間にたくさんの操作が届いたため、いまの操作は受け付けていません。少し待ってから、もう一度ためしてください。"
	sayFailed    = "いまは受け付けられませんでした。何も変わっていません。少し待ってから、もう一度ためしてください。"
	sayNoPage    = "このページはありません。管理者から届いたリンクをそのまま開いてください。"
	sayNoFile    = "このファイルは、もう作り直せません。画面を開き直してから、もう一度ためしてください。"
	sayNotDrawn  = "この画面をもう一度表示できませんでした。「メニュー」から開き直してください。"
)

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// handler is everything the server answers.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.front)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
	})
	mux.HandleFunc("GET /assets/{build}/{name}", s.asset)
	mux.HandleFunc("GET /p/{ref}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.EscapedPath()+"/", http.StatusSeeOther)
	})
	mux.Handle("GET /p/{ref}/{$}", s.known(s.page))
	mux.Handle("POST /p/{ref}/turn", s.known(s.turn))
	mux.Handle("POST /p/{ref}/drop", s.known(s.drop))
	mux.Handle("GET /p/{ref}/changes", s.known(s.changes))
	mux.Handle("GET /p/{ref}/file", s.known(s.file))
	mux.Handle("GET /p/{ref}/{secret}", s.known(s.enter))
	mux.Handle("POST /p/{ref}/{secret}", s.known(s.take))
	mux.Handle("POST /p/{ref}/{secret}/turn", s.known(s.lasting(s.turn)))
	mux.Handle("POST /p/{ref}/{secret}/drop", s.known(s.drop))
	mux.Handle("GET /p/{ref}/{secret}/file", s.known(s.lasting(s.file)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusNotFound, sayNoPage, "no such page, or not by this method")
	})
	return s.guard(mux)
}

// guard sets what every answer carries and refuses what did not come from
// here.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.headers(w.Header())
		defer s.recovered(w, r)
		switch {
		case !s.hosts[strings.ToLower(r.Host)] && r.URL.Path != "/healthz":
			s.fail(w, r, http.StatusMisdirectedRequest, sayHost, "unknown Host header: set base_url to the address people use")
		case s.cross.Check(r) != nil || !s.ownOrigin(r):
			s.fail(w, r, http.StatusForbidden, sayForeign, "the request came from a foreign origin")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func (s *Server) headers(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	if s.cfg.secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// recovered turns a fault of the server into a sentence. What failed was not
// accepted.
func (s *Server) recovered(w http.ResponseWriter, r *http.Request) {
	fault := recover()
	if fault == nil {
		return
	}
	if fault == http.ErrAbortHandler {
		panic(fault)
	}
	s.cfg.Log.Error("web: request failed", "pattern", r.Pattern, "link", hashed(r.PathValue("ref")), "panic", fault)
	s.fail(w, r, http.StatusInternalServerError, sayFailed, "internal error")
}

// ownOrigin reports whether a request that may change something names no
// other origin than this server's.
func (s *Server) ownOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	_, host, ok := strings.Cut(strings.ToLower(origin), "://")
	return ok && s.hosts[host]
}

// known lets in whoever has a link or a session, as often as is reasonable.
func (s *Server) known(next func(http.ResponseWriter, *http.Request, caller)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := s.who(r)
		if err != nil {
			s.failed(w, r, c.ref, err)
			return
		}
		if wait := s.limits.link(c.ref, s.cfg.Now()); wait > 0 {
			s.tooMany(w, r, wait)
			return
		}
		if r.Method == http.MethodPost && !c.byLink && r.Header.Get("X-Daicho") == "" {
			s.fail(w, r, http.StatusForbidden, sayForeign, "the header X-Daicho is missing")
			return
		}
		next(w, r, c)
	})
}

// failed answers a request of nobody, or one for which the store failed.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, ref string, err error) {
	if errors.Is(err, bot.ErrUsed) {
		s.used(w, r, ref)
		return
	}
	if !nobody(err) {
		s.complain(r, ref, "cannot look up a link", err)
		w.Header().Set("Retry-After", "2")
		s.fail(w, r, http.StatusServiceUnavailable, sayFailed, "the link cannot be looked up at present")
		return
	}
	_, noCookie := r.Cookie(s.cookieName())
	tried := r.PathValue("secret") != "" || noCookie == nil || errors.Is(err, errBadLink)
	if tried {
		if wait := s.limits.miss(s.address(r), s.cfg.Now()); wait > 0 {
			s.tooMany(w, r, wait)
			return
		}
	}
	if r.PathValue("secret") == "" && r.PathValue("ref") != "" {
		s.fail(w, r, http.StatusUnauthorized, sayEnded, "no session: open the personal link again")
		return
	}
	s.fail(w, r, http.StatusNotFound, sayGone, "no such personal link")
}

// used answers for a link that was taken: whoever took it in this browser is
// let in as ever.
func (s *Server) used(w http.ResponseWriter, r *http.Request, ref string) {
	if r.Method != http.MethodPost && s.inside(r, ref) {
		s.inward(w, r, caller{ref: ref})
		return
	}
	s.fail(w, r, http.StatusGone, sayUsed, "the link was of a single use and was used")
}

func (s *Server) tooMany(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	s.fail(w, r, http.StatusTooManyRequests, sayTooMany, "too many requests")
}

// fail answers with a sentence: as a page, as JSON or as text, as was asked.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, sentence, detail string) {
	switch {
	case wantsText(r):
		write(w, status, "text/plain; charset=utf-8", []byte(sentence+"\n"+detail+"\n"))
	case strings.Contains(r.Header.Get("Accept"), "text/html"):
		s.assets.message(w, status, sentence)
	default:
		writeJSON(w, status, map[string]string{"error": sentence, "detail": detail})
	}
}

// wantsText reports whether a script asked for plain text.
func wantsText(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "text/plain") && !strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil { // texts and numbers always can be written
		panic(err)
	}
	write(w, status, "application/json; charset=utf-8", append(body, '\n'))
}

func write(w http.ResponseWriter, status int, kind string, body []byte) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(body) // a caller who left is nobody to tell
}
