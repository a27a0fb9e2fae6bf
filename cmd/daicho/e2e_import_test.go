package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"

	"daicho/adapters/adaptertest"
)

// bring hands in a workbook that was filled in, decides, takes it over, and undoes
// that.
func (s *story) bring(v *visitor) {
	s.t.Helper()
	book := filepath.Join(s.t.TempDir(), "記入した台帳.xlsx")
	data := adaptertest.Book(time.Now().AddDate(0, 0, -3), [][]string{
		{"管理番号", "サービス名", "所管部署", "ステータス", "利用開始日", "クラウドサービスの種類を選ぶ", "備考"},
		{"S0004", "社内便り", "総務部", "利用中", "2026/4/1", "確認した", "回覧"},
		{"S0004", "クラウド顧客管理システムZZZ", "東京営業部", "調査中", "", "わからない"},
		{"1", "名刺管理サービス", "営業部", "つかっている", "2026年4月1日", "確認した"},
		{"", "双子", "営業部", "利用中"}, {"", "双子", "総務部", "利用中"},
	})
	if err := os.WriteFile(book, data, 0o600); err != nil {
		s.t.Fatal(err)
	}
	v.say("取り込み", "imports")
	v.look("imports")
	v.Do(chromedp.SetUploadFiles(`#file`, []string{book}))
	v.arrived("import")
	v.reads("「記入した台帳.xlsx」を読みました。台帳は、まだ変わっていません。", "シート「一覧表」から5件を読みました", "読み取れなかったセル")
	v.look("import")
	v.press("import", "import")
	v.look("import-list")
	v.press("import", "import")
	v.look("import-row")
	v.press("do/import", "import")
	v.reads("に決めました")
	v.say("取り込み", "imports")
	v.press("import", "import")
	v.press("do/import", "import")
	v.reads("取り込みました。新しいサービス1件")
	v.look("import-done")
	v.say("名刺管理サービス", "service/9")
	v.reads("（ファイルから）")
}
