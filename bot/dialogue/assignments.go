package dialogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/guidance/calendar"
	"daicho/rubric"
)

// assignment is one thing to be done before a visit, and how far it is: what
// the syllabus has, with what was said of it, and what people set beside it.
type assignment struct {
	guidance.Homework
	step  rubric.Step  // zero for one that people set
	task  string       // what it is, in a few words
	due   guidance.Day // by when; empty while the visit's day is not set
	seen  bool         // whether it is done is seen, not ticked
	done  bool
	left  string       // what is left, or how far it is, in words; empty where nothing is known
	route bot.ActionID // where it is done
}

// assignments are what company and expert do before the n-th visit (seed pp.
// 8–11), in the syllabus's order, then what people set.
func (t *turn) assignments(p guidance.Programme, n int) ([]assignment, error) {
	cal, err := t.calendar()
	if err != nil {
		return nil, err
	}
	said, err := t.Homework(p.No)
	if err != nil {
		return nil, fmt.Errorf("read homework: %w", err)
	}
	var all []assignment
	for _, s := range t.lib.Steps(n, rubric.Prepare) {
		for _, one := range sides(s, p.Visits[n-1]) {
			if i := slices.IndexFunc(said, func(h guidance.Homework) bool { return h.ID == one.ID }); i >= 0 {
				one.Homework = said[i]
			}
			all = append(all, one)
		}
	}
	for _, h := range said {
		if h.IsOwn() && h.Visit == n {
			all = append(all, assignment{Homework: h, task: h.Text})
		}
	}
	for i := range all {
		if err := t.complete(&all[i], p, cal); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// sides are what the company and the expert do in a step: the room is only
// prepared where somebody comes (seed p. 11).
func sides(s rubric.Step, v guidance.Visit) (all []assignment) {
	if s.Task != "" && !(s.Page == 11 && v.Online.Holds()) {
		all = append(all, assignment{Homework: guidance.Homework{ID: s.ID, Visit: s.Visit}, step: s, task: s.Task, seen: s.Seen != ""})
	}
	if s.ExpertTask != "" {
		all = append(all, assignment{Homework: guidance.Homework{ID: s.ID + guidance.ExpertSide, Visit: s.Visit, Expert: true}, step: s, task: s.ExpertTask})
	}
	return all
}

// complete says by when one is due, whether it is done and where it is done.
func (t *turn) complete(one *assignment, p guidance.Programme, cal calendar.Calendar) (err error) {
	one.Owner = t.became(one.Owner)
	one.due, one.done = one.Due, !one.Done.IsZero()
	if day := p.Visits[one.Visit-1].Day; isSet(day) && one.due > day {
		one.due = day // the visit was moved to before it
	}
	one.route = bot.ActionID(fmt.Sprintf("hw/%d/%s", one.Visit, one.ID))
	if one.due == "" && one.step.ID != "" {
		one.due = dueBefore(p, one.Visit, one.step.Due, cal)
	}
	if one.seen {
		one.done, one.left, one.route, err = t.seenDone(one.step.Seen, p, one.Visit)
	}
	return err
}

// dueBefore is so many business days before the n-th visit, but not before the
// day after the plan was made; empty while the visit's day is not set.
func dueBefore(p guidance.Programme, n, workdays int, cal calendar.Calendar) guidance.Day {
	day := p.Visits[n-1].Day
	if _, set := day.Time(); !set {
		return ""
	}
	due, ok := cal.Earlier(day, workdays)
	if first, some := cal.Next(calendar.Add(p.Applied, 1)); some && (!ok || due < first) {
		due = min(first, day)
	}
	return due
}

// seenDone reports whether something that can be seen is done, how far it is,
// and where one goes on with it.
func (t *turn) seenDone(what rubric.Seen, p guidance.Programme, n int) (done bool, left string, route bot.ActionID, err error) {
	switch what {
	case rubric.SeenDiagnosis:
		done, left, err = t.diagnosisSeen()
		return done, left, "rounds", err
	case rubric.SeenServices:
		done, left, err = t.servicesSeen()
		return done, left, "ledger", err
	case rubric.SeenChecklist:
		done, left, err = t.checklistSeen()
		return done, left, "ledger", err
	case rubric.SeenGuideline:
		done, left, err = t.guidelineSeen()
		return done, left, "guidelines", err
	case rubric.SeenMeasures:
		all, err := t.Measures()
		if len(all) == 0 {
			return false, "まだ決まっていません", "weak", err
		}
		return true, fmt.Sprintf("%d件", len(all)), "measures", err
	}
	count := 0
	for _, id := range p.Visits[n-1].Attendees {
		if _, there := t.nameOf(id); there {
			count++
		}
	}
	if count == 0 {
		return false, "まだ決まっていません", bot.ActionID(fmt.Sprintf("visitset/%d", n)), nil
	}
	return true, fmt.Sprintf("%d人", count), bot.ActionID(fmt.Sprintf("visit/%d", n)), nil
}

// diagnosisSeen reports whether everybody who is asked has answered, in the
// newest round.
func (t *turn) diagnosisSeen() (bool, string, error) {
	round, err := t.Round()
	if errors.Is(err, guidance.ErrNotFound) {
		return false, "まだはじまっていません", nil
	}
	if err != nil {
		return false, "", fmt.Errorf("read round: %w", err)
	}
	if !round.Closed.IsZero() {
		return true, "締め切りました", nil
	}
	in, ok := t.lib.Instrument(round.Edition)
	if !ok {
		return false, "答えの版を読めないため、わかりません", nil
	}
	far, err := guidance.TurnoutOf(t, in, round)
	if err != nil {
		return false, "", fmt.Errorf("read how far the round is: %w", err)
	}
	return far.Whole == far.Asked && far.Asked > 0, fmt.Sprintf("%d人中%d人が答え終えました", far.Asked, far.Whole), nil
}

func (t *turn) servicesSeen() (bool, string, error) {
	services, err := t.Services()
	if err != nil {
		return false, "", fmt.Errorf("read services: %w", err)
	}
	if len(services) == 0 {
		return false, "台帳にまだ1件もありません", nil
	}
	return true, fmt.Sprintf("台帳に%d件", len(services)), nil
}

// checklistSeen reports whether all items are answered of every service that is
// in use or being looked at: ended ones need not be.
func (t *turn) checklistSeen() (bool, string, error) {
	ledger, err := guidance.LedgerOf(t, t.lib)
	if err != nil {
		return false, "", fmt.Errorf("read ledger: %w", err)
	}
	open, services, of := 0, 0, 0
	for _, row := range ledger.Rows {
		if row.Service.Status == guidance.Ended {
			continue
		}
		if of++; row.Lost || row.Score.Answered < row.Score.Of {
			services++
			open += row.Score.Of - row.Score.Answered
		}
	}
	switch {
	case of == 0:
		return false, "台帳にまだ1件もありません", nil
	case services > 0:
		return false, fmt.Sprintf("%d件のサービスに、あと%d問", services, open), nil
	}
	return true, fmt.Sprintf("%d件とも答え終えました", of), nil
}

// mine reports whether this person sees to it: its owner, or where nobody who
// still does is named, every manager or, of the expert's side, every expert.
func (t *turn) mine(one assignment) bool {
	if one.Owner != "" {
		if _, still := t.doing(one.Owner); still {
			return t.isMe(one.Owner)
		}
	}
	if one.Expert {
		return t.me.Role == guidance.Expert
	}
	return t.me.Role == guidance.Manager
}

// ownerText names who sees to one.
func (t *turn) ownerText(one assignment) string {
	if one.Owner != "" {
		if name, still := t.doing(one.Owner); still {
			return name
		}
	}
	if one.Expert {
		return "専門家"
	}
	return "管理者"
}

// state says how far one is.
func (t *turn) state(one assignment) bot.Cell {
	switch {
	case one.done && one.left != "":
		return bot.Cell{Text: "済（" + one.left + "）", Mark: bot.Done}
	case one.done:
		return bot.Cell{Text: "済", Mark: bot.Done}
	case one.left != "":
		return bot.Cell{Text: one.left, Mark: bot.Open}
	}
	return bot.Cell{Text: "まだ", Mark: bot.Open}
}

// dueText is by when one is due, and that this is over.
func (t *turn) dueText(one assignment) string {
	if one.due == "" {
		return "訪問の日まで"
	}
	text := t.date(one.due) + "まで"
	if !one.done && one.due < t.today() {
		text += "（過ぎています）"
	}
	return text
}

// expertDoes is what the expert does in a step: where the seed says only that
// something is handed out before, what that is.
func expertDoes(s rubric.Step) string {
	if strings.HasPrefix(s.Expert, "（") {
		return s.Material + s.Expert
	}
	return s.Expert
}
