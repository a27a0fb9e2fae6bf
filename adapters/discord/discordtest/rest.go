package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// object is JSON as it came in.
type object = map[string]any

// route is one of the REST API. It runs under the lock.
type route struct {
	pattern string // "GET /channels/{channel}"
	open    bool   // needs no token of the bot
	run     func(*Discord, *call) (any, *problem)
}

func restRoutes() []route {
	return slices.Concat(messageRoutes(), peopleRoutes(), commandRoutes(), interactionRoutes())
}

// problem is how Discord refuses a call.
type problem struct {
	status, code int
	message      string
	errors       object
	wait         time.Duration // until it may be tried again
}

func refused(status, code int, message string) *problem {
	return &problem{status: status, code: code, message: message}
}

func (p *problem) json() object {
	o := object{"message": p.message, "code": p.code}
	if p.errors != nil {
		o["errors"] = p.errors
	}
	if p.wait > 0 {
		o["retry_after"], o["global"] = p.wait.Seconds(), false
	}
	return o
}

// Payload is one call of the REST API as it came in.
type Payload struct {
	Method string
	Path   string // without "/api/v9"
	Route  string // "POST /channels/{channel}/messages"; "" for none
	Body   json.RawMessage
	Files  []string // the names of files that came with it
	Status int      // of the answer
}

// Payloads are all calls with a body so far, refused ones too, in order.
func (s *Discord) Payloads() []Payload {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.payloads)
}

func (s *Discord) routes() http.Handler {
	mux := http.NewServeMux()
	known := restRoutes()
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { s.serveAPI(known, w, r) })
	mux.HandleFunc("GET /gateway/", s.serveGateway)
	mux.HandleFunc("GET /attachments/{channel}/{id}/{name}", s.serveFile)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
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
func (s *Discord) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return false
	}
	s.work.Add(1)
	return true
}

var apiPath = regexp.MustCompile(`^/api(?:/v(\d+))?(/.*)$`)

// find finds the route of a call and what stands in its braces.
func find(known []route, method, path string) (route, map[string]string, bool) {
	for _, r := range known {
		if values, ok := match(r.pattern, method, path); ok {
			return r, values, true
		}
	}
	return route{}, nil, false
}

// match holds a method and a path against a pattern. A name in braces and a
// star fit any one part; a lone "*" fits everything.
func match(pattern, method, path string) (map[string]string, bool) {
	if pattern == "*" {
		return nil, true
	}
	wanted, form, _ := strings.Cut(pattern, " ")
	if wanted != method && wanted != "*" {
		return nil, false
	}
	parts, forms := strings.Split(path, "/"), strings.Split(form, "/")
	if len(parts) != len(forms) {
		return nil, false
	}
	values := map[string]string{}
	for i, f := range forms {
		switch {
		case strings.HasPrefix(f, "{"):
			values[strings.Trim(f, "{}")] = parts[i]
		case f != "*" && f != parts[i]:
			return nil, false
		}
	}
	return values, true
}

func (s *Discord) serveAPI(known []route, w http.ResponseWriter, r *http.Request) {
	c, err := readCall(r)
	if err != nil {
		http.Error(w, "half a call", http.StatusRequestTimeout)
		return
	}
	found, values, ok := find(known, c.method, c.path)
	c.route, c.values = found.pattern, values
	s.mu.Lock()
	answer := s.answer(found, ok, c)
	if answer.status >= 400 {
		s.invalidate(answer.status)
	}
	if len(c.body) > 0 || len(c.files) > 0 {
		s.payloads = append(s.payloads, c.payload(answer.status))
	}
	s.mu.Unlock()
	answer.write(w)
}

// answer decides what becomes of a call.
func (s *Discord) answer(found route, ok bool, c *call) reply {
	s.counts[c.key()]++
	failure, fails := s.failure(c)
	if fails && !failure.Done {
		return failure.reply()
	}
	if !ok {
		s.complain("%s %s: Discord has no such route, or this fake has not", c.method, c.path)
		return refusal(refused(404, 0, "404: Not Found"))
	}
	if p := s.admits(found, c); p != nil {
		return refusal(p)
	}
	headers, wait, everywhere := s.overLimit(c)
	if wait > 0 {
		s.limited++
		return tooMany(wait, everywhere, headers)
	}
	body, p := found.run(s, c)
	switch {
	case p != nil:
		return refusal(p).with(headers)
	case fails:
		if it := s.interactions[c.values["token"]]; it != nil {
			it.unsure = true
		}
		return failure.reply()
	case body == nil:
		return reply{status: http.StatusNoContent, headers: headers}
	}
	return reply{status: http.StatusOK, body: body, headers: headers}
}

// admits is why a call is not even looked at.
func (s *Discord) admits(found route, c *call) *problem {
	switch {
	case c.version != 9 && c.version != 10:
		s.complain("%s: version %d of the API", c.key(), c.version)
		return refused(400, 50041, "Invalid API version")
	case !found.open && c.token != "Bot "+s.o.Token:
		s.complain("%s: wrong token", c.key())
		return refused(401, 0, "401: Unauthorized")
	case !strings.HasPrefix(c.agent, "DiscordBot ("):
		s.complain("%s: a User-Agent begins with DiscordBot and an address: %q", c.key(), c.agent)
		return refused(403, 40333, "internal network error")
	case c.bad != nil:
		s.complain("%s: %s", c.key(), c.bad.message)
		return c.bad
	}
	return nil
}

// invalidate counts what leads to a ban, ten thousand in ten minutes.
func (s *Discord) invalidate(status int) {
	if status == 401 || status == 403 || status == 429 {
		s.invalid++
	}
}

// reply is what goes back.
type reply struct {
	status  int
	body    any
	text    string // instead of body
	headers map[string]string
	cut     bool // nothing comes, the connection ends
}

func refusal(p *problem) reply { return reply{status: p.status, body: p.json()} }

func (r reply) with(headers map[string]string) reply {
	r.headers = headers
	return r
}

func (r reply) write(w http.ResponseWriter) {
	if r.cut {
		panic(http.ErrAbortHandler)
	}
	for name, value := range r.headers {
		w.Header().Set(name, value)
	}
	switch {
	case r.text != "":
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		w.WriteHeader(r.status)
		_, _ = fmt.Fprint(w, r.text)
	case r.body == nil:
		w.WriteHeader(r.status)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(r.status)
		_ = json.NewEncoder(w).Encode(r.body)
	}
}

func versionOf(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 6
	}
	return n
}
