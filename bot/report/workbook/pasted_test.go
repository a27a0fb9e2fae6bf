package workbook

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/rubric"
)

// pasted is a range of a sheet as it is copied.
func pasted(t *testing.T, f *excelize.File, sheet string, from int) string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, cells := range rows[from:] {
		for i, text := range cells {
			if strings.ContainsAny(text, "\n\t\"") {
				cells[i] = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
		}
		lines = append(lines, strings.Join(cells, "\t"))
	}
	return strings.Join(lines, "\n")
}

// TestReadPasted: the rows to paste, copied with and without their headings, say what
// the workbook says.
func TestReadPasted(t *testing.T) {
	l, _ := printed(t)
	l.Services[0].Summary = "一行目\n二行目「\"引用\"」"
	data := bytesOf(t, l)
	want, err := Read(data, l.Checklist)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for from, rows := range []int{0: 0, 1: 1} {
		got, err := ReadPasted(pasted(t, f, pasteSheet, rows), l.Checklist)
		if err != nil || len(got.Rows) != len(want.Rows) || len(got.Remarks) > 0 {
			t.Fatalf("from row %d: %d rows, want %d; %v; %v", from, len(got.Rows), len(want.Rows), got.Remarks, err)
		}
		for i, x := range got.Rows {
			y := want.Rows[i]
			if x.No != y.No || fmt.Sprintf("%+v", x.Service) != fmt.Sprintf("%+v", y.Service) || fmt.Sprint(x.Answers) != fmt.Sprint(y.Answers) {
				t.Errorf("from row %d:\n%+v\nwant\n%+v", from, x, y)
			}
		}
	}
}

// TestReadPastedByHand: a row that lost the blanks at its ends, other headings, and
// what is no row of a ledger.
func TestReadPastedByHand(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	for text, want := range map[string]string{
		"Dropbox\t2026/4/1\t山田\t営業部\t\t利用中":                 " Dropbox 営業部 利用中 ",
		"S0007\tDropbox\t2026/4/1\t山田\t営業部\t\t利用中\t\t\t確認中": "S0007 Dropbox 営業部 利用中 貼り付け!J1",
		"サービス名\tステータス\t所管部署\r\nBox\t調査中\t総務部":               " Box 総務部 調査中 ",
		"記入例\tDropbox\t\t\t":      "",
		"a\tb\tc\td\n\"open\tx\t": "a b   ",
		"\t\t\t\t":                "",
	} {
		found, err := ReadPasted(text, in)
		got := ""
		if len(found.Rows) > 0 {
			x := found.Rows[0]
			got = fmt.Sprintf("%s %s %s %s ", x.No, x.Service.Name, x.Service.Department, statusWord(x.Service.Status))
		}
		if len(found.Remarks) > 0 && found.Rows != nil && strings.HasPrefix(found.Remarks[0].Cell, "貼り付け!J") {
			got += found.Remarks[0].Cell
		}
		if got != want && !(want == "" && errors.Is(err, ErrNoLedger)) {
			t.Errorf("%q: %q, want %q; %v %v", text, got, want, found.Remarks, err)
		}
	}
}

// FuzzReadPasted: whatever is pasted, nothing panics.
func FuzzReadPasted(f *testing.F) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	f.Add("S0007\tDropbox\t2026/4/1\t山田\t営業部\t\t利用中")
	f.Add("サービス名\tステータス\t所管部署\r\nBox\t\"調\n査中\t総務部")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = ReadPasted(text, in) })
}
