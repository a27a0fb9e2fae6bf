package main

import (
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// manager reads the ledger and adds a service to it.
func (s *story) manager(link string) {
	s.t.Helper()
	v := s.visit(link)
	v.look("menu-manager")
	s.ledger(v)
	s.sheet(v)
	s.search(v)
	s.life(v)
	s.add(v)
	s.bring(v)
	s.read(v)
	s.leave(v)
}

// ledger is the summary, whole and narrowed.
func (s *story) ledger(v *visitor) {
	s.t.Helper()
	v.say("/ledger", "ledger")
	v.reads("7件（利用中3・調査中3・利用終了1）", "安全かどうかの評価ではありません")
	for route, want := range map[string]string{"service/2": "要注意 9件", "service/3": "要注意 12件", "service/4": "要注意 1件"} {
		if got := v.row(route); !strings.Contains(got, want) {
			s.t.Errorf("%s does not say %q: %s", route, want, got)
		}
	}
	v.look("ledger")
	v.press("filter", "filter")
	v.look("filter")
	v.press("ledger/in-use", "ledger/in-use")
	v.reads("3件を表示しています")
	v.look("ledger-filtered")
	v.press("concerns", "concerns")
	v.look("concerns")
}

// sheet is one service, looked for by its number.
func (s *story) sheet(v *visitor) {
	s.t.Helper()
	v.say("S0004", "service/4")
	v.reads("45点中38点まで確認済み（選択 16／18・運用 9／12・管理 13／15）", "▲ 要注意 1件")
	v.Holds(`document.querySelectorAll('main > table tbody tr').length === 1 && document.querySelectorAll('main > table .caution').length === 1`)
	v.radar("45点中38点")
	v.look("service")
	v.press("edit/4", "edit/4")
	v.look("edit")
}

// life looks at the pages of a service's life: its end, who is in charge, and
// how important its information is.
func (s *story) life(v *visitor) {
	s.t.Helper()
	v.say("S0003", "service/3")
	v.reads("利用終了の作業　2／5件", "○ まだ：残ったデータの消去")
	v.press("ending/3", "ending/3")
	v.look("ending")
	v.say("S0003", "service/3")
	v.press("servicemore/3", "servicemore/3")
	v.look("service-more")
	v.press("charges/3", "charges/3")
	v.look("charges")
	v.press("handover/3/1", "handover/3/1")
	v.look("handover")
	v.say("S0003", "service/3")
	v.press("servicemore/3", "servicemore/3")
	v.press("importance/3/1", "importance/3/1")
	v.look("importance")
}

// search looks for services by a part of their names.
func (s *story) search(v *visitor) {
	s.t.Helper()
	v.say("財務会計", "found")
	v.again()
	v.reads("2件見つかりました", "△△クラウド財務会計v1", "△△クラウド財務会計v2")
	v.look("found")
}

// add fills in the form, without its one necessary field at first, and
// presses twice.
func (s *story) add(v *visitor) {
	s.t.Helper()
	v.say("追加", "new")
	v.look("new")
	v.submit("new")
	v.Until(`document.activeElement.id === 'f-name' && document.activeElement.getAttribute('aria-invalid') === 'true'`)
	v.look("new-mend")
	v.Keys("社内便り")
	v.choose("status", "in-use")
	v.TabTo(`e.type === 'checkbox' && e.closest('[data-field=start]')`)
	v.Keys(" ")
	v.enter("information", "社員の連絡先")
	v.submit("service/8", kb.Enter)
	v.reads("S0008「社内便り」を台帳に追加しました。", "社員の連絡先", "利用開始（予定）日：未定", "利用中")
	v.look("service-new")
	v.say("台帳", "ledger")
	v.reads("8件（利用中4・調査中3・利用終了1）")
	v.say("S0009", "menu")
	v.again()
	v.reads("見つかりませんでした")
	v.look("not-found")
}

// read is the help and a text of it.
func (s *story) read(v *visitor) {
	s.t.Helper()
	v.above("help")
	v.look("help")
	v.press("reading", "reading")
	v.look("reading")
}
