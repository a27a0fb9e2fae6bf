package workbook

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// dumped are all cells of a workbook that hold anything, a line each.
func dumped(t *testing.T, book interface{ Write(io.Writer) error }) (*excelize.File, string) {
	t.Helper()
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	var text strings.Builder
	for _, sheet := range f.GetSheetList() {
		fmt.Fprintf(&text, "[%s]\n", sheet)
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, v := range row {
				if v == "" {
					continue
				}
				at, _ := excelize.CoordinatesToCellName(c+1, r+1)
				fmt.Fprintf(&text, "%s %q\n", at, v)
			}
		}
	}
	return f, text.String()
}

// sameAsKept compares text with what is kept in testdata; -update keeps it.
func sameAsKept(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is now:\n%s", name, got)
	}
}

const long = 1000

// TestPlan: every measure stands in its order with all that was said of it; what
// looks like a formula is text, and what is too long for a row goes on below.
func TestPlan(t *testing.T) {
	text := strings.Repeat("長い文。", long/4)
	p := Plan{Company: "光陽精機株式会社", At: at, Measures: []Planned{
		{Measure: guidance.Measure{Text: "=1+1", Approach: guidance.Avoid, Urgency: guidance.High, Due: "2026-12-20", Obstacles: "+81"}, About: "S0001 会計", Item: "9　利用者の認証を厳格に行う", Answer: "まだ確認していない", Owner: "山田 一郎", Consent: "佐藤 恵子（2026年12月1日（火））"},
		{Measure: guidance.Measure{Text: text, Obstacles: text, Due: guidance.Undecided}, About: "会社全体"},
		{Measure: guidance.Measure{Text: "済んだもの", Approach: guidance.Reduce, Done: at}, About: "自社診断"},
	}}
	f, got := dumped(t, p)
	sameAsKept(t, "plan.txt", got)
	var column string
	for row := 5; row < 60; row++ {
		v := value(t, f, planSheet, fmt.Sprintf("E%d", row))
		if height, err := f.GetRowHeight(planSheet, row); err != nil || height > 409 || float64(linesOf(v, 36))*lineHigh > height {
			t.Errorf("row %d is %v high for %d lines, %v", row, height, linesOf(v, 36), err)
		}
		if strings.HasPrefix(v, "長") || column != "" && v != "済んだもの" {
			column += v
		}
	}
	if column != text {
		t.Errorf("of a text of %d letters %d are there", len([]rune(text)), len([]rune(column)))
	}
	if formula, _ := f.GetCellFormula(planSheet, "E5"); formula != "" || value(t, f, planSheet, "E5") != "=1+1" {
		t.Errorf("a text has become the formula %q", formula)
	}
}

// TestOperation: what was decided, and when each service is looked through again.
func TestOperation(t *testing.T) {
	o := Operation{
		Company: "光陽精機株式会社", At: at, Keeper: "佐藤 恵子", By: "佐藤 恵子",
		Plan: guidance.Operation{Months: 6, Told: "=毎年4月の全体会議で、利用の手引きを説明する", Rev: 1, Changed: at},
	}
	for i, name := range []string{"会計", "@勤怠"} {
		row := guidance.Row{Service: guidance.Service{No: guidance.ServiceNo(i + 1), Name: name, Status: guidance.InUse, Department: "総務部"}, Changed: at.AddDate(0, -7*i, 0), Concerns: i, Score: rubric.Score{Total: 12 * i}}
		x := o.recheck(row)
		x.InCharge = "山田 一郎（設定）"
		o.Services = append(o.Services, x)
	}
	_, got := dumped(t, o)
	sameAsKept(t, "operation.txt", got)
	o.Plan.Months, o.Keeper, o.Plan.Told = 0, "", ""
	for i := range o.Services {
		o.Services[i] = o.recheck(guidance.Row{Service: o.Services[i].Service, Changed: at.AddDate(-2, 0, 0)})
	}
	_, got = dumped(t, o)
	for _, want := range []string{`C5 "見直さない"`, `C4 "未定"`, `C6 "未定"`} {
		if !strings.Contains(got, want) {
			t.Errorf("where little is decided: %s is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "年12月\"") || strings.Contains(got, "見直す時期です") {
		t.Errorf("a service is looked through again though nobody decided that:\n%s", got)
	}
}

// closed is a round of ten people, of whose answers a question has gaps.
func closed(people bool) Summary {
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	x := Summary{Company: "光陽精機株式会社", At: at, Instrument: in, Figures: guidance.Figures{Round: 2, Edition: in.Edition, At: at, K: 5, Asked: 12, Whole: 11, ByProxy: 1}}
	for i, item := range in.Items {
		x.Figures.Company.Answers = append(x.Figures.Company.Answers, guidance.Answer{Item: item.ID, Label: item.Labels[i%3].ID})
		if people {
			counts := make([]int, len(item.Labels))
			counts[0], counts[2] = 10-i%8, i%8
			x.Figures.People = append(x.Figures.People, guidance.Spread{Item: item.ID, Cells: guidance.CellsOf(item.Labels, counts)})
		}
	}
	return x
}

// TestSummary: the total, the parts, what can be improved and where people say
// less, of what is published alone; with too few people nothing of theirs.
func TestSummary(t *testing.T) {
	x := closed(true)
	before := closed(false).Figures
	before.Round, before.Company.Answers = 1, before.Company.Answers[:20]
	x.Before = &before
	var dot bytes.Buffer
	if err := png.Encode(&dot, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	x.Picture = dot.Bytes()
	f, got := dumped(t, x)
	sameAsKept(t, "summary.txt", got)
	if pictures, err := f.GetPictures(pictureSheet, "A1"); err != nil || len(pictures) != 1 || !bytes.Equal(pictures[0].File, x.Picture) {
		t.Errorf("%d pictures, %v", len(pictures), err)
	}
	_, got = dumped(t, closed(false))
	if !strings.Contains(got, "従業員の答えの集計は出しません") || strings.Contains(got, "人中") || strings.Contains(got, "]\nA1 \"図") {
		t.Errorf("of too few people:\n%s", got)
	}
}
