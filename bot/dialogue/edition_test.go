package dialogue_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// copied is a copy of a built-in edition, with words replaced in all tables.
func copied(t *testing.T, into fstest.MapFS, name, of string, replace ...string) {
	t.Helper()
	files, err := filepath.Glob("../../rubric/data/" + of + "/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no edition %s: %v", of, err)
	}
	words := strings.NewReplacer(append([]string{"edition," + of, "edition," + name}, replace...)...)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		into[name+"/"+filepath.Base(file)] = &fstest.MapFile{Data: []byte(words.Replace(string(text)))}
	}
}

// reads has the bot run with the editions of a folder beside the built-in
// ones.
func (w *world) reads(folder fstest.MapFS) {
	w.t.Helper()
	lib := rubric.MustEmbedded()
	if folder != nil {
		var err error
		if lib, err = rubric.Load(folder); err != nil {
			w.t.Fatal(err)
		}
	}
	w.runner.Talk = dialogue.New[*store.Tx](lib, func() string {
		w.keys++
		return fmt.Sprintf("key%d", w.keys)
	})
}

// begins has somebody confirm who sees what.
func (w *world) begins(name string) { w.press(name, w.press(name, "privacy", nil).Actions[0].ID, nil) }

const oldQuestion, newQuestion = "ウイルス対策ソフト", "マルウェアよけのソフト"

// An edition in a folder replaces the wording of the one built in, for the
// answers that are there too.
func TestReplacedWording(t *testing.T) {
	w := newWorld(t)
	no := w.service("A", "鈴木", guidance.InUse, "3")
	first := rubric.MustEmbedded().Current(rubric.Checklist).Items[0].Question
	before := w.press("鈴木", "check/1/1", nil)
	folder := fstest.MapFS{}
	copied(t, folder, "cloud-3.1", "cloud-3.1", first, "言いかえた問いですか？")
	w.reads(folder)
	after := w.press("鈴木", "check/1/1", nil)
	if before.Fields[0].Label != first || after.Fields[0].Label != "言いかえた問いですか？" || after.Fields[0].Value != "3" {
		t.Errorf("before %+v\nafter %+v", before.Fields[0], after.Fields[0])
	}
	if view := w.press("鈴木", bot.ActionID(fmt.Sprintf("service/%d", no)), nil); strings.Contains(view.Text(), "版") && strings.Contains(view.Text(), "比べられません") {
		t.Errorf("a wording is not another edition:\n%s", view.Text())
	}
}

// A round keeps the edition it was opened with; the next one has the newest.
func TestRoundKeepsItsEdition(t *testing.T) {
	w := newWorld(t)
	w.begins("鈴木")
	folder := fstest.MapFS{}
	copied(t, folder, "ipa-5min-9.0", "ipa-5min-3.1", "version,3.1", "version,9.0", oldQuestion, newQuestion)
	w.reads(folder)
	if text := w.press("鈴木", "diagnosis/1", nil).Text(); !strings.Contains(text, oldQuestion) || strings.Contains(text, newQuestion) {
		t.Errorf("the round has changed its questions:\n%s", text)
	}
	w.turn(func(tx *store.Tx) error {
		return tx.PutRound(guidance.Round{No: 2, Edition: "ipa-5min-9.0", Opened: w.now})
	})
	w.begins("鈴木")
	if text := w.press("鈴木", "diagnosis/1", nil).Text(); strings.Contains(text, oldQuestion) || !strings.Contains(text, newQuestion) {
		t.Errorf("the new round has the old questions:\n%s", text)
	}
}

// lost is a world in which a service was answered, and a round opened, in
// editions that are no longer there.
func lost(t *testing.T) *world {
	w := newWorld(t)
	w.service("A", "鈴木", guidance.InUse, "323323332133232")
	w.service("B", "鈴木", guidance.InUse, "323")
	w.turn(func(tx *store.Tx) error {
		sheet, err := tx.ChecklistSheet(1)
		sheet.Edition = "cloud-9"
		return errors.Join(err, tx.PutChecklistSheet(1, sheet), tx.PutRound(guidance.Round{No: 2, Edition: "ipa-9", Opened: w.now}))
	})
	return w
}

// Answers of an edition that is not loaded are not read by other questions,
// shown or changed, and it is said why.
func TestLostEdition(t *testing.T) {
	w := lost(t)
	for _, c := range []struct {
		who   string
		press bot.ActionID
		says  string
	}{
		{"山田", "service/1", "版「cloud-9」"},
		{"鈴木", "service/1", "版「cloud-9」"},
		{"中村", "service/1", "版「cloud-9」"},
		{"山田", "history/1", "版「cloud-9」"},
		{"山田", "ledger", "版「cloud-9」が見つからず"},
		{"鈴木", "check/1", "版「cloud-9」"},
		{"鈴木", "check/1/1/15", "版「cloud-9」"},
		{"鈴木", "do/check/1/1/15", "版「cloud-9」"},
		{"鈴木", "note/1/c01/15", "版「cloud-9」"},
		{"鈴木", "diagnosis", "版「ipa-9」"},
		{"鈴木", "diagnosis/1", "版「ipa-9」"},
		{"鈴木", "result", "版「ipa-9」"},
		{"鈴木", "menu", "Bのチェック"},
	} {
		view := w.press(c.who, c.press, nil)
		text := view.Text()
		if !strings.Contains(text, c.says) {
			t.Errorf("%s presses %s: no %q in\n%s", c.who, c.press, c.says, text)
		}
		if c.press == "service/1" && view.Title != "S0001 A" {
			t.Errorf("%s sees another view:\n%s", c.who, text)
		}
		for _, never := range []string{"0／0点", "点中0点", "0問中", "Aのチェック", "すべて答えて"} {
			if strings.Contains(text, never) {
				t.Errorf("%s presses %s: %q in\n%s", c.who, c.press, never, text)
			}
		}
		leads := slices.ContainsFunc(view.Actions, func(a bot.Action) bool { return strings.HasPrefix(string(a.ID), "check/1") })
		if c.press == "service/1" && (leads || len(view.Attach) > 0 || view.Progress != nil) {
			t.Errorf("%s sees a picture or is led to the check: %+v", c.who, view)
		}
	}
	before := kept(w)
	w.press("鈴木", "check/1/1/15", map[bot.FieldID]string{"c01": "0"})
	w.press("鈴木", "do/check/1/1/15", map[bot.FieldID]string{"c01": "0"})
	w.press("鈴木", "do/note/1/c01/15", map[bot.FieldID]string{"note": "x"})
	if after := kept(w); after != before {
		t.Errorf("answers changed:\n%s\n%s", before, after)
	}
}

// Once the edition is back, all is as it was.
func TestLostEditionReturns(t *testing.T) {
	w := lost(t)
	folder := fstest.MapFS{}
	copied(t, folder, "cloud-9", "cloud-3.1", "version,3.1", "version,2.0")
	w.reads(folder)
	view := w.press("山田", "service/1", nil)
	text := view.Text()
	if view.Progress == nil || view.Progress.Done != 38 || len(view.Attach) != 1 || strings.Contains(text, "読み込まれていない") {
		t.Errorf("%s", text)
	}
	if !strings.Contains(text, "「cloud-9」のものです") {
		t.Errorf("it is not said that this is not the current edition:\n%s", text)
	}
	ledger := w.press("山田", "ledger", nil).Text()
	for _, want := range []string{"cloud-3.1、cloud-9", "38／45点（cloud-9）", "8／45点（cloud-3.1）", "同じ版どうし"} {
		if !strings.Contains(ledger, want) {
			t.Errorf("no %q in\n%s", want, ledger)
		}
	}
}

// An earlier set of another edition is not drawn behind today's, and that is
// said.
func TestRadarOfAnotherEdition(t *testing.T) {
	for edition, want := range map[string]struct {
		series int
		said   bool
	}{"cloud-3.1": {2, false}, "cloud-2.0": {1, true}} {
		w := newWorld(t)
		w.service("A", "鈴木", guidance.InUse, "323323332133232")
		w.turn(func(tx *store.Tx) error {
			sheet, err := tx.ChecklistSheet(1)
			return errors.Join(err, tx.AddChecklistSet(1, guidance.Set{Edition: edition, Answers: sheet.Answers, At: w.now}))
		})
		view := w.press("山田", "service/1", nil)
		if said := strings.Contains(view.Text(), "図に重ねていません"); said != want.said {
			t.Errorf("%s: said %v\n%s", edition, said, view.Text())
		}
		if head := view.Attach[0].Table.Head; len(head) != 2+want.series {
			t.Errorf("%s: the table of the picture has %v", edition, head)
		}
	}
}
