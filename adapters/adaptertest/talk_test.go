package adaptertest

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daicho/bot"
)

var _ = flag.Bool("update", false, "rewrite what the bot says in talks")

func TestParseTalkLine(t *testing.T) {
	at := time.Date(2026, 12, 1, 9, 30, 0, 0, japan)
	for _, c := range []struct {
		source string
		want   talkLine
		bad    string
	}{
		{source: "# 山田> 台帳", want: talkLine{kind: comment}},
		{source: "@ 2026-12-01T09:30", want: talkLine{kind: clock, at: at}},
		{source: "@ あした", bad: "the clock"},
		{source: "! restart", want: talkLine{kind: restart}},
		{source: "! stop", bad: "only orders"},
		{source: "! deliver", want: talkLine{kind: deliver}},
		{source: "! surface 社内チャット", want: talkLine{kind: surface, text: "社内チャット"}},
		{source: "!surface  この画面 ", want: talkLine{kind: surface, text: "この画面"}},
		{source: "! surface", bad: "only orders"},
		{source: "! surface  ", bad: "only orders"},
		{source: "山田> 台帳", want: talkLine{kind: say, who: "山田", text: "台帳"}},
		{source: "山田> /ledger S0004", want: talkLine{kind: say, who: "山田", text: "/ledger S0004"}},
		{source: "山田>台帳", want: talkLine{kind: say, who: "山田", text: "台帳"}},
		{source: "山田> a > b", want: talkLine{kind: say, who: "山田", text: "a > b"}},
		{source: "山田> ［はじめる］", want: talkLine{kind: pressLabel, who: "山田", text: "はじめる"}},
		{source: "山田> ［はじめる］を押す", want: talkLine{kind: say, who: "山田", text: "［はじめる］を押す"}},
		{source: "山田> ［a］［b］", want: talkLine{kind: say, who: "山田", text: "［a］［b］"}},
		{source: "山田> 7=実施している", want: talkLine{kind: answer, who: "山田", field: "7", text: "実施している"}},
		{source: "山田> name=Drop=box", want: talkLine{kind: answer, who: "山田", field: "name", text: "Drop=box"}},
		{source: `山田> memo=一\n二`, want: talkLine{kind: answer, who: "山田", field: "memo", text: "一\n二"}},
		{source: "山田> memo=", want: talkLine{kind: answer, who: "山田", field: "memo"}},
		{source: "山田> 名前=だれ", want: talkLine{kind: say, who: "山田", text: "名前=だれ"}},
		{source: "山田> !say 7=3", want: talkLine{kind: say, who: "山田", text: "7=3"}},
		{source: "山田> !again", want: talkLine{kind: again, who: "山田"}},
		{source: "山田> !old 3 ［追加する］", want: talkLine{kind: pressOld, who: "山田", nth: 3, text: "追加する"}},
		{source: "山田> !old 0 ［追加する］", bad: "old button"},
		{source: "山田> !old 3 追加する", bad: "old button"},
		{source: "山田> !old 99999999999999999999 ［a］", bad: "old button"},
		{source: "山田> !agian", bad: "known are"},
		{source: "山田>", bad: "neither"},
		{source: "台帳", bad: "neither"},
		{source: "> 台帳", bad: "neither"},
	} {
		got, err := parseTalkLine(c.source)
		switch {
		case c.bad != "" && (err == nil || !strings.Contains(err.Error(), c.bad)):
			t.Errorf("%s: error %v, want one that says %q", c.source, err, c.bad)
		case c.bad == "" && (err != nil || got != c.want):
			t.Errorf("%s: %+v, %v, want %+v", c.source, got, err, c.want)
		}
	}
}

func TestParseTalkNamesTheLine(t *testing.T) {
	if _, err := parseTalk("# 一\n\n  ■ 題\n山田> !x\n"); err == nil || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("error %v, want one that names line 4", err)
	}
	lines, err := parseTalk("# 一\r\n\r\n\t返事\r\n　返事\r\n山田> はい\r\n")
	if err != nil || len(lines) != 2 || lines[1].text != "はい" {
		t.Errorf("got %+v, %v", lines, err)
	}
}

// scripted is a world around the scripted core, which keeps its answers over
// a restart.
type scripted struct {
	core     *Core
	ticks    int
	restarts int
	clock    time.Time
}

func newScripted() *scripted {
	w := &scripted{core: script()}
	form := formView()
	form.Fields[1].Optional = true
	w.core.Show(form)
	return w
}

func (w *scripted) Core() bot.Core        { return w.core }
func (w *scripted) SetClock(at time.Time) { w.clock = at }
func (w *scripted) Restart()              { w.restarts++ }
func (w *scripted) Tick() error           { w.ticks++; return nil }

// Profile and Deliver are of no use to the scripted core.
func (w *scripted) Profile(string) *bot.Profile { return nil }
func (w *scripted) Deliver() []Posted           { return nil }

func (w *scripted) Account(name string) (bot.Account, bool) {
	ids := map[string]string{"山田": "yamada", "鈴木": "suzuki"}
	return account(ids[name]), ids[name] != ""
}

const talkFile = "testdata/talk.txt"

func TestTalk(t *testing.T) {
	w := newScripted()
	Talk(t, talkFile, w)
	if w.restarts != 1 || !w.clock.Equal(time.Date(2026, 12, 1, 9, 30, 0, 0, japan)) {
		t.Errorf("%d restarts, clock %v", w.restarts, w.clock)
	}
	repeated := w.core.Matching(press(doForm))
	if len(repeated) != 3 || repeated[0].ID != repeated[1].ID || repeated[2].ID == repeated[0].ID {
		t.Errorf("a repeat keeps its delivery id and an old button gets a new one: %+v", repeated)
	}
}

func TestTalkOnPaperLeavesTheSame(t *testing.T) {
	pages, cards := newScripted(), newScripted()
	Talk(t, talkFile, pages)
	TalkOnPaper(t, talkFile, cards)
	if !maps.Equal(pages.core.answers, cards.core.answers) {
		t.Errorf("kept from pages %v\nkept from cards %v", pages.core.answers, cards.core.answers)
	}
	last := func(w *scripted, id bot.ActionID) map[bot.FieldID]string {
		all := w.core.Matching(press(id))
		if len(all) == 0 {
			t.Fatalf("%s was never pressed", id)
		}
		return all[len(all)-1].Values
	}
	for _, id := range []bot.ActionID{doPage, doForm} {
		if a, b := last(pages, id), last(cards, id); !maps.Equal(a, b) {
			t.Errorf("%s: pages sent %v, cards %v", id, a, b)
		}
	}
}

// TestTalkNoticesWhatChanged runs talks that are not as the file has them.
func TestTalkNoticesWhatChanged(t *testing.T) {
	for name, text := range map[string]string{
		"another answer":   "山田> 台帳\n  ■ 台帳\n",
		"a missing one":    "山田> 台帳\n",
		"no such button":   "山田> 台帳\n\n山田> ［消す］\n",
		"no such field":    "山田> チェック\n\n山田> 99=わからない\n",
		"no such answer":   "山田> チェック\n\n山田> 8=たぶん\n",
		"nobody":           "田中> 台帳\n",
		"nothing done":     "山田> !again\n",
		"no such view":     "山田> 台帳\n\n山田> !old 7 ［戻る］\n",
		"nothing it reads": "台帳\n",
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "talk.txt")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			r := &recorder{T: t}
			r.run(func() { talk(r, file, newScripted(), false) })
			if !r.failed {
				t.Error("the talk passed")
			}
			if again, err := os.ReadFile(file); err != nil || string(again) != text {
				t.Errorf("the file was changed to %q (%v)", again, err)
			}
		})
	}
}

// TestMornings: days pass at the hour of the last, after what the clock shows.
func TestMornings(t *testing.T) {
	w := newScripted()
	p := newPages(w, w.core.Handle)
	step := func(source string) (string, error) {
		line, err := parseTalkLine(source)
		if err != nil {
			t.Fatal(err)
		}
		return p.step(t.Context(), line)
	}
	if _, err := step("! mornings 2026-12-04T09:30"); err == nil {
		t.Error("days pass from no day")
	}
	for _, c := range []struct {
		from, to string
		ticks    int
	}{{"2026-12-01T09:00", "2026-12-04T09:30", 4}, {"2026-12-01T09:30", "2026-12-04T09:30", 3}, {"2026-12-04T09:30", "2026-12-04T09:30", 0}} {
		w.ticks = 0
		_, err := step("@ " + c.from)
		if said, err2 := step("! mornings " + c.to); w.ticks != c.ticks || said != "（何も届きません）" || err != nil || err2 != nil {
			t.Errorf("from %s to %s: %d ticks, %q, %v, %v", c.from, c.to, w.ticks, said, err, err2)
		}
	}
}
