package dialogue

import (
	"fmt"
	"slices"

	"daicho/bot"
	"daicho/bot/guidance"
)

// book is a workbook that can be had.
type book struct {
	makes   string     // what its button says
	name    string     // of the file
	alt     string     // what it is
	nothing string     // what is said where there is nothing to be in it
	back    bot.Action // where it belongs
	has     func(t *turn) (bool, error)
}

var books = map[guidance.Book]book{
	guidance.LedgerBook: {
		makes: "台帳のファイルを作る", name: "daicho-ledger.xlsx", alt: "クラウドサービス台帳（Excel）", back: bot.Action{ID: "ledger", Label: "台帳に戻る"},
		has: func(*turn) (bool, error) { return true, nil },
	},
	guidance.PlanBook: {
		makes: "対策の実施計画（案）を作る", name: "daicho-plan.xlsx", alt: "対策の実施計画（案）（Excel）", back: bot.Action{ID: "measures", Label: "対策に戻る"},
		nothing: "対策の実施計画（案）：対策がまだ決まっていません。対策を1つでも決めると作れます。",
		has: func(t *turn) (bool, error) {
			all, err := t.Measures()
			return len(all) > 0, err
		},
	},
	guidance.OperationBook: {
		makes: "運用プランのファイルを作る", name: "daicho-operation.xlsx", alt: "運用プラン（Excel）", back: bot.Action{ID: "operation", Label: "運用プランに戻る"},
		nothing: "運用プラン：まだ決まっていません。運用プランを決めると作れます。",
		has: func(t *turn) (bool, error) {
			c, err := t.Company()
			return c.Operation.Rev > 0, err
		},
	},
	guidance.SummaryBook: {
		makes: "自社診断結果のまとめを作る", name: "daicho-diagnosis.xlsx", alt: "自社診断結果のまとめ（Excel）", back: bot.Action{ID: "figures", Label: "診断結果に戻る"},
		nothing: "自社診断結果のまとめ：締め切った自社診断が、まだありません。診断の回を締め切ると作れます。",
		has:     hasFigures,
	},
}

// hasFigures reports whether a round is closed that can be told of.
func hasFigures(t *turn) (bool, error) {
	rounds, err := t.Rounds()
	if err != nil {
		return false, fmt.Errorf("read rounds: %w", err)
	}
	for _, r := range slices.Backward(rounds) {
		if !r.IsOpen() {
			_, loaded := t.lib.Instrument(r.Edition)
			return loaded, nil
		}
	}
	return false, nil
}
