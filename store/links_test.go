package store

import (
	"errors"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// All links of one account end, with their sessions, and nobody else's.
func TestDropLinks(t *testing.T) {
	s := newStore(t)
	mine, theirs := bot.Account{Home: "home", ID: "p1"}, bot.Account{Home: "home", ID: "p11"}
	var secret, session [32]byte
	session[0] = 1
	owners := map[string]bot.Account{"home~1": mine, "home~2": mine, "home~11": theirs}
	for ref, owner := range owners {
		err := errors.Join(s.PutLink(t.Context(), "home", owner, ref, secret, noon.Add(time.Hour)),
			s.OpenSession(t.Context(), "home", ref, secret, session, noon, noon.Add(time.Hour)))
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(s.DropLinks(t.Context(), "home", mine), s.DropLinks(t.Context(), "home", mine)); err != nil {
		t.Fatal(err)
	}
	for ref, owner := range owners {
		_, _, link := s.Link(t.Context(), "home", ref, secret, noon)
		_, in := s.Session(t.Context(), "home", ref, session, noon)
		if owner == mine && (!errors.Is(link, bot.ErrGone) || !errors.Is(in, bot.ErrGone)) {
			t.Errorf("%s still opens: %v, %v", ref, link, in)
		}
		if owner == theirs && (link != nil || in != nil) {
			t.Errorf("%s no longer opens: %v, %v", ref, link, in)
		}
	}
	read(t, s, "home", func(tx *Tx) error {
		tx.kv.Scan(tx.accountKey(guidance.Account(mine)), nil, func(k, _ []byte) bool {
			t.Errorf("left behind: %s", k)
			return true
		})
		return nil
	})
}
