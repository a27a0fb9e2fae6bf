package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"slices"
	"strings"
	"time"

	sdk "github.com/slack-go/slack"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// callTime is how long one request to Slack may take.
const callTime = 10 * time.Second

// How long somebody who waits for an answer is kept waiting by a budget that is
// spent, and how often a request of theirs is tried.
const (
	patience = 8 * time.Second
	tries    = 5
)

// caller asks Slack for things, within its budgets.
type caller struct {
	api    *sdk.Client
	http   *http.Client
	limits *limits
}

func newCaller(cfg Config) *caller {
	client := &http.Client{Timeout: callTime, Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true,
	}}
	silent := log.New(io.Discard, "", 0) // it would repeat what people wrote
	return &caller{
		http: client, limits: newLimits(cfg.Unhurried),
		api: sdk.New(cfg.BotToken, sdk.OptionHTTPClient(client), sdk.OptionAPIURL(cfg.APIURL), sdk.OptionAppLevelToken(cfg.AppToken), sdk.OptionLog(silent)),
	}
}

// once makes one call of a method as soon as its budget allows, at most after
// patience. The error is one of bot's kinds.
func (c *caller) once(ctx context.Context, method, channel string, patience time.Duration, call func(context.Context) error) error {
	wait, err := c.limits.reserve(method, channel, patience)
	if err != nil {
		return err
	}
	if err := chatkit.Sleep(ctx, wait); err != nil {
		return err
	}
	err = kindOf(call(ctx))
	var limited *bot.Limited
	if errors.As(err, &limited) {
		c.limits.freeze(method, limited.After)
	}
	if err != nil {
		return fmt.Errorf("slack: %s: %w", method, err)
	}
	return nil
}

// forSomebody makes a call for which somebody waits: what failed for now is
// tried again.
func (c *caller) forSomebody(ctx context.Context, method, channel string, call func(context.Context) error) error {
	var err error
	for n := range tries {
		err = c.once(ctx, method, channel, patience, call)
		var limited *bot.Limited
		switch {
		case err == nil:
			return nil
		case errors.As(err, &limited) && limited.After <= patience: // the budget waits by itself
		case errors.Is(err, bot.ErrBroken):
			if n == tries-1 || chatkit.Sleep(ctx, 200*time.Millisecond<<n) != nil {
				return err
			}
		default:
			return err
		}
	}
	return err
}

// What Slack's error words mean. A word that stands nowhere is a refusal.
var (
	goneWords = []string{
		"channel_not_found", "user_not_found", "users_not_found", "user_disabled", "is_archived", "cannot_dm_bot",
		"message_not_found", "view_not_found", "not_found", "file_not_found", "used_url", "expired_url",
	}
	brokenWords = []string{
		"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited",
		// Tokens can be mended; what waits for that must not be lost.
		"no_permission", "org_login_required", "team_access_not_granted",
		// The app can be invited.
		"not_in_channel",
		// What an administrator has switched off can be switched on.
		"messages_tab_disabled", "ekm_access_denied", "enterprise_is_restricted",
	}
	tokenWords = []string{
		"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type", "missing_scope",
	}
)

// errToken is beside bot.ErrBroken where Slack does not take a token.
var errToken = errors.New("slack does not accept the token")

// kindOf turns what the library returns into one of bot's kinds, with Slack's
// own word for it and nothing of what was sent.
func kindOf(err error) error {
	var limited *sdk.RateLimitedError
	var word sdk.SlackErrorResponse
	var status sdk.StatusCodeError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &limited):
		return &bot.Limited{After: max(limited.RetryAfter, time.Second)}
	case errors.As(err, &word):
		return kindOfWord(word.Err)
	case errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		return &bot.Limited{After: time.Minute}
	case errors.As(err, &status) && status.Code < http.StatusInternalServerError:
		return fmt.Errorf("answered %d: %w", status.Code, bot.ErrRefused)
	case errors.As(err, &status):
		return fmt.Errorf("answered %d: %w", status.Code, bot.ErrBroken)
	}
	return fmt.Errorf("%s: %w", without(err), bot.ErrBroken)
}

func kindOfWord(word string) error {
	switch {
	case word == "ratelimited" || word == "rate_limited" || word == "message_limit_exceeded":
		return &bot.Limited{After: 30 * time.Second}
	case slices.Contains(tokenWords, word):
		return fmt.Errorf("%s: %w (%w)", word, errToken, bot.ErrBroken)
	case slices.Contains(goneWords, word):
		return fmt.Errorf("%s: %w", word, bot.ErrGone)
	case slices.Contains(brokenWords, word):
		return fmt.Errorf("%s: %w", word, bot.ErrBroken)
	}
	return fmt.Errorf("%s: %w", safeWord(word), bot.ErrRefused)
}

// safeWord is an error word of Slack's as the log may have it.
func safeWord(word string) string {
	if len(word) > 60 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return "another error"
	}
	return word
}

// without is a failed request's cause without its address, in which there may
// be a secret.
func without(err error) string {
	var inside interface{ Timeout() bool }
	if errors.As(err, &inside) && inside.Timeout() {
		return "no answer in time"
	}
	return "no answer"
}

// respond answers at a response_url, which Slack gave for one press or command.
func (c *caller) respond(ctx context.Context, url string, m *sdk.WebhookMessage) error {
	err := kindOf(sdk.PostWebhookCustomHTTPContext(ctx, url, c.http, m))
	if err != nil {
		return fmt.Errorf("slack: response_url: %w", err)
	}
	return nil
}
