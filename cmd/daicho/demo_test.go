package main

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestDemo(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	r := start(t, nil, "demo", "--listen", "127.0.0.1:0")
	urls, roles := links(r.until("山田 一郎"))
	want := map[string]string{"佐藤 恵子": "manager", "高橋 誠": "expert", "田中 美咲": "employee", "山田 一郎": "employee"}
	for name, role := range want {
		if roles[name] != role {
			t.Errorf("%s is %q", name, roles[name])
		}
	}
	for _, c := range []struct{ name, body, want string }{
		{"佐藤 恵子", said("/ledger S0004"), "45点中38点まで確認済み（選択 16／18・運用 9／12・管理 13／15）"},
		{"佐藤 恵子", said("/ledger S0004"), "▲ 要注意 1件"},
		{"高橋 誠", said("/ledger"), "クラウドサービス台帳　7件"},
		{"田中 美咲", said("メニュー"), "はじめまして"},
		{"山田 一郎", said("メニュー"), "あと13問"},
		{"山田 一郎", said("メニュー"), "管理担当者にしました"},
	} {
		if code, text := turn(t, urls[c.name], c.body); code != 200 || !strings.Contains(text, c.want) {
			t.Errorf("%s %s: %d %s", c.name, c.body, code, text)
		}
	}
	if code, text := turn(t, urls["田中 美咲"], said("/ledger")); code != 200 || strings.Contains(text, "S0001") {
		t.Errorf("an employee sees the whole ledger: %d %s", code, text)
	}
	r.end()
	left, err := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// With a file of its own the demo goes on where it stopped, under new links.
func TestDemoGoesOn(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	first := start(t, nil, "demo", "--listen", "127.0.0.1:0", "--data", data)
	urls, _ := links(first.until("山田 一郎"))
	if code, text := turn(t, urls["山田 一郎"], `{"press":"diagnosis/3/2","values":{"d13":"4"}}`); code != 200 {
		t.Fatalf("%d %s", code, text)
	}
	first.end()
	second := start(t, nil, "demo", "--listen", "127.0.0.1:0", "--data", data)
	again, _ := links(second.until("山田 一郎"))
	if again["山田 一郎"] == urls["山田 一郎"] {
		t.Error("the same link twice")
	}
	if _, text := turn(t, again["山田 一郎"], said("メニュー")); !strings.Contains(text, "あと12問") {
		t.Errorf("the answer is gone: %s", text)
	}
	second.end()
}

// A taken address is no reason to fail, unless it was asked for.
func TestDemoTakenAddress(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	env := map[string]string{"DAICHO_WEB_LISTEN": address}
	r := start(t, env, "demo")
	lines := r.until("山田 一郎")
	if slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, address) }) || !strings.Contains(r.errs.String(), "空いているポート") {
		t.Errorf("%q\n%s", lines, r.errs)
	}
	r.end()
	if got := run(t, nil, "demo", "--listen", address); got.code != 1 || !strings.Contains(got.err, "別の listen を指定") {
		t.Errorf("exit %d: %s", got.code, got.err)
	}
}

// The demo never touches the file that a configuration names.
func TestDemoLeavesConfiguredData(t *testing.T) {
	data := filepath.Join(t.TempDir(), "real.db")
	r := start(t, map[string]string{"DAICHO_DATA": data}, "demo", "--listen", "127.0.0.1:0")
	r.until("山田 一郎")
	if _, err := os.Stat(data); !os.IsNotExist(err) {
		t.Errorf("%s was made: %v", data, err)
	}
	r.end()
}
