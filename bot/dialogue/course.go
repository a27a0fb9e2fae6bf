package dialogue

import (
	"errors"
	"fmt"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
)

// course is the picture of the programme, for those who plan it: where it
// stands between the visits, how far the homework before each is, and the goals.
func (t *turn) course(p guidance.Programme) ([]bot.Attachment, error) {
	if !t.me.May(guidance.PlanVisits, nil) {
		return nil, nil
	}
	c := guidance.Course{Title: "訪問指導の道のり"}
	var err error
	if c.Stops, c.Now, err = t.stops(p); err != nil || len(c.Stops) == 0 {
		return nil, err
	}
	if c.Goals, err = t.goals(); err != nil {
		return nil, err
	}
	table := &bot.Table{Head: []string{"項目", "いま"}}
	var said []string
	for _, s := range c.Stops {
		state := s.Day // the picture has room for no more than the day of the month
		if s.Past {
			state += "　済"
		}
		if s.Of > 0 {
			state += fmt.Sprintf("　宿題は%d件中%d件が済", s.Of, s.Done)
		}
		table.Rows = append(table.Rows, words(s.Label, state))
		said = append(said, s.Label+"は"+state)
	}
	for _, g := range c.Goals {
		table.Rows = append(table.Rows, words(g.Label, g.Value))
		said = append(said, g.Label+"は"+g.Value)
	}
	return []bot.Attachment{{
		Kind: bot.Picture, Name: "programme.png", Spec: c.Spec(), Table: table, Alt: "訪問指導の道のりの図。" + strings.Join(said, "、") + "。",
	}}, nil
}

// stops are the visits that have a day, and the checkpoint, in the order of
// time; now is where today is among them.
func (t *turn) stops(p guidance.Programme) (list []guidance.Stop, now int, err error) {
	last := p.Applied
	for _, d := range append(visitDays(p), p.Checkpoint) {
		if isSet(d) {
			last = max(last, d)
		}
	}
	span := calendar.Between(p.Applied, last)
	if span <= 0 {
		return nil, 0, nil
	}
	at := func(d guidance.Day) int {
		return min(max(calendar.Between(p.Applied, d)*guidance.CourseEnd/span, 0), guidance.CourseEnd)
	}
	add := func(s guidance.Stop, d guidance.Day) {
		day, _ := d.Time()
		s.At, s.Day, s.Past = at(d), fmt.Sprintf("%d月%d日", day.Month(), day.Day()), d < t.today()
		if n := len(list); n == 0 || list[n-1].At < s.At {
			list = append(list, s)
		}
	}
	for i, v := range p.Visits {
		if !isSet(v.Day) {
			continue
		}
		all, one := t.assignments(p, i+1)
		err = errors.Join(err, one)
		s := guidance.Stop{Label: fmt.Sprintf("第%d回", i+1), Of: len(all)}
		for _, x := range all {
			if x.done {
				s.Done++
			}
		}
		add(s, v.Day)
	}
	if isSet(p.Checkpoint) {
		add(guidance.Stop{Label: "そのあとの確認"}, p.Checkpoint)
	}
	return list, at(t.today()), err
}

func visitDays(p guidance.Programme) []guidance.Day {
	days := p.Days()
	return days[:]
}

// goals are the three of the programme 達成目標 (seed p. 6), and how far each is.
func (t *turn) goals() ([]guidance.Goal, error) {
	first := guidance.Goal{Label: "達成目標1　自社診断", Value: "まだはじまっていません", Of: 1}
	round, there, err := ifThere(t.Round())
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	if in, ok := t.lib.Instrument(round.Edition); there && ok {
		far, err := guidance.TurnoutOf(t, in, round)
		if err != nil {
			return nil, fmt.Errorf("read how far the round is: %w", err)
		}
		first.Done, first.Of, first.Value = far.Whole, max(far.Asked, 1), fmt.Sprintf("%d人中%d人が答え終えました", far.Asked, far.Whole)
	}
	ledger, err := guidance.LedgerOf(t, t.lib)
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", err)
	}
	second := guidance.Goal{Label: "達成目標2　サービスの洗い出し", Value: fmt.Sprintf("%d件", len(ledger.Rows)), Of: 1}
	third := guidance.Goal{Label: "達成目標3　安全利用チェック", Value: "まだはじまっていません", Of: 1}
	if len(ledger.Rows) == 0 {
		return []guidance.Goal{first, second, third}, nil
	}
	done, of := 0, 0
	for _, r := range ledger.Rows {
		if r.Service.Status != guidance.Ended {
			done, of = done+r.Score.Answered, of+r.Score.Of
		}
	}
	second.Done = 1
	third.Done, third.Of, third.Value = min(done, max(of, 1)), max(of, 1), fmt.Sprintf("%d問中%d問", of, done)
	return []guidance.Goal{first, second, third}, nil
}
