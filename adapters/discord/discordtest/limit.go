package discordtest

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// defaultLimits are rates as Discord is known to have them; it publishes only
// that of all calls together.
func defaultLimits() map[string]Limit {
	return map[string]Limit{
		"*":                                    {50, time.Second},
		"POST /channels/{channel}/messages":    {5, 5 * time.Second},
		"POST /webhooks/{application}/{token}": {5, 2 * time.Second},
	}
}

// bucket is a stretch of time in which calls are counted.
type bucket struct {
	since time.Time
	calls int
}

// overLimit is what the headers say of the rate, and how long the call would
// have to wait; 0 lets it through and counts it. The last result says that it
// came too fast for all calls together.
func (s *Discord) overLimit(c *call) (map[string]string, time.Duration, bool) {
	interaction := strings.Contains(c.route, "{token}")
	if limit := s.o.Limits["*"]; !interaction && limit.Calls > 0 {
		if wait := s.count("*", limit); wait > 0 {
			return map[string]string{}, wait, true
		}
	}
	limit, ok := s.o.Limits[c.route]
	if !ok || limit.Calls <= 0 {
		return nil, 0, false
	}
	key := c.route + " " + c.values["channel"] + c.values["guild"] + c.values["token"]
	wait := s.count(key, limit)
	return s.rateHeaders(key, c.route, limit), wait, false
}

// count counts a call, or says how long it would have to wait.
func (s *Discord) count(key string, limit Limit) time.Duration {
	now := s.now()
	b := s.buckets[key]
	if b == nil || now.Sub(b.since) >= limit.Per {
		b = &bucket{since: now}
		s.buckets[key] = b
	}
	if b.calls >= limit.Calls {
		return limit.Per - now.Sub(b.since)
	}
	b.calls++
	return 0
}

func (s *Discord) rateHeaders(key, route string, limit Limit) map[string]string {
	b := s.buckets[key]
	ends := b.since.Add(limit.Per)
	return map[string]string{
		"X-RateLimit-Limit":       strconv.Itoa(limit.Calls),
		"X-RateLimit-Remaining":   strconv.Itoa(limit.Calls - b.calls),
		"X-RateLimit-Reset":       fmt.Sprintf("%.3f", float64(ends.UnixMilli())/1000),
		"X-RateLimit-Reset-After": fmt.Sprintf("%.3f", max(0, ends.Sub(s.now()).Seconds())),
		"X-RateLimit-Bucket":      fmt.Sprintf("%016x", len(route)*7919),
	}
}

// tooMany is the answer to a call that came too fast.
func tooMany(wait time.Duration, everywhere bool, headers map[string]string) reply {
	headers = maps.Clone(headers)
	if headers == nil {
		headers = map[string]string{}
	}
	headers["Retry-After"] = strconv.Itoa(int(math.Ceil(wait.Seconds())))
	headers["X-RateLimit-Scope"] = "user"
	headers["X-RateLimit-Reset-After"] = fmt.Sprintf("%.3f", wait.Seconds())
	if everywhere {
		headers["X-RateLimit-Scope"], headers["X-RateLimit-Global"] = "global", "true"
	}
	body := object{"message": "You are being rate limited.", "retry_after": math.Ceil(wait.Seconds()*1000) / 1000, "global": everywhere}
	return reply{status: http.StatusTooManyRequests, body: body, headers: headers}
}

// Calls is how often a route was called, refused calls included, such as
// "POST /channels/{channel}/messages".
func (s *Discord) Calls(route string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[route]
}

// AllCalls is Calls for everything that was called.
func (s *Discord) AllCalls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts)
}

// Limited is how many calls were refused because they came too fast. What
// Fail and Flaky refuse does not count.
func (s *Discord) Limited() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limited
}

// Invalid is how many calls were answered with 401, 403 or 429. Discord bans
// whoever has ten thousand of them in ten minutes.
func (s *Discord) Invalid() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.invalid
}
