package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

type deliveryRecord struct {
	_    struct{} `cbor:",toarray"`
	At   bot.ActionID
	When int64
}

// deliveryKey lies beside what the delivery writes, its person's sheets, so
// that an answer changes one page of the file and not two. An account that
// leads to nobody keeps its own.
func (tx *Tx) deliveryKey(from bot.Account, delivery string) key {
	account := tx.accountKey(guidance.Account(from))
	if person := tx.kv.Get(account); person != nil {
		return deliveryOf(tx.personKey(guidance.PersonID(person)), from, delivery)
	}
	return account.plus("s/").tail(delivery, maxTail)
}

func deliveryOf(person key, from bot.Account, delivery string) key {
	return person.plus("s/").name(from.Home).name(from.ID).tail(delivery, maxTail)
}

// Seen implements bot.Tx. An empty delivery is never a repeat.
func (tx *Tx) Seen(from bot.Account, delivery string) (bot.ActionID, bool, error) {
	if delivery == "" {
		return "", false, nil
	}
	r, seen, err := load[deliveryRecord](tx, tx.deliveryKey(from, delivery))
	return r.At, seen, err
}

// Remember implements bot.Tx.
func (tx *Tx) Remember(from bot.Account, delivery string, at bot.ActionID, when time.Time) error {
	if delivery == "" {
		return nil
	}
	return tx.put(tx.deliveryKey(from, delivery), &deliveryRecord{At: at, When: seconds(when)})
}

// How much Forget looks at in one view and deletes in one turn, in keys:
// readers and writers get their turn in between.
const (
	forgetLook = 5_000
	forgetDrop = 500
)

// Forget drops deliveries that were handled before a time, and the keys of
// letters that had to be remembered until a time before it. It goes slice by
// slice, and returns how many it dropped; a part may be done when it fails.
func (s *Store) Forget(ctx context.Context, home string, before time.Time) (int, error) {
	dropped := 0
	for _, old := range []staleness{{"p/", oldOfPerson}, {"a/", oldOfAccount}, {"x/", oldLetter}} {
		n, err := s.forget(ctx, home, old, before)
		dropped += n
		if err != nil {
			return dropped, err
		}
	}
	return dropped, nil
}

// staleness tells, in an area of a company's keys, what was kept too long.
type staleness struct {
	area string
	old  func(tail, value []byte, before time.Time) bool
}

// oldOfPerson reads ID/s/HOME/ACCOUNT/DELIVERY, oldOfAccount
// HOME/ACCOUNT/s/DELIVERY.
func oldOfPerson(tail, value []byte, before time.Time) bool {
	return oldDelivery(tail, 1, value, before)
}

func oldOfAccount(tail, value []byte, before time.Time) bool {
	return oldDelivery(tail, 2, value, before)
}

func oldDelivery(tail []byte, part int, value []byte, before time.Time) bool {
	if parts := bytes.SplitN(tail, []byte("/"), part+2); len(parts) != part+2 || string(parts[part]) != "s" {
		return false
	}
	var r deliveryRecord
	return decode(value, &r) == nil && moment(r.When).Before(before)
}

func oldLetter(_, value []byte, before time.Time) bool {
	until, size := binary.Varint(value)
	return size > 0 && moment(until).Before(before)
}

func (s *Store) forget(ctx context.Context, home string, what staleness, before time.Time) (int, error) {
	var from []byte
	for dropped := 0; ; {
		var old [][]byte
		more := false
		err := s.Read(ctx, home, func(tx *Tx) error {
			old, more = nil, false
			looked := 0
			prefix := tx.key(what.area)
			tx.kv.Scan(prefix, from, func(k, value []byte) bool {
				if what.old(k[len(prefix):], value, before) {
					old = append(old, bytes.Clone(k))
				}
				looked++
				if more = looked == forgetLook || len(old) == forgetDrop; more {
					from = append(bytes.Clone(k), 0)
				}
				return !more
			})
			return nil
		})
		if err == nil && len(old) > 0 {
			err = s.Turn(ctx, home, func(tx *Tx) error { return tx.dropOld(what, old, before) })
		}
		if err != nil {
			return dropped, err
		}
		if dropped += len(old); !more {
			return dropped, nil
		}
	}
}

// dropOld drops the keys that are still as old as they were when looked at.
func (tx *Tx) dropOld(what staleness, keys [][]byte, before time.Time) error {
	prefix := tx.key(what.area)
	for _, k := range keys {
		if value := tx.kv.Get(k); value == nil || !what.old(k[len(prefix):], value, before) {
			continue
		}
		if err := tx.drop(k); err != nil {
			return err
		}
	}
	return nil
}
