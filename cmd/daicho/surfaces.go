package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"daicho/adapters/mail"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// surfaces are where people meet the bot: the page, beside it the spaces on chat
// platforms that the configuration has, and the mails that it sends. All that is asked of it may be asked at
// once.
type surfaces struct {
	house *house
	page  bot.Adapter
	mails bot.Adapter
	pace  pace
	began time.Time

	mu     sync.RWMutex
	served map[string]chat // by home, what was connected
}

// chat is a connected home and its entry.
type chat struct {
	entry
	bot.Adapter
}

// pace is how long to wait before a space is tried again.
type pace struct {
	least, most time.Duration // where its platform cannot be reached, doubled each time
	mend        time.Duration // where an operator has to mend something
	start       time.Duration // so long after the start, that ends the program instead
}

var usualPace = pace{least: time.Second, most: time.Minute, mend: 5 * time.Minute, start: time.Minute}

func (h *house) surfaces(page bot.Adapter) *surfaces {
	return &surfaces{house: h, page: page, mails: noMail{}, pace: usualPace, began: time.Now(), served: map[string]chat{}}
}

// adapter is what serves a home, nil for a home of no surface. What is for one
// that is not connected waits for it.
func (s *surfaces) adapter(home string) bot.Adapter {
	if isWebHome(home) {
		return s.page
	}
	if home == mail.Home {
		return s.mails
	}
	if !isChatHome(home) {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if c, ok := s.served[home]; ok {
		return c.Adapter
	}
	return absent{}
}

// absent stands for a home that is not connected.
type absent struct{}

// absentPause is after how long a letter for such a home is tried again.
const absentPause = time.Minute

// Run implements bot.Adapter.
func (absent) Run(ctx context.Context, _ bot.Core) error {
	<-ctx.Done()
	return nil
}

// Post implements bot.Adapter. Waiting counts as no try, or a letter would be
// given up after two days.
func (absent) Post(context.Context, bot.Recipient, bot.View) error {
	return fmt.Errorf("the home is not connected: %w (%w)", &bot.Limited{After: absentPause}, bot.ErrBroken)
}

// keep serves a space until ctx ends. What an operator has to mend ends the
// program at its start; later it must not take the page away from those who use
// it, and is tried again.
func (s *surfaces) keep(ctx context.Context, sp space, core bot.Core) error {
	first := sp.entries[0]
	log := s.house.log.With(first.platform, first.no)
	for {
		err := s.serve(ctx, sp, core, log)
		switch {
		case err == nil || ctx.Err() != nil:
			return nil
		case time.Since(s.began) < s.pace.start:
			return err
		}
		log.Error("not served until that is mended", "err", err, "again", s.pace.mend)
		if !pause(ctx, s.pace.mend) {
			return nil
		}
	}
}

// serve connects a space and serves it until ctx ends or an operator has to mend
// something.
func (s *surfaces) serve(ctx context.Context, sp space, core bot.Core, log *slog.Logger) error {
	there, err := sp.open(log)
	if err != nil {
		return err
	}
	homes, err := s.connect(ctx, there, log)
	if err != nil {
		return sp.connecting(err)
	}
	for i, home := range homes {
		if err := s.house.settle(ctx, sp.entries[i], home); err != nil {
			return err
		}
		if err := s.put(home, chat{sp.entries[i], there}); err != nil {
			return err
		}
		defer s.drop(home)
	}
	return sp.running(there.Run(ctx, core))
}

// connect finds out the homes, however long the platform cannot be reached.
func (s *surfaces) connect(ctx context.Context, there connector, log *slog.Logger) ([]string, error) {
	for wait := s.pace.least; ; wait = min(2*wait, s.pace.most) {
		homes, err := there.Connect(ctx)
		if err == nil || mustBeMended(err) {
			return homes, err
		}
		if ctx.Err() == nil {
			log.Warn("the platform cannot be asked", "err", err, "again", wait)
		}
		if !pause(ctx, wait) {
			return nil, ctx.Err()
		}
	}
}

// pause waits; false where ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// put has a home served. A second entry of the same home would take a part of
// what is pressed away from the first.
func (s *surfaces) put(home string, c chat) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if other, ok := s.served[home]; ok && other.entry.no != c.entry.no {
		return sameHome(other.entry, c.entry)
	}
	s.served[home] = c
	return nil
}

// drop has what is for a home wait until it is served again.
func (s *surfaces) drop(home string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.served, home)
}

func sameHome(one, other entry) error {
	kind, kindJa := one.kind()
	return &mistake{fmt.Sprintf("%s and %s are the same %s", one.name(), other.name(), kind), "Leave one of them out",
		fmt.Sprintf("%sと%sが、同じ%sのものです。", one.nameJa(), other.nameJa(), kindJa), "どちらかを消してください。"}
}

// settle makes a home one of its company, and managers of those whom the
// configuration calls so.
func (h *house) settle(ctx context.Context, e entry, home string) error {
	c, err := h.companyOf(ctx, e, home)
	if err != nil {
		return err
	}
	err = h.store.Turn(ctx, c.Homes[0], func(tx *store.Tx) error {
		if err := h.addHome(tx, home); err != nil {
			return err
		}
		for _, id := range e.managers {
			if err := h.promote(tx, guidance.Account{Home: home, ID: id}); err != nil {
				return fmt.Errorf("make a manager: %w", err)
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrTaken) {
		return takenHome(e, "")
	}
	return err
}

// companyOf is the company that a home is of: the one that has it
// already, or else the one that the configuration names.
func (h *house) companyOf(ctx context.Context, e entry, home string) (guidance.Company, error) {
	all, err := h.store.Companies(ctx)
	if err != nil {
		return guidance.Company{}, fmt.Errorf("read companies: %w", err)
	}
	return chooseCompany(all, e, func(has string) bool { return has == home })
}

// chooseCompany is companyOf among these; isHome knows the home.
func chooseCompany(all []guidance.Company, e entry, isHome func(string) bool) (guidance.Company, error) {
	for _, c := range all {
		switch {
		case !slices.ContainsFunc(c.Homes, isHome):
		case e.company != "" && e.company != c.ID:
			return c, takenHome(e, c.ID)
		default:
			return c, nil
		}
	}
	var list []string
	for _, c := range all {
		if c.ID == e.company || e.company == "" && len(all) == 1 {
			return c, nil
		}
		list = append(list, fmt.Sprintf("%s (%s)", c.ID, c.Name))
	}
	return guidance.Company{}, whichCompany(e, list)
}

// takenHome says whose the home is; owner is empty where that is not known.
func takenHome(e entry, owner string) error {
	if owner != "" {
		owner = ", " + owner
	}
	kind, kindJa := e.kind()
	return &mistake{fmt.Sprintf("the %s of %s already belongs to another company%s", kind, e.name(), owner), "Set company to that one, or use another " + kind,
		fmt.Sprintf("%sの%sは、もう別の会社%sのものになっています。", e.nameJa(), kindJa, owner), "company をその会社の番号にするか、別の" + kindJa + "のものを使ってください。"}
}

func whichCompany(e entry, list []string) error {
	names := strings.Join(list, ", ")
	if e.company != "" {
		return &mistake{fmt.Sprintf("%s: there is no company %q", e.name(), e.company), "Set company to one of " + names,
			fmt.Sprintf("%s：「%s」という会社はありません。", e.nameJa(), e.company), "company を次のどれかにしてください：" + names}
	}
	return &mistake{fmt.Sprintf("%s: the data file holds several companies", e.name()), "Say with company whose it is, one of " + names,
		fmt.Sprintf("%s：データファイルに会社がいくつかあります。", e.nameJa()), "どの会社のものか、company に書いてください：" + names}
}

// addHome notes a home that the company has not had.
func (h *house) addHome(tx *store.Tx, home string) error {
	c, err := tx.Company()
	if err != nil || slices.Contains(c.Homes, home) {
		return err
	}
	c.Homes = append(c.Homes, home)
	if err := tx.PutCompany(c); err != nil {
		return err
	}
	return tx.Audit(store.Entry{At: h.now(), Did: guidance.DidHome, About: home})
}

// promote makes a manager of whoever has the account, if it is known that they
// use it themselves: nobody becomes one by tying somebody else's account to
// their own.
func (h *house) promote(tx *store.Tx, a guidance.Account) error {
	p, err := tx.PersonOf(a)
	switch {
	case errors.Is(err, guidance.ErrNotFound):
		return nil
	case err != nil || p.Role == guidance.Manager || slices.Contains(p.Unproven, a):
		return err
	}
	p.Role, p.Until = guidance.Manager, ""
	if err := tx.PutPerson(p); err != nil {
		return err
	}
	return tx.Audit(store.Entry{At: h.now(), Did: guidance.DidRole, About: fmt.Sprintf("%s %s", p.ID, string(p.Role))})
}
