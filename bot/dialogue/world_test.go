package dialogue_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"daicho/bot"
	"daicho/bot/dialogue"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
	"daicho/store/bolt"
)

const home = "paper"

// people of the company in the talks, by the name they are called there.
var people = []guidance.Person{
	{Name: "山田 一郎", Department: "営業部", Role: guidance.Manager},
	{Name: "鈴木 花子", Department: "総務部", Role: guidance.Employee},
	{Name: "吉田 太郎", Department: "財務部", Role: guidance.Employee},
	{Name: "中村 恵", Department: "", Role: guidance.Expert},
}

// world is a company in a data file of its own, with an injected clock.
type world struct {
	mail   string // the home of mail, where there is any
	t      testing.TB
	path   string
	store  *store.Store
	runner *bot.Runner[*store.Tx]
	now    time.Time
	keys   int
	lib    *rubric.Library // the embedded one where nil
	minted int             // links

	lastCode string // that was shown

	wereLinked map[string][]bot.Account // to which links were made, by whom
	homes      map[string]string        // where those live who do not live in home
	chat       string                   // where all others do, empty for home
}

var monday = time.Date(2026, 11, 30, 0, 30, 0, 0, time.UTC) // 9:30 in Tokyo

func newWorld(t testing.TB) *world {
	t.Helper()
	w := newCompany(t)
	w.turn(func(tx *store.Tx) error {
		return tx.PutRound(guidance.Round{No: 1, Edition: "ipa-5min-3.1", Opened: monday})
	})
	return w
}

// newCompany is a world in which no round was ever started.
func newCompany(t testing.TB) *world {
	t.Helper()
	w := &world{wereLinked: map[string][]bot.Account{}, t: t, path: filepath.Join(t.TempDir(), "daicho.db"), now: monday}
	w.open()
	t.Cleanup(w.end)
	ctx := context.Background()
	if _, err := w.store.CreateCompany(ctx, guidance.Company{Name: "光陽精機株式会社", Homes: []string{home}, Zone: "Asia/Tokyo", Created: monday}); err != nil {
		t.Fatal(err)
	}
	w.turn(func(tx *store.Tx) error {
		for _, p := range people {
			id, err := tx.NewPersonID()
			if err != nil {
				return err
			}
			p.ID, p.Created = id, monday
			p.Accounts = []guidance.Account{{Home: home, ID: callName(p)}}
			if err := tx.PutPerson(p); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

// end looks at all that was kept: every record reads, and is of a known kind.
func (w *world) end() {
	all, _, err := store.Take(context.Background(), w.store.Engine())
	if len(all) == 1 && all[0].Unknown > 0 {
		w.t.Errorf("%d of %d records are of no kind that the census knows", all[0].Unknown, all[0].Records)
	}
	if err := errors.Join(err, w.store.Engine().Close()); err != nil {
		w.t.Error(err)
	}
}

func callName(p guidance.Person) string { return strings.Fields(p.Name)[0] }

// open opens the data file. Nothing here cuts the power, so nothing waits for
// the disk.
func (w *world) open() {
	engine, err := bolt.Open(w.path, bolt.Options{NoSync: true})
	if err != nil {
		w.t.Fatal(err)
	}
	if w.store, err = store.Open(context.Background(), engine); err != nil {
		w.t.Fatal(err)
	}
	w.runner = &bot.Runner[*store.Tx]{
		Store: w.store,
		Talk: dialogue.New[*store.Tx](cmp.Or(w.lib, rubric.MustEmbedded()), func() string {
			w.keys++
			return fmt.Sprintf("key%d", w.keys)
		}).WithLinks(w).WithMail(w.mail),
		Maker:   func(context.Context, string) ([]byte, error) { return []byte("picture"), nil },
		Adapter: func(string) bot.Adapter { return nil },
		Clock:   func() time.Time { return w.now },
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),

		Understand: w.understand,
	}
}

func (w *world) turn(fn func(*store.Tx) error) {
	w.t.Helper()
	if err := w.store.Turn(context.Background(), home, fn); err != nil {
		w.t.Fatal(err)
	}
}

// read gives the records as they stand.
func (w *world) read(fn func(*store.Tx) error) {
	w.t.Helper()
	if err := w.store.Read(context.Background(), home, fn); err != nil {
		w.t.Fatal(err)
	}
}

// Core, Account, SetClock and Restart make the world one of a talk.
func (w *world) Core() bot.Core { return codeTeller{w.runner, w} }

func (w *world) Account(name string) (bot.Account, bool) {
	if a, ok := w.linked(name); ok {
		return a, true
	}
	for _, p := range people {
		if callName(p) == name {
			return bot.Account{Home: w.homeOf(name), ID: name}, true
		}
	}
	if m := inChat.FindStringSubmatch(name); m != nil {
		return bot.Account{Home: w.homeOf(name), ID: m[1]}, true
	}
	return bot.Account{Home: w.homeOf(name), ID: "stranger-" + name}, strings.HasSuffix(name, "（社外）")
}

func (w *world) homeOf(name string) string { return cmp.Or(w.homes[name], w.chat, home) }

func (w *world) SetClock(at time.Time) { w.now = at }

// Tick implements adaptertest.World.
func (w *world) Tick() error {
	view, err := w.runner.Handle(context.Background(), bot.Event{From: bot.Account{Home: home}, Tick: dialogue.RemindTick})
	if err == nil && !reflect.DeepEqual(view, bot.View{}) {
		err = fmt.Errorf("the clock is shown %+v", view)
	}
	return err
}

func (w *world) Restart() {
	if err := w.store.Engine().Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

// person finds somebody by the name they are called.
func (w *world) person(name string) (p guidance.Person) {
	w.t.Helper()
	w.read(func(tx *store.Tx) (err error) {
		p, err = tx.PersonOf(guidance.Account{Home: w.homeOf(name), ID: name})
		return err
	})
	return p
}

// service adds one with the labels of its first items, answered by somebody.
func (w *world) service(name, inCharge string, status guidance.Status, labels string) guidance.ServiceNo {
	w.t.Helper()
	by := w.person(inCharge)
	in := rubric.MustEmbedded().Current(rubric.Checklist)
	var no guidance.ServiceNo
	w.turn(func(tx *store.Tx) (err error) {
		if no, err = tx.NewServiceNo(); err != nil {
			return err
		}
		s := guidance.Service{No: no, Name: name, Department: by.Department, Status: status, Written: "2026-11-30", WrittenBy: by.Name,
			Start: "2023-04-01", End: guidance.Undecided, InCharge: []guidance.Charge{{Person: by.ID}}, Rev: 1, Changed: w.now, By: by.ID, Created: w.now}
		sheet := guidance.Sheet{Edition: in.Edition}
		for i := range labels {
			sheet, _ = sheet.Give(in.Items[i].ID, labels[i:i+1], by.ID, w.now, sheet.Rev)
		}
		return errors.Join(tx.PutService(s), tx.PutChecklistSheet(no, sheet))
	})
	return no
}

// press is one delivery without an id.
func (w *world) press(name string, id bot.ActionID, values map[bot.FieldID]string) bot.View {
	w.t.Helper()
	account, _ := w.Account(name)
	view, err := w.runner.Handle(context.Background(), bot.Event{From: account, Press: id, Values: values, Surface: "紙の画面"})
	if err != nil {
		w.t.Fatalf("%s presses %s: %v", name, id, err)
	}
	return view
}

// begin has somebody confirm who sees what.
func (w *world) begin(name string) bot.View {
	w.t.Helper()
	return w.press(name, w.press(name, "privacy", nil).Actions[0].ID, nil)
}

func (w *world) say(name, words string, shown bot.ActionID) bot.View {
	w.t.Helper()
	account, _ := w.Account(name)
	view, err := w.runner.Handle(context.Background(), bot.Event{From: account, Said: words, Shown: shown, Surface: "紙の画面"})
	if err != nil {
		w.t.Fatalf("%s says %q: %v", name, words, err)
	}
	return view
}
