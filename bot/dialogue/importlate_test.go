package dialogue_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// workSome has the bot do so many pieces of what it left for later.
func (w *world) workSome(pieces int) {
	w.t.Helper()
	for range pieces {
		if _, err := w.runner.WorkOnce(context.Background(), home); err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestChangedWhileUndone: what somebody writes while an import is being undone
// stands, of services that it changed and of those that it made.
func TestChangedWhileUndone(t *testing.T) {
	for pieces := range 12 {
		w, view := longImport(t)
		w.press("山田", button(t, view, "すべて取り込む"), nil)
		w.work()
		w.press("山田", button(t, w.press("山田", view.At, nil), "取り込みを元に戻す"), nil)
		w.workSome(pieces)
		written := map[guidance.ServiceNo]string{}
		for _, no := range []guidance.ServiceNo{1, 60, 71, 170} {
			page := w.press("山田", bot.ActionID("check/"+strings.TrimLeft(no.String(), "S0")+"/1"), nil)
			if len(page.Fields) == 0 {
				continue // it is gone already
			}
			w.press("山田", page.At, map[bot.FieldID]string{"c03": "2"})
			written[no] = "2"
		}
		w.work()
		w.read(func(tx *store.Tx) (err error) {
			for no := range written {
				s, wrong := tx.Service(no)
				sheet, wrong2 := tx.ChecklistSheet(no)
				if a, _ := sheet.Answer("c03"); a.Label != "2" || s.Name == "" {
					t.Errorf("after %d pieces: %s is %+v with %+v", pieces, no, s, a)
				}
				err = errors.Join(err, wrong, wrong2)
			}
			return err
		})
		if len(written) < 2 {
			t.Errorf("after %d pieces only %v could be written to", pieces, written)
		}
		if n := countServices(w); n < 70 || n > 72 {
			t.Errorf("after %d pieces: %d services", pieces, n)
		}
	}
}

// TestRightsAreLookedAtAgain: what an import does is checked when it is done. Who
// is no manager by then, or is erased, brings in nothing more.
func TestRightsAreLookedAtAgain(t *testing.T) {
	for name, lose := range map[string]func(*store.Tx, guidance.Person) error{
		"no manager any more": func(tx *store.Tx, p guidance.Person) error {
			p.Role = guidance.Employee
			return tx.PutPerson(p)
		},
		"erased": func(tx *store.Tx, p guidance.Person) error { return tx.ErasePerson(p.ID) },
	} {
		w := newWorld(t)
		view := w.drop("山田", "台帳.xlsx", w.now, manyRows(120, "総務部"))
		w.press("山田", button(t, view, "すべて取り込む"), nil)
		me := w.person("山田")
		w.turn(func(tx *store.Tx) error { return lose(tx, me) })
		w.work()
		if n := countServices(w); n != 0 {
			t.Errorf("%s: %d services", name, n)
		}
		w.read(func(tx *store.Tx) error {
			all, err := tx.Imports()
			if len(all) != 1 || all[0].Left != 120 || all[0].Working() {
				t.Errorf("%s: %+v", name, all)
			}
			return err
		})
	}
}

// TestDraftsOfOthers: a draft is its bringer's alone, also by its address, and so is
// what is done about it; who is no manager any more sees nothing of the ledger in
// it.
func TestDraftsOfOthers(t *testing.T) {
	w := newWorld(t)
	twoServices(w)
	w.turn(func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: "吉田"})
		p.Role = guidance.Manager
		return errors.Join(err, tx.PutPerson(p))
	})
	view := w.drop("山田", "台帳.xlsx", w.now, [][]string{{"サービス名", "所管部署", "ステータス"}, {"××勤怠管理WEBシステム", "情報部", "調査中"}})
	for _, who := range []string{"吉田", "鈴木", "中村"} {
		for _, route := range []bot.ActionID{view.At, view.At + "/row/0", view.At + "/unread", "do/" + view.At + "/take", "do/" + view.At + "/drop", "do/" + view.At + "/row/0/take/1.1"} {
			if text := w.press(who, route, nil).Text(); strings.Contains(text, "台帳.xlsx") || strings.Contains(text, "情報部") {
				t.Errorf("%s at %s reads\n%s", who, route, text)
			}
		}
	}
	row := w.press("山田", view.At+"/row/0", nil)
	if !strings.Contains(row.Text(), "総務部") {
		t.Fatalf("their own row:\n%s", row.Text())
	}
	w.turn(func(tx *store.Tx) error {
		p, err := tx.PersonOf(guidance.Account{Home: home, ID: "山田"})
		p.Role = guidance.Employee
		return errors.Join(err, tx.PutPerson(p))
	})
	if text := w.press("山田", row.At, nil).Text(); strings.Contains(text, "総務部") {
		t.Errorf("who is no manager any more reads\n%s", text)
	}
	w.press("山田", "do/"+view.At+"/take", nil)
	w.read(func(tx *store.Tx) error {
		s, err := tx.Service(1)
		if s.Department != "総務部" {
			t.Errorf("it was taken over: %+v", s)
		}
		return err
	})
}

// TestImportRoutes: whatever stands in a route about an import, it leads to a view
// that draws itself again, in every state that an import can be in.
func TestImportRoutes(t *testing.T) {
	w := newWorld(t)
	twoServices(w)
	view := w.drop("山田", "台帳.xlsx", w.now, append(manyRows(60, "総務部"), []string{"S0001", "××勤怠管理WEBシステム", "情報部", "調査中", "ほげ"}))
	odd := []string{"", "/list", "/list/", "/list/new/9", "/list/none/x", "/list/left", "/row", "/row/", "/row/-1", "/row/60", "/row/61", "/row/x/y", "/row/0/99", "/unread/0", "/unread/99", "/row/99999999999999999999", "//", "/take"}
	acts := []string{"/", "/row/60/take", "/row/60/take/x.y", "/row/60/burn/1.1", "/row/-1/take/1.1", "/row/61/leave/1.1", "/row/x/take", "/undo", "/drop/x", "/keep", "/only/1", "/none"}
	try := func(state string) {
		for _, tail := range odd {
			v := w.press("山田", view.At+bot.ActionID(tail), nil)
			if again := w.press("山田", v.At, nil); again.Title != v.Title || v.Title == "" {
				t.Errorf("%s: %q draws %q at %s, which draws %q", state, tail, v.Title, v.At, again.Title)
			}
		}
	}
	try("draft")
	for _, tail := range acts[:7] {
		w.press("山田", "do/"+view.At+bot.ActionID(tail), nil)
	}
	try("draft with marks")
	w.press("山田", "do/"+view.At+"/take", nil)
	for pieces := range 5 {
		try("at work")
		for _, tail := range acts {
			w.press("山田", "do/"+view.At+bot.ActionID(tail), nil)
		}
		if pieces < 4 {
			w.workSome(1)
		}
	}
	w.work()
	try("done, perhaps undone")
	for _, route := range []bot.ActionID{"import", "import/", "import/none", "do/import", "do/import/none/take", "imports/9", "imports/x"} {
		if v := w.press("山田", route, nil); v.Title == "" {
			t.Errorf("%s draws nothing", route)
		}
	}
}

// TestImportOfAnotherEdition: where the questions are replaced while a file waits,
// what it answers to the old ones is not put to the new.
func TestImportOfAnotherEdition(t *testing.T) {
	w := newWorld(t)
	view := w.drop("山田", "台帳.xlsx", w.now, manyRows(3, "総務部"))
	old := rubric.MustEmbedded().Current(rubric.Checklist).Edition
	folder := fstest.MapFS{}
	copied(t, folder, "cloud-9.9", old, "version,", "version,9")
	w.reads(folder)
	view = w.press("山田", view.At, nil)
	if !strings.Contains(view.Text(), "版が替わったため") {
		t.Errorf("it says\n%s", view.Text())
	}
	w.press("山田", button(t, view, "すべて取り込む"), nil)
	w.read(func(tx *store.Tx) error {
		s, err := tx.Service(2)
		sheet, wrong := tx.ChecklistSheet(2)
		if s.Department != "総務部" || len(sheet.Answers) != 0 {
			t.Errorf("%+v\n%+v", s, sheet)
		}
		return errors.Join(err, wrong)
	})
}
