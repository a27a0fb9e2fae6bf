package store

import (
	"context"
	"crypto/subtle"
	"fmt"
	"net/url"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// maxSessions is how many sessions a link keeps: the oldest goes first.
const maxSessions = 10

type sessionRecord struct {
	_       struct{} `cbor:",toarray"`
	Hash    []byte
	Expires int64
}

func (r sessionRecord) opens(hash [32]byte, now time.Time) bool {
	return same(r.Hash, hash) && now.Before(moment(r.Expires))
}

// linkRecord is a personal link. It holds hashes, never a secret.
type linkRecord struct {
	Account  accountRecord     `cbor:"1,keyasint"`
	Hash     []byte            `cbor:"2,keyasint"`
	Expires  int64             `cbor:"3,keyasint,omitempty"`
	Sessions []sessionRecord   `cbor:"4,keyasint,omitempty"` // oldest first
	Once     bool              `cbor:"5,keyasint,omitempty"`
	Used     int64             `cbor:"6,keyasint,omitempty"`
	Made     int64             `cbor:"7,keyasint,omitempty"`
	By       guidance.PersonID `cbor:"8,keyasint,omitempty"`
}

// opens is nil for the secret of a link that can be opened now, bot.ErrUsed
// for that of one that was taken, else bot.ErrGone.
func (r linkRecord) opens(hash [32]byte, now time.Time) error {
	switch {
	case !same(r.Hash, hash):
		return bot.ErrGone
	case r.Once && r.Used != 0:
		return bot.ErrUsed
	case !now.Before(moment(r.Expires)):
		return bot.ErrGone
	}
	return nil
}

func (r linkRecord) account() bot.Account { return bot.Account(r.Account.account()) }

// same compares in a time that does not depend on where they differ.
func same(kept []byte, hash [32]byte) bool { return subtle.ConstantTimeCompare(kept, hash[:]) == 1 }

func (tx *Tx) linkKey(ref string) key { return tx.key("l/").name(ref) }

// linkOfKey lies with the account, so that its links are found with it.
func (tx *Tx) linkOfKey(a bot.Account, ref string) key {
	return tx.accountKey(guidance.Account(a)).plus("l/").name(ref)
}

// PutLink keeps a personal link that leads to an account: its public ref, the
// SHA-256 of its secret, and until when the secret opens a session. A link
// with the same ref is replaced and its sessions end.
func (s *Store) PutLink(ctx context.Context, home string, a bot.Account, ref string, secret [32]byte, expires time.Time) error {
	return s.Turn(ctx, home, func(tx *Tx) error {
		return tx.PutLink(guidance.Link{Ref: ref, Account: guidance.Account(a), Expires: expires}, secret)
	})
}

// PutLink implements guidance.Tx.
func (tx *Tx) PutLink(l guidance.Link, secret [32]byte) error {
	if l.Ref == "" {
		return tx.fail(fmt.Errorf("store: a link without a ref"))
	}
	if err := tx.dropLink(l.Ref); err != nil {
		return err
	}
	r := linkRecord{
		Account: keepAccount(l.Account), Hash: secret[:], Expires: seconds(l.Expires),
		Once: l.Once, Used: seconds(l.Used), Made: seconds(l.Made), By: l.By,
	}
	if err := tx.putBytes(tx.linkOfKey(bot.Account(l.Account), l.Ref), nil); err != nil {
		return err
	}
	return tx.put(tx.linkKey(l.Ref), r)
}

// Links implements guidance.Reader.
func (tx *Tx) Links(a guidance.Account) (list []guidance.Link, err error) {
	for _, ref := range tx.refs(a) {
		r, found, err := load[linkRecord](tx, tx.key("l/").plus(ref))
		if err != nil {
			return nil, err
		}
		if found {
			list = append(list, r.link(plainRef(ref)))
		}
	}
	return list, nil
}

// plainRef is a ref without what stands for odd characters in a key.
func plainRef(kept string) string {
	ref, err := url.PathUnescape(strings.TrimSuffix(kept, "/"))
	if err != nil {
		return kept // a hash
	}
	return ref
}

func (r linkRecord) link(ref string) guidance.Link {
	return guidance.Link{
		Ref: ref, Account: r.Account.account(), Made: moment(r.Made), By: r.By,
		Once: r.Once, Used: moment(r.Used), Expires: moment(r.Expires), Open: len(r.Sessions),
	}
}

// DropLink ends a link and its sessions; one that is not there is no error.
func (s *Store) DropLink(ctx context.Context, home, ref string) error {
	return s.Turn(ctx, home, func(tx *Tx) error { return tx.dropLink(ref) })
}

func (tx *Tx) dropLink(ref string) error {
	r, found, err := load[linkRecord](tx, tx.linkKey(ref))
	if err != nil || !found {
		return err
	}
	if err := tx.drop(tx.linkOfKey(r.account(), ref)); err != nil {
		return err
	}
	return tx.drop(tx.linkKey(ref))
}

// DropLinks ends every link of an account and their sessions.
func (s *Store) DropLinks(ctx context.Context, home string, a bot.Account) error {
	return s.Turn(ctx, home, func(tx *Tx) error { return tx.DropLinks(guidance.Account(a)) })
}

// refs are those of an account's links, as they stand in keys.
func (tx *Tx) refs(a guidance.Account) (refs []string) {
	links := tx.accountKey(a).plus("l/")
	tx.kv.Scan(links, nil, func(k, _ []byte) bool {
		refs = append(refs, string(k[len(links):]))
		return true
	})
	return refs
}

// DropLinks implements guidance.Tx.
func (tx *Tx) DropLinks(a guidance.Account) error {
	for _, ref := range tx.refs(a) {
		if err := tx.drop(tx.key("l/").plus(ref)); err != nil {
			return err
		}
		if err := tx.drop(tx.accountKey(a).plus("l/").plus(ref)); err != nil {
			return err
		}
	}
	return nil
}

// Link returns whom a link leads to, and whether its first opening will take
// it. It returns bot.ErrGone if there is no such link, its secret is another,
// or it has expired, and bot.ErrUsed if it was taken.
func (s *Store) Link(ctx context.Context, home, ref string, secret [32]byte, now time.Time) (a bot.Account, once bool, err error) {
	err = s.Read(ctx, home, func(tx *Tx) error {
		r, err := tx.openLink(ref, secret, now)
		a, once = r.account(), r.Once
		return err
	})
	return a, once, err
}

func (tx *Tx) openLink(ref string, secret [32]byte, now time.Time) (linkRecord, error) {
	r, found, err := load[linkRecord](tx, tx.linkKey(ref))
	if err == nil && !found {
		err = bot.ErrGone
	}
	if err == nil {
		err = r.opens(secret, now)
	}
	if err != nil {
		return linkRecord{}, err
	}
	return r, nil
}

// OpenSession exchanges a link's secret for a session until expires; both are
// given as SHA-256. The link is checked in the same turn: see Link for the
// errors. One of a single use is taken. Of more than ten sessions the oldest
// end.
func (s *Store) OpenSession(ctx context.Context, home, ref string, link, session [32]byte, now, expires time.Time) error {
	return s.Turn(ctx, home, func(tx *Tx) error {
		r, err := tx.openLink(ref, link, now)
		if err != nil {
			return err
		}
		kept := r.Sessions[:0]
		for _, old := range r.Sessions {
			if now.Before(moment(old.Expires)) && !same(old.Hash, session) {
				kept = append(kept, old)
			}
		}
		kept = append(kept, sessionRecord{Hash: session[:], Expires: seconds(expires)})
		r.Sessions = kept[max(0, len(kept)-maxSessions):]
		if r.Used == 0 {
			r.Used = seconds(now)
		}
		return tx.put(tx.linkKey(ref), r)
	})
}

// Prolong moves the end of a session to expires, unless that is less than step
// later than it is: most calls only read. It reports whether it moved it, and
// returns bot.ErrGone like Session.
func (s *Store) Prolong(ctx context.Context, home, ref string, session [32]byte, now, expires time.Time, step time.Duration) (moved bool, err error) {
	due := false
	err = s.Read(ctx, home, func(tx *Tx) error {
		_, i, err := tx.session(ref, session, now)
		due = err == nil && i.Expires <= seconds(expires.Add(-step))
		return err
	})
	if err != nil || !due {
		return false, err
	}
	err = s.Turn(ctx, home, func(tx *Tx) error {
		r, one, err := tx.session(ref, session, now)
		if err != nil {
			return err
		}
		moved = one.Expires <= seconds(expires.Add(-step)) // or somebody was faster
		if !moved {
			return nil
		}
		one.Expires = seconds(expires)
		return tx.put(tx.linkKey(ref), r)
	})
	return moved && err == nil, err
}

// session reads a link with one of its sessions, which lies in it.
func (tx *Tx) session(ref string, session [32]byte, now time.Time) (linkRecord, *sessionRecord, error) {
	r, _, err := load[linkRecord](tx, tx.linkKey(ref))
	if err != nil {
		return r, nil, err
	}
	found := -1
	for i, one := range r.Sessions {
		if one.opens(session, now) {
			found = i
		}
	}
	if found < 0 {
		return r, nil, bot.ErrGone
	}
	return r, &r.Sessions[found], nil
}

// Session returns whose session it is. It returns bot.ErrGone if there is no
// such session, it has expired, or its link was dropped. A session outlives
// the expiry of its link, which bounds only how long the secret is of use.
func (s *Store) Session(ctx context.Context, home, ref string, session [32]byte, now time.Time) (a bot.Account, err error) {
	err = s.Read(ctx, home, func(tx *Tx) error {
		r, _, err := tx.session(ref, session, now)
		if err == nil {
			a = r.account()
		}
		return err
	})
	return a, err
}
