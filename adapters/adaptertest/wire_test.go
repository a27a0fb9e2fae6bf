package adaptertest

import (
	"fmt"
	"sync"
	"testing"

	"daicho/bot"
)

const home = "paper"

func account(id string) bot.Account { return bot.Account{Home: home, ID: id} }

// paperWire is the paper, which is its own platform. start, post and so on
// stand apart so that a mutant can break one of them.
type paperWire struct {
	*Paper
	t     T
	under sync.WaitGroup
	last  bot.Account
	stop  func() error
	once  sync.Once
	ended error
}

func newPaperWire(t T) *paperWire {
	return &paperWire{Paper: NewPaper(home), t: t}
}

func (w *paperWire) Start(core bot.Core) { w.stop = w.Paper.Start(core) }

func (w *paperWire) Stop() error {
	w.once.Do(func() {
		w.ended = w.stop()
		w.under.Wait()
	})
	return w.ended
}

func (w *paperWire) People() []bot.Account {
	return []bot.Account{account("yamada"), account("suzuki"), account("sato")}
}

func (w *paperWire) Stranger() bot.Account { return account("stranger") }
func (w *paperWire) Place() bot.Place      { return bot.Place{Home: home, Inside: "general"} }

func (w *paperWire) Deliver(who bot.Account, act Act) Receipt {
	w.last = who
	run, err := w.begin(who, act)
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return w.going(run)
}

func (w *paperWire) Repeat() Receipt {
	run, err := w.beginIf(w.repeating(w.last))
	if err != nil {
		w.t.Fatalf("%v", err)
	}
	return w.going(run)
}

// going runs what was begun and closes the receipt once it was handed on.
func (w *paperWire) going(run func() error) Receipt {
	done := make(chan struct{})
	w.under.Go(func() {
		if run() == nil {
			close(done)
		}
	})
	return done
}

func (w *paperWire) begin(who bot.Account, act Act) (func() error, error) {
	switch {
	case act.Answer != nil:
		return func() error { return w.answers(who, act) }, nil
	case act.Old:
		cards := w.Cards(who)
		return w.beginIf(pressOn(cards[len(cards)-2:len(cards)-1], who, string(act.Press)))
	case act.Press != "" && act.In != bot.Place{}:
		return w.beginIf(w.pressingIn(who, act.In, string(act.Press)))
	case act.Press != "":
		return w.beginIf(w.pressing(who, string(act.Press)))
	case act.File != nil:
		d := w.dropping(who, act.File)
		d.event.Place = act.In
		return w.Paper.begin(d)
	}
	return w.Paper.begin(w.saying(who, act.In, act.Say))
}

func (w *paperWire) beginIf(d delivery, err error) (func() error, error) {
	if err != nil {
		return nil, err
	}
	return w.Paper.begin(d)
}

// answers gives one answer after another; the page ends by itself.
func (w *paperWire) answers(who bot.Account, act Act) error {
	for _, f := range w.Card(who).View.Fields {
		if value, given := act.Answer[f.ID]; given {
			if err := w.Answer(who, string(f.ID), value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *paperWire) Sees(who bot.Account) Sight { return sight(w.Card(who)) }

func (w *paperWire) Posted(to bot.Recipient) (all []Sight) {
	for _, c := range w.Posts(to) {
		all = append(all, sight(c))
	}
	return all
}

func sight(c Card) Sight { return Sight{Text: c.Text, Buttons: c.Buttons, Files: c.Files} }

func (w *paperWire) Inject(f Fault) {
	switch f {
	case Disconnect:
		w.Disconnect()
	case Reconnect:
		w.Connect()
	case DeleteScreens:
		for _, who := range w.People() {
			w.Discard(who)
		}
	case LimitPost:
		w.FailPosts(fmt.Errorf("post: %w", &bot.Limited{After: LimitAfter}))
	case RefusePost:
		w.FailPosts(fmt.Errorf("post: %w", bot.ErrRefused))
	case FailPost:
		w.FailPosts(fmt.Errorf("post: %w", bot.ErrBroken))
	case ForgetAll:
		w.Forget(bot.Recipient{Place: w.Place()})
		w.Forget(bot.Recipient{Account: account("nobody-at-all")})
		w.Forget(bot.Recipient{Account: w.People()[2]})
	}
}

func (w *paperWire) Lacks(a Ability) string {
	if a == Live {
		return "What is written on paper stays as it is until something is done."
	}
	return ""
}

func TestPaperPassesTheSuite(t *testing.T) {
	Run(t, func(t T) Wire { return newPaperWire(t) })
}
