package slack

import (
	"context"
	"slices"
	"strings"

	sdk "github.com/slack-go/slack"

	"daicho/bot"
)

// pressInModal takes an element of a modal: a choice, which is saved, or a
// button, whose view takes the modal's place.
func (t *task) pressInModal(ctx context.Context) {
	if t.d.verb == enter {
		t.choose(ctx)
		return
	}
	if len(t.d.touched) > 0 { // what was typed must not be lost by going elsewhere
		if view, err := t.saves(ctx, t.d.id+"/kept", t.d.page.At, t.d.touched); err != nil || !quiet(view) {
			t.acknowledge(nil)
			t.redraw(ctx, view, t.d.page)
			return
		}
	}
	p := t.d.page.origin()
	var view bot.View
	var err error
	switch t.d.verb {
	case help:
		p.Part, p.Help = t.d.page.Part, t.d.field
		view, err = t.draws(ctx, t.d.page.At)
	case hand:
		view, err = t.hands(ctx)
	default:
		view, err = t.presses(ctx)
	}
	t.acknowledge(nil)
	if err == nil && view.At == t.d.page.At {
		p.Part = t.d.page.Part
	}
	t.redraw(ctx, view, p)
	if len(view.Fields) == 0 {
		t.w.pictures(t.d.user, "", view)
	}
}

// choose saves a choice, with what was typed beside it. The modal is left alone
// unless something else on it has changed or is to be said: Slack shows the
// choice by itself.
func (t *task) choose(ctx context.Context) {
	values := and(t.d.touched, map[bot.FieldID]string{t.d.field: t.d.given})
	view, err := t.saves(ctx, t.d.id, t.d.page.At, values)
	t.acknowledge(nil)
	if err == nil {
		t.kept()
	}
	at := slices.IndexFunc(view.Fields, func(f bot.Field) bool { return f.ID == t.d.field })
	if err == nil && at >= 0 && frame(view) == t.d.page.Frame && quiet(view) && !twofold(view.Fields[at]) {
		return
	}
	p := t.d.page.origin()
	if view.Submit.ID == t.d.page.Submit {
		p.Part, p.Help = t.d.page.Part, t.d.page.Help
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
	err := t.w.calls.forSomebody(ctx, "views.update", "", func(ctx context.Context) error {
		_, err := t.w.calls.api.UpdateViewContext(ctx, m, "", "", t.d.modal)
		return err
	})
	if err == nil {
		t.shows(v.At)
		return
	}
	t.w.cfg.Log.Info("slack: a modal cannot be changed", "err", err)
	t.result(ctx, v) // it was closed meanwhile, or its budget is spent
}

// submit ends a modal: the next one comes with the acknowledgement, or the
// modal closes and its result takes the place of the message it came from.
func (t *task) submit(ctx context.Context) {
	if wrong := t.outsiders(ctx); len(wrong) > 0 {
		t.acknowledge(sdk.NewErrorsViewSubmissionResponse(wrong))
		return
	}
	switch {
	case t.d.page.Submit == "":
		t.acknowledge(sdk.NewClearViewSubmissionResponse())
	case t.d.page.More:
		t.turnPart(ctx)
	case t.d.page.Asks && !t.d.page.Sure:
		t.askFirst(ctx)
	default:
		view, err := t.sendWith(ctx)
		t.next(ctx, view, err, t.d.page.origin())
	}
}

// askFirst saves what was entered and shows it once more with the question
// whether to send it. What the core keeps only once it is sent, a code for
// instance, still stands there.
func (t *task) askFirst(ctx context.Context) {
	view, err := t.saves(ctx, t.d.id+"/kept", t.d.page.At, t.d.values)
	p := t.d.page.origin()
	p.Part, p.Sure = t.d.page.Part, quiet(view)
	view.Fields = slices.Clone(view.Fields)
	for i, f := range view.Fields {
		if value, entered := t.d.values[f.ID]; entered {
			view.Fields[i].Value = value
		}
	}
	t.next(ctx, view, err, p)
}

// turnPart saves a part of a page that is too large for one modal, and turns to
// the next, unless something is wrong on this one.
func (t *task) turnPart(ctx context.Context) {
	view, err := t.saves(ctx, t.d.id, t.d.page.At, t.d.values)
	p := t.d.page.origin()
	p.Part = t.d.page.Part + 1
	if !quiet(view) {
		p.Part = t.d.page.Part
	}
	t.next(ctx, view, err, p)
}

// sendWith submits the page with what stands in this modal, and in its other
// parts.
func (t *task) sendWith(ctx context.Context) (bot.View, error) {
	values := t.d.values
	if t.d.page.Part > 0 {
		view, err := t.draws(ctx, t.d.page.At)
		if err != nil {
			return view, err
		}
		values = and(view.Values(), values)
	}
	return t.ends(ctx, t.d.id, bot.Action{ID: t.d.page.Submit, Vouch: t.d.page.Vouch}, values)
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
	t.acknowledge(sdk.NewClearViewSubmissionResponse())
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
		if t.acknowledge(sdk.NewUpdateViewSubmissionResponse(&waiting)) {
			t.redraw(ctx, v, p)
		}
		return
	}
	if t.acknowledge(answer) {
		t.shows(v.At)
	}
}

// heavy reports whether an acknowledgement would be dropped for its size.
func heavy(answer any) bool {
	return len(written(answer)) > ackBytes-envelopeBytes
}

// failed says that nothing was kept, and leaves what was entered where it
// stands.
func (t *task) failed(v bot.View, p page) {
	if block := t.d.lastInput; block != "" {
		said := cut(strings.Join(append([]string{v.Problem}, v.Body...), " "), maxLabel)
		t.acknowledge(sdk.NewErrorsViewSubmissionResponse(map[string]string{block: said}))
		return
	}
	m := modal(v, p)
	t.acknowledge(sdk.NewUpdateViewSubmissionResponse(&m))
}
