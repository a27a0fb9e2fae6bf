package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/bot/guidance"
	"daicho/store"
	"daicho/store/bolt"
)

// site is where a check is made: a folder with what stands in it.
type site struct {
	t    *testing.T
	dir  string
	env  map[string]string
	args []string
	now  time.Time
	free uint64
}

func newSite(t *testing.T) *site {
	s := &site{t: t, dir: t.TempDir(), env: map[string]string{}, now: time.Now(), free: 1 << 40}
	s.args = []string{"--data", s.at("d.db"), "--listen", "127.0.0.1:0"}
	return s
}

func (s *site) at(name string) string { return filepath.Join(s.dir, name) }

func (s *site) write(name, text string, mode os.FileMode) string {
	s.t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(s.at(name)), 0o700), os.WriteFile(s.at(name), []byte(text), mode), os.Chmod(s.at(name), mode)); err != nil {
		s.t.Fatal(err)
	}
	return s.at(name)
}

// config gives the check a configuration file and no flags.
func (s *site) config(text string) {
	s.args = []string{"--config", s.write("c.toml", strings.ReplaceAll(text, "$", s.dir), 0o600)}
}

// data makes the data file, with one company, and does to it what fn does.
func (s *site) data(fn func(tx *store.Tx) error) {
	s.t.Helper()
	engine, err := bolt.Open(s.at("d.db"), bolt.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	st, err := store.Open(s.t.Context(), engine)
	if err == nil {
		_, err = st.CreateCompany(s.t.Context(), guidance.Company{Name: "光陽精機", Homes: []string{"web"}, Created: s.now})
	}
	if err == nil && fn != nil {
		err = st.Turn(s.t.Context(), "web", fn)
	}
	if err := errors.Join(err, engine.Close()); err != nil {
		s.t.Fatal(err)
	}
}

// edition puts a copy of the built-in edition into the folder, changed.
func (s *site) edition(name, of string, change func(file, text string) string) {
	s.t.Helper()
	files, err := filepath.Glob("../../rubric/data/" + of + "/*.csv")
	if err != nil || len(files) == 0 {
		s.t.Fatalf("no edition %s: %v", of, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			s.t.Fatal(err)
		}
		base := filepath.Base(file)
		s.write(filepath.Join("editions", name, base), change(base, string(text)), 0o600)
	}
	s.env["DAICHO_INSTRUMENTS_FOLDER"] = s.at("editions")
}

// check runs it and returns what it found.
func (s *site) check() ([]finding, ran) {
	s.t.Helper()
	var out, errs bytes.Buffer
	c := &checker{program: &program{out: &out, err: &errs, env: func(name string) string { return s.env[name] }, environ: func() []string { return pairs(s.env) }, now: func() time.Time { return s.now }}}
	c.free = func(string) (uint64, error) { return s.free, nil }
	c.common = &common{}
	for i := 0; i+1 < len(s.args); i += 2 {
		*map[string]*string{"--data": &c.common.data, "--config": &c.common.config, "--listen": &c.listen}[s.args[i]] = s.args[i+1]
	}
	c.all(s.t.Context())
	if err := c.print(false); err != nil {
		s.t.Fatal(err)
	}
	return c.found, ran{out: out.String()}
}
