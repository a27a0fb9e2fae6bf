package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/store"
)

// demoAct is something that one of the people did with the bot: what they
// pressed, and what stood in the fields. "@" and a name stand for a person.
type demoAct struct {
	who     string
	daysAgo int
	press   string
	fields  string // a=text|b=text
}

func demoActOf(row demoRow) (demoAct, error) {
	days, err := strconv.Atoi(row["days_ago"])
	return demoAct{row["person"], days, row["press"], row["fields"]}, err
}

// seedActs has people do things in the real conversation, on days that have
// passed. What would have been sent to them then waits in their menus.
func (s *seeding) seedActs() error {
	acts, err := readDemo("acts", demoActOf)
	if err != nil {
		return err
	}
	keys := 0
	talk := dialogue.New[*store.Tx](s.lib, func() string {
		keys++
		return fmt.Sprintf("demo%d", keys)
	})
	for i, act := range acts {
		if err := s.seedAct(talk, act, i); err != nil {
			return fmt.Errorf("%s presses %s: %w", act.who, act.press, err)
		}
	}
	return nil
}

func (s *seeding) seedAct(talk *dialogue.Dialogue[*store.Tx], act demoAct, i int) error {
	who, err := personNamed(s.tx, act.who)
	if err != nil {
		return err
	}
	ev := bot.Event{
		At: s.ago(act.daysAgo, 13, 10+i), From: bot.Account(accountIn(who, s.home)), Surface: bot.OwnSurface,
		Press: bot.ActionID(s.named(act.press)), Values: map[bot.FieldID]string{},
	}
	for field := range strings.SplitSeq(act.fields, "|") {
		if id, text, ok := strings.Cut(field, "="); ok {
			ev.Values[bot.FieldID(id)] = s.named(text)
		}
	}
	reply, err := talk.Act(s.tx, ev)
	if err != nil {
		return err
	}
	if reply.View.Problem != "" {
		return errors.New(reply.View.Problem)
	}
	for _, f := range reply.View.Fields {
		if f.Problem != "" {
			return fmt.Errorf("%s: %s", f.ID, f.Problem)
		}
	}
	return nil
}

// named puts ids in the place of the people that a text names.
func (s *seeding) named(text string) string {
	for name, id := range s.people {
		text = strings.ReplaceAll(text, "@"+name, string(id))
	}
	return text
}
