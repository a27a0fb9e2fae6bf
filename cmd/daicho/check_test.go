package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckFinds makes one mistake at a time. What is found is of the item and
// state, and its English holds want; every mistake has a mend in English and
// something in Japanese.
func TestCheckFinds(t *testing.T) {
	for _, c := range checkCases {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			c.set(s)
			before := s.listing()
			found, shown := s.check()
			hit := false
			for _, f := range found {
				hit = hit || f.Item == c.item && f.State == c.state && strings.Contains(f.What+" | "+f.Mend, c.want)
				if f.State == wrong && (f.Mend == "" && !strings.Contains(f.What, "must be") && !strings.Contains(f.What, ". ") || !japanese(f.WhatJa+f.MendJa)) {
					t.Errorf("no mend: %+v", f)
				}
				if f.State == wrong && c.state != wrong {
					t.Errorf("a mistake that is none: %+v", f)
				}
				if titles[f.Item] == "" || !japanese(f.WhatJa) {
					t.Errorf("not for people: %+v", f)
				}
			}
			if !hit {
				t.Errorf("no %s about %s with %q in:\n%s", c.state, c.item, c.want, shown.out)
			}
			if after := s.listing(); after != before {
				t.Errorf("the check changed something:\n%s\n%s", before, after)
			}
		})
	}
}

func japanese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 'ぁ' && r <= 'ヺ' })
}

// listing is every file with its bytes, mode and time.
func (s *site) listing() string {
	var b strings.Builder
	_ = filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		info, statErr := os.Lstat(path)
		if err != nil || statErr != nil {
			return nil
		}
		text, _ := os.ReadFile(path)
		fmt.Fprintf(&b, "%s %s %d %d %x\n", path, info.Mode(), len(text), info.ModTime().UnixNano(), kindOf(text))
		return nil
	})
	return b.String()
}

func kindOf(text []byte) []byte { return text[:min(len(text), 256)] }

// Several mistakes are found in one run, and the exit code says so.
func TestCheckAsACommand(t *testing.T) {
	s := newSite(t)
	s.config("data = \"$/no/d.db\"\n[log]\nlevel = \"loud\"\n[web]\nlisen = \"a\"\nlisten = \"127.0.0.1:0\"\n")
	got := run(t, nil, append([]string{"check"}, s.args...)...)
	if got.code != exitFail || strings.Count(got.out, "✗ 要修正") != 3 || !strings.Contains(got.err, "直すところが3か所") {
		t.Errorf("exit %d\n%s\n%s", got.code, got.out, got.err)
	}
	got = run(t, nil, append([]string{"check", "--json"}, s.args...)...)
	var report struct {
		OK       bool
		Findings []finding
	}
	if err := json.Unmarshal([]byte(got.out), &report); err != nil || report.OK || got.code != exitFail || len(report.Findings) < 5 {
		t.Errorf("exit %d, %v\n%s", got.code, err, got.out)
	}
	s.config("data = \"$/d.db\"\nweb.listen = \"127.0.0.1:0\"\n")
	got = run(t, nil, append([]string{"check", "--json"}, s.args...)...)
	if err := json.Unmarshal([]byte(got.out), &report); err != nil || !report.OK || got.code != exitDone || got.err != "" {
		t.Errorf("exit %d, %v\n%s\n%s", got.code, err, got.out, got.err)
	}
	if got := run(t, nil, "check", "--company", "c1"); got.code != exitUsage {
		t.Errorf("exit %d", got.code)
	}
}

// A running server is as it should be.
func TestCheckBesideAServer(t *testing.T) {
	s := newSite(t)
	r := start(t, nil, append([]string{"serve"}, s.args...)...)
	defer r.end()
	lines := r.until("listening on")
	_, address, _ := strings.Cut(lines[len(lines)-1], "http://")
	s.args[3], _, _ = strings.Cut(address, " ")
	found, shown := s.check()
	for _, f := range found {
		if f.State == wrong {
			t.Errorf("%+v", f)
		}
	}
	if !strings.Contains(shown.out, "動いている daicho が使っています") || !strings.Contains(shown.out, "で daicho が動いています") {
		t.Error(shown.out)
	}
}

func TestClosest(t *testing.T) {
	for word, want := range map[string]string{"web.lisen": "web.listen", "WEB.LISTEN": "web.listen", "date": "data", "company.nmae": "company.name", "mail.hots": "mail.host", "fax.number": "", "x": ""} {
		if got := closest(word, settingKeys()); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}
