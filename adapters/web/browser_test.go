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

	"daicho/adapters/web/webtest"
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
	webtest.Call(b.Tab, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: on, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	webtest.Call(b.Tab, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: on, DownloadThroughput: -1, UploadThroughput: -1})
}

func TestSecretLeavesTheAddress(t *testing.T) {
	b := browse(t)
	b.enter()
	secret := b.link[strings.LastIndex(b.link, "/")+1:]
	b.Holds(`!location.href.includes("` + secret + `") && !document.referrer && location.pathname === "/p/` + b.ref + `/"`)
	b.Holds(`document.cookie === ''`)
	b.Clean()
}

func TestAnswersAreSavedAsGiven(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("diag/1", "自社診断")
	b.Holds(`document.activeElement.tagName === 'H1'`)
	b.Do(chromedp.Click(chromedp.CSS(`[data-field=q1] .option:nth-child(3)`)))
	b.Until(`document.querySelector('[data-field=q1] .state').textContent === '保存しました'`)
	b.Holds(`document.querySelector('[data-field=q1] input[value=no]').checked && document.activeElement.value === 'no'`)
	b.Holds(`document.getElementById('status').textContent.startsWith('保存しました')`)
	b.show("form/new", "台帳に加える")
	b.Do(chromedp.SendKeys(chromedp.ID("f-name"), "Dropbox"), chromedp.KeyEvent(kb.Tab))
	b.Until(`document.querySelector('[data-field=name] .state').textContent === '保存しました'`)
	b.Run(`{ const d = document.querySelector('[data-field=from] input'); d.focus(); d.value = '2026-12-10'; d.dispatchEvent(new Event('input', {bubbles: true})); }`)
	b.Until(`document.querySelector('[data-field=from] .state').textContent === '保存しました'`)
	b.Do(chromedp.Click(chromedp.CSS(`[data-field=from] .option`)))
	b.Until(`document.querySelector('[data-field=from] input[type=date]').value === ''`)
	b.Eventually("未定 is saved", func() bool { return b.core.value("from") == "undecided" })
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
	b.Until(`!document.querySelector('.state[data-state=saving]')`)
	b.Do(chromedp.Reload())
	b.Until(`document.querySelector('#f-name')?.value === 'Dropbox'`)
	b.Clean()
}

func TestLiveChangeLeavesTheFocusedFieldAlone(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.Eventually("the page watches", func() bool { return b.core.watchedOnly("ledger") })
	b.Do(chromedp.SendKeys(chromedp.ID("f-use"), "かきかけの文章"))
	b.Run(`document.getElementById('f-use').setSelectionRange(2, 4); document.getElementById('f-use').marked = true`)
	b.core.somebodyElse("name", "ほかの人の入力")
	b.Until(`document.getElementById('f-name').value === 'ほかの人の入力'`)
	b.Holds(`(() => { const a = document.getElementById('f-use'); return document.activeElement === a && a.marked && a.value === 'かきかけの文章' && a.selectionStart === 2 && a.selectionEnd === 4; })()`)
	b.Until(`document.querySelector('[data-field=use] .state').textContent === '保存しました'`)
	b.core.somebodyElse("use", "あとから来た文章")
	b.core.somebodyElse("name", "もう一度")
	b.Until(`document.getElementById('f-name').value === 'もう一度'`)
	b.Holds(`document.getElementById('f-use').value === 'かきかけの文章'`)
	b.Keys(kb.Tab)
	b.Until(`document.getElementById('f-use').value === 'あとから来た文章'`)
	b.Clean()
}

func TestKeyboardAlone(t *testing.T) {
	b := browse(t)
	b.enter()
	b.Keys(kb.Tab)
	b.TabTo(`e.dataset.press === 'diag/1'`)
	b.Holds(`getComputedStyle(document.activeElement).outlineStyle === 'solid'`)
	b.Keys(kb.Enter)
	b.Shows("自社診断")
	b.TabTo(`e.name === 'f-q1'`)
	b.Keys(" ")
	for _, n := range []string{"2", "3", "4", "5"} {
		b.TabTo(`e.name === 'f-q` + n + `'`)
		b.Keys(kb.ArrowDown)
	}
	b.TabTo(`e.type === 'submit'`)
	b.Until(`[...document.querySelectorAll('.state')].filter((s) => s.textContent === '保存しました').length === 5`)
	b.Keys(kb.Enter)
	b.Shows("S0004")
	b.Holds(`document.activeElement.tagName === 'H1'`)
	if got := b.core.value("q1") + b.core.value("q2") + b.core.value("q5"); got != "yesnopart" && got != "yesnoyes" {
		t.Errorf("kept %q", got)
	}
	b.TabTo(`e.dataset.press === 'do/end'`)
	b.Keys(kb.Enter)
	b.Until(`document.getElementById('confirm').open`)
	b.Keys(kb.Escape)
	b.Until(`!document.getElementById('confirm').open`)
	if b.core.done() != 1 {
		t.Errorf("%d deeds after refusing to confirm", b.core.done())
	}
	b.Keys(kb.Enter)
	b.Until(`document.getElementById('confirm').open`)
	b.TabTo(`e.id === 'confirm-go'`)
	b.Keys(kb.Enter)
	b.Shows("台帳")
	b.Holds(`document.querySelector('.notice').textContent === '利用終了にしました。'`)
	b.TabTo(`e.id === 'said'`)
	b.Do(chromedp.KeyEvent("どこ"))
	b.Keys(kb.Enter)
	b.Until(`document.getElementById('trouble').textContent.includes('どこ')`)
	if ev := b.core.events[len(b.core.events)-1]; ev.Said == "どこ" && ev.Shown != "ledger/1" {
		t.Errorf("words without what was shown: %+v", ev)
	}
	b.Clean()
}

func TestLostAnswerIsSentAgainWithItsID(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("diag/1", "自社診断")
	b.core.with(func() { b.core.lose = 2 })
	b.Do(chromedp.Click(chromedp.CSS(`[data-field=q4] .option:nth-child(1)`)))
	b.Until(`document.querySelector('[data-field=q4] .state').textContent === '保存しました'`)
	tries := b.core.acted(saves("q4"))
	if len(tries) != 3 || tries[0].ID != tries[2].ID || tries[1].ID != tries[2].ID {
		t.Errorf("tries: %+v", tries)
	}
	b.core.with(func() { b.core.lose = 1 })
	b.Do(chromedp.Click(chromedp.CSS(`button[type=submit].primary`)))
	b.Shows("S0004")
	if b.core.done() != 1 {
		t.Errorf("the page was ended %d times", b.core.done())
	}
}

func TestOfflineLosesNothing(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.offline(true)
	b.Do(chromedp.SendKeys(chromedp.ID("f-name"), "つながらない"), chromedp.KeyEvent(kb.Tab))
	b.Until(`document.querySelector('[data-field=name] .state').dataset.state === 'waiting'`)
	b.Holds(`document.getElementById('trouble').textContent.includes('つながり次第')`)
	b.Do(chromedp.Click(chromedp.CSS(`[data-field=status] .option:nth-child(2)`)))
	b.Until(`document.querySelector('[data-field=status] .state').dataset.state === 'waiting'`)
	b.Holds(`!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))`)
	b.Holds(`document.getElementById('f-name').value === 'つながらない'`)
	if got := b.core.value("name"); got != "" {
		t.Fatalf("not cut off: %q", got)
	}
	b.offline(false)
	b.Until(`[...document.querySelectorAll('.state')].filter((s) => s.textContent === '保存しました').length === 2`)
	b.Until(`document.getElementById('trouble').textContent === ''`)
	b.Holds(`window.dispatchEvent(new Event('beforeunload', {cancelable: true}))`)
	if got := b.core.value("name") + b.core.value("status"); got != "つながらないused" {
		t.Errorf("kept %q", got)
	}
}

func TestFailingCoreIsSaidAndTriedAgain(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.core.with(func() { b.core.fail = context.DeadlineExceeded })
	b.Do(chromedp.SendKeys(chromedp.ID("f-name"), "のこる"), chromedp.KeyEvent(kb.Tab))
	b.Until(`document.querySelector('[data-field=name] .state').textContent.includes('まだ保存できていません')`)
	b.Holds(`document.getElementById('trouble').textContent === 'いまは記録できませんでした。'`)
	b.core.with(func() { b.core.fail = nil })
	b.Until(`document.querySelector('[data-field=name] .state').textContent === '保存しました'`)
	b.Holds(`document.getElementById('trouble').textContent === '' && document.querySelector('h1').textContent.includes('台帳に加える')`)
}

func TestSubmitShowsWhatToMendAndKeepsTheRest(t *testing.T) {
	b := browse(t)
	b.enter()
	b.show("form/new", "台帳に加える")
	b.Do(chromedp.SendKeys(chromedp.ID("f-use"), "残る文章"))
	b.Run(`{ const s = document.querySelector('button[type=submit].primary'); s.click(); s.click(); }`)
	b.Until(`document.querySelector('[data-field=name].wrong .problem') !== null`)
	b.Holds(`document.activeElement.id === 'f-name' && document.activeElement.getAttribute('aria-invalid') === 'true'`)
	b.Holds(`document.getElementById(document.activeElement.getAttribute('aria-describedby').split(' ')[0]).textContent.includes('サービス名を入れてください')`)
	b.Holds(`document.getElementById('f-use').value === '残る文章'`)
	if b.core.done() != 1 {
		t.Errorf("two quick clicks were %d turns", b.core.done())
	}
	b.Keys("Z")
	b.Keys(kb.Enter)
	b.Shows("S0004")
	b.Holds(`document.querySelector('.notice').textContent === '台帳に加えました。'`)
	if got := b.core.acted(presses("do/form")); len(got) != 2 || len(got[1].Values) != 5 || got[1].Values["use"] != "残る文章" || got[1].Values["name"] != "Z" {
		t.Errorf("submitted %+v", got)
	}
	b.Clean()
}

func TestBackForwardAndReload(t *testing.T) {
	b := browse(t)
	b.enter()
	b.Do(chromedp.Click(chromedp.CSS(`[data-press="ledger/1"]`)))
	b.Shows("クラウドサービス台帳")
	b.Do(chromedp.Click(chromedp.CSS(`tr.opens a`)))
	b.Shows("S0004")
	b.Run(`history.back()`)
	b.Shows("クラウドサービス台帳")
	b.Run(`history.back()`)
	b.Shows("メニュー")
	b.Run(`history.forward()`)
	b.Shows("クラウドサービス台帳")
	b.Holds(`location.hash === '#ledger/1'`)
	b.Do(chromedp.Reload())
	b.Shows("クラウドサービス台帳")
	b.Run(`location.hash = 'do/end'`)
	b.Shows("メニュー")
	if b.core.done() != 0 {
		t.Error("an address acted")
	}
	b.Clean()
}

func TestNoticeAndEnd(t *testing.T) {
	b := browse(t, func(c *Config) { c.beat = 50_000_000 })
	b.enter()
	b.Eventually("a live page", func() bool { b.streams.mu.Lock(); defer b.streams.mu.Unlock(); return b.streams.total == 1 })
	if err := b.Post(t.Context(), bot.Recipient{Account: yamada}, bot.View{At: "ledger/1", Title: "<i>あと3日</i>です", Body: []string{"残りは9問です。"}}); err != nil {
		t.Fatal(err)
	}
	b.Until(`document.querySelector('.toast strong')?.textContent === '<i>あと3日</i>です'`)
	b.Picture("toast")
	b.Do(chromedp.Click(chromedp.CSS(`.toast .primary`)))
	b.Shows("クラウドサービス台帳")
	b.Clean()
	if err := b.secrets.DropLink(t.Context(), "web", b.ref); err != nil {
		t.Fatal(err)
	}
	b.Shows("この画面は、いまは開けません")
	b.Picture("gone")
}

func TestPolicyHoldsInTheBrowser(t *testing.T) {
	b := browse(t)
	b.enter()
	// The browser must be one that would have said something.
	b.Run(`document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:1/foreign.gif'}))`)
	b.Eventually("the browser objects", func() bool {
		return slices.ContainsFunc(b.Faults(), func(s string) bool { return strings.Contains(s, "Content Security Policy") })
	})
	b.show("reading/1", "クラウドサービスとは")
	links := webtest.Eval[string](b.Tab, `JSON.stringify([...document.querySelectorAll('main a')].map((a) => a.href))`)
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
