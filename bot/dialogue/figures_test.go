package dialogue_test

import (
	"errors"
	"strings"
	"testing"

	"daicho/bot"
	"daicho/bot/guidance"
	"daicho/rubric"
	"daicho/store"
)

// TestFiguresLateAndForged: routes of the results that nobody was shown draw
// something sound, and change nothing for who may not.
func TestFiguresLateAndForged(t *testing.T) {
	w := newWorld(t)
	seedFigures(w)
	before := kept(w)
	for _, who := range everybody {
		may := who == "山田" || who == "中村"
		for _, id := range []bot.ActionID{
			"figures", "figures/", "figures/0", "figures/-1", "figures/01", "figures/99", "figures/2/0", "figures/2/99", "figures/1/1", "figures/x/y/z",
			"gaps/1", "gaps/2/99", "gaps/x", "dig/2/-3", "dig/99", "probe", "probe/2", "probe/2/", "probe/2/c01", "probe/2/d99", "probe/99/d01",
			"probe/2/d01/-1", "probe/2/d01/99999", "probe/x/d01/0", "do/probe", "do/probe/2", "do/probe/2/d99/0", "do/probe/x/d01/0",
		} {
			sound(t, who+" "+string(id), w.press(who, id, nil))
		}
		v := w.press(who, "do/probe/2/d01/0", map[bot.FieldID]string{"note": "x", "p-zzz": "x"})
		sound(t, who, v)
		v = w.press(who, "probe/2/d01", nil)
		if got := len(v.Fields) > 0; got != may {
			t.Errorf("%s is shown %d fields", who, len(v.Fields))
		}
		if !may {
			sound(t, who, w.press(who, "do/probe/2/d01/0", map[bot.FieldID]string{guidance.Grounds: "x"}))
			sound(t, who, w.press(who, "probe/2/d01/0", map[bot.FieldID]string{guidance.Grounds: "x"}))
		}
	}
	if after := kept(w); after != before {
		t.Errorf("forged presses changed\n%s\nto\n%s", before, after)
	}
}

// TestEveryButtonOfTheFiguresLeadsSomewhere walks through a closed round.
func TestEveryButtonOfTheFiguresLeadsSomewhere(t *testing.T) {
	for _, who := range []string{"山田", "中村"} {
		w := newWorld(t)
		seedFigures(w)
		p := w.person(who)
		p.Greeted = w.now
		w.turn(func(tx *store.Tx) error { return tx.PutPerson(p) })
		seen := map[bot.ActionID]bool{}
		walk(t, w, who, "menu", seen, 0)
		clear(seen) // so that the depth of the way there does not count
		walk(t, w, who, "figures", seen, 0)
		for _, id := range []bot.ActionID{"figures", "figures/1", "figures/2/3", "gaps/2/2", "dig/1/1", "probe/2/d05/0", "do/probe/2/d05/0"} {
			if !seen[id] {
				t.Errorf("%s is not led to %s", who, id)
			}
		}
	}
}

// TestProbingTooLong: a text that is too long is not taken, the other is.
func TestProbingTooLong(t *testing.T) {
	w := newWorld(t)
	seedProbing(w)
	long := strings.Repeat("長", guidance.MaxNote+1)
	v := w.press("中村", "do/probe/1/d01/0", map[bot.FieldID]string{guidance.Grounds: long, guidance.Exceptions: " なし "})
	if f := v.Fields[0]; f.Problem == "" || f.Value != long {
		t.Errorf("problem %q", f.Problem)
	}
	if f := v.Fields[1]; f.Problem != "" || f.Value != "なし" {
		t.Errorf("the other: %q, problem %q", f.Value, f.Problem)
	}
	if got := kept(w); !strings.Contains(got, "exceptions  なし by p4") || strings.Contains(got, "grounds") {
		t.Errorf("kept:\n%s", got)
	}
}

// TestSubmitWritesOnlyWhatChanged: whoever sends a page in that is older than
// somebody's text, without having touched that, leaves it.
func TestSubmitWritesOnlyWhatChanged(t *testing.T) {
	w := newWorld(t)
	seedProbing(w)
	w.press("山田", "probe/1/d01/0", map[bot.FieldID]string{guidance.Grounds: "点検表"})
	v := w.press("中村", "do/probe/1/d01/0", map[bot.FieldID]string{guidance.Grounds: "", guidance.Exceptions: "検査用"})
	if v.Notice == "" || len(v.Fields) > 0 {
		t.Errorf("not saved: %s", v.Text())
	}
	v = w.press("中村", "probe/1/d01", nil)
	if v.Fields[0].Value != "点検表" || v.Fields[1].Value != "検査用" {
		t.Errorf("%q and %q", v.Fields[0].Value, v.Fields[1].Value)
	}
	w.press("中村", v.At, map[bot.FieldID]string{guidance.Grounds: ""})
	v = w.press("山田", "probe/1/d01", nil)
	if v.Fields[0].Value != "" || len(v.Sections) != 1 || !strings.Contains(v.Sections[0].Points[0], "点検表") {
		t.Errorf("taken away: %+v", v.Sections)
	}
}

// TestProbesInOtherWords: an answer to a probe that is now asked otherwise
// stays readable with the words it answered.
func TestProbesInOtherWords(t *testing.T) {
	w := newWorld(t)
	seedProbing(w)
	w.turn(func(tx *store.Tx) error {
		p := guidance.Probing{Round: 1, Item: "d01"}
		p, _ = p.Write(guidance.ProbeKey("前の言い方か"), "前の言い方か", "はい", w.person("中村").ID, w.now, 0, nil)
		return tx.PutProbing(p)
	})
	v := w.press("山田", "probe/1/d01", nil)
	if len(v.Sections) != 1 || !strings.Contains(v.Sections[0].Points[0], "前の言い方か：はい") {
		t.Errorf("%+v", v.Sections)
	}
}

// TestEditionsAreNotCompared: a round of another edition says so, and the
// newest of the same edition is compared with.
func TestEditionsAreNotCompared(t *testing.T) {
	lib, few := fewQuestions(t)
	w := newWorld(t)
	w.reopen(lib)
	w.companyAnswers("4444444444444444444444444")
	w.close()
	for no, edition := range []string{few.Edition, "ipa-5min-3.1"} {
		w.now = w.now.AddDate(0, 1, 0)
		w.turn(func(tx *store.Tx) error {
			return tx.PutRound(guidance.Round{No: no + 2, Edition: edition, Opened: w.now})
		})
		if no == 1 {
			w.companyAnswers("4444444444444444444444422")
		}
		w.close()
	}
	text := w.press("山田", "figures/3", nil).Text()
	for _, want := range []string{"第2回（2026年12月30日（水）締め切り）は質問の版が違うため、点数を比べられません。", "第1回（2026年11月30日（月）締め切り）は100点で、今回は96点です（−4点）。"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	if text := w.press("山田", "figures/2", nil).Text(); strings.Contains(text, "100点で") || !strings.Contains(text, "会社の回答は記入されないまま") {
		t.Errorf("%s", text)
	}
	w.reopen(rubric.MustEmbedded())
	if v := w.press("中村", "figures/2", nil); !strings.Contains(v.Problem, few.Edition) {
		t.Errorf("an edition that is no longer loaded: %q", v.Problem)
	}
}

// TestNoFigures: an open round has no result, nor has one that was closed
// before results were kept.
func TestNoFigures(t *testing.T) {
	w := newWorld(t)
	for _, id := range []bot.ActionID{"figures", "figures/1", "figures/1/1", "gaps", "gaps/1"} {
		if v := w.press("中村", id, nil); v.Problem == "" || len(v.Attach) > 0 {
			t.Errorf("%s of an open round: %s", id, v.Text())
		}
	}
	w.turn(func(tx *store.Tx) error {
		round, err := tx.Round()
		round.Closed = w.now
		return errors.Join(err, tx.PutRound(round))
	})
	for _, id := range []bot.ActionID{"figures", "dig", "probe/1/d01"} {
		if v := w.press("中村", id, nil); !strings.Contains(v.Problem, "残っていません") {
			t.Errorf("%s: %s", id, v.Text())
		}
	}
}
