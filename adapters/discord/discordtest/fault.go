package discordtest

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Failure is how a call fails.
type Failure struct {
	// Status of the answer; 0 for 429 with RetryAfter, else 500.
	Status int
	// Code and Message are Discord's, in a JSON answer.
	Code    int
	Message string
	// RetryAfter makes it a rate limit: seconds in the body, whole ones in the
	// header. Global says that all calls are too many.
	RetryAfter time.Duration
	Global     bool
	// HTML has the answer come from what stands before Discord, as a page.
	HTML bool
	// Cut ends the connection without an answer.
	Cut bool
	// Done carries the call out first, so that only its answer is lost.
	Done bool
}

// fault is a failure that waits for its calls.
type fault struct {
	pattern string
	times   int
	failure Failure
}

// flakiness is what Flaky sets.
type flakiness struct {
	rand                     *rand.Rand
	serverErrors, rateLimits float64
}

// Fail has the next calls that fit a pattern fail, as many as times says. A
// pattern is a method and a path, "POST /channels/*/messages"; a star fits any
// one part, and "*" alone fits every call.
func (s *Discord) Fail(pattern string, times int, f Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, fault{pattern, times, f})
}

// Flaky has shares from 0 to 1 of all calls fail before anything is done: with
// status 500 or 502, or with 429 and half a second to wait. Two zeros end it.
func (s *Discord) Flaky(seed uint64, serverErrors, rateLimits float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flaky = &flakiness{rand.New(rand.NewPCG(seed, seed)), serverErrors, rateLimits}
}

// failure is how a call fails, if it does.
func (s *Discord) failure(c *call) (Failure, bool) {
	for i, f := range s.faults {
		if _, fits := match(f.pattern, c.method, c.path); !fits || f.times == 0 {
			continue
		}
		s.faults[i].times--
		return f.failure, true
	}
	if s.gateway.held && strings.HasPrefix(c.path, "/gateway") {
		return Failure{Status: http.StatusServiceUnavailable}, true
	}
	if s.flaky == nil {
		return Failure{}, false
	}
	switch share := s.flaky.rand.Float64(); {
	case share < s.flaky.serverErrors/2:
		return Failure{Status: http.StatusInternalServerError}, true
	case share < s.flaky.serverErrors:
		return Failure{Status: http.StatusBadGateway, HTML: true}, true
	case share < s.flaky.serverErrors+s.flaky.rateLimits:
		return Failure{RetryAfter: 500 * time.Millisecond}, true
	}
	return Failure{}, false
}

// reply answers as Discord does when it cannot.
func (f Failure) reply() reply {
	if f.Cut {
		return reply{cut: true}
	}
	status := f.Status
	switch {
	case status == 0 && f.RetryAfter > 0:
		status = http.StatusTooManyRequests
	case status == 0:
		status = http.StatusInternalServerError
	}
	switch {
	case f.HTML:
		page := reply{status: status, text: "<!doctype html><title>" + strconv.Itoa(status) + "</title><center>cloudflare</center>"}
		if f.RetryAfter > 0 {
			page.headers = map[string]string{"Retry-After": strconv.Itoa(int((f.RetryAfter + time.Second - 1) / time.Second))}
		}
		return page
	case f.RetryAfter > 0:
		return tooMany(f.RetryAfter, f.Global, nil)
	case f.Message == "":
		f.Message = strconv.Itoa(status) + ": " + http.StatusText(status)
	}
	return refusal(refused(status, f.Code, f.Message))
}
