package dialogue

import (
	"errors"
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
)

// closedRound is what is left to see of a round.
func (t *turn) closedRound(round guidance.Round) (bot.View, error) {
	view := bot.View{
		At:    roundRoute(round),
		Title: roundName(round),
		Body:  []string{t.day(round.Opened) + "にはじめて、" + t.day(round.Closed) + "に締め切りました。答えはもう変わりません。"},
		Actions: []bot.Action{
			{ID: figuresRoute(round), Label: "結果を見る", Style: bot.Primary},
			{ID: sheetRoute(round), Label: "会社の回答を見る"},
			{ID: "rounds", Label: "ほかの回を見る"},
			{ID: "menu", Label: "メニューに戻る"},
		},
		Watch: []string{roundTopic},
	}
	f, err := t.Figures(round.No)
	if errors.Is(err, guidance.ErrNotFound) { // closed before figures were published
		return view, nil
	}
	if err != nil {
		return bot.View{}, fmt.Errorf("read figures: %w", err)
	}
	line := fmt.Sprintf("答えをお願いした%d人のうち、%d人がすべての質問に答えました。", f.Asked, f.Whole)
	if f.ByProxy > 0 {
		line += fmt.Sprintf("うち%d人は代理入力です。", f.ByProxy)
	}
	view.Body = append(view.Body, line)
	if len(f.People) == 0 {
		view.Body = append(view.Body, fmt.Sprintf("自分で答え終えた人が%d人に満たなかったため、みなさんの答えの集計は見られません。", f.K))
	}
	return view, nil
}

// figuresRoute leads to what is published of a closed round.
func figuresRoute(r guidance.Round) bot.ActionID {
	return bot.ActionID(fmt.Sprintf("figures/%d", r.No))
}
