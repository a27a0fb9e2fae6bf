package store

import (
	"encoding/binary"
	"fmt"

	"daicho/bot/guidance"
)

// Service implements guidance.Reader.
func (tx *Tx) Service(no guidance.ServiceNo) (guidance.Service, error) {
	p, ok, err := tx.coming(no)
	switch {
	case err != nil:
		return guidance.Service{}, err
	case ok && p.Gone:
		return guidance.Service{}, guidance.ErrNotFound
	case ok:
		return p.Service, nil
	}
	return tx.placed(no)
}

// placed is the record in its place, whatever an import brings.
func (tx *Tx) placed(no guidance.ServiceNo) (guidance.Service, error) {
	r, err := need[serviceRecord](tx, tx.serviceKey("s/", no))
	if err != nil {
		return guidance.Service{}, err
	}
	return r.service(), nil
}

// Services implements guidance.Reader.
func (tx *Tx) Services() ([]guidance.Service, error) {
	list, err := loadAll(tx, tx.key("s/"), func(_ []byte, r *serviceRecord) (guidance.Service, error) {
		return r.service(), nil
	})
	if err != nil || !tx.enforced() {
		return list, err
	}
	return tx.withComing(list)
}

// ServicesAfter implements guidance.Reader.
func (tx *Tx) ServicesAfter(no guidance.ServiceNo) (list []guidance.Service, err error) {
	tx.kv.Scan(tx.key("s/"), tx.serviceKey("s/", no+1), func(k, value []byte) bool {
		var r serviceRecord
		if err = decode(value, &r); err != nil {
			err = fmt.Errorf("%w (%s)", err, key(k))
			return false
		}
		list = append(list, r.service())
		return true
	})
	return list, err
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
	if err := tx.settleFirst(s.No); err != nil {
		return err
	}
	return tx.place(s)
}

// place writes a service in its place.
func (tx *Tx) place(s guidance.Service) error {
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
	if s, err := tx.placed(no); err == nil && s.Rev == rev {
		return s, nil
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
