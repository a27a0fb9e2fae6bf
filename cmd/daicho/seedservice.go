package main

import (
	"errors"
	"fmt"
	"time"

	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
)

// demoService is one of the seven services with its answers, as printed.
type demoService struct {
	guidance.Service
	answers []string // one an item, in their words
}

// demoService reads a row as the seed prints it (pp. 17–18).
func (s *seeding) demoService(row demoRow) (demoService, error) {
	no, ok := guidance.ParseServiceNo(row["管理番号"])
	if !ok {
		return demoService{}, fmt.Errorf("%q is no number", row["管理番号"])
	}
	service := demoService{Service: guidance.Service{
		No: no, Name: row["サービス名"], Department: row["所管部署"], Summary: row["サービスの概要"], WrittenBy: row["記入担当者氏名"],
		Information: row["扱う情報"], Impact: row["影響"],
	}}
	for into, text := range map[*guidance.Day]string{
		&service.Written: row["作成日"], &service.Start: row["サービス利用開始（予定）日"], &service.End: row["サービス利用終了（予定）日"],
	} {
		if *into, ok = guidance.ParseDay(text); !ok {
			return service, fmt.Errorf("%q is no date", text)
		}
	}
	if service.Status, ok = named(guidance.Statuses, row["ステータス"]); !ok {
		return service, fmt.Errorf("%q is no status", row["ステータス"])
	}
	if service.Importance, ok = named(guidance.Levels, row["重要度"]); !ok && row["重要度"] != "" {
		return service, fmt.Errorf("%q is no level", row["重要度"])
	}
	for _, item := range s.checklist().Items {
		service.answers = append(service.answers, row[item.Column])
	}
	return service, nil
}

// named finds the value that people call by this word.
func named[T interface {
	fmt.Stringer
	comparable
}](list []T, word string) (found T, ok bool) {
	for _, one := range list {
		if one.String() == word {
			return one, true
		}
	}
	return found, false
}

func (s *seeding) checklist() *rubric.Instrument {
	in, ok := s.lib.Instrument(demoChecklist)
	if !ok {
		panic("edition " + demoChecklist + " is built in")
	}
	return in
}

// demoLine is an answer or a note beside an item of a service.
type demoLine struct{ service, item, text string }

func lineFrom(column string) func(demoRow) (demoLine, error) {
	return func(row demoRow) (demoLine, error) { return demoLine{row["service"], row["item"], row[column]}, nil }
}

func (s *seeding) seedServices() error {
	list, err1 := readDemo("services", s.demoService)
	notes, err2 := readDemo("notes", lineFrom("note"))
	before, err3 := readDemo("before", lineFrom("answer"))
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	for i, one := range list {
		answered, err := s.seedSheet(one, before, notes, s.ago(9-i, 15, 30))
		if err != nil {
			return fmt.Errorf("checklist of %s: %w", one.No, err)
		}
		if err := s.seedService(one, s.ago(110-i, 10, 15), answered); err != nil {
			return fmt.Errorf("%s: %w", one.No, err)
		}
	}
	return s.seedEndings()
}

// demoEnding is what was answered about a task of a service's end.
type demoEnding struct {
	no                guidance.ServiceNo
	task, label, note string
}

func demoEndingOf(row demoRow) (demoEnding, error) {
	no, ok := guidance.ParseServiceNo(row["service"])
	if !ok {
		return demoEnding{}, fmt.Errorf("%q is no number", row["service"])
	}
	for _, label := range guidance.EndLabels {
		if guidance.EndWord(label) == row["answer"] {
			return demoEnding{no, row["task"], label, row["note"]}, nil
		}
	}
	return demoEnding{}, fmt.Errorf("%q is no answer to a task", row["answer"])
}

// seedEndings answers some of the tasks of the service that has ended, by
// whoever is in charge of it.
func (s *seeding) seedEndings() error {
	list, err := readDemo("endings", demoEndingOf)
	if err != nil {
		return err
	}
	for i, one := range list {
		if _, ok := s.lib.EndTask(one.task); !ok {
			return fmt.Errorf("there is no task %q", one.task)
		}
		service, err1 := s.tx.Service(one.no)
		sheet, err2 := s.tx.EndingSheet(one.no)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		at := s.ago(6, 11, 5*i)
		sheet, _ = sheet.Give(one.task, one.label, service.By, at, sheet.Rev)
		sheet, _ = sheet.Annotate(one.task, one.note, service.By, at, sheet.Rev)
		if err := s.tx.PutEndingSheet(one.no, sheet); err != nil {
			return err
		}
	}
	return nil
}

func (s *seeding) seedService(one demoService, created, changed time.Time) error {
	no, err := s.tx.NewServiceNo()
	if err != nil {
		return err
	}
	if no != one.No {
		return fmt.Errorf("the next number is %s", no)
	}
	writer, ok := s.people[one.WrittenBy]
	if !ok {
		return fmt.Errorf("%s is none of the people", one.WrittenBy)
	}
	service := one.Service
	service.Rev, service.By, service.Changed, service.Created = 1, writer, changed, created
	if no != demoCharged {
		service.InCharge = []guidance.Charge{{Person: writer}}
	}
	return s.tx.PutService(service)
}

// seedSheet answers the checklist: where there are earlier answers, those
// first, three months before, so that there is a set behind today's. It
// returns when the last answer was given.
func (s *seeding) seedSheet(one demoService, before, notes []demoLine, at time.Time) (last time.Time, err error) {
	in, writer := s.checklist(), s.people[one.WrittenBy]
	a := &answering{seeding: s, no: one.No, in: in, by: writer, sheet: guidance.Sheet{Edition: in.Edition}}
	earlier := map[string]string{}
	for _, l := range before {
		if l.service == one.No.String() {
			earlier[l.item] = l.text
		}
	}
	if len(earlier) > 0 {
		if err := a.give(one.answers, earlier, at.AddDate(0, -3, 0)); err != nil {
			return last, err
		}
		set, ok := a.sheet.Rested(in, at)
		if !ok {
			return last, errors.New("the earlier answers are not a whole set")
		}
		set.No = 1
		if err := s.tx.AddChecklistSet(one.No, set); err != nil {
			return last, err
		}
	}
	if err := a.give(one.answers, nil, at); err != nil {
		return last, err
	}
	for i, n := range notes {
		if n.service == one.No.String() {
			a.sheet, _ = a.sheet.Annotate(n.item, n.text, writer, at.Add(time.Duration(15+i)*time.Minute), a.sheet.Rev)
		}
	}
	return a.sheet.Last(), s.tx.PutChecklistSheet(one.No, a.sheet)
}

// answering is one checklist that somebody answers.
type answering struct {
	*seeding
	no    guidance.ServiceNo
	in    *rubric.Instrument
	by    guidance.PersonID
	sheet guidance.Sheet
}

// give answers all items, one every half minute, with other answers where
// instead has one.
func (a *answering) give(answers []string, instead map[string]string, at time.Time) error {
	for i, item := range a.in.Items {
		text := answers[i]
		if other, ok := instead[item.ID]; ok {
			text = other
		}
		label, ok := item.Read(text)
		if !ok {
			return fmt.Errorf("%q is no answer to %s", text, item.ID)
		}
		var out guidance.Outcome
		a.sheet, out = a.sheet.Give(item.ID, label.ID, a.by, at, a.sheet.Rev)
		if out.Was != nil {
			if err := a.tx.AddChecklistChange(a.no, *out.Was); err != nil {
				return err
			}
		}
		at = at.Add(30 * time.Second)
	}
	return nil
}

// demoCharged is the service that was given into somebody's charge yesterday.
const demoCharged guidance.ServiceNo = 2

// seedNotice has the manager put a writer in charge, who has not looked yet.
func (s *seeding) seedNotice() error {
	service, err := s.tx.Service(demoCharged)
	if err != nil {
		return err
	}
	manager, err := personNamed(s.tx, "佐藤 恵子")
	if err != nil {
		return err
	}
	writer, at := s.people[service.WrittenBy], s.ago(1, 16, 40)
	service.InCharge = []guidance.Charge{{Person: writer}}
	service.Rev, service.By, service.Changed = service.Rev+1, manager.ID, at
	notice := dialogue.ChargeNotice(manager, service, writer)
	notice.At = at
	return errors.Join(s.tx.PutService(service), s.tx.AddNotice(writer, notice))
}
