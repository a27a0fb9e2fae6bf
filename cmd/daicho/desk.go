package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"daicho/adapters/web"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
	"daicho/store/kv"
)

// desk does what an operator asks for, on an open file or through the server
// that has it open.
type desk interface {
	// Backup writes a consistent copy of the data file.
	Backup(ctx context.Context, w io.Writer) error
	// Export writes a workbook of a company's.
	Export(ctx context.Context, o bookOrder) ([]byte, error)
	// Import takes a workbook into a company's ledger.
	Import(ctx context.Context, o importOrder) (imported, error)
	// Guideline writes a version of a company's guideline, a new one or an earlier.
	Guideline(ctx context.Context, o guidelineOrder) ([]byte, error)
	// Report writes a version of the report of a visit, a new one or an earlier.
	Report(ctx context.Context, o reportOrder) ([]byte, error)
	// Link makes a personal link.
	Link(ctx context.Context, o linkOrder) (madeLink, error)
	// Letters lists what waits in a company's outbox.
	Letters(ctx context.Context, company string) ([]waiting, error)
	// Revive lets a dead letter be tried again.
	Revive(ctx context.Context, company, key string) error
	// Reminders says what would be sent at a moment.
	Reminders(ctx context.Context, o reminderOrder) (wouldRemind, error)
	// Audit reads a company's audit log, the oldest first.
	Audit(ctx context.Context, company string) ([]noted, error)
	Close() error
}

// madeLink is a new personal link and what else was done for it.
type madeLink struct {
	Role guidance.Role `json:"role"`
	Name string        `json:"name"`
	URL  string        `json:"url"`
	Done []string      `json:"done,omitempty"`
}

// line is the link as scripts read it.
func (m madeLink) line() string { return fmt.Sprintf("%s\t%s\t%s", string(m.Role), m.Name, m.URL) }

// saidOfLinks is what has to be said beside a link.
const saidOfLinks = "このリンクは本人だけのものです。知っている人は誰でも本人として使えるので、ほかの人に見せないでください。\n" +
	"(A personal link is a secret: whoever has it acts as that person.)"

// waiting is a letter of the outbox as an operator sees it.
type waiting struct {
	Key    string    `json:"key"`
	To     string    `json:"to"`
	Dead   bool      `json:"dead"`
	Tries  int       `json:"tries"`
	Next   time.Time `json:"next,omitzero"`
	Failed string    `json:"failed,omitempty"`
}

// openDesk opens the data file or, if a server has it open, asks that one.
func openDesk(ctx context.Context, p *program, c *common) (desk, error) {
	cfg, err := c.load(p.env)
	if err != nil {
		return nil, err
	}
	if err := mustExist(cfg.Data); err != nil {
		return nil, err
	}
	h, err := openHouse(ctx, cfg, p.now, cfg.logger(p.err))
	if errors.Is(err, kv.ErrLocked) {
		return askServer(ctx, cfg.Data)
	}
	if err != nil {
		return nil, err
	}
	return &localDesk{house: h, makeLink: h.awayLink}, nil
}

// localDesk works on the file itself.
type localDesk struct {
	*house
	running  *bot.Runner[*store.Tx] // the server's; nil beside none
	makeLink func(ctx context.Context, a bot.Account) (string, error)
}

// awayLink makes a link while no server runs: it will be of use under the
// configured address once one does.
func (h *house) awayLink(ctx context.Context, a bot.Account) (string, error) {
	wc := h.cfg.webConfig(h.now, h.log)
	if wc.BaseURL == "" {
		wc.BaseURL = "http://" + wc.Listen
	}
	wc.Listen, wc.AllowRemote = "127.0.0.1:0", false
	server, err := web.New(wc, h.store)
	if err != nil {
		return "", err
	}
	url, err := server.NewLink(ctx, a)
	return url, errors.Join(err, server.Close())
}

func (d *localDesk) Backup(ctx context.Context, w io.Writer) error {
	homes, err := d.store.Homes(ctx)
	if err != nil {
		return err
	}
	for _, home := range homes {
		err := d.store.Turn(ctx, home, func(tx *store.Tx) error {
			return tx.Audit(store.Entry{At: d.now(), Did: "export", About: "backup"})
		})
		if err != nil {
			return fmt.Errorf("note the backup: %w", err)
		}
	}
	_, err = d.engine.Backup(w)
	return err
}

func (d *localDesk) Link(ctx context.Context, o linkOrder) (madeLink, error) {
	if err := o.check(); err != nil {
		return madeLink{}, err
	}
	c, err := d.company(ctx, o.Company)
	if err != nil {
		return madeLink{}, err
	}
	return d.linkIn(ctx, webHome(c), o)
}

func (d *localDesk) linkIn(ctx context.Context, home string, o linkOrder) (madeLink, error) {
	if home == "" {
		return madeLink{}, both("this company has no home on the web surface", "この会社には、ウェブ画面の場所がありません。")
	}
	var made madeLink
	var account bot.Account
	err := d.store.Turn(ctx, home, func(tx *store.Tx) error {
		p, done, err := o.register(tx, home, d.now())
		if err != nil {
			return err
		}
		made = madeLink{Role: p.Role, Name: p.Name, Done: done}
		account = accountIn(p, home)
		return nil
	})
	if err != nil {
		return madeLink{}, err
	}
	if o.Renew {
		if err := d.store.DropLinks(ctx, home, account); err != nil {
			return madeLink{}, fmt.Errorf("end older links: %w", err)
		}
	}
	made.URL, err = d.makeLink(ctx, account)
	return made, err
}

// accountIn is the person's account in a home.
func accountIn(p guidance.Person, home string) bot.Account {
	for _, a := range p.Accounts {
		if a.Home == home {
			return bot.Account(a)
		}
	}
	return bot.Account{}
}

func (d *localDesk) Letters(ctx context.Context, company string) ([]waiting, error) {
	c, err := d.company(ctx, company)
	if err != nil {
		return nil, err
	}
	letters, err := d.store.Outbox(ctx, c.Homes[0])
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	list := []waiting{}
	for _, l := range letters {
		to := l.Person
		if to == "" {
			to = l.Place.Home + " " + l.Place.Inside
		}
		list = append(list, waiting{Key: l.Key, To: to, Dead: l.Dead, Tries: l.Tries, Next: l.NotBefore, Failed: l.Failed})
	}
	return list, nil
}

func (d *localDesk) Revive(ctx context.Context, company, key string) error {
	c, err := d.company(ctx, company)
	if err != nil {
		return err
	}
	err = d.store.Revive(ctx, c.Homes[0], key)
	if errors.Is(err, guidance.ErrNotFound) {
		return both(fmt.Sprintf("no letter %q waits; \"daicho letters\" lists those that do", key),
			fmt.Sprintf("「%s」という送信待ちのお知らせはありません。daicho letters で一覧を確かめてください。", key))
	}
	return err
}
