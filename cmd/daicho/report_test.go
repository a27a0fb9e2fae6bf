package main

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/store"
)

// TestReport: each workbook of the example's company, of a file and through the
// server that has it open, noted in the log; where there is nothing to be in one,
// that is said and nothing is written.
func TestReport(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "d.db")
	h := newHouse(t, data)
	home, err := h.demoCompany(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reports := func(kind, name string) ran {
		return run(t, nil, "report", "--data", data, "--kind", kind, "--out", filepath.Join(folder, name))
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if got := reports("operation", "o.xlsx"); got.code != 1 || !strings.Contains(got.err, "運用プランがまだ決まっていません") {
		t.Errorf("nothing to write: exit %d: %s", got.code, got.err)
	}
	if got := run(t, nil, "report", "--data", data, "--visit", "2", "--out", filepath.Join(folder, "2.xlsx")); got.code != 1 || !strings.Contains(got.err, "まだ締めくくられていません") {
		t.Errorf("of a visit that is to come: exit %d: %s", got.code, got.err)
	}
	for _, args := range [][]string{{"--visit", "4"}, {"--visit", "1", "--kind", "plan"}, {}} {
		if got := run(t, nil, append([]string{"report", "--data", data, "--out", filepath.Join(folder, "x.xlsx")}, args...)...); got.code != exitUsage {
			t.Errorf("%v: exit %d: %s", args, got.code, got.err)
		}
	}
	if got := reports("plan", "p.png"); got.code != exitUsage {
		t.Errorf("a picture of the plan: exit %d: %s", got.code, got.err)
	}
	if got := reports("ledger", "l.xlsx"); got.code != exitUsage {
		t.Errorf("what is no report: exit %d: %s", got.code, got.err)
	}
	decideOperation(t, data, home)
	all := func(prefix string) {
		areWritten(t, filepath.Join(folder, prefix), func(kind, out string) ran { return reports(kind, prefix+out) })
	}
	all("a-")
	ofVisit := func(name string, args ...string) ran {
		return run(t, nil, append([]string{"report", "--data", data, "--visit", "1", "--out", filepath.Join(folder, name)}, args...)...)
	}
	if got := ofVisit("v1.xlsx"); got.code != 0 {
		t.Errorf("of the first visit: exit %d: %s", got.code, got.err)
	}
	saysOfVisit(t, filepath.Join(folder, "v1.xlsx"))
	if got := ofVisit("v9.xlsx", "--version", "9"); got.code != 1 || !strings.Contains(got.err, "第9版はありません") {
		t.Errorf("of a version that is not there: exit %d: %s", got.code, got.err)
	}
	r, _ := serving(t, data)
	all("b-")
	if got := ofVisit("v1-again.xlsx", "--version", "1"); got.code != 0 {
		t.Errorf("of the first version: exit %d: %s", got.code, got.err)
	}
	r.end()
	if got := run(t, nil, "audit", "--data", data); strings.Count(got.out, "plan") != 2 || strings.Count(got.out, "summary") != 4 {
		t.Errorf("the log: %s", got.out)
	}
}

// areWritten has all workbooks written under a prefix, and the picture.
func areWritten(t *testing.T, prefix string, reports func(kind, out string) ran) {
	t.Helper()
	for kind, sheet := range map[string]string{"plan": "対策の実施計画（案）", "operation": "運用プラン", "summary": "まとめ"} {
		if got := reports(kind, kind+".xlsx"); got.code != 0 {
			t.Errorf("%s: exit %d: %s", kind, got.code, got.err)
			continue
		}
		f, err := excelize.OpenFile(prefix + kind + ".xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if rows, _ := f.GetRows(sheet); len(rows) < 5 || !strings.Contains(rows[0][0]+rows[1][0], "光陽精機株式会社") {
			t.Errorf("%s: %q", kind, rows)
		}
		_ = f.Close()
	}
	if got := reports("summary", "radar.png"); got.code != 0 {
		t.Errorf("the picture: exit %d: %s", got.code, got.err)
	}
	file, err := os.Open(prefix + "radar.png")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if size, err := png.DecodeConfig(file); err != nil || size.Width < 500 {
		t.Errorf("the picture is %+v, %v", size, err)
	}
}

// decideOperation gives the example's company an operation plan.
func decideOperation(t *testing.T, data, home string) {
	t.Helper()
	h := newHouse(t, data)
	err := h.store.Turn(t.Context(), home, func(tx *store.Tx) error {
		c, err := tx.Company()
		c.Operation = guidance.Operation{Months: 6, Told: "朝礼で", Rev: 1, Changed: h.now()}
		if err != nil {
			return err
		}
		return tx.PutCompany(c)
	})
	if err := errors.Join(err, h.Close()); err != nil {
		t.Fatal(err)
	}
}

// saysOfVisit looks for what was taken down of the example's first visit, and for
// the figures as they stood.
func saysOfVisit(t *testing.T, name string) {
	t.Helper()
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("実施報告書")
	text := fmt.Sprint(rows)
	for _, want := range []string{"第1回訪問指導", "本社2階 会議室", "佐藤 恵子、山田 一郎", "高橋 誠", "洗い出しがよくできています", "確認と合意", "全体スケジュール", "要注意の答え", "私用のオンラインストレージ", "第2回の訪問までの宿題", "利用の手引きの案の作成"} {
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("%q is not in the report, %v", want, err)
		}
	}
	if rows, err := f.GetRows("点数"); err != nil || len(rows) != 3+7 || rows[9][1] == "" {
		t.Errorf("the figures are %q, %v", rows, err)
	}
}
