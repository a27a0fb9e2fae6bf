package dialogue

import (
	"errors"
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
)

// itemAdding reads a route itemadd/KEY. There is the item that the form has made
// already, zero where it has not.
func (t *turn) itemAdding(args []string) (key string, all []guidance.OwnItem, there guidance.OwnItem, err error) {
	if len(args) != 1 || args[0] == "" || len(args[0]) > maxKey {
		return "", nil, there, guidance.ErrNotFound
	}
	if all, err = t.OwnItems(); err != nil {
		return "", nil, there, fmt.Errorf("read own items: %w", err)
	}
	for _, i := range all {
		if i.Key == args[0] {
			there = i
		}
	}
	return args[0], all, there, nil
}

func drawOwnItemAdd(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayItems(guidance.ChangeItems); err != nil || instead != nil {
		return orView(instead), err
	}
	key, _, there, err := t.itemAdding(args)
	if err != nil || there.No > 0 {
		view, err2 := drawOwnItems(t, nil)
		return view, errors.Join(err, err2)
	}
	draft, err := t.Draft(t.me.ID, itemDraft(key))
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.itemAddForm(key, valuesIn(draft), nil), nil
}

func (t *turn) itemAddForm(key string, entered map[bot.FieldID]string, wrong problems) bot.View {
	view := t.itemForm(guidance.OwnItem{}, entered, wrong)
	view.At, view.Title = bot.ActionID("itemadd/"+key), "会社独自の項目を加える"
	view.Submit = bot.Action{ID: bot.ActionID("do/itemadd/" + key), Label: "項目に加える", Style: bot.Primary}
	return view
}

func saveOwnItemAdd(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayItems(guidance.ChangeItems); err != nil || instead != nil {
		return orView(instead), err
	}
	key, _, _, err := a.itemAdding(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepOver(map[string]string{}, itemDraft(key), a.ev.Values, isItemField)
	if err != nil {
		return bot.View{}, err
	}
	return a.itemAddForm(key, valuesIn(draft), nil), nil
}

// doOwnItemAdd adds an item. A form that was sent in twice adds it once.
func doOwnItemAdd(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayItems(guidance.ChangeItems); err != nil || instead != nil {
		return orView(instead), err
	}
	key, all, there, err := a.itemAdding(args)
	if err != nil || there.No > 0 {
		view, err2 := drawOwnItems(a.turn, nil)
		return view, errors.Join(err, err2)
	}
	values, err := a.entered(itemDraft(key))
	if err != nil {
		return bot.View{}, err
	}
	i, wrong := fillItem(guidance.OwnItem{No: len(all) + 1, Key: key, Added: a.ev.At, Asked: a.ev.At}, values)
	if len(wrong) > 0 {
		return a.itemAddForm(key, values, wrong), nil
	}
	if len(guidance.StandingItems(all)) >= guidance.MaxOwnItems {
		view := a.itemAddForm(key, values, nil)
		view.Problem = fmt.Sprintf("いちどに聞けるのは%d項目までです。使わなくなった項目をやめると、加えられます。入れた内容は残してあります。", guidance.MaxOwnItems)
		return view, nil
	}
	return a.shownItems("項目を加えました。サービスの画面から答えられます。", errors.Join(a.tx.PutDraft(a.me.ID, itemDraft(key), nil), a.putOwnItem(i)))
}

// drawOwnItem is the form of an item with what it was before: item/NO/REVISION.
func drawOwnItem(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayItems(guidance.ChangeItems); err != nil || instead != nil {
		return orView(instead), err
	}
	i, err := t.ownItemOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := t.Draft(t.me.ID, itemDraft(i.ID()))
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return bot.View{}, fmt.Errorf("read draft: %w", err)
	}
	return t.itemPage(i, drawnAt(draft, beyond(args), i.Rev), valuesIn(draft), nil)
}

func (t *turn) itemPage(i guidance.OwnItem, drawn int, entered map[bot.FieldID]string, wrong problems) (bot.View, error) {
	view := t.itemForm(i, entered, wrong)
	view.Body = append(view.Body, "「確かめること」の文を直すと、答えをもう一度聞きます。前の答えは履歴に残ります。")
	view.At, view.Title = bot.ActionID(fmt.Sprintf("item/%d/%d", i.No, drawn)), i.String()+"　"+i.Title
	view.Submit = bot.Action{ID: bot.ActionID(fmt.Sprintf("do/item/%d/%d", i.No, drawn)), Label: "この内容に直す", Style: bot.Primary}
	if i.Stands() {
		view.Actions = append([]bot.Action{{ID: bot.ActionID(fmt.Sprintf("do/itemend/%d/%d", i.No, i.Rev)), Label: "この項目をやめる", Style: bot.Danger,
			Confirm: "「" + i.Title + "」を聞くのをやめますか？　これまでの答えは残ります。"}}, view.Actions...)
	}
	versions, err := t.OwnItemVersions(i.No)
	if err != nil {
		return bot.View{}, fmt.Errorf("read earlier versions: %w", err)
	}
	view.Sections = t.itemHistory(versions, i)
	return view, nil
}

// itemHistory says what an item was before, the newest first.
func (t *turn) itemHistory(versions []guidance.OwnItem, now guidance.OwnItem) []bot.Section {
	section := bot.Section{Heading: "これまでの内容"}
	later := now
	for i := len(versions) - 1; i >= 0 && len(section.Points) < pageRows; i-- {
		v := versions[i]
		line := fmt.Sprintf("%sまで：%s「%s」（決める人：%s）", t.moment(later.Changed), v.Title, v.Question, orBlank(v.Decides))
		if !v.Stands() {
			line += "　聞いていませんでした"
		}
		section.Points = append(section.Points, line+"　"+t.name(later.By)+"が変更")
		later = v
	}
	if len(section.Points) == 0 {
		return nil
	}
	return []bot.Section{section}
}

func saveOwnItem(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayItems(guidance.ChangeItems); err != nil || instead != nil {
		return orView(instead), err
	}
	i, err := a.ownItemOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(itemDraft(i.ID()), a.ev.Values, drawnAt(nil, beyond(args), i.Rev), isItemField)
	if err != nil {
		return bot.View{}, err
	}
	return a.itemPage(i, drawnAt(draft, nil, i.Rev), valuesIn(draft), nil)
}

// doOwnItem changes an item. What somebody else has changed meanwhile is shown
// first.
func doOwnItem(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayItems(guidance.ChangeItems); err != nil || instead != nil {
		return orView(instead), err
	}
	was, err := a.ownItemOf(args)
	if err != nil {
		return bot.View{}, err
	}
	draft, err := a.keepForm(itemDraft(was.ID()), a.ev.Values, drawnAt(nil, beyond(args), was.Rev), isItemField)
	if err != nil {
		return bot.View{}, err
	}
	drawn, values := drawnAt(draft, nil, was.Rev), valuesIn(draft)
	i, wrong := fillItem(was, values)
	if len(wrong) > 0 {
		return a.itemPage(was, drawn, values, wrong)
	}
	if drawn != was.Rev && i != was && !a.isMe(was.By) {
		return a.itemConflict(was, draft)
	}
	err = a.tx.PutDraft(a.me.ID, itemDraft(was.ID()), nil)
	if i == was {
		return a.shownItems("変わったところはありませんでした。", err)
	}
	if i.Question != was.Question {
		i.Asked = a.ev.At
	}
	return a.shownItems("項目を直しました。前の内容は、項目の画面に残っています。", errors.Join(err, a.putOwnItem(i)))
}

// itemConflict says who has changed an item meanwhile, and to what.
func (a *acting) itemConflict(now guidance.OwnItem, draft map[string]string) (bot.View, error) {
	draft[draftRev] = strconv.Itoa(now.Rev)
	if err := a.tx.PutDraft(a.me.ID, itemDraft(now.ID()), draft); err != nil {
		return bot.View{}, fmt.Errorf("keep draft: %w", err)
	}
	view, err := a.itemPage(now, now.Rev, valuesIn(draft), nil)
	view.Problem = fmt.Sprintf("%sに%sが、この項目を直しています（%s「%s」）。あなたの内容に替えるときは、もう一度「この内容に直す」を押してください。", a.moment(now.Changed), a.name(now.By), now.Title, now.Question)
	return view, err
}
