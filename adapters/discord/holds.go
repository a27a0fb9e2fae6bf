package discord

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// holds are the calls that Discord wants to have later. The library would sleep
// until then whatever becomes of the turn: it gets to see none of that.
type holds struct {
	mu    sync.Mutex
	until map[string]time.Time // by keyOf; of all calls under everything
}

// everything is the key of what Discord says of all calls together.
const everything = ""

// For how long Discord is believed that nothing may be asked: where it has refused
// something, and where it says that it would.
const (
	longestHold    = time.Hour
	longestCaution = 5 * time.Second
)

// manyHolds is from how many on those that are over are cleared away.
const manyHolds = 500

// keyOf is by which a call is counted: each method and path by itself. Discord
// counts some of them together; what it refuses for that is bot.Limited.
func keyOf(method, path string) string { return method + " " + path }

// wait waits until a call may be made. Where that is not within ctx, or not soon,
// it is bot.Limited at once; where ctx ends, bot.ErrBroken.
func (h *holds) wait(ctx context.Context, keys ...string) error {
	for {
		left := h.left(keys)
		if end, ends := ctx.Deadline(); left > callTime || left > 0 && ends && time.Until(end) < left {
			return &bot.Limited{After: left}
		}
		if chatkit.Sleep(ctx, left) != nil {
			return bot.ErrBroken
		}
		if left <= 0 {
			return nil
		}
	}
}

// left is how long it is until all of these may be called.
func (h *holds) left(keys []string) (left time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, key := range keys {
		left = max(left, time.Until(h.until[key]))
	}
	return left
}

// notes notes what an answer says of the next calls, and takes it out of it.
func (h *holds) notes(key string, answer *http.Response) {
	after := seconds(answer.Header.Get("X-RateLimit-Reset-After"))
	switch {
	case answer.StatusCode == http.StatusTooManyRequests:
		after = cmp.Or(after, seconds(answer.Header.Get("Retry-After")))
		if answer.Header.Get("X-RateLimit-Global") != "" || !isJSON(answer) {
			key = everything
		}
		h.hold(key, after)
	case answer.Header.Get("X-RateLimit-Remaining") == "0":
		h.hold(key, min(after, longestCaution))
	}
	for name := range answer.Header {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			delete(answer.Header, name)
		}
	}
}

func (h *holds) hold(key string, after time.Duration) {
	if after <= 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = map[string]time.Time{}
	}
	if len(h.until) > manyHolds {
		for old, over := range h.until {
			if time.Now().After(over) {
				delete(h.until, old)
			}
		}
	}
	h.until[key] = time.Now().Add(after)
}

// seconds reads how long to wait, as a header has it: 0 where it says nothing,
// and no longer than is believed.
func seconds(text string) time.Duration {
	s, err := strconv.ParseFloat(text, 64)
	if err != nil || !(s > 0) {
		return 0
	}
	return time.Duration(min(s, longestHold.Seconds()) * float64(time.Second))
}

// inJSON has an answer that says "too many" say so as Discord does: what stands
// before Discord says it with a page, which the library cannot read.
func inJSON(answer *http.Response) {
	if answer.StatusCode != http.StatusTooManyRequests || isJSON(answer) {
		return
	}
	_ = answer.Body.Close()
	text := fmt.Sprintf(`{"retry_after": %g}`, seconds(answer.Header.Get("Retry-After")).Seconds())
	answer.Body = io.NopCloser(bytes.NewReader([]byte(text)))
	answer.ContentLength = int64(len(text))
}

func isJSON(answer *http.Response) bool {
	return strings.Contains(answer.Header.Get("Content-Type"), "json")
}
