package slack

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"daicho/adapters/crowdtest"
	"daicho/adapters/slack/slacktest"
	"daicho/bot"
	"daicho/store"
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
	f.store = crowdtest.Open(t, filepath.Join(t.TempDir(), "daicho.db"))
	crowdtest.Found(t, f.store, "slack-"+f.fake.Options().Team, f.users)
	f.ws = workspace(t, f.fake, SocketMode, func(c *Config) {
		c.Unhurried, c.Grace = false, 5*time.Second
		if change != nil {
			change(c)
		}
	})
	f.runner = crowdtest.Runner(f.store, f.ws)
	return f
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
