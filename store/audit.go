package store

import (
	"context"
	"time"

	"daicho/bot/guidance"
)

// Entry is one line of the audit log: who did what, when, about what. It
// never holds an answer.
type Entry struct {
	At    time.Time
	Who   guidance.PersonID // empty for the operator
	Did   string            // a word of the program's: "export", "role", "link"
	About string            // a key or id, and what became of it: "p4 manager"
}

type entryRecord struct {
	At    int64             `cbor:"1,keyasint,omitempty"`
	Who   guidance.PersonID `cbor:"2,keyasint,omitempty"`
	Did   string            `cbor:"3,keyasint,omitempty"`
	About string            `cbor:"4,keyasint,omitempty"`
}

// Audit puts an entry behind the company's log. There is no way to change or
// drop one.
func (tx *Tx) Audit(e Entry) error {
	_, err := tx.add(tx.key("z/"), auditDigits, func(int) any { return &entryRecord{seconds(e.At), e.Who, e.Did, e.About} })
	return err
}

// AuditLog returns the company's log, oldest first.
func (s *Store) AuditLog(ctx context.Context, home string) (log []Entry, err error) {
	err = s.Read(ctx, home, func(tx *Tx) error {
		log, err = loadAll(tx, tx.key("z/"), func(_ []byte, r *entryRecord) (Entry, error) {
			return Entry{moment(r.At), r.Who, r.Did, r.About}, nil
		})
		return err
	})
	return log, err
}
