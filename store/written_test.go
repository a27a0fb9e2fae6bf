package store

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
)

// everything writes one record of every kind.
func everything(tx *Tx) error {
	me := guidance.Account{Home: "home", ID: "me"}
	sheet := guidance.Sheet{Edition: "e", Rev: 1, Answers: []guidance.Answer{{Item: "c01", Label: "3", By: "p1", At: noon, Rev: 1}}}
	change := guidance.Change{Was: sheet.Answers[0], By: "p1", At: noon, Rev: 2}
	_, err := tx.AddEvidence(guidance.Evidence{Service: 1, Item: "c01", Name: "a.txt", Kind: ".txt"}, []byte("text"))
	_, numberErr := tx.NewServiceNo()
	return errors.Join(err, numberErr,
		tx.Remember(bot.Account{Home: "home", ID: "stranger"}, "d1", "menu", noon),
		tx.PutPerson(guidance.Person{ID: "p1", Name: "山田", Accounts: []guidance.Account{me}}), tx.PutPerson(guidance.Person{ID: "p2"}),
		tx.Remember(bot.Account(me), "d1", "menu", noon), tx.AddNotice("p1", guidance.Notice{Key: "n", At: noon}),
		tx.PutDraft("p1", "f", map[string]string{"name": "x"}), tx.PutSurvey("p1", guidance.Survey{No: 1}),
		tx.PutLink(guidance.Link{Ref: "ref", Account: me}, [32]byte{1}), tx.PutCode(guidance.Code{Person: "p1", Hash: [32]byte{2}}),
		tx.PutBecame("p8", "p1"), tx.PutWrongCodes(me, []time.Time{noon}), tx.Enqueue(bot.Letter{Key: "waits", Person: "p1"}),
		tx.putBytes(tx.sentKey("sent"), binary.AppendVarint(nil, seconds(noon))),
		tx.PutRound(guidance.Round{No: 1}), tx.PutFigures(guidance.Figures{Round: 1, Company: sheet}),
		tx.PutDiagnosisSheet("p1", 1, sheet), tx.AddDiagnosisChange("p1", 1, change),
		tx.PutCompanySheet(1, sheet), tx.AddCompanyChange(1, change),
		tx.PutProbing(guidance.Probing{Round: 1, Item: "d01", Texts: sheet}), tx.AddProbingChange(1, "d01", change),
		tx.PutService(guidance.Service{No: 1, Rev: 1}), tx.PutService(guidance.Service{No: 1, Rev: 2}), tx.PutMadeBy("m", 1),
		tx.PutChecklistSheet(1, sheet), tx.AddChecklistChange(1, change), tx.AddChecklistSet(1, guidance.Set{Answers: sheet.Answers}),
		tx.PutEndingSheet(1, sheet), tx.AddEndingChange(1, change),
		tx.PutSuggestion(guidance.Suggestion{Key: "s"}), tx.PutRelay(guidance.Relay{Key: "r", Service: 1, Asker: "p1", Asked: "p2", State: guidance.RelayWaiting}),
		tx.PutProgramme(guidance.Programme{No: 1}), tx.PutHomework(1, guidance.Homework{ID: "v1-room"}), tx.PutReminding(guidance.Reminding{Plan: 1}), tx.PutMinutes(1, guidance.Minutes{Visit: 1}), tx.PutMeasure(guidance.Measure{ID: "own-1"}), tx.Audit(Entry{At: noon, Did: "role"}),
		tx.PutImport(guidance.Import{Key: "i"}), tx.PutImportRows("i", 0, []guidance.ImportRow{{Line: 4}}), tx.PutImportRemarks("i", 0, []guidance.ImportRemark{{Cell: "A1"}}),
		tx.PutImportMarks("i", 0, []guidance.ImportMark{{Row: 1}}), tx.Prepare(guidance.Prepared{Service: guidance.Service{No: 9, Rev: 1}, Sheet: sheet}), tx.Enforce(),
		tx.AddGuideline(guidance.Guideline{No: 1}), tx.AddReport(guidance.Report{Plan: 1, Visit: 1, No: 1}),
		tx.PutOwnItem(guidance.OwnItem{No: 1, Rev: 1}), tx.PutOwnItem(guidance.OwnItem{No: 1, Rev: 2}), tx.PutOwnSheet(1, sheet), tx.AddOwnChange(1, change),
	)
}

// TestEveryKindIsWritten: what is written is of a kind that the census knows,
// and every kind is written by something.
func TestEveryKindIsWritten(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", everything)
	written := map[string]bool{}
	for _, k := range keysOf(s) {
		tail, ours := strings.CutPrefix(k, "c1/")
		if !ours {
			continue
		}
		kind, known := kindOf([]byte(tail))
		if !known {
			t.Errorf("%s is of no kind that the census reads", k)
		}
		written[kind.pattern] = true
	}
	for _, area := range kinds {
		for _, k := range area {
			if !written[k.pattern] {
				t.Errorf("%s is written by nothing here", k.pattern)
			}
		}
	}
	if _, _, err := Take(t.Context(), s.engine); err != nil {
		t.Error(err)
	}
}
