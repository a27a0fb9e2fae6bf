package guidance

import (
	"fmt"
	"strings"

	"daicho/rubric"
)

// SpreadText is how the answers to an item spread, in words.
func SpreadText(f Figures, item rubric.Item) string {
	spread, ok := f.Spread(item.ID)
	if !ok {
		return "出していません"
	}
	if len(spread.Cells) == 1 {
		return fmt.Sprintf("%d人。内訳は、誰の答えかわかってしまうため出していません", spread.Cells[0].Count)
	}
	var parts []string
	for _, c := range spread.Cells {
		if c.Count > 0 {
			parts = append(parts, fmt.Sprintf("%s %d人", quoted(labelsOf(item, c)), c.Count))
		}
	}
	return strings.Join(parts, "、")
}

// GapText is what people say instead of what the company says, in words.
func GapText(f Figures, g Gap) string {
	switch {
	case g.Less > 0 && g.Less == g.Of:
		return fmt.Sprintf("%d人全員が%s", g.Of, quoted(g.Below))
	case g.Less > 0 && g.Maybe > 0:
		return fmt.Sprintf("%d人中%d人以上が%s", g.Of, g.Less, quoted(g.Below))
	case g.Less > 0:
		return fmt.Sprintf("%d人中%d人が%s", g.Of, g.Less, quoted(g.Below))
	}
	return "人数は出せません（" + SpreadText(f, g.Item) + "）"
}

// quoted is one of several labels: 「実施していない」か「わからない」.
func quoted(labels []rubric.Label) string {
	texts := make([]string, len(labels))
	for i, l := range labels {
		texts[i] = "「" + l.Text + "」"
	}
	return strings.Join(texts, "か")
}

// Withheld says that nothing is shown of what people said, and never will be.
func Withheld(f Figures) string {
	return fmt.Sprintf("自分で全問に答えた人が%d人で、%d人に満たないため、従業員の答えの集計は出しません。少ない人数では、誰の答えかわかってしまうためです。この回については、今後も出すことはありません。", f.Own(), f.K)
}
