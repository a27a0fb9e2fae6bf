package workbook

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
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

// TestLibreOffice has LibreOffice open the workbook, calculate it anew and write
// it again: every formula comes to what was kept with it. It runs where soffice
// is, and must where DAICHO_REQUIRE_TOOLS says so.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil && os.Getenv("DAICHO_REQUIRE_TOOLS") != "" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip("LibreOffice is not here")
	}
	l, _ := printed(t)
	ours := opened(t, l)
	theirs, err := excelize.OpenFile(recalculated(t, office, l))
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
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

// recalculated is the workbook as LibreOffice writes it after calculating it.
func recalculated(t *testing.T, office string, l Ledger) string {
	t.Helper()
	var out bytes.Buffer
	folder := t.TempDir()
	from, to, profile := filepath.Join(folder, "ledger.xlsx"), filepath.Join(folder, "again"), filepath.Join(folder, "profile")
	if err := l.Write(&out); err != nil {
		t.Fatal(err)
	}
	err := errors.Join(os.WriteFile(from, out.Bytes(), 0o600), os.MkdirAll(filepath.Join(profile, "user"), 0o700))
	if err == nil {
		err = os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(recalculates), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+profile, "--headless", "--convert-to", "xlsx", "--outdir", to, from)
	run.WaitDelay = 5 * time.Second
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return filepath.Join(to, "ledger.xlsx")
}
