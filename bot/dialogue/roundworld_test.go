package dialogue_test

import (
	"errors"

	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// whole answers every question.
const whole = "4444222200004444222200004"

// afterARound is a company whose first round is closed and which has two
// colleagues more.
func afterARound(w *world) {
	w.colleagues(2)
	w.close()
	w.now = w.now.AddDate(0, 0, 1)
}

// openRound starts a round whose company sheet is filled in by 山田, as the
// form does.
func (w *world) openRound() {
	w.turn(func(tx *store.Tx) error {
		return tx.PutRound(guidance.Round{No: 2, Edition: "ipa-5min-3.1", Opened: w.now, By: w.person("山田").ID,
			Filler: w.person("山田").ID, K: 5, Due: "2026-12-10", Key: "k", Rev: 1})
	})
}

// roundOfFour is an open round in which three of six have answered, and 鈴木
// has one question left.
func roundOfFour(w *world) {
	crowd := w.colleagues(4)
	w.close()
	w.openRound()
	w.companyAnswers(whole)
	for _, p := range crowd[:3] {
		w.answered(p, whole)
	}
	w.answered(w.person("鈴木").ID, whole[:24])
	w.knowing("鈴木", "吉田")
}

// knowing notes that people have confirmed what the newest round says.
func (w *world) knowing(names ...string) {
	w.t.Helper()
	w.turn(func(tx *store.Tx) (err error) {
		for _, name := range names {
			p := w.person(name)
			p.Greeted, p.NoticeRead = w.now, w.now
			err = errors.Join(err, tx.PutPerson(p))
		}
		return err
	})
}

// roundOfFive is the same with four who have answered.
func roundOfFive(w *world) {
	roundOfFour(w)
	w.answered(w.person("吉田").ID, "0000000000000000000000000")
}

// papered is an open round in which 山田 has entered all but the last answer
// of what 吉田 wrote on paper.
func papered(w *world) {
	roundOfFour(w)
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	w.turn(func(tx *store.Tx) error {
		p := w.person("吉田")
		p.NoticeRead = p.Created.AddDate(0, -1, 0)
		return errors.Join(tx.PutPerson(p), tx.PutDiagnosisSheet(p.ID, 2, labels(in, whole[:24], w.person("山田").ID, w)))
	})
}

// twoManagers is a round in which nobody is named for the company's sheet, and
// two may fill it in.
func twoManagers(w *world) {
	w.turn(func(tx *store.Tx) error {
		p := w.person("鈴木")
		p.Role = guidance.Manager
		return tx.PutPerson(p)
	})
}
