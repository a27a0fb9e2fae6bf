package store

import (
	"fmt"
	"strconv"

	"daicho/bot/guidance"
)

type ownItemRecord struct {
	Key      string            `cbor:"1,keyasint,omitempty"`
	Title    string            `cbor:"2,keyasint,omitempty"`
	Question string            `cbor:"3,keyasint,omitempty"`
	Decides  string            `cbor:"4,keyasint,omitempty"`
	Added    int64             `cbor:"5,keyasint,omitempty"`
	Asked    int64             `cbor:"6,keyasint,omitempty"`
	Retired  int64             `cbor:"7,keyasint,omitempty"`
	Rev      int               `cbor:"8,keyasint,omitempty"`
	Changed  int64             `cbor:"9,keyasint,omitempty"`
	By       guidance.PersonID `cbor:"10,keyasint,omitempty"`
}

func (r *ownItemRecord) item(no int) guidance.OwnItem {
	return guidance.OwnItem{
		No: no, Key: r.Key, Title: r.Title, Question: r.Question, Decides: r.Decides,
		Added: moment(r.Added), Asked: moment(r.Asked), Retired: moment(r.Retired), Rev: r.Rev, Changed: moment(r.Changed), By: r.By,
	}
}

func (tx *Tx) ownItemKey(area string, no int) key { return tx.key(area).number(no, roundDigits) }

// OwnItems implements guidance.Reader.
func (tx *Tx) OwnItems() ([]guidance.OwnItem, error) {
	return loadAll(tx, tx.key("N/i/"), func(tail []byte, r *ownItemRecord) (guidance.OwnItem, error) {
		no, err := strconv.Atoi(string(tail))
		return r.item(no), err
	})
}

// OwnItemVersions implements guidance.Reader.
func (tx *Tx) OwnItemVersions(no int) ([]guidance.OwnItem, error) {
	return loadAll(tx, tx.ownItemKey("N/v/", no).plus("/"), func(_ []byte, r *ownItemRecord) (guidance.OwnItem, error) { return r.item(no), nil })
}

// PutOwnItem implements guidance.Tx.
func (tx *Tx) PutOwnItem(i guidance.OwnItem) error {
	if i.No <= 0 || i.Rev <= 0 {
		return tx.fail(fmt.Errorf("store: an own item of number %d, revision %d", i.No, i.Rev))
	}
	was, found, err := load[ownItemRecord](tx, tx.ownItemKey("N/i/", i.No))
	if err != nil {
		return tx.fail(err)
	}
	if found && was.Rev != i.Rev {
		if err := tx.put(tx.ownItemKey("N/v/", i.No).plus("/").number(was.Rev, roundDigits), was); err != nil {
			return err
		}
	}
	return tx.put(tx.ownItemKey("N/i/", i.No), ownItemRecord{
		Key: i.Key, Title: i.Title, Question: i.Question, Decides: i.Decides,
		Added: seconds(i.Added), Asked: seconds(i.Asked), Retired: seconds(i.Retired), Rev: i.Rev, Changed: seconds(i.Changed), By: i.By,
	})
}

// OwnSheet implements guidance.Reader.
func (tx *Tx) OwnSheet(no guidance.ServiceNo) (guidance.Sheet, error) {
	return tx.sheet(tx.serviceKey("N/s/", no))
}

// PutOwnSheet implements guidance.Tx.
func (tx *Tx) PutOwnSheet(no guidance.ServiceNo, s guidance.Sheet) error {
	return tx.putSheet(tx.serviceKey("N/s/", no), s)
}

// OwnChanges implements guidance.Reader.
func (tx *Tx) OwnChanges(no guidance.ServiceNo) ([]guidance.Change, error) {
	return tx.changes(tx.serviceKey("N/h/", no).plus("/"))
}

// AddOwnChange implements guidance.Tx.
func (tx *Tx) AddOwnChange(no guidance.ServiceNo, c guidance.Change) error {
	return tx.addChange(tx.serviceKey("N/h/", no).plus("/"), c)
}
