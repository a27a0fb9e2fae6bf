package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"daicho/bot/guidance"
	"daicho/store/kv"
)

// Census is what the data hold of one company. It counts and names editions,
// and holds no answer.
type Census struct {
	Company                           guidance.Company
	People, Services, Rounds, Records int
	// Unknown are those of Records whose kind this program does not know: a
	// newer one wrote them, and it passes over them.
	Unknown int
	// Uses are the editions that rounds and answers are of, in their order.
	Uses []Use
	// Latest is the last moment in the audit log and the rounds; zero if
	// there is none.
	Latest time.Time
}

// Use is where an edition is used: in a round, or in the checklist of a
// service, today's or an earlier set.
type Use struct {
	Edition string
	Round   int                // 0 for a checklist
	Service guidance.ServiceNo // 0 for a round
	Earlier bool               // only in earlier sets of the service
}

// Take reads and decodes the records of every company without changing
// anything; version is that of the data, 0 where nothing was set up yet. It
// returns a *NewerError for data of a newer daicho, and kv.ErrDamaged for a
// record that cannot be read.
func Take(ctx context.Context, e kv.Engine) (all []Census, version int, err error) {
	if version, err = schemaOf(e); err != nil {
		return nil, version, err
	}
	if knows := len(migrations) + 1; version > knows {
		return nil, version, &NewerError{Has: version, Knows: knows}
	}
	s := &Store{engine: e}
	companies, err := s.Companies(ctx)
	if err != nil {
		return nil, version, spoilt(ctx, err)
	}
	for _, c := range companies {
		one := Census{Company: c}
		err := e.View(func(k kv.Tx) error { return one.take(ctx, &Tx{kv: k, company: c.ID}) })
		if err != nil {
			return nil, version, spoilt(ctx, err)
		}
		all = append(all, one)
	}
	return all, version, nil
}

// spoilt marks what could not be decoded.
func spoilt(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, kv.ErrDamaged) || errors.Is(err, kv.ErrClosed) {
		return err
	}
	return fmt.Errorf("%w: %w", kv.ErrDamaged, err)
}

func (c *Census) take(ctx context.Context, tx *Tx) error {
	for _, read := range []func(*Tx) error{c.takeRecords, c.takeRounds, c.takePeople, c.takeServices, c.takeLog} {
		if err := errors.Join(ctx.Err(), read(tx)); err != nil {
			return err
		}
	}
	return nil
}

func (c *Census) takeRounds(tx *Tx) error {
	rounds, err := tx.Rounds()
	if err != nil {
		return err
	}
	c.Rounds = len(rounds)
	for _, r := range rounds {
		c.Uses = append(c.Uses, Use{Edition: r.Edition, Round: r.No})
		c.saw(r.Opened)
		c.saw(r.Closed)
	}
	return nil
}

func (c *Census) saw(at time.Time) {
	if at.After(c.Latest) {
		c.Latest = at
	}
}

func (c *Census) takePeople(tx *Tx) error {
	people, err := tx.People()
	c.People = len(people)
	return err
}

func (c *Census) takeServices(tx *Tx) error {
	services, err := tx.Services()
	if err != nil {
		return err
	}
	c.Services = len(services)
	for _, s := range services {
		sheet, sheetErr := tx.ChecklistSheet(s.No)
		sets, setErr := tx.ChecklistSets(s.No)
		if err := errors.Join(sheetErr, setErr, tx.readBeside(s.No)); err != nil {
			return err
		}
		if len(sheet.Answers) > 0 {
			c.Uses = append(c.Uses, Use{Edition: sheet.Edition, Service: s.No})
		}
		for _, set := range sets {
			c.useEarlier(s.No, set.Edition)
		}
	}
	return nil
}

// useEarlier notes the edition of an earlier set, once a service.
func (c *Census) useEarlier(no guidance.ServiceNo, edition string) {
	known := func(u Use) bool { return u.Service == no && u.Edition == edition }
	if !slices.ContainsFunc(c.Uses, known) {
		c.Uses = append(c.Uses, Use{Edition: edition, Service: no, Earlier: true})
	}
}

// takeLog reads when something was last done.
func (c *Census) takeLog(tx *Tx) error {
	log, err := tx.auditLog()
	for _, e := range log {
		c.saw(e.At)
	}
	return err
}

// Editions are the editions used, once each, sorted.
func (c Census) Editions() []string {
	var all []string
	for _, u := range c.Uses {
		all = append(all, u.Edition)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Of returns the uses of an edition, rounds first.
func (c Census) Of(edition string) []Use {
	var all []Use
	for _, u := range c.Uses {
		if u.Edition == edition {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b Use) int { return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Round, b.Round)) })
	return all
}
