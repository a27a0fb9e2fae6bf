package slack

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"daicho/adapters/slack/slacktest"
)

// phone is somebody in Slack who answers the diagnosis: in a modal where one
// opens, else one question a message.
type phone struct {
	fake  *slacktest.Slack
	user  string
	rand  *rand.Rand
	think time.Duration // between two taps, on average
	// patience is how long it waits for an answer before it does it once more.
	patience time.Duration

	answered map[string]string // by item, the last answer that was acknowledged
	taps     int
	turns    int // pages turned
	cards    int // of the taps, those on a message
	slowest  time.Duration
}

func newPhone(fake *slacktest.Slack, user string, seed uint64, think time.Duration) *phone {
	return &phone{fake: fake, user: user, rand: rand.New(rand.NewPCG(seed, 1)), think: think, patience: waits, answered: map[string]string{}}
}

// waits is how long a phone waits for anything.
const waits = 30 * time.Second

// acked waits for an acknowledgement and notes how long it took; false where
// Slack has given up.
func (p *phone) acked(d *slacktest.Delivery) bool {
	began := time.Now()
	select {
	case <-d.Done:
	case <-time.After(waits):
		return false
	}
	p.slowest = max(p.slowest, time.Since(began))
	return d.Failure() == ""
}

// newest is what changed last in the conversation.
func (p *phone) newest() (found slacktest.Screen) {
	for _, s := range p.fake.Screens(p.user, dmOf(p.user)) {
		if s.Seq > found.Seq && len(s.Files) == 0 {
			found = s
		}
	}
	return found
}

// changes waits until the conversation has changed or a modal has opened.
func (p *phone) changes(since int) bool {
	for end := time.Now().Add(p.patience); time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
		if _, open := p.fake.Modal(p.user); open || p.newest().Seq > since {
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

// say types words and waits for the answer.
func (p *phone) say(words string) error {
	for range 5 {
		since := p.newest().Seq
		if p.acked(p.fake.Say(p.user, dmOf(p.user), words)) && p.changes(since) {
			return nil
		}
	}
	return fmt.Errorf("%s says %s in vain", p.user, words)
}

// click presses what fits on the newest message, and waits for what comes.
func (p *phone) click(fits func(slacktest.Element) bool) error {
	for range 5 {
		s := p.newest()
		i := slices.IndexFunc(s.Elements, fits)
		if i < 0 {
			return fmt.Errorf("%s does not find it on\n%s", p.user, s.Text)
		}
		if p.acked(p.fake.Click(p.user, s, s.Elements[i])) && p.changes(s.Seq) {
			return nil
		}
	}
	return fmt.Errorf("%s presses in vain", p.user)
}

func labelled(label string) func(slacktest.Element) bool {
	return func(e slacktest.Element) bool { return e.Label == label }
}

func does(v verb) func(slacktest.Element) bool {
	return func(e slacktest.Element) bool { got, _, err := parseElement(e.ActionID); return err == nil && got == v }
}

// User implements crowdtest.Phone.
func (p *phone) User() string { return p.user }

// Answered implements crowdtest.Phone.
func (p *phone) Answered() map[string]string { return p.answered }

// AnswerAll implements crowdtest.Phone.
func (p *phone) AnswerAll() error {
	p.pause()
	for range 200 {
		if len(p.answered) == 25 {
			return nil
		}
		if m, open := p.fake.Modal(p.user); open {
			if err := p.answerPage(m); err != nil {
				return err
			}
			continue
		}
		s := p.newest()
		switch {
		case slices.ContainsFunc(s.Elements, does(pick)):
			if err := p.answerCard(s); err != nil {
				return err
			}
		case slices.ContainsFunc(s.Elements, does(open)):
			if err := p.click(does(open)); err != nil {
				return err
			}
		default:
			if err := p.say("続き"); err != nil {
				return err
			}
		}
	}
	return fmt.Errorf("%s never comes to an end: %d answers", p.user, len(p.answered))
}

// answerPage taps an answer to every question of the modal, and turns the page.
func (p *phone) answerPage(m slacktest.Screen) error {
	for _, in := range m.Inputs {
		field, _, ok := fieldOf(in.BlockID)
		if !ok || len(in.Options) == 0 {
			return fmt.Errorf("%s finds no question in %+v", p.user, in)
		}
		value := in.Options[p.rand.IntN(len(in.Options))].Value
		p.pause()
		p.taps++
		if now, open := p.fake.Modal(p.user); open && now.ViewID == m.ViewID { // it may have been drawn again
			if at, ok := inputOf(now, field); ok {
				m, in = now, at
			}
		}
		if d := p.fake.Enter(p.user, m, in, value); d != nil && p.acked(d) {
			p.answered[string(field)] = value
		}
	}
	p.turns++
	d := p.fake.Submit(p.user)
	if d == nil {
		return nil // another page has opened over this one, as after an impatient second press: that one is answered next
	}
	if !p.acked(d) {
		return fmt.Errorf("%s turns the page in vain: %s", p.user, d.Failure())
	}
	return nil
}

// answerCard taps one of the answers to the question of a message.
func (p *phone) answerCard(s slacktest.Screen) error {
	var picks []slacktest.Element
	for _, e := range s.Elements {
		if does(pick)(e) {
			picks = append(picks, e)
		}
	}
	e := picks[p.rand.IntN(len(picks))]
	field, value, _ := strings.Cut(e.Value, "=")
	p.pause()
	p.taps++
	p.cards++
	if p.acked(p.fake.Click(p.user, s, e)) {
		p.answered[field] = value
	}
	p.changes(s.Seq) // else the same question is still there
	return nil
}
