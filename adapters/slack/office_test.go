package slack

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"daicho/adapters/slack/slacktest"
	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
	"daicho/store/bolt"
)

// office is a workspace of the fake in which the whole bot works, over a data
// file of its own.
type office struct {
	t      *testing.T
	fake   *slacktest.Slack
	ws     *Workspace
	store  *store.Store
	runner *bot.Runner[*store.Tx]
	users  []string
	end    func() // ends the adapter and the postman
}

// userNo is the Slack id of the n-th of the people, from 0.
func userNo(n int) string { return fmt.Sprintf("U%04d", n+1) }

func dmOf(user string) string { return "D" + user[1:] }

// members are so many people of the fake.
func members(people int) (all []slacktest.User) {
	for n := range people {
		all = append(all, slacktest.User{ID: userNo(n), Name: fmt.Sprintf("user%d", n+1), RealName: fmt.Sprintf("社員 %d号", n+1)})
	}
	return all
}

// newOffice opens one with so many people, who have confirmed who sees what of
// the round that is open. It works once it is started.
func newOffice(t *testing.T, people int, o slacktest.Options, change func(*Config)) *office {
	t.Helper()
	o.Users = members(people)
	f := &office{t: t, fake: slacktest.Start(t, o)}
	for _, u := range o.Users {
		f.users = append(f.users, u.ID)
	}
	f.store = openStore(t, filepath.Join(t.TempDir(), "daicho.db"))
	found(t, f.store, "slack-"+f.fake.Options().Team, people)
	f.ws = workspace(t, f.fake, SocketMode, func(c *Config) {
		c.Unhurried, c.Grace = false, 5*time.Second
		if change != nil {
			change(c)
		}
	})
	f.runner = newRunner(f.store, f.ws)
	return f
}

func openStore(t *testing.T, path string) *store.Store {
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

func newRunner(s *store.Store, a bot.Adapter) *bot.Runner[*store.Tx] {
	return &bot.Runner[*store.Tx]{
		Store: s, Talk: dialogue.New[*store.Tx](rubric.MustEmbedded(), rand.Text), Adapter: func(string) bot.Adapter { return a },
		Maker: func(context.Context, string) ([]byte, error) { return []byte(onePixel), nil }, Clock: time.Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// onePixel is a whole PNG.
const onePixel = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
	"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"

// found founds the company in an open round: employees of the workspace, and a
// manager elsewhere, who fills in the company's sheet.
func found(t *testing.T, s *store.Store, home string, people int) {
	t.Helper()
	now := time.Now()
	_, err := s.CreateCompany(context.Background(), guidance.Company{Name: "光陽精機", Homes: []string{home}, Zone: "Asia/Tokyo", Created: now})
	if err != nil {
		t.Fatal(err)
	}
	err = s.Turn(context.Background(), home, func(tx *store.Tx) error {
		id, err := tx.NewPersonID()
		if err != nil {
			return err
		}
		if err := tx.PutPerson(guidance.Person{ID: id, Name: "佐藤 恵子", Role: guidance.Manager, Created: now}); err != nil {
			return err
		}
		for n := range people {
			id, err := tx.NewPersonID()
			if err != nil {
				return err
			}
			p := guidance.Person{
				ID: id, Name: fmt.Sprintf("社員 %d号", n+1), Role: guidance.Employee, Accounts: []guidance.Account{{Home: home, ID: userNo(n)}},
				NoticeRead: now, NoticeRound: 1, Greeted: now, Created: now,
			}
			if err := tx.PutPerson(p); err != nil {
				return err
			}
		}
		return tx.PutRound(guidance.Round{No: 1, Edition: "ipa-5min-3.1", Opened: now.Add(-time.Hour), By: "p1", Filler: "p1"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// start begins the adapter and the postman, who end with the test.
func (o *office) start() {
	o.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- o.ws.Run(ctx, o.runner) }()
	go func() { ended <- o.runner.Deliver(ctx) }()
	until(o.t, "a connection", func() bool { return o.fake.Sockets() > 0 })
	o.end = sync.OnceFunc(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				o.t.Error(err)
			}
		}
	})
	o.t.Cleanup(o.end)
}

// noComplaints stops everything and has the fake say what was wrong.
func (o *office) noComplaints() {
	o.t.Helper()
	before := o.fake.Complaints()
	o.end()
	o.fake.Stop()
	for _, c := range before {
		o.t.Errorf("Slack complains: %s", c)
	}
}

// answers are what somebody has answered in the diagnosis, by item.
func answersOf(t *testing.T, s *store.Store, home, user string) map[string]string {
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
