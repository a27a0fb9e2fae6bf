package workbook

import (
	"fmt"

	"daicho/bot/guidance"
)

// readExtra reads the company's own items and what is answered to them.
func (l *Ledger) readExtra(r guidance.Reader) error {
	all, err := r.OwnItems()
	if err != nil {
		return fmt.Errorf("read own items: %w", err)
	}
	if l.Extra = guidance.StandingItems(all); len(l.Extra) == 0 {
		return nil
	}
	for i, s := range l.Services {
		sheet, err := r.OwnSheet(s.No)
		if err != nil {
			return fmt.Errorf("read own answers of %s: %w", s.No, err)
		}
		l.Services[i].Extra = guidance.Current(l.Extra, sheet)
	}
	return nil
}

// extra is the sheet of the company's own items, by service. They stand apart:
// nothing of it counts in the total or stands in the printed layout.
func (l Ledger) extra(b *book) {
	s := b.sheet(extraSheet, []float64{9, 28, 8, 26, 46, 16, 20, 12}, func(s *sheet) { s.printed(true, "$3:$3") })
	s.addHigh(24, cell(b.title, "会社独自の項目"))
	s.add(cell(b.small, "会社が加えた項目です。45点の評価とレーダーチャートには入りません。答えは、サービスの画面で直してください。このシートで直しても、取り込まれません。"))
	s.merge("A2", "H2")
	s.add(cell(b.head, "管理番号"), cell(b.head, "サービス名"), cell(b.head, "No"), cell(b.head, "項目"), cell(b.head, "確かめること"), cell(b.head, "決める人"), cell(b.head, "答え"), cell(b.head, "答えた日"))
	for _, x := range l.Services {
		for _, i := range l.Extra {
			item := i.Item()
			a, _ := x.Extra.Answer(i.ID())
			label, answered := item.Label(a.Label)
			day := guidance.Day("")
			if answered {
				day = guidance.DayOf(a.At, l.At.Location())
			}
			s.add(cell(b.text, x.No.String()), cell(b.text, x.Name), cell(b.number, i.String()), cell(b.text, i.Title), cell(b.text, i.Question), cell(b.text, i.Decides), cell(b.text, label.Text), b.dayCell(day))
		}
	}
	s.end()
}
