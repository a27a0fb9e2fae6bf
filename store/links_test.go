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

// A session's end moves on when it is used, one write at most for each step,
// and never once it is over; the link's own end stays.
func TestProlong(t *testing.T) {
	const day = 24 * time.Hour
	s := newStore(t)
	var secret, session [32]byte
	session[0] = 1
	err := errors.Join(s.PutLink(t.Context(), "home", bot.Account{Home: "home", ID: "p1"}, "home~1", secret, noon.Add(day)),
		s.OpenSession(t.Context(), "home", "home~1", secret, session, noon, noon.Add(90*day)))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		moved bool
		err   error
	}{
		{0, false, nil}, {23 * time.Hour, false, nil}, {day, true, nil}, {day, false, nil}, {47 * time.Hour, false, nil},
		{90 * day, true, nil}, {179 * day, true, nil}, {269 * day, false, bot.ErrGone}, {400 * day, false, bot.ErrGone},
	} {
		now := noon.Add(c.after)
		moved, err := s.Prolong(t.Context(), "home", "home~1", session, now, now.Add(90*day), day)
		if moved != c.moved || !errors.Is(err, c.err) {
			t.Errorf("after %v: moved %v, %v", c.after, moved, err)
		}
	}
	if _, _, err := s.Link(t.Context(), "home", "home~1", secret, noon.Add(day)); !errors.Is(err, bot.ErrGone) {
		t.Errorf("the link's own end has moved: %v", err)
	}
	if moved, err := s.Prolong(t.Context(), "home", "home~2", session, noon, noon.Add(90*day), day); moved || !errors.Is(err, bot.ErrGone) {
		t.Errorf("of no link: %v, %v", moved, err)
	}
	if err := s.DropLink(t.Context(), "home", "home~1"); err != nil {
		t.Fatal(err)
	}
	if moved, err := s.Prolong(t.Context(), "home", "home~1", session, noon, noon.Add(90*day), day); moved || !errors.Is(err, bot.ErrGone) {
		t.Errorf("of a dropped link: %v, %v", moved, err)
	}
}
