package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	sdk "github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// How long one request may take, and how often one is tried for which somebody
// waits.
const (
	callTime = 10 * time.Second
	tries    = 4
)

// caller asks Discord for things.
type caller struct {
	api   *sdk.Session
	http  *http.Client
	base  string
	root  string        // the path of base
	pace  *rate.Limiter // of all calls that are not about an interaction
	holds holds
}

// How many calls there may be a second: Discord takes fifty, in any second.
const (
	callRate  = 38
	callBurst = 6
)

// elsewhere sends what is for Discord to where the configuration says, and notes
// what the answers say of the next calls.
type elsewhere struct {
	to    *url.URL
	wire  http.RoundTripper
	holds *holds
}

// RoundTrip implements http.RoundTripper.
func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "discord.com" {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host, r.Host = e.to.Scheme, e.to.Host, ""
	}
	answer, err := e.wire.RoundTrip(r)
	if err == nil {
		e.holds.notes(keyOf(r.Method, r.URL.Path), answer)
		inJSON(answer)
	}
	return answer, err
}

func newCaller(cfg Config) *caller {
	base, _ := url.Parse(cfg.APIURL) // Check has read it
	c := &caller{base: cfg.APIURL, root: base.Path, pace: rate.NewLimiter(callRate, callBurst)}
	c.http = &http.Client{Timeout: callTime, Transport: elsewhere{base, &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
	}, &c.holds}}
	if cfg.Unhurried {
		c.pace.SetLimit(rate.Inf)
	}
	c.api = c.session(cfg.Token)
	return c
}

// session is a client of the library that tries nothing again by itself.
func (c *caller) session(token string) *sdk.Session {
	s, _ := sdk.New("Bot " + token) // it looks at nothing, and cannot fail
	s.Client = c.http
	s.ShouldRetryOnRateLimit, s.MaxRestRetries, s.ShouldReconnectOnError = false, 0, false
	s.StateEnabled, s.SyncEvents = false, true
	s.LogLevel = -1                                // it would repeat what people wrote
	s.Identify.Intents = sdk.IntentsDirectMessages // interactions come whatever is asked for
	return s
}

// file is a file that goes along.
type file struct {
	name string
	data []byte
}

// once makes one call. The answer is read into answer, unless that is nil. The
// error is one of bot's kinds.
func (c *caller) once(ctx context.Context, method, path string, payload any, files []file, answer any) error {
	kind, body, err := written(payload, files)
	if err != nil {
		return err
	}
	what, _, _ := strings.Cut(path, "/")
	if err := c.mayCall(ctx, method, path); err != nil {
		return fmt.Errorf("discord: %s %s: too much to do: %w", method, what, err)
	}
	free := sdk.NewRatelimiter().LockBucket("") // when to call is known here
	raw, err := c.api.RequestWithLockedBucket(method, c.base+path, kind, body, free, 0, sdk.WithContext(ctx))
	if err = kindOf(err); err != nil {
		return fmt.Errorf("discord: %s %s: %w", method, what, err)
	}
	if answer == nil {
		return nil
	}
	if json.Unmarshal(raw, answer) != nil {
		return fmt.Errorf("discord: %s %s: an answer of another shape: %w", method, what, bot.ErrBroken)
	}
	return nil
}

// written is a payload as it goes out, with its files beside it.
func written(payload any, files []file) (kind string, body []byte, err error) {
	switch {
	case payload == nil:
		return "application/json", nil, nil
	case len(files) == 0:
		body, err = json.Marshal(payload)
		return "application/json", body, err
	}
	var all []*sdk.File
	for _, f := range files {
		all = append(all, &sdk.File{Name: f.name, Reader: bytes.NewReader(f.data)})
	}
	return sdk.MultipartBodyWithJSON(payload, all)
}

// mayCall waits for a call's turn. What is about an interaction is outside of what
// Discord allows of all calls together.
func (c *caller) mayCall(ctx context.Context, method, path string) error {
	path, _, _ = strings.Cut(path, "?")
	own := keyOf(method, c.root+path)
	if strings.HasPrefix(path, "interactions/") || strings.HasPrefix(path, "webhooks/") {
		return c.holds.wait(ctx, own)
	}
	if err := c.holds.wait(ctx, own, everything); err != nil {
		return err
	}
	if c.pace.Wait(ctx) != nil {
		return bot.ErrBroken
	}
	return nil
}

// forSomebody makes a call for which somebody waits: what failed for now is
// tried again.
func (c *caller) forSomebody(ctx context.Context, method, path string, payload any, files []file, answer any) error {
	for n := 0; ; n++ {
		err := c.once(ctx, method, path, payload, files, answer)
		var limited *bot.Limited
		wait := 200 * time.Millisecond << n
		switch {
		case err == nil || n == tries-1:
			return err
		case errors.As(err, &limited):
			wait = limited.After
		case !errors.Is(err, bot.ErrBroken), errors.Is(err, errToken), errors.Is(err, errHidden): // nor will those be right so soon
			return err
		}
		if wait > callTime || chatkit.Sleep(ctx, wait) != nil {
			return err
		}
	}
}

// Discord's codes for what will not come right by itself.
var goneCodes = []int{
	10003, 10007, 10008, 10013, 10015, // channel, member, message, user, webhook
}

// errHidden is returned where the bot does not see something, or may not write
// there, as in a server that it was thrown out of: somebody can change that.
var errHidden = fmt.Errorf("not allowed there: %w", bot.ErrBroken)

// errAnswered is returned where an interaction has its answer.
var errAnswered = fmt.Errorf("has its answer: %w", bot.ErrRefused)

// errClosed is returned where somebody takes no direct messages, or is in no
// server with the bot.
var errClosed = fmt.Errorf("takes no direct messages: %w", bot.ErrGone)

// kindOf turns what the library returns into one of bot's kinds, with Discord's
// own code for it and nothing of what was sent.
func kindOf(err error) error {
	var limited *sdk.RateLimitError
	var rest *sdk.RESTError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &limited):
		return &bot.Limited{After: believed(limited.RetryAfter)}
	case errors.As(err, &rest):
		return kindOfRefusal(rest)
	case errors.Is(err, sdk.ErrUnauthorized):
		return errToken
	}
	return fmt.Errorf("no answer: %w", bot.ErrBroken)
}

// believed is how long to wait where Discord says so: what is beyond all measure
// comes out of the library as less than nothing.
func believed(after time.Duration) time.Duration {
	if after < 0 || after > longestHold {
		return longestHold
	}
	return max(after, time.Second)
}

// errToken is returned where Discord does not take the token: it must be mended.
var errToken = fmt.Errorf("the token is not accepted: %w", bot.ErrBroken)

// TokenRefused reports whether an error means that Discord does not accept the
// token, so that trying again is of no use before somebody has mended it.
func TokenRefused(err error) bool { return errors.Is(err, errToken) }

func kindOfRefusal(rest *sdk.RESTError) error {
	code, status := 0, rest.Response.StatusCode
	if rest.Message != nil {
		code = rest.Message.Code
	}
	switch {
	case status == http.StatusUnauthorized:
		return errToken
	case slices.Contains(goneCodes, code):
		return fmt.Errorf("code %d: %w", code, bot.ErrGone)
	case code == 50007 || code == 50278:
		return fmt.Errorf("code %d: %w", code, errClosed)
	case code == 10004 || code == 50001 || code == 50013:
		return fmt.Errorf("code %d: %w", code, errHidden)
	case code == 40060:
		return errAnswered
	case code == 40003: // direct messages are opened too fast
		return &bot.Limited{After: time.Minute}
	case status >= http.StatusInternalServerError, code == 0: // without a code it is no word of Discord's, but a proxy's
		return fmt.Errorf("answered %d: %w", status, bot.ErrBroken)
	}
	return fmt.Errorf("answered %d, code %d: %w", status, code, bot.ErrRefused)
}
