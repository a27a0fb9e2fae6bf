package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// maxLetterKey bounds a letter's key, in bytes: it stands in the key as it
// is, so that letters keep their order.
const maxLetterKey = 256

func (tx *Tx) waitingKey(key string) key { return tx.key("o/").plus(key) }
func (tx *Tx) sentKey(key string) key    { return tx.key("x/").plus(key) }

// Enqueue implements bot.Tx.
func (tx *Tx) Enqueue(l bot.Letter) error {
	if l.Key == "" || len(l.Key) > maxLetterKey {
		return tx.fail(fmt.Errorf("store: a letter with a key of %d bytes", len(l.Key)))
	}
	if tx.kv.Get(tx.waitingKey(l.Key)) != nil || tx.kv.Get(tx.sentKey(l.Key)) != nil {
		return nil
	}
	return tx.put(tx.waitingKey(l.Key), keepLetter(l))
}

// Outbox implements bot.Store.
func (s *Store) Outbox(ctx context.Context, home string) (letters []bot.Letter, err error) {
	err = s.Read(ctx, home, func(tx *Tx) error {
		letters, err = loadAll(tx, tx.waitingKey(""), func(tail []byte, r *letterRecord) (bot.Letter, error) {
			return r.letter(string(tail)), nil
		})
		return err
	})
	return letters, err
}

// Settle implements bot.Store. A letter that no longer waits is not put back.
func (s *Store) Settle(ctx context.Context, home string, l bot.Letter, sent bool, when time.Time) error {
	return s.Turn(ctx, home, func(tx *Tx) error {
		k := tx.waitingKey(l.Key)
		if !sent {
			if tx.kv.Get(k) == nil {
				return nil
			}
			return tx.put(k, keepLetter(l))
		}
		if err := tx.drop(k); err != nil {
			return err
		}
		return tx.putBytes(tx.sentKey(l.Key), binary.AppendVarint(nil, seconds(when)))
	})
}

// Revive lets a dead letter be tried again from the beginning. It returns
// guidance.ErrNotFound if no letter with the key waits; one that is not dead
// is left alone.
func (s *Store) Revive(ctx context.Context, home, key string) error {
	return s.Turn(ctx, home, func(tx *Tx) error {
		r, found, err := load[letterRecord](tx, tx.waitingKey(key))
		if err != nil || found && !r.Dead {
			return err
		}
		if !found {
			return fmt.Errorf("letter %q: %w", key, guidance.ErrNotFound)
		}
		r.Dead, r.Tries, r.Failed = false, 0, ""
		return tx.put(tx.waitingKey(key), r)
	})
}
