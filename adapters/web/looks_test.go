package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"daicho/bot"
)

// titles of the fake views, without which a view has not arrived.
func titleOf(at bot.ActionID) string { return fakeViews[at]().Title }

// TestEveryViewFits looks at every view, wide and narrow, light and dark:
// nothing is wider than the screen, no target is too small for a finger, and
// neither axe nor the console has anything serious to say.
func TestEveryViewFits(t *testing.T) {
	b := browse(t)
	b.enter()
	axe := axeSource(t)
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		for _, width := range []int64{1280, 360} {
			b.size(width, 900)
			for _, at := range slices.Sorted(maps.Keys(fakeViews)) {
				b.show(at, titleOf(at))
				b.holds(`document.scrollingElement.scrollWidth <= innerWidth`)
				b.smallTargets()
				b.picture(fmt.Sprintf("%s-%d-%s", at, width, scheme))
				b.axe(axe, fmt.Sprintf("%s %d %s", at, width, scheme))
			}
		}
	}
	if axe != "" {
		b.run(`document.getElementById('main').append(document.createElement('select'))`)
		if len(b.findings(axe)) == 0 {
			t.Error("the checker does not see a list without a name")
		}
	}
	b.clean()
}

// TestOtherStatesFit looks at what only happens now and then: something to
// mend, no connection, a message, the pages outside.
func TestOtherStatesFit(t *testing.T) {
	b := browse(t)
	axe := axeSource(t)
	for _, scheme := range []string{"light", "dark"} {
		b.core.with(func() { clear(b.core.values) })
		b.scheme(scheme)
		b.size(360, 800)
		b.enter()
		b.show("form/new", titleOf("form/new"))
		b.do(chromedp.Click(chromedp.CSS(`button[type=submit].primary`)))
		b.until(`document.querySelector('.field.wrong') !== null`)
		b.looks(axe, "mend-"+scheme)
		b.show("diag/1", titleOf("diag/1"))
		b.do(chromedp.Click(chromedp.CSS(`[data-field=q3] summary`)))
		b.offline(true)
		b.do(chromedp.Click(chromedp.CSS(`[data-field=q3] .option`)))
		b.until(`document.querySelector('[data-field=q3] .state').dataset.state === 'waiting'`)
		b.looks(axe, "offline-"+scheme)
		b.offline(false)
		b.until(`document.getElementById('trouble').textContent === ''`)
		b.show("service/4", titleOf("service/4"))
		b.eventually("a live page", func() bool { return b.core.watchers() == 1 })
		if err := b.Post(b.ctx, bot.Recipient{Account: yamada}, bot.View{At: "ledger/1", Title: "訪問まで、あと3日です", Body: []string{"××勤怠管理WEBシステムのチェックが9問残っています（約3分）。"}}); err != nil {
			t.Fatal(err)
		}
		b.do(chromedp.Click(chromedp.CSS(`figure summary`)))
		b.until(`document.querySelector('.toast') !== null`)
		b.looks(axe, "toast-"+scheme)
		b.do(chromedp.Click(chromedp.CSS(`[data-press="do/end"]`)))
		b.until(`document.getElementById('confirm').open`)
		b.looks(axe, "confirm-"+scheme)
		b.do(chromedp.Navigate(b.Base() + "/"))
		b.looks(axe, "front-"+scheme)
		b.do(chromedp.Navigate(b.link + "x"))
		b.looks(axe, "wrong-"+scheme)
	}
}

func (b *tab) looks(axe, where string) {
	b.t.Helper()
	b.holds(`document.scrollingElement.scrollWidth <= innerWidth`)
	b.picture(where)
	b.axe(axe, where)
}

// smallTargets complains of what is too small for a finger.
func (b *tab) smallTargets() {
	b.t.Helper()
	small := b.value(`[...document.querySelectorAll('button, summary, .option, select, input:not([type=radio]):not([type=checkbox]), .links a')]
		.filter((e) => e.checkVisibility() && !e.closest('dialog'))
		.map((e) => [e.getBoundingClientRect(), e.textContent || e.id])
		.filter(([r]) => r.height < 44).map(([r, t]) => t + ' ' + r.width + 'x' + r.height).join('; ')`)
	if small != "" {
		b.t.Errorf("too small for a finger: %s", small)
	}
}

// axeSource is the accessibility checker, where DAICHO_AXE names its file.
func axeSource(t *testing.T) string {
	path := os.Getenv("DAICHO_AXE")
	if path == "" {
		if os.Getenv("DAICHO_REQUIRE_TOOLS") != "" {
			t.Fatal("DAICHO_AXE is not set")
		}
		return ""
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

type finding struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML string }
}

// axe lets the checker look at the page.
func (b *tab) axe(source, where string) {
	b.t.Helper()
	if source == "" {
		return
	}
	for _, f := range b.findings(source) {
		nodes := make([]string, 0, 3)
		for _, n := range f.Nodes[:min(3, len(f.Nodes))] {
			nodes = append(nodes, n.HTML)
		}
		say := b.t.Errorf
		if f.Impact != "serious" && f.Impact != "critical" {
			say = b.t.Logf
		}
		say("axe at %s: %s (%s): %s\n%s", where, f.ID, f.Impact, f.Help, strings.Join(nodes, "\n"))
	}
}

func (b *tab) findings(source string) []finding {
	b.t.Helper()
	b.run(`if (!window.axe) { ` + source + ` }`)
	raw := eval[string](b, `axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations.map((v) =>
		({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map((n) => ({HTML: n.html + ' ' + n.failureSummary}))}))))`)
	var findings []finding
	if err := json.Unmarshal([]byte(raw), &findings); err != nil {
		b.t.Fatal(err)
	}
	return findings
}
