package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestExport: the example's ledger as a workbook, of a file and through the
// server that has it open; nothing is overwritten, and the log says so each
// time.
func TestExport(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "d.db")
	h := newHouse(t, data)
	if _, err := h.demoCompany(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "ledger.xlsx")
	if got := run(t, nil, "export", "--data", data, "--out", out); got.code != 0 {
		t.Fatalf("exit %d: %s", got.code, got.err)
	}
	looks(t, out)
	if got := run(t, nil, "export", "--data", data, "--out", out); got.code != 1 || !strings.Contains(got.err, "もうあります") {
		t.Errorf("over a file: exit %d: %s", got.code, got.err)
	}
	if got := run(t, nil, "export", "--data", data); got.code != exitUsage {
		t.Errorf("without a name: exit %d: %s", got.code, got.err)
	}
	r, _ := serving(t, data)
	again := filepath.Join(folder, "again.xlsx")
	if got := run(t, nil, "export", "--data", data, "--out", again); got.code != 0 {
		t.Fatalf("through the server: exit %d: %s", got.code, got.err)
	}
	looks(t, again)
	if got := run(t, nil, "audit", "--data", data); strings.Count(got.out, "export") < 2 {
		t.Errorf("the log: %s", got.out)
	}
	r.end()
}

// looks opens a workbook of the example's ledger.
func looks(t *testing.T, name string) {
	t.Helper()
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	total, err := f.GetCellValue("一覧表", "Y7")
	if rows, _ := f.GetRows("一覧表"); err != nil || len(rows) != 10 || total != "38" {
		t.Errorf("%s: %d rows, the fourth total is %q, %v", filepath.Base(name), len(rows), total, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: %v, %v", filepath.Base(name), info, err)
	}
}

// TestLedgerFile: a manager gets the workbook where they asked for it; it is
// there for a while, the log names them, and nobody else gets it by its address.
func TestLedgerFile(t *testing.T) {
	h, home := demoHouse(t)
	runner := h.runner(func(string) bot.Adapter { return absent{} }, webHomes{})
	press := func(who string, route bot.ActionID) bot.View {
		t.Helper()
		var p guidance.Person
		read(t, h, home, func(tx *store.Tx) (err error) {
			p, err = personNamed(tx, who)
			return err
		})
		v, err := runner.Handle(t.Context(), bot.Event{From: bot.Account(accountIn(p, home)), Press: route, Surface: bot.OwnSurface})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if v := press("佐藤 恵子", "files/ledger"); len(v.Attach) != 0 {
		t.Error("the file is there before anybody asked for it")
	}
	v := press("佐藤 恵子", "do/files/ledger")
	if len(v.Attach) != 1 {
		t.Fatalf("no file: %s", v.Text())
	}
	data, err := runner.Make(t.Context(), v.Attach[0])
	if err != nil || len(data) < 10_000 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if v := press("佐藤 恵子", v.At); len(v.Attach) != 1 {
		t.Error("drawn again, the file is gone")
	}
	for _, who := range []string{"高橋 誠", "山田 一郎"} {
		if v := press(who, "files/ledger"); len(v.Attach) != 0 {
			t.Errorf("%s has the file that somebody else asked for", who)
		}
	}
	if v := press("山田 一郎", "do/files/ledger"); v.Problem == "" || len(v.Attach) != 0 {
		t.Errorf("an employee: %s", v.Text())
	}
}
