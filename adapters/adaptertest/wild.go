package adaptertest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"daicho/bot"
)

// signs are what its texts are made of: what markup of some platform is, and what
// counts as more than one letter.
var signs = []string{"控えを確かめる。", "<b>&amp;", "*_~`", "😀", "é", "\n", "第7条", "&", "<!channel>", "@everyone", "<@100000000000000001>", "||x||", "\n- ", "\n1. ", "[a](https://b.example)", "　", "x"}

func wild(r *rand.Rand, most int) string {
	n := r.IntN(most + 1)
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(signs[r.IntN(len(signs))])
	}
	return b.String()
}

// WildView is a view such as no core would draw: with texts of any length and
// every sign, and more of everything than there is room for. It is always the same
// for the same numbers.
func WildView(r *rand.Rand) bot.View {
	few := func(n int) int { return r.IntN(n + 1) }
	long := []int{20, 200, 3000}[r.IntN(3)]
	v := bot.View{At: "at/1", Title: "題" + wild(r, long), Notice: wild(r, long), Problem: wild(r, long)}
	for range few(6) {
		v.Body = append(v.Body, wild(r, long))
	}
	if r.IntN(2) == 0 {
		v.Table = wildTable(r, long)
	}
	for range few(2) {
		v.Attach = append(v.Attach, bot.Attachment{Kind: bot.Picture, Name: "radar.png", Alt: "図" + wild(r, long), Table: wildTable(r, 100)},
			bot.Attachment{Kind: bot.Document, Name: "mydata.json", Alt: wild(r, long)})
	}
	for range few(40) {
		s := bot.Section{Heading: wild(r, 60), Body: []string{wild(r, long)}}
		for range few(3) {
			s.Points = append(s.Points, wild(r, long))
			s.Links = append(s.Links, bot.Link{Label: "読む" + wild(r, 100), URL: "https://example.com/"})
		}
		v.Sections = append(v.Sections, s)
	}
	for i := range few(12) {
		v.Actions = append(v.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("do/a/%d", i)), Label: "押す" + wild(r, 120), Confirm: wild(r, 400)})
	}
	for i := range few(2) * few(20) {
		v.Fields = append(v.Fields, wildField(r, i, long))
	}
	if len(v.Fields) > 0 {
		v.Submit = bot.Action{ID: "do/at/1", Label: "次へ" + wild(r, 40), Confirm: wild(r, 300)}
	}
	for range few(3) {
		v.Footer = append(v.Footer, wild(r, long))
	}
	return v
}

func wildTable(r *rand.Rand, long int) *bot.Table {
	t := &bot.Table{Caption: wild(r, 60), Head: []string{"番号", wild(r, 40), "点"}}
	for i := range r.IntN(26) {
		row := bot.Row{Cells: []bot.Cell{{Text: wild(r, 80)}, {Text: wild(r, long/4+1), Bar: &bot.Progress{Done: 3, Of: 45}}, {Text: wild(r, 40), Mark: bot.Caution}}}
		if i < 10 && r.IntN(2) == 0 {
			row.Open = bot.ActionID(fmt.Sprintf("service/%d", i))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func wildField(r *rand.Rand, i, long int) bot.Field {
	kinds := []bot.FieldKind{bot.Choice, bot.Text, bot.LongText, bot.Date, bot.Person, bot.PlaceField, bot.MemberField}
	f := bot.Field{
		ID: bot.FieldID(fmt.Sprintf("f%d", i)), Kind: kinds[r.IntN(len(kinds))], Label: "問" + wild(r, long), Number: fmt.Sprint(i + 1), Hint: wild(r, long),
		Remark: wild(r, long), Optional: r.IntN(2) == 0, Max: r.IntN(4000),
	}
	for range r.IntN(4) {
		f.Help = append(f.Help, wild(r, long))
	}
	if r.IntN(4) == 0 {
		f.Heading, f.Problem = wild(r, 60), wild(r, long)
	}
	if f.Kind == bot.Choice || f.Kind == bot.Person {
		for n := range 1 + r.IntN([]int{5, 12, 300}[r.IntN(3)]) {
			f.Options = append(f.Options, bot.Option{Value: fmt.Sprintf("o%d", n), Label: "選" + wild(r, 120)})
		}
	}
	if f.Kind == bot.Date && r.IntN(2) == 0 {
		f.Options = []bot.Option{{Value: "open", Label: "未定"}}
	}
	switch {
	case f.Typed():
		f.Value = wild(r, long)
	case r.IntN(2) == 0 && len(f.Options) > 0:
		f.Value = f.Options[r.IntN(len(f.Options))].Value
	}
	for n := range r.IntN(3) {
		f.Actions = append(f.Actions, bot.Action{ID: bot.ActionID(fmt.Sprintf("note/%d/%d", i, n)), Label: "メモを書く" + wild(r, 90)})
	}
	return f
}
