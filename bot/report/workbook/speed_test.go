//go:build linux

package workbook

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"daicho/bot/guidance"
)

// TestExportIsFast: the rows of 10,000 services are written in about a third of
// the time that a cell at a time takes, at most a half, and in at most a fifth of
// that of openpyxl, each the best of a few in one run; -v says how long that is.
func TestExportIsFast(t *testing.T) {
	if testing.Short() {
		t.Skip("takes its time")
	}
	l := tenThousand(t)
	ours := bestOf(5, func() { streamed(t, l) })
	cells := bestOf(5, func() { cellByCell(t, l) })
	t.Logf("10,000 rows of 24 cells: %v here, %v a cell at a time", ours, cells)
	if ours > cells/2 {
		t.Errorf("%v is more than a half of %v", ours, cells)
	}
	theirs := withOpenpyxl(t, l)
	t.Logf("%v with openpyxl", theirs)
	if ours > theirs/5 {
		t.Errorf("%v is more than a fifth of %v", ours, theirs)
	}
}

// tenThousand are the seed's examples again and again, each a service of its own.
func tenThousand(t *testing.T) Ledger {
	t.Helper()
	l, _ := printed(t)
	for n := len(l.Services); n < 10_000; n++ {
		s := l.Services[n%12]
		s.No, s.Name = guidance.ServiceNo(n+1), fmt.Sprintf("%s %d", s.Name, n+1)
		l.Services = append(l.Services, s)
	}
	return l
}

func bestOf(times int, do func()) (best time.Duration) {
	for n := range times {
		begun := time.Now()
		if do(); n == 0 || time.Since(begun) < best {
			best = time.Since(begun)
		}
	}
	return best
}

// streamed writes the rows to paste as a workbook of its own.
func streamed(t *testing.T, l Ledger) {
	t.Helper()
	b := newBook()
	defer b.Close()
	l.paste(b)
	if b.try(b.Write(io.Discard)); b.err != nil {
		t.Fatal(b.err)
	}
}

// cellByCell writes the same values and looks as one does who does not know better.
func cellByCell(t *testing.T, l Ledger) {
	t.Helper()
	b := newBook()
	defer b.Close()
	for i, s := range l.Services {
		for c, v := range l.values(b, s) {
			v, at := v.(excelize.Cell), fmt.Sprintf("%s%d", columnName(c+1), i+1)
			b.try(b.SetCellValue("Sheet1", at, v.Value))
			b.try(b.SetCellStyle("Sheet1", at, at, v.StyleID))
		}
		b.try(b.SetRowHeight("Sheet1", i+1, 2*lineHigh+4))
	}
	if b.try(b.Write(io.Discard)); b.err != nil {
		t.Fatal(b.err)
	}
}

const inPython = `
import json, sys, time, openpyxl
rows = json.load(open(sys.argv[1]))
best = None
for _ in range(3):
    begun = time.perf_counter()
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(sys.argv[2])
    took = time.perf_counter() - begun
    best = took if best is None else min(best, took)
print(int(best * 1e9))
`

// withOpenpyxl is how long openpyxl takes for the same values, without any looks.
func withOpenpyxl(t *testing.T, l Ledger) (best time.Duration) {
	t.Helper()
	path := openpyxl(t)
	b := newBook()
	defer b.Close()
	var rows [][]any
	for _, s := range l.Services {
		var row []any
		for _, v := range l.values(b, s) {
			row = append(row, v.(excelize.Cell).Value)
		}
		rows = append(rows, row)
	}
	text, err := json.Marshal(rows)
	in := filepath.Join(t.TempDir(), "rows.json")
	if err == nil {
		err = os.WriteFile(in, text, 0o600)
	}
	if err == nil {
		_, err = fmt.Sscan(string(runs(t, path, "-c", inPython, in, filepath.Join(t.TempDir(), "rows.xlsx"))), &best)
	}
	if err != nil {
		t.Fatal(err)
	}
	return best
}

const exportChild = "DAICHO_EXPORT_CHILD"

// TestExportIsSmall writes 10,000 services in a process of its own, and holds what
// their rows take of memory beside the ledger itself; -v says also what the whole
// workbook takes, with all that is made of the list.
func TestExportIsSmall(t *testing.T) {
	if os.Getenv(exportChild) != "" {
		exportHere(t)
	}
	if testing.Short() {
		t.Skip("takes its time")
	}
	const most = 100 << 10 // KiB
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestExportIsSmall$")
	cmd.Env = append(os.Environ(), exportChild+"=1")
	out, err := cmd.Output()
	var ledger, rows, whole int
	var took time.Duration
	if err == nil {
		_, err = fmt.Sscan(string(out), &ledger, &rows, &whole, &took)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("10,000 services: %d MB for their rows, %d MB and %v for the whole workbook, beside %d MB", (rows-ledger)>>10, (whole-ledger)>>10, took, ledger>>10)
	if rows-ledger > most {
		t.Errorf("%d MB are more than %d", (rows-ledger)>>10, most>>10)
	}
}

// exportHere is the whole life of that process.
func exportHere(t *testing.T) {
	l := tenThousand(t)
	runtime.GC()
	ledger := peakMemory()
	streamed(t, l)
	rows, begun := peakMemory(), time.Now()
	if err := l.Write(io.Discard); err != nil {
		t.Fatal(err)
	}
	fmt.Println(ledger, rows, peakMemory(), int64(time.Since(begun)))
	os.Exit(0)
}
