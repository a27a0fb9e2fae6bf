package dialogue

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// found lists services to choose from, a page of them at most. Its route
// carries how many there were and the numbers of those shown, so that it can
// be drawn again.
func found(hits []guidance.Service, of int) bot.View {
	hits, at := foundRoute(hits, of)
	view := bot.View{
		At:    at,
		Title: fmt.Sprintf("%d件見つかりました", of),
		Body:  []string{"見たいクラウドサービスを選んでください。"},
		Table: &bot.Table{Head: []string{"番号", "サービス名", "所管部署"}},
		Watch: []string{ledgerTopic},
	}
	if of > len(hits) {
		view.Body = []string{fmt.Sprintf("はじめの%d件だけを並べています。名前をもう少し長く入れると絞り込めます。", len(hits))}
	}
	for _, s := range hits {
		view.Table.Rows = append(view.Table.Rows, bot.Row{
			Cells: []bot.Cell{{Text: s.No.String()}, {Text: s.Name}, {Text: s.Department}},
			Open:  bot.ActionID(fmt.Sprintf("service/%d", s.No)),
		})
	}
	view.Actions = []bot.Action{{ID: "ledger", Label: "台帳に戻る"}, {ID: "menu", Label: "メニューに戻る"}}
	return view
}

// foundRoute is the route of a list, and as much of the list as one page and
// one route can take.
func foundRoute(hits []guidance.Service, of int) ([]guidance.Service, bot.ActionID) {
	route := "found/" + strconv.Itoa(of) + "/"
	for i, s := range hits {
		no := strconv.FormatInt(int64(s.No), 36)
		if i > 0 {
			no = "." + no
		}
		if i == pageRows || len(route)+len(no) > bot.MaxActionID {
			return hits[:i], bot.ActionID(route)
		}
		route += no
	}
	return hits, bot.ActionID(route)
}

// drawFound draws a list again: those of it that this person may still see.
func drawFound(t *turn, args []string) (bot.View, error) {
	if len(args) != 2 {
		return bot.View{}, guidance.ErrNotFound
	}
	var hits []guidance.Service
	for text := range strings.SplitSeq(args[1], ".") {
		no, err := strconv.ParseInt(text, 36, 32)
		if err != nil {
			return bot.View{}, guidance.ErrNotFound
		}
		s, err := t.Service(guidance.ServiceNo(no))
		if errors.Is(err, guidance.ErrNotFound) || err == nil && !t.me.May(guidance.SeeService, &s) {
			continue
		}
		if err != nil {
			return bot.View{}, fmt.Errorf("read service: %w", err)
		}
		hits = append(hits, s)
	}
	of, err := strconv.Atoi(args[0])
	if err != nil || len(hits) == 0 || of > 1_000_000 {
		return bot.View{}, guidance.ErrNotFound
	}
	return found(hits, max(of, len(hits))), nil
}
