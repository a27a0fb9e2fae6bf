package slack

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

// task is one turn under way.
type task struct {
	w            *Workspace
	d            delivery
	ack          acknowledge
	acknowledged bool
	submitShown  bot.ActionID // the Submit that the modal carries
	promised     func()       // what was promised in what is shown, and begins behind it
}

// acknowledge tells Slack that the delivery is dealt with, and what to show in
// its place; nil for nothing. Only the first time counts. False where it did
// not get through.
func (t *task) acknowledge(payload any) bool {
	if t.acknowledged {
		return true
	}
	t.acknowledged = true
	return t.w.acked(t.ack, payload)
}

// turn handles one delivery.
func (w *Workspace) turn(ctx context.Context, d delivery, ack acknowledge) {
	t := &task{w: w, d: d, ack: ack}
	if d.kind == didCommand && w.alone(ctx, d) {
		t.d.place = ""
	}
	t.renewed()
	switch d.kind {
	case didLook:
		t.acknowledge(nil)
		t.looks(ctx)
	case didClose:
		t.keep(ctx)
	case didSubmit:
		t.submit(ctx)
	case didSpeak, didCommand:
		t.speak(ctx)
	case didPress:
		t.press(ctx)
	}
	t.acknowledge(nil) // where nothing else was to be said; not after a panic, which kept nothing
	if t.promised != nil {
		t.promised()
	}
	if !d.home && !d.page.Home { // else the tab says what came of it
		w.refreshHome(d.user, d.kind)
	}
}

// event is what the core is given: the delivery's own, before what it is
// about.
func (t *task) event() bot.Event {
	ev := bot.Event{ID: t.d.id, From: t.w.account(t.d.user), Surface: surface}
	if t.d.place != "" {
		ev.Place = bot.Place{Home: t.w.Home(), Inside: t.d.place}
	}
	return ev
}

// asks hands something to the core. What it shows where nobody else put it into
// words is said here.
func (t *task) asks(ctx context.Context, change func(*bot.Event)) (bot.View, error) {
	ev := t.event()
	change(&ev)
	view, err := t.w.life.Load().core.Handle(ctx, ev)
	if err != nil && view.Title == "" {
		view = bot.View{At: "menu", Title: "うまくいきませんでした", Problem: sayFailed, Actions: []bot.Action{{ID: "menu", Label: "メニューを開く"}}}
	}
	return view, err
}

const (
	sayFailed  = "いまの操作は保存できていないおそれがあります。これまでの記録は残っています。少し待ってから、もう一度ためしてください。"
	sayForeign = "このワークスペースは daicho に登録されていないため、使えません。お使いの会社のワークスペースでためしてください。"
)

// draws shows a route; it changes nothing.
func (t *task) draws(ctx context.Context, at bot.ActionID) (bot.View, error) {
	return t.asks(ctx, func(ev *bot.Event) { ev.Press = at })
}

// peeks draws a route for nobody to see. Such an event has no delivery of its
// own.
func (t *task) peeks(ctx context.Context, at bot.ActionID) (bot.View, error) {
	return t.asks(ctx, func(ev *bot.Event) { ev.ID, ev.Press = "", at })
}

// saves keeps answers of a page.
func (t *task) saves(ctx context.Context, id string, at bot.ActionID, values map[bot.FieldID]string) (bot.View, error) {
	return t.asks(ctx, func(ev *bot.Event) { ev.ID, ev.Press, ev.Values = id, at, values })
}

// speak takes words, a command line or files.
func (t *task) speak(ctx context.Context) {
	var shown bot.ActionID
	t.w.desks.with(t.d.user, func(k *desk) {
		if shown = k.at; t.d.kind == didSpeak {
			k.dm = t.d.channel
		}
	})
	view, err := t.said(ctx, shown)
	t.acknowledge(nil)
	if err == nil && t.again(t.d.id) {
		return
	}
	t.show(ctx, view, t.d.trigger != "")
}

// said hands the words to the core, or the files: then it says that the words
// beside them are not taken.
func (t *task) said(ctx context.Context, shown bot.ActionID) (bot.View, error) {
	if len(t.d.files) > 0 {
		view, err := t.dropped(ctx, shown)
		if t.d.words != "" {
			view.Footer = append(slices.Clone(view.Footer), chatkit.SayBeside)
		}
		return view, err
	}
	return t.asks(ctx, func(ev *bot.Event) {
		if ev.Said = t.d.words; t.d.place == "" {
			ev.Shown = shown
		}
	})
}

// again reports whether something was shown or sent before, and notes that it
// will have been: the answer to a delivery, by its id.
func (t *task) again(id string) bool {
	again := false
	t.w.desks.with(t.d.user, func(k *desk) {
		if again = slices.Contains(k.shown, id); !again {
			k.shown = remember(k.shown, id, mostShown)
		}
	})
	return again
}

// press takes a pressed element.
func (t *task) press(ctx context.Context) {
	switch {
	case t.late():
		return
	case t.d.modal != "":
		t.pressInModal(ctx)
		return
	}
	view, on, err := t.pressed(ctx)
	t.acknowledge(nil)
	if err == nil && t.again(t.d.id) {
		return // its trigger is spent, and its answer stands there
	}
	t.show(ctx, view, on)
}

// late reports whether a newer answer to the same question was kept already.
func (t *task) late() bool {
	if t.d.verb != pick && t.d.verb != enter {
		return false
	}
	late := false
	t.w.desks.with(t.d.user, func(k *desk) { late = t.d.stamp != "" && t.d.stamp < k.answered[t.question()] })
	return late
}

// noted notes when the question was answered.
func (t *task) noted() {
	t.w.desks.with(t.d.user, func(k *desk) { k.keptAt(t.question(), t.d.stamp) })
}

// question names what is answered: the field of a page, of whatever revision.
func (t *task) question() string {
	at := string(cmp.Or(t.d.route, t.d.page.At))
	if i := strings.LastIndexByte(at, '/'); strings.Count(at, "/") > 1 && strings.Trim(at[i+1:], "0123456789") == "" {
		at = at[:i]
	}
	return at + "|" + string(t.d.field)
}

// pressed does what an element of a message means. on says whether a page is
// to be opened in a modal; otherwise the message goes on one question at a
// time.
func (t *task) pressed(ctx context.Context) (view bot.View, on bool, err error) {
	switch t.d.verb {
	case pick, take:
		view, err = t.answer(ctx)
	case ask, help, onCard:
		view, err = t.draws(ctx, t.d.route)
	case send:
		view, err = t.sendPage(ctx, t.d.route)
	case hand:
		view, err = t.hands(ctx)
	case open:
		view, err = t.draws(ctx, t.d.route)
		return withCarried(view, t.d.value), true, err
	default:
		view, err = t.presses(ctx)
		return view, true, err
	}
	if t.d.verb != ask && t.d.verb != help && t.d.verb != hand {
		t.d.field = "" // the next question is the first that is wanted
	}
	return view, false, err
}

// presses presses an action as it stands.
func (t *task) presses(ctx context.Context) (bot.View, error) {
	profile := t.vouches(ctx, t.d.verb == vouch)
	return t.asks(ctx, func(ev *bot.Event) { ev.Press, ev.Profile = t.d.route, profile })
}

// vouches is what the workspace knows of the presser, where that is asked for.
func (t *task) vouches(ctx context.Context, asked bool) *bot.Profile {
	if !asked {
		return nil
	}
	return t.profile(ctx)
}

// answer gives the answer to one question, and ends the page if it was the last
// one that was wanted and nothing is to be confirmed.
func (t *task) answer(ctx context.Context) (bot.View, error) {
	before, err := t.draws(ctx, t.d.route)
	if err != nil {
		return before, err
	}
	view, err := t.saves(ctx, t.d.id, t.d.route, map[bot.FieldID]string{t.d.field: t.d.given})
	if err == nil {
		t.noted()
	}
	if err != nil || !view.Ends(before, t.d.field) {
		return view, err
	}
	return t.ends(ctx, t.d.id+"/submit", view.Submit, view.Values())
}

// sendPage ends a page with what stands in it. What is pressed is what was shown
// there, whatever the page would show by now.
func (t *task) sendPage(ctx context.Context, at bot.ActionID) (bot.View, error) {
	view, err := t.draws(ctx, at)
	if err != nil || view.Submit.ID == "" {
		return view, err
	}
	if shown, err := bot.ParseAction(t.d.value); err == nil {
		view.Submit.ID = shown
	}
	return t.ends(ctx, t.d.id, view.Submit, view.Values())
}

// ends submits a page.
func (t *task) ends(ctx context.Context, id string, by bot.Action, values map[bot.FieldID]string) (bot.View, error) {
	profile := t.vouches(ctx, by.Vouch)
	return t.asks(ctx, func(ev *bot.Event) { ev.ID, ev.Press, ev.Values, ev.Profile = id, by.ID, values, profile })
}
