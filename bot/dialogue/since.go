package dialogue

import (
	"errors"
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// drawSince shows what has changed since a visit was closed: since/N/PAGE.
func drawSince(t *turn, args []string) (bot.View, error) {
	if instead, err := t.mayPlan(); err != nil || instead != nil {
		return orView(instead), err
	}
	v, err := t.visitedOf(args[:min(1, len(args))])
	if err != nil {
		return bot.View{}, err
	}
	if v.Closed.IsZero() {
		return drawClose(t, args[:1])
	}
	now, err := guidance.StandingsOf(t, t.lib, t.ev.At)
	if err != nil {
		return bot.View{}, fmt.Errorf("read how things stand: %w", err)
	}
	rows := comparedRows(v.Then, now)
	page := pageAt(beyond(args), len(rows))
	route := fmt.Sprintf("since/%d", v.Visit)
	view := bot.View{
		At: bot.ActionID(route), Title: fmt.Sprintf("第%d回の訪問（%s）からの変化", v.Visit, t.dayIn(v.day())),
		Body:    comparedLines(v.Then, now),
		Table:   &bot.Table{Caption: "サービスごと", Head: []string{"サービス", "確認の進み具合", "要注意", "未回答"}, Rows: pageOfRows(rows, page)},
		Actions: turnPages(below(route), page, len(rows), "件"),
		Footer:  []string{meaning},
		Watch:   []string{visitsTopic, ledgerTopic, roundTopic},
	}
	if page > 1 {
		view.At = below(route)(page)
	}
	view.Actions = append(view.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("close/%d", v.Visit)), Label: "訪問の記録に戻る"})
	return view, nil
}

// fromTo is a figure then and now.
func fromTo(then, now int, unit string) string {
	if then == now {
		return fmt.Sprintf("%d%s", now, unit)
	}
	return fmt.Sprintf("%d%s → %d%s", then, unit, now, unit)
}

// comparedRows are the services, those that changed first.
func comparedRows(then, now guidance.Standings) []bot.Row {
	var changed, same []bot.Row
	for _, s := range now.Services {
		was, there := then.Service(s.No)
		switch row := comparedRow(was, s, there); {
		case !there || was != s:
			changed = append(changed, row)
		default:
			same = append(same, row)
		}
	}
	return append(changed, same...)
}

// comparedRow is one service then and now. Figures of two editions are not
// compared.
func comparedRow(was, s guidance.ServiceStanding, there bool) bot.Row {
	name := s.Name
	switch {
	case !there:
		name += "（そのあとに追加）"
		was = s
	case was.Edition != s.Edition:
		name += "（質問の版が変わったため、比べていません）"
		was = s
	}
	return bot.Row{Open: bot.ActionID(fmt.Sprintf("service/%d", s.No)), Cells: []bot.Cell{
		{Text: name}, {Text: fromTo(was.Score, s.Score, "点")}, {Text: fromTo(was.Concerns, s.Concerns, "件")}, {Text: fromTo(was.Open(), s.Open(), "問")},
	}}
}

// comparedLines say in sentences what has changed.
func comparedLines(then, now guidance.Standings) []string {
	add, concernsThen, concernsNow, openThen, openNow := 0, 0, 0, 0, 0
	for _, s := range now.Services {
		if _, there := then.Service(s.No); !there {
			add++
		}
		concernsNow, openNow = concernsNow+s.Concerns, openNow+s.Open()
	}
	for _, s := range then.Services {
		concernsThen, openThen = concernsThen+s.Concerns, openThen+s.Open()
	}
	lines := []string{fmt.Sprintf("クラウドサービスは%s、要注意の答えは%s、未回答は%sです。",
		fromTo(len(then.Services), len(now.Services), "件"), fromTo(concernsThen, concernsNow, "件"), fromTo(openThen, openNow, "問"))}
	if add > 0 {
		lines[0] += fmt.Sprintf("新しいサービスが%d件加わりました。", add)
	}
	if now.Round == 0 {
		return lines
	}
	if then.Round != now.Round {
		return append(lines, fmt.Sprintf("自社診断は、第%d回になりました。会社の回答は%d点（%d問中%d問）です。", now.Round, now.Total, now.Of, now.Answered))
	}
	return append(lines, fmt.Sprintf("自社診断の会社の回答は、%s（%d問中%d問）です。", fromTo(then.Total, now.Total, "点"), now.Of, now.Answered))
}

// sinceLast says in a sentence what has changed since the last visit that was
// closed, for those who may see all of it; nothing where none was.
func (t *turn) sinceLast() ([]string, []bot.Action, error) {
	if !t.me.May(guidance.PlanVisits, nil) {
		return nil, nil, nil
	}
	p, planned, err := t.programme()
	if err != nil || !planned {
		return nil, nil, err
	}
	for _, n := range slices.Backward([]int{1, 2, 3}) {
		m, err := t.Minutes(p.No, n)
		if err != nil {
			return nil, nil, fmt.Errorf("read minutes: %w", err)
		}
		if m.Closed.IsZero() {
			continue
		}
		now, err := guidance.StandingsOf(t, t.lib, t.ev.At)
		lines := comparedLines(m.Then, now)
		return []string{fmt.Sprintf("第%d回の訪問から：%s", n, lines[0])}, []bot.Action{{ID: bot.ActionID(fmt.Sprintf("since/%d", n)), Label: "訪問からの変化を見る"}}, errors.Join(err)
	}
	return nil, nil, nil
}
