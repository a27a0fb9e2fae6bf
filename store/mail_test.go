package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store/kv"
)

func TestSeen(t *testing.T) {
	s := newStore(t)
	create(t, s, "other")
	me, you := bot.Account{Home: "home", ID: "me"}, bot.Account{Home: "home", ID: "you"}
	long := strings.Repeat("d", 5000)
	stands := hashed(long) // would be the key of long, were it taken as it stands
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.Remember(me, "d1", "service/4", noon), tx.Remember(me, long, "menu", noon), tx.Remember(me, "", "menu", noon))
	})
	tests := []struct {
		home     string
		from     bot.Account
		delivery string
		at       bot.ActionID
		seen     bool
	}{
		{"home", me, "d1", "service/4", true},
		{"home", me, long, "menu", true},
		{"home", me, long + "d", "", false},
		{"home", me, stands, "", false},
		{"home", me, "", "", false},
		{"home", me, "d", "", false},
		{"home", you, "d1", "", false},
		{"other", me, "d1", "", false},
	}
	for _, tt := range tests {
		read(t, s, tt.home, func(tx *Tx) error {
			at, seen, err := tx.Seen(tt.from, tt.delivery)
			if at != tt.at || seen != tt.seen {
				t.Errorf("%s %v %.9q: %q %v", tt.home, tt.from, tt.delivery, at, seen)
			}
			return err
		})
	}
}

func TestForget(t *testing.T) {
	s := newStore(t)
	create(t, s, "other")
	old, young := noon.AddDate(0, 0, -8), noon.AddDate(0, 0, -1)
	const each = 3 * forgetDrop / 2 // more than a slice
	a := bot.Account{Home: "home", ID: "s/x"}
	for _, home := range []string{"home", "other"} {
		turn(t, s, home, func(tx *Tx) error {
			err := tx.PutPerson(guidance.Person{ID: "p1", Accounts: []guidance.Account{guidance.Account(a)}})
			for i := range each {
				err = errors.Join(err, tx.Remember(a, fmt.Sprint("old", i), "", old), tx.Remember(a, fmt.Sprint("young", i), "", young))
			}
			return err
		})
		turn(t, s, home, func(tx *Tx) error { // and of an account that leads to nobody
			return tx.Remember(bot.Account{Home: "home", ID: "nobody"}, "old", "menu", old)
		})
		for key, until := range map[string]time.Time{"past": old, "later": noon} {
			if err := s.Settle(t.Context(), home, bot.Letter{Key: key}, true, until); err != nil {
				t.Fatal(err)
			}
		}
	}
	week := noon.AddDate(0, 0, -7)
	if n, err := s.Forget(t.Context(), "home", week); n != each+2 || err != nil {
		t.Errorf("forgot %d of %d, %v", n, each+2, err)
	}
	if n, err := s.Forget(t.Context(), "home", week); n != 0 || err != nil {
		t.Errorf("forgot %d again, %v", n, err)
	}
	for home, left := range map[string]bool{"home": false, "other": true} {
		read(t, s, home, func(tx *Tx) error {
			_, seenOld, _ := tx.Seen(a, "old7")
			_, seenYoung, _ := tx.Seen(a, "young7")
			p, err := tx.PersonOf(guidance.Account(a))
			if seenOld != left || !seenYoung || p.ID != "p1" {
				t.Errorf("%s: old %v, young %v, person %q", home, seenOld, seenYoung, p.ID)
			}
			return err
		})
	}
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.Enqueue(bot.Letter{Key: "past"}), tx.Enqueue(bot.Letter{Key: "later"}))
	})
	if got := waiting(t, s, "home"); !slices.Equal(got, []string{"past"}) {
		t.Errorf("of the keys that were sent these go again: %v", got)
	}
}

func waiting(t *testing.T, s *Store, home string) (keys []string) {
	t.Helper()
	letters, err := s.Outbox(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range letters {
		keys = append(keys, l.Key)
	}
	return keys
}

func TestOutbox(t *testing.T) {
	s := newStore(t)
	create(t, s, "other")
	first := bot.Letter{Key: "b", Person: "p1", Route: "menu", NotBefore: noon, Expires: noon.AddDate(0, 0, 1), Tries: 2, Failed: "リミット", Dead: true}
	placed := bot.Letter{Key: "a", Place: bot.Place{Home: "home", Inside: "general"}}
	enqueue := func(l bot.Letter) {
		t.Helper()
		turn(t, s, "home", func(tx *Tx) error { return tx.Enqueue(l) })
	}
	settle := func(l bot.Letter, sent bool) {
		t.Helper()
		if err := s.Settle(t.Context(), "home", l, sent, noon); err != nil {
			t.Fatal(err)
		}
	}
	enqueue(first)
	enqueue(placed)
	enqueue(bot.Letter{Key: "b", Person: "p2"}) // waits already
	letters, err := s.Outbox(t.Context(), "home")
	if err != nil || !slices.Equal(letters, []bot.Letter{placed, first}) {
		t.Errorf("waiting: %+v, %v", letters, err)
	}
	settle(placed, true)
	enqueue(placed)       // was sent
	settle(placed, false) // and is not put back
	if got := waiting(t, s, "home"); !slices.Equal(got, []string{"b"}) {
		t.Errorf("after one was sent: %v", got)
	}
	for _, key := range []string{"b", "b"} { // the second finds it alive
		if err := s.Revive(t.Context(), "home", key); err != nil {
			t.Error(err)
		}
	}
	if err := s.Revive(t.Context(), "home", "a"); !errors.Is(err, guidance.ErrNotFound) {
		t.Errorf("revived what is not there: %v", err)
	}
	first.Tries, first.Dead, first.Failed = 0, false, ""
	if letters, _ = s.Outbox(t.Context(), "home"); !slices.Equal(letters, []bot.Letter{first}) {
		t.Errorf("revived: %+v", letters)
	}
	if got := waiting(t, s, "other"); len(got) > 0 {
		t.Errorf("another company's letters: %v", got)
	}
	for _, key := range []string{"", strings.Repeat("k", maxLetterKey+1)} {
		if err := s.Turn(t.Context(), "home", func(tx *Tx) error { return tx.Enqueue(bot.Letter{Key: key}) }); err == nil {
			t.Errorf("a key of %d bytes was taken", len(key))
		}
	}
}

func TestLinks(t *testing.T) {
	s := newStore(t)
	create(t, s, "other")
	me := bot.Account{Home: "home", ID: "me"}
	secret, wrong := sha256.Sum256([]byte("secret")), sha256.Sum256([]byte("wrong"))
	day := noon.AddDate(0, 0, 1)
	if err := s.PutLink(t.Context(), "home", me, "r1", secret, day); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, home, ref string
		secret          [32]byte
		now             time.Time
		want            error
	}{
		{"right", "home", "r1", secret, noon, nil},
		{"wrong secret", "home", "r1", wrong, noon, bot.ErrGone},
		{"no secret", "home", "r1", [32]byte{}, noon, bot.ErrGone},
		{"unknown", "home", "r2", secret, noon, bot.ErrGone},
		{"expired", "home", "r1", secret, day, bot.ErrGone},
		{"another company", "other", "r1", secret, noon, bot.ErrGone},
		{"unknown home", "nowhere", "r1", secret, noon, bot.ErrUnknownHome},
	}
	for i, tt := range tests {
		session := sha256.Sum256([]byte{byte(i)})
		a, _, err := s.Link(t.Context(), tt.home, tt.ref, tt.secret, tt.now)
		opened := s.OpenSession(t.Context(), tt.home, tt.ref, tt.secret, session, tt.now, tt.now.Add(time.Hour))
		if !errors.Is(err, tt.want) || !errors.Is(opened, tt.want) || (a == me) != (tt.want == nil) {
			t.Errorf("%s: %v, %v, %v", tt.name, a, err, opened)
		}
		if _, err := s.Session(t.Context(), tt.home, tt.ref, session, tt.now); !errors.Is(err, tt.want) {
			t.Errorf("%s: session %v", tt.name, err)
		}
	}
	var zero [32]byte
	if _, err := s.Session(t.Context(), "home", "r1", zero, noon); !errors.Is(err, bot.ErrGone) {
		t.Errorf("a session of zeros: %v", err)
	}
	if err := s.PutLink(t.Context(), "home", me, "", secret, day); err == nil {
		t.Error("a link without a ref was kept")
	}
}

// sessions opens and asks for numbered sessions of the link r1.
type sessions struct {
	t      *testing.T
	s      *Store
	me     bot.Account
	secret [32]byte
}

func newSessions(t *testing.T) sessions {
	v := sessions{t, newStore(t), bot.Account{Home: "home", ID: "me"}, sha256.Sum256([]byte("secret"))}
	v.link()
	return v
}

func (v sessions) link() {
	v.t.Helper()
	if err := v.s.PutLink(v.t.Context(), "home", v.me, "r1", v.secret, noon.AddDate(0, 0, 1)); err != nil {
		v.t.Fatal(err)
	}
}

func (v sessions) open(i int) {
	v.t.Helper()
	hash := sha256.Sum256([]byte{byte(i)})
	if err := v.s.OpenSession(v.t.Context(), "home", "r1", v.secret, hash, noon, noon.AddDate(0, 0, 30)); err != nil {
		v.t.Fatal(err)
	}
}

func (v sessions) alive(now time.Time) (list []int) {
	v.t.Helper()
	for i := range 20 {
		a, err := v.s.Session(v.t.Context(), "home", "r1", sha256.Sum256([]byte{byte(i)}), now)
		if err == nil && a == v.me {
			list = append(list, i)
		} else if !errors.Is(err, bot.ErrGone) {
			v.t.Errorf("session %d: %v, %v", i, a, err)
		}
	}
	return list
}

func TestSessions(t *testing.T) {
	v := newSessions(t)
	for i := range 12 {
		v.open(i)
	}
	v.open(11) // again
	want := []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	if got := v.alive(noon); !slices.Equal(got, want) {
		t.Errorf("alive: %v, want %v", got, want)
	}
	if got := v.alive(noon.AddDate(0, 0, 2)); !slices.Equal(got, want) {
		t.Errorf("after the link expired: %v, want %v", got, want)
	}
	if got := v.alive(noon.AddDate(0, 0, 30)); got != nil {
		t.Errorf("after a month: %v", got)
	}
}

func TestSessionsEndWithTheirLink(t *testing.T) {
	v := newSessions(t)
	v.open(1)
	v.link() // a new secret for the same ref
	if got := v.alive(noon); got != nil {
		t.Errorf("after the link was replaced: %v", got)
	}
	v.open(1)
	for range 2 {
		if err := v.s.DropLink(t.Context(), "home", "r1"); err != nil {
			t.Fatal(err)
		}
	}
	if got := v.alive(noon); got != nil {
		t.Errorf("after the link was dropped: %v", got)
	}
	read(t, v.s, "home", func(tx *Tx) error {
		tx.kv.Scan(tx.accountKey(guidance.Account(v.me)), nil, func(k, _ []byte) bool {
			t.Errorf("left behind: %s", k)
			return true
		})
		return nil
	})
}

func TestNoSecretIsKept(t *testing.T) {
	s := newStore(t)
	link, session := "the-link's-secret", "the-session's-secret"
	h1, h2 := sha256.Sum256([]byte(link)), sha256.Sum256([]byte(session))
	me := bot.Account{Home: "home", ID: "me"}
	if err := errors.Join(s.PutLink(t.Context(), "home", me, "r", h1, noon.Add(1)),
		s.OpenSession(t.Context(), "home", "r", h1, h2, noon.Add(-time.Hour), noon)); err != nil {
		t.Fatal(err)
	}
	_ = s.engine.View(func(k kv.Tx) error {
		k.Scan(nil, nil, func(key, value []byte) bool {
			if all := string(key) + string(value); strings.Contains(all, link) || strings.Contains(all, session) {
				t.Errorf("a secret under %s", key)
			}
			return true
		})
		return nil
	})
}

func TestAudit(t *testing.T) {
	s := newStore(t)
	create(t, s, "other")
	var want []Entry
	for i := range 12 {
		e := Entry{At: noon.Add(time.Duration(i) * time.Second), Who: "p1", Did: "role", About: fmt.Sprint("p", i, " manager")}
		want = append(want, e)
		turn(t, s, "home", func(tx *Tx) error { return tx.Audit(e) })
	}
	log, err := s.AuditLog(t.Context(), "home")
	if err != nil || !slices.Equal(log, want) {
		t.Errorf("log %v, %v", log, err)
	}
	if log, err := s.AuditLog(t.Context(), "other"); err != nil || len(log) > 0 {
		t.Errorf("another company's log: %v, %v", log, err)
	}
}
