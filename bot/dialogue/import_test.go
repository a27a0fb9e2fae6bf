package dialogue_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/bot/report/workbook"
	"daicho/rubric"
	"daicho/store"
)

// ledgerOf is all that the ledger says, as people read it: with the history of
// every service, and without what is kept of imports.
func ledgerOf(w *world) string {
	w.t.Helper()
	var out strings.Builder
	w.read(func(tx *store.Tx) error {
		services, err := tx.Services()
		for _, s := range services {
			sheet, err1 := tx.ChecklistSheet(s.No)
			changes, err2 := tx.ChecklistChanges(s.No)
			sets, err3 := tx.ChecklistSets(s.No)
			fmt.Fprintf(&out, "%+v\n%+v\n%+v\n%+v\n", s, sheet, changes, sets)
			for rev := 1; rev < s.Rev; rev++ {
				v, wrong := tx.ServiceVersion(s.No, rev)
				fmt.Fprintf(&out, "%+v\n", v)
				err = errors.Join(err, wrong)
			}
			err = errors.Join(err, err1, err2, err3)
		}
		return err
	})
	return out.String()
}

// longImport is a world with services that a workbook of many rows changes, and
// makes more of.
func longImport(t *testing.T) (*world, bot.View) {
	t.Helper()
	w := newWorld(t)
	for n := range 70 {
		w.service(fmt.Sprintf("サービス%05d", n*2), "山田", guidance.Surveying, "012")
	}
	w.now = monday.Add(4 * 24 * time.Hour)
	return w, w.drop("山田", "台帳.xlsx", time.Time{}, manyRows(170, "総務部"))
}

// TestImportIsWholeOrNothing: however many turns an import takes, what is read in
// between is the ledger before it or the ledger after it.
func TestImportIsWholeOrNothing(t *testing.T) {
	w, view := longImport(t)
	before := ledgerOf(w)
	view = w.press("山田", button(t, view, "すべて取り込む"), nil)
	if view.Progress == nil || ledgerOf(w) != before {
		t.Fatalf("it has begun in the turn that asked for it:\n%s", view.Text())
	}
	var states []string
	for more := true; more; {
		var err error
		if more, err = w.runner.WorkOnce(context.Background(), home); err != nil {
			t.Fatal(err)
		}
		if is := ledgerOf(w); len(states) == 0 || states[len(states)-1] != is {
			states = append(states, is)
		}
	}
	if len(states) != 2 || states[0] != before {
		t.Errorf("%d states were seen", len(states))
	}
	if n := countServices(w); n != 170 {
		t.Errorf("%d services", n)
	}
	notices := w.press("山田", "menu", nil).Text()
	if !strings.Contains(notices, "新しいサービス100件、内容が変わったサービス70件") {
		t.Errorf("the menu says\n%s", notices)
	}
}

// TestImportGoesOnAfterARestart: wherever the process ends, the ledger and the log
// are in the end the same, for taking over and for undoing.
func TestImportGoesOnAfterARestart(t *testing.T) {
	run := func(ends int) (taken, undone string, turns int) {
		w, view := longImport(t)
		w.press("山田", button(t, view, "すべて取り込む"), nil)
		work := func() {
			for more := true; more; turns++ {
				if turns == ends {
					w.Restart()
				}
				var err error
				if more, err = w.runner.WorkOnce(context.Background(), home); err != nil {
					t.Fatal(err)
				}
			}
		}
		work()
		taken = ledgerOf(w) + auditOf(w)
		w.press("山田", button(t, w.press("山田", view.At, nil), "取り込みを元に戻す"), nil)
		work()
		return taken, ledgerOf(w) + auditOf(w), turns
	}
	taken, undone, turns := run(-1)
	if turns < 15 {
		t.Fatalf("%d turns", turns)
	}
	for end := range turns {
		if again, back, _ := run(end); again != taken || back != undone {
			t.Errorf("with a restart before turn %d it comes out otherwise", end)
		}
	}
}

func auditOf(w *world) string {
	var text string
	w.read(func(tx *store.Tx) error {
		list, n, err := tx.Audits(0, 100)
		text = fmt.Sprint(n, list)
		return err
	})
	return text
}

// TestUndoOfALongImport puts back what was, but for when and by whom.
func TestUndoOfALongImport(t *testing.T) {
	w, view := longImport(t)
	plain := func() (all []string) {
		w.read(func(tx *store.Tx) error {
			services, err := tx.Services()
			for _, s := range services {
				sheet, wrong := tx.ChecklistSheet(s.No)
				all = append(all, fmt.Sprint(s.No, s.Name, s.Department, s.Status, sheet.ByItem()))
				err = errors.Join(err, wrong)
			}
			return err
		})
		return all
	}
	before := plain()
	w.press("山田", button(t, view, "すべて取り込む"), nil)
	w.work()
	if reflect.DeepEqual(plain(), before) {
		t.Fatal("nothing was taken over")
	}
	w.press("山田", button(t, w.press("山田", view.At, nil), "取り込みを元に戻す"), nil)
	w.work()
	if after := plain(); !reflect.DeepEqual(after, before) {
		t.Errorf("%d services, before %d:\n%v\n%v", len(after), len(before), after, before)
	}
}

// TestChangedMeanwhile: what somebody writes while an import is on its way stands,
// before it is in force and after, and the import says what it left.
func TestChangedMeanwhile(t *testing.T) {
	for steps := range 12 {
		w, view := longImport(t)
		w.press("山田", button(t, view, "すべて取り込む"), nil)
		for range steps {
			if _, err := w.runner.WorkOnce(context.Background(), home); err != nil {
				t.Fatal(err)
			}
		}
		page := w.press("山田", "check/1/1", nil)
		w.press("山田", page.At, map[bot.FieldID]string{"c01": "2"})
		w.press("山田", "do/edit/70/9", map[bot.FieldID]string{"summary": "人が書いた"})
		w.work()
		w.read(func(tx *store.Tx) error {
			sheet, err := tx.ChecklistSheet(1)
			if a, _ := sheet.Answer("c01"); a.Label != "2" || a.File {
				t.Errorf("after %d turns: the answer is %+v", steps, a)
			}
			s, wrong := tx.Service(70)
			if s.Summary != "人が書いた" {
				t.Errorf("after %d turns: the summary is %q", steps, s.Summary)
			}
			return errors.Join(err, wrong)
		})
		if n := countServices(w); n != 170 {
			t.Errorf("after %d turns: %d services", steps, n)
		}
	}
}

// TestTwoImporters: two files at once are taken over one after the other, and a
// service that is new in both is made once.
func TestTwoImporters(t *testing.T) {
	w := newWorld(t)
	w.turn(func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: "吉田"})
		p.Role = guidance.Manager
		return errors.Join(err, tx.PutPerson(p))
	})
	one := w.drop("山田", "甲.xlsx", time.Time{}, manyRows(120, "総務部"))
	other := w.drop("吉田", "乙.xlsx", time.Time{}, manyRows(130, "財務部"))
	w.press("山田", button(t, one, "すべて取り込む"), nil)
	w.press("吉田", button(t, other, "すべて取り込む"), nil)
	w.work()
	if n := countServices(w); n != 130 {
		t.Errorf("%d services", n)
	}
	if view := w.press("吉田", other.At, nil); !strings.Contains(view.Text(), "新しいサービス10件、内容が変わったサービス0件") || !strings.Contains(view.Text(), "取り込めなかったサービス") {
		t.Errorf("the second reads\n%s", view.Text())
	}
}

// TestExportThenImport: a workbook that the bot handed out says nothing new.
func TestExportThenImport(t *testing.T) {
	w := newWorld(t)
	twoServices(w)
	w.service("名刺管理", "吉田", guidance.Ended, "01230")
	w.now = w.now.Add(time.Hour)
	var ledger workbook.Ledger
	w.read(func(tx *store.Tx) (err error) {
		ledger, err = workbook.ReadLedger(tx, rubric.MustEmbedded(), w.now)
		return err
	})
	var out strings.Builder
	if err := ledger.Write(&out); err != nil {
		t.Fatal(err)
	}
	account, _ := w.Account("山田")
	view, err := w.runner.Handle(context.Background(), bot.Event{From: account, File: &bot.File{Name: "台帳.xlsx", Data: []byte(out.String())}})
	if err != nil || !strings.Contains(view.Text(), "台帳と違うところはありません") || strings.Contains(view.Text(), "読み取れなかった") {
		t.Errorf("%v\n%s", err, view.Text())
	}
}

// TestDraftsAreForgotten: what was handed in is gone after a week, to the last
// record, and so is what a process left half kept.
func TestDraftsAreForgotten(t *testing.T) {
	w, view := longImport(t)
	half := guidance.Import{Key: "half", Made: w.now}
	if err := w.store.KeepImport(context.Background(), home, half, make([]guidance.ImportRow, 60), make([]guidance.ImportRemark, 3)); err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		all, _, err := store.Take(context.Background(), w.store.Engine())
		if err != nil {
			t.Fatal(err)
		}
		return all[0].Records
	}
	kept := count()
	w.now = w.now.Add(2 * time.Hour)
	w.work()
	if gone := kept - count(); gone != 4 {
		t.Errorf("%d records of what was half kept are gone", gone)
	}
	w.now = w.now.Add(guidance.ImportKept)
	w.work()
	if gone := kept - count(); gone != 4+1+4 {
		t.Errorf("%d records are gone", gone)
	}
	if view = w.press("山田", view.At, nil); !strings.Contains(view.Problem, "もうありません") {
		t.Errorf("the draft reads\n%s", view.Text())
	}
}
