package discord

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"daicho/bot"
)

// task is one turn under way.
type task struct {
	a     *App
	d     delivery
	r     *answer
	guild Guild
}

const sayFailed = "いまの操作は保存できていないおそれがあります。これまでの記録は残っています。少し待ってから、もう一度ためしてください。"

const (
	sayEnding  = "daicho を止めているところのため、いまの操作は行っていません。少し待ってから、もう一度ためしてください。"
	sayStrange = "押されたボタンは、いまは使えません。何も変えていません。下のメニューから選んでください。"
)

// run handles one delivery.
func (t *task) run(ctx context.Context) {
	if t.d.bot || t.r.repeat && t.d.kind == didSpeak {
		return
	}
	if t.d.kind == didComplete {
		t.complete(ctx)
		return
	}
	if ctx.Err() != nil { // before anything was done
		t.says(sayEnding)
		return
	}
	if !t.placed(ctx) {
		return
	}
	switch t.d.kind {
	case didStrange:
		view, _ := t.draws(ctx, "menu")
		view.Problem = cmp.Or(view.Problem, sayStrange)
		t.shows(ctx, view, look{})
	case didSpeak, didCommand:
		t.speak(ctx)
	case didPress:
		t.press(ctx)
	case didSubmit:
		t.submit(ctx)
	}
}

// asks hands something to the core. What it shows where nobody else put it into
// words is said here.
func (t *task) asks(ctx context.Context, change func(*bot.Event)) (bot.View, error) {
	ev := bot.Event{ID: t.d.id, From: bot.Account{Home: HomeOf(t.guild.ID), ID: t.d.user}, Surface: surface}
	if t.d.guild != "" {
		ev.Place = bot.Place{Home: HomeOf(t.guild.ID), Inside: t.d.channel}
	}
	change(&ev)
	view, err := t.a.life.Load().core.Handle(ctx, ev)
	if err != nil && view.Title == "" {
		view = bot.View{At: "menu", Title: "うまくいきませんでした", Problem: sayFailed, Actions: []bot.Action{{ID: "menu", Label: "メニューを開く"}}}
	}
	return view, err
}

// draws shows a route; it changes nothing.
func (t *task) draws(ctx context.Context, at bot.ActionID) (bot.View, error) {
	return t.asks(ctx, func(ev *bot.Event) { ev.Press = at })
}

// look is how whoever acted looks at a view: outside a server, what is pressed
// has to say whose people are meant.
func (t *task) look() look {
	l := look{reader: t.d.user}
	if t.d.guild == "" {
		l.guild = t.guild.ID
	}
	return l
}

// own is the desk of whoever acted, as one of the company's people.
func (t *task) own() string { return deskOf(t.guild.ID, t.d.user) }

// shows puts a view before whoever acted.
func (t *task) shows(ctx context.Context, v bot.View, l look) {
	l.reader, l.guild = t.d.user, t.look().guild
	t.a.desk(t.own(), func(k *desk) {
		if k.seen = v.At; t.d.guild == "" {
			k.at = v.At
		}
	})
	m, files := t.a.shown(ctx, t.own(), v, l)
	t.r.show(m, files)
}

// stands is what the newest message of the conversation shows; empty in a
// server. A file is for what was shown last, which may have been in a server: it
// is sent in the direct message alone.
func (t *task) stands() (at bot.ActionID) {
	t.a.desk(t.own(), func(k *desk) {
		switch {
		case len(t.d.files) > 0:
			at = k.seen
		case t.d.guild == "":
			at = k.at
		}
	})
	return at
}

// speak takes words, a command or files.
func (t *task) speak(ctx context.Context) {
	shown := t.stands()
	if len(t.d.files) > 0 {
		if shown == "" {
			shown = t.stood(ctx)
		}
		t.shows(ctx, t.takes(ctx, shown), look{})
		return
	}
	view, _ := t.asks(ctx, func(ev *bot.Event) { ev.Said, ev.Shown = t.d.words, shown })
	t.shows(ctx, view, look{})
}

// maxChoices is how many choices Discord shows.
const maxChoices = 25

// complete offers what the words that are being typed may become. Where nothing
// can be offered, the words are taken as they are typed.
func (t *task) complete(ctx context.Context) {
	var ours bool
	if t.guild, ours = t.a.guild(t.d.guild); !ours {
		t.r.offer(ctx, nil)
		return
	}
	view, err := t.asks(ctx, func(ev *bot.Event) { ev.ID, ev.Said, ev.Typing = "", t.d.typed, true })
	if err != nil {
		view.Actions = nil
	}
	var all []choice
	for _, x := range view.Actions[:min(len(view.Actions), maxChoices)] {
		name := label(x.Label, maxOptionText)
		all = append(all, choice{name, name})
	}
	t.r.offer(ctx, all)
}

// press does what a component means.
func (t *task) press(ctx context.Context) {
	r := t.d.ref
	if r.verb == rows { // the entry of the list says what is pressed
		if r = entryRef(t.d.chosen[0]); r.verb == "" {
			r = ref{verb: press, route: "menu"}
		}
	}
	switch r.verb {
	case sure, surely, end, vend:
		t.asksWhether(ctx, r)
	case ask, help, turn:
		t.moves(ctx, r)
	case fill:
		t.fill(ctx, r)
	case pick, list:
		t.answer(ctx, r)
	case send, vsend:
		t.send(ctx, r)
	case hand:
		t.hand(ctx, r)
	default:
		profile := t.profile(ctx, r.verb == vouch)
		view, _ := t.asks(ctx, func(ev *bot.Event) { ev.Press, ev.Profile = r.route, profile })
		t.shows(ctx, view, look{})
	}
}

// entryRef is what an entry of a list of rows or actions means: a verb and a
// route. It came from outside, and may be anything.
func entryRef(value string) ref {
	v, route, _ := strings.Cut(value, ":")
	at, err := bot.ParseAction(route)
	if err != nil || !slices.Contains(presses, verb(v)) {
		return ref{}
	}
	return ref{verb: verb(v), route: at}
}

// moves shows another question of a page, its help, or more of its options.
func (t *task) moves(ctx context.Context, r ref) {
	view, _ := t.draws(ctx, r.route)
	l := look{asked: r.field, helped: r.verb == help}
	if r.verb == ask && len(t.d.chosen) == 1 && r.field == "" {
		l.asked = bot.FieldID(t.d.chosen[0])
	}
	if r.verb == turn {
		l.from, _ = strconv.Atoi(r.option) // what is no number is the beginning
	}
	t.shows(ctx, view, l)
}

// fill opens a modal for what is typed. Where it is too late for one, the
// question is shown again, from which it can be opened.
func (t *task) fill(ctx context.Context, r ref) {
	view, _ := t.draws(ctx, r.route)
	t.a.desk(t.own(), func(k *desk) { view = k.retyped(view) })
	l := t.look()
	l.asked = r.field
	if m, ok := form(view, l); ok && t.r.open(ctx, m) {
		return
	}
	t.shows(ctx, view, l)
}

// answer keeps the answer to one question.
func (t *task) answer(ctx context.Context, r ref) {
	value := r.option
	if r.verb == list {
		value = t.d.chosen[0]
	}
	t.keep(ctx, r.route, r.field, map[bot.FieldID]string{r.field: value})
}

// submit keeps what was typed into a modal.
func (t *task) submit(ctx context.Context) {
	t.keep(ctx, t.d.ref.route, t.d.ref.field, t.d.values)
}

// keep keeps answers of a page, and ends it if the last one was among them that
// was wanted and nothing is to be confirmed. What was typed and not taken stands
// in the modal again.
func (t *task) keep(ctx context.Context, at bot.ActionID, asked bot.FieldID, values map[bot.FieldID]string) {
	before, err := t.draws(ctx, at)
	if err != nil {
		t.remembers(at, values)
		t.shows(ctx, before, look{})
		return
	}
	values = asEntered(before, values)
	if wrong, outside := t.outsider(ctx, before, values); outside {
		t.shows(ctx, wrong, look{asked: asked})
		return
	}
	view, err := t.asks(ctx, func(ev *bot.Event) { ev.Press, ev.Values = at, values })
	if err == nil && view.Ends(before, slices.Collect(maps.Keys(values))...) {
		view, err = t.ends(ctx, t.d.id+"/submit", view.Submit, view.Values())
		asked = ""
	}
	l := look{}
	i := view.Field(asked)
	switch refused := i >= 0 && view.Fields[i].Problem != ""; {
	case err != nil && !before.SamePage(view): // the page again, with what is wrong
		t.remembers(before.At, values)
		before.Problem = cmp.Or(view.Problem, sayFailed)
		view, l.asked = before, asked
	case refused || err != nil:
		t.remembers(view.At, values)
		l.asked = asked
	default:
		t.remembers("", nil)
	}
	t.shows(ctx, view, l)
}

// remembers keeps what was typed into a page that did not take it.
func (t *task) remembers(at bot.ActionID, values map[bot.FieldID]string) {
	t.a.desk(t.own(), func(k *desk) { k.typed = typed{at, values} })
}

// ends submits a page.
func (t *task) ends(ctx context.Context, id string, by bot.Action, values map[bot.FieldID]string) (bot.View, error) {
	profile := t.profile(ctx, by.Vouch)
	return t.asks(ctx, func(ev *bot.Event) { ev.ID, ev.Press, ev.Values, ev.Profile = id, by.ID, values, profile })
}

// hand sends a document of the page that is shown, and shows the page again.
func (t *task) hand(ctx context.Context, r ref) {
	view, err := t.draws(ctx, r.route)
	at, _ := strconv.Atoi(r.option) // what is no number is none of the documents
	if err != nil || at < 0 || at >= len(view.Attach) || view.Attach[at].Kind != bot.Document {
		t.shows(ctx, view, look{})
		return
	}
	data, err := t.a.life.Load().core.Make(ctx, view.Attach[at])
	if err != nil {
		view.Problem = "「" + called(view.Attach[at]) + "」を作れませんでした。少し待ってから、もう一度ためしてください。"
		t.shows(ctx, view, look{})
		return
	}
	m := draw(view, t.look())
	m.Attachments = []attachment{{ID: "0", Name: view.Attach[at].Name, Description: plain.Cut(view.Attach[at].Alt, maxAlt)}}
	t.r.show(m, []file{{view.Attach[at].Name, data}})
}
