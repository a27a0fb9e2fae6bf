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
	"strconv"
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
	api  *sdk.Session
	http *http.Client
	base string
	pace *rate.Limiter // of all calls that are not about an interaction
}

// How many calls there may be a second: Discord takes fifty, in any second.
const (
	callRate  = 38
	callBurst = 6
)

// elsewhere sends what is for Discord to where the configuration says.
type elsewhere struct {
	to   *url.URL
	wire http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "discord.com" {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host, r.Host = e.to.Scheme, e.to.Host, ""
	}
	answer, err := e.wire.RoundTrip(r)
	if err == nil {
		bounded(answer.Header)
	}
	return answer, err
}

// longestHold is how long the library may hold back what is called next: it sleeps,
// whatever becomes of the turn. Who is told to wait for longer is bot.Limited.
const longestHold = 5 * time.Second

// bounded has the library hold back nothing for longer.
func bounded(h http.Header) {
	const after = "X-RateLimit-Reset-After"
	h.Del("X-RateLimit-Reset")
	if wait, err := strconv.ParseFloat(h.Get(after), 64); h.Get(after) != "" && (err != nil || !(wait >= 0 && wait <= longestHold.Seconds())) {
		h.Set(after, strconv.FormatFloat(longestHold.Seconds(), 'f', -1, 64))
	}
}

func newCaller(cfg Config) *caller {
	base, _ := url.Parse(cfg.APIURL) // Check has read it
	c := &caller{base: cfg.APIURL, pace: rate.NewLimiter(callRate, callBurst), http: &http.Client{Timeout: callTime, Transport: elsewhere{base, &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
	}}}}
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
	s.LogLevel = -1 // it would repeat what people wrote
	s.Identify.Intents = sdk.IntentsGuilds | sdk.IntentsDirectMessages
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
	if what != "interactions" && what != "webhooks" && c.pace.Wait(ctx) != nil {
		return fmt.Errorf("discord: %s %s: too much to do: %w", method, what, bot.ErrBroken)
	}
	rates := c.api.Ratelimiter
	if what == "interactions" || what == "webhooks" { // each token is called once or twice: the library would keep it for ever
		rates = sdk.NewRatelimiter()
	}
	raw, err := c.api.RequestWithLockedBucket(method, c.base+path, kind, body, rates.LockBucket(bucketOf(method, path)), 0, sdk.WithContext(ctx))
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

// bucketOf is by which the library counts a call against its rate: each method and
// path by itself. Discord counts some of them together; what it refuses for that is
// bot.Limited.
func bucketOf(method, path string) string { return method + " " + path }

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
		case !errors.Is(err, bot.ErrBroken):
			return err
		}
		if wait > callTime || chatkit.Sleep(ctx, wait) != nil {
			return err
		}
	}
}

// Discord's codes for what will not come right by itself.
var goneCodes = []int{
	10003, 10004, 10007, 10008, 10013, 10015, // channel, guild, member, message, user, webhook
}

// errHidden is returned where the bot does not see something, or may not write
// there: somebody can change that.
var errHidden = fmt.Errorf("not allowed there: %w", bot.ErrBroken)

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
		return &bot.Limited{After: max(limited.RetryAfter, time.Second)}
	case errors.As(err, &rest):
		return kindOfRefusal(rest)
	case errors.Is(err, sdk.ErrUnauthorized):
		return errToken
	}
	return fmt.Errorf("no answer: %w", bot.ErrBroken)
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
	case code == 50001 || code == 50013:
		return fmt.Errorf("code %d: %w", code, errHidden)
	case code == 40003: // direct messages are opened too fast
		return &bot.Limited{After: time.Minute}
	case status >= http.StatusInternalServerError, rest.Message == nil: // nor is a page of a proxy's Discord's word
		return fmt.Errorf("answered %d: %w", status, bot.ErrBroken)
	}
	return fmt.Errorf("answered %d, code %d: %w", status, code, bot.ErrRefused)
}
