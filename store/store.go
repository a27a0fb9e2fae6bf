// Package store keeps companies: typed records over the small key-value seam
// store/kv. It is the only package that knows how a record is written and
// under which key (keys.go has the table); which engine keeps the keys, it
// does not know.
//
// A turn gets a Tx, which is bound to one company: there is no way from it to
// a key of another. One Tx type serves the runner (bot.Tx) and the programme
// (guidance.Tx) alike.
package store

import (
	"context"
	"fmt"
	"strconv"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store/kv"
)

// Store keeps companies in an engine.
type Store struct{ engine kv.Engine }

var _ bot.Store[*Tx] = (*Store)(nil)

// Open returns the store in the engine's data. New data is set up, older data
// is brought up to date; data that a newer daicho wrote is refused with a
// *NewerError, and data that is not ours with kv.ErrForeign. The engine stays
// the caller's to close.
func Open(ctx context.Context, e kv.Engine) (*Store, error) {
	if err := migrate(ctx, e, migrations); err != nil {
		return nil, err
	}
	return &Store{e}, nil
}

// Engine is what the store keeps its keys in: for backups and counters.
func (s *Store) Engine() kv.Engine { return s.engine }

func homeKey(home string) key { return global("home/").name(home) }

// companyAt is a transaction of the company that has the home. The home is
// looked up in the turn itself, which takes a microsecond: so a home that
// moves to another company has moved for every turn after.
func companyAt(k kv.Tx, home string) (*Tx, error) {
	id := k.Get(homeKey(home))
	if id == nil {
		return nil, bot.ErrUnknownHome
	}
	return &Tx{kv: k, company: string(id)}, nil
}

// Read implements bot.Store.
func (s *Store) Read(ctx context.Context, home string, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.engine.View(func(k kv.Tx) error {
		tx, err := companyAt(k, home)
		if err != nil {
			return err
		}
		return fn(tx)
	})
}

// Turn implements bot.Store. A turn of which any write failed is undone, even
// if fn returns nil.
func (s *Store) Turn(ctx context.Context, home string, fn func(*Tx) error) error {
	return s.engine.Update(ctx, func(k kv.Tx) error {
		tx, err := companyAt(k, home)
		if err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return tx.failed
	})
}

// CreateCompany keeps a new company and returns it, with the next id (c1, c2
// …) if it has none. It returns ErrTaken if there is a company with that id or
// with one of the homes.
func (s *Store) CreateCompany(ctx context.Context, c guidance.Company) (guidance.Company, error) {
	made := c
	err := s.engine.Update(ctx, func(k kv.Tx) error {
		made = c
		if c.ID == "" {
			id, err := nextCompany(k)
			if err != nil {
				return err
			}
			made.ID = id
		}
		if !validCompany(made.ID) {
			return fmt.Errorf("store: %q is not a company's id: it takes 1 to 32 of a–z and 0–9", made.ID)
		}
		listed := global("company/").id(made.ID)
		if k.Get(listed) != nil {
			return fmt.Errorf("%w: company %s", ErrTaken, made.ID)
		}
		if err := k.Put(listed, []byte(made.ID)); err != nil {
			return err
		}
		return (&Tx{kv: k, company: made.ID}).PutCompany(made)
	})
	if err != nil {
		return guidance.Company{}, err
	}
	return made, nil
}

func nextCompany(k kv.Tx) (string, error) {
	tx := &Tx{kv: k}
	for {
		n, err := tx.count(global("next"))
		id := "c" + strconv.Itoa(n)
		if err != nil || k.Get(global("company/").id(id)) == nil {
			return id, err
		}
	}
}

func validCompany(id string) bool {
	for i := range len(id) {
		if c := id[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return id != "" && len(id) <= 32
}

// Companies returns all companies, in the order of their ids.
func (s *Store) Companies(ctx context.Context) (list []guidance.Company, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.engine.View(func(k kv.Tx) (err error) {
		k.Scan(global("company/"), nil, func(_, id []byte) bool {
			var c guidance.Company
			c, err = (&Tx{kv: k, company: string(id)}).Company()
			list = append(list, c)
			return err == nil
		})
		return err
	})
	return list, err
}

// Homes implements bot.Store.
func (s *Store) Homes(ctx context.Context) ([]string, error) {
	companies, err := s.Companies(ctx)
	var homes []string
	for _, c := range companies {
		if len(c.Homes) > 0 {
			homes = append(homes, c.Homes[0])
		}
	}
	return homes, err
}
