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

	"daicho/adapters/slack"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// surfaces are where people meet the bot: the page, and beside it the
// workspaces of the configuration. All that is asked of it may be asked at
// once.
type surfaces struct {
	house *house
	page  bot.Adapter
	pace  pace
	began time.Time

	mu     sync.RWMutex
	served map[string]chat // by home, what was connected
}

// chat is a connected workspace and the number of its entry.
type chat struct {
	no int
	bot.Adapter
}

// pace is how long to wait before a workspace is tried again.
type pace struct {
	least, most time.Duration // where Slack cannot be reached, doubled each time
	mend        time.Duration // where an operator has to mend something
	start       time.Duration // so long after the start, that ends the program instead
}

var usualPace = pace{least: time.Second, most: time.Minute, mend: 5 * time.Minute, start: time.Minute}

func (h *house) surfaces(page bot.Adapter) *surfaces {
	return &surfaces{house: h, page: page, pace: usualPace, began: time.Now(), served: map[string]chat{}}
}

// adapter is what serves a home, nil for a home of no surface. What is for a
// workspace that is not connected waits for it.
func (s *surfaces) adapter(home string) bot.Adapter {
	if isWebHome(home) {
		return s.page
	}
	if !slack.IsHome(home) {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if c, ok := s.served[home]; ok {
		return c.Adapter
	}
	return absent{}
}

// absent stands for a workspace that is not connected.
type absent struct{}

// absentPause is after how long a letter for such a workspace is tried again.
const absentPause = time.Minute

// Run implements bot.Adapter.
func (absent) Run(ctx context.Context, _ bot.Core) error {
	<-ctx.Done()
	return nil
}

// Post implements bot.Adapter. Waiting counts as no try, or a letter would be
// given up after two days.
func (absent) Post(context.Context, bot.Recipient, bot.View) error {
	return fmt.Errorf("the workspace is not connected: %w (%w)", &bot.Limited{After: absentPause}, bot.ErrBroken)
}

// keep serves a workspace until ctx ends. What an operator has to mend ends
// the program at its start; later it must not take the page away from those
// who use it, and is tried again.
func (s *surfaces) keep(ctx context.Context, w workspace, core bot.Core) error {
	w.Log = s.house.log.With("workspace", w.no)
	for {
		err := s.serve(ctx, w, core)
		switch {
		case err == nil || ctx.Err() != nil:
			return nil
		case time.Since(s.began) < s.pace.start:
			return err
		}
		w.Log.Error("slack: this workspace is not served until that is mended", "err", err, "again", s.pace.mend)
		if !pause(ctx, s.pace.mend) {
			return nil
		}
	}
}

// serve connects a workspace and serves it until ctx ends or an operator has
// to mend something.
func (s *surfaces) serve(ctx context.Context, w workspace, core bot.Core) error {
	space, err := slack.New(w.Config)
	if err != nil {
		return err
	}
	home, err := s.connect(ctx, space, w.Log)
	if err != nil {
		return refusedToken(w.no, "bot_token", err)
	}
	if err := s.house.settle(ctx, w, home); err != nil {
		return err
	}
	if err := s.put(home, chat{w.no, space}); err != nil {
		return err
	}
	defer s.drop(home)
	return refusedToken(w.no, "app_token", space.Run(ctx, core))
}

// connect finds out the home, however long Slack cannot be reached.
func (s *surfaces) connect(ctx context.Context, space *slack.Workspace, log *slog.Logger) (string, error) {
	for wait := s.pace.least; ; wait = min(2*wait, s.pace.most) {
		home, err := space.Connect(ctx)
		if err == nil || slack.TokenRefused(err) {
			return home, err
		}
		if ctx.Err() == nil {
			log.Warn("slack: the workspace cannot be asked", "err", err, "again", wait)
		}
		if !pause(ctx, wait) {
			return "", ctx.Err()
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

// refusedToken says of an error which token to mend, if it is one.
func refusedToken(no int, key string, err error) error {
	if !slack.TokenRefused(err) {
		return err
	}
	return &mistake{
		fmt.Sprintf("Slack does not accept the %s of [[slack]] %d (%v)", key, no, err),
		"Copy it again from the pages of the app at api.slack.com/apps, or reinstall the app; \"daicho check\" tells whether it is right",
		fmt.Sprintf("%d つ目の [[slack]] の %s が、Slack に受け付けられません。", no, key),
		"api.slack.com/apps のアプリのページからもう一度写すか、アプリをインストールし直してください。daicho check で確かめられます。",
	}
}

// put has a workspace serve its home. A second entry of the same workspace
// would take a part of what is pressed away from the first.
func (s *surfaces) put(home string, c chat) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if other, ok := s.served[home]; ok && other.no != c.no {
		return sameWorkspace(other.no, c.no)
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

func sameWorkspace(one, other int) error {
	return &mistake{fmt.Sprintf("[[slack]] %d and [[slack]] %d are the same workspace", one, other), "Leave one of them out",
		fmt.Sprintf("%d つ目と %d つ目の [[slack]] が、同じワークスペースのものです。", one, other), "どちらかを消してください。"}
}

// settle makes the workspace a home of its company, and managers of those whom
// the configuration calls so.
func (h *house) settle(ctx context.Context, w workspace, home string) error {
	c, err := h.companyOf(ctx, w, home)
	if err != nil {
		return err
	}
	err = h.store.Turn(ctx, c.Homes[0], func(tx *store.Tx) error {
		if err := h.addHome(tx, home); err != nil {
			return err
		}
		for _, id := range w.Managers {
			if err := h.promote(tx, guidance.Account{Home: home, ID: id}); err != nil {
				return fmt.Errorf("make a manager: %w", err)
			}
		}
		return nil
	})
	if errors.Is(err, store.ErrTaken) {
		return takenHome(w, "")
	}
	return err
}

// companyOf is the company that the workspace is of: the one that has it
// already, or else the one that the configuration names.
func (h *house) companyOf(ctx context.Context, w workspace, home string) (guidance.Company, error) {
	all, err := h.store.Companies(ctx)
	if err != nil {
		return guidance.Company{}, fmt.Errorf("read companies: %w", err)
	}
	return chooseCompany(all, w, func(has string) bool { return has == home })
}

// chooseCompany is companyOf among these; isHome knows the workspace's home.
func chooseCompany(all []guidance.Company, w workspace, isHome func(string) bool) (guidance.Company, error) {
	for _, c := range all {
		switch {
		case !slices.ContainsFunc(c.Homes, isHome):
		case w.company != "" && w.company != c.ID:
			return c, takenHome(w, c.ID)
		default:
			return c, nil
		}
	}
	var list []string
	for _, c := range all {
		if c.ID == w.company || w.company == "" && len(all) == 1 {
			return c, nil
		}
		list = append(list, fmt.Sprintf("%s (%s)", c.ID, c.Name))
	}
	return guidance.Company{}, whichCompany(w, list)
}

// takenHome says whose the workspace is; owner is empty where that is not known.
func takenHome(w workspace, owner string) error {
	if owner != "" {
		owner = ", " + owner
	}
	return &mistake{fmt.Sprintf("the workspace of [[slack]] %d already belongs to another company%s", w.no, owner), "Set company to that one, or use the tokens of another workspace",
		fmt.Sprintf("%d つ目の [[slack]] のワークスペースは、もう別の会社%sのものになっています。", w.no, owner), "company をその会社の番号にするか、別のワークスペースのトークンを使ってください。"}
}

func whichCompany(w workspace, list []string) error {
	names := strings.Join(list, ", ")
	if w.company != "" {
		return &mistake{fmt.Sprintf("[[slack]] %d: there is no company %q", w.no, w.company), "Set company to one of " + names,
			fmt.Sprintf("%d つ目の [[slack]]：「%s」という会社はありません。", w.no, w.company), "company を次のどれかにしてください：" + names}
	}
	return &mistake{fmt.Sprintf("[[slack]] %d: the data file holds several companies", w.no), "Say with company whose workspace it is, one of " + names,
		fmt.Sprintf("%d つ目の [[slack]]：データファイルに会社がいくつかあります。", w.no), "どの会社のワークスペースか、company に書いてください：" + names}
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
