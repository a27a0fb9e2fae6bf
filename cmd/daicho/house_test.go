package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// The house rules: who may import whom, where a platform may be named, and
// how long a function and a file may be.

// may is what the packages of a folder import of this module, "..." for
// everything below. The longest folder that fits counts. Tests may more.
var may = map[string][]string{
	"rubric":                       {},
	"bot":                          {},
	"bot/guidance":                 {"rubric"},
	"bot/guidance/calendar":        {"bot/guidance"},
	"bot/guidance/guideline":       {"bot/guidance", "rubric"},
	"bot/guidance/reporting":       {"bot/guidance", "rubric"},
	"bot/guidance/reminding":       {"bot/guidance", "bot/guidance/calendar"},
	"bot/guidance/importing":       {"bot/guidance", "rubric"},
	"bot/dialogue":                 {"bot", "bot/guidance", "bot/guidance/calendar", "bot/guidance/guideline", "bot/guidance/importing", "bot/guidance/reminding", "bot/guidance/reporting", "rubric"},
	"bot/report":                   {"bot/guidance", "rubric"},
	"store":                        {"bot", "bot/guidance", "store/kv"},
	"store/kv":                     {},
	"store/bolt":                   {"store/kv"},
	"store/storetest":              {"store/kv"},
	"adapters":                     {"bot"},
	"adapters/adaptertest":         {"bot"},
	"adapters/slack":               {"bot", "adapters/chatkit"},
	"adapters/slack/slacktalk":     {"bot", "adapters/slack", "adapters/slack/slacktest", "adapters/adaptertest"},
	"adapters/discord":             {"bot", "adapters/chatkit"},
	"adapters/mail":                {"bot", "adapters/chatkit"},
	"adapters/discord/discordtalk": {"bot", "adapters/discord", "adapters/discord/discordtest", "adapters/adaptertest"},
	"adapters/crowdtest":           {"bot", "bot/dialogue", "bot/guidance", "rubric", "store", "store/bolt"},
	"adapters/chats":               {"adapters/adaptertest", "adapters/discord/discordtalk", "adapters/slack/slacktalk"},
	"cmd":                          {"..."},
}

// homes are the only folders in which a technology is known.
var homes = map[string][]string{
	"go.etcd.io/bbolt":              {"store/bolt", "cmd/daicho"}, // bench measures beside it
	"github.com/fxamacker/cbor":     {"store"},
	"github.com/wcharczuk/":         {"bot/report/picture"},
	"github.com/golang/freetype":    {"bot/report/picture"},
	"github.com/boombuler/barcode":  {"bot/report/picture"},
	"github.com/makiuchi-d/gozxing": {"bot/report/picture"},
	"github.com/xuri/excelize":      {"bot/report/workbook"},
	"github.com/slack-go/":          {"adapters/slack"},
	"github.com/gorilla/websocket":  {"adapters/slack/slacktest", "adapters/discord", "adapters/discord/discordtest"},
	"github.com/bwmarrin/":          {"adapters/discord"},
	"github.com/wneessen/":          {"adapters/mail"},
	"github.com/emersion/":          {"adapters/mail/mailtest"},
	"github.com/BurntSushi/toml":    {"cmd/daicho"},
	"github.com/rickar/cal/":        {"bot/guidance/calendar"},
	"github.com/robfig/cron":        {"bot", "cmd/daicho"},
	"github.com/chromedp/":          {"adapters/web/webtest"}, // beside tests
	"go.uber.org/goleak":            {"adapters/adaptertest"},
}

const (
	mostFunction = 60  // lines
	mostFile     = 400 // lines
)

// breaches are sentences about what a check found.
type breaches []string

func (b *breaches) add(format string, args ...any) { *b = append(*b, fmt.Sprintf(format, args...)) }

// eachFile gives every file of the tree that people wrote.
func eachFile(root fs.FS, do func(name string, text []byte) error) error {
	return fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		return do(name, text)
	})
}

func eachGo(root fs.FS, do func(name string, files *token.FileSet, f *ast.File)) error {
	return eachFile(root, func(name string, text []byte) error {
		if path.Ext(name) != ".go" {
			return nil
		}
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		do(name, files, f)
		return nil
	})
}

func checkImports(root fs.FS) (found breaches, err error) {
	err = eachGo(root, func(name string, _ *token.FileSet, f *ast.File) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		folder := path.Dir(name)
		for _, spec := range f.Imports {
			target, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				found.add("%s: %v", name, err)
				continue
			}
			if ours, ok := strings.CutPrefix(target, "daicho/"); ok && !mayImport(folder, ours) {
				found.add("%s imports %s", name, ours)
			}
			if !atHome(folder, target) {
				found.add("%s imports %s, which is known elsewhere alone", name, target)
			}
		}
	})
	return found, err
}

func mayImport(folder, target string) bool {
	for at := folder; at != "."; at = path.Dir(at) {
		if list, ok := may[at]; ok {
			return slices.Contains(list, target) || slices.Contains(list, "...")
		}
	}
	return false
}

func atHome(folder, target string) bool {
	for prefix, list := range homes {
		if strings.HasPrefix(target, prefix) {
			return slices.Contains(list, folder)
		}
	}
	return true
}

var platforms = regexp.MustCompile(`(?i)slack|discord|スラック|ディスコード`)

// textual are the kinds of files that may hold what people read.
var textual = []string{".csv", ".html", ".js", ".css", ".txt", ".json", ".svg"}

// checkPlatforms looks at code and data, not at comments: those may give an
// example.
func checkPlatforms(root fs.FS) (found breaches, err error) {
	err = eachFile(root, func(name string, text []byte) error {
		if strings.HasPrefix(name, "adapters/") || strings.HasPrefix(name, "cmd/") {
			return nil
		}
		switch {
		case path.Ext(name) == ".go":
			text = withoutComments(text)
		case !slices.Contains(textual, path.Ext(name)):
			return nil
		}
		if hit := platforms.Find(append([]byte(name+"\n"), text...)); hit != nil {
			found.add("%s names %s", name, hit)
		}
		return nil
	})
	return found, err
}

func withoutComments(text []byte) []byte {
	files := token.NewFileSet()
	var s scanner.Scanner
	s.Init(files.AddFile("", -1, len(text)), text, nil, 0)
	var code bytes.Buffer
	for {
		_, kind, literal := s.Scan()
		if kind == token.EOF {
			return code.Bytes()
		}
		fmt.Fprintln(&code, literal)
	}
}

func checkLengths(root fs.FS) (found breaches, err error) {
	written := []string{".go", ".js", ".css", ".html"}
	err = eachFile(root, func(name string, text []byte) error {
		if n := bytes.Count(text, []byte("\n")); slices.Contains(written, path.Ext(name)) && n > mostFile {
			found.add("%s has %d lines", name, n)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachGo(root, func(name string, files *token.FileSet, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok {
				if lines := files.Position(fn.End()).Line - files.Position(fn.Pos()).Line + 1; lines > mostFunction {
					found.add("%s: %s has %d lines", name, fn.Name.Name, lines)
				}
			}
			return true
		})
	})
	return found, err
}

// TestHouse runs every check on the project, where it must find nothing, and
// on planted breaches, each of which it must find.
func TestHouse(t *testing.T) {
	for name, c := range map[string]struct {
		check   func(fs.FS) (breaches, error)
		planted map[string]string // file: text
	}{
		"imports": {checkImports, map[string]string{
			"rubric/x.go":              "package rubric\nimport _ \"daicho/bot\"\n",
			"bot/x.go":                 "package bot\nimport _ \"daicho/rubric\"\n",
			"bot/guidance/x.go":        "package guidance\nimport _ \"daicho/bot\"\n",
			"bot/dialogue/x.go":        "package dialogue\nimport _ \"daicho/store\"\n",
			"bot/report/new/x.go":      "package new\nimport _ \"daicho/bot\"\n",
			"store/x.go":               "package store\nimport _ \"daicho/store/bolt\"\n",
			"store/kv/x.go":            "package kv\nimport _ \"go.etcd.io/bbolt\"\n",
			"adapters/web/x.go":        "package web\nimport _ \"daicho/bot/guidance\"\n",
			"bot/dialogue/y.go":        "package dialogue\nimport _ \"github.com/slack-go/slack\"\n",
			"elsewhere/x.go":           "package elsewhere\nimport _ \"daicho/bot\"\n",
			"bot/report/document/x.go": "package document\nimport _ \"github.com/wcharczuk/go-chart/v2\"\n",
		}},
		"platforms": {checkPlatforms, map[string]string{
			"bot/x.go":            "package bot\nvar x = \"Slack\"\n",
			"bot/y.go":            "package bot\nvar discordID int\n",
			"rubric/data/a/x.csv": "id,text\nd1,スラックで聞く\n",
			"bot/slack.go":        "package bot\n",
		}},
		"lengths": {checkLengths, map[string]string{
			"bot/x.go":              "package bot\nfunc x() {\n" + strings.Repeat("\tx()\n", mostFunction) + "}\n",
			"bot/y_test.go":         "package bot\n" + strings.Repeat("// y\n", mostFile+1),
			"adapters/web/a/p.js":   strings.Repeat("a()\n", mostFile+1),
			"adapters/web/a/p.css":  strings.Repeat("a{}\n", mostFile+1),
			"adapters/web/a/p.html": strings.Repeat("<p>\n", mostFile+1),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := c.check(os.DirFS("../.."))
			if err != nil || len(found) > 0 {
				t.Errorf("%v\n%s", err, strings.Join(found, "\n"))
			}
			for file, text := range c.planted {
				found, err := c.check(fstest.MapFS{file: {Data: []byte(text)}})
				if err != nil || len(found) != 1 || !strings.HasPrefix(found[0], file) {
					t.Errorf("planted in %s: found %q, %v", file, found, err)
				}
			}
		})
	}
}

// What is allowed is not found.
func TestHouseAllows(t *testing.T) {
	root := fstest.MapFS{
		"bot/x.go":            {Data: []byte("package bot\n\n// Slack, for instance.\nvar x = 1\n")},
		"bot/x_test.go":       {Data: []byte("package bot\nimport _ \"daicho/store\"\n")},
		"adapters/new/x.go":   {Data: []byte("package new\nimport _ \"daicho/bot\"\nvar x = \"Slack\"\n")},
		"cmd/daicho/x.go":     {Data: []byte("package main\nimport _ \"daicho/store/bolt\"\n")},
		"README.md":           {Data: []byte("Slack\n")},
		"bot/long.go":         {Data: []byte("package bot\nfunc x() {\n" + strings.Repeat("\tx()\n", mostFunction-2) + "}\n")},
		".git/hooks/slack.js": {Data: []byte("slack")},
	}
	for _, check := range []func(fs.FS) (breaches, error){checkImports, checkPlatforms, checkLengths} {
		if found, err := check(root); err != nil || len(found) > 0 {
			t.Errorf("%v %q", err, found)
		}
	}
}
