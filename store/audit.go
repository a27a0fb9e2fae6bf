package store

import (
	"context"
	"encoding/binary"

	"daicho/bot/guidance"
)

// Entry is one line of the audit log.
type Entry = guidance.Entry

type entryRecord struct {
	At    int64             `cbor:"1,keyasint,omitempty"`
	Who   guidance.PersonID `cbor:"2,keyasint,omitempty"`
	Did   string            `cbor:"3,keyasint,omitempty"`
	About string            `cbor:"4,keyasint,omitempty"`
}

// Audit implements guidance.Tx.
func (tx *Tx) Audit(e Entry) error {
	_, err := tx.add(tx.key("z/"), auditDigits, func(int) any { return &entryRecord{seconds(e.At), e.Who, e.Did, e.About} })
	return err
}

// AuditLog returns the company's log, oldest first.
func (s *Store) AuditLog(ctx context.Context, home string) (log []Entry, err error) {
	err = s.Read(ctx, home, func(tx *Tx) error {
		log, err = tx.auditLog()
		return err
	})
	return log, err
}

func (tx *Tx) auditLog() ([]Entry, error) {
	return loadAll(tx, tx.key("z/"), func(_ []byte, r *entryRecord) (Entry, error) { return r.entry(), nil })
}

func (r *entryRecord) entry() Entry {
	return Entry{At: moment(r.At), Who: r.Who, Did: r.Did, About: r.About}
}

// Audits implements guidance.Reader.
func (tx *Tx) Audits(skip, most int) ([]Entry, int, error) {
	length, _ := binary.Uvarint(tx.kv.Get(tx.key("z/")))
	n := int(length)
	var log []Entry
	for i := n - max(skip, 0); i > 0 && len(log) < most; i-- {
		r, found, err := load[entryRecord](tx, tx.key("z/").number(i, auditDigits))
		if err != nil {
			return nil, n, err
		}
		if found {
			log = append(log, r.entry())
		}
	}
	return log, n, nil
}
