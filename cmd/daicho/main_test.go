package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"time"

	"daicho/store"
	"daicho/store/kv"
)

// ran is what one run of the program came to.
type ran struct {
	code     int
	out, err string
}

// run runs the program to its end, in an environment of its own.
func run(t *testing.T, env map[string]string, args ...string) ran {
	t.Helper()
	var out, err bytes.Buffer
	p := &program{out: &out, err: &err, env: func(name string) string { return env[name] }, environ: func() []string { return pairs(env) }, now: time.Now}
	code := p.main(t.Context(), args)
	return ran{code, out.String(), err.String()}
}

func pairs(env map[string]string) (all []string) {
	for name, value := range env {
		all = append(all, name+"="+value)
	}
	return all
}

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args     string
		code     int
		out, err string // must be in there
	}{
		{"", 2, "", "Usage: daicho COMMAND"},
		{"help", 0, "Open a living example company", ""},
		{"--help", 0, "letters", ""},
		{"help link", 0, "--department DEPARTMENT", ""},
		{"link --help", 0, "--renew", ""},
		{"help nonsense", 2, "", `there is no command "nonsense"`},
		{"exprt", 2, "", `there is no command "exprt"`},
		{"serve --lisen x", 2, "", "there is no flag --lisen"},
		{"demo x.db", 2, "", `"x.db" is not understood`},
		{"version", 0, "daicho ", ""},
		{"--version", 0, "daicho ", ""},
		{"link", 2, "", "say whose link"},
		{"link --name a --person p1", 2, "", "say whose link"},
		{"link --name a --role boss", 2, "", `--role "boss" must be manager, employee or expert`},
		{"backup", 2, "", "--out FILE"},
		{"backup --out x --data no/such.db", 1, "", "データファイル no/such.db がありません"},
		{"letters --data no/such.db", 1, "", "there is no data file no/such.db"},
		{"bench --people 0", 2, "", "--people must be"},
		{"bench --seconds 0", 2, "", "--seconds must be"},
		{"bench --think-min 5 --think-max 2", 2, "", "--think-max"},
		{"bench --people many", 2, "", "invalid value"},
		{"serve --config no/such.toml", 1, "", "no/such.toml"},
	} {
		t.Run(c.args, func(t *testing.T) {
			got := run(t, nil, strings.Fields(c.args)...)
			if got.code != c.code || !strings.Contains(got.out, c.out) || !strings.Contains(got.err, c.err) {
				t.Errorf("exit %d, want %d\nout: %s\nerr: %s", got.code, c.code, got.out, got.err)
			}
			if c.code == 2 && !strings.Contains(got.err, "Usage: daicho") {
				t.Errorf("no usage: %s", got.err)
			}
		})
	}
}

// Advice stands behind an error once.
func TestExplain(t *testing.T) {
	newer := &store.NewerError{Has: 9, Knows: 1}
	for name, c := range map[string]struct {
		err  error
		want string
		is   int // how often
	}{
		"says it itself": {fmt.Errorf("opening: %w", newer), "データファイルの版は 9", 1},
		"locked":         {fmt.Errorf("opening: %w", kv.ErrLocked), "別の daicho が使っています", 1},
		"permission":     {fs.ErrPermission, "権限があるか確かめて", 1},
		"not there":      {fs.ErrNotExist, "あるか確かめて", 1},
		"no advice":      {io.ErrUnexpectedEOF, "unexpected EOF", 1},
		"alone":          {io.ErrUnexpectedEOF, "\n", 0},
	} {
		if got := explain(c.err); strings.Count(got, c.want) != c.is {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Every command takes the three flags that say which data is meant.
func TestCommonFlags(t *testing.T) {
	for _, c := range commands {
		got := run(t, nil, c.name, "--help")
		for _, flag := range []string{"--data FILE", "--config FILE", "--company ID"} {
			if got.code != 0 || !strings.Contains(got.out, flag) {
				t.Errorf("%s lacks %s: %s", c.name, flag, got.out)
			}
		}
	}
}
