// Package reporting writes what is handed over of a visit that was closed
// 実施報告書 (seed pp. 8–10): what was taken down and agreed, the figures as they
// stood, what wants attention, and what is done about it until the next visit.
package reporting

import (
	"errors"
	"fmt"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Records are what a version is made from and kept in.
type Records interface {
	guidance.Reader
	guidance.ReportTx
}

// Make makes a version of the report of a visit of the newest plan, and keeps it.
// Where the records say what the newest version says, that one is returned, and
// fresh is false. The error is guidance.ErrNotFound where the visit was not closed.
func Make(tx Records, lib *rubric.Library, visit int, now time.Time, by guidance.PersonID) (r guidance.Report, fresh bool, err error) {
	p, blocks, err := Compose(tx, lib, visit)
	if err != nil {
		return r, false, err
	}
	company, err := tx.Company()
	if err != nil {
		return r, false, fmt.Errorf("read company: %w", err)
	}
	earlier, err := tx.Reports(p.No, visit)
	if err != nil {
		return r, false, fmt.Errorf("read the versions: %w", err)
	}
	if n := len(earlier); n > 0 {
		last, err := tx.Report(p.No, visit, n)
		if err != nil || last.Company == company.Name && guidance.SameBlocks(last.Blocks, blocks) {
			return last, false, err
		}
	}
	r = guidance.Report{Plan: p.No, Visit: visit, No: len(earlier) + 1, Company: company.Name, At: now, By: by, Blocks: blocks}
	if err := tx.AddReport(r); err != nil {
		return r, false, fmt.Errorf("keep the version: %w", err)
	}
	return r, true, nil
}

// Compose is what the records say of a visit. It does not depend on the day.
func Compose(r guidance.Reader, lib *rubric.Library, visit int) (guidance.Programme, []guidance.Block, error) {
	p, err := r.Programme()
	if err == nil && (visit < 1 || visit > guidance.VisitCount) {
		err = guidance.ErrNotFound
	}
	if err != nil {
		return p, nil, fmt.Errorf("read the plan of visits: %w", err)
	}
	company, err := r.Company()
	if err != nil {
		return p, nil, fmt.Errorf("read company: %w", err)
	}
	w := &writer{Reader: r, lib: lib, plan: p, visit: visit, zone: company.Location()}
	if err := w.read(); err != nil {
		return p, nil, err
	}
	w.taken()
	w.agreed()
	return p, w.blocks, errors.Join(w.findings(), w.measures(), w.homework(), w.figures())
}

// writer is a report that is being written.
type writer struct {
	guidance.Reader
	lib      *rubric.Library
	plan     guidance.Programme
	visit    int
	zone     *time.Location
	minutes  guidance.Minutes
	before   *guidance.Standings // against which the figures are held
	beforeNo int                 // of that visit
	experts  []guidance.PersonID

	blocks []guidance.Block
}

func (w *writer) read() (err error) {
	if w.minutes, err = w.Minutes(w.plan.No, w.visit); err != nil {
		return fmt.Errorf("read minutes: %w", err)
	}
	if w.minutes.Closed.IsZero() {
		return guidance.ErrNotFound
	}
	people, err := w.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		if p.Role == guidance.Expert {
			w.experts = append(w.experts, p.ID)
		}
	}
	return w.readBefore()
}

// readBefore reads the figures of the visit before this one, for the last one those
// of the first.
func (w *writer) readBefore() error {
	if w.beforeNo = w.visit - 1; w.visit == guidance.VisitCount {
		w.beforeNo = 1
	}
	if w.beforeNo == 0 {
		return nil
	}
	m, err := w.Minutes(w.plan.No, w.beforeNo)
	if err != nil {
		return fmt.Errorf("read earlier minutes: %w", err)
	}
	if !m.Closed.IsZero() {
		w.before = &m.Then
	}
	return nil
}

func (w *writer) add(b guidance.Block) { w.blocks = append(w.blocks, b) }

func (w *writer) chapter(text string) { w.add(guidance.Block{Kind: guidance.ChapterBlock, Text: text}) }

// day is the day of a moment in words.
func (w *writer) day(at time.Time) string { return guidance.DayOf(at, w.zone).String() }

func text(s string) guidance.BlockCell { return guidance.BlockCell{Text: s} }

func row(texts ...string) (cells []guidance.BlockCell) {
	for _, s := range texts {
		cells = append(cells, text(s))
	}
	return cells
}
