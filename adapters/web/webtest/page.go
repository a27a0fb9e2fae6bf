package webtest

import (
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Do takes steps in the browser.
func (b *Tab) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("browser: %v\npage: %s", err, b.Text())
	}
}

// Call sends one command of the browser's protocol.
func Call[P, R any](b *Tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatalf("browser: %v", err)
	}
	return result
}

// Eval is what an expression of the page gives, promises awaited.
func Eval[T any](b *Tab, expression string) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v\npage: %s", expression, err, b.Text())
	}
	return result
}

// Text is what the page shows.
func (b *Tab) Text() string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body?.innerText ?? ''`))
	if err != nil {
		return err.Error()
	}
	return text
}

// Size sets how wide and high the screen is, in pixels.
func (b *Tab) Size(width, height int64) {
	b.t.Helper()
	b.Do(chromedp.EmulateViewport(width, height))
}

// Scheme is "light" or "dark", as the device is set.
func (b *Tab) Scheme(name string) {
	b.t.Helper()
	Call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// Shows waits until the page has this heading.
func (b *Tab) Shows(title string) {
	b.t.Helper()
	b.Until(`document.querySelector('h1')?.textContent.includes("` + title + `") && document.getElementById('main').getAttribute('aria-busy') === 'false'`)
}

// Run runs a script in the page.
func (b *Tab) Run(script string) {
	b.t.Helper()
	b.Do(chromedp.Evaluate[chromedp.Void](script, chromedp.EvalAwaitPromise))
}

// Until waits until an expression of the page holds.
func (b *Tab) Until(expression string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(20*time.Second), chromedp.WithPollingInterval(20*time.Millisecond))); err != nil {
		b.t.Fatalf("never came true: %s: %v\npage: %s", expression, err, b.Text())
	}
}

// Holds checks an expression of the page, which may take a moment to come to
// rest: focus and what is read aloud follow what is drawn.
func (b *Tab) Holds(expression string) {
	b.t.Helper()
	if Eval[bool](b, expression) {
		return
	}
	if err := chromedp.Do(b.ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(5*time.Second), chromedp.WithPollingInterval(20*time.Millisecond))); err != nil {
		b.t.Errorf("does not hold: %s\npage: %s", expression, b.Text())
	}
}

// Value is an expression of the page as text.
func (b *Tab) Value(expression string) string {
	b.t.Helper()
	return Eval[string](b, `String(`+expression+`)`)
}

// Keys presses keys one after the other.
func (b *Tab) Keys(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.Do(chromedp.KeyEvent(key))
	}
}

// TabTo moves the focus with the tabulator alone until the expression holds
// for the element e that has it.
func (b *Tab) TabTo(expression string) {
	b.t.Helper()
	b.tabTo(expression)
}

// TabBackTo is TabTo with Shift, towards the beginning of the page.
func (b *Tab) TabBackTo(expression string) {
	b.t.Helper()
	b.tabTo(expression, chromedp.KeyModifiers(kb.ModifierShift))
}

// mostTabs is how many stops a page has at most.
const mostTabs = 120

func (b *Tab) tabTo(expression string, held ...chromedp.KeyOption) {
	b.t.Helper()
	for range mostTabs {
		b.Do(chromedp.KeyEvent(kb.Tab, held...))
		if Eval[bool](b, `(() => { const e = document.activeElement; return Boolean(`+expression+`); })()`) {
			return
		}
	}
	b.t.Fatalf("the keyboard does not reach %s\npage: %s", expression, b.Text())
}

// Eventually waits for something outside the browser.
func (b *Tab) Eventually(what string, ok func() bool) {
	b.t.Helper()
	for b.ctx.Err() == nil {
		if ok() {
			return
		}
		b.Run(`new Promise((r) => setTimeout(r, 10))`)
	}
	b.t.Fatalf("never: %s", what)
}
