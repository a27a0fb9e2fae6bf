package workbook

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestThroughOtherPrograms: a ledger that LibreOffice or openpyxl has opened and
// written again says the same.
func TestThroughOtherPrograms(t *testing.T) {
	l, _ := printed(t)
	for name, again := range map[string]func(t *testing.T, in, out string){"LibreOffice": byOffice, "openpyxl": byOpenpyxl} {
		t.Run(name, func(t *testing.T) {
			from, to := filepath.Join(t.TempDir(), "ledger.xlsx"), filepath.Join(t.TempDir(), "ledger.xlsx")
			if err := os.WriteFile(from, bytesOf(t, l), 0o600); err != nil {
				t.Fatal(err)
			}
			again(t, from, to)
			data, err := os.ReadFile(to)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, 0, l, data)
		})
	}
}

func byOffice(t *testing.T, in, out string) {
	t.Helper()
	runs(t, office(t), "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to", "xlsx", "--outdir", filepath.Dir(out), in)
}

func byOpenpyxl(t *testing.T, in, out string) {
	t.Helper()
	runs(t, openpyxl(t), "-c", "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])", in, out)
}

// openpyxl is a Python that has it. A test of it runs where one is.
func openpyxl(t *testing.T) string {
	t.Helper()
	for _, path := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(path, "-c", "import openpyxl").Run() == nil {
			return path
		}
	}
	t.Skip("openpyxl is not here")
	return ""
}

func runs(t *testing.T, path string, args ...string) (said []byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, path, args...)
	run.WaitDelay = 5 * time.Second
	said, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return said
}
