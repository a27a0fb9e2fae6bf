package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"daicho/bot/dialogue"
	"daicho/store"
)

// remind prints whom the reminders would reach.
func remind(ctx context.Context, p *program, f *flag.FlagSet, args []string) error {
	c := commonFlags(f)
	dry := f.Bool("dry-run", false, "print what would be sent to whom and why, or why not; send nothing")
	at := f.String("at", "", "the `MOMENT` in the company's time zone, 2026-12-07T09:30 (default: now)")
	if err := parse(f, args); err != nil {
		return err
	}
	if !*dry {
		return misused("reminders are sent by \"daicho serve\"; --dry-run prints what would be sent. / お知らせを送るのは daicho serve です。何が送られるかは --dry-run で見られます。")
	}
	return atDesk(ctx, p, c, func(d desk) error {
		list, err := d.Reminders(ctx, reminderOrder{Company: c.company, At: *at})
		if err != nil {
			return err
		}
		return printReminders(p.out, list)
	})
}

// reminderOrder is for which company and moment reminders are asked for.
type reminderOrder struct {
	Company string `json:"company"`
	At      string `json:"at"` // 2026-12-07T09:30; empty for now
}

// wouldRemind is what would be sent at a moment, as an operator sees it.
type wouldRemind struct {
	Company string   `json:"company"`
	At      string   `json:"at"`
	Not     string   `json:"not,omitempty"` // why nobody is reminded
	List    []called `json:"list,omitempty"`
}

// called is what one person would be sent.
type called struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Why    string `json:"why,omitempty"`
	Not    string `json:"not,omitempty"`
	To     string `json:"to,omitempty"`
	Text   string `json:"text,omitempty"`
}

const momentFormat = "2006-01-02T15:04"

func (d *localDesk) Reminders(ctx context.Context, o reminderOrder) (wouldRemind, error) {
	c, err := d.company(ctx, o.Company)
	if err != nil {
		return wouldRemind{}, err
	}
	at := d.now().In(c.Location())
	if o.At != "" {
		if at, err = time.ParseInLocation(momentFormat, o.At, c.Location()); err != nil {
			return wouldRemind{}, misused("--at %q is no moment: write one such as 2026-12-07T09:30. / 2026-12-07T09:30 のように書いてください。", o.At)
		}
	}
	all := wouldRemind{Company: c.ID + " " + c.Name, At: at.Format(momentFormat)}
	talk := d.dialogue(rand.Text, webHomes{})
	err = d.store.Read(ctx, c.Homes[0], func(tx *store.Tx) error {
		found, err := talk.Reminders(tx, at)
		all.Not = found.Not
		for _, r := range found.List {
			all.List = append(all.List, calledOf(r))
		}
		return err
	})
	return all, err
}

func calledOf(r dialogue.Reminder) called {
	one := called{Person: string(r.Person.ID), Name: r.Person.Name, Not: r.Not}
	if len(r.Reasons) > 0 {
		var why []string
		for _, reason := range r.Reasons {
			why = append(why, reason.Words())
		}
		one.Why, one.To, one.Text = strings.Join(why, ", "), r.To.Account.Home, r.Text()
	}
	return one
}

func printReminders(w io.Writer, all wouldRemind) error {
	_, err := fmt.Fprintf(w, "%s  %s\n", all.At, all.Company)
	if all.Not != "" {
		_, err = fmt.Fprintf(w, "nobody is reminded: %s\n", all.Not)
		return err
	}
	for _, one := range all.List {
		if one.Not != "" {
			_, err = fmt.Fprintf(w, "\n%s %s: nothing, because %s\n", one.Person, one.Name, one.Not)
			continue
		}
		_, err = fmt.Fprintf(w, "\n%s %s, through %s, for %s:\n    %s\n", one.Person, one.Name, one.To, one.Why, strings.ReplaceAll(one.Text, "\n", "\n    "))
	}
	return err
}
