package adaptertest

import (
	"strings"

	"daicho/bot"
)

// What the suite's core says. The ids are those of the script below.
const (
	atMenu bot.ActionID = "menu"
	atList bot.ActionID = "ledger"
	atPage bot.ActionID = "check/1"
	doPage bot.ActionID = "do/check/1"
	atForm bot.ActionID = "service/new"
	doForm bot.ActionID = "do/service/new"
	atDone bot.ActionID = "done"
	doNote bot.ActionID = "do/note"

	atNotice bot.ActionID = "notice"
	atDrop   bot.ActionID = "note/4"
)

// script is a core with a menu, a list, a page of choices and a form, so much
// as every surface has to show.
func script() *Core {
	c := NewCore(menuView(), listView(), pageView(), formView(), doneView(), fileView())
	c.Means("メニュー", atMenu)
	c.Means("台帳", atList)
	c.Means("チェック", atPage)
	c.Means("追加", atForm)
	c.Leads(doPage, atDone)
	c.Leads(doForm, atDone)
	c.Leads(doNote, atDone)
	return c
}

func menuView() bot.View {
	return bot.View{
		At: atMenu, Title: "メニュー", Body: []string{"何をしますか。"},
		Actions: []bot.Action{
			{ID: atList, Label: "台帳を見る", Style: bot.Primary},
			{ID: doNote, Label: "済みにする"},
		},
	}
}

func listView() bot.View {
	return bot.View{
		At: atList, Title: "クラウドサービス台帳",
		Table: &bot.Table{Head: []string{"番号", "名前", "点"}, Rows: []bot.Row{
			{Open: "service/4", Cells: []bot.Cell{{Text: "S0004"}, {Text: "顧客管理ZZZ"}, {Text: "38／45点", Bar: &bot.Progress{Done: 38, Of: 45}, Mark: bot.Caution}}},
		}},
		Actions: []bot.Action{{ID: atMenu, Label: "戻る"}},
		Watch:   []string{"ledger"},
	}
}

func pageView() bot.View {
	options := []bot.Option{{Value: "3", Label: "確認した"}, {Value: "1", Label: "まだ確認していない"}, {Value: "0", Label: "わからない"}}
	return bot.View{
		At: atPage, Title: "安全利用チェック", Progress: &bot.Progress{Done: 0, Of: 2, Unit: "問"},
		Fields: []bot.Field{
			{ID: "c8", Kind: bot.Choice, Number: "8", Label: "利用者の範囲", Options: options},
			{ID: "c10", Kind: bot.Choice, Number: "10", Label: "バックアップ", Options: options},
		},
		Submit: bot.Action{ID: doPage, Label: "次へ"}, Actions: []bot.Action{{ID: atMenu, Label: "あとで続ける"}},
	}
}

func formView() bot.View {
	return bot.View{
		At: atForm, Title: "サービスを追加",
		Fields: []bot.Field{
			{ID: "name", Kind: bot.Text, Label: "サービス名"},
			{ID: "memo", Kind: bot.LongText, Label: "概要"},
			{ID: "until", Kind: bot.Date, Label: "利用終了日", Optional: true, Options: []bot.Option{{Value: "open", Label: "未定"}}},
		},
		Submit: bot.Action{ID: doForm, Label: "追加する"},
	}
}

func doneView() bot.View {
	return bot.View{At: atDone, Title: "受け付けました", Notice: "保存しました。", Actions: []bot.Action{{ID: atMenu, Label: "メニューへ"}}}
}

func fileView() bot.View {
	return bot.View{At: FileRoute, Title: "ファイルを読みました", Actions: []bot.Action{{ID: atMenu, Label: "メニューへ"}}}
}

// noticeView is a message that is posted. The core must know it too: where a
// surface shows the beginning of a message, pressing that draws the whole.
func noticeView(words string) bot.View {
	return bot.View{At: atNotice, Title: words, Actions: []bot.Action{{ID: atList, Label: "続きを答える"}}}
}

// markup is what people write that some platform somewhere takes for more
// than letters. The last one holds a right-to-left override.
var markup = []string{
	"<b>太字</b>", "&lt;i&gt; &amp;", "*星* _線_ ~波~", "<script>alert(1)</script>", "@everyone <!channel> <@U1>",
	"`逆引用` ```囲み```", "[名前](https://example.com/)", "https://example.com/?a=1&b=2", "||伏せ字|| > 引用 # 見出し", "=1+1 {{.}} ${x} %s",
	"\"引用\" 'アポ' \\n \\", "前\u202e逆さ\u202c後",
}

// letters is the text without the signs that only steer direction, which a
// surface may show, strip or neutralise.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f' || r == '\ufffd' {
			return -1
		}
		return r
	}, s)
}

// longText is Japanese text of n characters no two stretches of which are
// the same, with line breaks in it, so that a lost or doubled piece shows.
func longText(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < 3*n+60; i++ {
		b.WriteString("第" + kanjiNumber(i) + "項、社外に預けた情報の控えを確かめる。")
		if i%9 == 8 {
			b.WriteString("\n")
		}
	}
	return string([]rune(b.String())[:n-1]) + "終"
}

func kanjiNumber(i int) string {
	digits := []rune("〇一二三四五六七八九")
	var s []rune
	for ; i > 0 || len(s) == 0; i /= 10 {
		s = append([]rune{digits[i%10]}, s...)
	}
	return string(s)
}
