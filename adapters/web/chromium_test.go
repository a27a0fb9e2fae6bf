package web

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"daicho/bot"
)

// chromium finds the browser. Without one the test is skipped, unless
// DAICHO_REQUIRE_TOOLS says that it must not be.
func chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes its time")
	}
	for _, name := range []string{os.Getenv("DAICHO_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("DAICHO_REQUIRE_TOOLS") != "" {
		t.Fatal("no chromium")
	}
	t.Skip("no chromium")
	return ""
}

// tab is a page of a real browser before a running server.
type tab struct {
	*house
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string // what the console and the browser's log complained about
}

func browse(t *testing.T, change ...func(*Config)) *tab {
	t.Helper()
	path := chromium(t)
	h := open(t, append([]func(*Config){func(c *Config) { c.TurnsAtOnce, c.beat = 1000, time.Hour }}, change...)...)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("lang", "ja"),
		chromedp.WSURLReadTimeout(time.Minute))
	within, cancelTime := context.WithTimeout(context.WithoutCancel(t.Context()), 2*time.Minute)
	alloc, cancelAlloc := chromedp.NewExecAllocator(within, options...)
	b := &tab{house: h, t: t}
	ctx, cancelTab := chromedp.NewContext(alloc, chromedp.WithListener(b.listen))
	b.ctx = ctx
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancelTab()
		cancelAlloc()
		cancelTime()
	})
	call(b, log.Enable, cdp.Empty{})
	call(b, runtime.Enable, cdp.Empty{})
	b.size(1280, 900)
	return b
}

func (b *tab) listen(ev any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError || ev.Entry.Source == log.EntrySourceSecurity {
			b.faults = append(b.faults, fmt.Sprintf("%s %s: %s %s", ev.Entry.Source, ev.Entry.Level, ev.Entry.Text, ev.Entry.URL))
		}
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, fmt.Sprintf("%s %+v", ev.ExceptionDetails.Text, ev.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeWarning {
			b.faults = append(b.faults, fmt.Sprintf("console %s: %v", ev.Type, ev.Args))
		}
	}
}

// clean fails the test for anything the console complained about.
func (b *tab) clean() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		b.t.Errorf("the browser complained: %s", f)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatalf("browser: %v\npage: %s", err, b.text())
	}
}

// call sends one command of the browser's protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatalf("browser: %v", err)
	}
	return result
}

// eval is what an expression of the page gives, promises awaited.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v\npage: %s", expression, err, b.text())
	}
	return result
}

// text is what the page shows, for messages of failed tests.
func (b *tab) text() string {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.body?.innerText ?? ''`))
	if err != nil {
		return err.Error()
	}
	return text
}

func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height))
}

func (b *tab) scheme(name string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

// enter opens the personal link and waits for the menu.
func (b *tab) enter() {
	b.t.Helper()
	b.do(chromedp.Navigate(b.link))
	b.shows("メニュー")
}

// show goes to a view by its address.
func (b *tab) show(at bot.ActionID, title string) {
	b.t.Helper()
	b.run(`location.hash = "` + string(at) + `"`)
	b.shows(title)
}

// shows waits until the page has this heading.
func (b *tab) shows(title string) {
	b.t.Helper()
	b.until(`document.querySelector('h1')?.textContent.includes("` + title + `") && document.getElementById('main').getAttribute('aria-busy') === 'false'`)
}

// run runs a script in the page.
func (b *tab) run(script string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](script, chromedp.EvalAwaitPromise))
}

// until waits until an expression of the page holds.
func (b *tab) until(expression string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(20*time.Second), chromedp.WithPollingInterval(20*time.Millisecond))); err != nil {
		b.t.Fatalf("never came true: %s: %v\npage: %s", expression, err, b.text())
	}
}

// holds checks an expression of the page now.
func (b *tab) holds(expression string) {
	b.t.Helper()
	if !eval[bool](b, expression) {
		b.t.Errorf("does not hold: %s\npage: %s", expression, b.text())
	}
}

func (b *tab) value(expression string) string {
	b.t.Helper()
	return eval[string](b, `String(`+expression+`)`)
}

// keys presses keys one after the other.
func (b *tab) keys(keys ...string) {
	b.t.Helper()
	for _, key := range keys {
		b.do(chromedp.KeyEvent(key))
	}
}

// tabTo moves the focus with the tabulator alone until the expression holds
// for the element that has it.
func (b *tab) tabTo(expression string) {
	b.t.Helper()
	for range 80 {
		b.keys(kb.Tab)
		if b.value(`(() => { const e = document.activeElement; return Boolean(`+expression+`); })()`) == "true" {
			return
		}
	}
	b.t.Fatalf("the keyboard does not reach %s\npage: %s", expression, b.text())
}

// eventually waits for something outside the browser.
func (b *tab) eventually(what string, ok func() bool) {
	b.t.Helper()
	for b.ctx.Err() == nil {
		if ok() {
			return
		}
		b.run(`new Promise((r) => setTimeout(r, 10))`)
	}
	b.t.Fatalf("never: %s", what)
}

// picture keeps a screenshot of the whole page where DAICHO_SHOTS names a
// folder, to be looked at.
func (b *tab) picture(name string) {
	b.t.Helper()
	folder := os.Getenv("DAICHO_SHOTS")
	if folder == "" {
		return
	}
	whole := true
	shot := call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &whole})
	data := []byte(shot.Data)
	if err := os.WriteFile(filepath.Join(folder, strings.ReplaceAll(name, "/", "-")+".png"), data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
