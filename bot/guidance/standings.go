package guidance

import (
	"errors"
	"fmt"
	"time"

	"daicho/rubric"
)

// StandingsOf are the figures as they stand now.
func StandingsOf(r Reader, lib *rubric.Library, now time.Time) (Standings, error) {
	s := Standings{At: now}
	ledger, err := LedgerOf(r, lib)
	if err != nil {
		return s, fmt.Errorf("read ledger: %w", err)
	}
	for _, row := range ledger.Rows {
		s.Services = append(s.Services, ServiceStanding{
			No: row.Service.No, Name: row.Service.Name, Status: row.Service.Status, Edition: row.Edition,
			Score: row.Score.Total, Answered: row.Score.Answered, Of: row.Score.Of, Concerns: row.Concerns,
		})
	}
	round, err := r.Round()
	if errors.Is(err, ErrNotFound) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read round: %w", err)
	}
	return s, s.diagnosis(r, lib, round)
}

// diagnosis adds what the company says of itself in a round.
func (s *Standings) diagnosis(r Reader, lib *rubric.Library, round Round) error {
	s.Round = round.No
	in, ok := lib.Instrument(round.Edition)
	if !ok {
		return nil // its total cannot be told without it
	}
	sheet, err := r.CompanySheet(round.No)
	if err != nil {
		return fmt.Errorf("read the company's sheet: %w", err)
	}
	score := in.ScoreSeq(sheet.Labels)
	s.Total, s.Answered, s.Of = score.Total, score.Answered, score.Of
	return nil
}
