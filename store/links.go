package store

import (
	"context"
	"crypto/subtle"
	"fmt"
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
	Account  accountRecord   `cbor:"1,keyasint"`
	Hash     []byte          `cbor:"2,keyasint"`
	Expires  int64           `cbor:"3,keyasint,omitempty"`
	Sessions []sessionRecord `cbor:"4,keyasint,omitempty"` // oldest first
}

func (r linkRecord) opens(hash [32]byte, now time.Time) bool {
	return same(r.Hash, hash) && now.Before(moment(r.Expires))
}

func (r linkRecord) account() bot.Account { return bot.Account{Home: r.Account.Home, ID: r.Account.ID} }

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
		if ref == "" {
			return fmt.Errorf("store: a link without a ref")
		}
		if err := tx.dropLink(ref); err != nil {
			return err
		}
		r := linkRecord{Account: accountRecord{Home: a.Home, ID: a.ID}, Hash: secret[:], Expires: seconds(expires)}
		if err := tx.putBytes(tx.linkOfKey(a, ref), nil); err != nil {
			return err
		}
		return tx.put(tx.linkKey(ref), r)
	})
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
	return s.Turn(ctx, home, func(tx *Tx) error { return tx.dropLinks(guidance.Account(a)) })
}

func (tx *Tx) dropLinks(a guidance.Account) error {
	links := tx.accountKey(a).plus("l/")
	var refs []string // as they stand in keys
	tx.kv.Scan(links, nil, func(k, _ []byte) bool {
		refs = append(refs, string(k[len(links):]))
		return true
	})
	for _, ref := range refs {
		if err := tx.drop(tx.key("l/").plus(ref)); err != nil {
			return err
		}
		if err := tx.drop(links.plus(ref)); err != nil {
			return err
		}
	}
	return nil
}

// Link returns whom a link leads to. It returns bot.ErrGone if there is no
// such link, its secret is another, or it has expired.
func (s *Store) Link(ctx context.Context, home, ref string, secret [32]byte, now time.Time) (a bot.Account, err error) {
	err = s.Read(ctx, home, func(tx *Tx) error {
		r, err := tx.openLink(ref, secret, now)
		a = r.account()
		return err
	})
	return a, err
}

func (tx *Tx) openLink(ref string, secret [32]byte, now time.Time) (linkRecord, error) {
	r, found, err := load[linkRecord](tx, tx.linkKey(ref))
	if err == nil && (!found || !r.opens(secret, now)) {
		err = bot.ErrGone
	}
	if err != nil {
		return linkRecord{}, err
	}
	return r, nil
}

// OpenSession exchanges a link's secret for a session until expires; both are
// given as SHA-256. The link is checked in the same turn: see Link for the
// errors. Of more than ten sessions the oldest end.
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
		return tx.put(tx.linkKey(ref), r)
	})
}

// Session returns whose session it is. It returns bot.ErrGone if there is no
// such session, it has expired, or its link was dropped. A session outlives
// the expiry of its link, which bounds only how long the secret is of use.
func (s *Store) Session(ctx context.Context, home, ref string, session [32]byte, now time.Time) (a bot.Account, err error) {
	err = s.Read(ctx, home, func(tx *Tx) error {
		r, _, err := load[linkRecord](tx, tx.linkKey(ref))
		if err != nil {
			return err
		}
		open := false
		for _, one := range r.Sessions {
			open = one.opens(session, now) || open
		}
		if !open {
			return bot.ErrGone
		}
		a = r.account()
		return nil
	})
	return a, err
}
