package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// ledgersHere is how many ledgers of chance are tried; DAICHO_LEDGERS=1000 has a
// thousand.
func ledgersHere(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("DAICHO_LEDGERS")); err == nil {
		return n
	}
	if testing.Short() {
		return 20
	}
	return 200
}

// TestTheSameAgain: a workbook that is read and written again has the same cells,
// for the seed's examples and for companies of anything.
func TestTheSameAgain(t *testing.T) {
	example, _ := printed(t)
	sameAgain(t, "the examples", example)
	c := newChance(1)
	for i := range ledgersHere(t) {
		sameAgain(t, fmt.Sprintf("company %d", i), c.ledger(c.IntN(12)))
	}
	if missed := c.missed(); ledgersHere(t) >= 200 && len(missed) > 0 {
		t.Errorf("never reached: %v", missed)
	}
}

// TestManyTheSameAgain is the same for one company of 10,000 services.
func TestManyTheSameAgain(t *testing.T) {
	services := 10_000
	if testing.Short() {
		services = 500
	}
	sameAgain(t, "many", newChance(2).ledger(services))
}

// TestRoughTheSameAgain: texts of which the ledger would have taken the ends and
// the line breaks away come out without them, and from then on stay the same.
func TestRoughTheSameAgain(t *testing.T) {
	l, _ := printed(t)
	l.Services = nil
	texts := append(slices.Clone(beginnings), awkward...)
	for i, text := range texts {
		l.Services = append(l.Services, Service{Service: guidance.Service{No: guidance.ServiceNo(i + 1), Name: "名 " + text, WrittenBy: text, Department: text, Summary: text}})
	}
	once := readAgain(t, "rough", l, bytesOf(t, l))
	for i, x := range once.Services {
		want := strings.Join(strings.Fields(texts[i]), " ")
		if x.Name != strings.TrimSpace("名 "+want) || x.WrittenBy != want || x.Department != want || x.Summary != strings.TrimSpace(texts[i]) {
			t.Errorf("%q became %q, %q, %q, %q", texts[i], x.Name, x.WrittenBy, x.Department, x.Summary)
		}
	}
	sameAgain(t, "rough", once)
}

func sameAgain(t *testing.T, what string, l Ledger) {
	t.Helper()
	first := bytesOf(t, l)
	second := bytesOf(t, readAgain(t, what, l, first))
	others := sheetParts(t, second)
	for name, text := range sheetParts(t, first) {
		if text != others[name] {
			t.Fatalf("%s: %s is another:\n%s", what, name, strings.Join(differing(t, first, second), "\n"))
		}
	}
}

// readAgain is the ledger as it is read from its workbook: what a workbook does
// not hold is not in it.
func readAgain(t *testing.T, what string, l Ledger, data []byte) Ledger {
	t.Helper()
	found, err := Read(data, l.Checklist)
	if err != nil || len(found.Remarks) > 0 {
		t.Fatalf("%s: %v, %v", what, found.Remarks, err)
	}
	again := Ledger{Company: l.Company, At: l.At, Checklist: l.Checklist, Diagnosis: l.Diagnosis}
	for _, x := range found.Rows {
		no, ok := guidance.ParseServiceNo(x.No)
		if !ok {
			t.Fatalf("%s: row %d has the number %q", what, x.Row, x.No)
		}
		s := Service{Service: x.Service, Answers: map[string]string{}}
		s.No = no
		labels := map[string]string{}
		for id, label := range x.Answers {
			s.Answers[id], labels[id] = label.Text, label.ID
		}
		s.Total, s.Concerns = l.Checklist.Score(labels).Total, l.Checklist.Concerns(labels)
		again.Services = append(again.Services, s)
	}
	return again
}

// sheetParts are the parts of a workbook that hold what stands in its cells.
func sheetParts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, part := range archive.File {
		if !strings.HasPrefix(part.Name, "xl/worksheets/sheet") && part.Name != "xl/sharedStrings.xml" {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[part.Name] = string(text)
	}
	return all
}

// differing are the cells in which two workbooks differ, the first few.
func differing(t *testing.T, one, other []byte) (list []string) {
	t.Helper()
	var cells [2]map[string]string
	for i, data := range [][]byte{one, other} {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		cells[i] = map[string]string{}
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			for r, row := range rows {
				for c, text := range row {
					cells[i][address(sheet, c, r+1)] = text
				}
			}
		}
	}
	for at, text := range cells[0] {
		if cells[1][at] != text && len(list) < 20 {
			list = append(list, fmt.Sprintf("%s was %q, is %q", at, text, cells[1][at]))
		}
	}
	return list
}

// TestDifferingIsSeen: the comparison does tell two ledgers apart.
func TestDifferingIsSeen(t *testing.T) {
	l, _ := printed(t)
	one := bytesOf(t, l)
	item := rubric.MustEmbedded().Current(rubric.Checklist).Items[14]
	l.Services[11].Answers[item.ID] = item.Labels[0].Text
	if list := differing(t, one, bytesOf(t, l)); len(list) == 0 {
		t.Error("no cell differs")
	}
}
