package workbook

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// beginnings are what a program may take for a formula, or for something else
// than a text, in half and full width.
var beginnings = []string{
	"=1+1", "+81-3-1234", "-1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋81", "－1", "＠SUM(A1)", "=HYPERLINK(\"http://example.jp\",\"見る\")", "=cmd|' /C calc'!A0",
	"'引用", "0012", "45603", "1e9", "TRUE", "2024/11/7", "12:30", "50%", "￥1,000", "$A$1", "#1", "_x0041_", "_x005F_x000D_", "<b>太字</b>", "&amp; & &#65;", "]]>", "{}", "\\n", "記入 例",
}

// awkward are texts that something between two programs may lose or change.
var awkward = []string{
	"", "営業部", "改行\nあり", "戻りと改行\r\nあり", "戻り\rだけ", "タブ\tあり", "a  b", " 前後に空白 ", "全角　空白", "絵文字😀👨‍👩‍👧🇯🇵", "が゙と濁点の別れたか\u3099", "ﾊﾝｶｸｶﾅ", "髙﨑𠮷野家", "葛󠄀城", "①㍻㈱№", "“引用”と\"引用\"",
	"עברית العربية", "\u00a0切れない空白\u00a0", "ゼロ幅\u200b空白", "\ufeff印", "未定", "わからない", "総合評価", "サービス名", "S0001", strings.Repeat("長い", 400), "x", "～〜−－‐―", "<?xml?><!--注-->", "%s %d {{.}}", "../../etc/passwd",
}

// reach counts what a generator has come to.
type reach map[string]int

// chance makes ledgers of anything that can stand in one.
type chance struct {
	*rand.Rand
	in      *rubric.Instrument
	reached reach
}

func newChance(seed uint64) chance {
	return chance{rand.New(rand.NewPCG(seed, 5)), rubric.MustEmbedded().Current(rubric.Checklist), reach{}}
}

// text is any text of a field.
func (c chance) text(field string) string {
	text := awkward[c.IntN(len(awkward))]
	switch c.IntN(3) {
	case 0:
		i := c.IntN(len(beginnings))
		c.reached[fmt.Sprintf("%s begins %d", field, i)]++
		return beginnings[i]
	case 1:
		text += beginnings[c.IntN(len(beginnings))]
	}
	return text
}

// line is a text of one line, as the ledger keeps it.
func (c chance) line(field string) string {
	runes := []rune(strings.Join(strings.Fields(c.text(field)), " "))
	return strings.TrimSpace(string(runes[:min(len(runes), guidance.MaxServiceLine)]))
}

func (c chance) day(field string) guidance.Day {
	days := []guidance.Day{"", guidance.Undecided, "1970-01-01", "1999-12-31", "2000-02-29", "2024-02-29", "2038-01-19", "2199-12-31"}
	i := c.IntN(len(days))
	c.reached[fmt.Sprintf("%s %s", field, days[i])]++
	return days[i]
}

// ledger has so many services.
func (c chance) ledger(services int) Ledger {
	l := Ledger{Company: c.line("会社"), At: at, Checklist: c.in}
	no := 0
	for range services {
		no += 1 + c.IntN(3)
		l.Services = append(l.Services, c.service(no))
	}
	if c.IntN(2) == 0 {
		l.Diagnosis = c.diagnosis()
	}
	return l
}

// service has every field, also those that no workbook shows.
func (c chance) service(no int) Service {
	status := append(guidance.Statuses, "")[c.IntN(len(guidance.Statuses)+1)]
	c.reached["ステータス "+string(status)]++
	s := Service{Answers: map[string]string{}, InCharge: c.text("担当"), Service: guidance.Service{
		No: guidance.ServiceNo(no), Name: strings.TrimSpace(c.line("名") + fmt.Sprintf(" サービス%d", no)), WrittenBy: c.line("記入者"), Department: c.line("部署"), Summary: strings.TrimSpace(c.text("概要")),
		Status: status, Written: c.day("作成"), Start: c.day("開始"), End: c.day("終了"), Information: c.text("情報"), Impact: c.text("影響"),
		InCharge: []guidance.Charge{{Name: c.text("担当者"), Scope: c.text("範囲")}},
	}}
	labels := map[string]string{}
	for _, item := range c.in.Items {
		i := c.IntN(len(item.Labels) + 1)
		c.reached[fmt.Sprintf("%s %d", item.ID, i)]++
		if i < len(item.Labels) {
			labels[item.ID], s.Answers[item.ID] = item.Labels[i].ID, item.Labels[i].Text
		}
	}
	s.Total, s.Concerns = c.in.Score(labels).Total, c.in.Concerns(labels)
	return s
}

func (c chance) diagnosis() *Diagnosis {
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	d, labels := &Diagnosis{Round: 1 + c.IntN(9), Instrument: in, Answers: map[string]rubric.Label{}}, map[string]string{}
	for _, item := range in.Items {
		if i := c.IntN(len(item.Labels) + 1); i < len(item.Labels) {
			d.Answers[item.ID], labels[item.ID] = item.Labels[i], item.Labels[i].ID
		}
	}
	d.Score = in.Score(labels)
	return d
}

// missed is what ledgers enough have to come to, and did not.
func (c chance) missed() (list []string) {
	need := func(what string) {
		if c.reached[what] == 0 {
			list = append(list, what)
		}
	}
	for _, field := range []string{"名", "記入者", "部署", "概要", "担当", "担当者", "範囲", "情報", "影響"} {
		for i := range beginnings {
			need(fmt.Sprintf("%s begins %d", field, i))
		}
	}
	for _, field := range []string{"作成", "開始", "終了"} {
		for _, day := range []guidance.Day{"", guidance.Undecided, "1970-01-01", "2024-02-29", "2199-12-31"} {
			need(fmt.Sprintf("%s %s", field, day))
		}
	}
	for _, status := range append(guidance.Statuses, "") {
		need("ステータス " + string(status))
	}
	for _, item := range c.in.Items {
		for i := range len(item.Labels) + 1 {
			need(fmt.Sprintf("%s %d", item.ID, i))
		}
	}
	return list
}
