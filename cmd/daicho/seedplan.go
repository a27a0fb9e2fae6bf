package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

// The hour of the example's last morning on which people were reminded.
const (
	demoHour   = 9
	demoMinute = 30
)

// seedPlan writes the expert's visits: the first was held, the second comes in
// a few days, and on the last business morning people were reminded of what they
// still have to do for it.
func (s *seeding) seedPlan(h *house) error {
	cal := calendar.New(guidance.UsualWorkdays())
	morning, at := s.lastMorning(cal)
	first, ok1 := cal.Last(calendar.Add(morning, -18))
	second, ok2 := cal.Next(calendar.Add(morning, 3))
	third, ok3 := cal.Next(calendar.Add(second, 21))
	check, ok4 := cal.Next(calendar.Add(third, 90))
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return fmt.Errorf("no days for visits around %s", string(morning))
	}
	manager, expert := s.people["佐藤 恵子"], s.people["高橋 誠"]
	attend := []guidance.PersonID{manager, s.people["山田 一郎"]}
	p := guidance.Programme{
		No: 1, Applied: calendar.Add(first, -12), Checkpoint: check, Rev: 1, Changed: s.ago(30, 11, 0), By: expert,
		Visits: [guidance.VisitCount]guidance.Visit{
			{Day: first, Hours: "13:30〜17:00", Place: "本社2階 会議室", Attendees: attend},
			{Day: second, Hours: "13:30〜17:00", Place: "本社2階 会議室", Attendees: attend},
			{Day: third, Hours: "13:30〜17:00"},
		},
	}
	said := guidance.NewReminding(p.No)
	said.Visits[0] = guidance.Said{Day: first, Before: guidance.AfterVisit}
	said.Visits[1] = guidance.Said{Day: second, Before: 14}
	err := errors.Join(s.tx.PutProgramme(p), s.tx.PutReminding(said), s.seedHomework(p, first, manager, expert), s.seedMinutes(p, first, manager, expert), s.seedMeasures(second, manager, expert))
	if err != nil {
		return err
	}
	ev := bot.Event{At: at, From: bot.Account{Home: s.home}, Tick: dialogue.RemindTick}
	_, err = h.dialogue(rand.Text, webHomes{}).Act(s.tx, ev)
	return err
}

// seedMinutes closes the first visit, with the figures as they stood on its
// evening.
func (s *seeding) seedMinutes(p guidance.Programme, first guidance.Day, manager, expert guidance.PersonID) error {
	day, _ := first.Time()
	evening := time.Date(day.Year(), day.Month(), day.Day(), 17, 30, 0, 0, s.zone)
	then, err := guidance.StandingsOf(asOf{s.tx, evening}, s.lib, evening)
	if err != nil {
		return err
	}
	m := guidance.Minutes{
		Visit: 1, Decided: "個人情報を扱うサービスから先に、安全利用チェックを終える。\n調査中のサービスは、使いはじめる前に相談する。",
		Comment: "洗い出しがよくできています。次は、バックアップと利用者の管理を一緒に確かめましょう。",
		Closed:  evening, ClosedBy: expert, Then: then, Rev: 2, Changed: evening, By: expert,
	}
	for _, x := range s.lib.Agreements(1) {
		m = m.With(guidance.Agreed{What: x.ID, Company: guidance.Word{By: manager, At: evening}, Expert: guidance.Word{By: expert, At: evening}})
	}
	return s.tx.PutMinutes(p.No, m)
}

// asOf reads the answers as far as they had been given at a moment.
type asOf struct {
	guidance.Reader
	at time.Time
}

// ChecklistSheet implements guidance.Reader.
func (r asOf) ChecklistSheet(no guidance.ServiceNo) (guidance.Sheet, error) {
	s, err := r.Reader.ChecklistSheet(no)
	s.Answers = slices.DeleteFunc(s.Answers, func(a guidance.Answer) bool { return a.At.After(r.at) })
	return s, err
}

// CompanySheet implements guidance.Reader.
func (r asOf) CompanySheet(round int) (guidance.Sheet, error) {
	s, err := r.Reader.CompanySheet(round)
	s.Answers = slices.DeleteFunc(s.Answers, func(a guidance.Answer) bool { return a.At.After(r.at) })
	return s, err
}

// seedMeasures decides on two measures.
func (s *seeding) seedMeasures(due guidance.Day, manager, expert guidance.PersonID) error {
	at := s.ago(4, 15, 20)
	return errors.Join(
		s.tx.PutMeasure(guidance.Measure{
			ID: guidance.OwnHomework + "demo1", Text: "退職した人と異動した人のアカウントを、その日のうちに止める", Approach: guidance.Reduce,
			Urgency: guidance.High, Importance: guidance.High, Difficulty: guidance.Low, Obstacles: "人事からの連絡が遅れることがある", Owner: manager, Due: due,
			Consent: guidance.Word{By: manager, At: at}, Rev: 1, Changed: at, By: manager,
		}),
		s.tx.PutMeasure(guidance.Measure{
			ID: guidance.OwnHomework + "demo2", Text: "私用のオンラインストレージに、仕事のファイルを置かないようにする", Approach: guidance.Avoid,
			Urgency: guidance.Medium, Importance: guidance.High, Difficulty: guidance.Medium, Rev: 1, Changed: at, By: expert,
		}))
}

// lastMorning is the last business day on which the hour has come.
func (s *seeding) lastMorning(cal calendar.Calendar) (guidance.Day, time.Time) {
	at := s.now.In(s.zone)
	hour := func() time.Time {
		return time.Date(at.Year(), at.Month(), at.Day(), demoHour, demoMinute, 0, 0, s.zone)
	}
	for hour().After(s.now) || !cal.Works(guidance.DayOf(at, s.zone)) {
		at = hour().AddDate(0, 0, -1)
	}
	return guidance.DayOf(at, s.zone), hour()
}

// seedHomework: that of the first visit is done, and the expert has asked for a
// document before the second.
func (s *seeding) seedHomework(p guidance.Programme, first guidance.Day, manager, expert guidance.PersonID) error {
	day, _ := first.Time()
	done := time.Date(day.Year(), day.Month(), day.Day()-2, 16, 0, 0, 0, s.zone)
	var err error
	for _, id := range []string{"v1-profile", "v1-room", "v1-profile-x", "v1-diagnosis-x", "v1-services-x", "v1-attendees-x"} {
		h := guidance.Homework{ID: id, Visit: 1, Done: done, DoneBy: manager, Rev: 1, Changed: done, By: manager}
		if h.Expert = id[len(id)-1] == 'x'; h.Expert {
			h.DoneBy, h.By = expert, expert
		}
		err = errors.Join(err, s.tx.PutHomework(p.No, h))
	}
	asked := done.AddDate(0, 0, 4)
	return errors.Join(err, s.tx.PutHomework(p.No, guidance.Homework{
		ID: guidance.OwnHomework + "demo", Visit: 2, Text: "情報の取り扱いについての社内規程を用意する", Owner: s.people["山田 一郎"], Rev: 1, Changed: asked, By: expert,
	}))
}
