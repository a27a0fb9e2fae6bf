package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"daicho/adapters/web"
	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
	"daicho/store/bolt"
)

// house is an open data file with everything that works on it.
type house struct {
	cfg    config
	engine *bolt.DB
	store  *store.Store
	lib    *rubric.Library
	now    func() time.Time
	log    *slog.Logger
	// reading are the workbooks that are being read.
	reading *readings
}

// pictureBytes is how much memory pictures that were drawn may keep.
const pictureBytes = 32 << 20

// openHouse opens the data file and creates it if it is not there. The error
// is kv.ErrLocked (errors.Is) if another process has it open.
func openHouse(ctx context.Context, cfg config, now func() time.Time, log *slog.Logger) (*house, error) {
	lib, err := cfg.library()
	if err != nil {
		return nil, err
	}
	engine, err := bolt.Open(cfg.Data, bolt.Options{})
	if err != nil {
		return nil, err
	}
	st, err := store.Open(ctx, engine)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", cfg.Data, err), engine.Close())
	}
	return &house{cfg: cfg, engine: engine, store: st, lib: lib, now: now, log: log, reading: newReadings()}, nil
}

// Close waits for running turns and lets go of the file.
func (h *house) Close() error { return h.engine.Close() }

// runner puts the dialogue over the store; adapter returns the surface that
// serves a home, links makes personal links and may be nil.
func (h *house) runner(adapter func(home string) bot.Adapter, links dialogue.Linker) *bot.Runner[*store.Tx] {
	return &bot.Runner[*store.Tx]{
		Store:      h.store,
		Talk:       h.dialogue(rand.Text, links),
		Maker:      h.makers(),
		Understand: h.understand,
		Adapter:    adapter,
		Clock:      h.now,
		Log:        h.log,
	}
}

// dialogue is what the bot says, by the configuration's rules.
func (h *house) dialogue(newKey func() string, links dialogue.Linker) *dialogue.Dialogue[*store.Tx] {
	return dialogue.New[*store.Tx](h.lib, newKey).WithLinks(links).WithRules(h.cfg.Reminders.rules()).WithMail(h.cfg.Mail.home()).WithSurfaces(platformName)
}

// webHomes knows where the page is, and makes no links.
type webHomes struct{}

// Home implements dialogue.Linker.
func (webHomes) Home(homes []string) string { return webHome(guidance.Company{Homes: homes}) }

// Mint implements dialogue.Linker.
func (webHomes) Mint(string) (ref string, secret [32]byte, address string, err error) {
	return "", secret, "", errors.New("no links are made here")
}

// webLinks makes personal links to the page.
type webLinks struct{ *web.Server }

// Home implements dialogue.Linker.
func (webLinks) Home(homes []string) string { return webHome(guidance.Company{Homes: homes}) }

// company is the company with the id; with no id, the only one there is.
func (h *house) company(ctx context.Context, id string) (guidance.Company, error) {
	all, err := h.store.Companies(ctx)
	if err != nil {
		return guidance.Company{}, fmt.Errorf("read companies: %w", err)
	}
	if id == "" && len(all) == 1 {
		return all[0], nil
	}
	var list []string
	for _, c := range all {
		if c.ID == id {
			return c, nil
		}
		list = append(list, fmt.Sprintf("%s (%s)", c.ID, c.Name))
	}
	return guidance.Company{}, noCompany(id, list)
}

func noCompany(id string, list []string) error {
	names := strings.Join(list, ", ")
	switch {
	case len(list) == 0:
		return both("the data file holds no company yet: start \"daicho serve\" once, which creates it",
			"データファイルに会社がまだありません。一度 daicho serve を起動すると作られます。")
	case id == "":
		return both("the data file holds several companies; choose one with --company: "+names,
			"データファイルに会社がいくつかあります。--company で選んでください："+names)
	}
	return both(fmt.Sprintf("there is no company %q; there are: %s", id, names),
		fmt.Sprintf("「%s」という会社はありません。あるのは：%s", id, names))
}

// webName begins the names of homes that the web surface serves.
const webName = "web"

// isWebHome reports whether the web surface serves the home: "web", "web2" …
// A home of another surface may well begin with those letters.
func isWebHome(home string) bool {
	digits, ok := strings.CutPrefix(home, webName)
	return ok && strings.Trim(digits, "0123456789") == ""
}

// webHome is the company's home on the web surface, empty if it has none.
func webHome(c guidance.Company) string {
	for _, home := range c.Homes {
		if isWebHome(home) {
			return home
		}
	}
	return ""
}

// unnamed is what a company is called until somebody says its name.
const unnamed = "当社"

// createCompany keeps a new company, with the next free home on the web
// surface: web, web2, …
func (h *house) createCompany(ctx context.Context, name string) (guidance.Company, error) {
	if name == "" {
		name = unnamed
	}
	for n := 1; ; n++ {
		home := webName
		if n > 1 {
			home = fmt.Sprint(webName, n)
		}
		c, err := h.store.CreateCompany(ctx, guidance.Company{
			Name: name, Homes: []string{home}, Zone: h.cfg.Company.Zone, Created: h.now(),
		})
		if !errors.Is(err, store.ErrTaken) {
			return c, err
		}
	}
}

// openRound opens the first round of the current diagnosis, if there is none.
func (h *house) openRound(ctx context.Context, home string) error {
	return h.store.Turn(ctx, home, func(tx *store.Tx) error {
		_, err := tx.Round()
		if !errors.Is(err, guidance.ErrNotFound) {
			return err
		}
		return tx.PutRound(guidance.Round{No: 1, Edition: h.lib.Current(rubric.Diagnosis).Edition, Opened: h.now()})
	})
}
