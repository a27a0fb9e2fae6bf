package adaptertest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"daicho/bot"
)

// TalkOnPaper does the same lines on the paper, which asks one field a card.
// It compares nothing of what is said, since the cards differ from the pages:
// the caller compares what is kept afterwards with what Talk left.
func TalkOnPaper(t T, file string, world World) *Paper {
	t.Helper()
	_, lines := readTalk(t, file)
	s := newCards(world, nil)
	for _, who := range lines {
		if account, ok := world.Account(who.who); ok {
			s.paper = NewPaper(account.Home)
			break
		}
	}
	if s.paper == nil {
		t.Fatalf("%s: nobody does anything", file)
	}
	s.stop = s.paper.Start(world.Core())
	t.Cleanup(func() { _ = s.stop() })
	for len(lines) > 0 {
		n := s.answers(lines)
		for _, line := range s.ordered(lines[:n], s.page) {
			if err := s.step(line); err != nil {
				t.Fatalf("%s:%d: on paper: %s\n%v", file, line.number, line.source, err)
			}
		}
		lines = lines[n:]
	}
	return s.paper
}

// cards drives the paper through a talk.
type cards struct {
	oneByOne
	paper *Paper
	stop  func() error
	// marks holds at which of the person's cards each of their views began.
	marks map[string][]int
	at    time.Time // the clock
}

func newCards(world World, paper *Paper) *cards {
	return &cards{oneByOne: newOneByOne(world), paper: paper, marks: map[string][]int{}}
}

func (s *cards) step(line talkLine) error {
	switch line.kind {
	case comment:
		return nil
	case clock:
		s.setClock(line.at)
		return nil
	case mornings:
		return s.mornings(line.at)
	case restart:
		if err := s.stop(); err != nil {
			return err
		}
		s.world.Restart()
		s.stop = s.paper.Start(s.world.Core())
		return nil
	case surface:
		s.paper.Call(line.text)
		return nil
	case deliver:
		return s.deliver()
	}
	who, ok := s.world.Account(line.who)
	if !ok {
		return fmt.Errorf("nobody is called %s", line.who)
	}
	cards := len(s.paper.Cards(who))
	if s.done(line) {
		s.marks[line.who] = append(s.marks[line.who], cards-1)
		return nil
	}
	if profile := s.world.Profile(line.who); profile != nil {
		s.paper.Know(who, *profile)
	}
	if err := s.reopen(who, line); err != nil {
		return err
	}
	page := s.paper.Card(who).View
	if line.kind != again {
		delete(s.ended, line.who)
	}
	if err := s.deed(who, line); err != nil {
		return err
	}
	s.note(line, who, page, cards)
	return nil
}

func (s *cards) setClock(at time.Time) {
	s.at = at
	s.world.SetClock(at)
}

// mornings lets days pass.
func (s *cards) mornings(last time.Time) error {
	for _, at := range morningsTo(s.at, last) {
		s.setClock(at)
		if err := s.world.Tick(); err != nil {
			return err
		}
		if err := s.deliver(); err != nil {
			return err
		}
	}
	return nil
}

// deliver posts what waits.
func (s *cards) deliver() error {
	for _, post := range s.world.Deliver() {
		if err := s.paper.Post(context.Background(), post.To, post.View); err != nil {
			return err
		}
	}
	return nil
}

// note remembers whether the page ended by itself, and which card a view
// begins with: an answer that stays on its page begins none.
func (s *cards) note(line talkLine, who bot.Account, page bot.View, cards int) {
	answered, ended := s.paper.lastAnswer(who)
	switch {
	case ended && line.kind != again:
		s.ended[line.who] = page
	case answered && page.SamePage(s.paper.Card(who).View), ended && s.ended[line.who].At != "":
	default:
		s.marks[line.who] = append(s.marks[line.who], cards)
	}
}

// reopen brings the page back that has ended by itself when one of its answers
// is changed after all.
func (s *cards) reopen(who bot.Account, line talkLine) error {
	at, ended := s.reopened(line, s.page(who))
	if !ended {
		return nil
	}
	return s.paper.do(delivery{event: bot.Event{From: who, Press: at}})
}

// page is what the card before somebody is of.
func (s *cards) page(who bot.Account) bot.View { return s.paper.Card(who).View }

func (s *cards) deed(who bot.Account, line talkLine) error {
	switch line.kind {
	case say:
		return s.paper.Say(who, line.text)
	case answer:
		return s.paper.Answer(who, line.field, line.text)
	case pressLabel:
		return s.press(who, line.text)
	case pressOld:
		return s.pressOld(who, line)
	case drop:
		return s.paper.Drop(who, line.field, []byte(line.text))
	}
	return s.paper.Redeliver(who)
}

// press presses what the card has, else what the page would have beside
// another field than the card asks, else what was posted, to the person or
// where everybody reads.
func (s *cards) press(who bot.Account, label string) error {
	card := s.paper.Card(who)
	if d, err := pressOn([]Card{card}, who, label); err == nil {
		return s.paper.do(d)
	}
	for _, f := range card.View.Fields {
		if !slices.ContainsFunc(f.Actions, func(a bot.Action) bool { return a.Label == label }) {
			continue
		}
		if err := s.paper.Bring(who, string(f.ID)); err != nil {
			return err
		}
		return s.paper.Press(who, label)
	}
	if d, err := s.paper.pressing(who, label); err == nil {
		return s.paper.do(d)
	}
	for _, where := range s.paper.Places() {
		if d, err := s.paper.pressingIn(who, where, label); err == nil {
			return s.paper.do(d)
		}
	}
	return s.paper.Press(who, label)
}

// pressOld presses the button on the newest card of that view that has it.
// Where the view ended by itself no card of it has its end, and there is
// nothing to press twice.
func (s *cards) pressOld(who bot.Account, line talkLine) error {
	marks := s.marks[line.who]
	if line.nth > len(marks) {
		return fmt.Errorf("only %d views were shown", len(marks))
	}
	all := s.paper.Cards(who)
	from, to := marks[line.nth-1], len(all)
	if line.nth < len(marks) {
		to = marks[line.nth]
	}
	for n := to; n > from; n-- {
		c := all[n-1]
		if slices.ContainsFunc(c.Buttons, func(b Button) bool { return b.Label == line.text }) {
			return s.paper.PressOld(who, n, line.text)
		}
	}
	if from < to && all[from].View.Submit.Label == line.text {
		return s.paper.Redeliver(who)
	}
	return fmt.Errorf("no card of view %d has the button %q", line.nth, line.text)
}
