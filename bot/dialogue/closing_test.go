package dialogue_test

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// colleagues are further employees of the company, who say nothing in talks.
func (w *world) colleagues(n int) (ids []guidance.PersonID) {
	w.t.Helper()
	w.turn(func(tx *store.Tx) error {
		for i := range n {
			id, err := tx.NewPersonID()
			if err != nil {
				return err
			}
			ids = append(ids, id)
			name := fmt.Sprintf("社員%d", i+1)
			p := guidance.Person{ID: id, Name: name, Role: guidance.Employee, Created: w.now, Accounts: []guidance.Account{{Home: home, ID: name}}}
			if err := tx.PutPerson(p); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

// labels is a diagnosis with the labels of its questions in their order, one
// character each; "-" is わからない, a blank no answer.
func labels(in *rubric.Instrument, text string, by guidance.PersonID, w *world) guidance.Sheet {
	sheet := guidance.Sheet{Edition: in.Edition}
	for i, r := range text {
		id := string(r)
		if r == '-' {
			id = "-1"
		}
		if r != ' ' {
			sheet, _ = sheet.Give(in.Items[i].ID, id, by, w.now, sheet.Rev)
		}
	}
	return sheet
}

// answered puts the diagnosis of a person into the newest round.
func (w *world) answered(p guidance.PersonID, text string) {
	w.t.Helper()
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	w.turn(func(tx *store.Tx) error {
		round, err := tx.Round()
		return errors.Join(err, tx.PutDiagnosisSheet(p, round.No, labels(in, text, p, w)))
	})
}

// companyAnswers puts down what the company says of itself in the newest
// round.
func (w *world) companyAnswers(text string) {
	w.t.Helper()
	in := rubric.MustEmbedded().Current(rubric.Diagnosis)
	by := w.person("山田").ID
	w.turn(func(tx *store.Tx) error {
		round, err := tx.Round()
		return errors.Join(err, tx.PutCompanySheet(round.No, labels(in, text, by, w)))
	})
}

// close ends the newest round and publishes what there is to be published.
func (w *world) close() {
	w.t.Helper()
	w.turn(func(tx *store.Tx) error {
		round, err := tx.Round()
		if err != nil {
			return err
		}
		f, err := guidance.FiguresOf(tx, cmp.Or(w.lib, rubric.MustEmbedded()), round, w.now)
		if err != nil {
			return err
		}
		round.Closed, round.ClosedBy = w.now, w.person("山田").ID
		return errors.Join(tx.PutFigures(f), tx.PutRound(round))
	})
}

// erase drops a person with all that is theirs.
func (w *world) erase(p guidance.PersonID) {
	w.t.Helper()
	w.turn(func(tx *store.Tx) error { return tx.ErasePerson(p) })
}

// seedFigures is two closed rounds: one of four people, of whom nothing is
// published, and one of eight. In the second all agree on question 1, one
// dissents on question 2, and of what the company says is done at questions 3
// to 6 its people say less.
func seedFigures(w *world) {
	crowd := append([]guidance.PersonID{w.person("鈴木").ID, w.person("吉田").ID}, w.colleagues(6)...)
	for _, p := range crowd[:4] {
		w.answered(p, "4444444444444444444444444")
	}
	w.companyAnswers("4422002244220022442200224")
	w.close()
	w.now = w.now.AddDate(0, 1, 0)
	w.turn(func(tx *store.Tx) error {
		return tx.PutRound(guidance.Round{No: 2, Edition: "ipa-5min-3.1", Opened: w.now})
	})
	for i, text := range []string{
		"4444224444220022442200224",
		"4444224444220022442200224",
		"4440224444220022442200224",
		"4440224424220022442200220",
		"4420-24424220022442200220",
		"44-0-24424220022442200220",
		"44-0-2002422002244220022-",
		"40-0-2002422002244220022-",
	} {
		w.answered(crowd[i], text)
	}
	w.companyAnswers("444444-4 4220022442200224")
	w.now = w.now.AddDate(0, 0, 14)
	w.close()
}

// seedGap is a closed round of five, of whom somebody was erased since; one
// more was erased before the close, and one answered on paper.
func seedGap(w *world) {
	crowd := append([]guidance.PersonID{w.person("山田").ID, w.person("鈴木").ID, w.person("吉田").ID}, w.colleagues(4)...)
	for _, p := range crowd[:6] {
		w.answered(p, "4440000000000000000000000")
	}
	w.turn(func(tx *store.Tx) error {
		paper := labels(rubric.MustEmbedded().Current(rubric.Diagnosis), "0000000000000000000000000", crowd[0], w)
		return tx.PutDiagnosisSheet(crowd[6], 1, paper)
	})
	w.companyAnswers("4444422222222222222222222")
	w.erase(crowd[5])
	w.close()
	w.erase(crowd[4])
}

// seedProbing is an open round with a company sheet, and nothing published.
func seedProbing(w *world) {
	w.answered(w.person("鈴木").ID, "0000000000000000000000000")
	w.companyAnswers("4222222222222222222222-2 ")
}

// keptProbings is what was written down about the company's sheets. How often
// a text was replaced is another matter: who opens a field alone on a card has
// seen what stands there, and meets no conflict.
func keptProbings(b *strings.Builder, tx *store.Tx) error {
	rounds, err := tx.Rounds()
	for _, r := range rounds {
		for _, item := range rubric.MustEmbedded().Current(rubric.Diagnosis).Items {
			p, err1 := tx.Probing(r.No, item.ID)
			err = errors.Join(err, err1)
			for _, a := range p.Texts.Answers {
				fmt.Fprintf(b, "round %d %s %s %s %s by %s\n", r.No, item.ID, a.Item, a.Label, a.Note, a.By)
			}
		}
	}
	return err
}
