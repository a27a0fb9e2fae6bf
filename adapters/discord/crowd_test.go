package discord_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"daicho/adapters/crowdtest"
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/bot"
	"daicho/store"
)

// office is a server of the fake in which the whole bot works, over a data file
// of its own.
type office struct {
	t      *testing.T
	fake   *discordtest.Discord
	app    *discord.App
	store  *store.Store
	runner *bot.Runner[*store.Tx]
	users  []string
	end    func() // ends the adapter and the postman
}

// members are so many people of the fake.
func members(people int) (all []discordtest.User) {
	for n := range people {
		all = append(all, discordtest.User{ID: fmt.Sprintf("1000000000000%05d", n+1), Name: fmt.Sprintf("user%d", n+1), GlobalName: fmt.Sprintf("社員 %d号", n+1)})
	}
	return all
}

func ids(all []discordtest.User) (ids []string) {
	for _, u := range all {
		ids = append(ids, u.ID)
	}
	return ids
}

// newOffice opens one with so many people, who have confirmed who sees what of
// the round that is open. It works once it is started.
func newOffice(t *testing.T, people int, o discordtest.Options, change func(*discord.Config)) *office {
	t.Helper()
	o.Users = members(people)
	f := &office{t: t, fake: discordtest.Start(t, o), users: ids(o.Users)}
	f.store = crowdtest.Open(t, filepath.Join(t.TempDir(), "daicho.db"))
	crowdtest.Found(t, f.store, discord.HomeOf(discordtest.Company), f.users)
	f.app = connected(t, f.fake, func(c *discord.Config) {
		c.Unhurried, c.Grace = false, 5*time.Second
		if change != nil {
			change(c)
		}
	})
	f.runner = crowdtest.Runner(f.store, f.app)
	return f
}

// start begins the adapter and the postman, who end with the test.
func (o *office) start() {
	o.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 2)
	go func() { ended <- o.app.Run(ctx, o.runner) }()
	go func() { ended <- o.runner.Deliver(ctx) }()
	until(o.t, "a connection", func() bool { return o.app.Stood() > 0 })
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

// settle waits until everything that people did is dealt with.
func (o *office) settle() {
	for _, user := range o.users {
		<-o.app.Settled(user)
	}
}

func phones(fake *discordtest.Discord, users []string, think, patience time.Duration) (all []*phone) {
	for i, user := range users {
		all = append(all, newPhone(fake, user, uint64(i), think, patience))
	}
	return all
}

// isNotice reports whether a screen is the notice that crowdtest writes.
func isNotice(s discordtest.Screen) bool {
	return slices.ContainsFunc(s.Buttons, func(b discordtest.Button) bool { return b.Label == crowdtest.OpensNotice })
}

// noticesOf counts how often the notice stands before somebody.
func noticesOf(fake *discordtest.Discord, user string) (n int) {
	for _, s := range fake.Screens(user, fake.DM(user)) {
		if isNotice(s) {
			n++
		}
	}
	return n
}

// TestACrowdAtOnce has 200 people answer the whole diagnosis at once, through
// Discord's real rates: nothing is asked of Discord too often, and nothing is
// lost or doubled. DAICHO_MINUTE=1 lets it take a real minute, in which Discord's
// three seconds for a first response hold.
func TestACrowdAtOnce(t *testing.T) {
	people, think, within := 200, 20*time.Millisecond, waits
	if os.Getenv("DAICHO_MINUTE") != "" {
		think, within = 2400*time.Millisecond, 3*time.Second
	}
	o := newOffice(t, people, discordtest.Options{RespondWithin: within}, nil)
	o.start()
	all := phones(o.fake, o.users, think, waits)
	began := time.Now()
	crowdtest.AnswerAtOnce(t, all)
	took := time.Since(began)
	o.settle()
	crowdtest.Check(t, o.store, discord.HomeOf(discordtest.Company), all)
	if n := o.fake.Limited(); n > 0 {
		t.Errorf("Discord was asked too often %d times", n)
	}
	taps, slowest := 0, time.Duration(0)
	for _, p := range all {
		taps, slowest = taps+p.taps, max(slowest, p.slowest)
	}
	if taps != 25*people {
		t.Errorf("%d taps for %d answers", taps, 25*people)
	}
	t.Logf("%v; the slowest answer took %v; calls: %v", took.Round(time.Second), slowest, o.fake.AllCalls())
	before := o.fake.Complaints()
	o.end()
	for _, c := range before {
		t.Errorf("Discord complains: %s", c)
	}
}

// TestFaults breaks the connection again and again while people answer,
// delivers up to four times and out of order, and lets requests fail: in the end
// the same is kept, and every notice was delivered once. DAICHO_DROPS says how
// often.
func TestFaults(t *testing.T) {
	const people = 12
	drops := 8
	if n, err := strconv.Atoi(os.Getenv("DAICHO_DROPS")); err == nil {
		drops = n
	}
	const many = 1_000_000
	o := newOffice(t, people, discordtest.Options{Limits: map[string]discordtest.Limit{"*": {Calls: many, Per: time.Second}}},
		func(c *discord.Config) { c.Unhurried = true })
	o.fake.Shuffle(7, 4)
	o.fake.Flaky(7, 0.05, 0.10)
	crowdtest.WriteNotices(t, o.store, discord.HomeOf(discordtest.Company))
	o.start()
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		for n := range drops {
			stood := o.app.Stood()
			select {
			case <-stop:
				stopped <- n
				return
			case <-time.After(100 * time.Millisecond):
				o.fake.DropConnections()
			}
			for o.app.Stood() == stood {
				time.Sleep(time.Millisecond)
			}
		}
		stopped <- drops
	}()
	all := phones(o.fake, o.users, 200*time.Millisecond, 3*time.Second)
	crowdtest.AnswerAtOnce(t, all)
	close(stop)
	dropped := <-stopped
	o.settle()
	crowdtest.Check(t, o.store, discord.HomeOf(discordtest.Company), all)
	for _, user := range o.users {
		until(t, "the notice of "+user, func() bool { return noticesOf(o.fake, user) > 0 })
		if n := noticesOf(o.fake, user); n != 1 {
			t.Errorf("%s got the notice %d times", user, n)
		}
	}
	t.Logf("%d times cut off; calls: %v", dropped, o.fake.AllCalls())
}
