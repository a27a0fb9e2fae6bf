package workbook

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// recalculates has LibreOffice believe no value that is kept with a formula.
const recalculates = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// office is LibreOffice. A test of it runs where soffice is, and must where
// DAICHO_REQUIRE_TOOLS says so.
func office(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("soffice")
	if err != nil && os.Getenv("DAICHO_REQUIRE_TOOLS") != "" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip("LibreOffice is not here")
	}
	return path
}

// TestLibreOffice has LibreOffice open the workbook, calculate it anew and write
// it again: every formula comes to what was kept with it.
func TestLibreOffice(t *testing.T) {
	path := office(t)
	l, _ := printed(t)
	ours := opened(t, l)
	theirs := recalculated(t, path, map[string]func(*excelize.File){"ledger": func(*excelize.File) {}}, l)["ledger"]
	compared := 0
	for _, sheet := range ours.GetSheetList() {
		rows, err := ours.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c := range row {
				cell, err := excelize.CoordinatesToCellName(c+1, r+1)
				if err != nil {
					t.Fatal(err)
				}
				want, got := value(t, ours, sheet, cell), value(t, theirs, sheet, cell)
				if formula, _ := ours.GetCellFormula(sheet, cell); formula != "" {
					compared++
				}
				if want != got {
					t.Errorf("%s!%s is %q with us, %q in LibreOffice", sheet, cell, want, got)
				}
			}
		}
	}
	if compared < 40 {
		t.Errorf("only %d formulas were compared", compared)
	}
	t.Logf("%d formulas", compared)
}

// TestChoosing: whichever service is chosen on the card, its fields, its answers,
// its points and so its radar, and its total are there.
func TestChoosing(t *testing.T) {
	path := office(t)
	l, _ := printed(t)
	alike := map[string]int{} // some of the examples have one name
	for _, x := range l.Services {
		alike[x.Name]++
	}
	choices := map[string]func(*excelize.File){"nobody's": func(f *excelize.File) { choose(t, f, "台帳にない名前") }}
	for _, x := range l.Services {
		name := x.Name
		if alike[name] > 1 {
			name += "（" + x.No.String() + "）"
		}
		choices[x.No.String()] = func(f *excelize.File) { choose(t, f, name) }
	}
	for name, book := range recalculated(t, path, choices, l) {
		i := slices.IndexFunc(l.Services, func(x Service) bool { return x.No.String() == name })
		want, number, no := "0 /45点", "", "0"
		if i >= 0 {
			want, number, no = strconv.Itoa(l.Services[i].Total)+" /45点", name, strconv.Itoa(i+1)
		}
		if got := value(t, book, cardSheet, "E30"); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
		if got := value(t, book, cardSheet, "C3") + value(t, book, cardSheet, "H1"); got != number+no {
			t.Errorf("%s is shown as %q", name, got)
		}
		for j, item := range l.Checklist.Items {
			answer, points := "", "0"
			if i >= 0 {
				answer = l.Services[i].Answers[item.ID]
				points = strconv.Itoa(l.worth(item, answer))
			}
			row := strconv.Itoa(cardItem + j)
			if a, p := value(t, book, cardSheet, "E"+row), value(t, book, cardSheet, "G"+row); a != answer || p != points {
				t.Errorf("%s, item %d: %q is worth %s, want %q and %s", name, item.No, a, p, answer, points)
			}
		}
	}
}

func choose(t *testing.T, f *excelize.File, name string) {
	if err := f.SetCellStr(cardSheet, "C4", name); err != nil {
		t.Fatal(err)
	}
}

// recalculated are the workbook's changed copies, by their names, as LibreOffice
// writes them after calculating them.
func recalculated(t *testing.T, path string, changes map[string]func(*excelize.File), l Ledger) map[string]*excelize.File {
	t.Helper()
	folder := t.TempDir()
	to, profile := filepath.Join(folder, "again"), filepath.Join(folder, "profile")
	err := os.MkdirAll(filepath.Join(profile, "user"), 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(recalculates), 0o600)
	}
	args := []string{"-env:UserInstallation=file://" + profile, "--headless", "--convert-to", "xlsx", "--outdir", to}
	for name, change := range changes {
		book := opened(t, l)
		change(book)
		args = append(args, filepath.Join(folder, name+".xlsx"))
		err = errors.Join(err, book.SaveAs(args[len(args)-1]))
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, path, args...)
	run.WaitDelay = 5 * time.Second
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	all := map[string]*excelize.File{}
	for name := range changes {
		if all[name], err = excelize.OpenFile(filepath.Join(to, name+".xlsx")); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = all[name].Close() })
	}
	return all
}
