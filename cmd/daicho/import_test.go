package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/adapters/adaptertest"
)

// TestImport: workbooks are taken over, of a file and through the server that has it
// open; what is in conflict, not understood or not clear is left and named.
func TestImport(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "d.db")
	h := newHouse(t, data)
	if _, err := h.demoCompany(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	book := func(name string, saved time.Time, rows ...string) string {
		var cells [][]string
		for _, row := range rows {
			cells = append(cells, strings.Split(row, "|"))
		}
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, adaptertest.Book(saved, cells), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const heads = "管理番号|サービス名|所管部署|ステータス|クラウドサービスの種類を選ぶ"
	ask := func(want string, args ...string) {
		t.Helper()
		got := run(t, nil, append([]string{"import", "--data", data}, args...)...)
		if got.code != 0 || !strings.Contains(got.out, want) {
			t.Errorf("%v: exit %d: %s%s\nwant %s", args, got.code, got.out, got.err, want)
		}
	}
	now := time.Now()
	one := book("one.xlsx", now, heads, "S0099|名刺管理A|営業部|利用中|確認した", "|名刺管理B|営業部|使用中|たぶん")
	other := book("other.xlsx", now, heads, "|名刺管理A|総務部|利用中|確認した", "|双子|営業部|利用中|", "|双子|総務部|利用中|")
	ask("one.xlsx: 2 services read from 一覧表; 2 added, 0 changed, 3 things left as they are\nnumber   row 2  名刺管理A  is S", "--data", data, one)
	ask("remark   一覧表!D3 「使用中」", "--dry-run", one, one)
	ask("other.xlsx: 3 services read from 一覧表; 0 added, 1 changed, 2 things left as they are\nunclear  row 3  双子", one, other)
	old := book("old.xlsx", now.AddDate(-1, 0, 0), heads, "|名刺管理A|情報部|調査中|わからない", "|名刺管理B|財務部||確認中")
	r, _ := serving(t, data)
	ask("old.xlsx: 2 services read from 一覧表; 0 added, 0 changed, 2 things left as they are\nnewer    S", old)
	ask("old.xlsx: 2 services read from 一覧表; 0 added, 1 changed, 2 things left as they are", "--keep-newer", old)
	if got := run(t, nil, "audit", "--data", data); strings.Count(got.out, "import") != 3 {
		t.Errorf("the log: %s", got.out)
	}
	text := filepath.Join(folder, "text.xlsx")
	if err := os.WriteFile(text, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, "import", "--data", data, text); got.code != 1 || !strings.Contains(got.err, "text.xlsx") || !strings.Contains(got.err, "Excel（.xlsx）のファイルではないか") {
		t.Errorf("no workbook: exit %d: %s", got.code, got.err)
	}
	r.end()
}
