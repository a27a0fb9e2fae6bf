package adaptertest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"daicho/bot"
)

// World is what a talk is held in: the real bot over a real store.
type World interface {
	// Core is the bot as it runs now.
	Core() bot.Core
	// Account is who the talk calls by this name, false for nobody.
	Account(name string) (bot.Account, bool)
	// SetClock sets the only clock.
	SetClock(time.Time)
	// Tick has the clock tick: what falls due by it is decided.
	Tick() error
	// Restart ends the process and begins it anew on what is on disk. Core
	// returns the new one afterwards.
	Restart()
	// Profile is what a surface that vouches knows of somebody by their name in
	// the talk, nil for nothing.
	Profile(name string) *bot.Profile
	// Deliver takes the letters that wait and are due, and returns what they
	// bring, in their order. A world with a postman has nothing left to bring.
	Deliver() []Posted
}

// Posted is what a letter brought, and to whom or where.
type Posted struct {
	To   bot.Recipient
	View bot.View
}

// Talk holds the talk in the file on a surface that shows whole pages, and
// compares what the bot says with what stands in the file; with -update, a
// flag that the test defines, it writes it there instead. After an answer to a
// page it shows the lines of the page that have changed. See talkLine for the
// lines of a talk. What cannot be done, a button that is not there for
// instance, fails the test.
func Talk(t T, file string, world World) {
	t.Helper()
	talk(t, file, world, updating())
}

func talk(t T, file string, world World, update bool) {
	t.Helper()
	was, lines := readTalk(t, file)
	p := newPages(world, func(ctx context.Context, ev bot.Event) (bot.View, error) { return world.Core().Handle(ctx, ev) })
	said := make([]string, len(lines))
	for i, line := range lines {
		out, err := p.step(t.Context(), line)
		if err != nil {
			t.Fatalf("%s:%d: %s\n%v", file, line.number, line.source, err)
		}
		said[i] = out
	}
	is := talkText(lines, said)
	switch {
	case is == was:
	case update:
		if err := os.WriteFile(file, []byte(is), 0o644); err != nil {
			t.Fatalf("%v", err)
		}
	default:
		t.Errorf("%s: the talk has changed; run with -update and read the difference\n%s", file, firstDifference(was, is))
	}
}

// updating reports whether the test was run with -update. The flag is the
// test's own: two packages cannot both define it.
func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

func readTalk(t T, file string) (string, []talkLine) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v", err)
	}
	lines, err := parseTalk(string(data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return string(data), lines
}

// firstDifference is where two texts part, with a few lines around it.
func firstDifference(was, is string) string {
	a, b := strings.Split(was, "\n"), strings.Split(is, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s []string) string {
		return strings.Join(s[min(max(i-3, 0), len(s)):min(i+8, len(s))], "\n")
	}
	return fmt.Sprintf("line %d\n--- in the file\n%s\n--- now\n%s", i+1, cut(a), cut(b))
}

// pages is a surface that shows whole pages, for talks.
type pages struct {
	world   World
	handle  func(context.Context, bot.Event) (bot.View, error)
	readers map[string]*reader
	surface string
	at      time.Time // the clock
	posts   []Posted
	ids     int
}

func newPages(world World, handle func(context.Context, bot.Event) (bot.View, error)) *pages {
	return &pages{world: world, handle: handle, readers: map[string]*reader{}, surface: bot.OwnSurface}
}

// reader is one person before their page.
type reader struct {
	sheets []*sheet
	last   bot.Event
}

// sheet is a view as it lies before somebody, with what they filled in.
type sheet struct {
	view  bot.View
	given map[bot.FieldID]string
}

// step does one line and returns what is shown for it.
func (p *pages) step(ctx context.Context, line talkLine) (string, error) {
	switch line.kind {
	case comment:
		return "", nil
	case clock:
		p.setClock(line.at)
		return "", nil
	case mornings:
		return p.mornings(line.at)
	case restart:
		p.world.Restart()
		return "", nil
	case surface:
		p.surface = line.text
		return "", nil
	case deliver:
		return p.delivered(p.world.Deliver()), nil
	}
	who, ok := p.world.Account(line.who)
	if !ok {
		return "", fmt.Errorf("nobody is called %s", line.who)
	}
	r := p.readers[line.who]
	if r == nil {
		r = &reader{}
		p.readers[line.who] = r
	}
	ev, vouch, err := r.event(line)
	if err != nil && line.kind == pressLabel {
		ev, vouch, err = p.pressPosted(who, line.text, err)
	}
	if err != nil {
		return "", err
	}
	if line.kind != again {
		p.ids++
		ev.ID = "talk-" + strconv.Itoa(p.ids)
		ev.From, ev.Surface = who, p.surface
	}
	if vouch && p.surface != bot.OwnSurface {
		ev.Profile = p.world.Profile(line.who)
	}
	r.last = ev
	view, err := p.handle(ctx, ev)
	if err != nil {
		return "", fmt.Errorf("the bot failed: %w", err)
	}
	return r.show(view, ev.Values != nil && !ev.Press.Acts()), nil
}

// delivered keeps what was posted, for whoever presses it, and shows it.
func (p *pages) setClock(at time.Time) {
	p.at = at
	p.world.SetClock(at)
}

// mornings lets days pass and says on which of them something came.
func (p *pages) mornings(last time.Time) (string, error) {
	if p.at.IsZero() {
		return "", fmt.Errorf("days pass from a day that @ sets")
	}
	var texts []string
	for _, at := range morningsTo(p.at, last) {
		p.setClock(at)
		if err := p.world.Tick(); err != nil {
			return "", err
		}
		if posts := p.world.Deliver(); len(posts) > 0 {
			texts = append(texts, "— "+at.Format(clockFormat)+"（"+string([]rune("日月火水木金土")[at.Weekday()])+"）\n"+p.delivered(posts))
		}
	}
	if len(texts) == 0 {
		return "（何も届きません）", nil
	}
	return strings.Join(texts, "\n"), nil
}

func (p *pages) delivered(posts []Posted) string {
	p.posts = append(p.posts, posts...)
	var texts []string
	for _, post := range posts {
		to := "（" + post.To.Account.ID + " に届いたもの）"
		if post.To.Place.Inside != "" {
			to = "（" + post.To.Place.Inside + " に出たもの。皆が読めます）"
		}
		texts = append(texts, to+"\n"+Plain(post.View))
	}
	if len(texts) == 0 {
		return "（何も届きません）"
	}
	return strings.Join(texts, "\n")
}

// pressPosted presses a button of the newest message before this person, or
// before everybody, that has it; none is the error where no message has.
func (p *pages) pressPosted(who bot.Account, label string, none error) (bot.Event, bool, error) {
	for _, post := range slices.Backward(p.posts) {
		if post.To.Place == (bot.Place{}) && post.To.Account != who {
			continue
		}
		if ev, vouch, err := (&sheet{view: post.View}).press(label); err == nil {
			ev.Place = post.To.Place
			return ev, vouch, nil
		}
	}
	return bot.Event{}, false, none
}

// event is what the line does on the reader's page, and whether the surface
// vouches for them with it.
func (r *reader) event(line talkLine) (ev bot.Event, vouch bool, err error) {
	top := r.top()
	switch line.kind {
	case say:
		return bot.Event{Said: line.text, Shown: top.view.At}, false, nil
	case answer:
		ev, err = top.answer(line.field, line.text)
		return ev, false, err
	case drop:
		return bot.Event{File: &bot.File{Name: line.field, Data: []byte(line.text)}, Shown: top.view.At}, false, nil
	case pressLabel:
		return top.press(line.text)
	case pressOld:
		if line.nth > len(r.sheets) {
			return bot.Event{}, false, fmt.Errorf("only %d views were shown: %s", len(r.sheets), r.titles())
		}
		return r.sheets[line.nth-1].press(line.text)
	}
	if r.last.ID == "" {
		return bot.Event{}, false, fmt.Errorf("nothing was done yet")
	}
	return r.last, false, nil
}

func (r *reader) top() *sheet {
	if len(r.sheets) == 0 {
		return &sheet{}
	}
	return r.sheets[len(r.sheets)-1]
}

func (r *reader) titles() string {
	var all []string
	for i, s := range r.sheets {
		all = append(all, fmt.Sprintf("%d %s", i+1, s.view.Title))
	}
	return strings.Join(all, ", ")
}

// show puts the view before the reader and returns what is new to them.
func (r *reader) show(v bot.View, answered bool) string {
	if top := r.top(); answered && top.view.SamePage(v) {
		before := top.view
		top.view = v
		return changes(before, v)
	}
	r.sheets = append(r.sheets, &sheet{view: v, given: map[bot.FieldID]string{}})
	return Plain(v)
}

// changes is what is new on a page: lines above and below the questions, and
// whole questions.
func changes(before, after bot.View) string {
	changed := newLines(plainHead(before), plainHead(after))
	for i, f := range after.Fields {
		was := before.Fields[i]
		f.Heading, was.Heading = "", ""
		if now := plainField(f, false); now != plainField(was, false) {
			changed = append(changed, strings.TrimSuffix(now, "\n"))
		}
	}
	changed = append(changed, newLines(plainFoot(before), plainFoot(after))...)
	if len(changed) == 0 {
		return "（画面は変わりません）"
	}
	return strings.Join(changed, "\n")
}

func newLines(before, after string) (changed []string) {
	old := strings.Split(before, "\n")
	for line := range strings.SplitSeq(after, "\n") {
		if i := slices.Index(old, line); i >= 0 {
			old = slices.Delete(old, i, i+1)
		} else if line != "" {
			changed = append(changed, line)
		}
	}
	return changed
}

// answer fills in one field, which saves it at once.
func (s *sheet) answer(field, value string) (bot.Event, error) {
	at := slices.IndexFunc(s.view.Fields, func(f bot.Field) bool { return named(f, field) })
	if at < 0 {
		return bot.Event{}, fmt.Errorf("no field %q on this page:\n%s", field, Plain(s.view))
	}
	f := s.view.Fields[at]
	value, err := fieldValue(f, value, true)
	if err != nil {
		return bot.Event{}, err
	}
	s.given[f.ID] = value
	return bot.Event{Press: s.view.At, Values: map[bot.FieldID]string{f.ID: value}}, nil
}

// press finds the button with the label: the page's own, a field's, an answer
// of the first field that wants one, a row's. vouch is Action.Vouch.
func (s *sheet) press(label string) (ev bot.Event, vouch bool, err error) {
	if s.view.Submit.ID != "" && s.view.Submit.Label == label {
		values := s.view.Values()
		for f, v := range s.given {
			values[f] = v
		}
		return bot.Event{Press: s.view.Submit.ID, Values: values}, s.view.Submit.Vouch, nil
	}
	buttons := viewButtons(s.view)
	for _, f := range s.view.Fields {
		buttons = append(buttons, actionButtons(f.Actions)...)
	}
	for _, b := range buttons {
		if b.Label == label {
			return bot.Event{Press: b.Press}, b.Vouch, nil
		}
	}
	if at := max(s.view.Asks(""), 0); at < len(s.view.Fields) {
		f := s.view.Fields[at]
		if slices.ContainsFunc(f.Options, func(o bot.Option) bool { return o.Label == label }) {
			ev, err = s.answer(string(f.ID), label)
			return ev, false, err
		}
	}
	return bot.Event{}, false, fmt.Errorf("no button %q here:\n%s", label, Plain(s.view))
}
