//go:build unix

package discord_test

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"daicho/adapters/crowdtest"
	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
	"daicho/store/storetest"
)

// TestKilled kills the process at random moments, in the middle of its outbox
// and of what people are doing, and starts it again each time. In the end all
// is kept that somebody saw accepted, and every notice was delivered: once, and
// once more for a kill that fell between sending and noting it.
func TestKilled(t *testing.T) {
	if what := storetest.ChildPath(); what != "" {
		workForEver(what)
	}
	const people, many = 20, 1_000_000
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("DAICHO_KILLS")); err == nil {
		kills = n
	}
	fake := discordtest.Start(t, discordtest.Options{Users: members(people), Limits: map[string]discordtest.Limit{"*": {Calls: many, Per: time.Second}}})
	users, home := ids(members(people)), discord.HomeOf(discordtest.Company)
	path := crowdtest.Prepare(t, home, users)
	child := storetest.StartChild(t, "TestKilled", fake.APIURL()+"|"+path)
	all := phones(fake, users, 30*time.Millisecond, 2*time.Second)
	answered := make(chan struct{})
	go func() { defer close(answered); crowdtest.AnswerAtOnce(t, all) }()
	for range kills {
		until(t, "a connection", func() bool { return fake.Sessions() > 0 })
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
		child.Kill()
		until(t, "the end of the connection", func() bool { return fake.Sessions() == 0 })
		child = storetest.StartChild(t, "TestKilled", fake.APIURL()+"|"+path)
	}
	<-answered
	again := 0
	for _, user := range users {
		until(t, "the notice of "+user, func() bool { return noticesOf(fake, user) > 0 })
		again += noticesOf(fake, user) - 1
	}
	if again > kills { // each falls between one sending and its noting at most
		t.Errorf("%d notices came once more after %d kills", again, kills)
	}
	child.Kill()
	crowdtest.Check(t, crowdtest.Open(t, path), home, all)
	t.Logf("%d kills, %d of %d notices came once more", kills, again, people)
}

// workForEver is the child: the whole bot, until it is killed.
func workForEver(what string) {
	url, path, _ := strings.Cut(what, "|")
	app, err := discord.New(discord.Config{
		Token: discordtest.Token, APIURL: url, Unhurried: true, Log: slog.New(slog.DiscardHandler), Guilds: []discord.Guild{{ID: discordtest.Company}},
	})
	if err != nil {
		panic(err)
	}
	if _, err := app.Connect(context.Background()); err != nil {
		panic(err)
	}
	crowdtest.Work(path, app)
}
