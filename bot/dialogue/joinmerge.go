package dialogue

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"daicho/bot/guidance"
)

// absorb makes what was one person's part of another, and has what names the
// one lead to the other. Of the diagnosis it passes on what was answered where
// the other has answered nothing: moved says whether anything was. The rest of
// the answers, and what was said about screens, go with the record. The other
// must be written afterwards: they are handed the accounts.
func (a *acting) absorb(owner, was guidance.Person) (moved bool, err error) {
	if moved, err = a.passAnswers(owner, was); err != nil {
		return false, err
	}
	for _, pass := range []func(from, to guidance.PersonID) error{
		a.passKnown, a.passCharges, a.refill, a.passRelays, a.passSurveys, a.passSuggestions, a.passEntries, a.passDrafts, a.passImports, a.passNotices, a.tx.PutBecame,
	} {
		if err := pass(was.ID, owner.ID); err != nil {
			return moved, err
		}
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

// passRelays hands on the questions that wait. One that somebody would have
// asked of themselves, or that waits for them already, is taken back.
func (a *acting) passRelays(from, to guidance.PersonID) error {
	relays, err := a.OpenRelays(from)
	theirs, other := a.OpenRelays(to)
	if err := errors.Join(err, other); err != nil {
		return fmt.Errorf("read relays: %w", err)
	}
	for _, r := range relays {
		r.Asker, r.Asked = instead(r.Asker, from, to), instead(r.Asked, from, to)
		twice := func(o guidance.Relay) bool {
			return o.Key != r.Key && o.State == guidance.RelayWaiting && o.Service == r.Service && o.Item == r.Item && o.Asker == r.Asker && o.Asked == r.Asked
		}
		if r.Asker == r.Asked || slices.ContainsFunc(theirs, twice) {
			r, _ = r.Withdraw(a.ev.At)
		}
		if err := a.tx.PutRelay(r); err != nil {
			return fmt.Errorf("pass a relay on: %w", err)
		}
		if !r.Open() {
			if err := a.untell(r, from, r.Asker, r.Asked); err != nil {
				return err
			}
		}
		a.changed = append(a.changed, serviceTopic(r.Service), personTopic(r.Asker), personTopic(r.Asked))
	}
	return nil
}

// untell takes away what people were told about a relay that waited.
func (a *acting) untell(r guidance.Relay, people ...guidance.PersonID) error {
	var err error
	for _, p := range people {
		for _, key := range []string{relayNotice(r), againNotice(r), lateNotice(r)} {
			err = cmp.Or(err, a.tx.DropNotice(p, key))
		}
	}
	return err
}

// instead is to in the place of from, and anybody else as they are.
func instead(p, from, to guidance.PersonID) guidance.PersonID {
	if p == from {
		return to
	}
	return p
}

// passSurveys puts a person's surveys before those of the other, so that one
// that is open stays the newest; of two open ones, one is made.
func (a *acting) passSurveys(from, to guidance.PersonID) error {
	theirs, err := a.Surveys(from)
	own, other := a.Surveys(to)
	if err := errors.Join(err, other); err != nil {
		return fmt.Errorf("read surveys: %w", err)
	}
	if len(theirs) == 0 {
		return nil
	}
	for i, s := range guidance.JoinSurveys(own, theirs) {
		s.No, s.By = i+1, instead(s.By, from, to)
		if err := a.tx.PutSurvey(to, s); err != nil {
			return fmt.Errorf("pass a survey on: %w", err)
		}
	}
	a.changed = append(a.changed, surveysTopic)
	kept, err := a.Notices(to)
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	for _, n := range kept {
		if err := a.passSurveyNotice(to, to, n); err != nil {
			return err
		}
	}
	return nil
}

// passSurveyNotice keeps what somebody was told about a survey under the
// number that the survey has now.
func (a *acting) passSurveyNotice(from, to guidance.PersonID, n guidance.Notice) error {
	if !strings.HasPrefix(n.Key, "survey-") {
		return nil
	}
	s, there, err := ifThere(a.Survey(to))
	if err = cmp.Or(err, a.tx.DropNotice(from, n.Key)); err != nil || !there || !s.IsOpen() {
		return err
	}
	n.Key = surveyNotice(s)
	return a.tx.AddNotice(to, n)
}

func (a *acting) passSuggestions(from, to guidance.PersonID) error {
	all, err := a.Suggestions()
	if err != nil {
		return fmt.Errorf("read suggestions: %w", err)
	}
	for _, s := range all {
		if s.By != from && s.DecidedBy != from {
			continue
		}
		s.By, s.DecidedBy = instead(s.By, from, to), instead(s.DecidedBy, from, to)
		if err := a.tx.PutSuggestion(s); err != nil {
			return fmt.Errorf("pass a suggestion on: %w", err)
		}
		a.changed = append(a.changed, suggestionsTopic)
	}
	return nil
}

// passEntries lets the other go on with what a person has entered for those
// who answered on paper.
func (a *acting) passEntries(from, to guidance.PersonID) error {
	round, open, err := ifThere(a.Round())
	if err != nil || !open || !round.IsOpen() {
		return err
	}
	people, err := a.People()
	if err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	for _, p := range people {
		sheet, err := a.DiagnosisSheet(p.ID, round.No)
		if err != nil {
			return fmt.Errorf("read diagnosis: %w", err)
		}
		if p.ID == from || p.ID == to || !slices.ContainsFunc(sheet.Answers, func(one guidance.Answer) bool { return one.By == from }) {
			continue
		}
		if err := a.tx.PutDiagnosisSheet(p.ID, round.No, renamed(sheet, from, to)); err != nil {
			return fmt.Errorf("pass an entry on: %w", err)
		}
	}
	return nil
}

func renamed(s guidance.Sheet, from, to guidance.PersonID) guidance.Sheet {
	s.Answers = slices.Clone(s.Answers)
	for i := range s.Answers {
		s.Answers[i].By = instead(s.Answers[i].By, from, to)
	}
	return s
}

// passDrafts hands on the forms that were begun, as long as there is room: the
// other's own are never pushed out.
func (a *acting) passDrafts(from, to guidance.PersonID) error {
	keys, err := a.Drafts(from)
	own, other := a.Drafts(to)
	if err := errors.Join(err, other); err != nil {
		return fmt.Errorf("read drafts: %w", err)
	}
	room := guidance.MaxDrafts - len(own)
	for _, key := range slices.Backward(keys) { // the newest first
		if slices.Contains(own, key) || room <= 0 {
			continue
		}
		values, err := a.Draft(from, key)
		if err == nil {
			err = a.tx.PutDraft(to, key, values)
		}
		if err != nil {
			return fmt.Errorf("pass a draft on: %w", err)
		}
		room--
	}
	return nil
}

// passNotices hands on what a person has not looked at. It was posted to them;
// what is for a day to come will be to the other.
func (a *acting) passNotices(from, to guidance.PersonID) error {
	notices, err := a.Notices(from)
	if err != nil {
		return fmt.Errorf("read notices: %w", err)
	}
	for _, n := range notices {
		if !goesAlong(n) {
			continue
		}
		put := a.tx.AddNotice
		switch {
		case strings.HasPrefix(n.Key, "survey-"):
			put = func(_ guidance.PersonID, n guidance.Notice) error { return a.passSurveyNotice(from, to, n) }
		case n.At.After(a.ev.At):
			put = a.notifyAt
		}
		if err := put(to, n); err != nil {
			return fmt.Errorf("pass a notice on: %w", err)
		}
	}
	return nil
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

// passKnown has the other be known as one whose answers somebody else has
// entered, where the first was: they are the same person, and who entered
// knows what they wrote.
func (a *acting) passKnown(from, to guidance.PersonID) error {
	rounds, err := a.Rounds()
	if err != nil {
		return fmt.Errorf("read rounds: %w", err)
	}
	for _, r := range rounds {
		entered, err := a.wasEntered(from, r.No)
		if err != nil {
			return err
		}
		if !entered {
			continue
		}
		own, err := a.DiagnosisSheet(to, r.No)
		if err != nil {
			return err
		}
		own.Edition, own.Rev = r.Edition, own.Rev+1
		if err := a.tx.PutDiagnosisSheet(to, r.No, own); err != nil {
			return err
		}
	}
	return nil
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
	before, err := a.DiagnosisSheet(to, round)
	if err != nil {
		return false, err
	}
	sheet.Rev += before.Rev // of an empty sheet: somebody's entry was thrown away
	for _, c := range changes {
		c.By, c.Was.By = instead(c.By, from, to), instead(c.Was.By, from, to)
		if err := a.tx.AddDiagnosisChange(to, round, c); err != nil {
			return false, err
		}
	}
	return true, a.tx.PutDiagnosisSheet(to, round, renamed(sheet, from, to))
}
