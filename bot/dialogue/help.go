package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

func helpFlow() flow {
	return flow{
		screens: map[string]screen{"help": drawHelp, "about": drawAbout, "reading": drawReading},
		words:   map[string]bot.ActionID{"help": "help", "ヘルプ": "help", "使い方": "help", "?": "help", "説明": "about"},
	}
}

// drawHelp shows only what this person can do now, as buttons, and what
// there is to read.
func drawHelp(t *turn, _ []string) (bot.View, error) {
	tasks, err := t.tasks(t)
	if err != nil {
		return bot.View{}, err
	}
	actions, err := t.menuActions(tasks)
	if err != nil {
		return bot.View{}, err
	}
	view := bot.View{
		At:    "help",
		Title: "使い方と解説",
		Body: []string{
			"いまできることは、ボタンから選べます。",
			"ことばでも頼めます。「続き」「台帳」「結果」「S0001」や、サービスの名前を入れてみてください。",
		},
		Table:   t.readingTable(),
		Actions: actions,
	}
	if t.isNew() {
		greeting, err := t.greet()
		if err != nil {
			return bot.View{}, err
		}
		view.Actions = greeting.Actions
	}
	view.Actions = slices.DeleteFunc(view.Actions, func(a bot.Action) bool { return a.ID == "help" })
	view.Actions = append(view.Actions,
		bot.Action{ID: "privacy", Label: "誰に何が見えるかを確かめる"},
		t.toMenu("メニューに戻る"))
	view.Sections = meanings(view.Actions)
	return view, nil
}

// leadsTo is what a button leads to, in a sentence, by the first word of its
// route.
var leadsTo = map[string]string{
	"diagnosis":  "いまお願いしている自社診断に答えます。",
	"company":    "会社を代表して、自社診断に答えます。",
	"measures":   "弱いところをどうするかを決め、その進み具合を見ます。",
	"invite":     "いっしょに使う人を、名簿に加えます。",
	"next":       "残っている質問の続きから答えます。",
	"ledger":     "使っているクラウドサービスと、どこまで確認したかを見ます。",
	"rounds":     "誰が答え終えていないかなど、自社診断の進み具合を見ます。",
	"figures":    "締め切った自社診断の点数と集計を見ます。",
	"result":     "自分の自社診断の点数を見ます。",
	"homework":   "訪問までに済ませることを、期日の順に見ます。",
	"guidelines": "会社の利用の手引き（案）を、Wordのファイルで受け取ります。",
	"visits":     "専門家が訪問する日と内容を見ます。",
	"new":        "使っているサービスを1件、台帳に加えます。",
	"surveys":    "使っているサービスを書き出すよう、部署の人に頼みます。",
	"people":     "人を招き、役割を変えます。",
	"newround":   "会社のみなさんに、自社診断への答えを頼みます。",
	"about":      "daicho が何をするものかを読みます。",
	"privacy":    "入れたことが誰に見えるかを読みます。",
}

// meanings say what each button does.
func meanings(buttons []bot.Action) []bot.Section {
	var points []string
	for _, b := range buttons {
		if text := leadsTo[b.ID.Parts()[0]]; text != "" {
			points = append(points, b.Label+"："+text)
		}
	}
	return []bot.Section{{Heading: "できること", Points: points}}
}

// readingMeans is what a reading tells, in a sentence.
var readingMeans = map[string]string{
	"diagnosis": "25問で何を確かめ、結果をどう使うかがわかります。",
	"checklist": "サービスごとに何を確かめるかがわかります。",
	"points":    "自社診断と安全利用チェックの、点の数え方がわかります。",
	"cloud":     "クラウドサービスと、自社で持つ場合との違いがわかります。",
	"benefits":  "どんなサービスがあり、何が楽になるかがわかります。",
	"cautions":  "使うときに気をつけることと、実際の事故を紹介します。",
	"duties":    "事業者に任せること、会社ですることがわかります。",
	"schemes":   "事業者を選ぶときに目安になる、公的な制度を紹介します。",
	"guides":    "くわしく知りたいときの、公開資料を紹介します。",
}

func (t *turn) readingTable() *bot.Table {
	table := &bot.Table{Caption: "読みもの", Head: []string{"題名", "わかること"}}
	for _, r := range t.lib.Readings() {
		table.Rows = append(table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: r.Title}, {Text: readingMeans[r.ID]}},
			Open:  bot.ActionID("reading/" + r.ID),
		})
	}
	return table
}

func drawReading(t *turn, args []string) (bot.View, error) {
	if len(args) != 1 {
		return bot.View{}, guidance.ErrNotFound
	}
	r, ok := t.lib.Reading(args[0])
	if !ok {
		return bot.View{}, guidance.ErrNotFound
	}
	view := bot.View{
		At:    bot.ActionID("reading/" + r.ID),
		Title: r.Title,
		Actions: []bot.Action{
			{ID: "help", Label: "ほかの読みものを見る"},
			t.toMenu("メニューに戻る"),
		},
		Footer: []string{"IPA「セキュリティマネジメント指導 テーマ③ クラウドサービスの安全利用」の内容を、読みやすくまとめ直したものです。"},
	}
	for _, s := range r.Sections {
		section := bot.Section{Heading: s.Heading, Body: s.Body, Points: s.Points}
		for _, l := range s.Links {
			section.Links = append(section.Links, bot.Link(l))
		}
		view.Sections = append(view.Sections, section)
	}
	return view, nil
}

// drawAbout explains what this is, before somebody begins.
func drawAbout(t *turn, _ []string) (bot.View, error) {
	view := bot.View{
		At:    "about",
		Title: "台帳係 daicho について",
		Body: []string{
			"専門家の訪問指導（3回）のあいだに会社が進める準備を、お手伝いします。",
		},
		Sections: []bot.Section{
			{Heading: "自社診断", Points: []string{fmt.Sprintf("%d問に答えて、会社の情報セキュリティ対策がどこまでできているかを確かめます。約5分で、途中でやめても続きから答えられます。", len(t.lib.Current(rubric.Diagnosis).Items))}},
			{Heading: "クラウドサービス台帳", Points: []string{"会社で使っているクラウドサービス（会計、勤怠、メールなど、インターネットを通じて使うもの）の一覧です。どの部署が、何のために、いつから使っているかを残します。"}},
			{Heading: "安全利用チェック", Points: []string{"サービスごとに15の項目に答えて、まだ確認していないところを見つけます。"}},
		},
		Actions: []bot.Action{{ID: "privacy", Label: "誰に何が見えるかを確かめる"}, {ID: "help", Label: "使い方と解説を見る"}, t.toMenu("メニューに戻る")},
	}
	_, first, err := t.firstAsk()
	if t.isNew() && first.ID != "" {
		view.Actions = append([]bot.Action{first}, view.Actions...)
	}
	return view, err
}
