package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// kindText is what people call the answers to an instrument.
var kindText = map[rubric.Kind]string{rubric.Diagnosis: "自社診断の答え", rubric.Checklist: "安全利用チェックの答え"}

// lostText says of what answers nothing can be shown, and what to do.
func lostText(what, edition string) string {
	return fmt.Sprintf("%sは、質問の版「%s」のものです。この版がいま読み込まれていないため、表示も変更もできません。答えは残っています。この仕組みを動かしている担当者に伝えてください。", what, edition)
}

// notLost passes over an edition that is not loaded, where something only is
// left out because of it: whoever asks for it is told.
func notLost(err error) error {
	if _, lost := errors.AsType[*guidance.LostEditionError](err); lost {
		return nil
	}
	return err
}

// sayEdition says on the sheet of a service what its answers cannot be
// compared with. Of answers whose edition is lost it shows nothing.
func (t *turn) sayEdition(view *bot.View, row guidance.Row) error {
	if row.Lost {
		view.Progress, view.Footer = nil, nil
		view.Actions = slices.DeleteFunc(view.Actions, func(a bot.Action) bool { return strings.HasPrefix(string(a.ID), "check/") })
		return nil
	}
	sets, err := t.ChecklistSets(row.Service.No)
	if err != nil {
		return fmt.Errorf("read sets: %w", err)
	}
	if n := len(sets); n > 0 && sets[n-1].Edition != row.Edition {
		view.Body = append(view.Body, fmt.Sprintf("前回（%s）の答えは質問の版が違うため、図に重ねていません。点数も比べられません。", t.day(sets[n-1].At)))
	}
	if current := t.lib.Current(rubric.Checklist); row.Score.Answered > 0 && row.Edition != current.Edition {
		view.Footer = append(view.Footer, fmt.Sprintf("このサービスの答えは、質問の版「%s」のものです。これから始めるチェックの版「%s」とは、点数を比べられません。", row.Edition, current.Edition))
	}
	return nil
}

// ledgerEditions says that the rows cannot all be compared, if so.
func ledgerEditions(rows []guidance.Row) []string {
	editions := guidance.Editions(rows)
	if len(editions) < 2 {
		return nil
	}
	return []string{"質問の版が違うサービスがあります（" + strings.Join(editions, "、") + "）。点数は、同じ版どうしで比べてください。"}
}

// editionCell is how far a service is checked, with the edition where the
// ledger has several.
func editionCell(r guidance.Row, several bool) bot.Cell {
	if r.Lost {
		return bot.Cell{Text: "版「" + r.Edition + "」が見つからず、数えられません", Mark: bot.Caution}
	}
	cell := bot.Cell{Text: points(r), Bar: &bot.Progress{Done: r.Score.Total, Of: r.Score.Max, Unit: "点"}}
	if several && r.Score.Answered > 0 {
		cell.Text += "（" + r.Edition + "）"
	}
	return cell
}
