package dialogue

import (
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
)

// diagnosisRadar is the picture of a closed round: the company's answers, and
// before them the middle of the people's as far as that is published. None
// where the company did not answer.
func (t *turn) diagnosisRadar(l looked) []bot.Attachment {
	if len(l.company.ByItem()) == 0 {
		return nil
	}
	radar := guidance.FiguresRadar(l.in, l.figures, fmt.Sprintf("%s（%s・%s）", l.in.Title, l.name(), t.day(l.figures.At)))
	return []bot.Attachment{{
		Kind: bot.Picture, Name: "diagnosis.png", Spec: radar.Spec(),
		Alt: diagnosisAlt(l, radar), Table: diagnosisTable(l, radar),
	}}
}

func diagnosisAlt(l looked, radar guidance.Radar) string {
	score := l.in.ScoreSeq(l.company.Labels)
	text := fmt.Sprintf("%sのレーダーチャート。会社の回答は%d点満点中%d点。", l.in.Title, score.Max, score.Total)
	for _, g := range score.Groups {
		text += fmt.Sprintf("%s %d／%d点。", g.Group.Short, g.Total, g.Max)
	}
	if len(radar.Series) > 1 {
		text += "従業員の答えの真ん中を重ねています。"
	}
	return text + "質問ごとの点数は、表にもあります。"
}

func diagnosisTable(l looked, radar guidance.Radar) *bot.Table {
	table := &bot.Table{Caption: "質問ごとの点数", Head: []string{"質問", "会社の回答", "点数"}}
	if len(radar.Series) > 1 {
		table.Head = append(table.Head, "従業員の真ん中")
	}
	for i, item := range l.in.Items {
		row := bot.Row{Cells: []bot.Cell{{Text: itemName(item)}, {Text: companyText(l, item)}}}
		for _, s := range radar.Series {
			row.Cells = append(row.Cells, bot.Cell{Text: pointText(s.Values[i])})
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}
