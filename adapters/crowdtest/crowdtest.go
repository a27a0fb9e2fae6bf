// Package crowdtest is what tests of a chat platform share that have many people
// at once answer the self-diagnosis: the whole bot over a data file of its own,
// and what is looked at in the end.
package crowdtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
	"daicho/store/bolt"
)

// Phone is somebody on a platform who answers the diagnosis.
type Phone interface {
	// User is their id on the platform.
	User() string
	// AnswerAll goes through the diagnosis from where it stands.
	AnswerAll() error
	// Answered is, by item, the last answer that the platform showed as accepted.
	Answered() map[string]string
}

// Open opens the data file of a test.
func Open(t *testing.T, path string) *store.Store {
	t.Helper()
	engine, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() })
	s, err := store.Open(context.Background(), engine)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Runner is the whole bot on a data file, with one adapter for every home.
func Runner(s *store.Store, a bot.Adapter) *bot.Runner[*store.Tx] {
	return &bot.Runner[*store.Tx]{
		Store: s, Talk: dialogue.New[*store.Tx](rubric.MustEmbedded(), rand.Text), Adapter: func(string) bot.Adapter { return a },
		Maker: func(context.Context, string) ([]byte, error) { return []byte(OnePixel), nil }, Clock: time.Now,
		Log: slog.New(slog.DiscardHandler),
	}
}

// OnePixel is a whole PNG.
const OnePixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
	"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"

// Found founds the company with an open round: employees with these ids in the
// home, and a manager elsewhere, who fills in the company's sheet.
func Found(t *testing.T, s *store.Store, home string, ids []string) {
	t.Helper()
	now := time.Now()
	_, err := s.CreateCompany(context.Background(), guidance.Company{Name: "光陽精機", Homes: []string{home}, Zone: "Asia/Tokyo", Created: now})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Turn(context.Background(), home, func(tx *store.Tx) error {
		if err := add(tx, guidance.Person{Name: "佐藤 恵子", Role: guidance.Manager, Created: now}); err != nil {
			return err
		}
		for n, id := range ids {
			p := guidance.Person{
				Name: fmt.Sprintf("社員 %d号", n+1), Role: guidance.Employee, Accounts: []guidance.Account{{Home: home, ID: id}},
				NoticeRead: now, NoticeRound: 1, Greeted: now, Created: now,
			}
			if err := add(tx, p); err != nil {
				return err
			}
		}
		return tx.PutRound(guidance.Round{No: 1, Edition: "ipa-5min-3.1", Opened: now.Add(-time.Hour), By: "p1", Filler: "p1"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func add(tx *store.Tx, p guidance.Person) (err error) {
	if p.ID, err = tx.NewPersonID(); err != nil {
		return err
	}
	return tx.PutPerson(p)
}

// WriteNotices writes a notice for everybody with an account into the outbox.
func WriteNotices(t *testing.T, s *store.Store, home string) {
	t.Helper()
	err := s.Turn(context.Background(), home, func(tx *store.Tx) error {
		people, err := tx.People()
		for _, p := range people {
			if len(p.Accounts) == 0 {
				continue
			}
			key := "note-" + string(p.ID)
			err = errors.Join(err, tx.AddNotice(p.ID, guidance.Notice{Key: key, Text: "あなたへのお知らせです。", Route: "help", At: time.Now()}),
				tx.Enqueue(bot.Letter{Key: key, Person: string(p.ID), Route: "help"}))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// OpensNotice is the label of the button that a notice has.
const OpensNotice = "開いて見る"

// Prepare founds the company in a data file of a test, with a notice waiting for
// everybody, closes the file and returns its path.
func Prepare(t *testing.T, home string, ids []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "daicho.db")
	engine, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), engine)
	if err != nil {
		t.Fatal(err)
	}
	Found(t, s, home, ids)
	WriteNotices(t, s, home)
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// AnswerAtOnce has all of them answer, side by side.
func AnswerAtOnce[P Phone](t *testing.T, phones []P) {
	t.Helper()
	var all sync.WaitGroup
	for _, p := range phones {
		all.Go(func() {
			if err := p.AnswerAll(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// Check compares what is kept with what everybody was told was accepted.
func Check[P Phone](t *testing.T, s *store.Store, home string, phones []P) {
	t.Helper()
	for _, p := range phones {
		if given := AnswersOf(t, s, home, p.User()); !maps.Equal(given, p.Answered()) {
			t.Errorf("%s answered %v, kept is %v", p.User(), p.Answered(), given)
		}
	}
}

// AnswersOf are what somebody has answered in the diagnosis, by item.
func AnswersOf(t *testing.T, s *store.Store, home, user string) map[string]string {
	t.Helper()
	given := map[string]string{}
	err := s.Read(context.Background(), home, func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: user})
		if err != nil {
			return err
		}
		sheet, err := tx.DiagnosisSheet(p.ID, 1)
		for _, a := range sheet.Answers {
			given[a.Item] = a.Label
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return given
}

// Work is a child process: the whole bot with an adapter, until it is killed or
// its parent has ended.
func Work(path string, a bot.Adapter) {
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	parent := os.Getppid()
	engine, err := bolt.Open(path, bolt.Options{})
	must(err)
	s, err := store.Open(context.Background(), engine)
	must(err)
	runner := Runner(s, a)
	go func() { must(a.Run(context.Background(), runner)) }()
	go func() { must(runner.Deliver(context.Background())) }()
	for ; os.Getppid() == parent; time.Sleep(time.Second) { // nothing is left behind by a test that was cut off
	}
	os.Exit(1)
}
