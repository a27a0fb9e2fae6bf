//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store/bolt"
	"daicho/store/storetest"
)

// killWriters is how many people answer at once in the child.
const killWriters = 32

// TestKill kills a process at random moments while many people answer in it,
// again and again on the same file. What was acknowledged must be there, once;
// then each delivery is repeated, as a platform does that got no answer.
func TestKill(t *testing.T) {
	if path := storetest.ChildPath(); path != "" {
		answerForEver(path)
	}
	kills := 10
	if n, err := strconv.Atoi(os.Getenv("DAICHO_KILLS")); err == nil {
		kills = n
	}
	path := filepath.Join(t.TempDir(), "data")
	acked := [killWriters]int{}
	total := 0
	for range kills {
		c := storetest.StartChild(t, "TestKill", path)
		acks := c.Await(1 + rand.IntN(500))
		c.Kill()
		acks = append(acks, c.Rest()...)
		for _, a := range acks {
			acked[a.Writer] = max(acked[a.Writer], int(a.Turn))
		}
		total += len(acks)
		checkKilled(t, path, &acked)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d kills, %d acknowledged turns", kills, total)
}

func writerOf(w int) (guidance.PersonID, bot.Account) {
	id := fmt.Sprintf("p%d", w+1)
	return guidance.PersonID(id), bot.Account{Home: "home", ID: id}
}

// answerForEver is the child: every person answers without a pause, going on
// where the file left off.
func answerForEver(path string) {
	e, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		panic(err)
	}
	s, err := Open(context.Background(), e)
	if err != nil {
		panic(err)
	}
	if all, err := s.Companies(context.Background()); err != nil {
		panic(err)
	} else if len(all) == 0 {
		if _, err := s.CreateCompany(context.Background(), guidance.Company{Homes: []string{"home"}}); err != nil {
			panic(err)
		}
	}
	acks := storetest.AckFile()
	for w := range killWriters {
		go answerAs(s, acks, w)
	}
	select {}
}

func answerAs(s *Store, acks io.Writer, w int) {
	p, _ := writerOf(w)
	var sheet guidance.Sheet
	err := s.Read(context.Background(), "home", func(tx *Tx) (err error) { sheet, err = tx.DiagnosisSheet(p, 1); return err })
	for n := sheet.Rev + 1; err == nil; n++ {
		if err = s.Turn(context.Background(), "home", func(tx *Tx) error { _, err := answerOnce(tx, w, n); return err }); err == nil {
			err = storetest.Acknowledge(acks, storetest.Ack{Writer: uint32(w), Turn: uint32(n)})
		}
	}
	panic(err)
}

// answerOnce is the n-th answer of a person: it is counted in the sheet and
// in the list of changes, unless the delivery was seen.
func answerOnce(tx *Tx, w, n int) (repeat bool, err error) {
	p, from := writerOf(w)
	delivery := fmt.Sprint("delivery-", n)
	if _, seen, err := tx.Seen(from, delivery); seen || err != nil {
		return seen, err
	}
	sheet, err := tx.DiagnosisSheet(p, 1)
	if err != nil {
		return false, err
	}
	sheet.Rev++
	sheet.Answers = []guidance.Answer{{Item: "d01", Rev: n, By: p}}
	return false, errors.Join(tx.PutDiagnosisSheet(p, 1, sheet), tx.AddDiagnosisChange(p, 1, guidance.Change{Rev: n}),
		beside(tx, w, n), tx.Remember(from, delivery, "menu", noon))
}

// beside writes, with the n-th answer of a person, one record more of the kinds
// that other flows keep: a question handed on, evidence with its file, notes
// about the company's sheet, a suggestion, and a line of the audit log.
func beside(tx *Tx, w, n int) error {
	p, _ := writerOf(w)
	no := guidance.ServiceNo(w + 1)
	one := fmt.Sprintf("%d-%d", w, n)
	_, err := tx.AddEvidence(guidance.Evidence{Service: no, Item: "c01", Name: one, By: p, At: noon}, []byte("file "+one))
	return errors.Join(err,
		tx.PutRelay(guidance.Relay{Key: one, Service: no, Item: "c01", Asker: p, Asked: p, At: noon}),
		tx.AddProbingChange(w+1, "d01", guidance.Change{Rev: n}),
		tx.AddEndingChange(no, guidance.Change{Rev: n}),
		tx.PutSuggestion(guidance.Suggestion{Key: one, Name: one, By: p, At: noon}),
		tx.Audit(Entry{At: noon, Who: p, Did: one}))
}

// checkBeside looks for what was written with a person's answers: each record
// once, and none without its answer.
func checkBeside(t *testing.T, tx *Tx, w, answers int) error {
	t.Helper()
	no := guidance.ServiceNo(w + 1)
	evidence, err1 := tx.Evidence(no)
	relays, err2 := tx.Relays(no)
	probing, err3 := tx.ProbingChanges(w+1, "d01")
	ending, err4 := tx.EndingChanges(no)
	if counts := []int{len(evidence), len(relays), len(probing), len(ending)}; slices.ContainsFunc(counts, func(n int) bool { return n != answers }) {
		t.Errorf("%d answers of writer %d, and beside them evidence, relays, notes and tasks %v", answers, w, counts)
	}
	err := errors.Join(err1, err2, err3, err4)
	for i, e := range evidence {
		data, fileErr := tx.file(no, e.No)
		if want := fmt.Sprintf("file %d-%d", w, i+1); string(data) != want {
			t.Errorf("%q instead of %q", data, want)
		}
		err = errors.Join(err, fileErr)
	}
	for n := 1; n <= answers; n++ {
		_, oneErr := tx.Suggestion(fmt.Sprintf("%d-%d", w, n))
		err = errors.Join(err, oneErr)
	}
	return err
}

// checkKilled opens what a killed child left, and notes what it holds.
func checkKilled(t *testing.T, path string, acked *[killWriters]int) {
	t.Helper()
	e, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		t.Fatal("the file does not open:", err)
	}
	defer e.Close()
	s, err := Open(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	turn(t, s, "home", func(tx *Tx) error {
		var err error
		for w, n := range acked {
			err = errors.Join(err, checkWriter(t, tx, w, n))
			acked[w] = n + 1
		}
		return err
	})
	checkAudit(t, s)
	if all, _, err := Take(t.Context(), e); err != nil || len(all) != 1 || all[0].Unknown > 0 {
		t.Errorf("the census: %+v, %v", all, err)
	}
}

// checkAudit looks for entries of the log that are there twice.
func checkAudit(t *testing.T, s *Store) {
	t.Helper()
	log, err := s.AuditLog(t.Context(), "home")
	seen := map[string]bool{}
	for _, e := range log {
		if seen[e.Did] {
			t.Errorf("%s is in the audit log twice", e.Did)
		}
		seen[e.Did] = true
	}
	if err != nil {
		t.Error(err)
	}
}

// checkWriter looks for the n turns that were acknowledged to a writer, and
// repeats the next one, which may have been kept or not.
func checkWriter(t *testing.T, tx *Tx, w, n int) error {
	t.Helper()
	p, _ := writerOf(w)
	sheet, err1 := tx.DiagnosisSheet(p, 1)
	changes, err2 := tx.DiagnosisChanges(p, 1)
	if sheet.Rev < n || sheet.Rev > n+1 || len(changes) != sheet.Rev {
		t.Errorf("%s: %d acknowledged, %d in the sheet, %d in the list", p, n, sheet.Rev, len(changes))
	}
	for i, c := range changes {
		if c.Rev != i+1 {
			t.Errorf("%s: answer %d is there as the %dth", p, c.Rev, i+1)
		}
	}
	err0 := checkBeside(t, tx, w, sheet.Rev)
	repeat, err3 := answerOnce(tx, w, n+1)
	if repeat != (sheet.Rev == n+1) {
		t.Errorf("%s: the repeat of %d was taken for one: %v; %d are there", p, n+1, repeat, sheet.Rev)
	}
	return errors.Join(err0, err1, err2, err3)
}
