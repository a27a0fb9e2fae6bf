package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"daicho/bot/dialogue"
	"daicho/bot/guidance"
)

// The rounds of the example: one that is closed, and one that is open.
const (
	closedRound = 1
	openRound   = 2
)

// demoCompanySheet stands in the table of answers where a person otherwise
// does.
const demoCompanySheet = "company"

// demoSheet is a diagnosis as it was answered, of a person or the company.
type demoSheet struct {
	round   int
	whose   string
	by      string // who entered it, where it was somebody else
	daysAgo int
	labels  []string
}

func demoSheetOf(row demoRow) (demoSheet, error) {
	round, err := strconv.Atoi(row["round"])
	if err != nil {
		return demoSheet{}, err
	}
	days, err := strconv.Atoi(row["days_ago"])
	return demoSheet{round: round, whose: row["sheet"], by: row["entered_by"], daysAgo: days, labels: strings.Fields(row["answers"])}, err
}

// seedRounds writes the round before, closed and published by the same rule
// as any other, and the one that is open now.
func (s *seeding) seedRounds() error {
	sheets, err := readDemo("answers", demoSheetOf)
	if err != nil {
		return err
	}
	in, ok := s.lib.Instrument(demoDiagnosis)
	if !ok {
		return fmt.Errorf("edition %s is built in", demoDiagnosis)
	}
	filler, at := s.people["佐藤 恵子"], s.ago(140, 9, 0)
	notice := dialogue.DiagnosisNotice(guidance.DefaultK, len(in.Items))
	before := guidance.Round{
		No: closedRound, Edition: demoDiagnosis, Opened: at, By: filler, Due: guidance.DayOf(s.ago(122, 9, 0), s.zone),
		Filler: filler, K: guidance.DefaultK, Notice: notice, Fixed: at.Add(30 * time.Minute),
	}
	now := guidance.Round{
		No: openRound, Edition: demoDiagnosis, Opened: s.ago(21, 9, 0), By: filler,
		Due: guidance.DayOf(s.ago(-9, 9, 0), s.zone), Filler: filler, K: guidance.DefaultK, Notice: notice, Fixed: s.ago(18, 11, 52),
	}
	for _, one := range sheets {
		if err := s.seedSheetOf(one); err != nil {
			return fmt.Errorf("answers of %s in round %d: %w", one.whose, one.round, err)
		}
	}
	if err := s.seedClose(before); err != nil {
		return err
	}
	return s.tx.PutRound(now)
}

func (s *seeding) seedSheetOf(one demoSheet) error {
	by, at := s.people[one.whose], s.ago(one.daysAgo, 12, 5)
	if one.by != "" {
		by = s.people[one.by]
	}
	sheet, err := s.diagnosisSheet(by, one.labels, at)
	if err != nil {
		return err
	}
	if one.whose == demoCompanySheet {
		return s.tx.PutCompanySheet(one.round, sheet)
	}
	return s.tx.PutDiagnosisSheet(s.people[one.whose], one.round, sheet)
}

// seedClose closes a round as its manager did.
func (s *seeding) seedClose(r guidance.Round) error {
	r.Closed, r.ClosedBy = s.ago(121, 17, 0), r.By
	figures, err := guidance.FiguresOf(s.tx, s.lib, r, r.Closed)
	if err != nil {
		return err
	}
	if err := s.tx.PutFigures(figures); err != nil {
		return err
	}
	return s.tx.PutRound(r)
}

// diagnosisSheet is the first questions answered, one every ten seconds.
func (s *seeding) diagnosisSheet(by guidance.PersonID, labels []string, at time.Time) (guidance.Sheet, error) {
	in, ok := s.lib.Instrument(demoDiagnosis)
	if !ok || len(labels) > len(in.Items) {
		return guidance.Sheet{}, fmt.Errorf("%s does not have %d questions", demoDiagnosis, len(labels))
	}
	if by == "" {
		return guidance.Sheet{}, guidance.ErrNotFound
	}
	sheet := guidance.Sheet{Edition: in.Edition}
	for i, id := range labels {
		item := in.Items[i]
		if _, ok := item.Label(id); !ok {
			return sheet, fmt.Errorf("%s has no answer %q", item.ID, id)
		}
		sheet, _ = sheet.Give(item.ID, id, by, at, sheet.Rev)
		at = at.Add(10 * time.Second)
	}
	return sheet, nil
}
