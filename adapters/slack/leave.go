package slack

import (
	"context"
	"errors"
	"slices"
	"strings"

	"daicho/adapters/chatkit"
	"daicho/bot"
)

const (
	sayGoOn   = "ここまでの内容は保存してあります。続けるときは、下のボタンを押してください。"
	sayReview = "答えは保存してあります。見直すときは、下のボタンを押してください。"
	sayLoose  = "入れかけの内容は、まだ保存していません。下のボタンで開くと、続きから入れられます。"
)

// keep saves what was typed into a modal that is left, and leaves a message in
// its place that leads back to it. A modal that has ended is not left; but what
// was typed and not kept is never passed over.
func (t *task) keep(ctx context.Context) {
	view, err := t.left(ctx)
	t.acknowledge(nil)
	if errors.Is(err, context.Canceled) || err == nil && t.again(t.d.id) {
		return
	}
	view, must := t.parting(ctx, view, err)
	carried := carrying(view, t.stored(ctx, view))
	if must && carried == "" && (err != nil || !quiet(view) || !t.same(view)) {
		view = spelled(view, t.d.touched)
	}
	must = must || t.unknown() && t.same(view)
	t.later(t.cameFrom(), func(ctx context.Context) {
		if must || t.open() && t.same(view) {
			t.shows(view.At)
			t.result(ctx, view, carried)
		}
	})
}

// open reports whether the modal is the one that somebody has before them.
func (t *task) open() (open bool) {
	t.w.desks.with(t.d.user, func(k *desk) { open = k.modal == t.d.modal })
	return open
}

// unknown reports whether nothing is known of what somebody has before them, as
// after a restart.
func (t *task) unknown() (unknown bool) {
	t.w.desks.with(t.d.user, func(k *desk) { unknown = k.at == "" && k.modal == "" })
	return unknown
}

// left saves what was typed into the modal, or draws it where nothing was.
func (t *task) left(ctx context.Context) (bot.View, error) {
	if len(t.d.touched) == 0 {
		return t.draws(ctx, t.d.page.At)
	}
	return t.saves(ctx, t.d.id, t.d.page.At, t.d.touched)
}

// parting is what is to be said of a modal that is left, and whether it must be:
// something was typed there, and is not just kept.
func (t *task) parting(ctx context.Context, v bot.View, err error) (_ bot.View, must bool) {
	typed := len(t.d.touched) > 0
	saved := typed && holds(t.stored(ctx, v), t.d.touched) || !typed && v.Progress != nil && v.Progress.Done > 0
	switch {
	case err != nil:
		t.w.cfg.Log.Warn("slack: what stood in a closed modal was not kept", "err", err)
		v, _ = t.unkept(ctx, v, t.d.touched)
		return v, typed
	case saved && quiet(v):
		v.Notice = sayGoOn
		if chatkit.Numbered(v) && v.Asks("") < 0 {
			v.Notice = sayReview
		}
		return v, false
	case typed && quiet(v) && v.Notice == "" && t.same(v): // it keeps nothing before it is sent
		v = with(v, t.d.touched)
		v.Notice = sayLoose
	}
	return v, typed
}

// holds reports whether a view shows as kept all that was typed.
func holds(v bot.View, typed map[bot.FieldID]string) bool {
	for id, value := range typed {
		at := v.Field(id)
		if at < 0 || strings.TrimSpace(v.Fields[at].Value) != strings.TrimSpace(value) {
			return false
		}
	}
	return true
}

// spelled is a view with what was typed in words, where nothing else has it any
// more.
func spelled(v bot.View, typed map[bot.FieldID]string) bot.View {
	var texts []string
	for _, value := range typed {
		if strings.TrimSpace(value) != "" {
			texts = append(texts, value)
		}
	}
	if len(texts) > 0 {
		slices.Sort(texts)
		v.Body = append(slices.Clone(v.Body), "入れていた内容："+strings.Join(texts, "\n"))
	}
	return v
}
