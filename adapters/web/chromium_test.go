package web

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"daicho/adapters/web/webtest"
	"daicho/bot"
)

// tab is a page of a real browser before a running server.
type tab struct {
	*house
	*webtest.Tab
	t *testing.T
}

func browse(t *testing.T, change ...func(*Config)) *tab {
	t.Helper()
	h := open(t, append([]func(*Config){func(c *Config) { c.TurnsAtOnce, c.beat = 1000, time.Hour }}, change...)...)
	return &tab{h, webtest.Open(t), t}
}

// enter opens the personal link and waits for the menu.
func (b *tab) enter() {
	b.t.Helper()
	b.Do(chromedp.Navigate(b.link))
	b.Shows("メニュー")
}

// show goes to a view by its address.
func (b *tab) show(at bot.ActionID, title string) {
	b.t.Helper()
	b.Run(`location.hash = "` + string(at) + `"`)
	b.Shows(title)
}
