// Package webtest is a real browser before a page, for tests: it presses
// keys, waits for what the page shows, and looks at it as people and the
// accessibility checker do.
//
// Environment variables say how: DAICHO_CHROMIUM names the browser,
// DAICHO_AXE the file of axe-core, DAICHO_SHOTS a folder for screenshots, and
// with DAICHO_REQUIRE_TOOLS what is not there fails a test instead of being
// left out.
package webtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Chromium finds the browser, the one without windows first: it takes a third
// of the time. Without any the test is skipped, unless DAICHO_REQUIRE_TOOLS
// says that it must not be.
func Chromium(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes its time")
	}
	for _, name := range []string{os.Getenv("DAICHO_CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
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

// Tab is one page of a browser. Whatever cannot be done or never comes true
// ends the test, with what the page shows.
type Tab struct {
	t   *testing.T
	ctx context.Context

	mu     sync.Mutex
	faults []string // what the console and the browser's log complained about
}

// Open starts a browser that ends with the test, at the latest after four
// minutes, and returns its first tab, 1280 wide.
func Open(t *testing.T) *Tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(Chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("headless", "new"), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("lang", "ja"),
		chromedp.WSURLReadTimeout(time.Minute))
	within, cancelTime := context.WithTimeout(context.WithoutCancel(t.Context()), 4*time.Minute)
	alloc, cancelAlloc := chromedp.NewExecAllocator(within, options...)
	t.Cleanup(func() { cancelAlloc(); cancelTime() })
	return open(t, alloc)
}

// Another opens a second tab of the same browser.
func (b *Tab) Another() *Tab {
	b.t.Helper()
	return open(b.t, b.ctx)
}

func open(t *testing.T, parent context.Context) *Tab {
	t.Helper()
	b := &Tab{t: t}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithListener(b.listen))
	b.ctx = ctx
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	Call(b, log.Enable, cdp.Empty{})
	Call(b, runtime.Enable, cdp.Empty{})
	b.Size(1280, 900)
	return b
}

// Close closes the tab as a person does, without a word to the page. A
// browser's first tab takes the browser with it.
func (b *Tab) Close() {
	b.t.Helper()
	if err := chromedp.Cancel(b.ctx); err != nil {
		b.t.Errorf("closing the tab: %v", err)
	}
}

func (b *Tab) listen(ev any) {
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

// Faults is what the console and the browser's log complained about: errors,
// breaches of the content policy, exceptions.
func (b *Tab) Faults() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.faults)
}

// Clean fails the test for every fault.
func (b *Tab) Clean() {
	b.t.Helper()
	for _, f := range b.Faults() {
		b.t.Errorf("the browser complained: %s", f)
	}
}
