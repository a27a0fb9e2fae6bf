package dialogue_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"daicho/adapters/adaptertest"
	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestTalksOnTwoSurfaces holds every conversation of two and more people with
// the people spread over two surfaces: one is on the web, over a real server
// with personal links, the next one on paper, and so on in the order in which
// they first speak; and then once more the other way round. Who chats in the
// talk is on paper both times. Letters are delivered as they are written. Afterwards the same must be kept as after the
// talk on pages, and everybody must have been told what they were to be told,
// where they are.
func TestTalksOnTwoSurfaces(t *testing.T) {
	files, err := filepath.Glob("../../testdata/talk/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	posted, held, all := map[string]int{}, 0, 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		speakers := adaptertest.Speakers(t, file)
		if pagesOnly[name] != "" || len(speakers) < 2 {
			continue
		}
		all++
		t.Run(name, func(t *testing.T) {
			held++
			pages := seeded(t, name)
			adaptertest.Talk(t, file, pages)
			for _, homes := range [][]string{{webHome, home}, {home, webHome}} {
				t.Run(homes[0]+" first", func(t *testing.T) {
					two := spread(seeded(t, name), adaptertest.Chatting(t, file), speakers, homes)
					adaptertest.TalkOnTwo(t, file, two)
					if want, got := kept(pages), kept(two.world); got != want {
						t.Errorf("kept after the talk on pages:\n%s\non two surfaces:\n%s", want, got)
					}
					two.wereTold(lettersOf(pages))
					for who, n := range two.posted {
						posted[who.Home] += n
					}
				})
			}
		})
	}
	if held == all && (posted[home] == 0 || posted[webHome] == 0) {
		t.Errorf("in all talks, this much was posted: %v; want some on each surface", posted)
	}
}

// wereTold checks that everybody got, where they live, at least the letters
// that were written to be sent at once where no postman was; that no letter
// failed; and that the paper shows what it was given.
func (s *twoHomes) wereTold(written []bot.Letter) {
	s.t.Helper()
	want := map[guidance.PersonID]int{}
	for _, l := range written {
		if l.NotBefore.IsZero() && l.Place == (bot.Place{}) {
			want[guidance.PersonID(l.Person)]++
		}
	}
	s.read(func(tx *store.Tx) error {
		for id, n := range want {
			p, err := tx.Person(id)
			if err != nil {
				return fmt.Errorf("a letter to %s, who is not there: %w", id, err)
			}
			got := 0
			for _, a := range p.Accounts {
				got += s.posted[bot.Account(a)]
			}
			if got < n {
				s.t.Errorf("%s was posted %d messages, %d were written", p.Name, got, n)
			}
		}
		return nil
	})
	for _, l := range lettersOf(s.world) {
		if l.Dead || l.Tries > 0 {
			s.t.Errorf("a letter failed: %+v", l)
		}
	}
	for where, n := range s.shared {
		if got := len(s.paper.Posts(bot.Recipient{Place: where})); got != n {
			s.t.Errorf("%d messages lie in %s, %d were posted", got, where.Inside, n)
		}
	}
	for who, n := range s.posted {
		if got := len(s.paper.Posts(bot.Recipient{Account: who})); who.Home == home && got != n {
			s.t.Errorf("%d messages lie before %s, %d were posted", got, who.ID, n)
		}
	}
}
