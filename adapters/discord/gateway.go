package discord

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	sdk "github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// How long things of a connection may take.
const (
	openTime = 6 * time.Second
	endTime  = 100 * time.Millisecond // the library sleeps for a second once it has said goodbye
	againMin = 500 * time.Millisecond // before a connection is opened again
	againMax = time.Minute
)

// fatalCodes are the close codes after which connecting again is of no use, and
// what is to be mended.
var fatalCodes = map[int]string{
	4004: "the token is not accepted; make a new one (Developer Portal, Bot, Reset Token) / トークンが受け付けられません。Developer Portal の Bot のページで作り直してください",
	4010: "the shard is not valid / 接続の設定が正しくありません", 4011: "the bot is in too many servers / サーバーの数が多すぎます",
	4012: "this version of the gateway is gone; daicho must be updated / daicho を新しいものに入れ替えてください",
	4013: "an intent is not valid / 接続の設定が正しくありません",
	4014: "an intent is not allowed to this application (Developer Portal, Bot) / このアプリに許されていない情報を求めています。Developer Portal の Bot のページを確かめてください",
}

// fatal is what is to be mended, empty where connecting again may help.
func fatal(err error) string {
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return fatalCodes[closed.Code]
	}
	return ""
}

// How often a session may be begun: a few in quick succession, then so many that
// a day has less than a thousand. Whoever begins more loses the token.
const (
	sessionEvery = 90 * time.Second
	sessionBurst = 20
)

// connect keeps a connection to the gateway until ctx ends, or until somebody
// must mend something. Each connection is a session of its own: the library
// waits for ever in some that it resumes.
func (a *App) connect(ctx context.Context) error {
	sessions := rate.NewLimiter(rate.Every(sessionEvery), sessionBurst)
	if a.cfg.Unhurried {
		sessions.SetLimit(rate.Inf)
	}
	for wait := againMin; sessions.Wait(ctx) == nil; {
		stood := a.live.Load()
		err := a.connection(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if mend := fatal(err); mend != "" {
			return fmt.Errorf("discord: gateway: %s: %w", mend, bot.ErrBroken)
		}
		if wait = min(2*wait, againMax); a.live.Load() > stood {
			wait = againMin
		}
		a.cfg.Log.Warn("discord: the connection is opened again", "after", wait)
		if chatkit.Sleep(ctx, wait) != nil {
			return nil
		}
	}
	return nil
}

// connection is one session, until it breaks or ctx ends.
func (a *App) connection(ctx context.Context) error {
	s := a.calls.session(a.cfg.Token)
	line := &line{broken: make(chan struct{})}
	dialer := *websocket.DefaultDialer
	dialer.NetDialContext = line.dial
	s.Dialer = &dialer
	defer line.cut()
	s.AddHandler(func(_ *sdk.Session, e *sdk.Event) { a.arrived(line, e) })
	s.AddHandler(func(*sdk.Session, *sdk.Disconnect) { line.breaks() })
	opened := make(chan error, 1)
	go func() { opened <- s.Open() }()
	late := time.NewTimer(openTime)
	defer late.Stop()
	select {
	case err := <-opened:
		if err != nil {
			return err
		}
	case <-late.C:
		return errors.New("no answer in time")
	case <-ctx.Done():
		return ctx.Err()
	}
	a.live.Add(1)
	a.cfg.Log.Info("discord: connected")
	standing, stop := context.WithCancel(ctx)
	defer stop()
	a.background.Go(func() { a.fetchAgain(standing) })
	if err := line.watch(ctx, a.cfg.Staleness); err != nil {
		a.breaks(line.last())
		return err
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.Close() }()
	select {
	case <-ended:
	case <-time.After(endTime):
	}
	return ctx.Err()
}

// line is the connection below a session, which is cut where the session does
// not end by itself.
type line struct {
	greeted atomic.Bool // a session has begun on it
	once    sync.Once
	broken  chan struct{} // closed by breaks
	heard   atomic.Int64  // when something came last, in nanoseconds

	mu   sync.Mutex
	conn net.Conn
	done bool
}

func (l *line) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: openTime}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn = conn
	if l.done {
		_ = conn.Close()
	}
	l.heard.Store(time.Now().UnixNano())
	return heardConn{conn, l}, nil
}

// watch returns once the connection is broken, or nothing has come on it for so
// long that it must be; nil once ctx ends.
func (l *line) watch(ctx context.Context, staleness time.Duration) error {
	tick := time.NewTicker(staleness / 4)
	defer tick.Stop()
	for {
		select {
		case <-l.broken:
			return errors.New("broken off")
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if time.Since(l.last()) > staleness {
				return errors.New("nothing is heard any more")
			}
		}
	}
}

// breaks notes that the connection is broken: the library says so, but later.
func (l *line) breaks() { l.once.Do(func() { close(l.broken) }) }

// last is when something came last.
func (l *line) last() time.Time { return time.Unix(0, l.heard.Load()) }

// heardConn notes when something came, and when nothing will any more.
type heardConn struct {
	net.Conn
	line *line
}

// Read implements net.Conn.
func (c heardConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.line.heard.Store(time.Now().UnixNano())
	}
	if err != nil {
		c.line.breaks()
	}
	return n, err
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done = true
	if l.conn != nil {
		_ = l.conn.Close()
	}
}

// arrived hands on what the gateway brought, in its order.
func (a *App) arrived(l *line, e *sdk.Event) {
	switch e.Type {
	case "READY":
		if l.greeted.Swap(true) { // the session before this one was taken away, some time after something came on it
			a.breaks(time.Now().Add(-a.cfg.Staleness))
		}
		a.mayMiss(a.broken())
		a.fetchMissed()
	case "INTERACTION_CREATE", "MESSAGE_CREATE":
		a.deliver(e.Type, slices.Clone(e.RawData))
	}
}

// breaks notes from when on nothing was brought, and broken is that moment.
func (a *App) breaks(at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.broke = at
}

func (a *App) broken() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.broke
}
