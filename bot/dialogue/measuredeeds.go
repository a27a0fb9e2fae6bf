package dialogue

import (
	"errors"
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
)

// doMeasureDone says that a measure is done, or takes that back.
func doMeasureDone(a *acting, args []string) (bot.View, error) {
	m, err := a.measureOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if len(args) != 2 || args[1] != "yes" && args[1] != "no" {
		return drawMeasure(a.turn, args)
	}
	done := args[1] == "yes"
	if done == m.Done.IsZero() {
		m.Done, m.DoneBy = a.ev.At, a.me.ID
		if !done {
			m.Done, m.DoneBy = noTime, ""
		}
		if err := a.putMeasure(m); err != nil {
			return bot.View{}, fmt.Errorf("write a measure: %w", err)
		}
	}
	view, err := drawMeasure(a.turn, args[:1])
	if view.Notice = "「済」を取り消しました。"; done {
		view.Notice = "対策を済ませたことを記録しました。もとの答えも、いまの様子に合わせて直してください。"
	}
	return view, err
}

// doMeasureDrop takes a measure away.
func doMeasureDrop(a *acting, args []string) (bot.View, error) {
	if instead, err := a.mayMeasure(); err != nil || instead != nil {
		return orView(instead), err
	}
	m, err := a.measureOf(args)
	if errors.Is(err, guidance.ErrNotFound) { // it was pressed before, or by somebody else
		view, err := drawMeasures(a.turn, nil)
		view.Notice = "この対策は、もうありません。"
		return view, err
	}
	if err != nil {
		return bot.View{}, err
	}
	a.changed = append(a.changed, measuresTopic, homeworkTopic)
	if err := a.tx.DropMeasure(m.ID); err != nil {
		return bot.View{}, fmt.Errorf("drop a measure: %w", err)
	}
	view, err := drawMeasures(a.turn, nil)
	view.Notice = "「" + clip(m.Text, 30) + "」を対策から外しました。"
	return view, err
}

// doConsent notes that the management agrees, once.
func doConsent(a *acting, args []string) (bot.View, error) {
	m, err := a.measureOf(args)
	if err != nil {
		return bot.View{}, err
	}
	if a.me.Role != guidance.Manager {
		view, err := drawMeasure(a.turn, args[:1])
		view.Problem = "経営者の同意を記録するのは、会社の管理者です。"
		return view, err
	}
	if m.Consent.By == "" {
		m.Consent = guidance.Word{By: a.me.ID, At: a.ev.At}
		if err := a.putMeasure(m); err != nil {
			return bot.View{}, fmt.Errorf("write a measure: %w", err)
		}
	}
	view, err := drawMeasure(a.turn, args[:1])
	view.Notice = "経営者の同意を記録しました。"
	return view, err
}
