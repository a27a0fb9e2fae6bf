package dialogue

import (
	"fmt"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
)

// barKinds are the colours of the statuses. None is green, which would be taken
// for praise.
var barKinds = map[guidance.Status]int{guidance.InUse: 0, guidance.Surveying: 1, guidance.Ended: 5}

// ledgerBars is the picture of the lowest totals, for those who look after the
// whole ledger; its table is that of the ledger's first page, which holds the
// same rows. Totals of different editions do not stand side by side.
func (t *turn) ledgerBars(rows []guidance.Row, page int) []bot.Attachment {
	if page != 1 || len(rows) < 2 || !t.me.May(guidance.SeeLedger, nil) || !guidance.Comparable(rows) {
		return nil
	}
	shown := pageOfRows(rows, 1)
	bars := guidance.Bars{Title: "確認の進み具合", Unit: "点"}
	if len(shown) < len(rows) {
		bars.Title = fmt.Sprintf("確認の進み具合（点数の低い%d件）", len(shown))
	}
	for _, r := range shown {
		bars.Max = max(bars.Max, r.Score.Max)
	}
	var words []string
	for _, r := range shown {
		bars.Bars = append(bars.Bars, guidance.Bar{
			Label: r.Service.No.String() + " " + r.Service.Name, Word: r.Service.Status.String(),
			Kind: barKinds[r.Service.Status], Value: max(r.Score.Total, 0),
		})
		words = append(words, fmt.Sprintf("%s %s（%s）%s", r.Service.No, r.Service.Name, r.Service.Status, points(r)))
	}
	return []bot.Attachment{{
		Kind: bot.Picture, Name: "ledger.png", Spec: bars.Spec(),
		Alt: bars.Title + "の棒グラフ。低い順に、" + strings.Join(words, "、") + "。",
	}}
}
