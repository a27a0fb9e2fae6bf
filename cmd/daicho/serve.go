package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"time"

	"daicho/adapters/web"
	"daicho/bot/guidance"
	"daicho/store"

	"golang.org/x/sync/errgroup"
)

func serve(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	listen := f.String("listen", "", "the `ADDRESS` of the web page (default: 127.0.0.1:8080, or as configured)")
	manager := f.String("manager", "管理者", "the `NAME` of the first manager of a new company")
	add := f.String("add-company", "", "create a further company of this `NAME` in the file, unless it is there")
	if err := parse(f, args); err != nil {
		return err
	}
	cfg, err := c.load(p.env)
	if err != nil {
		return err
	}
	if *listen != "" {
		cfg.Web.Listen = *listen
	}
	spaces, err := cfg.spaces()
	if err := errors.Join(err, cfg.checkMail()); err != nil {
		return err
	}
	h, err := openHouse(ctx, cfg, p.now, cfg.logger(p.err))
	if err != nil {
		return err
	}
	first := opening{manager: *manager, add: *add, company: c.company, spaces: spaces}
	return errors.Join(h.serve(ctx, p, first), h.Close())
}

// opening is what the first start of a file is told.
type opening struct {
	manager string // name of the first manager
	add     string // name of a further company; empty for none
	company string // id of the one that the configuration speaks of
	spaces  []space
}

// serve makes the companies ready and runs until ctx ends.
func (h *house) serve(ctx context.Context, p *program, first opening) error {
	server, err := web.New(h.cfg.webConfig(h.now, h.log), h.store)
	if err != nil {
		return err
	}
	d := &localDesk{house: h, makeLink: server.NewLink}
	made, err := d.prepare(ctx, first)
	if err != nil {
		return errors.Join(err, server.Close())
	}
	for _, m := range made {
		p.handOver(m)
	}
	fmt.Fprintf(p.out, "daicho is listening on %s — stop it with Ctrl-C\n", server.Base())
	return h.run(ctx, server, d, first.spaces)
}

// handOver prints the link of a first manager, unless what is printed goes
// into a log that others read.
func (p *program) handOver(m madeLink) {
	if p.env("JOURNAL_STREAM") != "" {
		fmt.Fprintf(p.out, "%s was registered as the first %s; \"daicho link --name %s\" prints a personal link\n", m.Name, string(m.Role), m.Name)
		return
	}
	fmt.Fprintf(p.out, "%s\n%s\n", m.line(), saidOfLinks)
}

// prepare creates what a new file lacks, and returns the links of managers
// that it registered.
func (d *localDesk) prepare(ctx context.Context, first opening) ([]madeLink, error) {
	all, err := d.store.Companies(ctx)
	if err != nil {
		return nil, fmt.Errorf("read companies: %w", err)
	}
	if len(all) == 0 {
		c, err := d.createCompany(ctx, d.cfg.Company.Name)
		if err != nil {
			return nil, fmt.Errorf("create the company: %w", err)
		}
		all = append(all, c)
	} else if err := d.rename(ctx, first.company, len(all)); err != nil {
		return nil, err
	}
	isNamed := func(c guidance.Company) bool { return c.Name == first.add }
	if first.add != "" && !slices.ContainsFunc(all, isNamed) {
		c, err := d.createCompany(ctx, first.add)
		if err != nil {
			return nil, fmt.Errorf("create the company %s: %w", first.add, err)
		}
		all = append(all, c)
	}
	var links []madeLink
	for _, c := range all {
		made, err := d.open(ctx, c, first.manager)
		if err != nil {
			return nil, fmt.Errorf("open company %s: %w", c.ID, err)
		}
		links = append(links, made...)
	}
	return links, nil
}

// rename gives a company the name that the configuration has for it.
func (d *localDesk) rename(ctx context.Context, id string, companies int) error {
	if id == "" && companies > 1 {
		return nil // the configuration does not say which
	}
	c, err := d.company(ctx, id)
	if err != nil || d.cfg.Company.Name == "" || c.Name == d.cfg.Company.Name {
		return err
	}
	return d.store.Turn(ctx, c.Homes[0], func(tx *store.Tx) error {
		now, err := tx.Company()
		if err != nil {
			return err
		}
		now.Name = d.cfg.Company.Name
		return tx.PutCompany(now)
	})
}

// open makes a company ready: somebody to begin. The first round of the
// diagnosis is theirs to start.
func (d *localDesk) open(ctx context.Context, c guidance.Company, manager string) ([]madeLink, error) {
	var people []guidance.Person
	err := d.store.Read(ctx, c.Homes[0], func(tx *store.Tx) (err error) {
		people, err = tx.People()
		return err
	})
	home := webHome(c)
	if err != nil || len(people) > 0 || home == "" {
		return nil, err
	}
	o := linkOrder{Name: manager, Role: guidance.Manager}
	if err := o.check(); err != nil {
		return nil, err
	}
	made, err := d.linkIn(ctx, home, o)
	return []madeLink{made}, err
}

// run runs the page, the spaces, the mails, the postman, the socket and the nightly
// work until ctx ends or one of them fails.
func (h *house) run(ctx context.Context, server *web.Server, d *localDesk, spaces []space) error {
	meet := h.surfaces(server)
	var err error
	if meet.mails, err = h.cfg.posts(h.log); err != nil {
		return errors.Join(err, server.Close())
	}
	runner := h.runner(meet.adapter, webLinks{server})
	d.running = runner
	ear, err := openSocket(h.cfg.Data, d, h.log)
	deaf := errors.Is(err, errLongPath)
	if deaf {
		h.log.Warn("link, backup, letters and audit will not work beside this server: shorten the path of the data file", "err", err)
	} else if err != nil {
		return errors.Join(err, server.Close())
	}
	h.log.Info("started", "version", versionText(), "address", server.Base())
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return server.Run(ctx, runner) })
	for _, w := range spaces {
		g.Go(func() error { return meet.keep(ctx, w, runner) })
	}
	g.Go(func() error { return meet.mails.Run(ctx, runner) })
	g.Go(func() error { return runner.Deliver(ctx) })
	g.Go(func() error { return runner.Work(ctx) })
	if !deaf {
		g.Go(func() error { return ear.Run(ctx) })
	}
	g.Go(func() error {
		look := time.NewTicker(clockLook)
		defer look.Stop()
		(&clock{house: h, core: runner, schedule: h.cfg.Reminders.schedule()}).run(ctx, look.C)
		return nil
	})
	g.Go(func() error { h.nights(ctx, time.NewTicker(nightLook)); return nil })
	err = g.Wait()
	h.log.Info("stopped", "turns", h.engine.Stats().Turns)
	return err
}

const (
	// keepDeliveries is how long a repeated delivery is recognised.
	keepDeliveries = 7 * 24 * time.Hour
	// nightLook is how often it is looked whether it is night: by the clock on
	// the wall, because a machine that slept has timers that slept too.
	nightLook = 5 * time.Minute
	nightHour = 3
)

// nights forgets old deliveries at the start and then once a night.
func (h *house) nights(ctx context.Context, look *time.Ticker) {
	defer look.Stop()
	var done string
	for {
		if night := h.night(); night != done {
			done = night
			h.forget(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
	}
}

// night names the night that was last begun, by its date.
func (h *house) night() string {
	return h.now().In(h.cfg.zone()).Add(-nightHour * time.Hour).Format(time.DateOnly)
}

func (h *house) forget(ctx context.Context) {
	homes, err := h.store.Homes(ctx)
	for _, home := range homes {
		n, one := h.store.Forget(ctx, home, h.now().Add(-keepDeliveries))
		if n > 0 {
			h.log.Debug("old deliveries forgotten", "count", n)
		}
		err = errors.Join(err, one)
	}
	if err != nil && ctx.Err() == nil {
		h.log.Error("old deliveries cannot be forgotten", "err", err)
	}
}
