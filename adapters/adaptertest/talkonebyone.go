package adaptertest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"daicho/bot"
)

// oneByOne is where everybody is, of a talk on a surface that asks one question
// at a time.
//
// Two things differ there from a page, and are done as a person there would do
// them. The page ends by itself after its last required answer, so the line that
// ends it is skipped; and what is not required has to be given before that, so
// it goes first among the answers that follow each other.
type oneByOne struct {
	world World
	ended map[string]bot.View // the page of a person that has just ended by itself
}

func newOneByOne(world World) oneByOne { return oneByOne{world, map[string]bot.View{}} }

// answers is how many lines from here are answers of one person to different
// questions, at least 1.
func (oneByOne) answers(lines []talkLine) int {
	n, given := 0, map[string]bool{}
	for n < len(lines) && lines[n].kind == answer && lines[n].who == lines[0].who && !given[lines[n].field] {
		given[lines[n].field] = true
		n++
	}
	return max(n, 1)
}

// ordered puts the answers first that are not required on the page that is
// before the person.
func (o oneByOne) ordered(lines []talkLine, page func(bot.Account) bot.View) []talkLine {
	who, ok := o.world.Account(lines[0].who)
	if !ok || lines[0].kind != answer {
		return lines
	}
	fields := page(who).Fields
	required := func(l talkLine) int {
		at := slices.IndexFunc(fields, func(f bot.Field) bool { return named(f, l.field) })
		if at >= 0 && fields[at].Wanted() {
			return 1
		}
		return 0
	}
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b talkLine) int { return required(a) - required(b) })
	return lines
}

// done reports whether the line ends a page that has ended by itself.
func (o oneByOne) done(line talkLine) bool {
	over, ended := o.ended[line.who]
	if !ended || line.kind != pressLabel || line.text != over.Submit.Label {
		return false
	}
	delete(o.ended, line.who)
	return true
}

// reopened is the page that has ended by itself, where one of its answers is
// changed after all.
func (o oneByOne) reopened(line talkLine, now bot.View) (bot.ActionID, bool) {
	page, ended := o.ended[line.who]
	if !ended || line.kind != answer || slices.ContainsFunc(now.Fields, func(f bot.Field) bool { return named(f, line.field) }) {
		return "", false
	}
	return page.At, true
}

// allOneByOne does the lines on a surface of pages that shows the questions of
// a page one at a time. Answers that follow each other go there together: what is
// typed may be asked in one go.
func (p *pages) allOneByOne(ctx context.Context, lines []talkLine) (talkLine, error) {
	o := newOneByOne(p.world)
	for len(lines) > 0 {
		n := o.answers(lines)
		if err := p.someOneByOne(ctx, o, lines[:n]); err != nil {
			return lines[0], err
		}
		lines = lines[n:]
	}
	return talkLine{}, nil
}

// before is the page that is before somebody.
func (p *pages) before(name string) bot.View {
	if r := p.readers[name]; r != nil {
		return r.top().view
	}
	return bot.View{}
}

// someOneByOne does a line, or answers of one person that follow each other.
func (p *pages) someOneByOne(ctx context.Context, o oneByOne, lines []talkLine) error {
	line := lines[0]
	if o.done(line) || p.asksNoMore(line) {
		return nil
	}
	if at, ended := o.reopened(line, p.before(line.who)); ended {
		if err := p.reopen(ctx, line.who, at); err != nil {
			return err
		}
	}
	if line.kind != again {
		delete(o.ended, line.who)
	}
	if line.kind != answer {
		_, err := p.step(ctx, line)
		return err
	}
	page := p.before(line.who)
	if err := p.answerAll(ctx, lines); err != nil {
		return err
	}
	if now := p.before(line.who); !page.SamePage(now) || page.Submit.Label != now.Submit.Label {
		o.ended[line.who] = page
	}
	return nil
}

// answerAll gives answers together.
func (p *pages) answerAll(ctx context.Context, lines []talkLine) error {
	who, r := lines[0].who, p.readers[lines[0].who]
	account, ok := p.world.Account(who)
	if !ok || r == nil {
		return fmt.Errorf("%s has no page before them", who)
	}
	p.ids++
	all := bot.Event{ID: "talk-" + strconv.Itoa(p.ids), From: account, Surface: p.surface, Values: map[bot.FieldID]string{}}
	for _, line := range lines {
		ev, err := r.top().answer(line.field, line.text)
		if err != nil {
			return err
		}
		all.Press = ev.Press
		maps.Copy(all.Values, ev.Values)
	}
	r.last = all
	view, err := p.handle(ctx, all)
	if err == nil {
		r.show(view, true)
	}
	return err
}

// asksNoMore reports whether the line ends a page once more that has just ended
// on this surface: what a page asks to look at again, whoever is asked one
// question at a time has seen before answering it.
func (p *pages) asksNoMore(line talkLine) bool {
	r := p.readers[line.who]
	if r == nil || line.kind != pressLabel || len(r.sheets) < 2 || r.sheets[len(r.sheets)-2].view.Submit.Label != line.text {
		return false
	}
	_, _, err := r.top().press(line.text)
	return err != nil
}

// reopen brings back the page that has ended, in place of what came after it.
func (p *pages) reopen(ctx context.Context, name string, at bot.ActionID) error {
	who, _ := p.world.Account(name)
	p.ids++
	view, err := p.handle(ctx, bot.Event{ID: "talk-" + strconv.Itoa(p.ids), From: who, Surface: p.surface, Press: at})
	if err != nil {
		return err
	}
	r := p.readers[name]
	r.sheets[len(r.sheets)-1] = &sheet{view: view, given: map[bot.FieldID]string{}}
	return nil
}
