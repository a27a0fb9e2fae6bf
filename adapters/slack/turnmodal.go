package slack

import (
	"cmp"
	"context"
	"maps"
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
	here, err := t.keepTyped(ctx)
	switch {
	case err != nil:
		t.acknowledge(nil)
		t.stay(ctx, here, t.d.touched)
		return
	case len(t.d.touched) > 0 && !quiet(here):
		t.acknowledge(nil)
		t.redraw(ctx, here, t.following(here))
		return
	}
	var view bot.View
	switch {
	case t.d.verb == help && t.same(here):
		view, t.d.page.Help = t.holding(here), t.d.field
	case t.d.verb == hand:
		if view, err = t.hands(ctx); err == nil && t.same(view) {
			view = t.holding(view)
		}
	default:
		view, _ = t.presses(ctx)
		t.d.page.Help, t.d.page.Sure = "", false
	}
	t.acknowledge(nil)
	t.redraw(ctx, view, t.following(view))
}

// keepTyped saves what was typed into the modal, which must not be lost by going
// elsewhere, and returns its page.
func (t *task) keepTyped(ctx context.Context) (bot.View, error) {
	switch {
	case len(t.d.touched) > 0:
		return t.saves(ctx, t.d.id+"/kept", t.d.page.At, t.d.touched)
	case t.d.verb == help:
		return t.draws(ctx, t.d.page.At)
	}
	return bot.View{}, nil
}

// choose saves a choice, with what was typed beside it. The modal is left alone
// unless something else on it has changed or is to be said: Slack shows the
// choice by itself.
func (t *task) choose(ctx context.Context) {
	values := and(t.d.touched, map[bot.FieldID]string{t.d.field: t.d.given})
	if wrong := t.outsiders(ctx, t.d.field); len(wrong) > 0 {
		t.acknowledge(nil)
		t.refuses(ctx, wrong)
		return
	}
	view, err := t.saves(ctx, t.d.id, t.d.page.At, values)
	t.acknowledge(nil)
	if err != nil {
		t.stay(ctx, view, values)
		return
	}
	t.noted()
	if t.again(t.d.id) {
		return // it may be older than what stands there
	}
	if t.stands(view) {
		t.renews(view)
		return
	}
	p := t.following(view)
	if t.same(view) {
		view = t.holding(view)
	}
	t.redraw(ctx, view, p)
}

// stands reports whether the modal shows what a view does, and no older answer.
func (t *task) stands(v bot.View) bool {
	at := v.Field(t.d.field)
	if at < 0 || twofold(v.Fields[at]) || frame(v) != t.d.page.Frame || !quiet(v) || len(t.d.page.Loose) > 0 {
		return false
	}
	return !slices.ContainsFunc(v.Fields, func(f bot.Field) bool {
		shown, here := t.d.values[f.ID]
		_, typed := t.d.touched[f.ID]
		return here && !typed && !onlySent(f) && f.Value != "" && shown != "" && strings.TrimSpace(f.Value) != strings.TrimSpace(shown)
	})
}

// refuses says at the inputs of a modal why what was chosen there was not taken.
func (t *task) refuses(ctx context.Context, wrong map[string]string) {
	view, err := t.draws(ctx, t.d.page.At)
	if err != nil || !t.same(view) {
		return // sending it is refused as well
	}
	view = with(t.holding(view), t.d.touched)
	for block, why := range wrong {
		if field, _, ours := fieldOf(block); ours && view.Field(field) >= 0 {
			view.Fields[view.Field(field)].Problem = why
		}
	}
	t.redraw(ctx, view, t.following(view))
}

// stay leaves in the modal what could not be kept, and says so above it. Where
// not even that can be drawn, a message says it.
func (t *task) stay(ctx context.Context, failed bot.View, values map[bot.FieldID]string) {
	view, ok := t.unkept(ctx, failed, values)
	if !ok {
		t.later("", func(ctx context.Context) { t.say(ctx, leading(failed, direct, "")) })
		return
	}
	t.redraw(ctx, view, t.following(view))
}

// unkept is the page of the modal with what could not be kept, and why; false
// where it cannot be drawn.
func (t *task) unkept(ctx context.Context, failed bot.View, values map[bot.FieldID]string) (bot.View, bool) {
	view, err := t.draws(ctx, t.d.page.At)
	if err != nil || !t.same(view) {
		return failed, false
	}
	view = with(t.holding(view), values)
	view.Notice, view.Problem = "", cmp.Or(failed.Problem, sayFailed)
	return view, true
}

// origin is a page's origin alone, for the page that follows it.
func (p page) origin() page { return page{From: p.From, Home: p.Home} }

// following is what a modal carries along where a view follows in it: what of
// the page was shown too, where it still is that page.
func (t *task) following(v bot.View) page {
	p := t.d.page.origin()
	if t.same(v) {
		p.Part, p.Help, p.Sure = t.d.page.Part, t.d.page.Help, t.d.page.Sure && quiet(v)
	}
	return p
}

// quiet reports whether a view says nothing that must be seen.
func quiet(v bot.View) bool {
	return v.Problem == "" && !slices.ContainsFunc(v.Fields, func(f bot.Field) bool { return f.Problem != "" })
}

// twofold reports whether a field has two inputs, of which one empties the
// other.
func twofold(f bot.Field) bool { return f.Kind == bot.Date && len(f.Options) > 0 }

// redraw puts a view into the modal that is open.
func (t *task) redraw(ctx context.Context, v bot.View, p page) {
	if len(v.Fields) == 0 {
		v = withPictureAt(v, inModal)
	}
	kept := t.stored(ctx, v)
	p.Loose = loose(v, kept)
	m, carried := modal(v, p), carrying(v, kept)
	t.shows(v.At)
	t.later("modal "+t.d.modal, func(ctx context.Context) {
		err := t.w.calls.forSomebody(ctx, "views.update", "", func(ctx context.Context) error {
			_, err := t.w.calls.api.UpdateViewContext(ctx, m, "", "", t.d.modal)
			return err
		})
		if err != nil {
			t.w.cfg.Log.Info("slack: a modal cannot be changed", "err", err)
			t.result(ctx, v, carried) // it was closed meanwhile, or its budget is spent
			return
		}
		if len(v.Fields) == 0 {
			t.w.pictures(t.d.user, "", v)
		}
	})
}

// submit ends a modal: the next one comes with the acknowledgement, or the
// modal closes and its result takes the place of the message it came from.
func (t *task) submit(ctx context.Context) {
	if wrong := t.outsiders(ctx, ""); len(wrong) > 0 {
		t.acknowledge(sdk.NewErrorsViewSubmissionResponse(wrong))
		return
	}
	if t.d.page.Submit == "" {
		t.acknowledge(sdk.NewClearViewSubmissionResponse())
		return
	}
	values, view, err := t.entered(ctx)
	switch {
	case err != nil:
		t.failed(view, t.d.page.origin())
	case t.d.page.More:
		t.turnPart(ctx, values)
	case t.d.page.Asks && !t.d.page.Sure:
		t.askFirst(ctx, values)
	default: // what is pressed is what was shown, whatever the page would show by now
		view, err = t.ends(ctx, t.d.id, bot.Action{ID: t.d.page.Submit, Vouch: t.d.page.Vouch}, values)
		t.next(ctx, view, err, t.d.page.origin())
	}
}

// askFirst saves what was entered and shows it once more with the question
// whether to send it. What the core keeps only once it is sent, a code for
// instance, still stands there.
func (t *task) askFirst(ctx context.Context, values map[bot.FieldID]string) {
	view, err := t.saves(ctx, t.d.id+"/kept", t.d.page.At, values)
	p := t.d.page.origin()
	p.Part, p.Sure = t.d.page.Part, quiet(view)
	if view.Problem == "" {
		view = with(view, values)
	}
	t.next(ctx, view, err, p)
}

// turnPart saves a part of a page that is too large for one modal, and turns to
// the next, unless something is wrong on this one.
func (t *task) turnPart(ctx context.Context, values map[bot.FieldID]string) {
	view, err := t.saves(ctx, t.d.id, t.d.page.At, values)
	p := t.d.page.origin()
	p.Part = t.d.page.Part + 1
	if !quiet(view) {
		p.Part = t.d.page.Part
	}
	t.next(ctx, view, err, p)
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
	if !t.again(t.d.id) {
		t.after(ctx, v)
	}
}

// turnTo shows the next modal in the acknowledgement. Where it finds no room
// there, as a list of all people may not, something small holds its place until
// the Web API has brought it.
func (t *task) turnTo(ctx context.Context, v bot.View, p page) {
	p.Loose = loose(v, t.stored(ctx, v))
	m := modal(v, p)
	answer := sdk.NewUpdateViewSubmissionResponse(&m)
	if heavy(answer) {
		waiting := modal(bot.View{At: v.At, Title: v.Title, Body: []string{"表示しています。少しお待ちください。"}, Actions: []bot.Action{{ID: v.At, Label: "もう一度表示する"}}}, page{From: p.From, Home: p.Home})
		if t.acknowledge(sdk.NewUpdateViewSubmissionResponse(&waiting)) {
			t.redraw(ctx, v, p)
		}
		return
	}
	t.shows(v.At)
	t.acknowledge(answer)
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

// renewal is a later revision of a page that stands in a modal: what makes it
// later was entered there.
type renewal struct {
	modal      string
	shown      bot.ActionID // the Submit that the modal carries
	at, submit bot.ActionID
}

// renews notes that the modal's page is of the revision of a view by now. So
// what one has saved oneself never counts as somebody else's change.
func (t *task) renews(v bot.View) {
	t.w.desks.with(t.d.user, func(k *desk) { k.renewed = renewal{t.d.modal, t.submitShown, v.At, v.Submit.ID} })
}

// renewed takes over what renews has noted.
func (t *task) renewed() {
	t.submitShown = t.d.page.Submit
	if t.d.modal == "" || t.d.page.Submit == "" {
		return
	}
	t.w.desks.with(t.d.user, func(k *desk) {
		if r := k.renewed; r.modal == t.d.modal && r.shown == t.d.page.Submit {
			t.d.page.At, t.d.page.Submit = r.at, r.submit
		}
	})
}

// and returns both sets of values; those of the second win.
func and(a, b map[bot.FieldID]string) map[bot.FieldID]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}
