package bot

import (
	"strings"
	"testing"
)

// fullView has everything a view can have.
func fullView() View {
	return View{
		At: "ledger/1", Title: "クラウドサービス台帳", Notice: "保存しました。", Progress: &Progress{7, 25, "問"},
		Body: []string{"一行目\n二行目"},
		Sections: []Section{{Heading: "読みもの", Body: []string{"本文"}, Points: []string{"要点"},
			Links: []Link{{"IPA", "https://example.jp/"}}}},
		Table: &Table{Caption: "7件", Head: []string{"番号", "名前", "点"}, Rows: []Row{
			{Cells: []Cell{{Text: "S0003"}, {Text: "会計"}, {Text: "11／45点", Bar: &Progress{11, 45, "点"}}}, Open: "service/3"},
			{Cells: []Cell{{Text: "S0004"}, {Text: "顧客管理"}, {Text: "要注意 1件", Mark: Caution}}},
		}},
		Attach: []Attachment{{Kind: Picture, Name: "radar.png", Alt: "レーダー図", Table: &Table{Head: []string{"項目", "点"}}}},
		Fields: []Field{
			{ID: "q1", Kind: Choice, Number: "1", Label: "確かめていますか？", Heading: "Part 1", Hint: "半行", Help: []string{"くわしく"},
				Options: []Option{{"yes", "実施している"}, {"no", "実施していない"}}, Value: "no", Remark: "前回の答え",
				Actions: []Action{{ID: "ask/1", Label: "誰かに聞く"}}},
			{ID: "from", Kind: Date, Label: "開始日", Optional: true, Options: []Option{{"undecided", "未定"}}, Value: "2026-12-10", Problem: "読めません。"},
			{ID: "note", Kind: LongText, Label: "メモ", Value: "甲\n乙"},
		},
		Submit:  Action{ID: "do/save", Label: "保存する", Style: Primary},
		Actions: []Action{{ID: "do/end", Label: "終える", Confirm: "本当に終えますか？"}},
		Footer:  []string{"小さな字"},
	}
}

func TestTextShowsAllOfAView(t *testing.T) {
	want := `■ クラウドサービス台帳
→ 保存しました。
▰▰▱▱▱▱▱▱▱▱ 7／25問
一行目
二行目

7件
番号   名前      点
S0003  会計      ▰▰▱▱▱▱▱▱▱▱ 11／45点  → service/3
S0004  顧客管理  ▲ 要注意 1件

〔図〕レーダー図 (radar.png)
  項目  点

【読みもの】
本文
・要点
・IPA https://example.jp/

〈Part 1〉
1. 確かめていますか？ <q1>
  半行
  解説：くわしく
  ○ 実施している [yes]
  ● 実施していない [no]
  … 前回の答え
  ［誰かに聞く］ ask/1

開始日（任意） <from>
  ○ 未定 [undecided]
  ＝ 2026-12-10
  ！読めません。

メモ <note>
  ＝ 甲
     乙

［保存する］ do/save
［終える］ do/end（確認：本当に終えますか？）

※ 小さな字
@ ledger/1
`
	if got := fullView().Text(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTextMarksAProblem(t *testing.T) {
	got := View{Title: "開始日", Problem: "日付として読めませんでした。"}.Text()
	if want := "■ 開始日\n！日付として読めませんでした。\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProgressBarNeverLies(t *testing.T) {
	for _, c := range []struct{ done, of, full int }{
		{0, 25, 0}, {1, 25, 1}, {5, 25, 2}, {24, 25, 9}, {25, 25, 10}, {30, 25, 10}, {-1, 25, 0}, {0, 0, 0},
	} {
		got := strings.Count(Progress{Done: c.done, Of: c.of}.Text(), "▰")
		if got != c.full {
			t.Errorf("%d of %d: %d full cells, want %d", c.done, c.of, got, c.full)
		}
	}
}

func TestTextStandsRaggedTables(t *testing.T) {
	v := View{Table: &Table{Head: []string{"一"}, Rows: []Row{{Cells: []Cell{{Text: "a"}, {Text: "b\nc"}}}, {}}}}
	if got := v.Text(); !strings.Contains(got, "a   b c\n") {
		t.Errorf("got %q", got)
	}
}
