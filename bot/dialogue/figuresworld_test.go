package dialogue_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
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

// fewQuestions is a library with an edition of three of the questions.
func fewQuestions(t *testing.T) (*rubric.Library, *rubric.Instrument) {
	t.Helper()
	const from, name = "../../rubric/data/ipa-5min-3.1", "three-questions"
	folder := fstest.MapFS{}
	files, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(from + "/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.SplitAfter(strings.TrimPrefix(string(data), "\ufeff"), "\n")
		kept := slices.DeleteFunc(slices.Clone(lines[1:]), func(l string) bool {
			return !strings.HasPrefix(l, "d01") && !strings.HasPrefix(l, "d02") && !strings.HasPrefix(l, "d03")
		})
		folder[name+"/"+f.Name()] = &fstest.MapFile{Data: []byte(lines[0] + strings.Join(kept, ""))}
	}
	write := func(file, text string) { folder[name+"/"+file] = &fstest.MapFile{Data: []byte(text)} }
	write("about.csv", "key,value\nedition,"+name+"\nkind,diagnosis\nversion,0.1\ntitle,自社診断\npoints,4|2|0|-1\nattribution,三つの質問\n")
	write("groups.csv", "id,mark,title,card,short,max\n1,第1部,基本的対策,,基本,12\n")
	write("bands.csv", "from,to,title,advice\n9,12,部分的に不十分,満点をめざしましょう。\n-3,8,不十分,低い項目から取りかかりましょう。\n")
	lib, err := rubric.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	in, _ := lib.Instrument(name)
	return lib, in
}

// reopen ends the process and begins it anew with other editions.
func (w *world) reopen(lib *rubric.Library) {
	w.lib = lib
	w.Restart()
}

// answerer is what somebody does in a round: the places of the labels they
// choose, for the first questions or all. The manager is the first.
type answerer struct {
	chosen []int
	paper  bool // the manager enters it for them
}

// rounding is a company with its rounds: what everybody does, who is erased
// before the first close and who after it, and whether a second round is
// closed or still open.
type rounding struct {
	lib           *rubric.Library
	in            *rubric.Instrument
	company       []int
	rounds        [2][]answerer
	before, after int // the place of who is erased; 0 for nobody
	closed        bool
}

// clone is a rounding whose answers can be changed.
func (c rounding) clone() rounding {
	for r := range c.rounds {
		c.rounds[r] = slices.Clone(c.rounds[r])
		for i := range c.rounds[r] {
			c.rounds[r][i].chosen = slices.Clone(c.rounds[r][i].chosen)
		}
	}
	return c
}

// counted are the places of those whose answers count in a round.
func (c rounding) counted(round int) (who []int) {
	for i, a := range c.rounds[round] {
		erased := i > 0 && (i == c.before || round == 1 && i == c.after)
		if len(a.chosen) == len(c.in.Items) && !a.paper && !erased {
			who = append(who, i)
		}
	}
	return who
}

// live has the company live through it all, by what people press.
func (c rounding) live(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.reopen(c.lib)
	w.service("勤怠", "山田", guidance.InUse, "30")
	names := []string{"山田", "鈴木", "吉田"}
	ids := append([]guidance.PersonID{w.person("山田").ID, w.person("鈴木").ID, w.person("吉田").ID}, w.colleagues(len(c.rounds[0])-3)...)
	for i := range ids[3:] {
		names = append(names, fmt.Sprintf("社員%d", i+1))
	}
	for r, people := range c.rounds {
		round := guidance.Round{No: r + 1, Edition: c.in.Edition, Opened: w.now}
		w.turn(func(tx *store.Tx) error {
			return errors.Join(tx.PutRound(round), tx.PutCompanySheet(round.No, c.sheet(w, ids[0])))
		})
		for i, a := range people {
			if i == 0 || r == 0 || i != c.before && i != c.after {
				c.answer(w, names[i], ids[i], round.No, a)
			}
		}
		if r == 0 && c.before > 0 {
			w.erase(ids[c.before])
		}
		if r == 0 || c.closed {
			w.as("山田", bot.ActionID(fmt.Sprintf("do/round/close/%d", round.No)), nil)
		}
		if r == 0 && c.after > 0 {
			w.erase(ids[c.after])
		}
		w.now = w.now.AddDate(0, 0, 20)
	}
	return w
}

// sheet is what the company says of itself.
func (c rounding) sheet(w *world, by guidance.PersonID) guidance.Sheet {
	sheet := guidance.Sheet{Edition: c.in.Edition}
	for i, label := range c.company {
		sheet, _ = sheet.Give(c.in.Items[i].ID, c.in.Items[i].Labels[label].ID, by, w.now, sheet.Rev)
	}
	return sheet
}

// answer has somebody confirm who sees what and answer, page by page, or the
// manager enter it for them.
func (c rounding) answer(w *world, name string, id guidance.PersonID, round int, a answerer) {
	w.t.Helper()
	pages := map[int]map[bot.FieldID]string{}
	for i, label := range a.chosen {
		item := c.in.Items[i]
		if pages[item.Page] == nil {
			pages[item.Page] = map[bot.FieldID]string{}
		}
		pages[item.Page][bot.FieldID(item.ID)] = item.Labels[label].ID
	}
	if !a.paper {
		w.as(name, w.as(name, "privacy", nil).Actions[0].ID, nil)
	}
	for page := 1; page <= len(pages); page++ {
		if a.paper {
			w.as("山田", bot.ActionID(fmt.Sprintf("proxy/%s/%d/%d", id, page, round)), pages[page])
		} else {
			w.as(name, bot.ActionID(fmt.Sprintf("diagnosis/%d/%d", page, round)), pages[page])
		}
	}
}

// as is press for anybody with an account of this name.
func (w *world) as(name string, id bot.ActionID, values map[bot.FieldID]string) bot.View {
	w.t.Helper()
	v, err := w.runner.Handle(context.Background(), bot.Event{From: bot.Account{Home: home, ID: name}, Press: id, Values: values, Surface: "紙の画面"})
	if err != nil || v.Problem != "" {
		w.t.Fatalf("%s presses %s: %v, %s", name, id, err, v.Problem)
	}
	return v
}

// seen is everything that a person can get to see without doing anything, a
// text for each thing they tried: every button and row from the menu on, every
// screen with any argument, and every word. deeds are the buttons found that
// do something.
func (w *world) seen(who string) (texts map[string]string, deeds []bot.ActionID) {
	w.t.Helper()
	texts = map[string]string{}
	acts := map[bot.ActionID]bool{}
	todo := forged()
	note := func(key string, v bot.View) {
		texts[key] = everything(w.t, v)
		for _, id := range leads(v) {
			switch {
			case id.Acts():
				acts[id] = true
			case len(texts) < 2000:
				todo = append(todo, id)
			}
		}
	}
	for len(todo) > 0 {
		id := todo[0]
		todo = todo[1:]
		if _, done := texts[string(id)]; !done {
			note(string(id), w.press(who, id, nil))
		}
	}
	_, words := dialogue.Doors()
	for _, word := range words {
		note("says "+word, w.say(who, word, ""))
	}
	for id := range acts {
		deeds = append(deeds, id)
	}
	slices.Sort(deeds)
	return texts, deeds
}

// forged are routes that nobody needs to have been shown.
func forged() []bot.ActionID {
	list := []bot.ActionID{"menu"}
	screens, _ := dialogue.Doors()
	for _, s := range screens {
		if s == "new" {
			continue // whose key is another every time
		}
		for _, args := range []string{"", "/1", "/2", "/3", "/1/1", "/2/1", "/1/d01", "/2/d02/0", "/p2", "/p3/1", "/1/p2", "/2/p2", "/1/p3/1", "/2/p4/1/0", "/all"} {
			list = append(list, bot.ActionID(s+args))
		}
	}
	return list
}

// leads are the routes that a view offers.
func leads(v bot.View) (ids []bot.ActionID) {
	add := func(id bot.ActionID) {
		if id != "" && !strings.HasPrefix(string(id), "new") {
			ids = append(ids, id)
		}
	}
	add(v.At)
	add(v.Submit.ID)
	for _, a := range v.Actions {
		add(a.ID)
	}
	for _, f := range v.Fields {
		for _, a := range f.Actions {
			add(a.ID)
		}
	}
	if v.Table != nil {
		for _, r := range v.Table.Rows {
			add(r.Open)
		}
	}
	return ids
}

// everything is all that a view says, its pictures' numbers included.
func everything(t testing.TB, v bot.View) string {
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, a := range v.Attach {
		text += fmt.Sprintf("\n%s %s", a.Name, a.Spec)
	}
	return text
}
