package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"daicho/bot/guidance"
)

// TestImportsComeBack writes all parts of an import and reads them in another
// transaction.
func TestImportsComeBack(t *testing.T) {
	s := newStore(t)
	for seed := range 100 {
		r := rand.New(rand.NewPCG(uint64(seed), 11))
		i, rows, remarks, marks := some[guidance.Import](r), some[[]guidance.ImportRow](r), some[[]guidance.ImportRemark](r), some[[]guidance.ImportMark](r)
		i.Key, i.Found = "a-b", map[guidance.ImportClass]int{guidance.RowNew: 3}
		turn(t, s, "home", func(tx *Tx) error {
			return errors.Join(tx.PutImport(i), tx.PutImportRows("a-b", 7, rows), tx.PutImportRemarks("a-b", 7, remarks), tx.PutImportMarks("a-b", 7, marks))
		})
		read(t, s, "home", func(tx *Tx) error {
			i2, err1 := tx.Import("a-b")
			rows2, err2 := tx.ImportRows("a-b", 7)
			remarks2, err3 := tx.ImportRemarks("a-b", 7)
			marks2, err4 := tx.ImportMarks("a-b", 7)
			if !reflect.DeepEqual(i2, i) || fmt.Sprint(rows2, remarks2, marks2) != fmt.Sprint(rows, remarks, marks) {
				t.Errorf("seed %d:\n%+v\n%+v", seed, i2, i)
			}
			return errors.Join(err1, err2, err3, err4)
		})
	}
	turn(t, s, "home", func(tx *Tx) error {
		for _, more := range []bool{true, true, true, false} {
			if left, err := tx.DropImport("a-b", 1); err != nil || left != more {
				t.Errorf("more is left: %v, want %v; %v", left, more, err)
			}
		}
		return nil
	})
	read(t, s, "home", func(tx *Tx) error {
		if _, err := tx.Import("a-b"); !errors.Is(err, guidance.ErrNotFound) {
			t.Errorf("an import that was dropped: %v", err)
		}
		return nil
	})
}

// serviceView is all that can be read of a service.
func serviceView(tx *Tx, no guidance.ServiceNo) string {
	s, err := tx.Service(no)
	sheet, err1 := tx.ChecklistSheet(no)
	changes, err2 := tx.ChecklistChanges(no)
	sets, err3 := tx.ChecklistSets(no)
	text := fmt.Sprintf("%+v %v\n%+v\n%+v\n%+v\n%v", s, err, sheet, changes, sets, errors.Join(err1, err2, err3))
	for rev := range 6 {
		v, err := tx.ServiceVersion(no, rev)
		text += fmt.Sprintf("\n%+v %v", v, err)
	}
	return text
}

func differing(is, was []string) (text string) {
	for i := range is {
		if is[i] != was[i] {
			text += is[i] + "\nwas\n" + was[i] + "\n"
		}
	}
	return text
}

// prepare is a service at its next revision, in one of three ways: changed, new,
// taken away.
func prepare(tx *Tx, no guidance.ServiceNo) (guidance.Prepared, error) {
	s, err := tx.placed(no)
	if err != nil && !errors.Is(err, guidance.ErrNotFound) {
		return guidance.Prepared{}, err
	}
	sheet, err := tx.ChecklistSheet(no)
	p := guidance.Prepared{Base: s.Rev, SheetBase: sheet.Rev, Service: s, Sheet: sheet, Gone: no%7 == 0}
	p.Service.No, p.Service.Rev, p.Service.Name = no, s.Rev+1, "取り込んだ"
	p.Sheet, _ = sheet.Enter("c02", "3", "p1", noon)
	p.Sets = []guidance.Set{{Edition: "e", Answers: sheet.Answers, At: noon}}
	p.Changes = []guidance.Change{{By: "p1", At: noon, Rev: p.Sheet.Rev, File: true}}
	return p, err
}

const services = 30

// someServices keeps services of which some numbers are left out, and returns those
// about which something is to be prepared.
func someServices(t *testing.T, s *Store, r *rand.Rand) (all []guidance.ServiceNo) {
	t.Helper()
	turn(t, s, "home", func(tx *Tx) error {
		all = nil
		for no := guidance.ServiceNo(1); no <= services; no++ {
			if r.IntN(2) == 0 {
				all = append(all, no)
			}
			if no%3 == 0 && no%7 > 0 {
				continue
			}
			sheet, _ := guidance.Sheet{Edition: "e"}.Give("c01", "2", "p1", noon, 0)
			if err := errors.Join(tx.PutService(guidance.Service{No: no, Name: "前から", Rev: 1}), tx.PutChecklistSheet(no, sheet)); err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// TestPreparedIsReadAsIfSettled: nothing of what is prepared is read before it is in
// force; from then on every reader sees what is there once it is in its place, in
// whatever order it is put there, and the other services as ever.
func TestPreparedIsReadAsIfSettled(t *testing.T) {
	for seed := range 40 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		s := newStore(t)
		all := someServices(t, s, r)
		look := func() (views []string) {
			read(t, s, "home", func(tx *Tx) error {
				list, err := tx.Services()
				views = append(views, fmt.Sprint(list))
				for no := guidance.ServiceNo(1); no <= services; no++ {
					views = append(views, serviceView(tx, no))
				}
				return err
			})
			return views
		}
		before := look()
		turn(t, s, "home", func(tx *Tx) error {
			for _, no := range all {
				p, err := prepare(tx, no)
				if err := errors.Join(err, tx.Prepare(p)); err != nil {
					return err
				}
			}
			return nil
		})
		if !reflect.DeepEqual(look(), before) {
			t.Fatalf("seed %d: what is prepared is read before it is in force", seed)
		}
		turn(t, s, "home", func(tx *Tx) error { return tx.Enforce() })
		after := look()
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, no := range all {
			turn(t, s, "home", func(tx *Tx) error {
				ok, err := tx.Settle(no)
				if !ok {
					t.Errorf("seed %d: %s is said to have been changed", seed, no)
				}
				return err
			})
			if is := look(); !reflect.DeepEqual(is, after) {
				t.Fatalf("seed %d: settling %s shows\n%s", seed, no, differing(is, after))
			}
		}
		turn(t, s, "home", func(tx *Tx) error { return tx.Settled() })
		if len(all) > 0 && reflect.DeepEqual(after, before) || !reflect.DeepEqual(look(), after) {
			t.Errorf("seed %d: after all it reads otherwise", seed)
		}
	}
}

// TestWritersWinOverWhatIsPrepared: a service that somebody writes to before what is
// prepared comes into force stays theirs; after that, they write on top of it.
func TestWritersWinOverWhatIsPrepared(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		for _, no := range []guidance.ServiceNo{1, 2} {
			if err := tx.PutService(guidance.Service{No: no, Name: "前から", Rev: 1}); err != nil {
				return err
			}
			p, err := prepare(tx, no)
			if err := errors.Join(err, tx.Prepare(p)); err != nil {
				return err
			}
		}
		return tx.PutService(guidance.Service{No: 1, Name: "人の", Rev: 2})
	})
	turn(t, s, "home", func(tx *Tx) error { return tx.Enforce() })
	turn(t, s, "home", func(tx *Tx) error {
		now, err := tx.Service(2)
		now.Rev, now.Department = now.Rev+1, "人の部"
		return errors.Join(err, tx.PutService(now))
	})
	turn(t, s, "home", func(tx *Tx) error {
		first, err1 := tx.Settle(1)
		second, err2 := tx.Settle(2)
		if first || !second {
			t.Errorf("settled: %v, %v", first, second)
		}
		return errors.Join(err1, err2, tx.Settled())
	})
	read(t, s, "home", func(tx *Tx) error {
		one, err1 := tx.Service(1)
		two, err2 := tx.Service(2)
		if one.Name != "人の" || two.Name != "取り込んだ" || two.Department != "人の部" || two.Rev != 3 {
			t.Errorf("%+v\n%+v", one, two)
		}
		return errors.Join(err1, err2)
	})
}

// TestDraftsGoWithTheirPerson: what somebody handed in and nobody took over is
// erased with them.
func TestDraftsGoWithTheirPerson(t *testing.T) {
	s := newStore(t)
	turn(t, s, "home", func(tx *Tx) error {
		return errors.Join(tx.PutImport(guidance.Import{Key: "a", By: "p1", State: guidance.ImportDraft}), tx.PutImportRows("a", 0, make([]guidance.ImportRow, 3)),
			tx.PutImport(guidance.Import{Key: "b", By: "p1", State: guidance.ImportDone}), tx.PutImport(guidance.Import{Key: "c", By: "p2", State: guidance.ImportDraft}))
	})
	turn(t, s, "home", func(tx *Tx) error { return tx.ErasePerson("p1") })
	read(t, s, "home", func(tx *Tx) error {
		all, err := tx.Imports()
		rows, wrong := tx.ImportRows("a", 0)
		if len(all) != 2 || len(rows) != 0 {
			t.Errorf("left: %+v, %d rows", all, len(rows))
		}
		return errors.Join(err, wrong)
	})
}
