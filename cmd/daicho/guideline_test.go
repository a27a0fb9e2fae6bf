package main

import (
	"archive/zip"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

var update = flag.Bool("update", false, "write what the example's guideline says into testdata")

// TestGuideline: the example's guideline as a document, of a file and through the
// server that has it open, also an earlier version; nothing is overwritten, and
// the log says so each time.
func TestGuideline(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "d.db")
	h := newHouse(t, data)
	if _, err := h.demoCompany(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "guideline.docx")
	if got := run(t, nil, "guideline", "--data", data, "--out", out); got.code != 0 {
		t.Fatalf("exit %d: %s", got.code, got.err)
	}
	first := paragraphs(t, out)
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--out", out}, 1, "もうあります"},
		{nil, exitUsage, "--out で指定"},
		{[]string{"--out", out + "2", "--version", "7"}, 1, "第7版はありません"},
		{[]string{"--out", out + "2", "--version", "-1"}, exitUsage, "1からの番号"},
	} {
		if got := run(t, nil, append([]string{"guideline", "--data", data}, c.args...)...); got.code != c.code || !strings.Contains(got.err, c.says) {
			t.Errorf("%v: exit %d: %s", c.args, got.code, got.err)
		}
	}
	r, _ := serving(t, data)
	again := filepath.Join(folder, "again.docx")
	if got := run(t, nil, "guideline", "--data", data, "--out", again, "--version", "1"); got.code != 0 {
		t.Fatalf("through the server: exit %d: %s", got.code, got.err)
	}
	if got := paragraphs(t, again); got != first {
		t.Errorf("through the server it says\n%s", got)
	}
	if got := run(t, nil, "audit", "--data", data); strings.Count(got.out, "guideline 1") != 2 {
		t.Errorf("the log: %s", got.out)
	}
	r.end()
}

// TestDemoGuideline compares what the example's guideline says with what stands in
// testdata.
func TestDemoGuideline(t *testing.T) {
	h, _ := demoHouse(t)
	d := &localDesk{house: h}
	data, err := d.Guideline(t.Context(), guidelineOrder{})
	if err != nil {
		t.Fatal(err)
	}
	file, golden := filepath.Join(t.TempDir(), "guideline.docx"), filepath.Join("testdata", "guideline.txt")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	got := paragraphs(t, file)
	if *update {
		err = errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err2 := os.ReadFile(golden)
	if err = errors.Join(err, err2); err != nil || got != string(want) {
		t.Errorf("%v: it says\n%s", err, got)
	}
}

var (
	paragraph = regexp.MustCompile(`(?s)<w:p>.*?</w:p>|<w:p/>|</w:tr>`)
	ofText    = regexp.MustCompile(`(?s)<w:t[ >].*?</w:t>|<w:tab/>|<w:br/>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
)

// paragraphs is the text of a document, a paragraph a line.
func paragraphs(t *testing.T, name string) string {
	t.Helper()
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, p := range paragraph.FindAllString(string(text), -1) {
		b.WriteString(tag.ReplaceAllString(strings.Join(ofText.FindAllString(p, -1), ""), "") + "\n")
	}
	return b.String()
}

// TestGuidelineFile: a manager gets the document where they asked for it; nobody
// else gets it by its address, and an employee not at all.
func TestGuidelineFile(t *testing.T) {
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
	v := press("佐藤 恵子", "do/guideline")
	if len(v.Attach) != 1 {
		t.Fatalf("no file: %s", v.Text())
	}
	data, err := runner.Make(t.Context(), v.Attach[0])
	if _, problem := guidance.CheckFile("guideline.docx", data); err != nil || problem != "" {
		t.Errorf("%d bytes, %s, %v", len(data), problem, err)
	}
	for _, who := range []string{"高橋 誠", "山田 一郎"} {
		if v := press(who, "guideline/1"); len(v.Attach) != 0 {
			t.Errorf("%s has the file that somebody else asked for", who)
		}
	}
	for _, route := range []bot.ActionID{"do/guideline", "do/guidelineget/1", "guideline/1", "guidelines"} {
		if v := press("山田 一郎", route); v.Problem == "" || len(v.Attach) != 0 {
			t.Errorf("an employee at %s: %s", route, v.Text())
		}
	}
	for _, route := range []bot.ActionID{"guideline/2", "guideline/x", "guideline", "guideline/1/1", "do/guidelineget/0", "do/guidelineget"} {
		if v := press("佐藤 恵子", route); len(v.Attach) != 0 || v.Title == "" {
			t.Errorf("at %s: %s", route, v.Text())
		}
	}
}
