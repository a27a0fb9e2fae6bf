package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"
)

// state says what a finding means for the start.
type state string

const (
	fine  state = "ok"      // nothing to do
	look  state = "note"    // to be known; the start works
	wrong state = "mistake" // to be mended
)

// finding is what was found about one item. Every text stands in English and
// in Japanese.
type finding struct {
	Item   string `json:"item"`
	State  state  `json:"state"`
	What   string `json:"what"`
	Mend   string `json:"mend,omitempty"`
	WhatJa string `json:"what_ja"`
	MendJa string `json:"mend_ja,omitempty"`
}

// checker looks at everything a start needs, and changes nothing.
type checker struct {
	*program
	common *common
	listen string
	cfg    config
	found  []finding
	held   bool // a running server has the data file open
	// free is how many bytes are free at a path.
	free func(path string) (uint64, error)
}

// check finds every mistake before anything is started.
func check(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := &checker{program: p, common: commonFlags(f), free: freeBytes}
	f.StringVar(&c.listen, "listen", "", "the `ADDRESS` that serve is to be given")
	asJSON := f.Bool("json", false, "print what was found as JSON")
	if err := parse(f, args); err != nil {
		return err
	}
	if c.common.company != "" {
		return misused("--company has no meaning here: check looks at the whole data file")
	}
	c.all(ctx)
	if err := c.print(*asJSON); err != nil {
		return err
	}
	if n := c.count(wrong); n > 0 {
		return both(fmt.Sprintf("%d to mend before \"daicho serve\" is started", n),
			fmt.Sprintf("daicho serve を起動する前に、直すところが%dか所あります。", n))
	}
	return nil
}

func (c *checker) all(ctx context.Context) {
	c.configuration()
	c.environment()
	c.values()
	uses := c.dataFile(ctx)
	c.webPage(ctx)
	c.slackSpaces(ctx, uses)
	c.discordServers(ctx, uses)
	c.mailServer(ctx)
	c.instruments(uses)
	c.disk()
}

func (c *checker) count(s state) int {
	n := 0
	for _, f := range c.found {
		if f.State == s {
			n++
		}
	}
	return n
}

func (c *checker) add(item string, s state, m *mistake) {
	c.found = append(c.found, finding{item, s, m.What, m.Mend, m.WhatJa, m.MendJa})
}

// say notes what is in order.
func (c *checker) say(item, english, japanese string) {
	c.add(item, fine, &mistake{What: english, WhatJa: japanese})
}

// err notes every mistake that an error holds.
func (c *checker) err(item string, err error) {
	for _, m := range mistakesOf(err) {
		c.add(item, wrong, m)
	}
}

func (c *checker) print(asJSON bool) error {
	if !asJSON {
		return printFindings(c.out, c.found)
	}
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		OK       bool      `json:"ok"`
		Findings []finding `json:"findings"`
	}{c.count(wrong) == 0, c.found})
}

// titles are the items as operators read them.
var titles = map[string]string{
	"configuration": "設定ファイル (configuration)",
	"environment":   "環境変数 (environment)",
	"company":       "会社 (company)",
	"log":           "ログ (log)",
	"data":          "データファイル (data file)",
	"web":           "画面のアドレス (web page)",
	"slack":         "Slack",
	"discord":       "Discord",
	"mail":          "メール (mail)",
	"instruments":   "質問の版 (instruments)",
	"clock":         "時計 (clock)",
	"disk":          "ディスク (disk)",
}

var signs = map[state]string{fine: "✓ 問題なし", look: "▲ ご確認を", wrong: "✗ 要修正 "}

// printFindings writes a line an item, with the mend below it, first in
// Japanese and then in English.
func printFindings(w io.Writer, all []finding) error {
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "%s %s: %s\n", signs[f.State], titles[f.Item], oneLine(f.WhatJa))
		below := func(label, text string) {
			if text != "" {
				fmt.Fprintf(&b, "             %s%s\n", label, oneLine(text))
			}
		}
		below("直し方：", f.MendJa)
		below("", f.What)
		below("Mend: ", f.Mend)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
