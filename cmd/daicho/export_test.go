package main

import (
	"errors"
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

// TestImportDryRun: a workbook that was changed by hand, against the ledger.
func TestImportDryRun(t *testing.T) {
	folder := t.TempDir()
	data, out := filepath.Join(folder, "d.db"), filepath.Join(folder, "ledger.xlsx")
	h := newHouse(t, data)
	if _, err := h.demoCompany(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	ask := func(args ...string) ran { return run(t, nil, append([]string{"import", "--data", data}, args...)...) }
	if got := run(t, nil, "export", "--data", data, "--out", out); got.code != 0 {
		t.Fatalf("exit %d: %s", got.code, got.err)
	}
	if got := ask("--dry-run", out); got.code != 0 || got.out != "一覧表: 7 services; 0 not in the ledger, 0 changed, 7 the same, 0 unclear; 0 remarks\n" {
		t.Errorf("unchanged: exit %d: %s%s", got.code, got.out, got.err)
	}
	f, err := excelize.OpenFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for cell, text := range map[string]string{"K4": "まだ確認していない", "E5": "情報システム部", "B11": "名刺管理", "A11": "S0001", "J11": "たぶん大丈夫"} {
		if err := f.SetCellStr("一覧表", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.Save(), f.Close()); err != nil {
		t.Fatal(err)
	}
	got := ask("--dry-run", out)
	for _, want := range []string{
		"8 services; 1 not in the ledger, 2 changed, 5 the same, 0 unclear; 1 remarks", "→ 「まだ確認していない」", "所管部署: 「営業部」 → 「情報システム部」", "new      row 11  名刺管理\n    管理番号 S0001 は、台帳では「",
		"remark   一覧表!J11 「たぶん大丈夫」  項目1の選択肢にない答えです。",
	} {
		if got.code != 0 || !strings.Contains(got.out, want) {
			t.Errorf("changed: exit %d: %s%s\nwant %s", got.code, got.out, got.err, want)
		}
	}
	text := filepath.Join(folder, "text.xlsx")
	if err := os.WriteFile(text, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := ask("--dry-run", text); got.code != 1 || !strings.Contains(got.err, "Excel（.xlsx）のファイルではないか") {
		t.Errorf("no workbook: exit %d: %s", got.code, got.err)
	}
	if got := ask("--dry-run"); got.code != exitUsage {
		t.Errorf("without a workbook: exit %d: %s", got.code, got.err)
	}
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
