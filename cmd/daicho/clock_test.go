package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
)

// ticked is a core that counts ticks by home.
type ticked struct {
	bot.Core
	homes map[string]int
}

func (c *ticked) Handle(_ context.Context, ev bot.Event) (bot.View, error) {
	if ev.Tick == dialogue.RemindTick && ev.From.ID == "" {
		c.homes[ev.From.Home]++
	}
	return bot.View{}, nil
}

// TestClock: a company's hour comes in its own time zone, once, also after a
// sleep, at the start and after the clock was put back.
func TestClock(t *testing.T) {
	h := newHouse(t, filepath.Join(t.TempDir(), "d.db"))
	for _, c := range []guidance.Company{{Name: "東京", Homes: []string{"tokyo"}, Zone: "Asia/Tokyo"}, {Name: "倫敦", Homes: []string{"london"}, Zone: "Europe/London"}} {
		if _, err := h.store.CreateCompany(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	core := &ticked{homes: map[string]int{}}
	c := &clock{house: h, core: core, schedule: h.cfg.Reminders.schedule()}
	for _, step := range []struct {
		at            string
		tokyo, london int
	}{
		{"2026-12-07T09:29:40+09:00", 0, 0}, // the start: it is midnight in London
		{"2026-12-07T09:30:00+09:00", 1, 0},
		{"2026-12-07T09:30:20+09:00", 0, 0},
		{"2026-12-07T18:30:10+09:00", 0, 1},
		{"2026-12-09T12:00:00+09:00", 1, 1}, // asleep for two days
		{"2026-12-09T09:40:00+09:00", 1, 0}, // put back: a tick too many, which decides nothing
		{"2026-12-10T09:30:00+09:00", 1, 1},
	} {
		at, err := time.Parse(time.RFC3339, step.at)
		if err != nil {
			t.Fatal(err)
		}
		clear(core.homes)
		c.look(t.Context(), at)
		c.last = at
		if core.homes["tokyo"] != step.tokyo || core.homes["london"] != step.london {
			t.Errorf("%s: %v", step.at, core.homes)
		}
	}
}

// TestClockAtTheStart: who starts after the hour is not left out, and the clock
// stops with its context.
func TestClockAtTheStart(t *testing.T) {
	h, home := demoHouse(t)
	core := &ticked{homes: map[string]int{}}
	h.now = func() time.Time { return time.Date(2026, 12, 7, 10, 0, 0, 0, h.cfg.zone()) }
	ctx, cancel := context.WithCancel(t.Context())
	look, ended := make(chan time.Time), make(chan struct{})
	go func() {
		(&clock{house: h, core: core, schedule: h.cfg.Reminders.schedule()}).run(ctx, look)
		close(ended)
	}()
	look <- time.Time{}
	cancel()
	<-ended
	if core.homes[home] != 1 {
		t.Errorf("%v", core.homes)
	}
}
