package workbook

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

var at = time.Date(2026, 12, 7, 9, 30, 0, 0, time.FixedZone("JST", 9*60*60))

// printed are the examples of the seed (pp. 6 and 15–20) with their totals where
// one is printed.
func printed(t *testing.T) (l Ledger, totals []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/printed.csv")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	l = Ledger{Company: "光陽精機株式会社", At: at, Checklist: rubric.MustEmbedded().Current(rubric.Checklist)}
	for i, row := range rows[1:] {
		s := Service{Answers: map[string]string{}, Service: guidance.Service{No: guidance.ServiceNo(i + 1), Name: row[2], WrittenBy: row[4], Department: row[5], Summary: row[6]}}
		for _, status := range guidance.Statuses {
			if status.String() == row[7] {
				s.Status = status
			}
		}
		for to, text := range map[*guidance.Day]string{&s.Written: row[3], &s.Start: row[8], &s.End: row[9]} {
			day, ok := guidance.ParseDay(text)
			if !ok {
				t.Fatalf("row %d: %q is no day", i+2, text)
			}
			*to = day
		}
		labels := map[string]string{}
		for j, item := range l.Checklist.Items {
			if label, ok := item.Read(row[10+j]); ok {
				labels[item.ID], s.Answers[item.ID] = label.ID, label.Text
			}
		}
		s.Total = l.Checklist.Score(labels).Total
		s.Concerns = l.Checklist.Concerns(labels)
		l.Services, totals = append(l.Services, s), append(totals, row[25])
	}
	return l, totals
}

func opened(t *testing.T, l Ledger) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("DAICHO_BOOKS"); folder != "" {
		if err := os.WriteFile(folder+"/"+strings.ReplaceAll(t.Name(), "/", "-")+".xlsx", out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func value(t *testing.T, f *excelize.File, sheet, cell string) string {
	t.Helper()
	v, err := f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestPrintedExamples: every example stands in its row as the seed prints it,
// with the total that is printed, which is also what its formula comes to.
func TestPrintedExamples(t *testing.T) {
	l, totals := printed(t)
	f := opened(t, l)
	known := 0
	for i, s := range l.Services {
		row := firstRow + i
		if got := value(t, f, listSheet, fmt.Sprintf("B%d", row)); got != s.Name {
			t.Errorf("row %d is of %q, want %q", row, got, s.Name)
		}
		cell := fmt.Sprintf("Y%d", row)
		cached := value(t, f, listSheet, cell)
		calculated, err := f.CalcCellValue(listSheet, cell)
		if err != nil || calculated != cached || cached != fmt.Sprint(s.Total) {
			t.Errorf("%s: calculated %q, kept %q, ours %d: %v", s.Name, calculated, cached, s.Total, err)
		}
		if totals[i] != "" {
			if known++; totals[i] != cached {
				t.Errorf("%s: %s is printed, the workbook says %s", s.Name, totals[i], cached)
			}
		}
	}
	if known != 6 {
		t.Errorf("%d totals are printed", known)
	}
	if got, text := value(t, f, listSheet, "H4"), value(t, f, listSheet, "I4"); got != "45383" || text != "未定" {
		t.Errorf("days are %q and %q", got, text)
	}
}

// TestCard: the card shows the first service, and any other that is chosen, with
// its fields, answers, points and total by formula.
func TestCard(t *testing.T) {
	l, _ := printed(t)
	f := opened(t, l)
	for i, s := range l.Services {
		// Several have one name: each is chosen by its name and number.
		if err := f.SetCellStr(cardSheet, "C4", value(t, f, nameSheet, fmt.Sprintf("A%d", i+1))); err != nil {
			t.Fatal(err)
		}
		calculated := func(cell string) string {
			got, err := f.CalcCellValue(cardSheet, cell)
			if err != nil {
				t.Fatalf("%s: %v", cell, err)
			}
			return got
		}
		if got := calculated("E30"); got != fmt.Sprintf("%d /45点", s.Total) {
			t.Errorf("%s comes to %s, want %d", s.Name, got, s.Total)
		}
		if got := calculated("C3"); got != s.No.String() {
			t.Errorf("%s has the number %s", s.Name, got)
		}
		for j, item := range l.Checklist.Items {
			if got := calculated(fmt.Sprintf("E%d", cardItem+j)); got != s.Answers[item.ID] {
				t.Errorf("%s, item %d: %q, want %q", s.Name, item.No, got, s.Answers[item.ID])
			}
		}
	}
}

// TestTextStaysText: what people write is never a formula and never cut short
// without a sign.
func TestTextStaysText(t *testing.T) {
	l, _ := printed(t)
	for i, text := range []string{"=1+1", "+81-3", "-1", "@SUM(A1)", "\tx", "＝1+1", "0012", "45603", "TRUE", "<b>&'\"", strings.Repeat("長", mostText+5)} {
		l.Services[0].Name = text
		l.Services[0].No = guidance.ServiceNo(i + 1)
		f := opened(t, l)
		kind, err := f.GetCellType(listSheet, "B4")
		formula, err2 := f.GetCellFormula(listSheet, "B4")
		if err != nil || err2 != nil || formula != "" || kind == excelize.CellTypeFormula || kind == excelize.CellTypeNumber {
			t.Errorf("%.20q is of type %v, formula %q", text, kind, formula)
		}
		want := text
		if r := []rune(text); len(r) > mostText {
			want = string(r[:mostText-1]) + "…"
		}
		if got := value(t, f, listSheet, "B4"); got != want {
			t.Errorf("%.20q came out as %.20q", text, got)
		}
	}
}

// TestOwnItems: the company's own items stand on a sheet of their own, and nowhere
// else; read back, the workbook says what it said without them.
func TestOwnItems(t *testing.T) {
	l, _ := printed(t)
	plain := opened(t, l)
	l.Extra = []guidance.OwnItem{{No: 1, Title: "=1+1", Question: "会社の名義ですか？", Decides: "総務部長"}}
	l.Services[1].Extra = guidance.Sheet{Answers: []guidance.Answer{{Item: "x1", Label: "2", At: at}}}
	f := opened(t, l)
	rows, err := f.GetRows(extraSheet, excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != 3+len(l.Services) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := strings.Join(rows[4], "|"); got != "S0002|"+l.Services[1].Name+"|独自1|=1+1|会社の名義ですか？|総務部長|確認中|46363" {
		t.Errorf("the second row is %s", got)
	}
	for _, sheet := range plain.GetSheetList() {
		was, err := plain.GetRows(sheet)
		is, err2 := f.GetRows(sheet)
		if err != nil || err2 != nil || !reflect.DeepEqual(was, is) {
			t.Errorf("%s is another: %v, %v", sheet, err, err2)
		}
	}
	var out bytes.Buffer
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	found, err := Read(out.Bytes(), l.Checklist)
	if err != nil || found.Sheet != listSheet || len(found.Rows) != len(l.Services) || len(found.Remarks) != 0 {
		t.Errorf("read back: %s, %d rows, %v, %v", found.Sheet, len(found.Rows), found.Remarks, err)
	}
}

// TestEmptyLedger: a company without services and diagnosis gets a file to fill
// in.
func TestEmptyLedger(t *testing.T) {
	f := opened(t, Ledger{Company: "当社", At: at, Checklist: rubric.MustEmbedded().Current(rubric.Checklist)})
	if list := f.GetSheetList(); len(list) != 5 || list[0] != listSheet {
		t.Errorf("sheets: %v", list)
	}
	if got := value(t, f, listSheet, "X3"); got != "データの地理的保存先チェック" {
		t.Errorf("the last column is %q", got)
	}
	rules, err := f.GetDataValidations(listSheet)
	if err != nil || len(rules) != 16 {
		t.Errorf("%d lists to choose from, %v", len(rules), err)
	}
}
