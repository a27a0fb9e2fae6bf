package main

import (
	"errors"
	"fmt"
	"time"

	"daicho/bot/guidance/reminding"

	"github.com/robfig/cron/v3"
)

// remindersConfig is when people are reminded.
type remindersConfig struct {
	Schedule string `toml:"schedule"`
	Before   []int  `toml:"before"`
	Digest   int    `toml:"digest"`
	From     string `toml:"from"`
	To       string `toml:"to"`
}

func usualReminders() remindersConfig {
	r := reminding.Usual()
	return remindersConfig{Schedule: "30 9 * * *", Before: r.Before, Digest: r.Digest, From: ofMinute(r.From), To: ofMinute(r.To)}
}

func ofMinute(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// minuteOf reads 08:00.
func minuteOf(text string) (int, error) {
	at, err := time.Parse("15:04", text)
	return at.Hour()*60 + at.Minute(), err
}

// rules are those of the configuration, which check has looked at.
func (r remindersConfig) rules() reminding.Rules {
	from, err1 := minuteOf(r.From)
	to, err2 := minuteOf(r.To)
	if err := errors.Join(err1, err2); err != nil {
		panic(err)
	}
	return reminding.Rules{Before: r.Before, Digest: r.Digest, From: from, To: to}
}

// schedule is the one of the configuration, which check has looked at.
func (r remindersConfig) schedule() cron.Schedule {
	s, err := cron.ParseStandard(r.Schedule)
	if err != nil {
		panic(err)
	}
	return s
}

// mostBefore is the most days before a visit on which somebody is reminded: the
// longest preparation takes three weeks (seed p. 6).
const mostBefore = 30

func (r remindersConfig) check() error {
	return errors.Join(r.checkHours(), r.checkSchedule(), r.checkDays())
}

func (r remindersConfig) checkDays() error {
	for _, days := range append([]int{r.Digest + 1}, r.Before...) {
		if days < 1 || days > mostBefore {
			return &mistake{fmt.Sprintf("reminders.before and reminders.digest count days before a visit, 1 to %d (digest: 0 for none)", mostBefore), "For instance before = [14, 7, 3, 1] and digest = 3",
				fmt.Sprintf("reminders.before と reminders.digest は、訪問の何日前かを1から%dまでで表します（digest は 0 なら送りません）。", mostBefore), "before = [14, 7, 3, 1] と digest = 3 のように書いてください。"}
		}
	}
	return nil
}

func (r remindersConfig) checkHours() error {
	from, err1 := minuteOf(r.From)
	to, err2 := minuteOf(r.To)
	if err1 != nil || err2 != nil || from >= to {
		return &mistake{fmt.Sprintf("reminders.from = %q and reminders.to = %q are not two times of a day, the earlier first", r.From, r.To), `For instance from = "08:00" and to = "19:00"`,
			fmt.Sprintf("reminders.from の「%s」と reminders.to の「%s」は、早い順の2つの時刻ではありません。", r.From, r.To), `from = "08:00" と to = "19:00" のように書いてください。`}
	}
	return nil
}

// checkSchedule: it comes up some time within the hours in which messages go
// out, or nothing would ever be sent.
func (r remindersConfig) checkSchedule() error {
	s, err := cron.ParseStandard(r.Schedule)
	if err != nil {
		return &mistake{fmt.Sprintf("reminders.schedule = %q is no cron expression: %v", r.Schedule, err), `Write minute, hour, day, month and day of the week: "30 9 * * *"`,
			fmt.Sprintf("reminders.schedule の「%s」を読めません。", r.Schedule), `分・時・日・月・曜日の順に、"30 9 * * *"（毎日9時30分）のように書いてください。`}
	}
	if r.checkHours() != nil {
		return nil
	}
	rules, at := r.rules(), time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 2000 {
		if at = s.Next(at); at.IsZero() {
			break
		}
		if m := at.Hour()*60 + at.Minute(); m >= rules.From && m < rules.To {
			return nil
		}
	}
	return &mistake{fmt.Sprintf("reminders.schedule = %q never comes up between %s and %s: nobody would be reminded", r.Schedule, r.From, r.To), `For instance schedule = "30 9 * * *"`,
		fmt.Sprintf("reminders.schedule の「%s」は、%s から %s までの間に一度もないため、お知らせが届きません。", r.Schedule, r.From, r.To), `schedule = "30 9 * * *" のように書いてください。`}
}
