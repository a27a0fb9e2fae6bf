package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"daicho/bot/guidance"
)

// What an import leaves of a service lies beside the services until the import
// comes into force, and is then read in their place until it is put there. So
// an import is seen as a whole or not at all, however many turns it takes; in
// the meantime whoever writes to a service puts it in its place first.

type preparedRecord struct {
	Base      int            `cbor:"1,keyasint,omitempty"`
	SheetBase int            `cbor:"2,keyasint,omitempty"`
	Service   serviceRecord  `cbor:"3,keyasint,omitempty"`
	Sheet     sheetRecord    `cbor:"4,keyasint,omitempty"`
	Changes   []changeRecord `cbor:"5,keyasint,omitempty"`
	Sets      []setRecord    `cbor:"6,keyasint,omitempty"`
	Gone      bool           `cbor:"7,keyasint,omitempty"`
}

func (r *preparedRecord) prepared() (guidance.Prepared, error) {
	list, err := r.Sheet.list()
	p := guidance.Prepared{
		Base: r.Base, SheetBase: r.SheetBase, Gone: r.Gone, Service: r.Service.service(),
		Sheet: guidance.Sheet{Edition: r.Sheet.Edition, Rev: r.Sheet.Rev, Answers: list},
	}
	for i := range r.Changes {
		p.Changes = append(p.Changes, r.Changes[i].change())
	}
	for _, s := range r.Sets {
		list, wrong := s.list()
		err = errors.Join(err, wrong)
		p.Sets = append(p.Sets, guidance.Set{No: s.No, Edition: s.Edition, Answers: list, At: moment(s.At)})
	}
	return p, err
}

func readPrepared(value []byte) error {
	var r preparedRecord
	err := decode(value, &r)
	if err == nil {
		_, err = r.prepared()
	}
	return err
}

// Prepare implements guidance.Tx.
func (tx *Tx) Prepare(p guidance.Prepared) error {
	if p.Service.No <= 0 {
		return tx.fail(fmt.Errorf("store: a service with the number %d is prepared", p.Service.No))
	}
	list, err := keepAnswers(p.Sheet.Answers)
	r := preparedRecord{Base: p.Base, SheetBase: p.SheetBase, Service: keepService(p.Service), Sheet: sheetRecord{p.Sheet.Edition, p.Sheet.Rev, list}, Gone: p.Gone}
	for _, c := range p.Changes {
		r.Changes = append(r.Changes, keepChange(c))
	}
	for _, s := range p.Sets {
		list, wrong := keepAnswers(s.Answers)
		err = errors.Join(err, wrong)
		r.Sets = append(r.Sets, setRecord{s.No, s.Edition, seconds(s.At), list})
	}
	if err != nil {
		return tx.fail(err)
	}
	return tx.put(tx.serviceKey("I/w/", p.Service.No), &r)
}

// Enforce implements guidance.Tx.
func (tx *Tx) Enforce() error {
	tx.force = inForce
	return tx.putBytes(tx.key("I/f"), nil)
}

// Settled implements guidance.Tx.
func (tx *Tx) Settled() error {
	tx.force = notInForce
	if err := tx.drop(tx.key("I/f")); err != nil {
		return err
	}
	return tx.dropBelow(tx.key("I/w/"))
}

// force is whether what is prepared is in force, as far as the turn has looked.
type force int

const (
	unknownForce force = iota
	inForce
	notInForce
)

func (tx *Tx) enforced() bool {
	if tx.force == unknownForce {
		tx.force = notInForce
		if tx.kv.Get(tx.key("I/f")) != nil {
			tx.force = inForce
		}
	}
	return tx.force == inForce
}

// coming is what is in force of a service and not yet in its place; false where
// nothing is.
func (tx *Tx) coming(no guidance.ServiceNo) (guidance.Prepared, bool, error) {
	if !tx.enforced() {
		return guidance.Prepared{}, false, nil
	}
	r, found, err := load[preparedRecord](tx, tx.serviceKey("I/w/", no))
	if err != nil || !found {
		return guidance.Prepared{}, false, err
	}
	return tx.comingOf(&r)
}

func (tx *Tx) comingOf(r *preparedRecord) (guidance.Prepared, bool, error) {
	was, holds, err := tx.holds(r.Service.No, r.Base, r.SheetBase)
	if err != nil || !holds {
		return guidance.Prepared{}, false, err
	}
	p, err := r.prepared()
	if was.Checked.After(p.Service.Checked) { // which changes no revision
		p.Service.Checked = was.Checked
	}
	return p, err == nil, err
}

// holds reports whether a service and its answers, in their places, have these
// revisions.
func (tx *Tx) holds(no guidance.ServiceNo, rev, sheetRev int) (guidance.Service, bool, error) {
	s, err := tx.placed(no)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return s, false, err
	}
	sheet, err := tx.sheet(tx.serviceKey("k/", no))
	return s, s.Rev == rev && sheet.Rev == sheetRev, err
}

// withComing are services with what is in force of them.
func (tx *Tx) withComing(list []guidance.Service) ([]guidance.Service, error) {
	all, err := loadAll(tx, tx.key("I/w/"), func(_ []byte, r *preparedRecord) (preparedRecord, error) { return *r, nil })
	if err != nil {
		return nil, err
	}
	gone := map[guidance.ServiceNo]bool{}
	for i := range all {
		p, ok, err := tx.comingOf(&all[i])
		if err != nil {
			return nil, err
		}
		no := all[i].Service.No
		at, there := slices.BinarySearchFunc(list, no, func(s guidance.Service, no guidance.ServiceNo) int { return cmp.Compare(s.No, no) })
		switch {
		case !ok:
		case p.Gone:
			gone[no] = true
		case there:
			list[at] = p.Service
		default:
			list = slices.Insert(list, at, p.Service)
		}
	}
	return slices.DeleteFunc(list, func(s guidance.Service) bool { return gone[s.No] }), nil
}

// settleFirst puts what is in force of a service in its place, before something
// else is written to it.
func (tx *Tx) settleFirst(no guidance.ServiceNo) error {
	if !tx.enforced() {
		return nil
	}
	_, err := tx.Settle(no)
	return err
}

// Settle implements guidance.Tx.
func (tx *Tx) Settle(no guidance.ServiceNo) (bool, error) {
	k := tx.serviceKey("I/w/", no)
	if tx.kv.Get(k) == nil {
		return true, nil // whoever wrote to the service has done it
	}
	p, ok, err := tx.coming(no)
	if err != nil {
		return false, tx.fail(err)
	}
	if err := tx.drop(k); err != nil || !ok {
		return false, err
	}
	return true, tx.settle(p)
}

func (tx *Tx) settle(p guidance.Prepared) error {
	no := p.Service.No
	if p.Gone {
		return tx.dropService(no)
	}
	if p.Service.Rev != p.Base {
		if err := tx.place(p.Service); err != nil {
			return err
		}
	}
	for _, s := range p.Sets {
		if err := tx.addSet(no, s); err != nil {
			return err
		}
	}
	for _, c := range p.Changes {
		if err := tx.addChange(tx.serviceKey("h/", no).plus("/c/"), c); err != nil {
			return err
		}
	}
	if p.Sheet.Rev == p.SheetBase {
		return nil
	}
	return tx.putSheet(tx.serviceKey("k/", no), p.Sheet)
}

// dropService takes a service away with its answers and their history.
func (tx *Tx) dropService(no guidance.ServiceNo) error {
	for _, k := range []key{tx.serviceKey("s/", no), tx.serviceKey("k/", no)} {
		if err := tx.drop(k); err != nil {
			return err
		}
	}
	return tx.dropBelow(tx.serviceKey("h/", no).plus("/"))
}
