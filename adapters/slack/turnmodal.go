package slack

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// pressInModal takes an element of a modal: a choice, which is saved, or a
// button, whose view takes the modal's place.
func (t *task) pressInModal(ctx context.Context) {
	if t.verb == enter {
		t.choose(ctx)
		return
	}
	if len(t.touched) > 0 { // what was typed must not be lost by going elsewhere
		if view, err := t.saves(ctx, t.id+"/kept", t.page.At, t.touched); err != nil || !quiet(view) {
			t.done(nil)
			t.redraw(ctx, view, t.page)
			return
		}
	}
	p := t.page.origin()
	var view bot.View
	var err error
	switch t.verb {
	case help:
		p.Part, p.Help = t.page.Part, t.field
		view, err = t.draws(ctx, t.page.At)
	case hand:
		view, err = t.hands(ctx)
	default:
		view, err = t.presses(ctx)
	}
	t.done(nil)
	if err == nil && view.At == t.page.At {
		p.Part = t.page.Part
	}
	t.redraw(ctx, view, p)
	if len(view.Fields) == 0 {
		t.pictures(t.user, "", view)
	}
}

// choose saves a choice, with what was typed beside it. The modal is left alone
// unless something else on it has changed or is to be said: Slack shows the
// choice by itself.
func (t *task) choose(ctx context.Context) {
	values := and(t.touched, map[bot.FieldID]string{t.field: t.given})
	view, err := t.saves(ctx, t.id, t.page.At, values)
	t.done(nil)
	if err == nil {
		t.kept()
	}
	at := slices.IndexFunc(view.Fields, func(f bot.Field) bool { return f.ID == t.field })
	if err == nil && at >= 0 && frame(view) == t.page.Frame && quiet(view) && !twofold(view.Fields[at]) {
		return
	}
	p := t.page.origin()
	if view.Submit.ID == t.page.Submit {
		p.Part, p.Help = t.page.Part, t.page.Help
	}
	t.redraw(ctx, view, p)
}

// origin is a page's origin alone, for the page that follows it.
func (p page) origin() page { return page{From: p.From, Home: p.Home} }

// quiet reports whether a view says nothing that must be seen.
func quiet(v bot.View) bool {
	return v.Problem == "" && !slices.ContainsFunc(v.Fields, func(f bot.Field) bool { return f.Problem != "" })
}

// twofold reports whether a field has two inputs, of which one empties the
// other.
func twofold(f bot.Field) bool { return f.Kind == bot.Date && len(f.Options) > 0 }

// redraw puts a view into the modal that is open.
func (t *task) redraw(ctx context.Context, v bot.View, p page) {
	m := modal(v, p)
	err := t.calls.forSomebody(ctx, "views.update", "", func(ctx context.Context) error {
		_, err := t.calls.api.UpdateViewContext(ctx, m, "", "", t.modal)
		return err
	})
	if err == nil {
		t.shows(v.At)
		return
	}
	t.cfg.Log.Info("slack: a modal cannot be changed", "err", err)
	t.result(ctx, v) // it was closed meanwhile, or its budget is spent
}

// submit ends a modal: the next one comes with the acknowledgement, or the
// modal closes and its result takes the place of the message it came from.
func (t *task) submit(ctx context.Context) {
	switch {
	case t.page.Submit == "":
		t.done(sdk.NewClearViewSubmissionResponse())
	case t.page.More:
		t.turnPart(ctx)
	case t.page.Asks && !t.page.Sure:
		t.askFirst(ctx)
	default:
		view, err := t.sendWith(ctx)
		t.next(ctx, view, err, t.page.origin())
	}
}

// askFirst saves what was entered and shows it once more with the question
// whether to send it. What the core keeps only once it is sent, a code for
// instance, still stands there.
func (t *task) askFirst(ctx context.Context) {
	view, err := t.saves(ctx, t.id+"/kept", t.page.At, t.values)
	p := t.page.origin()
	p.Part, p.Sure = t.page.Part, quiet(view)
	view.Fields = slices.Clone(view.Fields)
	for i, f := range view.Fields {
		if value, entered := t.values[f.ID]; entered {
			view.Fields[i].Value = value
		}
	}
	t.next(ctx, view, err, p)
}

// turnPart saves a part of a page that is too large for one modal, and turns to
// the next, unless something is wrong on this one.
func (t *task) turnPart(ctx context.Context) {
	view, err := t.saves(ctx, t.id, t.page.At, t.values)
	p := t.page.origin()
	p.Part = t.page.Part + 1
	if !quiet(view) {
		p.Part = t.page.Part
	}
	t.next(ctx, view, err, p)
}

// sendWith submits the page with what stands in this modal, and in its other
// parts.
func (t *task) sendWith(ctx context.Context) (bot.View, error) {
	values := t.values
	if t.page.Part > 0 {
		view, err := t.draws(ctx, t.page.At)
		if err != nil {
			return view, err
		}
		values = and(valuesOf(view), values)
	}
	return t.ends(ctx, t.id, bot.Action{ID: t.page.Submit, Vouch: t.page.Vouch}, values)
}

// next shows what a submission led to.
func (t *task) next(ctx context.Context, v bot.View, err error, p page) {
	switch {
	case err != nil:
		t.failed(v, p)
		return
	case len(v.Fields) > 0 && v.Submit.ID != "":
		t.turnTo(ctx, v, p)
		return
	}
	t.done(sdk.NewClearViewSubmissionResponse())
	if !t.again() {
		t.result(ctx, v)
	}
}

// turnTo shows the next modal in the acknowledgement. Where it finds no room
// there, as a list of all people may not, something small holds its place until
// the Web API has brought it.
func (t *task) turnTo(ctx context.Context, v bot.View, p page) {
	m := modal(v, p)
	answer := sdk.NewUpdateViewSubmissionResponse(&m)
	if heavy(answer) {
		waiting := modal(bot.View{At: v.At, Title: v.Title, Body: []string{"表示しています。少しお待ちください。"}, Actions: []bot.Action{{ID: v.At, Label: "もう一度表示する"}}}, page{From: p.From, Home: p.Home})
		if t.done(sdk.NewUpdateViewSubmissionResponse(&waiting)) {
			t.redraw(ctx, v, p)
		}
		return
	}
	if t.done(answer) {
		t.shows(v.At)
	}
}

// heavy reports whether an acknowledgement would be dropped for its size.
func heavy(answer any) bool {
	text, err := json.Marshal(answer)
	if err != nil { // texts always can be written
		panic(err)
	}
	return len(text) > ackBytes-envelopeBytes
}

// failed says that nothing was kept, and leaves what was entered where it
// stands.
func (t *task) failed(v bot.View, p page) {
	said := map[string]string{}
	for _, block := range slices.Sorted(maps.Keys(t.blocks)) {
		said[block] = cut(strings.Join(append([]string{v.Problem}, v.Body...), " "), 2000)
		break
	}
	if len(said) > 0 {
		t.done(sdk.NewErrorsViewSubmissionResponse(said))
		return
	}
	m := modal(v, p)
	t.done(sdk.NewUpdateViewSubmissionResponse(&m))
}
