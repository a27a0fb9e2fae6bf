package web

import (
	"strings"

	"daicho/bot"
)

var answers = []bot.Option{{Value: "yes", Label: "実施している"}, {Value: "part", Label: "一部実施している"},
	{Value: "no", Label: "実施していない"}, {Value: "unknown", Label: "わからない"}}

var questions = []string{
	"パソコンやスマホなど情報機器のOSやソフトウェアは、常に最新の状態にしていますか？",
	"パソコンやスマホなどにはウイルス対策ソフトを導入し、ウイルス定義ファイルは最新の状態にしていますか？",
	"パスワードは破られにくい「長く」「複雑な」ものにしていますか？",
	"重要情報に対する適切なアクセス制限を行っていますか？",
	"新たな脅威や攻撃の手口を知り、対策を社内で共有する仕組みはできていますか？",
}

var fakeViews = map[bot.ActionID]func() bot.View{
	"menu": func() bot.View {
		return bot.View{
			Title: "メニュー", Body: []string{"山田さんの、いまの続きは自社診断です。あと20問です（約4分）。"},
			Actions: []bot.Action{{ID: "diag/1", Label: "続きを答える", Style: bot.Primary}, {ID: "ledger/1", Label: "台帳を見る"},
				{ID: "form/new", Label: "サービスを加える"}, {ID: "reading/1", Label: "読みものを開く"}},
		}
	},
	"diag/1": func() bot.View {
		v := bot.View{
			Title: "自社診断　パート1　基本的対策", Progress: &bot.Progress{Done: 7, Of: 25, Unit: "問"},
			Body:    []string{"あてはまるものを1つ選んでください。選ぶたびに保存します。"},
			Submit:  bot.Action{ID: "do/diag", Label: "次へ進む", Style: bot.Primary},
			Actions: []bot.Action{{ID: "menu", Label: "あとで続ける"}},
			Footer:  []string{"出典：IPA『5分でできる！情報セキュリティ自社診断』（第3.1版）を基に作成。IPAの公式ツールではありません。"},
			Watch:   []string{"diag"},
		}
		for i, q := range questions {
			n := string(rune('1' + i))
			v.Fields = append(v.Fields, bot.Field{ID: bot.FieldID("q" + n), Kind: bot.Choice, Number: n, Label: q, Options: answers,
				Help: []string{"更新を自動にしておくと、忘れることがありません。", "機器ごとに、誰が確かめるかを決めておきます。"}})
		}
		v.Fields[1].Value, v.Fields[1].Remark = "part", "前回の答え：実施していない（6月10日）"
		v.Fields[2].Actions = []bot.Action{{ID: "ask/3", Label: "誰かに聞く"}}
		return v
	},
	"form/new": func() bot.View {
		return bot.View{
			Title: "クラウドサービスを台帳に加える", Body: []string{"わかるところだけ入れてください。名前のほかは、あとから足せます。"},
			Fields: []bot.Field{
				{ID: "name", Kind: bot.Text, Label: "サービス名", Hint: "例：××勤怠管理WEBシステム", Max: 100, Heading: "サービスのこと"},
				{ID: "status", Kind: bot.Choice, Label: "ステータス", Options: []bot.Option{{Value: "studied", Label: "調査中"}, {Value: "used", Label: "利用中"}, {Value: "ended", Label: "利用終了"}}, Value: "studied"},
				{ID: "from", Kind: bot.Date, Label: "利用開始（予定）日", Optional: true, Options: []bot.Option{{Value: "undecided", Label: "未定"}}},
				{ID: "writer", Kind: bot.Person, Label: "記入担当者", Heading: "人のこと", Value: "p1", Options: []bot.Option{{Value: "p1", Label: "山田 花子"}, {Value: "p2", Label: "鈴木 一郎"}}},
				{ID: "use", Kind: bot.LongText, Label: "概要", Optional: true, Hint: "何に使っているか", Max: 500, Help: []string{"扱う情報の種類も書いておくと、優先順位を決めるときに役立ちます。"}},
			},
			Submit:  bot.Action{ID: "do/form", Label: "台帳に加える", Style: bot.Primary},
			Actions: []bot.Action{{ID: "ledger/1", Label: "やめて台帳に戻る"}}, Watch: []string{"ledger"},
		}
	},
	"ledger/1": fakeLedger,
	"service/4": func() bot.View {
		radar := &bot.Table{Head: []string{"項目", "点", "前回"}}
		for i, name := range []string{"利用目的", "利用範囲", "管理担当者", "利用者の範囲", "認証"} {
			radar.Rows = append(radar.Rows, bot.Row{Cells: []bot.Cell{{Text: string(rune('1'+i)) + " " + name}, {Text: "3点"}, {Text: "1点"}}})
		}
		return bot.View{
			Title: "S0004 クラウド顧客管理システムZZZ", Body: []string{"営業部・調査中\n45点中38点まで確認済みです（選択 16／18・運用 9／12・管理 13／15）。"},
			Progress: &bot.Progress{Done: 38, Of: 45, Unit: "点"},
			Sections: []bot.Section{{Heading: "要注意", Points: []string{"10 バックアップ：まだ確認していない"}},
				{Heading: "次の一歩", Body: []string{"社内にも控えを取れるかを、管理担当者がクラウド事業者に確かめます。"}}},
			Attach:  []bot.Attachment{{Kind: bot.Picture, Name: "radar.png", Alt: "15項目のレーダー図。45点中38点。", Table: radar, Spec: "38"}},
			Actions: []bot.Action{{ID: "diag/1", Label: "答えを直す", Style: bot.Primary}, {ID: "ledger/1", Label: "台帳に戻る"}, {ID: "do/end", Label: "利用を終える", Style: bot.Danger, Confirm: "S0004 を利用終了にしますか？終えたあとの確認が宿題に加わります。"}},
			Footer:  []string{"点数は「どこまで確認したか」を表し、安全かどうかの評価ではありません。"}, Watch: []string{"ledger"},
		}
	},
	"note/4": fakeNote,
	"reading/1": func() bot.View {
		v := bot.View{Title: "クラウドサービスとは"}
		for _, h := range []string{"どんなものか", "よいところ", "気をつけるところ", "責任の分かれ目"} {
			v.Sections = append(v.Sections, bot.Section{Heading: h,
				Body:   []string{strings.Repeat("自社で機器を持たずに、インターネットを通じて必要な分だけ使えるサービスのことです。", 4)},
				Points: []string{"はじめるのが早い", "機器の手入れがいらない", "使う人が増えても広げやすい"},
				Links:  []bot.Link{{Label: "IPA 中小企業の情報セキュリティ対策ガイドライン", URL: "https://www.ipa.go.jp/security/guide/sme/about.html"}, {Label: "怪しいもの", URL: "javascript:alert(1)"}}})
		}
		v.Actions = []bot.Action{{ID: "menu", Label: "メニューに戻る"}}
		return v
	},
}

func fakeLedger() bot.View {
	v := bot.View{
		Title: "クラウドサービス台帳", Body: []string{"7件（利用中3・調査中3・利用終了1）"},
		Table:   &bot.Table{Caption: "点数の低い順", Head: []string{"サービス", "ステータス", "確認", "未回答", "要注意", "担当"}},
		Actions: []bot.Action{{ID: "form/new", Label: "サービスを加える", Style: bot.Primary}, {ID: "filter", Label: "絞り込む"}, {ID: "menu", Label: "戻る"}},
		Footer:  []string{"点数は「どこまで確認したか」を表し、安全かどうかの評価ではありません。"}, Watch: []string{"ledger"},
	}
	for _, r := range []struct {
		name, status string
		points       int
		caution      string
	}{{"S0003 △△クラウド財務会計v1", "利用終了", 11, "12件"}, {"S0002 □□ECプラットフォーム", "調査中", 17, "9件"},
		{"S0001 ××勤怠管理WEBシステム", "利用中", 26, "5件"}, {"S0004 クラウド顧客管理システムZZZ", "調査中", 38, "1件"}, {"S0008 <b>太字</b> & 特殊\"文字", "利用中", 45, ""}} {
		mark := bot.Caution
		if r.caution == "" {
			r.caution, mark = "なし", bot.Plain
		}
		v.Table.Rows = append(v.Table.Rows, bot.Row{Open: "service/4", Cells: []bot.Cell{{Text: r.name}, {Text: r.status},
			{Text: strings.TrimSpace(string(rune('0'+r.points/10))+string(rune('0'+r.points%10))) + "／45点", Bar: &bot.Progress{Done: r.points, Of: 45, Unit: "点"}},
			{Text: "0問", Mark: bot.Done}, {Text: r.caution, Mark: mark}, {Text: "山田 花子"}}})
	}
	return v
}
