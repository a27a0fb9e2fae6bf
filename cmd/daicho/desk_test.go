package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// eachDesk runs a test at both desks: on the file, and through the socket.
func eachDesk(t *testing.T, test func(t *testing.T, d desk, h *house, home string)) {
	t.Run("file", func(t *testing.T) {
		h, home := demoHouse(t)
		test(t, &localDesk{house: h, makeLink: h.awayLink}, h, home)
	})
	t.Run("socket", func(t *testing.T) {
		h, home := demoHouse(t)
		ctx, cancel := context.WithCancel(t.Context())
		ear, err := openSocket(h.cfg.Data, &localDesk{house: h, makeLink: h.awayLink}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- ear.Run(ctx) }()
		d, err := askServer(t.Context(), h.cfg.Data)
		if err != nil {
			t.Fatal(err)
		}
		test(t, d, h, home)
		cancel()
		if err := errors.Join(d.Close(), <-done); err != nil {
			t.Error(err)
		}
	})
}

func TestLink(t *testing.T) {
	eachDesk(t, func(t *testing.T, d desk, h *house, home string) {
		department := "営業部"
		for _, c := range []struct {
			order linkOrder
			want  string // role and name, or what the error says
		}{
			{linkOrder{Name: "山田 一郎"}, "employee 山田 一郎"},
			{linkOrder{Name: " 山田一郎 "}, "employee 山田 一郎"},
			{linkOrder{Name: "山田"}, "p4 山田 一郎（営業部）"},
			{linkOrder{Name: "山田", New: true, Department: &department}, "employee 山田"},
			{linkOrder{Name: "山田"}, "employee 山田"},
			{linkOrder{Name: "中村 進", Role: guidance.Expert}, "expert 中村 進"},
			{linkOrder{Person: "p4", Role: guidance.Manager}, "manager 山田 一郎"},
			{linkOrder{Person: "p4"}, "manager 山田 一郎"},
			{linkOrder{Person: "p99"}, "「p99」"},
			{linkOrder{Name: "鈴木 花子", New: true}, "employee 鈴木 花子"},
			{linkOrder{Name: "鈴木 花子"}, "may be several people: p5 鈴木 花子（総務部）, p17 鈴木 花子"},
			{linkOrder{Name: "あ", Role: "boss"}, "--role"},
			{linkOrder{Name: strings.Repeat("あ", 61)}, "at most 60"},
			{linkOrder{Name: "山田 一郎", Company: "c7"}, "「c7」"},
		} {
			made, err := d.Link(t.Context(), c.order)
			got := string(made.Role) + " " + made.Name
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("%+v: %s\nwant %s", c.order, got, c.want)
			}
			if err == nil && !strings.HasPrefix(made.URL, "http://127.0.0.1:8080/p/web~") {
				t.Errorf("%+v: %s", c.order, made.URL)
			}
		}
		log, err := h.store.AuditLog(t.Context(), home)
		if err != nil {
			t.Fatal(err)
		}
		roles := 0
		for _, e := range log {
			if e.Did == "role" {
				roles++
			}
		}
		if roles != 4 { // three new people and one promotion
			t.Errorf("audit: %+v", log)
		}
	})
}

// Older links stay valid until they are renewed.
func TestRenew(t *testing.T) {
	h, home := demoHouse(t)
	valid := map[string]bool{}
	d := &localDesk{house: h, makeLink: func(ctx context.Context, a bot.Account) (string, error) {
		ref := home + "~" + string(rune('a'+len(valid)))
		valid[ref] = true
		return ref, h.store.PutLink(ctx, home, a, ref, [32]byte{}, noon.Add(time.Hour))
	}}
	count := func() (n int) {
		for ref := range valid {
			if _, _, err := h.store.Link(t.Context(), home, ref, [32]byte{}, noon); err == nil {
				n++
			}
		}
		return n
	}
	for i, c := range []struct {
		order linkOrder
		want  int
	}{
		{linkOrder{Person: "p4"}, 1}, {linkOrder{Person: "p4"}, 2}, {linkOrder{Person: "p5"}, 3}, {linkOrder{Person: "p4", Renew: true}, 2},
	} {
		if _, err := d.Link(t.Context(), c.order); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != c.want {
			t.Errorf("after %d: %d links are valid, want %d", i+1, got, c.want)
		}
	}
}

func TestLetters(t *testing.T) {
	eachDesk(t, func(t *testing.T, d desk, h *house, home string) {
		put := func(l bot.Letter) {
			t.Helper()
			err := errors.Join(
				h.store.Turn(t.Context(), home, func(tx *store.Tx) error { return tx.Enqueue(l) }),
				h.store.Settle(t.Context(), home, l, false, noon))
			if err != nil {
				t.Fatal(err)
			}
		}
		put(bot.Letter{Key: "a", Person: "p4", Route: "menu", Dead: true, Tries: 8, Failed: "gone"})
		put(bot.Letter{Key: "b", Place: bot.Place{Home: home, Inside: "x"}, Route: "menu", NotBefore: noon})
		list, err := d.Letters(t.Context(), "")
		if err != nil || len(list) != 2 || !list[0].Dead || list[0].Failed != "gone" || list[0].To != "p4" || list[1].To != home+" x" {
			t.Fatalf("%+v, %v", list, err)
		}
		var out bytes.Buffer
		if err := printLetters(&out, list); err != nil || !strings.Contains(out.String(), "dead") || !strings.Contains(out.String(), "waits") {
			t.Errorf("%s, %v", &out, err)
		}
		if err := d.Revive(t.Context(), "c1", "a"); err != nil {
			t.Fatal(err)
		}
		if list, err = d.Letters(t.Context(), "c1"); err != nil || list[0].Dead || list[0].Tries != 0 {
			t.Errorf("%+v, %v", list, err)
		}
		if err := d.Revive(t.Context(), "", "nothing"); err == nil || !strings.Contains(err.Error(), "「nothing」") {
			t.Errorf("%v", err)
		}
	})
}

// A backup is a data file that opens with everything in it.
func TestBackup(t *testing.T) {
	eachDesk(t, func(t *testing.T, d desk, h *house, home string) {
		out := filepath.Join(t.TempDir(), "copy.db")
		size, err := writeWhole(out, func(w io.Writer) error { return d.Backup(t.Context(), w) })
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(out)
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() != size {
			t.Errorf("%v, %v", info, err)
		}
		copied := newHouse(t, out)
		read(t, copied, home, func(tx *store.Tx) error {
			people, err := tx.People()
			if err != nil || len(people) != 14 {
				t.Errorf("%d people, %v", len(people), err)
			}
			return nil
		})
		log, err := h.store.AuditLog(t.Context(), home)
		if err != nil || len(log) != 1 || log[0].Did != "export" {
			t.Errorf("audit: %+v, %v", log, err)
		}
	})
}

// brokenDesk fails in the middle of a copy.
type brokenDesk struct{ desk }

func (brokenDesk) Backup(_ context.Context, w io.Writer) error {
	_, err := w.Write(make([]byte, 1<<20))
	return errors.Join(err, io.ErrUnexpectedEOF)
}

// A copy that breaks off replaces nothing and leaves nothing behind, also
// when it breaks on the other side of the socket.
func TestBackupBreaksOff(t *testing.T) {
	folder := t.TempDir()
	out := filepath.Join(folder, "copy.db")
	if err := os.WriteFile(out, []byte("yesterday's"), 0o600); err != nil {
		t.Fatal(err)
	}
	ear, err := openSocket(filepath.Join(t.TempDir(), "d.db"), brokenDesk{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- ear.Run(ctx) }()
	remote, err := askServer(t.Context(), strings.TrimSuffix(ear.path, ".sock"))
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]desk{"file": brokenDesk{}, "socket": remote} {
		if _, err := writeWhole(out, func(w io.Writer) error { return d.Backup(t.Context(), w) }); err == nil {
			t.Errorf("%s: half a copy passed for a whole one", name)
		}
	}
	cancel()
	if err := errors.Join(remote.Close(), <-done); err != nil {
		t.Error(err)
	}
	left, err := os.ReadDir(folder)
	text, err2 := os.ReadFile(out)
	if err != nil || err2 != nil || len(left) != 1 || string(text) != "yesterday's" {
		t.Errorf("%v, %q, %v, %v", left, text, err, err2)
	}
}

// A file in use whose user does not answer is told from one that answers.
func TestNobodyAnswers(t *testing.T) {
	h, _ := demoHouse(t)
	got := run(t, nil, "letters", "--data", h.cfg.Data)
	if got.code != 1 || !strings.Contains(got.err, "nobody answers") || !strings.Contains(got.err, "別の daicho が使っています") {
		t.Errorf("exit %d: %s", got.code, got.err)
	}
}

// The commands as they are typed, on a file that no server has open.
func TestCommandsOnAFile(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d.db")
	r, _ := serving(t, data)
	r.end()
	env := map[string]string{"DAICHO_DATA": data, "DAICHO_WEB_BASE_URL": "https://daicho.example.jp"}
	got := run(t, env, "link", "--name", "山田", "--role", "manager", "--department", "営業部")
	if got.code != 0 || !strings.HasPrefix(got.out, "manager\t山田\thttps://daicho.example.jp/p/web~") || strings.Count(got.out, "\n") != 1 {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.err)
	}
	if !strings.Contains(got.err, "本人だけのもの") || !strings.Contains(got.err, "registered 山田 as p2") {
		t.Errorf("%s", got.err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if got := run(t, env, "backup", "--out", copied); got.code != 0 || !strings.Contains(got.out, "bytes") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.err)
	}
	if got := run(t, env, "backup", "--out", data); got.code != 2 || !strings.Contains(got.err, "the data file itself") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.err)
	}
	if got := run(t, env, "letters", "--revive", "x"); got.code != 1 || !strings.Contains(got.err, "「x」") {
		t.Errorf("exit %d: %s%s", got.code, got.out, got.err)
	}
}
