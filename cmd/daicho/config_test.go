package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

const example = "../../config.example.toml"

func noEnv(string) string { return "" }

// The documented configuration is the default, and documents every key.
func TestExampleIsTheDefault(t *testing.T) {
	got, err := (&common{config: example}).load(noEnv)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, defaults()) {
		t.Errorf("the example differs from the defaults:\n%+v\n%+v", got, defaults())
	}
	var keys map[string]any
	meta, err := toml.DecodeFile(example, &keys)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got.settings() {
		if !meta.IsDefined(strings.Split(s.key, ".")...) {
			t.Errorf("the example lacks %s", s.key)
		}
		if !strings.Contains(string(text), s.variable()) {
			t.Errorf("the example does not name %s", s.variable())
		}
		if !explained(string(text), s.key) {
			t.Errorf("%s is not explained in English and Japanese", s.key)
		}
	}
}

// explained reports whether the comment above a key speaks both languages.
func explained(text, key string) bool {
	lines := strings.Split(text, "\n")
	var comment string
	for i := lineOf(text, strings.Split(key, "."), 1) - 2; i >= 0 && strings.HasPrefix(lines[i], "#"); i-- {
		comment += lines[i]
	}
	japanese := strings.ContainsFunc(comment, func(r rune) bool { return r >= 'ぁ' && r <= 'ん' })
	return japanese && strings.Contains(comment, " ")
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfigMistakes(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":      {"data = \"a\"\n\n[web]\nlisten = \"127.0.0.1:1\"\nlisen = 1\n", ":5: there is no setting \"web.lisen\""},
		"unknown table":    {"[wob]\nlisten = \"x\"\n", ":2: there is no setting \"wob.listen\""},
		"unknown, dotted":  {"web.lisen = 1\n", ":1: there is no setting \"web.lisen\""},
		"not TOML":         {"data = \n", ":1: "},
		"wrong type":       {"[web]\nallow_remote = \"yes\"\n", "line 2 (last key \"web.allow_remote\")"},
		"empty data":       {"data = \"\"", "データファイルの名前を書いてください"},
		"zone":             {"[company]\nzone = \"Tokyo\"", "company.zone = \"Tokyo\" is not a time zone"},
		"no zone":          {"[company]\nzone = \"\"", "company.zone"},
		"level":            {"[log]\nlevel = \"loud\"", "log.level = \"loud\" must be one of debug, info, warn, error"},
		"format":           {"[log]\nformat = \"xml\"", "log.format は text, json のどれか"},
		"remote":           {"[web]\nlisten = \"0.0.0.0:80\"", "allow_remote = true"},
		"base with a path": {"[web]\nbase_url = \"https://a.example/b\"", "base_url"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := (&common{config: write(t, "c.toml", c.text)}).load(noEnv)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v\nwant %s", err, c.want)
			}
			if !strings.ContainsFunc(err.Error(), func(r rune) bool { return r >= 'ぁ' && r <= 'ん' }) {
				t.Errorf("not in Japanese: %v", err)
			}
		})
	}
}

func TestSeveralMistakesAtOnce(t *testing.T) {
	_, err := (&common{config: write(t, "c.toml", "[log]\nlevel = \"loud\"\nformat = \"xml\"\n")}).load(noEnv)
	if err == nil || !strings.Contains(err.Error(), "log.level") || !strings.Contains(err.Error(), "log.format") {
		t.Errorf("%v", err)
	}
}

// A flag wins over the environment, that over the file, that over the default.
func TestWhoWins(t *testing.T) {
	file := write(t, "c.toml", "data = \"file.db\"\n[company]\nname = \"file\"\n[log]\nlevel = \"debug\"\n")
	env := map[string]string{
		"DAICHO_CONFIG": file, "DAICHO_COMPANY_NAME": "env", "DAICHO_DATA": "env.db",
		"DAICHO_WEB_ALLOW_REMOTE": "true", "DAICHO_WEB_LISTEN": "0.0.0.0:80", "DAICHO_WEB_BASE_URL": "https://a.example",
	}
	got, err := (&common{data: "flag.db"}).load(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	want := defaults()
	want.Data, want.Company.Name, want.Log.Level = "flag.db", "env", "debug"
	want.Web = webConfig{Listen: "0.0.0.0:80", BaseURL: "https://a.example", AllowRemote: true}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	env["DAICHO_WEB_ALLOW_REMOTE"] = "oui"
	if _, err := (&common{}).load(func(name string) string { return env[name] }); err == nil || !strings.Contains(err.Error(), "DAICHO_WEB_ALLOW_REMOTE") {
		t.Errorf("%v", err)
	}
}

// An instruments folder with a mistake stops the start and says where it is.
func TestInstrumentsFolder(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "mine-1"), 0o700); err != nil {
		t.Fatal(err)
	}
	got := run(t, map[string]string{"DAICHO_INSTRUMENTS_FOLDER": folder}, "serve", "--data", filepath.Join(t.TempDir(), "d.db"), "--listen", "127.0.0.1:0")
	if got.code != 1 || !strings.Contains(got.err, "mine-1/") {
		t.Errorf("exit %d: %s", got.code, got.err)
	}
}
