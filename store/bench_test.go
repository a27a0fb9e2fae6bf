package store

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/store/bolt"
)

// sheetOf is a sheet with so many answers, as people give them.
func sheetOf(items int, by guidance.PersonID) guidance.Sheet {
	s := guidance.Sheet{Edition: "ipa-5min-3.1", Rev: items}
	for i := range items {
		s.Answers = append(s.Answers, guidance.Answer{
			Item: fmt.Sprintf("d%02d", i+1), Label: []string{"4", "2", "0", "-1"}[i%4], By: by, At: noon.Add(1e9 * 7), Rev: i + 1,
		})
	}
	return s
}

// BenchmarkTurn is what one answer asks of the store, without a sync: was
// this delivery seen, who is it, read the sheet, write it, remember.
func BenchmarkTurn(b *testing.B) {
	for _, people := range []int{1, 1000} {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			s, err := Open(b.Context(), openEngine(b, bolt.Options{NoSync: true}))
			if err != nil {
				b.Fatal(err)
			}
			create(b, s, "home")
			for i := range people {
				p := guidance.PersonID(fmt.Sprint("p", i+1))
				turn(b, s, "home", func(tx *Tx) error {
					return errors.Join(tx.PutPerson(guidance.Person{ID: p, Name: "山田 花子", Role: guidance.Employee, Accounts: []guidance.Account{{Home: "home", ID: string(p)}}}),
						tx.PutDiagnosisSheet(p, 1, sheetOf(25, p)))
				})
			}
			before := s.engine.Stats()
			var who atomic.Int64
			b.SetParallelism(people)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				me := who.Add(1)
				id := fmt.Sprint("p", me%int64(people)+1)
				for n := 0; pb.Next(); n++ {
					delivery := fmt.Sprintf("5f0c7d1e-%06d-%08d", me, n)
					if err := s.Turn(b.Context(), "home", func(tx *Tx) error { return answer(tx, id, delivery, n) }); err != nil {
						b.Error(err)
						return
					}
				}
			})
			after := s.engine.Stats()
			b.ReportMetric(float64(after.Commits-before.Commits)/float64(b.N), "commits/op")
			b.ReportMetric(float64(after.Bytes-before.Bytes)/float64(b.N), "filebytes/op")
		})
	}
}

func answer(tx *Tx, id, delivery string, n int) error {
	from := bot.Account{Home: "home", ID: id}
	if _, seen, err := tx.Seen(from, delivery); seen || err != nil {
		return errors.Join(err, errors.New("a repeat"))
	}
	p, err := tx.PersonOf(guidance.Account(from))
	if err != nil {
		return err
	}
	sheet, err := tx.DiagnosisSheet(p.ID, 1)
	if err != nil {
		return err
	}
	sheet.Rev++
	a := &sheet.Answers[n%25]
	a.Label, a.At, a.Rev = "2", noon, sheet.Rev
	return errors.Join(tx.PutDiagnosisSheet(p.ID, 1, sheet), tx.Remember(from, delivery, "diagnosis/7", noon))
}

// BenchmarkLedger reads a thousand services with their sheets.
func BenchmarkLedger(b *testing.B) {
	s := newStore(b)
	for i := range 1000 {
		no := guidance.ServiceNo(i + 1)
		turn(b, s, "home", func(tx *Tx) error {
			return errors.Join(tx.PutService(guidance.Service{
				No: no, Name: "クラウド顧客管理システムZZZ", Written: "2026-11-20", WrittenBy: "山田 花子", Department: "営業部",
				Summary: "顧客の連絡先と商談の記録を管理する", Status: guidance.InUse, Start: "2024-11-07", End: guidance.Undecided,
				InCharge: []guidance.Charge{{Person: "p4"}, {Name: "情報システム 鈴木", Scope: "技術やヘルプデスク"}},
				Rev:      3, Changed: noon, By: "p4", Created: noon,
			}), tx.PutChecklistSheet(no, sheetOf(15, "p4")), tx.AddChecklistSet(no, guidance.Set{Answers: sheetOf(15, "p4").Answers}))
		})
	}
	b.ReportAllocs()
	for b.Loop() {
		read(b, s, "home", func(tx *Tx) error {
			services, err := tx.Services()
			if err != nil || len(services) != 1000 {
				return errors.Join(err, errors.New("not a thousand"))
			}
			for _, one := range services {
				if sheet, err := tx.ChecklistSheet(one.No); err != nil || len(sheet.Answers) != 15 {
					return errors.Join(err, errors.New("not fifteen"))
				}
			}
			return nil
		})
	}
}
