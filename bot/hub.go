package bot

import (
	"context"
	"sync"
)

// hub tells who watches a topic of a company that it has changed. The zero
// value is ready.
type hub struct {
	mu       sync.Mutex
	watchers map[topic]map[chan struct{}]bool
}

type topic struct{ company, name string }

// subscribe returns a channel with room for one change: several become one.
func (h *hub) subscribe(ctx context.Context, company string, names []string) <-chan struct{} {
	ch := make(chan struct{}, 1)
	h.each(company, names, func(t topic) {
		if h.watchers == nil {
			h.watchers = map[topic]map[chan struct{}]bool{}
		}
		if h.watchers[t] == nil {
			h.watchers[t] = map[chan struct{}]bool{}
		}
		h.watchers[t][ch] = true
	})
	context.AfterFunc(ctx, func() { h.unsubscribe(company, names, ch) })
	return ch
}

func (h *hub) unsubscribe(company string, names []string, ch chan struct{}) {
	h.each(company, names, func(t topic) {
		delete(h.watchers[t], ch)
		if len(h.watchers[t]) == 0 {
			delete(h.watchers, t)
		}
	})
}

func (h *hub) publish(company string, names []string) {
	h.each(company, names, func(t topic) {
		for ch := range h.watchers[t] {
			select {
			case ch <- struct{}{}:
			default: // a change is already waiting there
			}
		}
	})
}

func (h *hub) each(company string, names []string, do func(topic)) {
	if len(names) == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, name := range names {
		do(topic{company, name})
	}
}
