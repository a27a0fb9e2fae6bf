package workbook

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/rubric"
)

func formOf(t *testing.T, s Service) []byte {
	t.Helper()
	var out bytes.Buffer
	x := Form{Company: "光陽精機株式会社", At: at, Checklist: rubric.MustEmbedded().Current(rubric.Checklist), Service: s}
	if err := x.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestFormReadBack: a form that is filled in says what stands in it, for the seed's
// examples and for anything; a blank one says that it is blank.
func TestFormReadBack(t *testing.T) {
	l, _ := printed(t)
	c := newChance(4)
	l.Services = append(l.Services, c.ledger(40).Services...)
	for n, s := range l.Services {
		compare(t, n, Ledger{Checklist: l.Checklist, Services: []Service{s}}, formOf(t, s))
	}
	found, err := Read(formOf(t, Service{}), l.Checklist)
	if err != nil || len(found.Rows) != 0 || len(found.Remarks) != 1 || !strings.Contains(found.Remarks[0].Why, "空の個票") {
		t.Errorf("a blank form: %+v, %v", found, err)
	}
}

// TestFormsAtOnce: a workbook into which several forms were copied says all of
// them; what nobody asks there is named.
func TestFormsAtOnce(t *testing.T) {
	l, _ := printed(t)
	l.Services = l.Services[:3]
	f := filled(t, formOf(t, l.Services[0]), nil)
	for _, s := range l.Services[1:] {
		copyForm(t, f, formOf(t, s), s.No.String())
	}
	compare(t, 0, l, written(t, f))
	changed := filled(t, written(t, f), map[string]string{"C4": "名刺", "E14": "たぶん", "G20": "メモ", "A40": "備考", "B40": "社長が契約", "C9": "利用中", "C10": "来年"})
	found, err := Read(written(t, changed), l.Checklist)
	if err != nil || len(found.Rows) != 3 || found.Rows[0].Service.Name != "名刺" {
		t.Fatalf("%+v, %v", found, err)
	}
	var cells []string
	for _, r := range found.Remarks {
		cells = append(cells, strings.TrimPrefix(r.Cell, blankSheet+"!"))
	}
	slices.Sort(cells)
	if got := strings.Join(cells, " "); got != "A40 C10 E14 G20" {
		t.Errorf("remarks on %s", got)
	}
}

// filled is a workbook with these texts in its form.
func filled(t *testing.T, data []byte, texts map[string]string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	for cell, text := range texts {
		if err := f.SetCellStr(blankSheet, cell, text); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func written(t *testing.T, f *excelize.File) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// copyForm copies what stands in a form to a sheet of its own.
func copyForm(t *testing.T, to *excelize.File, form []byte, sheet string) {
	t.Helper()
	from := filled(t, form, nil)
	rows, err := from.GetRows(blankSheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.NewSheet(sheet); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = to.SetSheetRow(sheet, cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestFormPasteRow: the row to paste follows what is filled in, also where another
// program calculates it, and is read when it is pasted into the chat.
func TestFormPasteRow(t *testing.T) {
	l, _ := printed(t)
	s := l.Services[1]
	f := filled(t, formOf(t, s), nil)
	if got := len(row(t, f)); got != len(columns)+len(l.Checklist.Items) {
		t.Fatalf("%d cells", got)
	}
	found, err := ReadPasted(strings.Join(row(t, f), "\t"), l.Checklist)
	if err != nil || len(found.Rows) != 1 || len(found.Remarks) > 0 || found.Rows[0].Service.Name != s.Name || len(found.Rows[0].Answers) != len(s.Answers) {
		t.Errorf("pasted: %+v, %v", found, err)
	}
	folder := t.TempDir()
	in, out := filepath.Join(folder, "form.xlsx"), filepath.Join(folder, "again", "form.xlsx")
	changed := written(t, filled(t, formOf(t, Service{}), map[string]string{"C4": "=名刺", "E14": s.Answers["c01"]}))
	if err := os.WriteFile(in, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	byOffice(t, in, out)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if got := row(t, filled(t, data, nil)); got[1] != "=名刺" || got[9] != s.Answers["c01"] {
		t.Errorf("LibreOffice has %q", got)
	}
}

// row are the cells A2 to X2 of the row to paste.
func row(t *testing.T, f *excelize.File) []string {
	t.Helper()
	rows, err := f.GetRows(pasteSheet, excelize.Options{RawCellValue: true})
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	return rows[1]
}
