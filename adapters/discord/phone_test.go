package discord_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"daicho/adapters/discord"
	"daicho/adapters/discord/discordtest"
)

// phone is somebody in Discord who answers the diagnosis in the direct message,
// one question after the other. It implements crowdtest.Phone.
type phone struct {
	fake  *discordtest.Discord
	user  string
	rand  *rand.Rand
	think time.Duration // between two taps, on average
	// patience is how long it waits for an answer before it does it once more.
	patience time.Duration

	answered map[string]string // by item, the last answer that was shown as accepted
	taps     int
	slowest  time.Duration
}

// waits is how long a phone waits for anything.
const waits = 30 * time.Second

func newPhone(fake *discordtest.Discord, user string, seed uint64, think, patience time.Duration) *phone {
	return &phone{fake: fake, user: user, rand: rand.New(rand.NewPCG(seed, 1)), think: think, patience: patience, answered: map[string]string{}}
}

// User implements crowdtest.Phone.
func (p *phone) User() string { return p.user }

// Answered implements crowdtest.Phone.
func (p *phone) Answered() map[string]string { return p.answered }

// AnswerAll implements crowdtest.Phone.
func (p *phone) AnswerAll() error {
	p.pause()
	for range 300 {
		if len(p.answered) == 25 {
			return nil
		}
		s := p.newest()
		picks := slices.DeleteFunc(slices.Clone(s.Buttons), func(b discordtest.Button) bool { return discord.Reads(b.CustomID).Does != discord.Picks })
		if len(picks) == 0 {
			since := s.Seq
			p.fake.Say(p.user, p.fake.DM(p.user), "続き")
			p.changes(since)
			continue
		}
		p.answer(s, picks[p.rand.IntN(len(picks))])
	}
	return fmt.Errorf("%s never comes to an end: %d answers, before them\n%s", p.user, len(p.answered), p.newest().Text)
}

// answer taps an answer, and notes it once the question is gone.
func (p *phone) answer(s discordtest.Screen, b discordtest.Button) {
	p.pause()
	p.taps++
	began := time.Now()
	d := p.fake.Click(p.user, s, b)
	select {
	case <-d.Done:
	case <-time.After(waits):
		return
	}
	p.slowest = max(p.slowest, time.Since(began))
	if d.Failure() != "" || !p.changes(s.Seq) {
		return
	}
	m := discord.Reads(b.CustomID)
	p.answered[string(m.Field)] = m.Option
}

// newest is what changed last in the conversation.
func (p *phone) newest() (found discordtest.Screen) {
	for _, s := range p.fake.Screens(p.user, p.fake.DM(p.user)) {
		if s.Seq > found.Seq && !isNotice(s) {
			found = s
		}
	}
	return found
}

// changes waits until the conversation has changed.
func (p *phone) changes(since int) bool {
	for end := time.Now().Add(p.patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if s := p.newest(); s.Seq > since && !s.Loading {
			return true
		}
	}
	return false
}

func (p *phone) pause() {
	if p.think > 0 {
		time.Sleep(time.Duration(p.rand.Int64N(int64(2 * p.think))))
	}
}
