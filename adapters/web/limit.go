package web

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"daicho/bot"
)

// remembered is how many links and callers the limits remember at most; the
// one not seen for longest makes room.
const remembered = 10_000

// limits bound how often one link, and one address with wrong links, is heard.
type limits struct {
	links, wrong     *lru.Cache[string, *rate.Limiter]
	perLink, perMiss rate.Limit
	burst            int
}

// Wrong links: one address may be wrong this often, then once in two seconds.
const wrongAtOnce = 30

func newLimits(cfg Config) *limits {
	links, _ := lru.New[string, *rate.Limiter](remembered) // fails for a size below one only
	wrong, _ := lru.New[string, *rate.Limiter](remembered)
	return &limits{links: links, wrong: wrong, perLink: rate.Limit(cfg.TurnsPerSecond), perMiss: 0.5, burst: cfg.TurnsAtOnce}
}

// link takes one request of the link's allowance, or says how long to wait.
func (l *limits) link(ref string, now time.Time) (wait time.Duration) {
	return take(l.links, ref, l.perLink, l.burst, now)
}

// miss takes one wrong link of the address's allowance, or says how long to
// wait. A valid link is let in however often others were wrong.
func (l *limits) miss(address string, now time.Time) (wait time.Duration) {
	return take(l.wrong, address, l.perMiss, wrongAtOnce, now)
}

func take(all *lru.Cache[string, *rate.Limiter], key string, limit rate.Limit, burst int, now time.Time) time.Duration {
	limiter, ok := all.Get(key)
	if !ok {
		limiter = rate.NewLimiter(limit, burst)
		if earlier, found, _ := all.PeekOrAdd(key, limiter); found {
			limiter = earlier
		}
	}
	r := limiter.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// address is where a request comes from, for limits alone.
func (s *Server) address(r *http.Request) string {
	if s.cfg.TrustProxy {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(hops[len(hops)-1]); last != "" && len(last) <= 64 {
			return last
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// maxWaiting is how many turns of one person may wait for each other.
const maxWaiting = 32

// order lets the turns of one person go one at a time, in the order in which
// they came. The zero value is ready.
type order struct {
	mu    sync.Mutex
	lines map[bot.Account]*line
}

type line struct {
	turn    chan struct{} // holds one while somebody's turn runs
	waiting int
}

// enter waits for the account's turn. Where it returns nil, leave is called
// afterwards; else it is *bot.Limited or the context's error.
func (o *order) enter(ctx context.Context, a bot.Account) error {
	o.mu.Lock()
	l := o.lines[a]
	if l == nil {
		if o.lines == nil {
			o.lines = map[bot.Account]*line{}
		}
		l = &line{turn: make(chan struct{}, 1)}
		o.lines[a] = l
	}
	if l.waiting >= maxWaiting {
		o.mu.Unlock()
		return &bot.Limited{After: time.Second}
	}
	l.waiting++
	o.mu.Unlock()
	select {
	case l.turn <- struct{}{}: // senders are served in the order they came
		return nil
	case <-ctx.Done():
		o.forget(a, l)
		return ctx.Err()
	}
}

func (o *order) leave(a bot.Account) {
	o.mu.Lock()
	l := o.lines[a]
	o.mu.Unlock()
	<-l.turn
	o.forget(a, l)
}

func (o *order) forget(a bot.Account, l *line) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if l.waiting--; l.waiting == 0 {
		delete(o.lines, a)
	}
}
