package dialogue

import (
	"errors"
	"strings"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/reminding"
)

// Reminders are what would be sent to everybody of a company at a moment, and
// why, or why not.
type Reminders struct {
	// Not is why nobody at all is reminded then, in words for operators; empty
	// where it is a time for it.
	Not  string
	List []Reminder // everybody, in the order of the list of people
}

// Reminder is that of one person.
type Reminder struct {
	Person  guidance.Person
	Reasons []reminding.Reason
	Not     string        // why there is none, in words for operators
	To      bot.Recipient // where it would go
	View    bot.View      // what it would say
}

// Reminders says what a tick at this moment would send, and sends nothing.
func (d *Dialogue[T]) Reminders(tx T, at time.Time) (Reminders, error) {
	t := &turn{Reader: &memory{Reader: tx}, core: d.core, ev: bot.Event{At: at, Tick: RemindTick}}
	p, planned, err := t.programme()
	if err != nil || !planned {
		return Reminders{Not: "no visit is planned"}, err
	}
	m, err := t.morning(p)
	if err != nil {
		return Reminders{}, err
	}
	all := Reminders{Not: d.core.rules.Rest(m)}
	if m.Said.Passed == m.Today {
		all.Not = "it was decided earlier on this day"
	}
	calls, _, err := d.core.rules.Decide(m)
	if err != nil || all.Not != "" {
		return all, err
	}
	for i, c := range calls {
		one, err := t.wouldSend(m.People[i], c)
		if err != nil {
			return all, err
		}
		all.List = append(all.List, one)
	}
	return all, errors.Join(t.fault)
}

// wouldSend is what one person would be sent.
func (t *turn) wouldSend(who guidance.Person, c reminding.Call) (Reminder, error) {
	one := Reminder{Person: who, Reasons: c.Reasons, Not: c.Not}
	switch {
	case len(c.Reasons) == 0:
		return one, nil
	case len(who.Accounts) == 0:
		one.Reasons, one.Not = nil, "they have no account"
		return one, nil
	}
	theirs := *t
	theirs.me, theirs.ev = who, bot.Event{At: t.ev.At, From: bot.Account(who.Main())}
	view, ok, err := theirs.reminder(c.Reasons)
	if !ok {
		one.Reasons, one.Not = nil, "nothing is left to say"
	}
	one.To, one.View = theirs.reachedAt(who), view
	return one, errors.Join(err, theirs.fault)
}

// Text is the reminder in a few lines of plain text: its title and what is
// listed in it.
func (r Reminder) Text() string {
	lines := append([]string{r.View.Title}, r.View.Body...)
	if r.View.Table != nil {
		for _, row := range r.View.Table.Rows {
			var cells []string
			for _, c := range row.Cells {
				cells = append(cells, c.Text)
			}
			lines = append(lines, "・"+strings.Join(cells, "　"))
		}
	}
	for _, s := range r.View.Sections {
		lines = append(lines, "【"+s.Heading+"】")
		lines = append(append(lines, s.Body...), s.Points...)
	}
	return strings.Join(lines, "\n")
}
