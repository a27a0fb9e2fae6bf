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
			"いまできることは、下のボタンから選べます。",
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
		bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

func (t *turn) readingTable() *bot.Table {
	table := &bot.Table{Caption: "読みもの", Head: []string{"題名"}}
	for _, r := range t.lib.Readings() {
		table.Rows = append(table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: r.Title}},
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
			{ID: "menu", Label: "メニューに戻る"},
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
		Actions: []bot.Action{{ID: "privacy", Label: "誰に何が見えるかを確かめる"}, {ID: "help", Label: "使い方と解説を見る"}, {ID: "menu", Label: "メニューに戻る"}},
	}
	_, first, err := t.firstAsk()
	if t.isNew() && first.ID != "" {
		view.Actions = append([]bot.Action{first}, view.Actions...)
	}
	return view, err
}
