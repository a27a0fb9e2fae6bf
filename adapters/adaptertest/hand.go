package adaptertest

import (
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
)

// Say types words in private.
func (p *Paper) Say(who bot.Account, words string) error {
	return p.do(p.saying(who, bot.Place{}, words))
}

// SayIn types words in a place that others read too.
func (p *Paper) SayIn(who bot.Account, where bot.Place, words string) error {
	return p.do(p.saying(who, where, words))
}

// Press presses a button by its label or its action id: on the card the
// person looks at, else on the newest message posted to them that has it. It
// fails if there is no such button.
func (p *Paper) Press(who bot.Account, what string) error {
	d, err := p.pressing(who, what)
	return p.doIf(d, err)
}

// PressIn presses a button of the newest message in the place that has it.
func (p *Paper) PressIn(who bot.Account, where bot.Place, what string) error {
	d, err := p.pressingIn(who, where, what)
	return p.doIf(d, err)
}

// PressOld presses a button of the person's card number n, counted from 1 as
// in Cards.
func (p *Paper) PressOld(who bot.Account, n int, what string) error {
	cards := p.Cards(who)
	if n < 1 || n > len(cards) {
		return fmt.Errorf("%s has seen %d cards, there is no number %d", who.ID, len(cards), n)
	}
	d, err := pressOn(cards[n-1:n], who, what)
	return p.doIf(d, err)
}

// Choose answers what the card asks by an option's label or value.
func (p *Paper) Choose(who bot.Account, what string) error {
	return p.give(who, what, false)
}

// Type answers what the card asks in words.
func (p *Paper) Type(who bot.Account, words string) error {
	return p.give(who, words, true)
}

// Answer answers the field with this number or id on the page the card is
// of, bringing it up first where the card asks another.
func (p *Paper) Answer(who bot.Account, field, value string) error {
	if err := p.Bring(who, field); err != nil {
		return err
	}
	return p.give(who, value, true)
}

// Bring has the card ask the field with this number or id of its page.
func (p *Paper) Bring(who bot.Account, field string) error {
	c := p.Card(who)
	at := slices.IndexFunc(c.View.Fields, func(f bot.Field) bool { return named(f, field) })
	if at < 0 {
		return fmt.Errorf("no field %q here:\n%s", field, c.Text)
	}
	if id := c.View.Fields[at].ID; c.Field != id {
		return p.do(delivery{event: bot.Event{From: who, Press: c.View.At}, asks: id})
	}
	return nil
}

// Drop drops a file in, under the card the person looks at.
func (p *Paper) Drop(who bot.Account, name string, data []byte) error {
	return p.do(p.dropping(who, &bot.File{Name: name, Data: data}))
}

func (p *Paper) dropping(who bot.Account, f *bot.File) delivery {
	return delivery{event: bot.Event{From: who, File: f, Shown: p.Card(who).View.At}}
}

// Redeliver hands on the last thing this person did once more, under the same
// delivery id, as a platform does that missed the acknowledgement.
func (p *Paper) Redeliver(who bot.Account) error {
	d, err := p.repeating(who)
	return p.doIf(d, err)
}

// Discard deletes the card the person looks at.
func (p *Paper) Discard(who bot.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.desk(who).screen = Card{}
}

func (p *Paper) do(d delivery) error {
	run, err := p.begin(d)
	if err != nil {
		return err
	}
	return run()
}

func (p *Paper) doIf(d delivery, err error) error {
	if err != nil {
		return err
	}
	return p.do(d)
}

func (p *Paper) give(who bot.Account, value string, typed bool) error {
	d, err := answering(p.Card(who), who, value, typed)
	return p.doIf(d, err)
}

func (p *Paper) saying(who bot.Account, where bot.Place, words string) delivery {
	ev := bot.Event{From: who, Place: where, Said: words}
	if where == (bot.Place{}) {
		ev.Shown = p.Card(who).View.At
	}
	return delivery{event: ev}
}

func (p *Paper) pressing(who bot.Account, what string) (delivery, error) {
	cards := p.Posts(bot.Recipient{Account: who})
	slices.Reverse(cards)
	return pressOn(append([]Card{p.Card(who)}, cards...), who, what)
}

func (p *Paper) pressingIn(who bot.Account, where bot.Place, what string) (delivery, error) {
	cards := p.Posts(bot.Recipient{Place: where})
	slices.Reverse(cards)
	d, err := pressOn(cards, who, what)
	d.event.Place = where
	return d, err
}

func (p *Paper) repeating(who bot.Account) (delivery, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := p.desk(who).last
	if last == nil {
		return delivery{}, fmt.Errorf("%s has done nothing yet", who.ID)
	}
	return *last, nil
}

// pressOn finds a button by its label or id on the first card that has it.
func pressOn(cards []Card, who bot.Account, what string) (delivery, error) {
	for _, c := range cards {
		for _, b := range c.Buttons {
			if b.Label == what || b.Values == nil && string(b.Press) == what {
				return pressed(c, b, who), nil
			}
		}
	}
	var there []string
	for _, c := range cards {
		there = append(there, buttonLabels(c.Buttons)...)
	}
	return delivery{}, fmt.Errorf("no button %q, there are: %s", what, strings.Join(bracketed(there), ""))
}

func pressed(c Card, b Button, who bot.Account) delivery {
	d := delivery{event: bot.Event{From: who, Press: b.Press, Values: b.Values}, asks: b.Asks, help: b.Help, vouch: b.Vouch}
	if b.Values != nil && b.Press == c.View.At {
		d.ends = ending(c)
	}
	return d
}

// answering turns a value for what the card asks into a delivery. Options go
// by label or value; other words only where typed and the field takes them.
func answering(c Card, who bot.Account, value string, typed bool) (delivery, error) {
	at := c.View.Field(c.Field)
	if at < 0 {
		return delivery{}, fmt.Errorf("the card asks nothing:\n%s", c.Text)
	}
	f := c.View.Fields[at]
	value, err := fieldValue(f, value, typed)
	if err != nil {
		return delivery{}, err
	}
	return pressed(c, Button{Press: c.View.At, Values: map[bot.FieldID]string{f.ID: value}}, who), nil
}

// fieldValue is what the core is given for a word: an option's value for its
// label, otherwise the word, where it is typed and the field takes it.
func fieldValue(f bot.Field, word string, typed bool) (string, error) {
	for _, o := range f.Options {
		if o.Label == word || o.Value == word {
			return o.Value, nil
		}
	}
	if !typed || f.Kind == bot.Choice || f.Kind == bot.Person {
		return "", fmt.Errorf("%q is no answer to %q, there are: %s", word, f.Label, optionLine(f))
	}
	return word, nil
}

// ending is the card's page if what the card asks is still wanted: then the
// answer may be the last one, and the page ends by itself. A mended answer
// leads back to the summary instead.
func ending(c Card) *bot.View {
	if at := c.View.Field(c.Field); at >= 0 && c.View.Fields[at].Wanted() {
		return &c.View
	}
	return nil
}

// named reports whether people or scripts mean this field by the word.
func named(f bot.Field, word string) bool {
	return string(f.ID) == word || f.Number != "" && f.Number == word
}
