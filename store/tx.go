package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store/kv"
)

// ErrTaken is returned for an account or home that somebody else has.
var ErrTaken = errors.New("store: already taken")

// Tx is one turn's view of one company: what the runner and what the
// programme need of it. It is valid until the fn it was given to returns and
// belongs to that goroutine.
type Tx struct {
	kv      kv.Tx
	company string // id
	failed  error  // the first write that failed
	force   force  // see enforced
}

var (
	_ bot.Tx      = (*Tx)(nil)
	_ guidance.Tx = (*Tx)(nil)
)

// CompanyID implements bot.Tx.
func (tx *Tx) CompanyID() string { return tx.company }

// fail notes that a write did not happen. A turn of which a part is missing
// must not be kept, even if its fn went on as if nothing had happened.
func (tx *Tx) fail(err error) error {
	if tx.failed == nil {
		tx.failed = err
	}
	return err
}

func (tx *Tx) put(k key, record any) error {
	value, err := encoding.Marshal(record)
	if err != nil {
		return tx.fail(fmt.Errorf("store: encoding %s: %w", k, err))
	}
	return tx.putBytes(k, value)
}

func (tx *Tx) putBytes(k key, value []byte) error {
	if err := tx.kv.Put(k, value); err != nil {
		return tx.fail(fmt.Errorf("store: writing: %w", err))
	}
	return nil
}

func (tx *Tx) drop(k key) error {
	if err := tx.kv.Delete(k); err != nil {
		return tx.fail(fmt.Errorf("store: deleting: %w", err))
	}
	return nil
}

// load reads one record; false if there is none.
func load[R any](tx *Tx, k key) (r R, found bool, err error) {
	value := tx.kv.Get(k)
	if value == nil {
		return r, false, nil
	}
	if err := decode(value, &r); err != nil {
		return r, false, fmt.Errorf("%w (%s)", err, k)
	}
	return r, true, nil
}

// need is load where a record that is not there is guidance.ErrNotFound.
func need[R any](tx *Tx, k key) (R, error) {
	r, found, err := load[R](tx, k)
	if err == nil && !found {
		err = guidance.ErrNotFound
	}
	return r, err
}

// loadAll reads the records under a prefix, given what follows it in each
// key. The prefix itself, which may hold a list's length, is not one of them.
func loadAll[R, T any](tx *Tx, prefix key, make func(tail []byte, r *R) (T, error)) (list []T, err error) {
	tx.kv.Scan(prefix, nil, func(k, value []byte) bool {
		if len(k) == len(prefix) {
			return true
		}
		var r R
		var one T
		if err = decode(value, &r); err == nil {
			one, err = make(k[len(prefix):], &r)
		}
		if err != nil {
			err = fmt.Errorf("%w (%s)", err, k)
			return false
		}
		list = append(list, one)
		return true
	})
	return list, err
}

// count adds one to a counter and returns what it then is.
func (tx *Tx) count(k key) (int, error) {
	n, _ := binary.Uvarint(tx.kv.Get(k))
	n++
	return int(n), tx.putBytes(k, binary.AppendUvarint(nil, n))
}

// add puts a record behind a list that only grows, and returns its number,
// from 1.
func (tx *Tx) add(list key, digits int, record func(n int) any) (int, error) {
	n, err := tx.count(list)
	if err != nil {
		return 0, err
	}
	return n, tx.put(list.number(n, digits), record(n))
}

// Company implements guidance.Reader.
func (tx *Tx) Company() (guidance.Company, error) {
	r, err := need[companyRecord](tx, tx.key("i"))
	return r.company(tx.company), err
}

// PutCompany implements guidance.Tx. It returns ErrTaken if another company
// has one of the homes.
func (tx *Tx) PutCompany(c guidance.Company) error {
	if c.ID != tx.company {
		return tx.fail(fmt.Errorf("store: company %q written in a turn of %q", c.ID, tx.company))
	}
	old, _, err := load[companyRecord](tx, tx.key("i"))
	if err != nil {
		return tx.fail(err)
	}
	for _, home := range old.Homes {
		if err := tx.drop(homeKey(home)); err != nil {
			return err
		}
	}
	for _, home := range c.Homes {
		k := homeKey(home)
		if owner := tx.kv.Get(k); owner != nil && string(owner) != tx.company {
			return tx.fail(fmt.Errorf("%w: home %q", ErrTaken, home))
		}
		if err := tx.putBytes(k, []byte(tx.company)); err != nil {
			return err
		}
	}
	return tx.put(tx.key("i"), keepCompany(c))
}
