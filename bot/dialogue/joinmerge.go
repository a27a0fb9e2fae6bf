package dialogue

import (
	"cmp"
	"fmt"
	"slices"

	"daicho/bot/guidance"
)

// absorb makes what was one person's part of another: charges, the filling in
// of the company's sheet and, where the other has answered nothing, what was
// answered in the diagnosis: moved says whether anything was. The rest goes with
// the record. The other must be written afterwards: they are handed the
// accounts.
func (a *acting) absorb(owner, was guidance.Person) (moved bool, err error) {
	if err := cmp.Or(a.passCharges(was.ID, owner.ID), a.refill(was.ID, owner.ID)); err != nil {
		return false, err
	}
	if moved, err = a.passAnswers(owner, was); err != nil {
		return false, err
	}
	bare := was
	bare.Accounts = nil
	return moved, cmp.Or(a.tx.PutPerson(bare), a.tx.ErasePerson(was.ID))
}

// passCharges hands a person's services on. Where the other is in charge of
// the same part, one line is left.
func (a *acting) passCharges(from, to guidance.PersonID) error {
	return a.recharge(from, func(c guidance.Charge) guidance.Charge {
		c.Person = to
		return c
	})
}

// passAnswers moves what a person answered to one who has answered nothing. It
// is moved from the account that may see it, and only what that one may see.
func (a *acting) passAnswers(owner, was guidance.Person) (bool, error) {
	rounds, err := a.Rounds()
	if err != nil {
		return false, fmt.Errorf("read rounds: %w", err)
	}
	if has, err := a.hasAnswers(owner, rounds); err != nil || has {
		return false, err
	}
	moved := false
	for _, r := range rounds {
		if !was.Sees(guidance.Account(a.ev.From), r.No) {
			continue
		}
		some, err := a.passRound(was.ID, owner.ID, r.No)
		if err != nil {
			return moved, err
		}
		moved = moved || some
	}
	return moved, nil
}

func (a *acting) hasAnswers(p guidance.Person, rounds []guidance.Round) (bool, error) {
	for _, r := range rounds {
		sheet, err := a.DiagnosisSheet(p.ID, r.No)
		if err != nil || len(sheet.Answers) > 0 {
			return true, err
		}
	}
	return false, nil
}

func (a *acting) passRound(from, to guidance.PersonID, round int) (bool, error) {
	sheet, err := a.DiagnosisSheet(from, round)
	if err != nil || len(sheet.Answers) == 0 {
		return false, err
	}
	changes, err := a.DiagnosisChanges(from, round)
	if err != nil {
		return false, err
	}
	rename := func(p *guidance.PersonID) {
		if *p == from {
			*p = to
		}
	}
	sheet.Answers = slices.Clone(sheet.Answers)
	for i := range sheet.Answers {
		rename(&sheet.Answers[i].By)
	}
	for _, c := range changes {
		rename(&c.By)
		rename(&c.Was.By)
		if err := a.tx.AddDiagnosisChange(to, round, c); err != nil {
			return false, err
		}
	}
	return true, a.tx.PutDiagnosisSheet(to, round, sheet)
}
