package store

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"daicho/bot/guidance"
)

// Person implements guidance.Reader.
func (tx *Tx) Person(id guidance.PersonID) (guidance.Person, error) {
	r, err := need[personRecord](tx, tx.personKey(id))
	if err != nil {
		return guidance.Person{}, err
	}
	return r.person(), nil
}

// PersonOf implements guidance.Reader.
func (tx *Tx) PersonOf(a guidance.Account) (guidance.Person, error) {
	id := tx.kv.Get(tx.accountKey(a))
	if id == nil {
		return guidance.Person{}, guidance.ErrNotFound
	}
	return tx.Person(guidance.PersonID(id))
}

// People implements guidance.Reader. Between two people lies all that the
// first one answered, so each is looked for rather than read up to.
func (tx *Tx) People() ([]guidance.Person, error) {
	var (
		people []guidance.Person
		prefix = tx.key("p/")
		from   []byte
		err    error
	)
	for more := true; more && err == nil; {
		more = false
		tx.kv.Scan(prefix, from, func(k, value []byte) bool {
			end := len(prefix) + bytes.IndexByte(k[len(prefix):], '/')
			if end == len(k)-1 { // else it was left behind by nobody, whom it must not take for somebody
				var r personRecord
				if err = decode(value, &r); err == nil {
					people = append(people, r.person())
				}
			}
			from = append(append(from[:0], k[:end]...), '/'+1) // behind everything of that person
			more = true
			return false
		})
	}
	return people, err
}

// NewPersonID implements guidance.Tx.
func (tx *Tx) NewPersonID() (guidance.PersonID, error) {
	for {
		n, err := tx.count(tx.key("n/person"))
		id := guidance.PersonID("p" + strconv.Itoa(n))
		if err != nil || tx.kv.Get(tx.personKey(id)) == nil {
			return id, err
		}
	}
}

// PutPerson implements guidance.Tx. It returns ErrTaken for an account that
// leads to somebody else: who joins two people writes the other one first.
func (tx *Tx) PutPerson(p guidance.Person) error {
	if p.ID == "" {
		return tx.fail(fmt.Errorf("store: a person without an id"))
	}
	k := tx.personKey(p.ID)
	old, _, err := load[personRecord](tx, k)
	if err != nil {
		return tx.fail(err)
	}
	for _, a := range old.person().Accounts {
		if slices.Contains(p.Accounts, a) {
			continue
		}
		if err := tx.drop(tx.accountKey(a)); err != nil {
			return err
		}
	}
	for _, a := range p.Accounts {
		if err := tx.lead(a, p.ID); err != nil {
			return err
		}
	}
	return tx.put(k, keepPerson(p))
}

// lead makes an account lead to a person.
func (tx *Tx) lead(a guidance.Account, to guidance.PersonID) error {
	k := tx.accountKey(a)
	switch owner := tx.kv.Get(k); {
	case string(owner) == string(to):
		return nil
	case owner != nil:
		return tx.fail(fmt.Errorf("%w: account leads to %s", ErrTaken, owner))
	}
	return tx.putBytes(k, []byte(to))
}

func (tx *Tx) noticeKey(p guidance.PersonID) key { return tx.personKey(p).plus("n/") }

// Notices implements guidance.Reader.
func (tx *Tx) Notices(p guidance.PersonID) ([]guidance.Notice, error) {
	return loadAll(tx, tx.noticeKey(p), func(tail []byte, r *noticeRecord) (guidance.Notice, error) {
		return r.notice(string(tail)), nil
	})
}

// AddNotice implements guidance.Tx.
func (tx *Tx) AddNotice(p guidance.PersonID, n guidance.Notice) error {
	if n.Key == "" {
		return tx.fail(fmt.Errorf("store: a notice without a key"))
	}
	return tx.put(tx.noticeKey(p).plus(n.Key), keepNotice(n))
}

// DropNotice implements guidance.Tx.
func (tx *Tx) DropNotice(p guidance.PersonID, key string) error {
	if key == "" {
		return nil
	}
	return tx.drop(tx.noticeKey(p).plus(key))
}

// maxFields bounds a draft.
const maxFields = 500

func (tx *Tx) draftKey(p guidance.PersonID, key string) key {
	return tx.personKey(p).plus("f/").tail(key, maxTail)
}

// Draft implements guidance.Reader.
func (tx *Tx) Draft(p guidance.PersonID, key string) (map[string]string, error) {
	values, _, err := load[map[string]string](tx, tx.draftKey(p, key))
	return values, err
}

// Drafts implements guidance.Reader.
func (tx *Tx) Drafts(p guidance.PersonID) ([]string, error) {
	var keys []string
	prefix := tx.personKey(p).plus("f/")
	tx.kv.Scan(prefix, nil, func(k, _ []byte) bool {
		keys = append(keys, string(k[len(prefix):]))
		return true
	})
	return keys, nil
}

// PutDraft implements guidance.Tx.
func (tx *Tx) PutDraft(p guidance.PersonID, key string, values map[string]string) error {
	k := tx.draftKey(p, key)
	if len(values) == 0 {
		return tx.drop(k)
	}
	if len(values) > maxFields {
		return tx.fail(fmt.Errorf("store: a draft of %d fields", len(values)))
	}
	if err := tx.makeRoom(p, k); err != nil {
		return err
	}
	return tx.put(k, values)
}

// makeRoom drops the draft with the lowest key where one more would be too
// many.
func (tx *Tx) makeRoom(p guidance.PersonID, next key) error {
	var first key
	n := 0
	tx.kv.Scan(tx.personKey(p).plus("f/"), nil, func(k, _ []byte) bool {
		if n == 0 {
			first = slices.Clone(k)
		}
		if n++; bytes.Equal(k, next) {
			n = 0 // it is there already
			return false
		}
		return true
	})
	if n < guidance.MaxDrafts {
		return nil
	}
	return tx.drop(first)
}
