package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"daicho/bot/guidance"
)

type relayRecord struct {
	Service guidance.ServiceNo  `cbor:"1,keyasint,omitempty"`
	Item    string              `cbor:"2,keyasint,omitempty"`
	Edition string              `cbor:"3,keyasint,omitempty"`
	Asker   guidance.PersonID   `cbor:"4,keyasint,omitempty"`
	Asked   guidance.PersonID   `cbor:"5,keyasint,omitempty"`
	Words   string              `cbor:"6,keyasint,omitempty"`
	At      int64               `cbor:"7,keyasint,omitempty"`
	State   guidance.RelayState `cbor:"8,keyasint,omitempty"`
	Rev     int                 `cbor:"9,keyasint,omitempty"`
	Label   string              `cbor:"10,keyasint,omitempty"`
	Word    string              `cbor:"11,keyasint,omitempty"`
	Other   bool                `cbor:"12,keyasint,omitempty"`
	Done    int64               `cbor:"13,keyasint,omitempty"`
}

func keepRelay(r guidance.Relay) relayRecord {
	return relayRecord{
		Service: r.Service, Item: r.Item, Edition: r.Edition, Asker: r.Asker, Asked: r.Asked, Words: r.Words, At: seconds(r.At),
		State: r.State, Rev: r.Rev, Label: r.Label, Word: r.Word, Other: r.Other, Done: seconds(r.Done),
	}
}

func (r *relayRecord) relay(key string) guidance.Relay {
	return guidance.Relay{
		Key: key, Service: r.Service, Item: r.Item, Edition: r.Edition, Asker: r.Asker, Asked: r.Asked, Words: r.Words, At: moment(r.At),
		State: r.State, Rev: r.Rev, Label: r.Label, Word: r.Word, Other: r.Other, Done: moment(r.Done),
	}
}

func (tx *Tx) relayKey(k string) key { return tx.key("y/k/").tail(k, maxTail) }

// openRelayKey lies with what is a person's own, and is erased with it.
func (tx *Tx) openRelayKey(p guidance.PersonID) key { return tx.personKey(p).plus("y/") }

// Relay implements guidance.Reader.
func (tx *Tx) Relay(k string) (guidance.Relay, error) {
	r, err := need[relayRecord](tx, tx.relayKey(k))
	return r.relay(k), err
}

// Relays implements guidance.Reader.
func (tx *Tx) Relays(no guidance.ServiceNo) ([]guidance.Relay, error) {
	return tx.relaysAt(tx.serviceKey("y/s/", no).plus("/"))
}

// OpenRelays implements guidance.Reader.
func (tx *Tx) OpenRelays(p guidance.PersonID) ([]guidance.Relay, error) {
	return tx.relaysAt(tx.openRelayKey(p))
}

// relaysAt reads the relays that a list names, the oldest first.
func (tx *Tx) relaysAt(prefix key) (list []guidance.Relay, err error) {
	tx.kv.Scan(prefix, nil, func(k, _ []byte) bool {
		var r guidance.Relay
		if r, err = tx.Relay(string(k[len(prefix):])); err != nil {
			err = fmt.Errorf("%w (%s)", err, k)
			return false
		}
		list = append(list, r)
		return true
	})
	slices.SortStableFunc(list, func(a, b guidance.Relay) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Key, b.Key))
	})
	return list, err
}

// PutRelay implements guidance.Tx. It keeps the list of the service's relays,
// and of the open ones of both people. Somebody who was erased gets none.
func (tx *Tx) PutRelay(r guidance.Relay) error {
	if r.Key == "" || len(r.Key) > maxTail {
		return tx.fail(fmt.Errorf("store: a relay with a key of %d bytes", len(r.Key)))
	}
	if err := tx.putBytes(tx.serviceKey("y/s/", r.Service).plus("/").plus(r.Key), []byte{}); err != nil {
		return err
	}
	for _, p := range []guidance.PersonID{r.Asker, r.Asked} {
		if err := tx.listRelay(p, r); err != nil {
			return err
		}
	}
	k := keepRelay(r)
	return tx.put(tx.relayKey(r.Key), &k)
}

func (tx *Tx) listRelay(p guidance.PersonID, r guidance.Relay) error {
	k := tx.openRelayKey(p).plus(r.Key)
	if !r.Open() {
		return tx.drop(k)
	}
	if _, err := tx.Person(p); errors.Is(err, guidance.ErrNotFound) {
		return nil
	}
	return tx.putBytes(k, []byte{})
}
