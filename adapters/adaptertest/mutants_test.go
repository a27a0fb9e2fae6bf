package adaptertest

import (
	"context"
	"errors"
	"html"
	"slices"
	"strings"
	"testing"
	"time"

	"daicho/bot"
)

// mutant is the paper with one thing broken: it embeds the sound wire and the
// functions that are set stand in for what they are named after.
type mutant struct {
	*paperWire
	core    func(w *paperWire, c bot.Core) bot.Core
	start   func(w *paperWire)
	stop    func(w *paperWire) error
	deliver func(w *paperWire, who bot.Account, act Act) Receipt
	post    func(ctx context.Context, w *paperWire, to bot.Recipient, v bot.View) error
}

func (m mutant) Start(core bot.Core) {
	if m.core != nil {
		core = m.core(m.paperWire, core)
	}
	if m.start != nil {
		m.start(m.paperWire)
	}
	m.paperWire.Start(core)
}

func (m mutant) Stop() error {
	if m.stop != nil {
		return m.stop(m.paperWire)
	}
	return m.paperWire.Stop()
}

func (m mutant) Deliver(who bot.Account, act Act) Receipt {
	if m.deliver != nil {
		m.last = who
		return m.deliver(m.paperWire, who, act)
	}
	return m.paperWire.Deliver(who, act)
}

func (m mutant) Post(ctx context.Context, to bot.Recipient, v bot.View) error {
	if m.post != nil {
		return m.post(ctx, m.paperWire, to, v)
	}
	return m.paperWire.Post(ctx, to, v)
}

// between is a core that changes what passes through it.
type between struct {
	bot.Core
	in  func(bot.Event) bot.Event
	out func(bot.Event, bot.View, error) (bot.View, error)
}

func (b between) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	if b.in != nil {
		ev = b.in(ev)
	}
	view, err := b.Core.Handle(ctx, ev)
	if b.out != nil {
		view, err = b.out(ev, view, err)
	}
	return view, err
}

func in(change func(bot.Event) bot.Event) mutant {
	return mutant{core: func(_ *paperWire, c bot.Core) bot.Core { return between{Core: c, in: change} }}
}

func out(change func(bot.View) bot.View) mutant {
	return mutant{core: func(_ *paperWire, c bot.Core) bot.Core {
		return between{Core: c, out: func(_ bot.Event, v bot.View, err error) (bot.View, error) { return change(v), err }}
	}}
}

// early takes the core's part before the core has done it.
type early struct {
	bot.Core
	w *paperWire
}

func (e early) Handle(ctx context.Context, ev bot.Event) (bot.View, error) {
	if ev.Press != doNote {
		return e.Core.Handle(ctx, ev)
	}
	e.w.under.Go(func() { _, _ = e.Core.Handle(ctx, ev) })
	return doneView(), nil
}

// mutants maps what is broken to the case that has to notice.
var mutants = []struct {
	broken string
	notice string
	mutant mutant
}{
	{"acknowledges before the core has returned", "acknowledged only after the core has returned",
		mutant{core: func(w *paperWire, c bot.Core) bot.Core { return early{c, w} }}},
	{"drops the delivery id", "deliveries have ids of their own",
		in(func(ev bot.Event) bot.Event { ev.ID = ""; return ev })},
	{"gives every delivery the same id", "deliveries have ids of their own",
		in(func(ev bot.Event) bot.Event { ev.ID = "1"; return ev })},
	{"gives a repeat an id of its own", "a repeated delivery keeps its id", renaming()},
	{"swallows repeats", "a repeated delivery keeps its id", swallowing()},
	{"hands on two things of one person at once", "order is kept for one person", mutant{deliver: unqueued}},
	{"holds everybody up behind one person", "one person does not hold up another", oneQueue()},
	{"mistakes one person for another", "words reach the core and its view the person",
		in(func(ev bot.Event) bot.Event { ev.From.ID = "suzuki"; return ev })},
	{"does not name its surface", "a press reaches the core",
		in(func(ev bot.Event) bot.Event { ev.Surface = ""; return ev })},
	{"sends values with a press that has none", "a press reaches the core",
		in(func(ev bot.Event) bot.Event { ev.Values = map[bot.FieldID]string{}; return ev })},
	{"loses values of a submit", "a page of choices is submitted whole", in(func(ev bot.Event) bot.Event {
		if ev.Press == doPage {
			delete(ev.Values, "c10")
		}
		return ev
	})},
	{"submits a page that is still open", "one answer is an autosave", in(func(ev bot.Event) bot.Event {
		if ev.Press == atPage {
			ev.Press = doPage
		}
		return ev
	})},
	{"trims line breaks out of what is typed", "typed answers are submitted whole", in(func(ev bot.Event) bot.Event {
		if memo, ok := ev.Values["memo"]; ok {
			ev.Values["memo"] = strings.Join(strings.Fields(memo), " ")
		}
		return ev
	})},
	{"unescapes what people type", "markup goes in literally",
		in(func(ev bot.Event) bot.Event { ev.Said = html.UnescapeString(ev.Said); return ev })},
	{"takes angle brackets out of what people type", "markup goes in literally", in(func(ev bot.Event) bot.Event {
		for f, v := range ev.Values {
			ev.Values[f] = strings.NewReplacer("<", "", ">", "").Replace(v)
		}
		return ev
	})},
	{"loses a file's name", "a file reaches the core", in(func(ev bot.Event) bot.Event {
		if ev.File != nil {
			ev.File = &bot.File{Name: "file", Data: ev.File.Data}
		}
		return ev
	})},
	{"does not say on what a file was dropped", "a file comes with what it was dropped on", in(func(ev bot.Event) bot.Event {
		if ev.File != nil {
			ev.Shown = ""
		}
		return ev
	})},
	{"does not show that a file is asked for", "a file comes with what it was dropped on",
		out(func(v bot.View) bot.View { v.Drop = nil; return v })},
	{"takes stars in the body for bold", "markup comes out literally", body(func(s string) string { return strings.ReplaceAll(s, "*", "") })},
	{"escapes twice", "markup comes out literally", body(html.EscapeString)},
	{"takes entities for signs", "markup comes out literally", body(html.UnescapeString)},
	{"takes tags out of button labels", "markup comes out literally", labelled(strings.NewReplacer("<b>", "", "</b>", "").Replace)},
	{"cuts a long text without a sign of it", "the longest text comes out",
		body(func(s string) string { return string([]rune(s)[:min(2000, len([]rune(s)))]) })},
	{"cuts a long text to next to nothing", "the longest text comes out",
		body(func(s string) string { return string([]rune(s)[:min(100, len([]rune(s)))]) + "…" })},
	{"loses the buttons under a long text", "the longest text comes out", out(func(v bot.View) bot.View {
		if v.At == "long" {
			v.Actions = nil
		}
		return v
	})},
	{"shows rows that lead nowhere", "a row that leads somewhere can be pressed", out(func(v bot.View) bot.View {
		if v.Table != nil {
			table := *v.Table
			table.Rows = []bot.Row{{Cells: table.Rows[0].Cells}}
			v.Table = &table
		}
		return v
	})},
	{"shows a failed turn as done", "what the core did not keep is not shown as kept", swallowError()},
	{"shows people the inside of an error", "what the core did not keep is not shown as kept", errorsOut()},
	{"leaves a failed picture's words out", "a picture that fails leaves its words", out(func(v bot.View) bot.View { v.Attach = nil; return v })},
	{"spoils a picture", "a picture reaches the person",
		mutant{core: func(_ *paperWire, c bot.Core) bot.Core { return noPictures{c} }}},
	{"ignores old buttons", "an old screen can be pressed", mutant{deliver: func(w *paperWire, who bot.Account, act Act) Receipt {
		if act.Old {
			return closed()
		}
		return w.Deliver(who, act)
	}}},
	{"shows nothing once a message was deleted", "an answer to a deleted message is seen", deletedForGood()},
	{"answers one person before the whole place", "an answer in a place is private", publicAnswers()},
	{"does not say where something happened", "an answer in a place is private",
		in(func(ev bot.Event) bot.Event { ev.Place = bot.Place{}; return ev })},
	{"posts to everybody", "a post reaches its receiver alone", mutant{post: postToAll}},
	{"shows a stranger what another sees", "a stranger is nobody else",
		in(func(ev bot.Event) bot.Event { ev.From = account("yamada"); return ev })},
	{"keeps only the last message of a place", "a post to a place reaches the place", mutant{post: postLast}},
	{"loses the kind of a post's error", "a refused post says so", mutant{post: kindless}},
	{"loses that a post may be tried again", "a failed post says so", mutant{post: kindless}},
	{"loses that a receiver is gone", "a post to what is gone says so", mutant{post: kindless}},
	{"loses how long to wait", "a post too soon says when", mutant{post: impatient}},
	{"takes posts while the connection is broken and drops them", "a broken connection loses nothing", mutant{post: taken}},
	{"leaves a goroutine behind", "words reach the core and its view the person", leaking()},
	{"returns the context's error", "words reach the core and its view the person",
		mutant{stop: func(w *paperWire) error { _ = w.Stop(); return context.Canceled }}},
	{"never returns", "words reach the core and its view the person", mutant{stop: func(w *paperWire) error {
		end := make(chan struct{})
		w.t.Cleanup(func() { close(end) })
		<-end
		return w.Stop()
	}}},
	{"returns before a turn under way", "a turn under way ends before the adapter", hasty()},
}

func TestMutantsTurnTheSuiteRed(t *testing.T) {
	for _, m := range mutants {
		t.Run(m.broken, func(t *testing.T) {
			if !slices.Contains(Names(), m.notice) {
				t.Fatalf("no case %q", m.notice)
			}
			suite := Suite{Patience: 250 * time.Millisecond, Start: func(t T) Wire {
				wire := m.mutant
				wire.paperWire = newPaperWire(t)
				return wire
			}}
			found := suite.Complaints(t, m.notice)
			if len(found) == 0 {
				t.Fatalf("%q does not notice", m.notice)
			}
			t.Logf("noticed: %.200s", strings.Join(found[m.notice], "; "))
		})
	}
}

// TestComplaintsOfASoundWire shows that the mutants' way of running the suite
// is not red by itself.
func TestComplaintsOfASoundWire(t *testing.T) {
	suite := Suite{Start: func(t T) Wire { return mutant{paperWire: newPaperWire(t)} }}
	if found := suite.Complaints(t, Names()...); len(found) > 0 {
		t.Errorf("complaints about a sound adapter: %v", found)
	}
}

// TestEveryCaseHasAMutant keeps out cases that nothing can turn red.
func TestEveryCaseHasAMutant(t *testing.T) {
	for _, name := range Names() {
		caught := slices.Contains(liveNames, name) // see TestLiveCases
		for _, m := range mutants {
			caught = caught || m.notice == name
		}
		if !caught {
			t.Errorf("nothing broken is caught by %q alone", name)
		}
	}
}

var errOpaque = errors.New("something happened")
