package web

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"daicho/bot"
)

func saves(id bot.FieldID) func(bot.Event) bool {
	return func(ev bot.Event) bool { _, ok := ev.Values[id]; return ok && !ev.Press.Acts() }
}

func presses(id bot.ActionID) func(bot.Event) bool {
	return func(ev bot.Event) bool { return ev.Press == id }
}

// offline cuts the browser off, or lets it back.
func (b *tab) offline(on bool) {
	b.t.Helper()
	call(b, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: on, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	call(b, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: on, DownloadThroughput: -1, UploadThroughput: -1})
}

func TestSecretLeavesTheAddress(t *testing.T) {
	b := browse(t)
	b.enter()
	secret := b.link[strings.LastIndex(b.link, "/")+1:]
	b.holds(`!location.href.includes("` + secret + `") && !document.referrer && location.pathname === "/p/` + b.ref + `/"`)
	b.holds(`document.cookie === ''`)
	b.clean()
}

func TestAnswersAreSavedAsGiven(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("diag/1", "自社診断")
	b.holds(`document.activeElement.tagName === 'H1'`)
	b.do(chromedp.Click(chromedp.CSS(`[data-field=q1] .option:nth-child(3)`)))
	b.until(`document.querySelector('[data-field=q1] .state').textContent === '保存しました'`)
	b.holds(`document.querySelector('[data-field=q1] input[value=no]').checked && document.activeElement.value === 'no'`)
	b.holds(`document.getElementById('status').textContent.startsWith('保存しました')`)
	b.show("form/new", "台帳に加える")
	b.do(chromedp.SendKeys(chromedp.ID("f-name"), "Dropbox"), chromedp.KeyEvent(kb.Tab))
	b.until(`document.querySelector('[data-field=name] .state').textContent === '保存しました'`)
	b.run(`{ const d = document.querySelector('[data-field=from] input'); d.focus(); d.value = '2026-12-10'; d.dispatchEvent(new Event('input', {bubbles: true})); }`)
	b.until(`document.querySelector('[data-field=from] .state').textContent === '保存しました'`)
	b.do(chromedp.Click(chromedp.CSS(`[data-field=from] .option`)))
	b.until(`document.querySelector('[data-field=from] input[type=date]').value === ''`)
	b.eventually("未定 is saved", func() bool { return b.core.value("from") == "undecided" })
	if got := b.core.value("q1") + b.core.value("name"); got != "noDropbox" {
		t.Errorf("kept %q", got)
	}
	for _, ev := range b.core.acted(saves("from")) {
		if len(ev.Values) != 1 || ev.Press != "form/new" || ev.ID == "" {
			t.Errorf("an autosave holds more than its field: %+v", ev)
		}
	}
	ids := []string{}
	for _, ev := range b.core.acted(func(bot.Event) bool { return true }) {
		ids = append(ids, ev.ID)
	}
	if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
		t.Errorf("delivery ids are not ordered by time: %v", ids)
	}
	b.until(`!document.querySelector('.state[data-state=saving]')`)
	b.do(chromedp.Reload())
	b.until(`document.querySelector('#f-name')?.value === 'Dropbox'`)
	b.clean()
}

func TestLiveChangeLeavesTheFocusedFieldAlone(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.eventually("the page watches", func() bool { return b.core.watchers() == 1 })
	b.do(chromedp.SendKeys(chromedp.ID("f-use"), "かきかけの文章"))
	b.run(`document.getElementById('f-use').setSelectionRange(2, 4); document.getElementById('f-use').marked = true`)
	b.core.somebodyElse("name", "ほかの人の入力")
	b.until(`document.getElementById('f-name').value === 'ほかの人の入力'`)
	b.holds(`(() => { const a = document.getElementById('f-use'); return document.activeElement === a && a.marked && a.value === 'かきかけの文章' && a.selectionStart === 2 && a.selectionEnd === 4; })()`)
	b.until(`document.querySelector('[data-field=use] .state').textContent === '保存しました'`)
	b.core.somebodyElse("use", "あとから来た文章")
	b.core.somebodyElse("name", "もう一度")
	b.until(`document.getElementById('f-name').value === 'もう一度'`)
	b.holds(`document.getElementById('f-use').value === 'かきかけの文章'`)
	b.keys(kb.Tab)
	b.until(`document.getElementById('f-use').value === 'あとから来た文章'`)
	b.clean()
}

func TestKeyboardAlone(t *testing.T) {
	b := browse(t)
	b.enter()
	b.keys(kb.Tab)
	b.tabTo(`e.dataset.press === 'diag/1'`)
	b.holds(`getComputedStyle(document.activeElement).outlineStyle === 'solid'`)
	b.keys(kb.Enter)
	b.shows("自社診断")
	b.tabTo(`e.name === 'f-q1'`)
	b.keys(" ")
	for _, n := range []string{"2", "3", "4", "5"} {
		b.tabTo(`e.name === 'f-q` + n + `'`)
		b.keys(kb.ArrowDown)
	}
	b.tabTo(`e.type === 'submit'`)
	b.until(`[...document.querySelectorAll('.state')].filter((s) => s.textContent === '保存しました').length === 5`)
	b.keys(kb.Enter)
	b.shows("S0004")
	b.holds(`document.activeElement.tagName === 'H1'`)
	if got := b.core.value("q1") + b.core.value("q2") + b.core.value("q5"); got != "yesnopart" && got != "yesnoyes" {
		t.Errorf("kept %q", got)
	}
	b.tabTo(`e.dataset.press === 'do/end'`)
	b.keys(kb.Enter)
	b.until(`document.getElementById('confirm').open`)
	b.keys(kb.Escape)
	b.until(`!document.getElementById('confirm').open`)
	if b.core.done() != 1 {
		t.Errorf("%d deeds after refusing to confirm", b.core.done())
	}
	b.keys(kb.Enter)
	b.until(`document.getElementById('confirm').open`)
	b.tabTo(`e.id === 'confirm-go'`)
	b.keys(kb.Enter)
	b.shows("台帳")
	b.holds(`document.querySelector('.notice').textContent === '利用終了にしました。'`)
	b.tabTo(`e.id === 'said'`)
	b.do(chromedp.KeyEvent("どこ"))
	b.keys(kb.Enter)
	b.until(`document.getElementById('trouble').textContent.includes('どこ')`)
	if ev := b.core.events[len(b.core.events)-1]; ev.Said == "どこ" && ev.Shown != "ledger/1" {
		t.Errorf("words without what was shown: %+v", ev)
	}
	b.clean()
}

func TestLostAnswerIsSentAgainWithItsID(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("diag/1", "自社診断")
	b.core.with(func() { b.core.lose = 2 })
	b.do(chromedp.Click(chromedp.CSS(`[data-field=q4] .option:nth-child(1)`)))
	b.until(`document.querySelector('[data-field=q4] .state').textContent === '保存しました'`)
	tries := b.core.acted(saves("q4"))
	if len(tries) != 3 || tries[0].ID != tries[2].ID || tries[1].ID != tries[2].ID {
		t.Errorf("tries: %+v", tries)
	}
	b.core.with(func() { b.core.lose = 1 })
	b.do(chromedp.Click(chromedp.CSS(`button[type=submit].primary`)))
	b.shows("S0004")
	if b.core.done() != 1 {
		t.Errorf("the page was ended %d times", b.core.done())
	}
}

func TestOfflineLosesNothing(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.offline(true)
	b.do(chromedp.SendKeys(chromedp.ID("f-name"), "つながらない"), chromedp.KeyEvent(kb.Tab))
	b.until(`document.querySelector('[data-field=name] .state').dataset.state === 'waiting'`)
	b.holds(`document.getElementById('trouble').textContent.includes('つながり次第')`)
	b.do(chromedp.Click(chromedp.CSS(`[data-field=status] .option:nth-child(2)`)))
	b.until(`document.querySelector('[data-field=status] .state').dataset.state === 'waiting'`)
	b.holds(`!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))`)
	b.holds(`document.getElementById('f-name').value === 'つながらない'`)
	if got := b.core.value("name"); got != "" {
		t.Fatalf("not cut off: %q", got)
	}
	b.offline(false)
	b.until(`[...document.querySelectorAll('.state')].filter((s) => s.textContent === '保存しました').length === 2`)
	b.until(`document.getElementById('trouble').textContent === ''`)
	b.holds(`window.dispatchEvent(new Event('beforeunload', {cancelable: true}))`)
	if got := b.core.value("name") + b.core.value("status"); got != "つながらないused" {
		t.Errorf("kept %q", got)
	}
}

func TestFailingCoreIsSaidAndTriedAgain(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.core.with(func() { b.core.fail = context.DeadlineExceeded })
	b.do(chromedp.SendKeys(chromedp.ID("f-name"), "のこる"), chromedp.KeyEvent(kb.Tab))
	b.until(`document.querySelector('[data-field=name] .state').textContent.includes('まだ保存できていません')`)
	b.holds(`document.getElementById('trouble').textContent === 'いまは記録できませんでした。'`)
	b.core.with(func() { b.core.fail = nil })
	b.until(`document.querySelector('[data-field=name] .state').textContent === '保存しました'`)
	b.holds(`document.getElementById('trouble').textContent === '' && document.querySelector('h1').textContent.includes('台帳に加える')`)
}

func TestSubmitShowsWhatToMendAndKeepsTheRest(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.do(chromedp.SendKeys(chromedp.ID("f-use"), "残る文章"))
	b.run(`{ const s = document.querySelector('button[type=submit].primary'); s.click(); s.click(); }`)
	b.until(`document.querySelector('[data-field=name].wrong .problem') !== null`)
	b.holds(`document.activeElement.id === 'f-name' && document.activeElement.getAttribute('aria-invalid') === 'true'`)
	b.holds(`document.getElementById(document.activeElement.getAttribute('aria-describedby').split(' ')[0]).textContent.includes('サービス名を入れてください')`)
	b.holds(`document.getElementById('f-use').value === '残る文章'`)
	if b.core.done() != 1 {
		t.Errorf("two quick clicks were %d turns", b.core.done())
	}
	b.keys("Z")
	b.keys(kb.Enter)
	b.shows("S0004")
	b.holds(`document.querySelector('.notice').textContent === '台帳に加えました。'`)
	if got := b.core.acted(presses("do/form")); len(got) != 2 || len(got[1].Values) != 5 || got[1].Values["use"] != "残る文章" || got[1].Values["name"] != "Z" {
		t.Errorf("submitted %+v", got)
	}
	b.clean()
}

func TestBackForwardAndReload(t *testing.T) {
	b := browse(t)
	b.enter()
	b.do(chromedp.Click(chromedp.CSS(`[data-press="ledger/1"]`)))
	b.shows("クラウドサービス台帳")
	b.do(chromedp.Click(chromedp.CSS(`tr.opens a`)))
	b.shows("S0004")
	b.run(`history.back()`)
	b.shows("クラウドサービス台帳")
	b.run(`history.back()`)
	b.shows("メニュー")
	b.run(`history.forward()`)
	b.shows("クラウドサービス台帳")
	b.holds(`location.hash === '#ledger/1'`)
	b.do(chromedp.Reload())
	b.shows("クラウドサービス台帳")
	b.run(`location.hash = 'do/end'`)
	b.shows("メニュー")
	if b.core.done() != 0 {
		t.Error("an address acted")
	}
	b.clean()
}

func TestNoticeAndEnd(t *testing.T) {
	b := browse(t, func(c *Config) { c.beat = 50_000_000 })
	b.enter()
	b.eventually("a live page", func() bool { b.streams.mu.Lock(); defer b.streams.mu.Unlock(); return b.streams.total == 1 })
	if err := b.Post(b.ctx, bot.Recipient{Account: yamada}, bot.View{At: "ledger/1", Title: "<i>あと3日</i>です", Body: []string{"残りは9問です。"}}); err != nil {
		t.Fatal(err)
	}
	b.until(`document.querySelector('.toast strong')?.textContent === '<i>あと3日</i>です'`)
	b.picture("toast")
	b.do(chromedp.Click(chromedp.CSS(`.toast .primary`)))
	b.shows("クラウドサービス台帳")
	b.clean()
	if err := b.secrets.DropLink(b.ctx, "web", b.ref); err != nil {
		t.Fatal(err)
	}
	b.shows("この画面は、いまは開けません")
	b.picture("gone")
}

func TestPolicyHoldsInTheBrowser(t *testing.T) {
	b := browse(t)
	b.enter()
	// The browser must be one that would have said something.
	b.run(`document.body.append(Object.assign(document.createElement('img'), {src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw='}))`)
	b.eventually("the browser objects", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return slices.ContainsFunc(b.faults, func(s string) bool { return strings.Contains(s, "Content Security Policy") })
	})
	b.show("reading/1", "クラウドサービスとは")
	links := eval[string](b, `JSON.stringify([...document.querySelectorAll('main a')].map((a) => a.href))`)
	var all []string
	if err := json.Unmarshal([]byte(links), &all); err != nil || len(all) != 4 {
		t.Fatalf("%s %v", links, err)
	}
	for _, link := range all {
		if u, err := url.Parse(link); err != nil || u.Scheme != "https" {
			t.Errorf("link %s", link)
		}
	}
}
