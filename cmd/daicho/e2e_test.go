package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"daicho/adapters/web/webtest"
	"daicho/rubric"
)

// TestEndToEnd has people of the example company use the program as it is
// handed out, in a real browser and with the keyboard alone, on a desk and on
// a phone. Every view that they reach is looked at.
func TestEndToEnd(t *testing.T) {
	webtest.Chromium(t)
	program := build(t)
	for width, end := range map[int64]func(*process){1280: (*process).stop, 360: (*process).kill} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			(&story{t, program, filepath.Join(t.TempDir(), "d.db"), webtest.Open(t), width}).tell(end)
		})
	}
}

// story is what happens on one screen, on one data file.
type story struct {
	t       *testing.T
	program built
	data    string
	browser *webtest.Tab
	width   int64
}

// tell tells it. Half-way through the process ends in the given way.
func (s *story) tell(end func(*process)) {
	p := s.program.demo(s.t, s.data)
	s.manager(p.urls["佐藤 恵子"])
	s.expert(p.urls["高橋 誠"])
	s.owner(p.urls["山田 一郎"])
	given := s.begin(p.urls["田中 美咲"])
	end(p)
	p = s.program.demo(s.t, s.data)
	v := s.resume(p.urls["田中 美咲"], given)
	s.stranger(v, p.urls["田中 美咲"])
	p.stop()
}

func (s *story) visit(link string) *visitor {
	s.t.Helper()
	return visit(s.t, s.browser.Another(), s.width, link)
}

// leave closes the tab, after nothing was complained of in it.
func (s *story) leave(v *visitor) {
	s.t.Helper()
	v.Clean()
	v.Close()
}

// answer answers some questions: every label has its turn, and few
// neighbours have the same.
func (v *visitor) answer(items []rubric.Item, given map[string]string) {
	v.t.Helper()
	for _, item := range items {
		label := item.Labels[item.No*item.No%7%len(item.Labels)].ID
		v.choose(item.ID, label)
		given[item.ID] = label
	}
}

// begin is the diagnosis of somebody who has never been here: greeting,
// notice, and twelve of the 25 questions. Then the tab is closed.
func (s *story) begin(link string) (given map[string]string) {
	s.t.Helper()
	in, given := rubric.MustEmbedded().Current(rubric.Diagnosis), map[string]string{}
	v := s.visit(link)
	v.reads("はじめまして", "25問")
	v.look("greeting")
	v.press("about", "about")
	v.look("about")
	v.press("diagnosis", "privacy")
	v.reads("あなた個人の答えは、社内のほかの人にも専門家にも見えません")
	v.look("privacy")
	v.press("do/begin", "diagnosis/1/2")
	for page := range 2 {
		v.answer(in.PageItems(page+1), given)
		v.look(fmt.Sprintf("diagnosis-%d", page+1))
		v.submit(fmt.Sprintf("diagnosis/%d/2", page+2))
	}
	v.answer(in.PageItems(3)[:2], given)
	v.saved("d11")
	v.saved("d12")
	s.leave(v)
	return given
}

// resume goes on where begin stopped, changes an earlier answer, finishes and
// sees the result.
func (s *story) resume(link string, given map[string]string) *visitor {
	s.t.Helper()
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	v := s.visit(link)
	v.reads("あと13問")
	v.look("menu-half")
	v.press("next", "diagnosis/3/2")
	v.reads("12／25問")
	v.hold(in.PageItems(3), given)
	v.press("diagnosis/2/2", "diagnosis/2/2")
	v.hold(in.PageItems(2), given)
	given["d07"] = v.next(in.PageItems(2)[1])
	v.saved("d07")
	v.submit("diagnosis/3/2")
	for page := 3; page <= in.Pages(); page++ {
		v.answer(in.PageItems(page), given)
		v.look(fmt.Sprintf("diagnosis-%d", page))
		next := fmt.Sprintf("diagnosis/%d/2", page+1)
		if page == in.Pages() {
			next = "result"
		}
		v.submit(next)
	}
	score := in.Score(given)
	v.reads(fmt.Sprintf("%d点満点中 %d点です", score.Max, score.Total), "25／25問", "あなただけに見えています")
	for _, g := range score.Groups {
		v.reads(fmt.Sprintf("%d／%d点", g.Total, g.Max))
	}
	v.look("result")
	return v
}

// hold checks that the answers stand on screen, and no others.
func (v *visitor) hold(items []rubric.Item, given map[string]string) {
	v.t.Helper()
	for _, item := range items {
		if got := v.chosen(item.ID); got != given[item.ID] {
			v.t.Errorf("%s stands at %q, was answered %q", item.ID, got, given[item.ID])
		}
	}
}

// owner answers the whole checklist of a service anew, with a note.
func (s *story) owner(link string) {
	s.t.Helper()
	in, given := rubric.MustEmbedded().Current(rubric.Checklist), map[string]string{}
	v := s.visit(link)
	v.reads("管理担当者にしました", "あと13問")
	v.look("menu-notice")
	v.press("ledger", "ledger")
	v.look("ledger-own")
	v.press("service/6", "service/6")
	v.reads("45点中37点")
	v.press("check/6/1", "check/6/1")
	for page := 1; page <= in.Pages(); page++ {
		for _, item := range in.PageItems(page) {
			given[item.ID] = v.next(item)
		}
		v.look(fmt.Sprintf("check-%d", page))
		if page == 2 {
			v.note("c09", "利用者は営業部の8人です。")
		}
		next := fmt.Sprintf("check/6/%d", page+1)
		if page == in.Pages() {
			next = "service/6"
		}
		v.submit(next)
	}
	s.answered(v, in.Score(given))
	s.leave(v)
}

// note writes a note beside an answer.
func (v *visitor) note(item, text string) {
	v.t.Helper()
	v.press("note/6/"+item, "note/6/"+item)
	v.look("note")
	v.enter("note", text)
	v.submit("check/6/2")
	v.reads("メモ：" + text)
}

// answered is what the sheet of a service shows after its checklist.
func (s *story) answered(v *visitor, score rubric.Score) {
	s.t.Helper()
	v.reads("15項目すべての答えを保存しました", fmt.Sprintf("%d／%d点", score.Total, score.Max), totals(score))
	v.radar(fmt.Sprintf("45点中%d点", score.Total))
	v.TabTo(`e.matches('figure summary')`)
	v.Keys(kb.Enter)
	v.Until(`document.querySelector('figure details').open`)
	v.reads("前回の点数")
	v.Holds(`document.querySelectorAll('figure tbody tr').length === 15`)
	v.look("service-answered")
	v.press("servicemore/6", "servicemore/6")
	v.press("history/6", "history/6")
	v.reads("37／45点", fmt.Sprintf("いま：%d／45点", score.Total), "利用者は営業部の8人です。")
	v.look("history")
}

// totals is how a sheet tells a checklist's points.
func totals(score rubric.Score) string {
	text := fmt.Sprintf("%d点中%d点まで確認済み（", score.Max, score.Total)
	for i, g := range score.Groups {
		if i > 0 {
			text += "・"
		}
		text += fmt.Sprintf("%s %d／%d", g.Group.Short, g.Total, g.Max)
	}
	return text + "）"
}

// radar waits for the picture and checks that it is told in words as well.
func (v *visitor) radar(words string) {
	v.t.Helper()
	v.Until(`(() => { const i = document.querySelector('figure img'); return i?.complete && i.naturalWidth > 0; })()`)
	v.Holds(fmt.Sprintf(`document.querySelector('figure img').alt.includes(%q)`, words))
}

// stranger is what somebody sees whose link has ended: in the page that is
// still open, and when the link is opened once more.
func (s *story) stranger(v *visitor, old string) {
	s.t.Helper()
	v.Clean()
	renewed := s.program.link(s.t, s.data, "田中 美咲")
	v.TabBackTo(leads("e.dataset.press", "menu"))
	v.Keys(kb.Enter)
	v.Shows("この画面は、いまは開けません")
	v.look("gone")
	v.Do(chromedp.Navigate(old))
	v.Until(`document.querySelector('h1')?.textContent === 'この画面は開けませんでした'`)
	v.look("no-link")
	v.Close()
	again := s.visit(renewed)
	again.Holds(`document.querySelector('tr:has(a[data-press=result])').innerText.includes('済')`)
	s.leave(again)
}

// expert sees the ledger and is told what is not for experts.
func (s *story) expert(link string) {
	s.t.Helper()
	v := s.visit(link)
	v.look("menu-expert")
	v.say("自社診断", "round")
	v.reads("自社診断")
	v.look("round-expert")
	v.say("結果", "menu")
	v.reads("会社の方に答えていただくもの")
	v.look("refused")
	v.above("help")
	v.look("help-expert")
	s.leave(v)
}
