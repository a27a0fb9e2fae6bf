//go:build unix

package slack

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
	"daicho/adapters/slack/slacktest"
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
	const people = 20
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("DAICHO_KILLS")); err == nil {
		kills = n
	}
	fake := slacktest.Start(t, slacktest.Options{Users: members(people), Limits: unlimited(), AckWithin: waits})
	answering := make(chan []*phone, 1)
	var users []string
	for n := range people {
		users = append(users, userNo(n))
	}
	home := "slack-" + fake.Options().Team
	path := crowdtest.Prepare(t, home, users)
	child := storetest.StartChild(t, "TestKilled", fake.APIURL()+"|"+path)
	go func() { answering <- answerAtOnce(t, fake, users, 30*time.Millisecond, 2*time.Second) }()
	for range kills {
		until(t, "a connection", func() bool { return fake.Sockets() > 0 })
		time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
		child.Kill()
		child = storetest.StartChild(t, "TestKilled", fake.APIURL()+"|"+path)
	}
	phones := <-answering
	again := 0
	for _, user := range users {
		until(t, "the notice of "+user, func() bool { return noticesOf(fake, user) > 0 })
		again += noticesOf(fake, user) - 1
	}
	if again > kills { // each falls between one sending and its noting at most
		t.Errorf("%d notices came once more after %d kills", again, kills)
	}
	child.Kill()
	crowdtest.Check(t, crowdtest.Open(t, path), home, phones)
	t.Logf("%d kills, %d of %d notices came once more", kills, again, people)
}

// workForEver is the child: the whole bot, until it is killed.
func workForEver(what string) {
	url, path, _ := strings.Cut(what, "|")
	ws, err := New(Config{BotToken: slacktest.BotToken, AppToken: slacktest.AppToken, APIURL: url, Unhurried: true, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	if _, err := ws.Connect(context.Background()); err != nil {
		panic(err)
	}
	crowdtest.Work(path, ws)
}
