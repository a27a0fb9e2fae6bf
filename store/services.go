package store

import (
	"encoding/binary"
	"fmt"

	"daicho/bot/guidance"
)

// Service implements guidance.Reader.
func (tx *Tx) Service(no guidance.ServiceNo) (guidance.Service, error) {
	r, err := need[serviceRecord](tx, tx.serviceKey("s/", no))
	if err != nil {
		return guidance.Service{}, err
	}
	return r.service(), nil
}

// Services implements guidance.Reader.
func (tx *Tx) Services() ([]guidance.Service, error) {
	return loadAll(tx, tx.key("s/"), func(_ []byte, r *serviceRecord) (guidance.Service, error) {
		return r.service(), nil
	})
}

// NewServiceNo implements guidance.Tx.
func (tx *Tx) NewServiceNo() (guidance.ServiceNo, error) {
	for {
		n, err := tx.count(tx.key("n/service"))
		no := guidance.ServiceNo(n)
		if err != nil || tx.kv.Get(tx.serviceKey("s/", no)) == nil {
			return no, err
		}
	}
}

// PutService implements guidance.Tx.
func (tx *Tx) PutService(s guidance.Service) error {
	if s.No <= 0 {
		return tx.fail(fmt.Errorf("store: a service with the number %d", s.No))
	}
	k := tx.serviceKey("s/", s.No)
	old, found, err := load[serviceRecord](tx, k)
	if err != nil {
		return tx.fail(err)
	}
	if found && old.Rev != s.Rev {
		if err := tx.put(tx.versionKey(s.No, old.Rev), &old); err != nil {
			return err
		}
	}
	r := keepService(s)
	return tx.put(k, &r)
}

func (tx *Tx) versionKey(no guidance.ServiceNo, rev int) key {
	return tx.serviceKey("h/", no).plus("/v/").number(rev, listDigits)
}

// ServiceVersion implements guidance.Reader. Every version is kept.
func (tx *Tx) ServiceVersion(no guidance.ServiceNo, rev int) (guidance.Service, error) {
	if s, err := tx.Service(no); err != nil || s.Rev == rev {
		return s, err
	}
	r, err := need[serviceRecord](tx, tx.versionKey(no, rev))
	if err != nil {
		return guidance.Service{}, err
	}
	return r.service(), nil
}

func (tx *Tx) madeKey(key string) key { return tx.key("m/").tail(key, maxTail) }

// MadeBy implements guidance.Reader.
func (tx *Tx) MadeBy(key string) (guidance.ServiceNo, bool, error) {
	value := tx.kv.Get(tx.madeKey(key))
	if value == nil {
		return 0, false, nil
	}
	n, size := binary.Uvarint(value)
	if size <= 0 {
		return 0, false, errDamaged
	}
	return guidance.ServiceNo(n), true, nil
}

// PutMadeBy implements guidance.Tx.
func (tx *Tx) PutMadeBy(key string, no guidance.ServiceNo) error {
	return tx.putBytes(tx.madeKey(key), binary.AppendUvarint(nil, uint64(no)))
}
