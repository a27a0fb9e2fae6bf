package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

func serving(t *testing.T, data string, more ...string) (*running, []string) {
	t.Helper()
	r := start(t, nil, append([]string{"serve", "--data", data, "--listen", "127.0.0.1:0"}, more...)...)
	return r, r.until("is listening on http://127.0.0.1:")
}

func TestServe(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	first, lines := serving(t, data, "--manager", "佐藤")
	urls, roles := links(lines)
	if roles["佐藤"] != "manager" || !strings.Contains(strings.Join(lines, "\n"), "ほかの人に見せないで") {
		t.Fatalf("no first manager: %q", lines)
	}
	if _, text := turn(t, urls["佐藤"], `{"press":"menu"}`); !strings.Contains(text, "人を招く") {
		t.Errorf("a manager who is alone is not told to invite somebody: %s", text)
	}
	if made := run(t, nil, "link", "--data", data, "--name", "山田"); made.code != 0 {
		t.Fatalf("a link: exit %d: %s", made.code, made.err)
	}
	if _, text := turn(t, urls["佐藤"], `{"press":"menu"}`); !strings.Contains(text, "自社診断をはじめる") {
		t.Errorf("the first round is not the manager's to start: %s", text)
	}
	if info, err := os.Stat(socketPath(data)); err != nil || info.Mode().Perm() != 0o600 || info.Mode()&os.ModeSocket == 0 {
		t.Errorf("socket: %v, %v", info, err)
	}
	second := run(t, nil, "serve", "--data", data, "--listen", "127.0.0.1:0")
	if second.code != 1 || !strings.Contains(second.err, "別の daicho が使っています") || !strings.Contains(second.err, "Another daicho") {
		t.Errorf("a second server: exit %d: %s", second.code, second.err)
	}
	first.end()
	if _, err := os.Stat(socketPath(data)); !os.IsNotExist(err) {
		t.Errorf("the socket is left: %v", err)
	}
	if strings.Contains(first.errs.String(), urls["佐藤"]) || strings.Contains(first.errs.String(), "佐藤") {
		t.Errorf("the log tells: %s", first.errs)
	}
	again, lines := serving(t, data)
	if urls, _ := links(lines); len(urls) != 0 {
		t.Errorf("links are printed again: %q", lines)
	}
	again.end()
}

// A socket that a killed server left behind is replaced; a file is not.
func TestStaleSocket(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: socketPath(data), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	r, _ := serving(t, data)
	if got := run(t, nil, "letters", "--data", data); got.code != 0 || !strings.Contains(got.out, "no letter waits") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.err)
	}
	r.end()
	if err := os.WriteFile(socketPath(data), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := run(t, nil, "serve", "--data", data, "--listen", "127.0.0.1:0"); got.code != 1 || !strings.Contains(got.err, "is not a socket") {
		t.Errorf("exit %d: %s", got.code, got.err)
	}
	if text, err := os.ReadFile(socketPath(data)); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
}

// Where no socket can be made because of a long path, the rest still works.
func TestLongPath(t *testing.T) {
	folder := filepath.Join(t.TempDir(), strings.Repeat("x", 90))
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(folder, "d.db")
	r, _ := serving(t, data)
	if got := run(t, nil, "letters", "--data", data); got.code != 1 {
		t.Errorf("exit %d: %s", got.code, got.err)
	}
	r.end()
	if !strings.Contains(r.errs.String(), "shorten the path") {
		t.Errorf("%s", r.errs)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// What systemd would keep in its journal holds no link.
func TestServeIntoAJournal(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	r := start(t, map[string]string{"JOURNAL_STREAM": "8:1"}, "serve", "--data", data, "--listen", "127.0.0.1:0")
	text := strings.Join(r.until("is listening on"), "\n")
	if strings.Contains(text, "/p/") || !strings.Contains(text, "daicho link --name 管理者") {
		t.Errorf("%s", text)
	}
	r.end()
}

func TestServeSeveralCompanies(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	r, lines := serving(t, data, "--add-company", "株式会社二番")
	if n := strings.Count(strings.Join(lines, "\n"), "/p/web"); n != 2 {
		t.Errorf("%d links: %q", n, lines)
	}
	for _, args := range [][]string{{"link", "--name", "山田"}, {"letters"}} {
		got := run(t, nil, append(args, "--data", data)...)
		if got.code != 1 || !strings.Contains(got.err, "c1 (当社), c2 (株式会社二番)") {
			t.Errorf("%v: exit %d: %s", args, got.code, got.err)
		}
		if got := run(t, nil, append(args, "--data", data, "--company", "c2")...); got.code != 0 {
			t.Errorf("%v: exit %d: %s", args, got.code, got.err)
		}
		if got := run(t, nil, append(args, "--data", data, "--company", "c9")...); got.code != 1 || !strings.Contains(got.err, "「c9」") {
			t.Errorf("%v: exit %d: %s", args, got.code, got.err)
		}
	}
	r.end()
	again, lines := serving(t, data, "--add-company", "株式会社二番")
	if urls, _ := links(lines); len(urls) != 0 {
		t.Errorf("added twice: %q", lines)
	}
	again.end()
}

// The name in the configuration is the company's name from the next start on.
func TestRename(t *testing.T) {
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	d := &localDesk{house: h, makeLink: h.awayLink}
	for _, c := range []struct{ set, want string }{{"", "当社"}, {"光陽", "光陽"}, {"", "光陽"}, {"新光陽", "新光陽"}} {
		h.cfg.Company.Name = c.set
		if _, err := d.prepare(t.Context(), opening{manager: "佐藤"}); err != nil {
			t.Fatal(err)
		}
		if got, err := h.company(t.Context(), ""); err != nil || got.Name != c.want {
			t.Errorf("%q: %+v, %v", c.set, got, err)
		}
	}
}

func TestNight(t *testing.T) {
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	for _, c := range []struct{ at, want string }{
		{"2026-11-23T02:59:00+09:00", "2026-11-22"}, {"2026-11-23T03:00:00+09:00", "2026-11-23"}, {"2026-11-23T23:00:00+09:00", "2026-11-23"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		h.now = func() time.Time { return at }
		if got := h.night(); got != c.want {
			t.Errorf("%s belongs to %s, want %s", c.at, got, c.want)
		}
	}
}

// Deliveries are forgotten after a week and not before.
func TestForget(t *testing.T) {
	h, home := demoHouse(t)
	from := bot.Account{Home: home, ID: "p3"}
	remember := func(id string, at time.Time) {
		t.Helper()
		err := h.store.Turn(t.Context(), home, func(tx *store.Tx) error { return tx.Remember(from, id, "menu", at) })
		if err != nil {
			t.Fatal(err)
		}
	}
	remember("old", noon.Add(-keepDeliveries-time.Minute))
	remember("new", noon.Add(-keepDeliveries+time.Minute))
	h.forget(t.Context())
	read(t, h, home, func(tx *store.Tx) error {
		_, old, err1 := tx.Seen(from, "old")
		_, is, err2 := tx.Seen(from, "new")
		if old || !is || err1 != nil || err2 != nil {
			t.Errorf("old: %v, new: %v; %v, %v", old, is, err1, err2)
		}
		return nil
	})
}

// A company that lives elsewhere has nobody who could be sent a link.
func TestNoWebHome(t *testing.T) {
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	if _, err := h.store.CreateCompany(t.Context(), guidance.Company{Name: "他所", Homes: []string{"T1"}}); err != nil {
		t.Fatal(err)
	}
	d := &localDesk{house: h, makeLink: h.awayLink}
	if _, err := d.Link(t.Context(), linkOrder{Name: "山田"}); err == nil || !strings.Contains(err.Error(), "ウェブ画面の場所がありません") {
		t.Errorf("%v", err)
	}
}

func TestWebHomes(t *testing.T) {
	for home, want := range map[string]bool{"web": true, "web2": true, "web12": true, "webinc": false, "": false, "T0WEB": false, "2web": false} {
		if got := isWebHome(home); got != want {
			t.Errorf("isWebHome(%q) = %v", home, got)
		}
	}
}
