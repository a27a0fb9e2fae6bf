package chatkit

import (
	"strings"
	"testing"

	"daicho/bot"
)

func cells(texts ...string) (list []bot.Cell) {
	for _, t := range texts {
		list = append(list, bot.Cell{Text: t})
	}
	return list
}

func TestRowText(t *testing.T) {
	head := []string{"サービス", "点数", "要注意", "期限"}
	marked := bot.Row{Cells: cells("会計\n v1", "11／45点", "9件", "なし")}
	marked.Cells[1].Bar = &bot.Progress{Done: 1, Of: 4}
	marked.Cells[2].Mark = bot.Caution
	for name, c := range map[string]struct {
		row  bot.Row
		want string
	}{
		"two side by side":     {bot.Row{Cells: cells("部署", "総務部")}, "部署　総務部"},
		"one that is empty":    {bot.Row{Cells: cells("", " ")}, "—"},
		"more below the first": {marked, "会計 v1\n　点数：▰▰▱▱▱▱▱▱▱▱ 11／45点\n　要注意：▲ 9件"},
		"more than heads":      {bot.Row{Cells: cells("一", "二", "三", "四", "五")}, "一\n　点数：二\n　要注意：三\n　期限：四\n　五"},
	} {
		got := RowText(head, c.row)
		if name == "more below the first" { // how long a bar is, is the core's
			got = strings.ReplaceAll(got, strings.SplitN(c.row.Cells[1].Bar.Text(), " ", 2)[0], "▰▰▱▱▱▱▱▱▱▱")
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if Note("※1 注") != "※1 注" || Note("注") != "※ 注" {
		t.Error("a note has two signs, or none")
	}
}

func TestQuestionLines(t *testing.T) {
	f := bot.Field{
		Kind: bot.Choice, Number: "7", Label: "鍵", Heading: "第1部", Hint: "ヒント", Help: []string{"説明"}, Value: "2", Optional: true,
		Options: []bot.Option{{Value: "2", Label: "はい"}}, Problem: "違います", Remark: "前は、いいえ",
	}
	want := "〈第1部〉\n7. 鍵（任意）\nヒント\n【解説】\n説明\n● はい\n！ 違います\n… 前は、いいえ"
	if got := strings.Join(QuestionLines(f, true), "\n"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	f = bot.Field{Kind: bot.Text, Label: "名前", Value: "花子", Help: []string{"説明"}}
	if got := strings.Join(QuestionLines(f, false), "\n"); got != "名前" {
		t.Errorf("what stands in an input is said twice: %q", got)
	}
}

func TestMeasure(t *testing.T) {
	double := Measure(func(r rune) int { return 2 * Units(r) })
	if got := double.Cut("あいう。えお", 8); got != "あいう…" {
		t.Errorf("cut to %q", got)
	}
	if got := double.Pieces("あい。うえお", 8); strings.Join(got, "|") != "あい。|うえお" {
		t.Errorf("pieces %q", got)
	}
	if Measure(Units).Size("𠮷a") != 3 {
		t.Error("letters outside the first plane count twice")
	}
}
