package workbook

import (
	"strings"
	"testing"

	"daicho/bot/guidance"
)

// TestReportSheet: everything that a version says, with people by name and who
// agrees to it; what looks like a formula is text, numbers are numbers.
func TestReportSheet(t *testing.T) {
	cells := func(texts ...string) (row []guidance.BlockCell) {
		for _, s := range texts {
			row = append(row, guidance.BlockCell{Text: s})
		}
		return row
	}
	people := guidance.BlockCell{People: []guidance.PersonID{"p1", "p2"}}
	long := strings.Repeat("長い文。", 500)
	x := Report{
		Zone: at.Location(), Names: map[guidance.PersonID]string{"p1": "佐藤 恵子", "p2": "名簿にない人", "p3": "高橋 誠"},
		Report: guidance.Report{
			Plan: 1, Visit: 2, No: 3, Company: "光陽精機株式会社", At: at, By: "p1", Signed: guidance.Agreed{Expert: guidance.Word{By: "p3", At: at}},
			Blocks: []guidance.Block{
				{Kind: guidance.TableBlock, Rows: [][]guidance.BlockCell{cells("日時", "2026年12月4日（金）　13:30〜17:00"), {{Text: "出席者（会社）"}, people}, cells("話し合ったこと・決まったこと", long)}},
				{Kind: guidance.ChapterBlock, Text: "確認と合意"},
				{Kind: guidance.TableBlock, Head: []string{"内容", "会社", "専門家"}, Rows: [][]guidance.BlockCell{{{Text: "=成果物"}, {Text: "2026年12月4日（金）", People: []guidance.PersonID{"p1"}}, {Text: "まだ"}}}},
				{Kind: guidance.ChapterBlock, Text: "要注意の答え"}, {Kind: guidance.TextBlock, Text: "要注意の答えはありません。"},
				{Kind: guidance.FiguresBlock, Head: []string{"管理番号", "サービス名", "ステータス", "点数", "要注意", "未回答", "第1回の点数"}, Rows: [][]guidance.BlockCell{cells("S0001", "+会計", "利用中", "30", "2", "0", "11"), cells("S0002", "名刺", "調査中", "3", "0", "14", "")}},
			},
		},
	}
	f, got := dumped(t, x)
	sameAsKept(t, "report.txt", strings.ReplaceAll(got, "長い文。", ""))
	if n := strings.Count(got, "長い文。"); n < 490 { // some are parted between two rows
		t.Errorf("%d of 500 sentences are there", n)
	}
	for _, at := range [][2]string{{figuresSheet, "B4"}, {reportSheet, "A12"}} {
		if formula, _ := f.GetCellFormula(at[0], at[1]); formula != "" {
			t.Errorf("%s!%s is the formula %q", at[0], at[1], formula)
		}
	}
	if v := value(t, f, figuresSheet, "D4"); v != "30" {
		t.Errorf("the points are %q", v)
	}
}
