package workbook

import (
	"errors"
	"fmt"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Report is what the workbook of a visit 「実施報告書」 holds (seed pp. 8–10): what was
// taken down, what was agreed, and the figures as they stood when it was closed.
type Report struct {
	Company   string
	At        time.Time // when it was read, in the company's time zone
	No        int       // of the visit, from 1
	Visit     guidance.Visit
	Attendees []string
	Experts   []string
	guidance.Minutes
	Agreements []Agreement
	// Before is how things stood when an earlier visit was closed: the one before
	// this, for the last one the first. Nil where none was.
	Before   *guidance.Standings
	BeforeNo int // of that visit
	Concerns []guidance.Concern
	Plan     Plan // the measures
	Homework []Task
	Next     guidance.Day // of the next visit, or of the checkpoint after the last
	// Picture is the radar of the newest closed round as PNG; none without one.
	Picture []byte
}

// Agreement is something to agree on, with who did and when.
type Agreement struct{ Text, Company, Expert string }

// Task is one thing to be done before the next visit.
type Task struct{ Text, Side, Owner, Due, State string }

// ReadReport reads what there is of a visit. The error is ErrNothing where no
// visits are planned, or this one was not closed.
func ReadReport(r guidance.Reader, lib *rubric.Library, visit int, now time.Time) (Report, error) {
	company, err := r.Company()
	if err != nil {
		return Report{}, fmt.Errorf("read company: %w", err)
	}
	x := Report{Company: company.Name, At: now.In(company.Location()), No: visit}
	p, err := r.Programme()
	if errors.Is(err, guidance.ErrNotFound) || err == nil && (visit < 1 || visit > guidance.VisitCount) {
		return x, ErrNothing
	}
	if err != nil {
		return x, fmt.Errorf("read the plan of visits: %w", err)
	}
	x.Visit = p.Visits[visit-1]
	if x.Minutes, err = r.Minutes(p.No, visit); err != nil {
		return x, fmt.Errorf("read minutes: %w", err)
	}
	if x.Closed.IsZero() {
		return x, ErrNothing
	}
	if x.Next = p.Checkpoint; visit < guidance.VisitCount {
		x.Next = p.Visits[visit].Day
	}
	return x, errors.Join(x.readPeople(r), x.readAgreements(r, lib), x.readBefore(r, p.No), x.readWeak(r, lib), x.readHomework(r, lib, p.No))
}

func (x *Report) readPeople(r guidance.Reader) error {
	for _, id := range x.Visit.Attendees {
		name, err := nameOf(r, id)
		if err != nil {
			return err
		}
		x.Attendees = append(x.Attendees, name)
	}
	people, err := r.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		if p.Role == guidance.Expert {
			x.Experts = append(x.Experts, p.Name)
		}
	}
	return nil
}

func (x *Report) readAgreements(r guidance.Reader, lib *rubric.Library) error {
	for _, a := range lib.Agreements(x.No) {
		on := x.On(a.ID)
		company, err1 := x.wordOf(r, on.Company)
		expert, err2 := x.wordOf(r, on.Expert)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		x.Agreements = append(x.Agreements, Agreement{a.Text, company, expert})
	}
	return nil
}

// wordOf is who agreed, and when.
func (x *Report) wordOf(r guidance.Reader, w guidance.Word) (string, error) {
	if w.By == "" {
		return "まだ", nil
	}
	name, err := nameOf(r, w.By)
	return fmt.Sprintf("%s（%s）", name, guidance.DayOf(w.At, x.At.Location())), err
}

// readBefore reads the figures against which those of the visit are held.
func (x *Report) readBefore(r guidance.Reader, plan int) error {
	if x.BeforeNo = x.No - 1; x.No == guidance.VisitCount {
		x.BeforeNo = 1
	}
	if x.BeforeNo == 0 {
		return nil
	}
	m, err := r.Minutes(plan, x.BeforeNo)
	if err != nil {
		return fmt.Errorf("read earlier minutes: %w", err)
	}
	if !m.Closed.IsZero() {
		x.Before = &m.Then
	}
	return nil
}

// readWeak reads what wants attention, and what is done about it.
func (x *Report) readWeak(r guidance.Reader, lib *rubric.Library) error {
	ledger, err := guidance.LedgerOf(r, lib)
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	running := ledger.Only(func(row guidance.Row) bool { return row.Service.Status != guidance.Ended })
	if x.Concerns, err = guidance.ConcernsOf(r, lib, running.Rows); err != nil {
		return fmt.Errorf("read what wants attention: %w", err)
	}
	x.Plan, err = ReadPlan(r, lib, x.At)
	if errors.Is(err, ErrNothing) {
		return nil
	}
	return err
}

// readHomework reads what is to be done before the next visit: what the syllabus
// has, with what was said of it, and what people set.
func (x *Report) readHomework(r guidance.Reader, lib *rubric.Library, plan int) error {
	if x.No == guidance.VisitCount {
		return nil
	}
	said, err := r.Homework(plan)
	if err != nil {
		return fmt.Errorf("read homework: %w", err)
	}
	known := map[string]guidance.Homework{}
	for _, h := range said {
		known[h.ID] = h
	}
	for _, s := range lib.Steps(x.No+1, rubric.Prepare) {
		for _, side := range []struct{ id, who, text string }{{s.ID, "会社", s.Task}, {s.ID + guidance.ExpertSide, "専門家", s.ExpertTask}} {
			if side.text == "" {
				continue
			}
			if err := x.addTask(r, known[side.id], side.text, side.who, fmt.Sprintf("訪問の%d営業日前", s.Due)); err != nil {
				return err
			}
		}
	}
	for _, h := range said {
		if h.IsOwn() && h.Visit == x.No+1 {
			if err := x.addTask(r, h, h.Text, "会社", "訪問まで"); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *Report) addTask(r guidance.Reader, h guidance.Homework, text, side, due string) error {
	owner, err := nameOf(r, h.Owner)
	t := Task{Text: text, Side: side, Owner: owner, Due: due}
	if h.Due != "" {
		t.Due = h.Due.String()
	}
	if !h.Done.IsZero() {
		t.State = "済"
	}
	x.Homework = append(x.Homework, t)
	return err
}
