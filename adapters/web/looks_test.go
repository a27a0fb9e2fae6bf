package web

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"daicho/adapters/web/webtest"
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
	axe := webtest.AxeSource(t)
	for _, scheme := range []string{"light", "dark"} {
		b.Scheme(scheme)
		for _, width := range []int64{1280, 360} {
			b.Size(width, 900)
			for _, at := range slices.Sorted(maps.Keys(fakeViews)) {
				b.show(at, titleOf(at))
				b.Fits()
				b.Picture(fmt.Sprintf("%s-%d-%s", at, width, scheme))
				b.Axe(axe, fmt.Sprintf("%s %d %s", at, width, scheme))
			}
		}
	}
	if axe != "" {
		b.Run(`document.getElementById('main').append(document.createElement('select'))`)
		if len(b.Findings(axe)) == 0 {
			t.Error("the checker does not see a list without a name")
		}
	}
	b.Clean()
}

// TestOtherStatesFit looks at what only happens now and then: something to
// mend, no connection, a message, the pages outside.
func TestOtherStatesFit(t *testing.T) {
	b := browse(t)
	axe := webtest.AxeSource(t)
	for _, scheme := range []string{"light", "dark"} {
		b.core.with(func() { clear(b.core.values) })
		b.Scheme(scheme)
		b.Size(360, 800)
		b.enter()
		b.show("form/new", titleOf("form/new"))
		b.Do(chromedp.Click(chromedp.CSS(`button[type=submit].primary`)))
		b.Until(`document.querySelector('.field.wrong') !== null`)
		b.looks(axe, "mend-"+scheme)
		b.show("diag/1", titleOf("diag/1"))
		b.Do(chromedp.Click(chromedp.CSS(`[data-field=q3] summary`)))
		b.offline(true)
		b.Do(chromedp.Click(chromedp.CSS(`[data-field=q3] .option`)))
		b.Until(`document.querySelector('[data-field=q3] .state').dataset.state === 'waiting'`)
		b.looks(axe, "offline-"+scheme)
		b.offline(false)
		b.Until(`document.getElementById('trouble').textContent === ''`)
		b.show("service/4", titleOf("service/4"))
		b.Eventually("a live page", func() bool { return b.core.watchedOnly("ledger") })
		if err := b.Post(t.Context(), bot.Recipient{Account: yamada}, bot.View{At: "ledger/1", Title: "訪問まで、あと3日です", Body: []string{"××勤怠管理WEBシステムのチェックが9問残っています（約3分）。"}}); err != nil {
			t.Fatal(err)
		}
		b.Do(chromedp.Click(chromedp.CSS(`figure summary`)))
		b.Until(`document.querySelector('.toast') !== null`)
		b.looks(axe, "toast-"+scheme)
		b.Do(chromedp.Click(chromedp.CSS(`[data-press="do/end"]`)))
		b.Until(`document.getElementById('confirm').open`)
		b.looks(axe, "confirm-"+scheme)
		b.Do(chromedp.Navigate(b.Base() + "/"))
		b.looks(axe, "front-"+scheme)
		b.Do(chromedp.Navigate(b.link + "x"))
		b.looks(axe, "wrong-"+scheme)
	}
}

func (b *tab) looks(axe, where string) {
	b.t.Helper()
	b.Fits()
	b.Picture(where)
	b.Axe(axe, where)
}
