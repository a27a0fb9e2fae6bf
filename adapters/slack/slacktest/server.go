package slacktest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// object is JSON as it came in.
type object = map[string]any

// maxBody is the most that is read of a request, in bytes.
const maxBody = 64 << 20

// method is one of the Web API: whose token it takes and what it does. It
// runs under the lock.
type method struct {
	app bool // the app token instead of the bot's
	run func(*Slack, *call) object
}

func methods() map[string]method {
	return map[string]method{
		"apps.connections.open":        {app: true, run: (*Slack).openConnection},
		"auth.test":                    {run: (*Slack).authTest},
		"chat.delete":                  {run: (*Slack).deleteMessage},
		"chat.postEphemeral":           {run: (*Slack).postEphemeral},
		"chat.postMessage":             {run: (*Slack).postMessage},
		"chat.update":                  {run: (*Slack).updateMessage},
		"conversations.open":           {run: (*Slack).openConversation},
		"files.completeUploadExternal": {run: (*Slack).completeUpload},
		"files.getUploadURLExternal":   {run: (*Slack).uploadURL},
		"files.info":                   {run: (*Slack).fileInfo},
		"users.info":                   {run: (*Slack).userInfo},
		"views.open":                   {run: (*Slack).openView},
		"views.publish":                {run: (*Slack).publishView},
		"views.push":                   {run: (*Slack).pushView},
		"views.update":                 {run: (*Slack).updateView},
	}
}

func (s *Slack) routes() http.Handler {
	mux := http.NewServeMux()
	known := methods()
	mux.HandleFunc("/api/{method}", func(w http.ResponseWriter, r *http.Request) { s.serveAPI(known, w, r) })
	mux.HandleFunc("POST /upload/{id}", s.serveUpload)
	mux.HandleFunc("POST /response/{id}", s.serveResponse)
	mux.HandleFunc("GET /files/{id}/{name}", s.serveFile)
	mux.HandleFunc("GET /link", s.serveSocket)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("redir") {
			_, _ = io.WriteString(w, "<html>Sign in</html>")
			return
		}
		s.mu.Lock()
		s.complain("%s %s: there is nothing", r.Method, r.URL.Path)
		s.mu.Unlock()
		http.NotFound(w, r)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.enter() {
			http.Error(w, "stopped", http.StatusServiceUnavailable)
			return
		}
		defer s.work.Done()
		mux.ServeHTTP(w, r)
	})
}

// enter counts a request of any kind, unless the fake has stopped.
func (s *Slack) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return false
	}
	s.work.Add(1)
	s.tickLate()
	return true
}

// call is one call of a method, be it by form or by JSON.
type call struct {
	method, token string
	form          url.Values
	body          map[string]json.RawMessage
	bad           string // why it cannot be read
}

// readCall reads a call, or fails because the caller broke off.
func readCall(r *http.Request) (*call, error) {
	c := &call{method: r.PathValue("method"), form: r.URL.Query()}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "application/json" && len(body) > 0:
		if json.Unmarshal(body, &c.body) != nil {
			c.bad = "invalid_json"
		}
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			c.bad = "invalid_form_data"
		}
		for k, v := range form {
			c.form[k] = v
		}
	case len(body) > 0:
		c.bad = "invalid_post_type"
	}
	c.token = c.form.Get("token")
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token = bearer
	}
	return c, nil
}

// text is an argument as text; flags and numbers as they are written.
func (c *call) text(name string) string {
	raw, ok := c.body[name]
	if !ok {
		return c.form.Get(name)
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// json is an argument that is JSON itself; nil if it is missing. Inside a JSON
// body it may also come as a string.
func (c *call) json(name string) json.RawMessage {
	text := c.text(name)
	if text == "" || text == "null" {
		return nil
	}
	return json.RawMessage(text)
}

func refused(code string) object { return object{"ok": false, "error": code} }

func (s *Slack) serveAPI(known map[string]method, w http.ResponseWriter, r *http.Request) {
	c, err := readCall(r)
	if err != nil {
		http.Error(w, "half a call", http.StatusRequestTimeout)
		return
	}
	s.mu.Lock()
	s.counts[c.method]++
	m, ok := known[c.method]
	failure, fails := s.failure(c.method)
	var answer object
	switch {
	case fails:
	case !ok:
		s.complain("%s: Slack has no such method, or this fake has not", c.method)
		answer = refused("unknown_method")
	default:
		answer, failure, fails = s.run(m, c)
	}
	s.mu.Unlock()
	if fails {
		failure.write(w)
		return
	}
	if !m.app {
		w.Header().Set("X-OAuth-Scopes", strings.Join(s.o.Scopes, ","))
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Slack) run(m method, c *call) (object, Failure, bool) {
	token := s.o.BotToken
	if m.app {
		token = s.o.AppToken
	}
	if c.token != token {
		s.complain("%s: wrong token", c.method)
		return refused("invalid_auth"), Failure{}, false
	}
	if c.bad != "" {
		s.complain("%s: %s", c.method, c.bad)
		return refused(c.bad), Failure{}, false
	}
	if wait := s.overLimit(c); wait > 0 {
		s.limited++
		return nil, Failure{Status: http.StatusTooManyRequests, Error: "ratelimited", RetryAfter: wait}, true
	}
	return m.run(s, c), Failure{}, false
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// write answers as Slack does when it cannot.
func (f Failure) write(w http.ResponseWriter) {
	status := f.Status
	if status == 0 {
		status = http.StatusOK
		if f.RetryAfter > 0 {
			status = http.StatusTooManyRequests
		}
	}
	if f.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((f.RetryAfter+time.Second-1)/time.Second)))
	}
	if f.Body == "" && f.Error != "" {
		writeJSON(w, status, refused(f.Error))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, f.Body)
}
