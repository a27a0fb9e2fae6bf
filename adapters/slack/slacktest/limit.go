package slacktest

import (
	"maps"
	"time"
)

// defaultLimits are the rates of Slack's documentation. Opening connections
// is allowed more often than there, so that tests can break them.
func defaultLimits() map[string]Limit {
	per := func(calls int) Limit { return Limit{calls, time.Minute} }
	return map[string]Limit{
		"apps.connections.open":        per(100),
		"auth.test":                    per(100),
		"chat.delete":                  per(50),
		"chat.postEphemeral":           per(100),
		"chat.postMessage":             {3, 3 * time.Second}, // one a second, with a short burst
		"chat.update":                  per(50),
		"conversations.open":           per(50),
		"files.completeUploadExternal": per(100),
		"files.getUploadURLExternal":   per(100),
		"files.info":                   per(50),
		"users.info":                   per(100),
		"views.open":                   per(100),
		"views.publish":                per(100),
		"views.push":                   per(100),
		"views.update":                 per(100),
	}
}

// overLimit is how long the call would have to wait; 0 lets it through and
// counts it.
func (s *Slack) overLimit(c *call) time.Duration {
	limit, ok := s.o.Limits[c.method]
	if !ok || limit.Calls <= 0 {
		return 0
	}
	key := c.method
	if c.method == "chat.postMessage" {
		channel, _ := s.place(c.text("channel"))
		key += " " + channel
	}
	now := s.now()
	recent := s.windows[key]
	for len(recent) > 0 && now.Sub(recent[0]) >= limit.Per {
		recent = recent[1:]
	}
	if len(recent) >= limit.Calls {
		s.windows[key] = recent
		return limit.Per - now.Sub(recent[len(recent)-limit.Calls])
	}
	s.windows[key] = append(recent, now)
	return 0
}

// Calls is how often a method was called, refused calls included. Posts to
// response_urls count as "response_url", posts of bytes as "upload".
func (s *Slack) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[method]
}

// AllCalls is Calls for everything that was called.
func (s *Slack) AllCalls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.counts)
}

// Limited is how many calls were refused because they came too fast. What
// Fail and Flaky refuse does not count.
func (s *Slack) Limited() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limited
}
