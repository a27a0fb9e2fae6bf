package slack

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"daicho/bot"
)

// budget is how often something may be asked: at most Calls within any span of
// Per.
type budget struct {
	Calls int
	Per   time.Duration
}

// budgets are those of Slack's methods for one app in one workspace, for as
// much of each as is used here. What is posted is also bounded per channel.
var budgets = map[string]budget{
	"auth.test":                    {100, time.Minute},
	"users.info":                   {100, time.Minute},
	"conversations.open":           {50, time.Minute},
	"chat.postMessage":             {480, time.Minute}, // several hundred, says Slack
	"chat.update":                  {50, time.Minute},
	"views.open":                   {100, time.Minute},
	"views.update":                 {100, time.Minute},
	"views.publish":                {100, time.Minute},
	"files.getUploadURLExternal":   {100, time.Minute},
	"files.completeUploadExternal": {100, time.Minute},
}

// perChannel is how often a message may be posted in one channel.
var perChannel = budget{1, time.Second}

// limiter keeps a budget in any span of its length: two fifths of it may be
// spent at once, the rest comes in evenly.
func (b budget) limiter() *rate.Limiter {
	burst := max(1, b.Calls*2/5)
	if b.Calls <= 1 {
		return rate.NewLimiter(rate.Every(b.Per), 1)
	}
	return rate.NewLimiter(rate.Limit(float64(b.Calls-burst)/b.Per.Seconds()), burst)
}

// limits keeps all budgets, and remembers for how long Slack has asked to
// wait.
type limits struct {
	unhurried bool

	mu       sync.Mutex
	methods  map[string]*rate.Limiter
	channels map[string]*rate.Limiter
	until    map[string]time.Time // by method
}

func newLimits(unhurried bool) *limits {
	l := &limits{unhurried: unhurried, methods: map[string]*rate.Limiter{}, channels: map[string]*rate.Limiter{}, until: map[string]time.Time{}}
	for method, b := range budgets {
		l.methods[method] = b.limiter()
	}
	return l
}

// mostChannels is for how many channels it is remembered when something was
// posted there.
const mostChannels = 2000

// reserve takes one call off the budgets. It returns how long to wait before
// it may be made; where that is more than patience, nothing is taken and the
// error is a *bot.Limited.
func (l *limits) reserve(method, channel string, patience time.Duration) (time.Duration, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	wait := max(0, l.until[method].Sub(now))
	taken := []*rate.Reservation{}
	for _, limiter := range l.those(method, channel) {
		r := limiter.ReserveN(now, 1)
		taken = append(taken, r)
		wait = max(wait, r.DelayFrom(now))
	}
	if wait <= patience {
		return wait, nil
	}
	for _, r := range taken {
		r.CancelAt(now)
	}
	return 0, &bot.Limited{After: wait}
}

func (l *limits) those(method, channel string) (all []*rate.Limiter) {
	if l.unhurried {
		return nil
	}
	if m := l.methods[method]; m != nil {
		all = append(all, m)
	}
	if channel == "" {
		return all
	}
	c := l.channels[channel]
	if c == nil {
		if len(l.channels) >= mostChannels {
			clear(l.channels)
		}
		c = perChannel.limiter()
		l.channels[channel] = c
	}
	return append(all, c)
}

// freeze notes that Slack asked to wait; it never shortens a wait.
func (l *limits) freeze(method string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(d); until.After(l.until[method]) {
		l.until[method] = until
	}
}
