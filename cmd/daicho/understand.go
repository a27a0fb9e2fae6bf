package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/importing"
	"daicho/bot/report/workbook"
	"daicho/rubric"
	"daicho/store"
)

// understandTime is how long a workbook may take to be read.
const understandTime = 15 * time.Second

// readings are the companies of which a workbook is being read: one at a time of
// each, since a workbook takes many times its size while it is read. Every one
// that is read holds a place, also when nobody waits for it any more.
type readings struct {
	mu     sync.Mutex
	homes  map[string]bool
	places chan struct{}
}

func newReadings() *readings {
	const atOnce = 2 // of all companies
	return &readings{homes: map[string]bool{}, places: make(chan struct{}, atOnce)}
}

// begin takes a place for a home; false where one of its workbooks is being read,
// or none is free before ctx ends. Done gives it back.
func (r *readings) begin(ctx context.Context, home string) (done func(), ok bool) {
	r.mu.Lock()
	taken := r.homes[home]
	r.homes[home] = true
	r.mu.Unlock()
	if taken {
		return nil, false
	}
	leave := func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.homes, home)
	}
	select {
	case r.places <- struct{}{}:
		return func() { <-r.places; leave() }, true
	case <-ctx.Done():
		leave()
		return nil, false
	}
}

// understand reads a workbook that was dropped in and keeps what it says, as
// bot.Runner asks for it.
func (h *house) understand(ctx context.Context, ev bot.Event) (key, unread string, err error) {
	ctx, cancel := context.WithTimeout(ctx, understandTime)
	defer cancel()
	company, err := h.companyAt(ctx, ev.From.Home)
	if err != nil {
		return "", "", err
	}
	done, free := h.reading.begin(ctx, company)
	if !free {
		return "", "busy", nil
	}
	type result struct {
		found workbook.Found
		err   error
	}
	in := h.lib.Current(rubric.Checklist)
	read := make(chan result, 1)
	go func() {
		defer done()
		found, err := readFrom(ev, in)
		read <- result{found, err}
	}()
	select {
	case <-ctx.Done():
		return "", "slow", nil
	case r := <-read:
		if why := workbook.Unread(r.err); why != "" || r.err != nil {
			return "", cmp.Or(why, workbook.UnreadOther), nil
		}
		i, err := h.keepDraft(ctx, ev.From.Home, ev, r.found)
		return i.Key, "", err
	}
}

// readFrom reads the file that an event brings, or else its words.
func readFrom(ev bot.Event, in *rubric.Instrument) (workbook.Found, error) {
	if ev.File == nil {
		return workbook.ReadPasted(ev.Said, in)
	}
	return workbook.Read(ev.File.Data, in)
}

func (h *house) companyAt(ctx context.Context, home string) (id string, err error) {
	err = h.store.Read(ctx, home, func(tx *store.Tx) error {
		id = tx.CompanyID()
		return nil
	})
	return id, err
}

// keepDraft keeps what was found as an import that nobody sees yet.
func (h *house) keepDraft(ctx context.Context, home string, ev bot.Event, found workbook.Found) (guidance.Import, error) {
	now := h.now()
	i := guidance.Import{Key: importKey(now), Made: now, Sheet: bot.Clean(found.Sheet), As: now, Edition: h.lib.Current(rubric.Checklist).Edition}
	if ev.File != nil {
		i.File = bot.Clean(ev.File.Name)
		if as := workbook.AsOf(ev.File.Data); !as.IsZero() && as.Before(now) {
			i.As = as
		}
	}
	var rows []guidance.ImportRow
	var remarks []guidance.ImportRemark
	err := h.store.Read(ctx, home, func(tx *store.Tx) (err error) {
		me, err := bringer(tx, ev.From)
		if err != nil {
			return err
		}
		i.By = me.ID
		rows, remarks, err = h.draftRows(tx, &i, me, found)
		return err
	})
	if err == nil {
		err = h.store.KeepImport(ctx, home, i, rows, remarks)
	}
	return i, err
}

// bringer is who hands a workbook in: a person, or with no account the operator,
// who may what a manager may.
func bringer(tx *store.Tx, from bot.Account) (guidance.Person, error) {
	if from.ID == "" {
		return guidance.Person{Role: guidance.Manager}, nil
	}
	me, err := tx.PersonOf(guidance.Account(from))
	if err != nil {
		err = fmt.Errorf("read who hands it in: %w", err)
	}
	return me, err
}

// draftRows are what was found as rows of an import, with what they are for whoever
// hands them in: whoever does not see all of the ledger learns of no other service.
func (h *house) draftRows(tx *store.Tx, i *guidance.Import, me guidance.Person, found workbook.Found) ([]guidance.ImportRow, []guidance.ImportRemark, error) {
	services, err := tx.Services()
	if err != nil {
		return nil, nil, fmt.Errorf("read services: %w", err)
	}
	if len(services) > 0 {
		i.Last = services[len(services)-1].No
	}
	if !me.MayImport() {
		services = slices.DeleteFunc(services, func(s guidance.Service) bool { return !me.May(guidance.ChangeService, &s) })
	}
	in := h.lib.Current(rubric.Checklist)
	rows, remarks := found.Draft(services, in, bot.Clean)
	if i.Found, err = importing.Classify(tx, rows, i.As, in, me); err == nil {
		i.Uncompared = !importing.Compare(rows, services, guidance.NewNames(h.lib.Spellings()), i.Found)
	}
	return rows, remarks, err
}

// importKey is the key of a new import. Keys sort by the second.
func importKey(now time.Time) string {
	return strconv.FormatInt(now.Unix(), 36) + "-" + strings.ToLower(rand.Text()[:8])
}
