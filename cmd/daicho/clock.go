package main

import (
	"context"
	"time"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"

	"github.com/robfig/cron/v3"
)

// clockLook is how often it is looked whether the schedule of the reminders has
// come up: by the clock on the wall, because a machine that slept has timers
// that slept too.
const clockLook = 20 * time.Second

// clock has the bot tick for every company when the schedule says so.
type clock struct {
	house    *house
	core     bot.Core
	schedule cron.Schedule
	last     time.Time // when it was last looked; zero at the start
}

// run looks until ctx ends. What came up today before the start is caught up
// with: a tick too many changes nothing.
func (c *clock) run(ctx context.Context, look <-chan time.Time) {
	for {
		now := c.house.now()
		c.look(ctx, now)
		c.last = now
		select {
		case <-ctx.Done():
			return
		case <-look:
		}
	}
}

// look ticks for those companies whose hour has come since it was last looked.
func (c *clock) look(ctx context.Context, now time.Time) {
	all, err := c.house.store.Companies(ctx)
	if err != nil && ctx.Err() == nil {
		c.house.log.Error("companies cannot be listed", "err", err)
	}
	for _, company := range all {
		if len(company.Homes) == 0 || !c.due(company, now) || ctx.Err() != nil {
			continue
		}
		ev := bot.Event{From: bot.Account{Home: company.Homes[0]}, Tick: dialogue.RemindTick}
		if _, err := c.core.Handle(ctx, ev); err != nil && ctx.Err() == nil {
			c.house.log.Error("reminders could not be decided", "company", company.ID, "err", err)
		}
	}
}

// due reports whether the schedule came up in the company's time zone since it
// was last looked, or, at the start or after the clock was put back, since its
// day began.
func (c *clock) due(company guidance.Company, now time.Time) bool {
	now = now.In(company.Location())
	from := c.last.In(company.Location())
	if c.last.IsZero() || c.last.After(now) {
		from = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()).Add(-time.Second)
	}
	return !c.schedule.Next(from).After(now)
}
