package slack

import (
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"daicho/adapters/crowdtest"
	"daicho/adapters/slack/slacktest"
)

// TestACrowdAtOnce has 200 people answer the whole diagnosis at once, through
// Slack's real rates: nothing is asked of Slack too often, and nothing is lost
// or doubled. For far more of them than there are modals to be had, the
// questions come one a message. DAICHO_MINUTE=1 lets it take a real minute, in
// which Slack's three seconds for an acknowledgement hold.
func TestACrowdAtOnce(t *testing.T) {
	people, think, within := 200, 20*time.Millisecond, waits
	if os.Getenv("DAICHO_MINUTE") != "" {
		think, within = 2*time.Second, 3*time.Second
	}
	o := newOffice(t, people, slacktest.Options{AckWithin: within}, nil)
	o.start()
	phones := answerAtOnce(t, o.fake, o.users, think, waits)
	for _, p := range phones {
		<-o.ws.Settled(p.user)
	}
	crowdtest.Check(t, o.store, o.ws.Home(), phones)
	if n := o.fake.Limited(); n > 0 {
		t.Errorf("Slack was asked too often %d times", n)
	}
	slowest, cards := time.Duration(0), 0
	for _, p := range phones {
		slowest, cards = max(slowest, p.slowest), cards+p.cards
	}
	if opened := o.fake.Calls("views.open"); opened >= people || cards == 0 {
		t.Errorf("%d modals were opened for %d people, %d answers on messages", opened, people, cards)
	}
	t.Logf("the slowest acknowledgement took %v; of 5000 answers %d were given on messages; calls: %v", slowest, cards, o.fake.AllCalls())
	o.noComplaints()
}

// answerAtOnce has everybody answer, and returns their phones.
func answerAtOnce(t *testing.T, fake *slacktest.Slack, users []string, think, patience time.Duration) []*phone {
	t.Helper()
	var phones []*phone
	for i, user := range users {
		p := newPhone(fake, user, uint64(i), think)
		p.patience = patience
		phones = append(phones, p)
	}
	crowdtest.AnswerAtOnce(t, phones)
	return phones
}

// noticesOf counts how often the notice stands before somebody.
func noticesOf(fake *slacktest.Slack, user string) int {
	return len(slices.DeleteFunc(fake.Screens(user, dmOf(user)), func(s slacktest.Screen) bool {
		return !slices.ContainsFunc(s.Elements, labelled(crowdtest.OpensNotice)) || s.Kind != "message"
	}))
}

// TestFaults breaks the connection again and again while people answer,
// delivers up to four times and out of order, and lets requests fail: in the end
// the same is kept, and every notice was delivered once.
func TestFaults(t *testing.T) {
	const people = 12
	drops := 50
	if n, err := strconv.Atoi(os.Getenv("DAICHO_DROPS")); err == nil {
		drops = n
	}
	o := newOffice(t, people, slacktest.Options{Limits: unlimited(), AckWithin: waits}, func(c *Config) { c.Unhurried = true })
	o.fake.Shuffle(7, 4)
	o.fake.Flaky(7, 0.05, 0.10)
	crowdtest.WriteNotices(t, o.store, o.ws.Home())
	o.start()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for range drops {
			select {
			case <-stop:
				return
			case <-time.After(40 * time.Millisecond):
				o.fake.DropSockets()
			}
		}
	}()
	phones := answerAtOnce(t, o.fake, o.users, 50*time.Millisecond, 3*time.Second)
	close(stop)
	<-stopped
	for _, p := range phones {
		<-o.ws.Settled(p.user)
	}
	crowdtest.Check(t, o.store, o.ws.Home(), phones)
	for _, user := range o.users {
		until(t, "the notice of "+user, func() bool { return noticesOf(o.fake, user) > 0 })
		if n := noticesOf(o.fake, user); n != 1 {
			t.Errorf("%s got the notice %d times", user, n)
		}
	}
}
