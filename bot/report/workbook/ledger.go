// Package workbook writes the files of the programme that are opened in Excel: the
// ledger with its checklist in the layout of the seed's pages 15 to 20. It is the
// only place that knows how a workbook is made.
//
// Text from people is always a cell of text, never a formula. Every formula
// carries the value that it comes to, so that whoever only reads the file sees
// the same as whoever calculates it.
package workbook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"daicho/bot/guidance"
	"daicho/rubric"
)

// Ledger is what a workbook of the ledger 「クラウドサービス台帳兼チェックリスト」 holds.
type Ledger struct {
	Company   string
	At        time.Time          // when it was read, in the company's time zone
	Checklist *rubric.Instrument // whose items are the columns
	Services  []Service          // in the order of their numbers
	// Diagnosis is what the company says of itself in the newest round; nil where
	// there was none.
	Diagnosis *Diagnosis
	// Extra are the company's own items that are asked, outside the checklist.
	Extra []guidance.OwnItem
}

// Service is one row.
type Service struct {
	guidance.Service
	InCharge string            // the names of those in charge, with their scopes
	Answers  map[string]string // rubric.Item.ID → the text of the label
	Total    int
	Concerns []rubric.ConcernItem
	Extra    guidance.Sheet // answers to the company's own items
	// Other is the edition of the answers where it is another one than the
	// workbook's: they are then not in it.
	Other string
}

// Diagnosis is the company's one sheet of a round.
type Diagnosis struct {
	Round      int
	Instrument *rubric.Instrument
	Answers    map[string]rubric.Label
	Score      rubric.Score
}

// ReadLedger reads all of it.
func ReadLedger(r guidance.Reader, lib *rubric.Library, now time.Time) (Ledger, error) {
	company, err := r.Company()
	if err != nil {
		return Ledger{}, fmt.Errorf("read company: %w", err)
	}
	l := Ledger{Company: company.Name, At: now.In(company.Location()), Checklist: lib.Current(rubric.Checklist)}
	services, err := r.Services()
	if err != nil {
		return l, fmt.Errorf("read services: %w", err)
	}
	for _, s := range services {
		row, err := l.service(r, lib, s)
		if err != nil {
			return l, err
		}
		l.Services = append(l.Services, row)
	}
	slices.SortFunc(l.Services, func(a, b Service) int { return cmp.Compare(a.No, b.No) })
	if err := l.readExtra(r); err != nil {
		return l, err
	}
	l.Diagnosis, err = readDiagnosis(r, lib)
	return l, err
}

func (l Ledger) service(r guidance.Reader, lib *rubric.Library, s guidance.Service) (Service, error) {
	row := Service{Service: s, Answers: map[string]string{}}
	sheet, err := r.ChecklistSheet(s.No)
	if err != nil {
		return row, fmt.Errorf("read checklist of %s: %w", s.No, err)
	}
	if row.InCharge, err = names(r, s); err != nil {
		return row, err
	}
	if sheet.Edition != "" && sheet.Edition != l.Checklist.Edition {
		row.Other = sheet.Edition
		return row, nil
	}
	for id, label := range sheet.Labels {
		if item, ok := l.Checklist.Item(id); ok {
			if x, ok := item.Label(label); ok {
				row.Answers[id] = x.Text
			}
		}
	}
	row.Total = l.Checklist.ScoreSeq(sheet.Labels).Total
	row.Concerns = l.Checklist.ConcernsSeq(sheet.Labels)
	return row, nil
}

// names are those in charge of a service, as the ledger names them.
func names(r guidance.Reader, s guidance.Service) (string, error) {
	var list []string
	for _, c := range s.InCharge {
		name := c.Name
		if c.Person != "" {
			p, err := r.Person(c.Person)
			if err != nil && !errors.Is(err, guidance.ErrNotFound) {
				return "", fmt.Errorf("read who is in charge: %w", err)
			}
			name = cmp.Or(p.Name, name, "名簿にない人")
		}
		if c.Scope != "" {
			name += "（" + c.Scope + "）"
		}
		list = append(list, name)
	}
	return strings.Join(list, "、"), nil
}

func readDiagnosis(r guidance.Reader, lib *rubric.Library) (*Diagnosis, error) {
	round, err := r.Round()
	if errors.Is(err, guidance.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	in, ok := lib.Instrument(round.Edition)
	if !ok {
		return nil, nil // its questions cannot be told without it
	}
	sheet, err := r.CompanySheet(round.No)
	if err != nil {
		return nil, fmt.Errorf("read the company's sheet: %w", err)
	}
	d := &Diagnosis{Round: round.No, Instrument: in, Answers: map[string]rubric.Label{}, Score: in.ScoreSeq(sheet.Labels)}
	for _, item := range in.Items {
		a, _ := sheet.Answer(item.ID)
		if label, ok := item.Label(a.Label); ok {
			d.Answers[item.ID] = label
		}
	}
	return d, nil
}
