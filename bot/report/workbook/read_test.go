package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

func bytesOf(t testing.TB, l Ledger) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestReadBack: what is written is read again, cell by cell, from the list and
// from the rows to paste, for the examples and for anything.
func TestReadBack(t *testing.T) {
	example, _ := printed(t)
	all := []Ledger{example}
	rounds := 60
	if testing.Short() {
		rounds = 10
	}
	for seed := range rounds {
		c := newChance(uint64(seed))
		all = append(all, c.ledger(c.IntN(12)))
	}
	for n, l := range all {
		data := bytesOf(t, l)
		compare(t, n, l, data)
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := errors.Join(f.DeleteSheet(listSheet), f.Write(&out), f.Close()); err != nil {
			t.Fatal(err)
		}
		compare(t, n, l, out.Bytes())
	}
}

func compare(t *testing.T, n int, l Ledger, data []byte) {
	t.Helper()
	found, err := Read(data, l.Checklist)
	if err != nil || len(found.Rows) != len(l.Services) || len(found.Remarks) > 0 {
		t.Fatalf("ledger %d: %d rows, want %d; %v, %v", n, len(found.Rows), len(l.Services), found.Remarks, err)
	}
	for i, s := range l.Services {
		got := found.Rows[i]
		want := guidance.Service{Name: s.Name, Written: s.Written, WrittenBy: s.WrittenBy, Department: s.Department, Summary: s.Summary, Status: s.Status, Start: s.Start, End: s.End}
		if got.No != s.No.String() || fmt.Sprintf("%+v", got.Service) != fmt.Sprintf("%+v", want) || len(got.Has) != len(columns) || len(got.Answers) != len(s.Answers) {
			t.Errorf("ledger %d, row %d:\n%+v\nwant\n%+v", n, i, got.Service, want)
		}
		for id, text := range s.Answers {
			if got.Answers[id].Text != text {
				t.Errorf("ledger %d, row %d, %s: %q, want %q", n, i, id, got.Answers[id].Text, text)
			}
		}
	}
}

// made is a workbook of these rows on one sheet.
func made(t *testing.T, sheet string, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestHandMade: headings and cells as people write them.
func TestHandMade(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	data := made(t, "クラウド一覧",
		[]any{"〇〇株式会社　クラウドサービス一覧（2026年度）"}, nil,
		[]any{"No.", "クラウド サービス名：", "状 態", "利用開始日", "終了日", "１．どの業務で利用するか明確にする", "他社との比較", "10 データバックアップ状況", "備考", "他社との比較"},
		[]any{"記入例01", "○○ストレージ", "利用中", "2024/4/1", "未定"},
		[]any{1, "  Google　ドライブ ", "利用中", 45603, "令和6年11月7日", "すべて 明確化できている", "確認済み", "未確認", "社長が契約", "確認中"},
		nil,
		[]any{2, "会計", "使っている", "2024年13月1日", "R7.1.31", "未確認"},
		[]any{3, "", "利用中"},
		[]any{4, "名刺", "ﾘﾖｳﾁｭｳ", "20241107", "2024.11.7", "わからない"},
	)
	found, err := Read(data, in)
	if err != nil || len(found.Rows) != 3 || found.Sheet != "クラウド一覧" {
		t.Fatalf("%+v, %v", found, err)
	}
	first := found.Rows[0]
	if s := first.Service; s.Name != "Google ドライブ" || s.Status != guidance.InUse || s.Start != "2024-11-07" || s.End != "2024-11-07" || first.No != "1" {
		t.Errorf("the first: %+v", first)
	}
	if first.Answers["c01"].Points != 3 || first.Answers["c10"].Points != 1 || first.Answers["c02"].ID != "3" {
		t.Errorf("its answers: %+v", first.Answers)
	}
	if first.Has["作成日"] || first.Asked["c03"] || !first.Asked["c02"] {
		t.Error("columns that are not there are known")
	}
	if s := found.Rows[1].Service; s.End != "2025-01-31" || s.Start != "" || s.Status != "" {
		t.Errorf("the second: %+v", s)
	}
	want := []string{"I3", "J3", "A4", "C7", "D7", "F7", "B8", "C9"}
	var got []string
	for _, r := range found.Remarks {
		got = append(got, strings.TrimPrefix(r.Cell, "クラウド一覧!"))
	}
	for _, cell := range want {
		if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+cell+" ") {
			t.Errorf("nothing is said of %s: %v", cell, found.Remarks)
		}
	}
	if len(got) != len(want) {
		t.Errorf("remarks: %v", found.Remarks)
	}
}

func TestReadDay(t *testing.T) {
	for text, want := range map[string]guidance.Day{
		"45603": "2024-11-07", "2024/11/7": "2024-11-07", "２０２４／１１／０７": "2024-11-07", "2024-11-07 00:00:00": "2024-11-07", "2024.11.7": "2024-11-07", "2024年11月7日": "2024-11-07",
		"20241107": "2024-11-07", "令和6年11月7日": "2024-11-07", "R6.11.7": "2024-11-07", "令和元年5月1日": "2019-05-01", "未定": guidance.Undecided, "": "", "45603.5": "2024-11-07", "25569": "1970-01-01", "109574": "2199-12-31", "109574.9": "2199-12-31",
	} {
		if got, ok := readDay(text); !ok || got != want {
			t.Errorf("%q is %s, %v; want %s", text, string(got), ok, string(want))
		}
	}
	for _, text := range []string{"12", "2024/13/1", "来月", "999999999", "11/7", "20241332", "-1", "25568", "109575"} {
		if got, ok := readDay(text); ok {
			t.Errorf("%q is read as %s", text, string(got))
		}
	}
}

// TestHostileBooks: what is no workbook, or too much of one, is refused with its
// reason.
func TestHostileBooks(t *testing.T) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	good := bytesOf(t, Ledger{At: at, Checklist: in})
	bomb := func() []byte {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		part, _ := w.Create("xl/workbook.xml")
		block := bytes.Repeat([]byte("A"), 1<<20)
		for range 80 {
			_, _ = part.Write(block)
		}
		_ = w.Close()
		return out.Bytes()
	}
	many := [][]any{{"管理番号", "サービス名", "ステータス"}}
	for i := range maxRows + 1 {
		many = append(many, []any{i, "x", "利用中"})
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty": {nil, ErrNotBook}, "text": {[]byte("管理番号,サービス名"), ErrNotBook}, "cut off": {good[:len(good)/2], ErrNotBook}, "large": {make([]byte, MaxBook+1), ErrTooLarge},
		"bomb": {bomb(), ErrTooLarge}, "password": {append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 2000)...), ErrLocked},
		"other": {made(t, "Sheet1", []any{"a", "b"}, []any{1, 2}), ErrNoLedger}, "rows": {made(t, "一覧表", many...), ErrTooLarge},
	} {
		if _, err := Read(c.data, in); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// FuzzRead: whatever bytes come, nothing panics.
func FuzzRead(f *testing.F) {
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	f.Add(bytesOf(f, Ledger{At: at, Checklist: in}))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = Read(data, in) })
}
