package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"daicho/bot"
	"daicho/bot/guidance"
)

const ownItemsTopic = "items"

// ownItemsFlow is the company's own version of the checklist: items that it asks
// of its services beside the fifteen (seed p. 7). They count in no total.
func ownItemsFlow() flow {
	return flow{
		screens: map[string]screen{"items": drawOwnItems, "item": drawOwnItem, "itemadd": drawOwnItemAdd, "own": drawOwn},
		saves:   map[string]deed{"item": saveOwnItem, "itemadd": saveOwnItemAdd, "own": saveOwn},
		deeds:   map[string]deed{"item": doOwnItem, "itemadd": doOwnItemAdd, "itemend": doOwnItemEnd, "itemback": doOwnItemBack, "own": doOwn},
		words:   map[string]bot.ActionID{"独自の項目": "items", "会社独自の項目": "items", "チェック項目": "items", "項目": "items"},
		tasks:   ownTasks,
	}
}

const (
	itemTitleField    bot.FieldID = "title"
	itemQuestionField bot.FieldID = "question"
	itemDecidesField  bot.FieldID = "decides"
)

func isItemField(id bot.FieldID) bool {
	return id == itemTitleField || id == itemQuestionField || id == itemDecidesField
}

// maySeeItems lets those see the items who see all services; deed is what they
// must be allowed beyond it.
func (t *turn) mayItems(deed guidance.Deed) (*bot.View, error) {
	switch {
	case t.me.May(deed, nil):
		return nil, nil
	case t.me.May(guidance.SeeLedger, nil):
		view, err := drawOwnItems(t, nil)
		view.Problem = "独自の項目を加えたり直したりできるのは、会社の管理者です。"
		return &view, err
	}
	view, err := t.refuse("会社独自の項目の一覧を見られるのは、会社の管理者と専門家です。担当のサービスの項目には、サービスの画面から答えられます。")
	return &view, err
}

// drawOwnItems lists the items, and how far they are answered.
func drawOwnItems(t *turn, _ []string) (bot.View, error) {
	if instead, err := t.mayItems(guidance.SeeLedger); err != nil || instead != nil {
		return orView(instead), err
	}
	all, err := t.OwnItems()
	if err != nil {
		return bot.View{}, fmt.Errorf("read own items: %w", err)
	}
	may := t.me.May(guidance.ChangeItems, nil)
	view := bot.View{
		At: "items", Title: "会社独自のチェック項目",
		Body: []string{
			"15の項目のほかに、会社としてどのサービスにも確かめておきたいことを加えられます。",
			"45点の評価とレーダーチャートには入りません。答えは、サービスの画面と利用の手引き、Excelファイルに出ます。",
		},
		Watch: []string{ownItemsTopic, ledgerTopic},
	}
	if view.Table, err = t.ownItemTable(guidance.StandingItems(all), may); err != nil {
		return bot.View{}, err
	}
	view.Sections = t.retiredItems(all)
	switch asked := len(guidance.StandingItems(all)); {
	case may && asked < guidance.MaxOwnItems:
		view.Actions = []bot.Action{{ID: bot.ActionID("itemadd/" + t.newFormKey()), Label: "項目を加える", Style: bot.Primary}}
	case may:
		view.Body = append(view.Body, fmt.Sprintf("いちどに聞けるのは%d項目までです。使わなくなった項目をやめると、加えられます。", guidance.MaxOwnItems))
	}
	view.Actions = append(view.Actions, t.comeBack(all, may)...)
	view.Actions = append(view.Actions, bot.Action{ID: "ledger", Label: "台帳に戻る"}, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

// ownItemTable lists those that are asked; nil where there are none.
func (t *turn) ownItemTable(asked []guidance.OwnItem, may bool) (*bot.Table, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	given, services, err := t.ownGiven(asked)
	table := &bot.Table{Caption: "いま聞いている項目", Head: []string{"項目", "決める人", "答えたサービス"}}
	for _, i := range asked {
		row := bot.Row{Cells: []bot.Cell{{Text: i.String() + "　" + i.Title}, {Text: orBlank(i.Decides)}, {Text: fmt.Sprintf("%d件中%d件", services, given[i.ID()])}}}
		if may {
			row.Open = bot.ActionID(fmt.Sprintf("item/%d/%d", i.No, i.Rev))
		}
		table.Rows = append(table.Rows, row)
	}
	return table, err
}

// ownGiven counts in how many services that are not ended each item is answered,
// and how many of those there are.
func (t *turn) ownGiven(asked []guidance.OwnItem) (given map[string]int, services int, err error) {
	all, err := t.Services()
	given = map[string]int{}
	for _, s := range all {
		if s.Status == guidance.Ended {
			continue
		}
		services++
		sheet, err := t.OwnSheet(s.No)
		if err != nil {
			return nil, 0, fmt.Errorf("read own answers: %w", err)
		}
		for item := range guidance.Current(asked, sheet).Labels {
			given[item]++
		}
	}
	return given, services, err
}

func (t *turn) retiredItems(all []guidance.OwnItem) []bot.Section {
	section := bot.Section{Heading: "やめた項目"}
	for _, i := range all {
		if !i.Stands() {
			section.Points = append(section.Points, fmt.Sprintf("%s　%s（%sまで）", i, i.Title, t.day(i.Retired)))
		}
	}
	if len(section.Points) == 0 {
		return nil
	}
	return []bot.Section{section}
}

// mostBack is how many of the items that were given up can be asked again by a
// button: the latest.
const mostBack = 3

// comeBack are the buttons by which items that were given up are asked again.
func (t *turn) comeBack(all []guidance.OwnItem, may bool) (list []bot.Action) {
	if !may || len(guidance.StandingItems(all)) >= guidance.MaxOwnItems {
		return nil
	}
	retired := slices.DeleteFunc(slices.Clone(all), guidance.OwnItem.Stands)
	slices.SortStableFunc(retired, func(a, b guidance.OwnItem) int { return b.Retired.Compare(a.Retired) })
	for _, i := range retired[:min(len(retired), mostBack)] {
		list = append(list, bot.Action{ID: bot.ActionID(fmt.Sprintf("do/itemback/%d/%d", i.No, i.Rev)), Label: i.String() + "をまた聞く"})
	}
	return list
}

// ownItemOf is the item that a route names.
func (t *turn) ownItemOf(args []string) (guidance.OwnItem, error) {
	all, err := t.OwnItems()
	if err != nil {
		return guidance.OwnItem{}, fmt.Errorf("read own items: %w", err)
	}
	for _, i := range all {
		if len(args) > 0 && strconv.Itoa(i.No) == args[0] {
			return i, nil
		}
	}
	return guidance.OwnItem{}, guidance.ErrNotFound
}

func itemDraft(key string) string { return "item-" + key }

// itemForm is the form of an item, for one that is there or is being added.
func (t *turn) itemForm(i guidance.OwnItem, entered map[bot.FieldID]string, wrong problems) bot.View {
	view := bot.View{
		Body: []string{"答えは「確認した」「確認中」「まだ確認していない」「わからない」から選びます。答えるのは、サービスの管理担当者と会社の管理者です。"},
		Fields: []bot.Field{
			{ID: itemTitleField, Kind: bot.Text, Label: "項目の名前", Value: i.Title, Max: guidance.MaxOwnTitle, Hint: "例：支払いの名義"},
			{ID: itemQuestionField, Kind: bot.LongText, Label: "確かめること", Value: i.Question, Max: guidance.MaxOwnQuestion, Hint: "例：会社の名義で契約し、会社に請求が届いていますか？"},
			{ID: itemDecidesField, Kind: bot.Text, Label: "決める人", Value: i.Decides, Max: guidance.MaxOwnDecides, Optional: true, Hint: "例：総務部長"},
		},
		Actions: []bot.Action{{ID: "items", Label: "やめて戻る"}},
		Watch:   []string{ownItemsTopic},
	}
	show(&view, entered)
	wrong.mark(&view)
	return view
}

// fillItem reads a form into an item.
func fillItem(i guidance.OwnItem, values map[bot.FieldID]string) (guidance.OwnItem, problems) {
	wrong := problems{}
	take := func(to *string, id bot.FieldID, most int, missing string) {
		v, given := values[id]
		if given {
			*to = oneLine(v)
		}
		switch n := utf8.RuneCountInString(*to); {
		case n == 0 && missing != "":
			wrong[id] = missing
		case n > most:
			wrong[id] = fmt.Sprintf("%d文字までです。いまは%d文字あります。短くしてください。ほかの欄は残してあります。", most, n)
		}
	}
	take(&i.Title, itemTitleField, guidance.MaxOwnTitle, "項目の名前を入れてください。ほかの欄は残してあります。")
	take(&i.Question, itemQuestionField, guidance.MaxOwnQuestion, "確かめることを入れてください。ほかの欄は残してあります。")
	take(&i.Decides, itemDecidesField, guidance.MaxOwnDecides, "")
	return i, wrong
}

// putOwnItem writes an item as it is from now on.
func (a *acting) putOwnItem(i guidance.OwnItem) error {
	i.Rev, i.Changed, i.By = i.Rev+1, a.ev.At, a.me.ID
	a.changed = append(a.changed, ownItemsTopic, ledgerTopic)
	return a.tx.PutOwnItem(i)
}

// shownItems are the items with what was just done.
func (a *acting) shownItems(notice string, err error) (bot.View, error) {
	if err != nil {
		return bot.View{}, fmt.Errorf("write an own item: %w", err)
	}
	view, err := drawOwnItems(a.turn, nil)
	view.Notice = notice
	return view, err
}

// doOwnItemEnd gives an item up: it is asked no more, and its answers stay.
func doOwnItemEnd(a *acting, args []string) (bot.View, error) {
	return a.setRetired(args, func(i *guidance.OwnItem) string {
		i.Retired = a.ev.At
		return "項目をやめました。これまでの答えは残してあります。"
	}, true)
}

// doOwnItemBack asks an item again that was given up.
func doOwnItemBack(a *acting, args []string) (bot.View, error) {
	return a.setRetired(args, func(i *guidance.OwnItem) string {
		i.Retired = guidance.OwnItem{}.Retired
		return "項目をまた聞くことにしました。"
	}, false)
}

// setRetired changes whether an item is asked, where it is as stands says.
func (a *acting) setRetired(args []string, change func(*guidance.OwnItem) string, stands bool) (bot.View, error) {
	if instead, err := a.mayItems(guidance.ChangeItems); err != nil || instead != nil {
		return orView(instead), err
	}
	i, err := a.ownItemOf(args)
	if err != nil {
		return bot.View{}, err
	}
	all, err := a.OwnItems()
	if err != nil || i.Stands() != stands || !stands && len(guidance.StandingItems(all)) >= guidance.MaxOwnItems {
		view, err2 := drawOwnItems(a.turn, nil)
		return view, errors.Join(err, err2)
	}
	notice := change(&i)
	return a.shownItems(notice, a.putOwnItem(i))
}
