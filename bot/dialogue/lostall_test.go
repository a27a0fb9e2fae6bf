package dialogue_test

import (
	"errors"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store"
)

// TestEveryDoorWithoutEditions: where the editions of a closed and of an open
// round are gone, every door still leads somewhere, for everybody, nothing is
// written, and those who press are told why.
func TestEveryDoorWithoutEditions(t *testing.T) {
	w := lost(t)
	w.turn(func(tx *store.Tx) error {
		old := guidance.Round{No: 1, Edition: "ipa-8", Opened: w.now, Closed: w.now, K: 5, Notice: []string{"x"}, Fixed: w.now}
		sheet := guidance.Sheet{Edition: "ipa-8", Rev: 1, Answers: []guidance.Answer{{Item: "x01", Label: "y", By: "p1", At: w.now, Rev: 1}}}
		f := guidance.Figures{Round: 1, Edition: "ipa-8", At: w.now, K: 5, Asked: 6, Whole: 6, Company: sheet,
			People: []guidance.Spread{{Item: "x01", Cells: []guidance.Cell{{Labels: []string{"y"}, Count: 3}}}}}
		errs := []error{tx.PutRound(old), tx.PutFigures(f), tx.PutCompanySheet(1, sheet), tx.PutCompanySheet(2, guidance.Sheet{Edition: "ipa-9", Answers: sheet.Answers})}
		for _, p := range []guidance.PersonID{"p1", "p2", "p3"} {
			for round, edition := range map[int]string{1: "ipa-8", 2: "ipa-9"} {
				errs = append(errs, tx.PutDiagnosisSheet(p, round, guidance.Sheet{Edition: edition, Rev: 1, Answers: sheet.Answers}))
			}
		}
		return errors.Join(errs...)
	})
	w.knowing("山田", "鈴木", "中村")
	before := kept(w)
	var routes []bot.ActionID
	for _, no := range []string{"1", "2"} {
		for _, word := range []string{"round", "roundmore", "figures", "gaps", "dig", "probe", "print", "paste", "roundset", "companysheet", "company/1", "do/company/1", "result", "answers",
			"diagnosis/1", "do/diagnosis/1", "do/round/close", "do/round/remind", "do/round/print", "do/round/set", "proxy/p3/1", "do/proxy/p3/1", "do/unproxy/p3", "do/forget"} {
			routes = append(routes, bot.ActionID(word+"/"+no), bot.ActionID(word+"/"+no+"/1"), bot.ActionID(word+"/"+no+"/x01"))
		}
	}
	routes = append(routes, "menu", "next", "pause", "waiting", "selfcheck", "rounds", "figures", "proxies", "company", "diagnosis", "privacy", "do/begin", "do/begin/2/x", "result",
		"mydata", "people", "person/p2", "ledger", "survey", "surveys", "suggestions", "help", "newround", "code", "screens")
	for _, who := range []string{"山田", "鈴木", "吉田", "中村"} {
		for _, id := range routes {
			for _, values := range []map[bot.FieldID]string{nil, {"x01": "y", "d01": "4"}} {
				v := w.press(who, id, values)
				if v.Title == "" || strings.HasPrefix(v.Title, "うまくいきません") || len(v.Actions) == 0 {
					t.Errorf("%s presses %s:\n%s", who, id, v.Text())
				}
			}
		}
		if v := w.press(who, "menu", nil); v.At != "menu" || v.Problem != "" {
			t.Errorf("the menu of %s:\n%s", who, v.Text())
		}
	}
	if after := kept(w); after != before {
		t.Errorf("something was written:\n%s\n%s", before, after)
	}
}
