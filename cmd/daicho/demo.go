package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"daicho/adapters/web"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

func demo(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	listen := f.String("listen", "", "the `ADDRESS` of the web page (default: 127.0.0.1:8080, or a free port)")
	if err := parse(f, args); err != nil {
		return err
	}
	cfg, err := c.load(p.env)
	if err != nil {
		return err
	}
	if cfg.Log == defaults().Log {
		cfg.Log.Level = "warn" // the links shall not drown
	}
	cfg.Web.Listen = cmp.Or(*listen, cfg.Web.Listen)
	// Only a file that was named here is used: never the one that a
	// configuration keeps a company's real data in.
	if cfg.Data = c.data; cfg.Data != "" {
		return p.demo(ctx, cfg, *listen == "", true)
	}
	folder, err := os.MkdirTemp("", "daicho-demo-")
	if err != nil {
		return err
	}
	cfg.Data = filepath.Join(folder, "daicho.db")
	return errors.Join(p.demo(ctx, cfg, *listen == "", false), os.RemoveAll(folder))
}

// demo runs the example company on the data file until ctx ends. With any, a
// free port will do when the address is taken.
func (p *program) demo(ctx context.Context, cfg config, any, kept bool) error {
	spaces, err := cfg.spaces()
	if err := errors.Join(err, cfg.checkMail()); err != nil {
		return err
	}
	h, err := openHouse(ctx, cfg, p.now, cfg.logger(p.err))
	if err != nil {
		return err
	}
	return errors.Join(h.demo(ctx, p, any, kept, spaces), h.Close())
}

func (h *house) demo(ctx context.Context, p *program, any, kept bool, spaces []space) error {
	home, err := h.demoCompany(ctx)
	if err != nil {
		return err
	}
	server, err := web.New(h.cfg.webConfig(h.now, h.log), h.store)
	if any && errors.Is(err, syscall.EADDRINUSE) {
		fmt.Fprintf(p.err, "%s is taken: the demo uses a free port instead. / %s は使われているため、空いているポートを使います。\n",
			h.cfg.Web.Listen, h.cfg.Web.Listen)
		h.cfg.Web.Listen = "127.0.0.1:0"
		server, err = web.New(h.cfg.webConfig(h.now, h.log), h.store)
	}
	if err != nil {
		return err
	}
	if err := h.welcome(ctx, p, server, home, kept); err != nil {
		return errors.Join(err, server.Close())
	}
	return h.run(ctx, server, &localDesk{house: h, makeLink: server.NewLink}, spaces)
}

// demoCompany seeds the example company in a file that holds nothing, and
// returns its home. Anything else than that company in the file is somebody's
// real data: nothing of it is shown, and no link of it made.
func (h *house) demoCompany(ctx context.Context) (home string, err error) {
	all, err := h.store.Companies(ctx)
	if err != nil {
		return "", fmt.Errorf("read companies: %w", err)
	}
	if len(all) == 0 {
		c, err := h.createCompany(ctx, demoName)
		if err != nil {
			return "", fmt.Errorf("create the example company: %w", err)
		}
		all = append(all, c)
	}
	if len(all) != 1 || all[0].Name != demoName || webHome(all[0]) == "" {
		return "", both("this file holds another company than the example: the demo leaves it alone. Name another file with --data",
			"このファイルには見本とは別の会社の記録があるため、手を加えていません。--data で別のファイルを指定してください。")
	}
	home = webHome(all[0])
	return home, h.store.Turn(ctx, home, func(tx *store.Tx) error { return h.seed(tx, home) })
}

// welcome says what the demo is and prints new links of those whose part can
// be played.
func (h *house) welcome(ctx context.Context, p *program, server *web.Server, home string, kept bool) error {
	list, err := readDemo[demoPerson]("people", demoPersonOf)
	if err != nil {
		return err
	}
	var lines []string
	for _, one := range list {
		if !one.link {
			continue
		}
		m, err := h.demoLink(ctx, server, home, one.Name)
		if err != nil {
			return fmt.Errorf("link of %s: %w", one.Name, err)
		}
		lines = append(lines, m.line())
	}
	end := "試した内容は、終わると消えます。"
	if kept {
		end = "試した内容は " + h.cfg.Data + " に残ります。"
	}
	fmt.Fprintf(p.out, "見本の会社「%s」（架空）を開きました。下のリンクをブラウザーで開くと、その人として試せます。\nCtrl-C で終わります。%s\n", demoName, end)
	for _, line := range lines {
		fmt.Fprintln(p.out, line)
	}
	return nil
}

func (h *house) demoLink(ctx context.Context, server *web.Server, home, name string) (madeLink, error) {
	var who guidance.Person
	err := h.store.Read(ctx, home, func(tx *store.Tx) (err error) {
		who, err = personNamed(tx, name)
		return err
	})
	if err != nil {
		return madeLink{}, err
	}
	url, err := server.NewLink(ctx, bot.Account(accountIn(who, home)))
	return madeLink{Role: who.Role, Name: who.Name, URL: url}, err
}
