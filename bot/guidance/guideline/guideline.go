// Package guideline writes what the company's own rules for using cloud services
// say 利用の手引き（案） (seed p. 7): chapters and clauses from the sentences that
// the instruments bring along, each with the services and the dated answers that
// it rests on. It is a draft to be edited and says so; what is not yet checked, or
// is known to be bad, stands in it as it is.
package guideline

import (
	"fmt"
	"slices"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Records are what a version is made from and kept in.
type Records interface {
	guidance.Reader
	guidance.GuidelineTx
}

// Make makes a version of what the records say now, and keeps it. Where they say
// what the newest version says, that one is returned, and fresh is false.
func Make(tx Records, lib *rubric.Library, now time.Time, by guidance.PersonID) (g guidance.Guideline, fresh bool, err error) {
	blocks, err := Compose(tx, lib)
	if err != nil {
		return g, false, err
	}
	company, err := tx.Company()
	if err != nil {
		return g, false, fmt.Errorf("read company: %w", err)
	}
	earlier, err := tx.Guidelines()
	if err != nil {
		return g, false, fmt.Errorf("read the versions: %w", err)
	}
	if n := len(earlier); n > 0 {
		last, err := tx.Guideline(earlier[n-1].No)
		if err != nil || last.Company == company.Name && guidance.SameBlocks(last.Blocks, blocks) {
			return last, false, err
		}
	}
	g = guidance.Guideline{No: len(earlier) + 1, Company: company.Name, At: now, By: by, Blocks: blocks}
	if err := tx.AddGuideline(g); err != nil {
		return g, false, fmt.Errorf("keep the version: %w", err)
	}
	return g, true, nil
}

// Compose is what the records say now. It does not depend on the day.
func Compose(r guidance.Reader, lib *rubric.Library) ([]guidance.Block, error) {
	w := &writer{Reader: r, lib: lib, in: lib.Current(rubric.Checklist)}
	if err := w.read(); err != nil {
		return nil, err
	}
	w.section(rubric.CoverSection, false)
	w.section(rubric.PurposeSection, true)
	w.section(rubric.ScopeSection, true)
	w.roles()
	w.list()
	w.clauses()
	w.section(rubric.AskingSection, true)
	w.ending()
	w.contacts()
	w.revisions()
	return w.blocks, nil
}

// writer is a guideline that is being written.
type writer struct {
	guidance.Reader
	lib      *rubric.Library
	in       *rubric.Instrument
	company  guidance.Company
	managers []guidance.PersonID
	services []service // in the order of their numbers
	measures []guidance.Measure
	own      []guidance.OwnItem // those that are asked

	blocks             []guidance.Block
	chapters, articles int // written so far
}

// service is one of the ledger, with its answers.
type service struct {
	guidance.Row
	sheet guidance.Sheet
	own   guidance.Sheet // answers to the company's own items
	other bool           // its answers are of another edition than the clauses
	open  []rubric.EndTask
}

func (s service) name() string { return s.Service.No.String() + " " + s.Service.Name }

func (w *writer) read() (err error) {
	if w.company, err = w.Company(); err != nil {
		return fmt.Errorf("read company: %w", err)
	}
	people, err := w.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		if p.Role == guidance.Manager {
			w.managers = append(w.managers, p.ID)
		}
	}
	if w.measures, err = w.Measures(); err != nil {
		return fmt.Errorf("read measures: %w", err)
	}
	own, err := w.OwnItems()
	if err != nil {
		return fmt.Errorf("read own items: %w", err)
	}
	w.own = guidance.StandingItems(own)
	services, err := w.Services()
	if err != nil {
		return fmt.Errorf("read services: %w", err)
	}
	for _, s := range services {
		one, err := w.service(s)
		if err != nil {
			return err
		}
		w.services = append(w.services, one)
	}
	return nil
}

func (w *writer) service(s guidance.Service) (one service, err error) {
	if one.sheet, err = w.ChecklistSheet(s.No); err != nil {
		return one, fmt.Errorf("read checklist of %s: %w", s.No, err)
	}
	if one.Row, err = guidance.RowOfSheet(w, w.lib, s, one.sheet); err != nil {
		return one, err
	}
	own, err := w.OwnSheet(s.No)
	if err != nil {
		return one, fmt.Errorf("read own answers of %s: %w", s.No, err)
	}
	one.own = guidance.Current(w.own, own)
	one.other = len(one.sheet.Answers) > 0 && one.sheet.Edition != w.in.Edition
	if s.Status == guidance.Ended {
		sheet, err := w.EndingSheet(s.No)
		if err != nil {
			return one, fmt.Errorf("read the end of %s: %w", s.No, err)
		}
		one.open = guidance.OpenEndTasks(w.lib.EndTasks(), sheet)
	}
	return one, nil
}

// of are the services of these statuses.
func (w *writer) of(statuses ...guidance.Status) (list []service) {
	for _, s := range w.services {
		if slices.Contains(statuses, s.Service.Status) {
			list = append(list, s)
		}
	}
	return list
}

func (w *writer) add(kind guidance.BlockKind, text string) {
	w.blocks = append(w.blocks, guidance.Block{Kind: kind, Text: text})
}

func (w *writer) addf(kind guidance.BlockKind, format string, args ...any) {
	w.add(kind, fmt.Sprintf(format, args...))
}

func (w *writer) table(head []string, rows [][]guidance.BlockCell) {
	w.blocks = append(w.blocks, guidance.Block{Kind: guidance.TableBlock, Head: head, Rows: rows})
}

// section writes the text of a chapter, under its heading where it has one.
func (w *writer) section(id rubric.SectionID, headed bool) {
	s := w.lib.GuidelineSection(id)
	if headed {
		w.chapters++
		w.addf(guidance.ChapterBlock, "第%d章　%s", w.chapters, s.Heading)
	}
	w.all(guidance.TextBlock, s.Lead)
	w.all(guidance.PointBlock, s.Points)
	w.all(guidance.TextBlock, s.Tail)
}

func (w *writer) all(kind guidance.BlockKind, texts []string) {
	for _, text := range texts {
		w.add(kind, text)
	}
}

// dayOf is a moment's day in the company's time zone: 2026年11月30日.
func (w *writer) dayOf(t time.Time) string { return day(guidance.DayOf(t, w.company.Location())) }

// day is a day without that of the week.
func day(d guidance.Day) string {
	if t, set := d.Time(); set {
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	}
	return d.String()
}
