package dialogue

import (
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
)

// staleRows are the services that are to be checked again, of whomever.
func (t *turn) staleRows() ([]guidance.Row, guidance.Operation, error) {
	c, err := t.Company()
	if err != nil || c.Operation.Months == 0 {
		return nil, c.Operation, err
	}
	ledger, err := guidance.LedgerOf(t, t.lib)
	if err != nil {
		return nil, c.Operation, fmt.Errorf("read ledger: %w", err)
	}
	return ledger.Only(func(r guidance.Row) bool { return c.Operation.Stale(r, t.ev.At.In(t.in())) }).Rows, c.Operation, nil
}

// rechecks are those of them that this person sees to: theirs, and those of
// nobody if they keep the ledger, or as a manager where nobody does.
func (t *turn) rechecks(rows []guidance.Row, o guidance.Operation) (list []guidance.Row) {
	_, kept := t.doing(o.Keeper)
	keeps := o.Keeper != "" && kept && t.isMe(o.Keeper) || (o.Keeper == "" || !kept) && t.me.Role == guidance.Manager
	for _, r := range rows {
		if r.Service.Has(t.me.ID) || keeps && len(t.present(r.Service)) == 0 {
			list = append(list, r)
		}
	}
	return list
}

// recheckTasks are the services that this person is asked to look through again,
// once the visits are over.
func recheckTasks(t *turn) ([]task, error) {
	c, err := t.Company()
	if err != nil || c.Operation.Months == 0 {
		return nil, err
	}
	p, planned, err := t.programme()
	if err != nil || !planned || p.Next(t.today()) != 0 {
		return nil, err
	}
	rows, o, err := t.staleRows()
	if err != nil {
		return nil, err
	}
	if n := len(t.rechecks(rows, o)); n > 0 {
		return []task{{text: "サービスの見直し", of: n, unit: "件", route: "recheck"}}, nil
	}
	return nil, nil
}

// drawRecheck lists the services that this person is asked to look through
// again: recheck/PAGE.
func drawRecheck(t *turn, args []string) (bot.View, error) {
	rows, o, err := t.staleRows()
	if err != nil {
		return bot.View{}, err
	}
	list := t.rechecks(rows, o)
	page := pageAt(args, len(list))
	view := bot.View{
		At: "recheck", Title: fmt.Sprintf("サービスの見直し　%d件", len(list)),
		Body:    []string{fmt.Sprintf("%dか月より長く、台帳とチェックに変わりがないサービスです。いまの使い方に合っているかを確かめてください。", o.Months)},
		Table:   t.recheckTable(pageOfRows(list, page)),
		Actions: turnPages(below("recheck"), page, len(list), "件"),
		Watch:   []string{ledgerTopic, visitsTopic, personTopic(t.me.ID)},
	}
	if page > 1 {
		view.At = below("recheck")(page)
	}
	if len(list) == 0 {
		view.Title, view.Table, view.Body = "見直すサービスはありません", nil, []string{"いま、あなたに見直しをお願いしているサービスはありません。"}
	}
	for _, r := range pageOfRows(list, page) {
		view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("do/checked/%d", r.Service.No)), Label: "変わりなし：" + clip(r.Service.Name, 20)})
	}
	view.Actions = append(view.Actions, bot.Action{ID: "menu", Label: "メニューに戻る"})
	return view, nil
}

func (t *turn) recheckTable(rows []guidance.Row) *bot.Table {
	table := &bot.Table{Caption: "見直すサービス", Head: []string{"サービス", "最後に変わった日", "要注意"}}
	for _, r := range rows {
		table.Rows = append(table.Rows, bot.Row{Open: bot.ActionID(fmt.Sprintf("service/%d", r.Service.No)), Cells: []bot.Cell{
			{Text: r.Service.No.String() + " " + r.Service.Name}, {Text: t.day(r.Changed)}, concernCell(r.Concerns),
		}})
	}
	return table
}

// doChecked notes that somebody looked through a service and found nothing to
// change.
func doChecked(a *acting, args []string) (bot.View, error) {
	s, err := a.serviceOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if !a.me.May(guidance.ChangeService, &s) {
		view, err := drawRecheck(a.turn, nil)
		view.Problem = "このサービスを見直せるのは、管理担当者と会社の管理者です。"
		return view, err
	}
	s.Checked = a.ev.At
	a.changed = append(a.changed, serviceTopic(s.No), ledgerTopic)
	if err := a.tx.PutService(s); err != nil {
		return bot.View{}, fmt.Errorf("note that a service was looked through: %w", err)
	}
	view, err := drawRecheck(a.turn, nil)
	view.Notice = "「" + s.Name + "」は変わりなし、と記録しました。"
	return view, err
}

// recheckPart asks once a month to look through services again.
func (t *turn) recheckPart(view *bot.View) error {
	rows, o, err := t.staleRows()
	if err != nil {
		return err
	}
	list := t.rechecks(rows, o)
	if len(list) == 0 {
		return nil
	}
	entitle(view, fmt.Sprintf("見直しの時期になったサービスが%d件あります", len(list)))
	section := bot.Section{Heading: "見直すサービス"}
	for _, r := range pageOfRows(list, 1) {
		section.Points = append(section.Points, r.Service.No.String()+" "+r.Service.Name)
	}
	if more := len(list) - pageRows; more > 0 {
		section.Points = append(section.Points, fmt.Sprintf("ほか%d件", more))
	}
	view.Sections = append(view.Sections, section)
	view.Actions = append(view.Actions, bot.Action{ID: "recheck", Label: "見直しをはじめる", Style: bot.Primary})
	return nil
}
